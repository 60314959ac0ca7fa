//! What two reviewers say around one escalation at the command line, without deciding it.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use serde_json::{Value, json};
use support::{Machine, Said, in_session, place::Place};

const DUE: &str = r#"
version = 1

[[rule]]
tools = ["send_note"]
verdict = "escalate"
due = "PT5M"
code = "soon"
text = "Notes are decided soon."
"#;

fn proposed(place: &Place) -> String {
    let draft = place.draft("send_note", "Bo", 600).to_string();
    let said = place.machine.give(&["propose", "--key", "k"], &draft).ok();
    said["esc"].as_str().unwrap().to_owned()
}

fn code(said: &Said) -> String {
    let code = &said.json()["error"]["code"];
    code.as_str().unwrap_or_default().to_owned()
}

fn around(machine: &Machine, esc: &str) -> Value {
    machine.run(&["show", esc]).ok()["row"]["around"].clone()
}

/// Bo's machine, let in by Ana's.
fn bo(place: &Place) -> Machine {
    let (ana, bo) = (&place.machine, Machine::new());
    let link = ana.run(&["roster", "invite", "bo"]).ok();
    let link = link["link"].as_str().unwrap();
    let asked = bo
        .run(&["join", link, "--person", "bo", "--name", "Bo Berg"])
        .ok();
    let words: Vec<&str> = asked["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w.as_str().unwrap())
        .collect();
    let words = words.join(" ");
    let add = [
        "roster",
        "add-person",
        "bo",
        "--words",
        &words,
        "--group",
        "reviewers",
        "--max-risk",
        "critical",
    ];
    ana.run(&add).ok();
    bo
}

#[test]
fn one_claims_and_asks_another_answers_and_both_see_it() {
    if !in_session("one_claims_and_asks_another_answers_and_both_see_it") {
        return;
    }
    let place = Place::new();
    let (ana, bo) = (&place.machine, bo(&place));
    let esc = proposed(&place);
    let claimed = ana.run(&["note", &esc[30..], "claim"]).ok();
    assert_eq!(
        (&claimed["esc"], &claimed["effect"]),
        (&json!(esc), &json!("counts"))
    );
    let held = around(&bo, &esc)["at_it"][0].clone();
    assert_eq!(
        (&held["me"], &held["reads"]),
        (&json!(false), &json!(false))
    );
    let rows = ana.run(&["inbox"]).ok()["rows"].clone();
    assert_eq!(rows[0]["around"]["lists"], json!(["mine"]));

    ana.run(&["note", &esc, "ask", "Who pays?", "--to", "bo"])
        .ok();
    assert_eq!(around(&bo, &esc)["lists"], json!(["asked"]));
    bo.run(&["note", &esc, "comment", "- the sender\u{202e}, as always"])
        .ok();
    let shown = ana.run(&["show", &esc]).ok();
    let said = &shown["around"]["said"];
    assert_eq!(
        (&said[0]["to"], &said[1]["by"]),
        (&json!("Bo Berg"), &json!("Bo Berg"))
    );
    assert_eq!(shown["around"]["asks"], false);

    ana.run(&["note", &esc, "release"]).ok();
    assert_eq!(around(&bo, &esc)["at_it"], Value::Null, "nobody is at it");
    ana.run(&["note", &esc, "assign", "bo"]).ok();
    assert_eq!(around(&bo, &esc)["lists"], json!(["mine"]));
}

#[test]
fn what_is_not_allowed_not_possible_or_not_there_is_refused_and_says_why() {
    if !in_session("what_is_not_allowed_not_possible_or_not_there_is_refused_and_says_why") {
        return;
    }
    let place = Place::new();
    let (ana, bo) = (&place.machine, bo(&place));
    let esc = proposed(&place);
    let later = support::place::later(100_000);
    for (arguments, wanted) in [
        (vec!["assign", "you"], "not_allowed"),
        (vec!["extend", &later], "not_allowed"),
        (vec!["ask", "Who?", "--to", "nobody"], "not_allowed"),
        (vec!["comment", " "], "bad_arguments"),
    ] {
        let said = bo.run(&[&["note", &esc], arguments.as_slice()].concat());
        assert_eq!(
            (said.exit, code(&said).as_str()),
            (1, wanted),
            "{arguments:?}"
        );
    }
    assert_eq!(
        code(&ana.run(&["note", &esc, "assign", "cy"])),
        "not_allowed"
    );
    assert_eq!(
        code(&ana.run(&["note", &esc, "extend", &later])),
        "bad_time"
    );
    assert_eq!(ana.run(&["note", &esc, "extend", "tomorrow"]).exit, 2);
    assert_eq!(ana.run(&["note", &esc, "shout"]).exit, 2);
    assert_eq!(code(&ana.run(&["note", "ffffff", "claim"])), "not_found");

    let shown = ana.run(&["show", &esc]).ok();
    let view = shown["raw"]["view_sha256"].as_str().unwrap();
    ana.run(&["decide", &esc, "reject", "--view", view]);
    assert_eq!(code(&ana.run(&["note", &esc, "claim"])), "already_decided");
    ana.run(&["note", &esc, "comment", "It was the wrong address."])
        .ok();
}

#[test]
fn more_time_moves_the_deadline_within_what_the_proposal_allows() {
    if !in_session("more_time_moves_the_deadline_within_what_the_proposal_allows") {
        return;
    }
    let place = Place::new();
    let machine = &place.machine;
    let policy = machine.dir.path().join("due.toml");
    std::fs::write(&policy, DUE).unwrap();
    machine
        .run(&["init", "--policy", policy.to_str().unwrap()])
        .ok();
    let esc = proposed(&place);
    let shown = machine.run(&["show", &esc]).ok();
    let (due, end) = (&shown["row"]["due"], shown["around"]["may_extend"].clone());
    let end = end.as_str().unwrap();
    assert_ne!(due, end);
    let same = machine.run(&["note", &esc, "extend", due.as_str().unwrap()]);
    assert_eq!(code(&same), "bad_time");
    machine.run(&["note", &esc, "extend", end]).ok();
    let shown = machine.run(&["show", &esc]).ok();
    assert_eq!(shown["row"]["due"], *end);
    assert_eq!(shown["around"]["may_extend"], Value::Null);
}

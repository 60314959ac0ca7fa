//! A source at the command line: what people signed comes back verified, and scripts can branch on the exit code.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Stdio,
};

use serde_json::{Value, json};
use support::{in_session, place::Place};

impl Place {
    /// Proposes and waits, while `decide` does something about it; answers what the source was told.
    fn wait(&self, draft: &Value, decide: &[&str]) -> (i32, Value) {
        let proposed = self
            .machine
            .give(&["propose", "--key", "k"], &draft.to_string());
        let esc = proposed.json()["esc"].as_str().unwrap().to_owned();
        let mut waiting =
            self.machine
                .command(&["propose", "--wait", "--timeout", "60", "--key", "k"]);
        let path = self.machine.dir.path().join("draft.json");
        std::fs::write(&path, draft.to_string()).unwrap();
        let waiting = waiting.arg(&path).stdout(Stdio::piped()).spawn().unwrap();
        if let Some((verb, rest)) = decide.split_first() {
            let view = self.machine.run(&["show", &esc]).ok()["raw"]["view_sha256"]
                .as_str()
                .unwrap()
                .to_owned();
            let mut arguments = vec!["decide", &esc, verb, "--view", &view];
            arguments.extend(rest);
            let said = self.machine.give(&arguments, r#"{"to":"Cleo"}"#);
            assert!([0, 10, 14].contains(&said.exit), "{said:?}");
        }
        let output = waiting.wait_with_output().unwrap();
        (
            output.status.code().unwrap(),
            serde_json::from_slice(&output.stdout).unwrap(),
        )
    }
}

fn check(decide: &[&str], exit: i32, status: &str) -> Value {
    let place = Place::new();
    let told = place.wait(&place.draft("send_note", "Ben", 600), decide);
    assert_eq!(
        (told.0, told.1["status"].as_str().unwrap()),
        (exit, status),
        "{}",
        told.1
    );
    told.1
}

#[test]
fn approved_and_edited_end_with_0_and_name_exactly_what_may_run() {
    if !in_session("approved_and_edited_end_with_0_and_name_exactly_what_may_run") {
        return;
    }
    let approved = check(&["approve"], 0, "approved");
    assert_eq!(
        approved["action"],
        json!({ "tool": "send_note", "arguments": { "to": "Ben" } })
    );
    let edited = check(&["edit", "--arguments", "-"], 0, "edited");
    assert_eq!(edited["action"]["arguments"], json!({ "to": "Cleo" }));
}

#[test]
fn every_other_outcome_has_an_exit_code_of_its_own_and_nothing_to_run() {
    if !in_session("every_other_outcome_has_an_exit_code_of_its_own_and_nothing_to_run") {
        return;
    }
    let rejected = check(&["reject", "--message", "Not now."], 10, "rejected");
    assert_eq!(
        (&rejected["reason"]["message"], &rejected["action"]),
        (&json!("Not now."), &Value::Null)
    );
    assert_eq!(
        check(&["respond", "--answer", "Ask Dana."], 14, "responded")["answer"],
        "Ask Dana."
    );
    let place = Place::new();
    let (exit, expired) = place.wait(&place.draft("send_note", "Ben", 4), &[]);
    assert_eq!((exit, &expired["status"]), (11, &json!("expired")));
    let denied = place.machine.give(
        &["propose"],
        &place.draft("drop_database", "x", 600).to_string(),
    );
    assert_eq!(
        (denied.exit, denied.json()["status"].as_str()),
        (13, Some("denied")),
        "{denied:?}"
    );
}

#[test]
fn nobody_decides_on_what_they_were_not_shown() {
    if !in_session("nobody_decides_on_what_they_were_not_shown") {
        return;
    }
    let place = Place::new();
    let first = place
        .machine
        .give(
            &["propose"],
            &place.draft("send_note", "Ben", 600).to_string(),
        )
        .ok();
    let second = place
        .machine
        .give(
            &["propose"],
            &place.draft("send_note", "Eve", 600).to_string(),
        )
        .ok();
    let (first, second) = (
        first["esc"].as_str().unwrap(),
        second["esc"].as_str().unwrap(),
    );
    let other = place.machine.run(&["show", second]).ok()["raw"]["view_sha256"]
        .as_str()
        .unwrap()
        .to_owned();
    let unseen = place.machine.run(&["decide", first, "approve"]);
    assert_eq!(
        unseen.json()["error"]["code"],
        "not_shown",
        "its risk is high: {unseen:?}"
    );
    let changed = place
        .machine
        .run(&["decide", first, "approve", "--view", &other]);
    assert_eq!(changed.json()["error"]["code"], "changed");
    let unfit = place.machine.give(
        &[
            "decide",
            second,
            "edit",
            "--view",
            &other,
            "--arguments",
            "-",
        ],
        r#"{"to":7}"#,
    );
    assert_eq!(unfit.json()["error"]["code"], "bad_arguments", "{unfit:?}");
    let reason = place
        .machine
        .run(&["decide", first, "reject", "--reason", "because"]);
    assert_eq!(reason.json()["error"]["code"], "not_allowed");
    assert_eq!(
        place.machine.run(&["inbox"]).ok()["rows"]
            .as_array()
            .unwrap()
            .len(),
        2,
        "nothing was signed"
    );
}

#[test]
fn nothing_that_an_agent_writes_can_move_a_terminals_cursor() {
    if !in_session("nothing_that_an_agent_writes_can_move_a_terminals_cursor") {
        return;
    }
    let place = Place::new();
    let hostile = "\u{1b}[2J\u{9b}31m\u{202e}evil\u{7}\r\u{8}\u{200b}";
    let mut draft = place.draft("send_note", hostile, 600);
    draft["narration"] = hostile.into();
    draft["reasons"] = json!([{ "code": hostile, "text": hostile }]);
    draft["context"] = json!({
        "messages": [{ "role": hostile, "content": hostile, "name": hostile }],
        "evidence": [{ "title": hostile, "media_type": hostile, "text": hostile }],
        "subject": { "system": hostile, "type": hostile, "id": hostile, "name": hostile },
    });
    let esc = place.machine.give(&["propose"], &draft.to_string()).ok()["esc"]
        .as_str()
        .unwrap()
        .to_owned();
    let raw = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}');
    for arguments in [vec!["show", &esc], vec!["inbox"]] {
        for json in [true, false] {
            let mut command = place.machine.command(&arguments);
            if !json {
                command = std::process::Command::new(env!("CARGO_BIN_EXE_fermata"));
                command
                    .args(&arguments)
                    .env("FERMATA_HOME", place.machine.home());
            }
            let said = support::said(command, "");
            assert_eq!(said.exit, 0, "{said:?}");
            assert!(!said.out.chars().any(raw), "{said:?}");
            assert_eq!(
                arguments[0] == "show",
                said.out.contains("evil"),
                "{said:?}"
            );
        }
    }
}

#[test]
fn what_came_of_it_is_reported_once_and_nothing_is_handed_out_again() {
    if !in_session("what_came_of_it_is_reported_once_and_nothing_is_handed_out_again") {
        return;
    }
    let place = Place::new();
    let draft = place.draft("send_note", "Ben", 600);
    let machine = &place.machine;
    let (_, handed_out) = place.wait(&draft, &["approve"]);
    let esc = handed_out["esc"].as_str().unwrap();
    let report = |came: &str| machine.run(&["outcome", esc, came, "--external-id", "note-7"]);
    assert_eq!(report("executed").ok()["status"], "executed");
    assert_eq!(report("executed").ok()["status"], "executed", "again");
    assert_eq!(report("failed").json()["error"]["code"], "already_consumed");
    let again = machine.give(
        &["propose", "--wait", "--timeout", "60", "--key", "k"],
        &draft.to_string(),
    );
    assert_eq!(again.json()["status"], "executed", "{again:?}");
    assert_eq!(again.json()["action"], Value::Null, "{again:?}");
    let shown = machine.run(&["show", esc]).ok();
    assert_eq!(shown["row"]["status"], "executed", "{shown}");
    assert_eq!(report("compensated").ok()["status"], "compensated");

    let open = machine.give(
        &["propose"],
        &place.draft("send_note", "Eve", 600).to_string(),
    );
    let open = open.ok()["esc"].as_str().unwrap().to_owned();
    let refused = machine.run(&["outcome", &open, "executed"]);
    assert_eq!(
        refused.json()["error"]["code"],
        "not_pending",
        "{refused:?}"
    );
    let unknown = machine.run(&[
        "outcome",
        "01a21d56-d87b-7e53-bda6-a46302459ed3",
        "executed",
    ]);
    assert_eq!(unknown.exit, 1, "{unknown:?}");
}

/// In front of a gateway; goes away for good once it has answered an append.
fn gone_after_an_append(gateway: &str) -> String {
    let behind = gateway.trim_start_matches("http://").to_owned();
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", door.local_addr().unwrap());
    std::thread::spawn(move || {
        loop {
            let (mut client, _) = door.accept().unwrap();
            let request = message(&mut client);
            let appends = request.starts_with(b"POST /v1/entries ");
            let mut server = TcpStream::connect(&behind).unwrap();
            server.write_all(&request).unwrap();
            // One call for each connection: what answers says so.
            let answer = message(&mut server);
            let line = answer.iter().position(|byte| *byte == b'\n').unwrap() + 1;
            client.write_all(&answer[..line]).unwrap();
            client.write_all(b"connection: close\r\n").unwrap();
            client.write_all(&answer[line..]).unwrap();
            if appends {
                return;
            }
        }
    });
    url
}

/// A whole request or answer, by its content-length.
fn message(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut part = [0; 64 * 1024];
    loop {
        let read = stream.read(&mut part).unwrap();
        bytes.extend_from_slice(&part[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            assert!(read > 0, "it ends within its head");
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .map_or(0, |length| length.trim().parse::<usize>().unwrap());
        if bytes.len() >= end + 4 + length {
            return bytes;
        }
    }
}

#[test]
fn a_gateway_that_goes_away_after_its_receipt_leaves_no_doubt_that_it_is_recorded() {
    if !in_session("a_gateway_that_goes_away_after_its_receipt_leaves_no_doubt_that_it_is_recorded")
    {
        return;
    }
    let place = Place::new();
    let machine = &place.machine;
    let draft = place.draft("send_note", "Ben", 600).to_string();
    let esc = machine.give(&["propose"], &draft).ok()["esc"].clone();
    let esc = esc.as_str().unwrap();
    let url = gone_after_an_append(&place.gateway.url);
    let said = machine.run(&["decide", esc, "reject", "--gateway", &url]);
    assert_eq!(said.exit, 1, "{said:?}");
    let words = said.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(words.contains("signed and recorded as entry"), "{words}");
    let shown = machine.run(&["show", esc]).ok();
    assert_eq!(shown["row"]["status"], "rejected", "{shown}");
}

#[test]
fn an_outcome_to_look_at_is_said_in_words_until_somebody_has_looked() {
    if !in_session("an_outcome_to_look_at_is_said_in_words_until_somebody_has_looked") {
        return;
    }
    let place = Place::new();
    let machine = &place.machine;
    let (_, handed_out) = place.wait(&place.draft("send_note", "Ben", 600), &["approve"]);
    let esc = handed_out["esc"].as_str().unwrap();
    assert_eq!(machine.run(&["inbox"]).ok()["alarms"], json!([]));
    ran_something_else(&place, esc);

    let inbox = machine.run(&["inbox"]).ok();
    assert_eq!(inbox["alarms"][0]["row"]["esc"], esc, "{inbox}");
    assert_eq!(inbox["alarms"][0]["row"]["alarm"], "executed_other");
    let shown = machine.run(&["show", esc]).ok();
    let line = &shown["alarms"][0]["lines"][0];
    let text = |side: &str| line[side]["value"][0]["text"].clone();
    assert_eq!((text("asked"), text("ran")), (json!("Ben"), json!("Eve")));
    let words = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fermata"));
        command
            .args(arguments)
            .env("FERMATA_HOME", machine.home())
            .env_remove("FERMATA_GATEWAY");
        let said = support::said(command, "");
        assert_eq!(said.exit, 0, "{said:?}");
        said.out
    };
    let said = words(&["inbox"]);
    assert!(said.starts_with("Needs looking at:\n"), "{said}");
    assert!(
        said.contains("Something else ran than what was approved"),
        "{said}"
    );
    let said = words(&["show", esc]);
    assert!(said.contains("approved Ben; reported as run Eve"), "{said}");
    assert!(said.contains("What to do: Stop agent"), "{said}");

    let looked = machine.run(&["looked", esc]).ok();
    assert_eq!(looked["looked"], json!(["executed_other:1"]));
    assert_eq!(machine.run(&["inbox"]).ok()["alarms"], json!([]));
    assert!(machine.run(&["show", esc]).ok()["alarms"][0]["looked"].is_string());
}

/// The source says that it ran the tool with another recipient.
fn ran_something_else(place: &Place, esc: &str) {
    let file = place.machine.home().join("sources/agent.json");
    let source: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let token = source["token"].as_str().unwrap().to_owned();
    let shown = place.machine.run(&["show", esc]).ok();
    let proposal = &shown["raw"]["proposal_sha256"];
    let action = json!({ "tool": "send_note", "arguments": { "to": "Eve" } });
    let draft = json!({
        "esc": esc, "proposal_sha256": proposal, "candidate_sha256": proposal,
        "status": "executed", "attempt": 1, "action": action
    });
    let url = place.gateway.url.clone();
    let told = async {
        let client = fermata_client::Client::new(&url, fermata_client::Auth::Token(token)).unwrap();
        client
            .outcome_draft(draft.to_string().as_bytes(), "other")
            .await
            .unwrap()
    };
    tokio::runtime::Runtime::new().unwrap().block_on(told);
}

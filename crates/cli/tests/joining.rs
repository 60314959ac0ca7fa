//! A second person joins by an invite; both must approve what is risky; a device that was revoked is told so.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use std::path::Path;

use fermata_testkit::tls::Authority;
use serde_json::{Value, json};
use support::{Machine, Running, Said, in_session};

const POLICY: &str = r#"
version = 1

[[rule]]
tools = ["pay"]
verdict = "escalate"
approvals = 2
code = "two_people"
text = "Two people approve every payment."
"#;

/// Ana's machine, which serves the log, and Bo's.
struct Team {
    ana: Machine,
    bo: Machine,
    gateway: Running,
}

impl Team {
    fn new() -> Self {
        let ana = Machine::new();
        ana.run(&["init", "--name", "Ana", "--source", "agent"])
            .ok();
        let gateway = ana.gateway();
        Self {
            ana,
            bo: Machine::new(),
            gateway,
        }
    }

    fn invite(&self, more: &[&str]) -> String {
        let made = self.ana.run(&[&["roster", "invite"], more].concat()).ok();
        made["link"].as_str().unwrap().to_owned()
    }

    fn ask(&self, link: &str, person: &str) -> Said {
        self.bo
            .run(&["join", link, "--person", person, "--name", "Bo"])
    }

    /// Bo's words, and what Ana adds them with.
    fn add(&self, words: &str) -> Said {
        self.ana.run(&[
            "roster",
            "add-person",
            "bo",
            "--words",
            words,
            "--group",
            "reviewers",
            "--max-risk",
            "critical",
        ])
    }
}

fn words(said: &Value) -> String {
    let all = said["words"].as_array().unwrap();
    let all: Vec<&str> = all.iter().map(|word| word.as_str().unwrap()).collect();
    all.join(" ")
}

fn code(said: &Said) -> String {
    said.json()["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// Proposes a payment that takes two people; its id, and the file of its draft.
fn payment(team: &Team) -> (String, String) {
    let dir = team.ana.dir.path();
    let (tools, policy) = (dir.join("tools.json"), dir.join("policy.toml"));
    let tool = json!([{ "type": "function", "function": { "name": "pay", "description": "Pays.",
        "parameters": { "type": "object", "properties": { "to": { "type": "string" } }, "required": ["to"] } } }]);
    std::fs::write(&tools, tool.to_string()).unwrap();
    std::fs::write(&policy, POLICY).unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    team.ana.run(&["init", "--policy", &path(&policy)]).ok();
    let import = ["contracts", "import", "--openai", &path(&tools), "--all"];
    let made = team.ana.run(&import).ok();
    let draft = json!({
        "expires_at": later(), "queue": "inbox", "kind": "action",
        "action": { "tool": "pay", "arguments": { "to": "Cleo" } }, "contract": made["contracts"][0]["sha256"],
        "allowed": ["approve", "edit", "reject"], "deliver": { "kind": "poll" },
    });
    let file = dir.join("draft.json");
    std::fs::write(&file, draft.to_string()).unwrap();
    let asked = ["propose", &path(&file), "--key", "k"];
    let proposed = team.ana.run(&asked).ok();
    (proposed["esc"].as_str().unwrap().to_owned(), path(&file))
}

fn later() -> String {
    support::place::later(600)
}

fn approve(machine: &Machine, esc: &str) -> Said {
    let shown = machine.run(&["show", esc]).ok();
    let view = shown["raw"]["view_sha256"].as_str().unwrap();
    machine.run(&["decide", esc, "approve", "--view", view])
}

#[test]
fn who_joins_decides_nothing_until_the_words_are_compared_and_then_both_are_needed() {
    if !in_session(
        "who_joins_decides_nothing_until_the_words_are_compared_and_then_both_are_needed",
    ) {
        return;
    }
    let team = Team::new();
    let link = team.invite(&["bo"]);
    let asked = team.ask(&link, "bo").ok();
    assert_eq!(asked["words"].as_array().unwrap().len(), 6);
    assert_eq!(
        words(&team.ask(&link, "bo").ok()),
        words(&asked),
        "asked again"
    );
    assert_eq!(code(&team.bo.run(&["inbox"])), "unauthenticated");
    assert_eq!(code(&team.bo.run(&["gateway"])), "not_here");

    let waits = team.ana.run(&["roster", "joins"]).ok();
    let bo = &waits["joins"][0];
    assert_eq!((&bo["person"], &bo["name"]), (&"bo".into(), &"Bo".into()));
    assert_eq!(words(bo), words(&asked), "both sides show the same");
    let mut wrong: Vec<&str> = vec!["zoo"; 6];
    assert_eq!(code(&team.add(&wrong.join(" "))), "words_differ");
    wrong.pop();
    assert_eq!(code(&team.add(&wrong.join(" "))), "usage");
    assert_eq!(team.add(&words(&asked)).ok()["version"], 2);
    let waits = team.ana.run(&["roster", "joins"]).ok();
    assert_eq!(waits["joins"], json!([]), "who was added asks no longer");

    let (esc, draft) = payment(&team);
    assert_eq!(
        approve(&team.ana, &esc).ok()["status"],
        "open",
        "one is not enough"
    );
    let shown = team.bo.run(&["show", &esc]).ok();
    assert_eq!(
        (&shown["approvals_needed"], &shown["approvals_have"]),
        (&2.into(), &1.into())
    );
    assert_eq!(approve(&team.bo, &esc).ok()["status"], "approved");
    let wait = ["propose", &draft, "--wait", "--timeout", "20", "--key", "k"];
    let run = team.ana.run(&wait).ok();
    assert_eq!(run["people"], json!(["bo", "you"]));

    team.ana.run(&["roster", "revoke", "bo"]).ok();
    let refused = team.bo.run(&["inbox"]);
    assert!(refused.err.contains("key_revoked"), "{refused:?}");
    drop(team.gateway);
}

#[test]
fn an_invite_is_for_whom_it_names_and_ends_and_a_directory_holds_one_workspace() {
    if !in_session("an_invite_is_for_whom_it_names_and_ends_and_a_directory_holds_one_workspace") {
        return;
    }
    let team = Team::new();
    assert_eq!(
        code(&team.ask("fermata://join?invite=x", "bo")),
        "malformed"
    );
    assert_eq!(code(&team.ask(&team.invite(&["cy"]), "bo")), "not_allowed");
    assert_eq!(team.ana.run(&["roster", "invite", "--days", "8"]).exit, 2);
    team.ask(&team.invite(&[]), "bo").ok();
    assert_eq!(code(&team.ask(&team.invite(&[]), "bo")), "id_conflict");
    let here = team
        .ana
        .run(&["join", &team.invite(&[]), "--person", "you"]);
    assert_eq!(code(&here), "id_conflict", "Ana's directory has its own");
}

#[test]
fn a_team_behind_tls_with_an_authority_of_its_own_is_joined_and_worked_in() {
    if !in_session("a_team_behind_tls_with_an_authority_of_its_own_is_joined_and_worked_in") {
        return;
    }
    let team = Team::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let authority = Authority::new("The team's");
    let proxy = runtime.block_on(authority.proxy(&team.gateway.url));
    let ca = team.bo.dir.path().join("ca.pem");
    std::fs::write(&ca, authority.pem()).unwrap();
    let link = team.invite(&["bo", "--url", &proxy.url]);
    // Without the authority nothing is sent; with it the same device asks.
    let refused = team.ask(&link, "bo");
    assert_eq!(code(&refused), "gateway");
    assert!(
        refused.err.contains("fermata join --ca FILE"),
        "{refused:?}"
    );
    assert_eq!(proxy.accepted(), 0);
    let join = ["join", &link, "--person", "bo", "--ca"];
    let asked = team
        .bo
        .run(&[&join[..], &[ca.to_str().unwrap()]].concat())
        .ok();
    team.add(&words(&asked)).ok();
    let before = proxy.accepted();
    team.bo.run(&["inbox"]).ok();
    let doctor = team.bo.run(&["doctor"]).json();
    let gateway = doctor["lines"].as_array().unwrap();
    let gateway = gateway.iter().find(|one| one["what"] == "gateway").unwrap();
    assert_eq!(gateway["mark"], "ok", "{gateway}");
    assert!(proxy.accepted() > before, "it went through the proxy");
    let plain = ["roster", "invite", "--url", "http://team.example"];
    let refused = team.ana.run(&plain);
    assert!(
        refused.err.contains("give its https:// address"),
        "{refused:?}"
    );
}

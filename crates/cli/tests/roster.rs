//! The roster from the command line: one root or several, in the keychain or in files that a passphrase locks; what was revoked decides nothing.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use std::path::PathBuf;

use serde_json::{Value, json};
use support::{Machine, Said, in_session, said};

/// A workspace, its gateway's command, and a passphrase in a file.
struct Office {
    machine: Machine,
    passphrase: PathBuf,
}

impl Office {
    fn new() -> Self {
        let machine = Machine::new();
        machine.run(&["init", "--name", "Ana"]).ok();
        let passphrase = machine.dir.path().join("passphrase");
        std::fs::write(&passphrase, "correct horse battery staple\n").unwrap();
        Self {
            machine,
            passphrase,
        }
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = self.machine.command(arguments);
        command.env("FERMATA_PASSPHRASE_FILE", &self.passphrase);
        said(command, "")
    }

    fn path(&self, name: &str) -> String {
        let path = self.machine.dir.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    /// A root key in a file: its path and its id.
    fn root(&self, name: &str) -> (String, String) {
        let path = self.path(name);
        let made = self.run(&["roster", "new-root", &path]).ok();
        (path, made["kid"].as_str().unwrap().to_owned())
    }

    /// The public key of somebody's device, as a file.
    fn device(&self, name: &str) -> String {
        let made = self.run(&["roster", "new-root", &self.path(&format!("{name}.key"))]);
        let path = self.path(&format!("{name}.jwk"));
        std::fs::write(&path, made.ok()["jwk"].to_string()).unwrap();
        path
    }

    fn shown(&self) -> Value {
        self.run(&["roster", "show"]).ok()
    }
}

fn code(said: &Said) -> String {
    let json = said.json();
    json["error"]["code"].as_str().unwrap_or("").to_owned()
}

#[test]
fn people_and_sources_are_added_each_in_a_version_of_its_own_and_nothing_changes_twice() {
    if !in_session(
        "people_and_sources_are_added_each_in_a_version_of_its_own_and_nothing_changes_twice",
    ) {
        return;
    }
    let office = Office::new();
    let key = office.device("bo");
    let add = [
        "roster",
        "add-person",
        "bo",
        "--name",
        "Bo",
        "--email",
        "bo@example.org",
        "--group",
        "reviewers",
        "--max-risk",
        "high",
        "--right",
        "halt",
        "--key",
        &key,
    ];
    let added = office.run(&add).ok();
    assert_eq!(
        (&added["version"], &added["changed"]),
        (&2.into(), &true.into())
    );
    assert_eq!(office.run(&add).ok()["changed"], false);
    let owned = [
        "roster",
        "add-source",
        "billing",
        "--owner",
        "bo",
        "--max-risk",
        "medium",
    ];
    office.run(&owned).ok();
    assert_eq!(code(&office.run(&owned)), "id_conflict");
    let shown = office.shown();
    assert_eq!(shown["version"], 3);
    let bo = &shown["people"][1];
    assert_eq!(bo["id"], "bo");
    assert_eq!(
        (&bo["max_risk"], &bo["rights"], &bo["groups"]),
        (&"high".into(), &json!(["halt"]), &json!(["reviewers"]))
    );
    assert_eq!(bo["devices"][0]["words"].as_array().unwrap().len(), 3);
    assert_eq!(shown["sources"][1]["owners"], json!(["bo"]));
    let token = office.machine.home().join("sources/billing.json");
    assert!(token.is_file(), "a vouched source gets its token");

    for (asked, wrong) in [
        (
            vec!["add-person", "cy", "--group", "reviewers", "--key", &key],
            "usage",
        ),
        (
            vec!["add-person", "cy", "--name", "Cy", "--key", &key],
            "usage",
        ),
        (
            vec![
                "add-person",
                "cy",
                "--name",
                "Cy",
                "--group",
                "nobody",
                "--key",
                &key,
            ],
            "unknown_queue",
        ),
        (
            vec![
                "add-person",
                "cy",
                "--name",
                "Cy",
                "--group",
                "reviewers",
                "--key",
                &key,
            ],
            "bad_member",
        ),
        (
            vec!["add-source", "other", "--owner", "nobody"],
            "not_found",
        ),
        (
            vec!["add-source", "other", "--queue", "nowhere"],
            "unknown_queue",
        ),
        (vec!["revoke", "nobody"], "unknown_key"),
        (vec!["roots", "--threshold", "2"], "bad_member"),
    ] {
        let said = office.run(&[&["roster"], &asked[..]].concat());
        assert_eq!(code(&said), wrong, "{asked:?} {said:?}");
    }
    assert_eq!(office.shown()["version"], 3, "nothing of it was published");
}

#[test]
fn queues_what_runs_alone_and_gateways_are_changed_and_nothing_that_is_not_named() {
    if !in_session("queues_what_runs_alone_and_gateways_are_changed_and_nothing_that_is_not_named")
    {
        return;
    }
    let office = Office::new();
    let before = office.shown();
    let write = |queues: Value| {
        let path = office.path("queues.json");
        std::fs::write(&path, json!({ "queues": queues }).to_string()).unwrap();
        path
    };
    let reasons = json!([{ "code": "duplicate", "label": "Paid already" }]);
    let refunds = json!({ "id": "refunds", "groups": ["leads"], "reasons": reasons, "default_reason": "duplicate" });
    let file = write(json!([refunds]));
    let source = before["sources"][0]["id"].as_str().unwrap();
    office
        .run(&["roster", "queues", &file, "--source", source])
        .ok();
    assert_eq!(
        office.run(&["roster", "queues", &file]).ok()["changed"],
        false
    );
    let tools = ["--tool", "look_up", "--max-risk", "medium"];
    office
        .run(&[&["roster", "allow"], &tools[..]].concat())
        .ok();
    let key = office.device("gate-2");
    let gateway = ["roster", "add-gateway", "gate-2", "--key", &key];
    office.run(&gateway).ok();
    assert_eq!(office.run(&gateway).ok()["changed"], false);

    let shown = office.shown();
    assert_eq!(shown["version"], 4);
    assert_eq!(shown["queues"][0], before["queues"][0]);
    assert_eq!(shown["queues"][1]["groups"], json!(["leads"]));
    let queues = shown["sources"][0]["queues"].as_array().unwrap();
    assert!(queues.contains(&json!("refunds")), "{queues:?}");
    assert_eq!(
        shown["allow"],
        json!({ "max_risk": "medium", "tools": ["look_up"] })
    );
    assert_eq!(shown["gateways"][0], before["gateways"][0]);
    assert_eq!(shown["gateways"][1]["id"], "gate-2");
    office.run(&["roster", "allow"]).ok();
    assert_eq!(
        office.shown()["allow"]["tools"],
        json!([]),
        "what is not named may not"
    );

    let nobody = json!([{ "id": "empty", "reasons": reasons, "default_reason": "duplicate" }]);
    let none = json!([{ "id": "empty", "groups": ["leads"], "reasons": reasons, "default_reason": "other" }]);
    for (queues, more, wrong) in [
        (nobody, &[][..], "bad_queues"),
        (none, &[], "bad_queues"),
        (json!([refunds]), &["--source", "nobody"], "not_found"),
    ] {
        let file = write(queues);
        let said = office.run(&[&["roster", "queues", &file], more].concat());
        assert_eq!(code(&said), wrong, "{said:?}");
    }
    assert_eq!(office.shown()["version"], 5, "nothing of it was published");
}

#[test]
fn with_two_roots_one_alone_puts_nothing_into_force() {
    if !in_session("with_two_roots_one_alone_puts_nothing_into_force") {
        return;
    }
    let office = Office::new();
    let (file, second) = office.root("second.root");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("correct horse"), "{text}");
    let (draft, key) = (office.path("draft.json"), office.device("bo"));

    // The new root must sign its own arrival, for two are asked for from then on.
    let rotation = ["roster", "roots", "--add", &file, "--threshold", "2"];
    assert_eq!(code(&office.run(&rotation)), "roster_threshold");
    let with = [&rotation[..], &["--out", &draft]].concat();
    assert_eq!(office.run(&with).ok()["enough"], false);
    assert_eq!(
        code(&office.run(&["roster", "publish", &draft])),
        "roster_threshold"
    );
    let sign = ["roster", "sign", &draft, "--root", &file];
    let shown = office.run(&sign).ok();
    assert_eq!(
        (&shown["signed"], &shown["signatures"]),
        (&false.into(), &1.into())
    );
    let digest = shown["sha256"].as_str().unwrap();
    let other = "A".repeat(43);
    assert_eq!(
        code(&office.run(&[&sign[..], &["--view", &other]].concat())),
        "changed"
    );
    let signed = office.run(&[&sign[..], &["--view", digest]].concat()).ok();
    assert_eq!(
        (&signed["signed"], &signed["enough"]),
        (&true.into(), &true.into())
    );
    office.run(&["roster", "publish", &draft]).ok();
    assert_eq!(
        office.run(&["roster", "publish", &draft]).ok()["changed"],
        false
    );
    let shown = office.shown();
    assert_eq!(
        (&shown["version"], &shown["threshold"]),
        (&2.into(), &2.into())
    );
    assert_eq!(shown["roots"][1], second.as_str());

    let add = [
        "roster",
        "add-person",
        "bo",
        "--name",
        "Bo",
        "--group",
        "reviewers",
        "--key",
        &key,
    ];
    assert_eq!(code(&office.run(&add)), "roster_threshold");
    assert_eq!(office.shown()["version"], 2);

    // Somebody's key that is no root signs nothing, and a wrong passphrase opens nothing.
    let (stranger, _) = office.root("stranger.root");
    let draft = office.path("bo.json");
    office.run(&[&add[..], &["--out", &draft]].concat()).ok();
    let shown = office.run(&["roster", "sign", &draft]).ok();
    let view = ["--view", shown["sha256"].as_str().unwrap()];
    let by =
        |root: &str| office.run(&[&["roster", "sign", &draft, "--root", root], &view[..]].concat());
    assert_eq!(code(&by(&stranger)), "unknown_key");
    std::fs::write(&office.passphrase, "correct horse battery stapl").unwrap();
    assert_eq!(code(&by(&file)), "wrong_passphrase");
    assert_eq!(
        code(&office.run(&["roster", "publish", &draft])),
        "roster_threshold"
    );
}

#[test]
fn a_revoked_device_decides_nothing_from_then_on_and_is_told_why() {
    if !in_session("a_revoked_device_decides_nothing_from_then_on_and_is_told_why") {
        return;
    }
    let office = Office::new();
    let proposed = office.run(&["propose", "--example", "--key", "k"]).ok();
    let esc = proposed["esc"].as_str().unwrap();
    let view = office.run(&["show", esc]).ok()["raw"]["view_sha256"].clone();
    office.run(&["roster", "revoke", "you"]).ok();
    let refused = office.run(&["decide", esc, "approve", "--view", view.as_str().unwrap()]);
    assert_eq!(refused.exit, 1);
    assert!(refused.err.contains("key_revoked"), "{refused:?}");
}

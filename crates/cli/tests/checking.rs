//! Checking: a resolution offline, and the whole installation.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use std::path::{Path, PathBuf};

use fermata_client::{Auth, Client};
use fermata_protocol::resolution::Resolution;
use serde_json::{Value, json};
use support::{Machine, in_session};

/// A resolution and the standing entries, as their source got them, on disk.
struct Evidence {
    machine: Machine,
    resolution: Resolution,
    standing: PathBuf,
}

impl Evidence {
    /// An edited example, collected over HTTP with the source's token.
    async fn collect() -> Self {
        let machine = Machine::airline();
        let gateway = machine.gateway();
        let proposed = machine.run(&["propose", "--example"]).ok();
        let esc = proposed["esc"].as_str().unwrap().to_owned();
        let edited = machine.give(
            &["decide", &esc, "edit", "--arguments", "-"],
            r#"{"to":"Ben"}"#,
        );
        assert_eq!(edited.ok()["status"], "edited");
        let file = std::fs::read(machine.home().join("sources/airline-agent.json")).unwrap();
        let file: Value = serde_json::from_slice(&file).unwrap();
        let token = file["token"].as_str().unwrap().to_owned();
        let client = Client::new(&gateway.url, Auth::Token(token)).unwrap();
        let resolution = client
            .resolution(esc.parse().unwrap(), 5)
            .await
            .unwrap()
            .unwrap();
        let standing = machine.dir.path().join("standing.json");
        let entries = client.standing(0, 0).await.unwrap().entries;
        std::fs::write(&standing, json!(entries).to_string()).unwrap();
        Self {
            machine,
            resolution,
            standing,
        }
    }

    /// Exit code and answer, with nothing running that could be asked.
    fn verify(&self, resolution: &Resolution, more: &[&str]) -> (i32, Value) {
        let path = self.machine.dir.path().join("resolution.json");
        std::fs::write(&path, json!(resolution).to_string()).unwrap();
        let workspace = self.machine.home().join("workspace.json");
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let (path, workspace, standing) = (text(&path), text(&workspace), text(&self.standing));
        let mut arguments = vec![
            "verify",
            &path,
            "--workspace",
            &workspace,
            "--standing",
            &standing,
        ];
        arguments.extend(more);
        let said = self.machine.run(&arguments);
        (said.exit, said.json())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resolution_holds_offline_and_any_change_to_it_fails_with_its_code() {
    if !in_session("a_resolution_holds_offline_and_any_change_to_it_fails_with_its_code") {
        return;
    }
    let evidence = Evidence::collect().await;
    let good = &evidence.resolution;
    let (exit, told) = evidence.verify(good, &[]);
    assert_eq!(
        (exit, &told["holds"], &told["status"]),
        (0, &json!(true), &json!("edited")),
        "{told}"
    );
    assert_eq!(told["action"]["arguments"], json!({ "to": "Ben" }));
    assert!(
        told["statements"]
            .as_array()
            .unwrap()
            .iter()
            .all(|line| line["code"].is_null()),
        "{told}"
    );

    let fails = |changed: &Resolution, code: &str| {
        let (exit, told) = evidence.verify(changed, &[]);
        assert_eq!(
            (exit, &told["holds"], &told["code"]),
            (16, &json!(false), &json!(code)),
            "{told}"
        );
    };
    let mut changed = good.clone();
    let last = changed.statements.len() - 2;
    changed.statements.remove(last);
    fails(&changed, "candidate_mismatch");
    let mut changed = good.clone();
    let end = changed.statements[2].len() - 10;
    let other = if changed.statements[2].as_bytes()[end] == b'A' {
        "B"
    } else {
        "A"
    };
    changed.statements[2].replace_range(end..=end, other);
    fails(&changed, "bad_signature");
    let mut changed = good.clone();
    changed.receipt.clone_from(&good.statements[1]);
    fails(&changed, "wrong_typ");

    let (exit, told) = evidence.verify(good, &["--at", "2099-01-01T00:00:00.000Z"]);
    assert_eq!(
        (exit, &told["holds"]),
        (16, &json!(false)),
        "no key is good for ever: {told}"
    );
}

#[test]
fn a_sound_installation_has_nothing_that_fails() {
    if !in_session("a_sound_installation_has_nothing_that_fails") {
        return;
    }
    let machine = Machine::airline();
    let _gateway = machine.gateway();
    let examined = machine.run(&["doctor"]).ok();
    let lines = examined["lines"].as_array().unwrap();
    let what: Vec<_> = lines
        .iter()
        .map(|line| line["what"].as_str().unwrap())
        .collect();
    for part in [
        "workspace",
        "keychain",
        "gateway",
        "log",
        "clock",
        "roster",
        "policy",
        "outbox",
        "bus",
    ] {
        assert!(what.contains(&part), "{part} is missing from {what:?}");
    }
    assert!(
        lines.iter().all(|line| line["mark"] != "fail"),
        "{examined}"
    );
}

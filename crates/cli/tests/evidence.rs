//! Evidence bundles: written by a reviewer's machine, checked by whoever has nothing but the file and a pin.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use std::path::PathBuf;

use serde_json::{Value, json};
use support::{Machine, in_session};

/// A file of one edited and one rejected escalation, and the pin of its workspace.
struct Case {
    bundle: Value,
    pin: String,
}

impl Case {
    fn collect() -> Self {
        let machine = Machine::airline();
        let _gateway = machine.gateway();
        for (verdict, input, exit) in [("edit", r#"{"to":"Ben"}"#, 0), ("reject", "", 10)] {
            let proposed = machine.run(&["propose", "--example"]).ok();
            let esc = proposed["esc"].as_str().unwrap().to_owned();
            let mut asked = vec!["decide", &esc, verdict];
            if verdict == "edit" {
                asked.extend(["--arguments", "-"]);
            }
            let decided = machine.give(&asked, input);
            assert_eq!(decided.exit, exit, "{}", decided.err);
        }
        let out = machine.dir.path().join("evidence.json");
        let out = out.to_str().unwrap().to_owned();
        let written = machine.run(&["export", "--out", &out]).ok();
        assert_eq!(written["escalations"], 2, "{written}");
        let again = machine.run(&["export", "--out", &out]);
        assert_ne!(again.exit, 0, "nothing is overwritten");
        Self {
            bundle: serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap(),
            pin: written["pin"].as_str().unwrap().to_owned(),
        }
    }

    /// Exit code and report, on a machine that has no workspace and reaches no gateway.
    fn verify(&self, bundle: &Value, pin: Option<&str>) -> (i32, Value) {
        let elsewhere = Machine::new();
        let path: PathBuf = elsewhere.dir.path().join("evidence.json");
        std::fs::write(&path, bundle.to_string()).unwrap();
        let mut asked = vec!["verify", path.to_str().unwrap()];
        if let Some(pin) = pin {
            asked.extend(["--pin", pin]);
        }
        let said = elsewhere.run(&asked);
        (said.exit, said.json())
    }

    /// What fails when this is done to the file.
    fn failing(&self, change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut bundle = self.bundle.clone();
        change(&mut bundle);
        assert_ne!(bundle, self.bundle, "nothing was changed");
        let (exit, told) = self.verify(&bundle, Some(&self.pin));
        let failing = with(&told, "fails");
        assert_eq!((exit, told["holds"].as_bool()), (16, Some(false)), "{told}");
        assert!(!failing.is_empty());
        failing
    }
}

/// The stable words of the findings with this verdict.
fn with(told: &Value, verdict: &str) -> Vec<String> {
    let parts = told["parts"].as_array().unwrap();
    let findings = parts
        .iter()
        .flat_map(|part| part["findings"].as_array().unwrap());
    findings
        .filter(|finding| finding["verdict"] == verdict)
        .map(|finding| finding["what"].as_str().unwrap().to_owned())
        .collect()
}

/// The first entry of the first escalation whose first statement is of this kind.
fn entry<'a>(bundle: &'a mut Value, typ: &str) -> &'a mut Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let entries = bundle["escalations"][0]["entries"].as_array_mut().unwrap();
    let is = |entry: &&mut Value| {
        let header = entry["statements"][0]
            .as_str()
            .unwrap()
            .split('.')
            .next()
            .unwrap();
        let header = String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        header.contains(&format!("fermata-{typ}+jws"))
    };
    entries.iter_mut().find(is).unwrap()
}

/// Changes one character in the middle of a text.
fn bend(text: &mut Value) {
    let old = text.as_str().unwrap();
    let middle = old.len() / 2;
    let other = if &old[middle..=middle] == "A" {
        "B"
    } else {
        "A"
    };
    *text = format!("{}{other}{}", &old[..middle], &old[middle + 1..]).into();
}

#[test]
fn a_bundle_holds_with_nothing_but_the_file_and_the_pin() {
    if !in_session("a_bundle_holds_with_nothing_but_the_file_and_the_pin") {
        return;
    }
    let case = Case::collect();
    let (exit, told) = case.verify(&case.bundle, Some(&case.pin));
    assert_eq!((exit, &told["holds"]), (0, &json!(true)), "{told}");
    assert_eq!(with(&told, "fails"), Vec::<String>::new());
    let holds = with(&told, "holds");
    let count = |word: &str| holds.iter().filter(|what| *what == word).count();
    for (word, times) in [
        ("roster", 1),
        ("proposal", 2),
        ("contract", 2),
        ("decision", 2),
        ("view", 2),
        ("chain", 2),
        ("result", 2),
        ("key_chain", 1),
    ] {
        assert_eq!(count(word), times, "{word} in {told}");
    }
    // Whoever takes the pin from the file is told that it proves nothing.
    let (exit, told) = case.verify(&case.bundle, None);
    assert_eq!(exit, 0, "{told}");
    assert!(with(&told, "open").contains(&"pin".to_owned()), "{told}");
}

#[test]
fn whatever_is_changed_in_a_bundle_fails_and_is_named() {
    if !in_session("whatever_is_changed_in_a_bundle_fails_and_is_named") {
        return;
    }
    let case = Case::collect();
    let fails = |word: &str, change: &dyn Fn(&mut Value)| {
        let failing = case.failing(change);
        assert!(
            failing.contains(&word.to_owned()),
            "{word} is not in {failing:?}"
        );
    };
    fails("entry", &|b| {
        bend(&mut entry(b, "decision")["statements"][0])
    });
    fails("proposal", &|b| {
        bend(&mut entry(b, "proposal")["statements"][0])
    });
    fails("chain", &|b| {
        bend(&mut entry(b, "proposal")["statements"][1])
    });
    fails("chain", &|b| {
        entry(b, "proposal")["at"] = "2026-01-01T00:00:00.000Z".into()
    });
    fails("chain", &|b| {
        let seq = entry(b, "proposal")["seq"].as_u64().unwrap();
        entry(b, "proposal")["seq"] = (seq - 1).into();
    });
    fails("receipt", &|b| {
        bend(&mut b["escalations"][0]["receipts"][0])
    });
    fails("receipt", &|b| {
        let entries = b["escalations"][0]["entries"].as_array_mut().unwrap();
        entries.truncate(1);
    });
    fails("view", &|b| {
        bend(&mut b["escalations"][0]["views"][0]["bytes"])
    });
    fails("roster", &|b| bend(&mut b["standing"][0]["statements"][0]));
    fails("contract", &|b| {
        // What follows the roster are contracts; without them nobody can say what was shown.
        let standing = b["standing"].as_array_mut().unwrap();
        standing.truncate(1);
    });
    fails("order", &|b| {
        let entries = b["escalations"][0]["entries"].as_array_mut().unwrap();
        entries.swap(0, 1);
    });
    let elsewhere = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let (exit, told) = case.verify(&case.bundle, Some(elsewhere));
    assert_eq!(exit, 16, "another workspace's pin: {told}");
    assert!(with(&told, "fails").contains(&"roster".to_owned()));
}

#[test]
fn what_a_file_leaves_out_is_said_to_be_open() {
    if !in_session("what_a_file_leaves_out_is_said_to_be_open") {
        return;
    }
    let case = Case::collect();
    let mut bundle = case.bundle.clone();
    bundle["escalations"][0]["receipts"] = json!([]);
    let (exit, told) = case.verify(&bundle, Some(&case.pin));
    assert_eq!(exit, 0, "{told}");
    assert!(
        with(&told, "open").contains(&"chain".to_owned()),
        "nobody signed that order: {told}"
    );
    let mut bundle = case.bundle.clone();
    bundle["escalations"].as_array_mut().unwrap().remove(0);
    let (exit, told) = case.verify(&bundle, Some(&case.pin));
    assert_eq!(exit, 0, "{told}");
    assert!(
        with(&told, "open").contains(&"key_chain".to_owned()),
        "a decision of this key is elsewhere: {told}"
    );
}

#[test]
fn what_is_no_bundle_of_this_form_is_refused_with_what_to_do() {
    if !in_session("what_is_no_bundle_of_this_form_is_refused_with_what_to_do") {
        return;
    }
    let machine = Machine::new();
    let path = machine.dir.path().join("file.json");
    for (text, words) in [
        (r#"{"fermata_bundle":2}"#, "newer version"),
        (r#"{"fermata_bundle":1}"#, "fermata export"),
        (r#"{"fermata_bundle":"x"}"#, "fermata export"),
        ("{}", "fermata export"),
    ] {
        std::fs::write(&path, text).unwrap();
        let said = machine.run(&["verify", path.to_str().unwrap()]);
        assert_ne!(said.exit, 0);
        assert!(said.err.contains(words), "{text}: {}", said.err);
    }
}

//! Stops at the command line: nothing that was approved is handed out while one holds, and each ends by its own lift.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use serde_json::Value;
use support::{in_session, place::Place};

/// An approved action that its source has not fetched: its draft and its id.
fn approved(place: &Place) -> (String, String) {
    let draft = place.draft("send_note", "Bo", 600).to_string();
    let machine = &place.machine;
    let proposed = machine.give(&["propose", "--key", "k"], &draft).ok();
    let esc = proposed["esc"].as_str().unwrap().to_owned();
    let shown = machine.run(&["show", &esc]).ok();
    let view = shown["raw"]["view_sha256"].as_str().unwrap();
    machine
        .run(&["decide", &esc, "approve", "--view", view])
        .ok();
    (draft, esc)
}

fn fetch(place: &Place, draft: &str) -> (i32, Value) {
    let asked = ["propose", "--wait", "--timeout", "1", "--key", "k"];
    let said = place.machine.give(&asked, draft);
    (said.exit, said.json())
}

#[test]
fn what_is_stopped_is_not_handed_out_until_its_stop_is_lifted() {
    if !in_session("what_is_stopped_is_not_handed_out_until_its_stop_is_lifted") {
        return;
    }
    let place = Place::new();
    let machine = &place.machine;
    let (draft, esc) = approved(&place);
    let scopes = [&esc, "all", "source:agent", "queue:inbox"];
    for scope in scopes {
        let stopped = machine
            .run(&["halt", scope, "--reason", "looks\u{202e} wrong"])
            .ok();
        let (exit, said) = fetch(&place, &draft);
        assert_eq!((exit, &said["status"]), (15, &"halted".into()), "{scope}");
        let listed = machine.run(&["halt"]).ok();
        assert_eq!(listed["halts"][0]["halt"], stopped["halt"], "{scope}");
        assert_eq!(listed["halts"][0]["by"], "you");
        let id = stopped["halt"].as_str().unwrap();
        machine.run(&["lift", &id[id.len() - 6..]]).ok();
        let again = machine.run(&["lift", id]);
        assert_eq!(
            (again.exit, again.json()["error"]["code"].as_str()),
            (1, Some("not_found"))
        );
    }
    assert_eq!(machine.run(&["halt"]).ok()["halts"], Value::Array(vec![]));
    let (exit, run) = fetch(&place, &draft);
    assert_eq!((exit, &run["status"]), (0, &"approved".into()));
}

#[test]
fn a_stop_of_something_else_stops_nothing_here_and_a_wrong_scope_is_refused() {
    if !in_session("a_stop_of_something_else_stops_nothing_here_and_a_wrong_scope_is_refused") {
        return;
    }
    let place = Place::new();
    let machine = &place.machine;
    let (draft, _) = approved(&place);
    for (scope, code) in [
        ("source:nobody", "unknown_source"),
        ("queue:nowhere", "unknown_queue"),
        ("queue:No Name", "usage"),
        ("agent:", "usage"),
        ("everything", "usage"),
    ] {
        let said = machine.run(&["halt", scope]);
        assert_eq!(said.json()["error"]["code"], code, "{scope}");
    }
    machine.run(&["halt", "agent:somebody-else"]).ok();
    let (exit, run) = fetch(&place, &draft);
    assert_eq!((exit, &run["status"]), (0, &"approved".into()));
}

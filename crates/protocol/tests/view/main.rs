//! What the view model promises: every leaf exactly once, in a stable order, nothing hostile raw, the same bytes everywhere.

#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod properties;
mod support;

use expect_test::{Expect, expect};
use fermata_protocol::{
    escape,
    payload::{Arguments, Proposal},
    view::{self, View, ViewField, ViewLeaf, Warning, build, display},
};
use serde_json::{Value, json};

use support::{
    airline, assert_every_leaf_once, build_action, contract, example, proposal, proposal_json,
};

#[test]
fn fields_follow_the_contract_item_by_item() {
    let arguments = json!({
        "passengers": [{ "dob": "1971-02-17", "first_name": "Ingrid", "last_name": "Solheim" }],
        "cabin": "business", "origin": "OSL", "destination": "LIS", "user_id": "ingrid_solheim_3092",
        "flights": [{ "date": "2024-12-04", "flight_number": "LS342" }, { "flight_number": "LS77", "date": "soon" }],
        "payment_methods": [{ "payment_id": "credit_card_8140226", "amount": 1190.5 }],
        "insurance": "no", "remark": "urgent\u{202e}!",
    });
    check_fields(
        "book_reservation",
        &arguments,
        &json!({ "cabin": "economy" }),
        &expect![[r#"
            id Customer: ingrid_solheim_3092
            id From: OSL
            id To: LIS
            id Cabin, all flights: economy → business
            id [Flights 1] Flight: LS342
            date [Flights 1] Flight date: 2024-12-04
            id [Flights 2] Flight: LS77
            text [Flights 2] Flight date: soon (misfit)
            text [Passengers 1] First name: Ingrid
            text [Passengers 1] Last name: Solheim
            date [Passengers 1] Date of birth: 1971-02-17
            id [Payment methods 1] Paid with: credit_card_8140226
            money [Payment methods 1] Charged: 1,190.50 USD
            text Travel insurance: no
            text /remark: urgent⟨U+202E⟩!
        "#]],
    );
}

#[test]
fn titles_come_from_the_airlines_contracts() {
    for (tool, arguments, title) in [
        (
            "cancel_reservation",
            json!({ "reservation_id": "H4KD2M" }),
            "Cancel reservation H4KD2M",
        ),
        (
            "send_certificate",
            json!({ "user_id": "ingrid_solheim_3092", "amount": 150 }),
            "Send certificate of 150.00 USD to ingrid_solheim_3092",
        ),
        (
            "cancel_reservation",
            json!({ "reservation_id": "all of them" }),
            "Cancel reservation ⟨Reservation⟩",
        ),
    ] {
        let view = build_action(&airline(tool), &arguments, None, json!({}));
        assert_eq!(escape::plain(&view.title), title);
    }
}

#[test]
fn the_airlines_contracts_and_runs_hold_together() {
    let runs = std::fs::read_to_string(example("runs.jsonl")).unwrap();
    let mut calls = 0;
    for run in runs
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
    {
        let messages = run["messages"].as_array().unwrap();
        for (index, call) in messages
            .iter()
            .enumerate()
            .filter_map(|(i, m)| Some((i, m.get("tool_calls")?)))
        {
            let function = &call[0]["function"];
            let Some(terms) = contract(function["name"].as_str().unwrap()) else {
                continue;
            };
            let arguments: Value =
                serde_json::from_str(function["arguments"].as_str().unwrap()).unwrap();
            let view = build_action(
                &terms,
                &arguments,
                None,
                json!({ "messages": messages[..index] }),
            );
            assert_every_leaf_once(
                &view,
                &proposal(&terms, &arguments, json!({ "messages": messages[..index] })),
            );
            assert_eq!(view.messages.len(), index);
            assert!(view.messages.iter().all(|m| m.role.is_some() && m.extra.iter().all(|leaf| leaf.label == "content")));
            assert!(view.uninspectable.is_empty());
            calls += 1;
        }
    }
    assert!(calls > 0, "the runs call a tool that has a contract");
}

#[test]
fn a_conversation_is_laid_out_as_chat() {
    let messages = json!([
        { "role": "user", "content": "Hello" },
        { "role": "assistant", "content": null, "refusal": null, "tool_calls": [
            { "id": "c1", "type": "function", "function": { "name": "look_up", "arguments": "{\"id\": 1}" } },
            { "id": "c2", "function": { "name": "look_up", "arguments": { "id": 2 } } },
        ] },
        { "role": "tool", "tool_call_id": "c1", "name": "look_up", "content": [{ "type": "text", "text": "found" }] },
        "not a message",
    ]);
    let view = build_action(
        &airline("cancel_reservation"),
        &json!({}),
        None,
        json!({ "messages": messages }),
    );
    let [user, assistant, tool, odd] = view.messages.as_slice() else {
        panic!("four messages")
    };
    assert_eq!(said(&user.text), ["content: Hello"]);
    assert_eq!(
        said(&assistant.extra),
        ["content: ⟨no value⟩", "refusal: ⟨no value⟩"]
    );
    assert_eq!(
        said(&assistant.calls[0].arguments),
        ["tool_calls/0/function/arguments: {\"id\": 1}"]
    );
    assert_eq!(
        said(&assistant.calls[1].arguments),
        ["tool_calls/1/function/arguments/id: 2"]
    );
    assert_eq!(
        said(assistant.calls[1].tool.as_slice()),
        ["tool_calls/1/function/name: look_up"]
    );
    assert_eq!(said(tool.name.as_slice()), ["name: look_up"]);
    assert_eq!(
        (said(&tool.text), said(&tool.extra)),
        (
            vec!["content/0/text: found".to_owned()],
            vec!["content/0/type: text".to_owned()]
        )
    );
    assert_eq!(said(&odd.extra), ["3: not a message"]);
}

#[test]
fn what_nobody_can_read_is_listed() {
    let context = json!({
        "evidence": [
            { "title": "Scan", "media_type": "image/png", "base64": "iVBORw0KGgo=" },
            { "title": "Note", "media_type": "text/plain", "base64": "aGVsbG8=" },
            { "title": "Log", "media_type": "text/plain", "text": "line\n".repeat(20_000) },
        ],
        "trace": { "url": "https://traces.example.com/1" },
    });
    let arguments = json!({ "reservation_id": "H4KD2M", "blob": "QUJD".repeat(40) });
    let view = build_action(&airline("cancel_reservation"), &arguments, None, context);
    assert_eq!(
        view.uninspectable,
        [
            "/action/arguments/blob",
            "/context/evidence/0/base64",
            "/context/evidence/2/text",
            "/context/trace/url"
        ]
    );
    assert_eq!(
        said(&view.evidence[0].content),
        ["base64: ⟨not text, 8 bytes⟩"]
    );
    assert_eq!(said(&view.evidence[1].content), ["base64: hello"]);
    assert_eq!(view.fields[1].warnings, [Warning::Opaque]);
}

#[test]
fn secrets_are_masked_wherever_the_contract_names_them() {
    let mut terms = airline("cancel_reservation");
    let secret = json!({ "pointer": "/card", "label": "Card", "format": "secret" });
    terms.fields.push(serde_json::from_value(secret).unwrap());
    let card = json!({ "number": "4111-1111", "codes": ["hunter2"] });
    let context = json!({ "before": { "card": card }, "after": { "card": card } });
    let arguments = json!({ "reservation_id": "H4KD2M", "card": card });
    let view = build_action(&terms, &arguments, Some(&json!({ "card": card })), context);
    let text = String::from_utf8(view::bytes(&view)).unwrap();
    assert!(!text.contains("4111-1111") && !text.contains("hunter2"));
    assert_eq!(
        view.fields
            .iter()
            .filter(|field| field.value.format() == "secret")
            .count(),
        2
    );
    let other = build_action(
        &terms,
        &json!({ "reservation_id": "H4KD2M", "card": 1 }),
        None,
        json!({}),
    );
    assert_ne!(
        other.fields[1].value, view.fields[1].value,
        "the hash still tells two secrets apart"
    );
}

#[test]
fn a_contract_that_the_agent_brought_along_is_marked() {
    let terms = airline("send_certificate");
    let arguments = json!({ "user_id": "x", "amount": 1 });
    let mut value = proposal_json(&terms, &arguments, json!({}));
    value["contract"] = json!({ "inline": terms });
    let proposal: Proposal = serde_json::from_value(value).unwrap();
    let view = build(&proposal, &terms, arguments.as_object().unwrap(), None);
    assert!(!view.contract.reviewed);
    assert_eq!(view.contract.risk.as_str(), "high");
    assert_eq!(
        escape::plain(&view.title),
        "Run send_certificate, a tool that nobody reviewed"
    );
    assert_every_leaf_once(&view, &proposal);
}

#[test]
fn a_question_shows_its_text_and_no_fields() {
    let terms = airline("cancel_reservation");
    let mut value = proposal_json(&terms, &json!({}), json!({}));
    value.as_object_mut().unwrap().remove("action");
    value["kind"] = json!("question");
    value["question"] = json!({ "text": "Which flight?", "answer_schema": { "type": "string" } });
    let proposal: Proposal = serde_json::from_value(value).unwrap();
    let view = build(&proposal, &terms, &Arguments::new(), None);
    assert_eq!(
        said(&view.question),
        ["text: Which flight?", "answer_schema/type: string"]
    );
    assert_eq!((view.fields.len(), view.tool.as_ref()), (0, None));
    assert_every_leaf_once(&view, &proposal);
}

/// Whoever changes these bytes gives the builder another number, [`view::VIEW_V`].
#[test]
fn the_bytes_are_frozen_for_this_builder() {
    let terms = json!({
        "tool": "refund", "version": 3, "title": "Refund {/amount} to order {/order}", "description": "Pays back.",
        "risk": "high", "reversible": { "within": "PT24H" }, "idempotent": true,
        "input_schema": { "type": "object" }, "redact": [], "fields": [
            { "pointer": "/amount", "label": "Amount", "format": "money", "currency": "USD", "unit": "minor" },
            { "pointer": "/order", "label": "Order", "format": "id" },
            { "pointer": "/pin", "label": "Pin", "format": "secret" },
        ],
    });
    let context = json!({
        "messages": [{ "role": "user", "content": "Refund me\u{202e}" }], "before": { "amount": 0 },
        "evidence": [{ "title": "Scan", "media_type": "image/png", "base64": "iVBORw0KGgo=" }],
    });
    let arguments = json!({ "order": "W4923227", "amount": 41250, "pin": "1234", "note": null, "tags": [], "ok": true });
    let view = build_action(
        &serde_json::from_value(terms).unwrap(),
        &arguments,
        Some(&json!({ "amount": 0 })),
        context,
    );
    expect!["lCG95jfFgxziaVE8R_Vp03MHSCnfnnGJzwlDoaz90Ng"]
        .assert_eq(&view::sha256(&view).to_string());
    let read: View = serde_json::from_slice(&view::bytes(&view)).unwrap();
    assert_eq!(read, view, "what an evidence bundle carries reads back");
}

fn check_fields(tool: &str, arguments: &Value, before: &Value, expected: &Expect) {
    let view = build_action(&airline(tool), arguments, Some(before), json!({}));
    let shown: String = view.fields.iter().map(line).collect();
    expected.assert_eq(&shown);
}

fn line(field: &ViewField) -> String {
    let group = field
        .group
        .as_ref()
        .map(|group| format!("[{group}] "))
        .unwrap_or_default();
    let before = field
        .before
        .as_ref()
        .map(|value| escape::plain(&display(value)) + " → ")
        .unwrap_or_default();
    let warnings: String = field
        .warnings
        .iter()
        .map(|warning| format!(" ({warning})"))
        .collect();
    let value = escape::plain(&display(&field.value));
    format!(
        "{} {group}{}: {before}{value}{warnings}\n",
        field.value.format(),
        field.label
    )
}

fn said(leaves: &[ViewLeaf]) -> Vec<String> {
    leaves
        .iter()
        .map(|leaf| format!("{}: {}", leaf.label, escape::plain(&display(&leaf.value))))
        .collect()
}

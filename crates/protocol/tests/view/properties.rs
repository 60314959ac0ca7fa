//! Whatever an agent sends: random arguments, contexts and contracts, with names and texts that try to hide.

use fermata_protocol::{
    escape::{self, Multiline},
    payload::{Arguments, Proposal, Terms},
    view::{self, ViewField, build, display},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{airline, assert_every_leaf_once, build_action, proposal, proposal_json};

const HOSTILE: &[&str] = &[
    "\u{202e}",
    "\u{200b}",
    "\u{1b}[2J",
    "\u{e0041}",
    "\u{fe0f}",
    "\u{a0}",
    "\r",
    "\u{7}",
    "\u{2028}",
];

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[abc]",
        1 => prop::sample::select(&["*", "~", "/", "0", "", "role", "content", "text", "tool_calls", "function", "arguments", "url"][..])
            .prop_map(str::to_owned),
        1 => ".{0,4}",
        1 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |n| serde_json::Number::from_f64(n)
            .map(Value::Number)),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(HOSTILE).prop_map(|text| Value::from(format!("a{text}b"))),
        Just(Value::from("QUJD".repeat(40))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            any_object_of(inner).prop_map(Value::Object),
        ]
    })
}

fn any_object_of(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Arguments> {
    prop::collection::btree_map(any_name(), inner, 0..4)
        .prop_map(|members| members.into_iter().collect())
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let pointer = prop::collection::vec(
        prop_oneof![Just("*"), Just("a"), Just("b"), Just("0"), Just("")],
        1..4,
    )
    .prop_map(|parts| format!("/{}", parts.join("/")));
    let format = prop::sample::select(
        &[
            "text", "money", "id", "date", "instant", "email", "url", "code", "secret",
        ][..],
    );
    let field = (pointer, format)
        .prop_map(|(pointer, format)| json!({ "pointer": pointer, "label": "L", "format": format, "currency": "/a/*/b" }));
    prop::collection::vec(field, 0..6).prop_map(|fields| {
        let mut terms = serde_json::to_value(airline("cancel_reservation")).unwrap();
        terms["fields"] = Value::from(fields);
        serde_json::from_value(terms).unwrap()
    })
}

proptest! {
    #[test]
    fn every_argument_stands_in_the_view_exactly_once(arguments in any_object_of(any_value()), terms in any_terms(), before in any_value()) {
        let arguments = Value::Object(arguments);
        let view = build_action(&terms, &arguments, Some(&before), json!({}));
        assert_every_leaf_once(&view, &proposal(&terms, &arguments, json!({})));
        let labelled: Vec<bool> = view.fields.iter().map(|field| field.labelled).collect();
        prop_assert!(labelled.is_sorted_by(|a, b| a >= b), "what the contract labels comes first");
        prop_assert_eq!(groups_that_come_back(&view.fields), 0, "fields of one item stay together");
    }

    #[test]
    fn every_leaf_of_the_context_stands_in_the_view_exactly_once(
        messages in prop::collection::vec(any_value(), 0..4),
        before in any_value(), after in any_value(), trace in any_value(),
        run in any_object_of(any_value()), text in ".{0,20}",
    ) {
        let context = json!({
            "messages": messages, "before": before, "after": after, "trace": trace,
            "evidence": [{ "title": text, "media_type": text, "base64": text }, { "title": text, "media_type": text, "text": text }],
            "subject": { "system": text, "type": text, "id": text, "name": text, "url": text },
        });
        let terms = airline("cancel_reservation");
        let mut value = proposal_json(&terms, &json!({ "reservation_id": "X" }), context);
        value["run"] = Value::Object(run);
        value["narration"] = json!(text);
        value["reasons"] = json!([{ "code": text, "text": text }, { "code": text, "text": text }]);
        value["confidence"] = json!({ "value": 0.625, "method": "self_consistency", "samples": { "agreeing": 5, "of": 8 } });
        let proposal: Proposal = serde_json::from_value(value).unwrap();
        let view = build(&proposal, &terms, &proposal.action.as_ref().unwrap().arguments, None);
        assert_every_leaf_once(&view, &proposal);
        assert_nothing_raw(&serde_json::to_value(&view).unwrap());
    }

    #[test]
    fn nothing_hostile_comes_out_raw(arguments in any_object_of(any_value()), terms in any_terms(), before in any_value()) {
        let view = build_action(&terms, &Value::Object(arguments), Some(&before), json!({ "before": before }));
        assert_nothing_raw(&serde_json::to_value(&view).unwrap());
        for field in &view.fields {
            assert_clean(&escape::plain(&display(&field.value)));
        }
    }

    #[test]
    fn the_same_proposal_gives_the_same_bytes(arguments in any_object_of(any_value()), terms in any_terms()) {
        let arguments = Value::Object(arguments);
        let once = view::bytes(&build_action(&terms, &arguments, None, json!({ "before": arguments })));
        // Another process reads the same JSON anew.
        let again: Value = serde_json::from_str(&arguments.to_string()).unwrap();
        let twice = view::bytes(&build_action(&terms, &again, None, json!({ "before": again })));
        prop_assert_eq!(once, twice);
    }
}

/// Every string of the view's JSON but the pointers, which are for machines.
fn assert_nothing_raw(value: &Value) {
    match value {
        Value::String(text) => assert_clean(text),
        Value::Array(items) => items.iter().for_each(assert_nothing_raw),
        Value::Object(members) => {
            members
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "pointer" | "uninspectable"))
                .for_each(|(_, m)| assert_nothing_raw(m));
        }
        _ => {}
    }
}

fn groups_that_come_back(fields: &[ViewField]) -> usize {
    let mut left = Vec::new();
    let mut back = 0;
    for pair in fields.windows(2) {
        if pair[0].group != pair[1].group {
            left.extend(pair[0].group.clone());
            back += usize::from(
                pair[1]
                    .group
                    .as_ref()
                    .is_some_and(|group| left.contains(group)),
            );
        }
    }
    back
}

/// Whatever the escaper would replace must have been replaced; its own angle mark is what it replaces with.
fn assert_clean(text: &str) {
    for c in text.chars().filter(|c| *c != '⟨') {
        let runs = escape::escape(&format!("x{c}"), Multiline::Yes);
        assert!(
            runs.iter().all(|run| run.mark.is_none()),
            "{c:?} raw in {text:?}"
        );
    }
}

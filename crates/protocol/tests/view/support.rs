//! Contracts of the airline example, proposals around arguments, and the walk that finds every leaf a second time.

use std::collections::BTreeMap;

use fermata_protocol::{
    payload::{Proposal, Terms},
    view::{View, build},
};
use serde_json::{Value, json};

pub(crate) fn example(name: &str) -> String {
    format!(
        "{}/../../examples/airline/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}

pub(crate) fn contract(tool: &str) -> Option<Terms> {
    let file = std::fs::read_to_string(example(&format!("contracts/{tool}.json"))).ok()?;
    let tools: Value =
        serde_json::from_str(&std::fs::read_to_string(example("tools.json")).ok()?).ok()?;
    let mut terms: Value = serde_json::from_str(&file).ok()?;
    let function = tools
        .as_array()?
        .iter()
        .map(|t| &t["function"])
        .find(|f| f["name"] == tool)?;
    terms["input_schema"] = function["parameters"].clone();
    let terms: Terms = serde_json::from_value(terms).unwrap();
    assert_eq!(terms.check(), Ok(()), "{tool}");
    Some(terms)
}

pub(crate) fn airline(tool: &str) -> Terms {
    thread_local!(static READ: std::cell::RefCell<BTreeMap<String, Terms>> = const { std::cell::RefCell::new(BTreeMap::new()) });
    READ.with_borrow_mut(|read| {
        read.entry(tool.to_owned())
            .or_insert_with(|| contract(tool).unwrap())
            .clone()
    })
}

pub(crate) fn proposal_json(terms: &Terms, arguments: &Value, context: Value) -> Value {
    json!({
        "jti": "01935a6e-7b1c-7c3d-8e4f-0123456789ab", "iss": "airline-bot", "ws": "01935a6e-7b1c-7c3d-8e4f-0123456789ac",
        "issued_at": "2026-11-23T10:00:00.000Z", "nonce": "AAAAAAAAAAAAAAAAAAAAAA", "expires_at": "2026-11-23T11:00:00.000Z",
        "queue": "bookings", "kind": "action", "action": { "tool": terms.tool, "arguments": arguments },
        "contract": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "allowed": ["approve", "reject"],
        "deliver": { "kind": "poll" }, "context": context,
    })
}

pub(crate) fn proposal(terms: &Terms, arguments: &Value, context: Value) -> Proposal {
    serde_json::from_value(proposal_json(terms, arguments, context)).unwrap()
}

pub(crate) fn build_action(
    terms: &Terms,
    arguments: &Value,
    before: Option<&Value>,
    context: Value,
) -> View {
    build(
        &proposal(terms, arguments, context),
        terms,
        arguments.as_object().unwrap(),
        before,
    )
}

pub(crate) fn assert_every_leaf_once(view: &View, proposal: &Proposal) {
    let mut expected = Vec::new();
    pointers(
        &serde_json::to_value(proposal).unwrap(),
        String::new(),
        &mut expected,
    );
    // The tool has its own member.
    expected.retain(|pointer| pointer != "/action/tool");
    let mut found: Vec<String> = view
        .leaves()
        .into_iter()
        .map(|(pointer, _)| pointer)
        .collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

/// The leaves by a second, independent walk.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    let part = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) if !members.is_empty() => {
            members
                .iter()
                .for_each(|(name, member)| pointers(member, part(name), found));
        }
        Value::Array(items) if !items.is_empty() => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| pointers(item, part(&index.to_string()), found));
        }
        _ => found.push(at),
    }
}

//! Titles: a template on the first line, the agent's arguments as JSON after it.
//!
//! Whatever the agent gives, nothing comes out that a reader would not see, and its words change nothing.

use fermata_protocol::{
    escape::{Run, plain},
    json,
    payload::{Arguments, Terms},
    title::title,
};
use fermata_testkit::unseen;
use serde_json::{Value, json};

/// As long as a title can reasonably be.
const LONGEST: usize = 400;

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (template, arguments) = text.split_once('\n').unwrap_or((text, "{}"));
    let Ok(arguments) = json::read::<Arguments>(arguments.as_bytes()) else {
        return;
    };
    if template.len() > LONGEST {
        return;
    }
    let terms = terms(template);
    let runs = title(&terms, &arguments);
    visible(&runs);
    assert!(!plain(&runs).is_empty());
    let mut other = Value::Object(arguments);
    silence(&mut other);
    let other = title(&terms, other.as_object().unwrap());
    assert_eq!(
        plain(&runs),
        plain(&other),
        "words of the agent stand in it"
    );
}

/// Everything that is laid out can be seen, and what stands for something else is marked.
fn visible(runs: &[Run]) {
    for run in runs {
        assert!(!run.text.contains(unseen), "{runs:?}");
        let stand_in = run.text.contains('⟨');
        assert!(run.mark.is_some() || !stand_in, "{runs:?}");
    }
}

/// Puts other words where words are. What could be a value of a format has only letters, digits and a few signs.
fn silence(value: &mut Value) {
    match value {
        Value::String(text) => {
            let could_fit = |b: u8| {
                b.is_ascii_alphanumeric()
                    || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-' | b'@' | b':')
            };
            if !text.bytes().all(could_fit) {
                *text = "other words".to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(silence),
        Value::Object(members) => members.values_mut().for_each(silence),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn terms(title: &str) -> Terms {
    serde_json::from_value(json!({
        "tool": "refund", "version": 1, "title": title, "description": "", "risk": "low",
        "reversible": false, "idempotent": true, "input_schema": { "type": "object" },
        "fields": [
            { "pointer": "/amount", "label": "Amount", "format": "money", "currency": "USD", "unit": "minor" },
            { "pointer": "/fee", "label": "Fee", "format": "money", "currency": "/currency", "unit": "major" },
            { "pointer": "/order", "label": "Order", "format": "id" },
            { "pointer": "/note", "label": "Note", "format": "text" },
            { "pointer": "/to", "label": "Recipient", "format": "email" },
            { "pointer": "/day", "label": "Day", "format": "date" },
            { "pointer": "/at", "label": "Time", "format": "instant" },
            { "pointer": "/card", "label": "Card", "format": "id" },
            { "pointer": "/pin", "label": "Pin", "format": "secret" },
            { "pointer": "/flights/*/number", "label": "Flight", "format": "id" },
        ],
        "redact": ["/card"],
    }))
    .unwrap()
}

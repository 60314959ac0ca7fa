use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::json;

use super::{otlp, tree};

fn span(id: &str, parent: &str, start: u64, end: u64) -> serde_json::Value {
    json!({ "spanId": id, "parentSpanId": parent, "name": id, "startTimeUnixNano": start.to_string(), "endTimeUnixNano": end })
}

fn document(spans: &[serde_json::Value]) -> String {
    json!({ "resourceSpans": [{ "scopeSpans": [{ "spans": spans }] }] }).to_string()
}

fn check(text: &str, expected: Expect) {
    let spans = otlp::read(text);
    let lines = tree::ordered(&spans).into_iter().map(|(depth, span)| {
        let times = span
            .times
            .map_or("no times".to_owned(), |(a, b)| format!("{a} to {b}"));
        format!("{}{} {times}\n", "  ".repeat(depth), span.name)
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn spans_stand_below_what_they_belong_to_by_when_they_began() {
    let spans = [
        span("late", "run", 30, 40),
        span("run", "", 10, 50),
        span("in", "early", 22, 23),
        span("early", "run", 20, 25),
    ];
    let expected = expect![[r#"
        run 10 to 50
          early 20 to 25
            in 22 to 23
          late 30 to 40
    "#]];
    check(&document(&spans), expected);
}

#[test]
fn a_span_in_a_circle_or_below_what_was_not_sent_is_shown_once_and_by_itself() {
    let spans = [
        span("a", "b", 1, 2),
        span("b", "a", 3, 4),
        span("own", "own", 5, 6),
        span("lost", "gone", 7, 8),
    ];
    let expected = expect![[r#"
        own 5 to 6
        lost 7 to 8
        a 1 to 2
          b 3 to 4
    "#]];
    check(&document(&spans), expected);
}

#[test]
fn times_that_make_no_sense_are_no_times() {
    let spans = [span("back", "", 9, 3), span("zero", "", 0, 3)];
    let expected = expect![[r#"
        back no times
        zero no times
    "#]];
    check(&document(&spans), expected);
}

#[test]
fn one_document_a_line_is_read_too() {
    let lines = format!(
        "{}\n\n{}\n",
        document(&[span("one", "", 1, 2)]),
        document(&[span("two", "one", 1, 2)])
    );
    let expected = expect![[r#"
        one 1 to 2
          two 1 to 2
    "#]];
    check(&lines, expected);
}

#[test]
fn what_is_no_otlp_has_no_spans() {
    for text in [
        "",
        "see the wiki",
        "[]",
        "{}",
        r#"{"resourceSpans":7}"#,
        r#"{"resourceSpans":[{"scopeSpans":{"spans":[]}}]}"#,
    ] {
        check(text, expect![""]);
    }
}

#[test]
fn attributes_are_those_of_the_span_its_resource_and_its_events() {
    let text = json!({ "resourceSpans": [{
        "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "agent" } }] },
        "scopeSpans": [{ "spans": [{
            "name": "chat",
            "attributes": [
                { "key": "n", "value": { "intValue": "7" } },
                { "key": "list", "value": { "arrayValue": { "values": [{ "boolValue": true }] } } },
                { "key": "odd", "value": 3 }
            ],
            "events": [
                { "name": "exception", "attributes": [{ "key": "exception.message", "value": { "stringValue": "no" } }] },
                { "name": "retried" }
            ],
            "status": { "code": 2 }
        }] }]
    }] });
    let spans = otlp::read(&text.to_string());
    let attributes: String = spans[0]
        .attributes
        .iter()
        .map(|(name, value)| format!("{name} = {value}\n"))
        .collect();
    assert!(spans[0].failed);
    expect![[r#"
        n = 7
        list = {"values":[{"boolValue":true}]}
        odd = 3
        resource · service.name = agent
        exception · exception.message = no
        retried = 
    "#]]
    .assert_eq(&attributes);
}

proptest! {
    /// Whatever hangs below whatever: every span is there exactly once, and none stands deeper than one below the line before it.
    #[test]
    fn every_span_is_shown_exactly_once(links in proptest::collection::vec((0u8..12, 0u8..14, 0u64..9, 0u64..9), 0..40)) {
        let spans: Vec<_> = links.iter().map(|(id, parent, a, b)| span(&id.to_string(), &parent.to_string(), *a, *b)).collect();
        let read = otlp::read(&document(&spans));
        let order = tree::ordered(&read);
        let mut before = None;
        for (depth, _) in &order {
            prop_assert!(before.map_or(*depth == 0, |before| *depth <= before + 1));
            before = Some(*depth);
        }
        let mut shown: Vec<*const otlp::Span> = order.iter().map(|(_, span)| std::ptr::from_ref(*span)).collect();
        shown.sort_unstable();
        shown.dedup();
        prop_assert_eq!((shown.len(), order.len()), (spans.len(), spans.len()));
    }
}

//! OTLP/JSON read leniently: one document, or one per line as exporters to files write it. What is missing or of another type is as if it had not been sent.

use serde_json::Value;

/// A span as it was sent.
#[derive(Debug, Default)]
pub(super) struct Span {
    pub(super) id: String,
    pub(super) parent: String,
    pub(super) name: String,
    /// Begin and end in nanoseconds, when both make sense.
    pub(super) times: Option<(u64, u64)>,
    pub(super) failed: bool,
    pub(super) message: Option<String>,
    /// Its own, then those of its resource, then those of its events, each under the event's name.
    pub(super) attributes: Vec<(String, String)>,
}

/// All spans, in the order in which they were sent; none when it is no OTLP.
pub(super) fn read(text: &str) -> Vec<Span> {
    if let Ok(document) = serde_json::from_str::<Value>(text) {
        return spans(&document);
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let documents: Result<Vec<Value>, _> = lines.map(serde_json::from_str).collect();
    documents
        .unwrap_or_default()
        .iter()
        .flat_map(spans)
        .collect()
}

fn spans(document: &Value) -> Vec<Span> {
    let mut all = Vec::new();
    for resource in items(document, "resourceSpans") {
        let common = attributes(&resource["resource"], "resource");
        for scope in items(resource, "scopeSpans") {
            all.extend(items(scope, "spans").map(|sent| span(sent, &common)));
        }
    }
    all
}

fn span(sent: &Value, common: &[(String, String)]) -> Span {
    let code = &sent["status"]["code"];
    let failed = code == 2 || code == "STATUS_CODE_ERROR";
    let times = nanos(&sent["startTimeUnixNano"]).zip(nanos(&sent["endTimeUnixNano"]));
    let mut attributes = attributes(sent, "");
    attributes.extend_from_slice(common);
    for event in items(sent, "events") {
        let name = text(&event["name"]);
        attributes.extend(self::attributes(event, &name));
        if items(event, "attributes").next().is_none() {
            attributes.push((name, String::new()));
        }
    }
    Span {
        id: text(&sent["spanId"]),
        parent: text(&sent["parentSpanId"]),
        name: text(&sent["name"]),
        times: times.filter(|(start, end)| *start > 0 && start <= end),
        failed,
        message: sent["status"]["message"].as_str().map(str::to_owned),
        attributes,
    }
}

fn items<'a>(of: &'a Value, member: &str) -> impl Iterator<Item = &'a Value> {
    of[member].as_array().into_iter().flatten()
}

fn attributes(of: &Value, under: &str) -> Vec<(String, String)> {
    let attribute = |sent: &Value| {
        let key = text(&sent["key"]);
        let name = match under {
            "" => key,
            under => format!("{under} · {key}"),
        };
        (name, value(&sent["value"]))
    };
    items(of, "attributes").map(attribute).collect()
}

/// An `AnyValue` as text: its one member, whatever its type is called.
fn value(sent: &Value) -> String {
    match sent
        .as_object()
        .map(|members| members.values().collect::<Vec<_>>())
    {
        Some(members) if members.len() == 1 => {
            members.first().map_or_else(String::new, |one| text(one))
        }
        Some(members) if members.is_empty() => String::new(),
        _ => text(sent),
    }
}

fn text(sent: &Value) -> String {
    match sent {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// OTLP/JSON has 64-bit numbers as text; some exporters write numbers.
fn nanos(sent: &Value) -> Option<u64> {
    sent.as_u64().or_else(|| sent.as_str()?.parse().ok())
}

//! The run's spans, from the OTLP/JSON text in a proposal's context.
//!
//! It is the source's word, so nothing here is trusted: spans whose parent is missing or in a circle stand by themselves, times that make no sense get no bar, and what is no OTLP is handed on as text.
//! Every text goes through the protocol's escaper. The raw bytes have all of it; here a very long trace says how much is left out.

mod otlp;
mod tree;

use chrono::{DateTime, SecondsFormat};
use fermata_protocol::{escape::Multiline, payload::Proposal};
use serde_json::Value;

use self::otlp::Span;
use super::escaped;
use crate::ipc::{AttributeView, RunView, SpanView, TraceView};

/// More spans than this are not laid out.
const MAX_SPANS: usize = 1000;

/// What the agent did, the model, the tokens and the cost, by OpenTelemetry's names and those in use before them.
const OPERATION: [&str; 1] = ["gen_ai.operation.name"];
const MODEL: [&str; 2] = ["gen_ai.response.model", "gen_ai.request.model"];
const TOKENS_IN: [&str; 2] = ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"];
const TOKENS_OUT: [&str; 2] = [
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
];
const COST: [&str; 3] = ["gen_ai.usage.cost", "gen_ai.cost", "cost_usd"];
const ERROR: [&str; 2] = ["exception · exception.message", "error.type"];

/// The trace, where the proposal has one.
pub(crate) fn trace(proposal: &Proposal) -> Option<TraceView> {
    let trace = proposal.context.as_ref()?.more.get("trace")?;
    let text = match trace {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut spans = otlp::read(&text);
    if spans.is_empty() {
        return (!text.is_empty()).then(|| TraceView {
            at: None,
            took_us: "0".to_owned(),
            spans: Vec::new(),
            left_out: 0,
            text: Some(escaped(&text, Multiline::Yes)),
        });
    }
    let left_out = spans.len().saturating_sub(MAX_SPANS);
    spans.truncate(MAX_SPANS);
    let times = || spans.iter().filter_map(|span| span.times);
    let first = times().map(|(start, _)| start).min().unwrap_or_default();
    let last = times().map(|(_, end)| end).max().unwrap_or(first);
    Some(TraceView {
        at: times().next().and_then(|_| instant(first)),
        took_us: ((last - first) / 1000).to_string(),
        spans: tree::ordered(&spans)
            .into_iter()
            .map(|(depth, span)| view(depth, span, first))
            .collect(),
        left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
        text: None,
    })
}

fn instant(nanos: u64) -> Option<String> {
    let at = DateTime::from_timestamp_nanos(i64::try_from(nanos).ok()?);
    Some(at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn view(depth: usize, span: &Span, first: u64) -> SpanView {
    let noted = |names: &[&str]| {
        let find = |name: &&str| span.attributes.iter().find(|(own, _)| own == name);
        names.iter().find_map(find).map(|(_, value)| value.as_str())
    };
    let line = |text: &str| escaped(text, Multiline::No);
    let count = |names: &[&str]| noted(names)?.parse::<u64>().ok().map(|n| n.to_string());
    let message = span.message.as_deref().filter(|text| !text.is_empty());
    SpanView {
        depth: u32::try_from(depth).unwrap_or(u32::MAX),
        name: line(&span.name),
        from_us: span
            .times
            .map(|(start, _)| ((start - first) / 1000).to_string()),
        took_us: span
            .times
            .map(|(start, end)| ((end - start) / 1000).to_string()),
        operation: noted(&OPERATION).map(line),
        model: noted(&MODEL).map(line),
        tokens_in: count(&TOKENS_IN),
        tokens_out: count(&TOKENS_OUT),
        cost: noted(&COST).map(line),
        failed: span.failed,
        error: span
            .failed
            .then(|| message.or_else(|| noted(&ERROR)).map(lines))
            .flatten(),
        attributes: span
            .attributes
            .iter()
            .map(|(name, value)| AttributeView {
                name: line(name),
                value: lines(value),
            })
            .collect(),
    }
}

fn lines(text: &str) -> Vec<RunView> {
    escaped(text, Multiline::Yes)
}

#[cfg(test)]
mod tests;

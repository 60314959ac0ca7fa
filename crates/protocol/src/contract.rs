//! Contracts: whether their terms are sound, and whether arguments satisfy them.
//!
//! Here: the check that every reader of a contract makes, the compiled schema, pointers with `*`, durations.
//! Not here: what a contract looks like on screen; titles are in [`crate::title`], labelled values in [`crate::view`].

mod misfit;
mod pointer;
mod schema;

use chrono::TimeDelta;
use regex::Regex;
use serde_json::Value;

pub use misfit::{Misfit, ValueKind};
pub use pointer::expand;
pub(crate) use pointer::{Part, Pattern, Step, leaves, text as pointer_text};
pub use schema::{CompiledContract, SchemaError, answers, check_question};

use crate::{
    Code, escape,
    payload::{Arguments, Field, MAX_LIST, Reversible, Terms},
    title::Template,
};

/// More labelled fields than this nobody reads.
pub const MAX_FIELDS: usize = 256;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Terms {
    /// Whether a reader can rely on them: the title parses, the schema describes an object in JSON Schema 2020-12 and compiles without looking anything up, patterns are of the subset that takes linear time, pointers and the duration are of their form.
    ///
    /// # Errors
    /// `bad_member`.
    pub fn check(&self) -> Result<(), Code> {
        self.check_form()?;
        schema::compile(&self.input_schema).map(drop)
    }

    /// All of [`Terms::check`] but the compilation of the schema.
    fn check_form(&self) -> Result<(), Code> {
        let parses = |pointer: &String| Pattern::parse(pointer).is_some();
        let one = |pointer: &String| {
            Pattern::parse(pointer).is_some_and(|pattern| !pattern.0.contains(&Part::Items))
        };
        let within = match &self.reversible {
            Reversible::Yes(undo) => undo
                .within
                .as_ref()
                .is_none_or(|within| parse_duration(within).is_some()),
            Reversible::No(_) => true,
        };
        let sound = self.version >= 1
            && self.redact.len() <= MAX_LIST
            && Template::parse(&self.title).is_some()
            && self
                .input_schema
                .get("type")
                .is_some_and(|kind| kind == "object")
            && readable(&Value::Object(self.input_schema.clone()))
            && self.fields.len() <= MAX_FIELDS
            && self.fields.iter().all(field_is_sound)
            && self.confirm.as_ref().is_none_or(one)
            && self.redact.iter().all(parses)
            && within;
        if sound { Ok(()) } else { Err(Code::BadMember) }
    }

    /// What must be typed (its end) to confirm, when the contract names a value and a keyboard can type it.
    pub fn confirm_value(&self, arguments: &Arguments) -> Option<String> {
        let found = expand(self.confirm.as_ref()?, arguments);
        let value = match found.first()?.1 {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!value.is_empty() && value.bytes().all(|b| b.is_ascii_graphic())).then_some(value)
    }

    /// The value at this pointer may not stand in titles, notifications and logs.
    pub(crate) fn redacts(&self, path: &[Step]) -> bool {
        self.redact
            .iter()
            .filter_map(|pointer| Pattern::parse(pointer))
            .any(|p| p.covers(path))
    }
}

fn field_is_sound(field: &Field) -> bool {
    let currency = |currency: &String| is_currency(currency) || Pattern::parse(currency).is_some();
    Pattern::parse(&field.pointer).is_some()
        && !field.label.trim().is_empty()
        && field.label == escape::line(&field.label)
        && field.currency.as_ref().is_none_or(currency)
}

/// An ISO 4217 code by its form.
pub(crate) fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// Nothing in the schema points out of it or takes more than linear time to match.
fn readable(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().all(|(name, member)| {
            let here = match (name.as_str(), member) {
                ("$ref" | "$dynamicRef", Value::String(target)) => target.starts_with('#'),
                ("$schema", Value::String(dialect)) => dialect.trim_end_matches('#') == DIALECT,
                ("pattern", Value::String(pattern)) => Regex::new(pattern).is_ok(),
                ("patternProperties", Value::Object(patterns)) => {
                    patterns.keys().all(|pattern| Regex::new(pattern).is_ok())
                }
                _ => true,
            };
            here && readable(member)
        }),
        Value::Array(items) => items.iter().all(readable),
        _ => true,
    }
}

/// An ISO 8601 duration of days, hours, minutes and seconds, such as `P7D`, `PT24H`, `P1DT12H30M`.
/// Months and years have no fixed length, so they are not read.
pub fn parse_duration(text: &str) -> Option<TimeDelta> {
    let rest = text.strip_prefix('P')?;
    let (days, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some(split) => split,
        None if rest.is_empty() => return None,
        None => (rest, ""),
    };
    let mut seconds = 0_i64;
    for (part, units) in [
        (days, &[('D', 86_400)][..]),
        (time, &[('H', 3_600), ('M', 60), ('S', 1)]),
    ] {
        let mut part = part;
        for (letter, length) in units {
            if let Some((count, after)) = part.split_once(*letter) {
                if count.is_empty() || count.len() > 9 || !count.bytes().all(|b| b.is_ascii_digit())
                {
                    return None;
                }
                seconds += count.parse::<i64>().ok()? * length;
                part = after;
            }
        }
        if !part.is_empty() {
            return None;
        }
    }
    TimeDelta::try_seconds(seconds)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn terms(change: impl FnOnce(&mut Value)) -> Result<(), Code> {
        let mut value = json!({
            "tool": "refund", "version": 1, "title": "Refund {/amount} to order {/order_id}",
            "description": "Pays back.", "risk": "high",
            "reversible": { "within": "PT24H", "by": "charge" }, "idempotent": true,
            "input_schema": {
                "$schema": DIALECT, "type": "object", "required": ["order_id"],
                "properties": { "order_id": { "$ref": "#/$defs/id" }, "amount": { "type": "number" } },
                "$defs": { "id": { "type": "string", "pattern": "^W[0-9]+$" } },
            },
            "fields": [
                { "pointer": "/amount", "label": "Amount", "format": "money", "currency": "USD" },
                { "pointer": "/lines/*/id", "label": "Line", "format": "id" },
            ],
            "confirm": "/order_id", "redact": ["/lines/*/note"],
        });
        change(&mut value);
        serde_json::from_value::<Terms>(value).unwrap().check()
    }

    #[test]
    fn sound_terms_pass() {
        assert_eq!(terms(|_| {}), Ok(()));
    }

    #[test]
    fn terms_that_a_reader_can_not_rely_on_are_refused() {
        let changes: &[(&str, Value)] = &[
            ("/title", json!("")),
            ("/title", json!("Refund {/amount")),
            ("/title", json!("Refund {amount}")),
            ("/title", json!("Refund /amount}")),
            ("/input_schema/type", json!("array")),
            ("/input_schema/type", json!(["object", "null"])),
            (
                "/input_schema/$schema",
                json!("http://json-schema.org/draft-07/schema#"),
            ),
            (
                "/input_schema/$defs/id",
                json!({ "$ref": "https://example.com/id.json" }),
            ),
            (
                "/input_schema/$defs/id",
                json!({ "$ref": "other.json#/id" }),
            ),
            (
                "/input_schema/$defs/id",
                json!({ "$ref": "#/$defs/missing" }),
            ),
            (
                "/input_schema/$defs/id",
                json!({ "pattern": "(?=look)ahead" }),
            ),
            ("/input_schema/$defs/id", json!({ "pattern": "(a)\\1" })),
            (
                "/input_schema/$defs/id",
                json!({ "patternProperties": { "(": true } }),
            ),
            ("/input_schema/$defs/id", json!({ "type": "word" })),
            ("/input_schema/required", json!("order_id")),
            ("/fields/0/pointer", json!("amount")),
            ("/fields/0/pointer", json!("")),
            ("/fields/0/label", json!(" ")),
            ("/fields/0/label", json!("Am\u{200b}ount")),
            ("/fields/0/currency", json!("usd")),
            ("/confirm", json!("/lines/*/id")),
            ("/redact/0", json!("~")),
            ("/reversible/within", json!("1 day")),
        ];
        for (pointer, value) in changes {
            let refused = terms(|terms| *terms.pointer_mut(pointer).unwrap() = value.clone());
            assert_eq!(refused, Err(Code::BadMember), "{pointer} = {value}");
        }
    }

    #[test]
    fn durations_of_fixed_length_are_read() {
        let seconds = |text| parse_duration(text).map(|d| d.num_seconds());
        for (text, expected) in [
            ("PT24H", 86_400),
            ("P1D", 86_400),
            ("P1DT2H3M4S", 93_784),
            ("PT90M", 5_400),
            ("PT0S", 0),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for bad in [
            "",
            "P",
            "PT",
            "P1DT",
            "24H",
            "PT1",
            "PT1S1H",
            "P1M",
            "P1Y",
            "PT-1H",
            "PT1.5H",
            "PT9999999999S",
        ] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_must_be_typed_can_be_typed() {
        let terms: Terms = serde_json::from_value(json!({
            "tool": "t", "version": 1, "title": "T", "description": "", "risk": "low", "reversible": false,
            "idempotent": true, "input_schema": { "type": "object" }, "fields": [], "redact": [], "confirm": "/id",
        }))
        .unwrap();
        let confirm =
            |value: Value| terms.confirm_value(json!({ "id": value }).as_object().unwrap());
        assert_eq!(confirm(json!("W4923227")).as_deref(), Some("W4923227"));
        assert_eq!(confirm(json!(12)).as_deref(), Some("12"));
        for value in [
            json!(""),
            json!("a b"),
            json!("\u{202e}x"),
            json!([1]),
            json!(null),
        ] {
            assert_eq!(confirm(value.clone()), None, "{value}");
        }
    }
}

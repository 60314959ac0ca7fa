//! Titles: what lists and notifications say about an action.
//!
//! The words are the contract's. Of the agent's values only those may stand in a title whose form leaves no room for words: money, ids, dates, instants and addresses that fit their format and are short.
//! Any other value appears as its label in angle marks.

use crate::{
    Name,
    contract::{Pattern, Step},
    escape::{self, Multiline, Run},
    payload::{Arguments, Field, Format, Terms},
    view::{ViewValue, display, typed},
};

/// No value in a title is longer, in characters.
pub const MAX_VALUE: usize = 64;
/// So many items of an array are named one by one.
const MAX_ITEMS: usize = 3;

/// A title template such as `Refund {/amount} to order {/order_id}`, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template<'a>(Vec<Piece<'a>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Value(&'a str),
}

impl<'a> Template<'a> {
    /// Absent when a brace stands alone, a pointer is not of its form, or there is nothing to read.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (pointer, after) = after.split_once('}')?;
            Pattern::parse(pointer)?;
            pieces.extend([Piece::Words(words), Piece::Value(pointer)]);
            rest = after;
        }
        pieces.push(Piece::Words(rest));
        let lone = |piece: &Piece<'_>| matches!(piece, Piece::Words(words) if words.contains('}'));
        let said = !text.trim().is_empty() && !pieces.iter().any(lone);
        said.then_some(Self(pieces))
    }
}

/// The title of an action under reviewed terms.
pub fn title(terms: &Terms, arguments: &Arguments) -> Vec<Run> {
    let Some(Template(pieces)) = Template::parse(&terms.title) else {
        return unreviewed(&terms.tool);
    };
    let mut runs: Vec<Run> = Vec::new();
    for piece in pieces {
        let more = match piece {
            Piece::Words(words) => escape::escape(words, Multiline::No),
            Piece::Value(pointer) => value(terms, arguments, pointer),
        };
        for run in more {
            match runs.last_mut() {
                Some(last) if last.mark.is_none() && run.mark.is_none() => {
                    last.text.push_str(&run.text)
                }
                _ => runs.push(run),
            }
        }
    }
    runs
}

/// The title of an action whose contract the agent brought along: nobody reviewed its words, so none stand here.
pub fn unreviewed(tool: &Name) -> Vec<Run> {
    vec![Run::plain(format!(
        "Run {tool}, a tool that nobody reviewed"
    ))]
}

fn value(terms: &Terms, arguments: &Arguments, pointer: &str) -> Vec<Run> {
    let field = terms.fields.iter().find(|field| field.pointer == pointer);
    let shown = field.and_then(|field| fitting(terms, field, arguments));
    let label = || match field {
        Some(field) => escape::line(&field.label),
        None => escape::line(
            pointer
                .rsplit('/')
                .find(|part| *part != "*")
                .unwrap_or_default(),
        ),
    };
    match shown.as_deref() {
        None | Some([]) => vec![Run::marked(
            format!("⟨{}⟩", label()),
            "value not shown in titles",
        )],
        Some(values) if values.len() <= MAX_ITEMS => vec![Run::plain(values.join(", "))],
        Some([first, rest @ ..]) => vec![Run::plain(format!("{first} and {} more", rest.len()))],
    }
}

/// The values that the field names, when every one of them may stand in a title.
fn fitting(terms: &Terms, field: &Field, arguments: &Arguments) -> Option<Vec<String>> {
    let allowed = matches!(
        field.format,
        Format::Money | Format::Id | Format::Date | Format::Instant | Format::Email
    );
    if !allowed {
        return None;
    }
    let values = Pattern::parse(&field.pointer)?
        .find(arguments)
        .into_iter()
        .map(|(path, value)| {
            let hidden = terms.redacts(&path)
                || terms
                    .fields
                    .iter()
                    .any(|other| other.format == Format::Secret && covers(other, &path));
            let (value, fits) = typed(Some(field), &path, value, arguments);
            let short = |runs: Vec<Run>| {
                let text = escape::plain(&runs);
                let clean = runs.iter().all(|run| run.mark.is_none());
                (clean && text.chars().count() <= MAX_VALUE).then_some(text)
            };
            let right = matches!(
                value,
                ViewValue::Money(_)
                    | ViewValue::Id(_)
                    | ViewValue::Date(_)
                    | ViewValue::Instant(_)
                    | ViewValue::Email(_)
            );
            if hidden || !fits || !right {
                None
            } else {
                short(display(&value))
            }
        });
    values.collect()
}

fn covers(field: &Field, path: &[Step]) -> bool {
    Pattern::parse(&field.pointer).is_some_and(|pattern| pattern.covers(path))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn terms(title: &str) -> Terms {
        serde_json::from_value(json!({
            "tool": "refund", "version": 1, "title": title, "description": "", "risk": "low",
            "reversible": false, "idempotent": true, "input_schema": { "type": "object" },
            "fields": [
                { "pointer": "/amount", "label": "Amount", "format": "money", "currency": "USD", "unit": "minor" },
                { "pointer": "/order", "label": "Order", "format": "id" },
                { "pointer": "/note", "label": "Note", "format": "text" },
                { "pointer": "/to", "label": "Recipient", "format": "email" },
                { "pointer": "/card", "label": "Card", "format": "id" },
                { "pointer": "/pin", "label": "Pin", "format": "secret" },
                { "pointer": "/flights/*/number", "label": "Flight", "format": "id" },
            ],
            "redact": ["/card"],
        }))
        .unwrap()
    }

    fn check(template: &str, arguments: Value, expected: &str) {
        let runs = title(&terms(template), arguments.as_object().unwrap());
        assert_eq!(escape::plain(&runs), expected);
    }

    #[test]
    fn values_that_fit_their_format_stand_in_a_title() {
        let arguments = json!({ "amount": 119000, "order": "W4923227", "to": "mia@example.com" });
        check(
            "Refund {/amount} to order {/order}",
            arguments.clone(),
            "Refund 1,190.00 USD to order W4923227",
        );
        check("Tell {/to}", arguments, "Tell mia@example.com");
    }

    #[test]
    fn any_other_value_appears_as_its_label() {
        let arguments = json!({
            "amount": "lots", "order": "W1 (already approved)", "note": "fine", "card": "4421486", "pin": "1234",
        });
        check(
            "Refund {/amount} to order {/order}",
            arguments.clone(),
            "Refund ⟨Amount⟩ to order ⟨Order⟩",
        );
        check("Note {/note}", arguments.clone(), "Note ⟨Note⟩");
        check(
            "Charge {/card}, pin {/pin}",
            arguments.clone(),
            "Charge ⟨Card⟩, pin ⟨Pin⟩",
        );
        check(
            "Missing {/to}, unlabelled {/some~1where/x}",
            arguments,
            "Missing ⟨Recipient⟩, unlabelled ⟨x⟩",
        );
    }

    #[test]
    fn items_are_named_or_counted() {
        let flights = |numbers: &[&str]| {
            let flights: Vec<_> = numbers
                .iter()
                .map(|number| json!({ "number": number }))
                .collect();
            json!({ "flights": flights })
        };
        let template = "Book {/flights/*/number}";
        check(template, flights(&["HAT001"]), "Book HAT001");
        check(
            template,
            flights(&["HAT001", "HAT002", "HAT003"]),
            "Book HAT001, HAT002, HAT003",
        );
        check(
            template,
            flights(&["HAT001", "HAT002", "HAT003", "HAT004"]),
            "Book HAT001 and 3 more",
        );
        check(template, flights(&["HAT001", "and more"]), "Book ⟨Flight⟩");
        check(template, flights(&[]), "Book ⟨Flight⟩");
    }

    #[test]
    fn an_unreviewed_contract_lends_no_words() {
        let name = "pay-out".parse().unwrap();
        assert_eq!(
            escape::plain(&unreviewed(&name)),
            "Run pay-out, a tool that nobody reviewed"
        );
    }

    proptest! {
        #[test]
        fn words_of_the_agent_never_stand_in_a_title(words in "\\PC{0,20}[^A-Za-z0-9._@-]\\PC{0,20}") {
            let template = "Refund {/amount} to {/order}, {/note}, {/to}, {/card}, {/pin}, {/flights/*/number}, {/x}";
            let arguments = json!({
                "amount": words, "order": words, "note": words, "to": words, "card": words, "pin": words,
                "flights": [{ "number": words }], "x": words,
            });
            let expected =
                "Refund ⟨Amount⟩ to ⟨Order⟩, ⟨Note⟩, ⟨Recipient⟩, ⟨Card⟩, ⟨Pin⟩, ⟨Flight⟩, ⟨x⟩";
            let runs = title(&terms(template), arguments.as_object().unwrap());
            prop_assert_eq!(escape::plain(&runs), expected);
        }
    }
}

//! What was asked before, compared with what is asked now: the same action again, and the decisions that are most like this one.
//!
//! Not here: the table (`store::asked`), and what the page says of it (`views::asked`).

use std::collections::{BTreeMap, BTreeSet};

use fermata_protocol::{
    Sha, Timestamp,
    payload::{Arguments, Status},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Item, ipc::VerbView, item::percent, views};

/// The same action again counts for this long.
pub(crate) const AGAIN_MS: i64 = 24 * 3_600_000;
/// Leaves of arguments that are compared; what has more is alike by these.
const MOST_LEAVES: usize = 64;

/// What one item asks, and what people answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) tool: String,
    pub(crate) action: String,
    pub(crate) run: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) arrived: Timestamp,
    pub(crate) percent: Option<u32>,
    pub(crate) answer: Option<VerbView>,
    pub(crate) closed: Option<Timestamp>,
    /// Who decided, as the team list calls them.
    pub(crate) people: Vec<String>,
    pub(crate) shape: Shape,
}

/// By what two actions of one tool are alike: why policy asked, and which values stand where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    codes: BTreeSet<String>,
    /// Digests of values by where they stand.
    leaves: BTreeMap<String, String>,
}

impl Asked {
    /// `None` for a question: it has no action.
    pub(crate) fn of(item: &Item) -> Option<Self> {
        let tool = item.proposal.action.as_ref()?.tool.to_string();
        let arguments = item.state.arguments()?;
        let resolved = item.state.resolved();
        let answer = resolved.and_then(|resolved| match resolved.status {
            Status::Approved => Some(VerbView::Approve),
            Status::Edited => Some(VerbView::Edit),
            Status::Rejected => Some(VerbView::Reject),
            _ => None,
        });
        let run = item.proposal.run.as_ref().and_then(|run| run.get("id"));
        let verdict = item.state.candidate().map(|candidate| &candidate.verdict);
        let reasons = verdict.iter().flat_map(|verdict| &verdict.reasons);
        let first = item.state.history().first();
        Some(Self {
            action: digest(&tool, arguments),
            shape: Shape {
                codes: reasons.map(|reason| reason.code.clone()).collect(),
                leaves: leaves(arguments),
            },
            tool,
            run: run.map(|run| format!("{} {run}", item.proposal.iss)),
            subject: views::subject(&item.view).map(|subject| {
                let parts = [subject.system, subject.kind, subject.id];
                parts
                    .map(|runs| runs.into_iter().map(|run| run.text).collect::<String>())
                    .join("\n")
            }),
            arrived: first.map_or(item.proposal.issued_at, |event| event.at),
            percent: item.proposal.confidence.as_ref().map(|c| percent(c.value)),
            answer,
            closed: resolved
                .filter(|_| answer.is_some())
                .map(|resolved| resolved.at),
            people: resolved
                .map(|resolved| &resolved.people)
                .into_iter()
                .flatten()
                .map(|person| views::called(item, person))
                .collect(),
        })
    }
}

impl Shape {
    /// From 0, nothing in common, to 1, the same values for the same reasons: half by reasons, half by values, where a place that both
    /// have counts half of a value that both have.
    pub(crate) fn likeness(&self, other: &Self) -> f64 {
        let codes = share(
            self.codes.intersection(&other.codes).count(),
            self.codes.union(&other.codes).count(),
        );
        let common = self.leaves.iter().filter_map(|(at, value)| {
            let theirs = other.leaves.get(at)?;
            Some(if theirs == value { 2 } else { 1 })
        });
        let both = self.leaves.keys().chain(other.leaves.keys());
        let all = both.collect::<BTreeSet<_>>().len();
        (codes + share(common.sum(), 2 * all)) / 2.0
    }
}

/// Of nothing, everything is in common.
fn share(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of a few leaves")]
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    if whole == 0 { 1.0 } else { share(part, whole) }
}

/// The same for the same tool and equal arguments, in whatever order their members were written.
fn digest(tool: &str, arguments: &Arguments) -> String {
    Sha::of(format!(
        "{tool}\n{}",
        sorted(&Value::Object(arguments.clone()))
    ))
    .to_string()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let by_name: BTreeMap<_, _> = members.iter().collect();
            let members = by_name.into_iter();
            Value::Object(
                members
                    .map(|(name, value)| (name.clone(), sorted(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        leaf => leaf.clone(),
    }
}

fn leaves(arguments: &Arguments) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<(String, &Value)> = arguments
        .iter()
        .map(|(name, value)| (format!("/{name}"), value))
        .collect();
    while let Some((at, value)) = open.pop() {
        if found.len() == MOST_LEAVES {
            break;
        }
        match value {
            Value::Object(members) => {
                open.extend(
                    members
                        .iter()
                        .map(|(name, value)| (format!("{at}/{name}"), value)),
                );
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(n, value)| (format!("{at}/{n}"), value)));
            }
            leaf => {
                let value: String = Sha::of(leaf.to_string()).to_string();
                found.insert(at, value.chars().take(12).collect());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape(codes: &[&str], arguments: Value) -> Shape {
        Shape {
            codes: codes.iter().map(ToString::to_string).collect(),
            leaves: leaves(arguments.as_object().unwrap()),
        }
    }

    #[test]
    fn the_order_of_members_makes_no_other_action_and_any_value_does() {
        let of = |text: &str| {
            digest(
                "pay",
                serde_json::from_str::<Value>(text)
                    .unwrap()
                    .as_object()
                    .unwrap(),
            )
        };
        assert_eq!(
            of(r#"{"a":1,"b":{"c":2,"d":[1,2]}}"#),
            of(r#"{"b":{"d":[1,2],"c":2},"a":1}"#)
        );
        assert_ne!(
            of(r#"{"a":1,"b":{"c":2,"d":[1,2]}}"#),
            of(r#"{"a":1,"b":{"c":2,"d":[2,1]}}"#)
        );
    }

    #[test]
    fn the_more_reasons_and_values_are_the_same_the_more_alike_two_are() {
        let this = shape(&["over_limit"], json!({ "amount": 412, "to": "acc-1" }));
        let same = this.likeness(&this);
        let other_value = this.likeness(&shape(
            &["over_limit"],
            json!({ "amount": 50, "to": "acc-1" }),
        ));
        let other_reason =
            this.likeness(&shape(&["unsure"], json!({ "amount": 50, "to": "acc-1" })));
        let nothing = this.likeness(&shape(&["unsure"], json!({ "note": "x" })));
        assert!((same - 1.0).abs() < f64::EPSILON);
        assert!(same > other_value && other_value > other_reason && other_reason > nothing);
        assert!(nothing.abs() < f64::EPSILON);
    }
}

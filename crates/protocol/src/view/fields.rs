//! The action's arguments as labelled values: what the contract labels first, in its order and item by item, then every other leaf under its pointer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    form::is_opaque,
    value::{ViewValue, typed},
};
use crate::{
    contract::{Part, Pattern, Step, leaves, pointer_text},
    escape,
    payload::{Arguments, Field, Format, Terms},
};

/// One leaf of the action's arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewField {
    /// RFC 6901 pointer into the arguments: for machines, since member names may be the agent's.
    pub pointer: String,
    /// The contract's label, followed by the rest of the pointer where the label is of something larger; else the escaped pointer, which begins with `/`.
    pub label: String,
    /// For array items that the contract labels: `Flights 1`. Fields of one item follow each other.
    pub group: Option<String>,
    /// The contract labels it.
    pub labelled: bool,
    /// The value.
    pub value: ViewValue,
    /// The value before, when the source told it.
    pub before: Option<ViewValue>,
    /// What to be careful about.
    pub warnings: Vec<Warning>,
}

crate::payload::words! {
    /// What to be careful about in a value.
    Warning {
        /// It is not of the format that the contract gives it.
        Misfit = "misfit",
        /// An id, address or link with letters of several scripts.
        MixedScript = "mixed_script",
        /// Text that nobody can read, such as base64.
        Opaque = "opaque",
    }
}

impl ViewField {
    /// Nobody can tell what it says.
    pub fn is_opaque(&self) -> bool {
        matches!(self.value, ViewValue::Uninspectable(_))
            || self.warnings.contains(&Warning::Opaque)
    }
}

/// A field of the contract with its pointer parsed.
struct Labelled<'a> {
    field: &'a Field,
    pattern: Pattern,
}

pub(super) fn build(
    terms: &Terms,
    arguments: &Arguments,
    before: Option<&Value>,
) -> Vec<ViewField> {
    let contract = Contract::read(terms);
    let root = Value::Object(arguments.clone());
    let mut fields: Vec<_> = leaves(&root)
        .into_iter()
        .enumerate()
        .map(|(position, (path, value))| {
            let owner = contract.owner(&path);
            let order = contract.order(owner, &path, position);
            (order, contract.view(owner, &path, value, arguments, before))
        })
        .collect();
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    fields.into_iter().map(|(_, field)| field).collect()
}

/// What the contract says about pointers, ready to be asked for every leaf.
pub(super) struct Contract<'a>(Vec<Labelled<'a>>);

impl<'a> Contract<'a> {
    pub(super) fn read(terms: &'a Terms) -> Self {
        let parse = |field: &'a Field| {
            Some(Labelled {
                field,
                pattern: Pattern::parse(&field.pointer)?,
            })
        };
        Self(terms.fields.iter().filter_map(parse).collect())
    }

    /// The field that labels the leaf: the longest pointer that covers it, and of equal ones the first.
    fn owner(&self, path: &[Step]) -> Option<usize> {
        let covering = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, labelled)| labelled.pattern.covers(path));
        covering
            .max_by_key(|(index, labelled)| (labelled.pattern.0.len(), usize::MAX - index))
            .map(|(index, _)| index)
    }

    /// A secret stays masked under any label.
    pub(super) fn is_secret(&self, path: &[Step]) -> bool {
        self.0
            .iter()
            .any(|l| l.field.format == Format::Secret && l.pattern.covers(path))
    }

    /// Where the leaf stands. All fields under one `*` stand where the first of them stands in the contract, item by item.
    fn order(&self, owner: Option<usize>, path: &[Step], position: usize) -> Vec<usize> {
        let Some(owner) = owner else {
            return vec![usize::MAX, position];
        };
        let parts = &self.0[owner].pattern.0;
        let mut order = Vec::new();
        for (at, (part, step)) in parts.iter().zip(path).enumerate() {
            if let (Part::Items, Step::Item(index)) = (part, step) {
                let first = self
                    .0
                    .iter()
                    .position(|other| other.pattern.0.get(..=at) == Some(&parts[..=at]));
                order.extend([first.unwrap_or(owner), *index]);
            }
        }
        order.extend([owner, position]);
        order
    }

    fn view(
        &self,
        owner: Option<usize>,
        path: &[Step],
        value: &Value,
        arguments: &Arguments,
        before: Option<&Value>,
    ) -> ViewField {
        let pointer = pointer_text(path);
        let labelled = owner.map(|owner| &self.0[owner]);
        let show = |value: &Value| match self.is_secret(path) {
            true => (ViewValue::secret(value), true),
            false => typed(labelled.map(|l| l.field), path, value, arguments),
        };
        let (shown, fits) = show(value);
        let before = before
            .and_then(|record| record.pointer(&pointer))
            .map(|value| show(value).0);
        let secret = matches!(shown, ViewValue::Secret(_));
        let address =
            |l: &&Labelled<'_>| matches!(l.field.format, Format::Id | Format::Email | Format::Url);
        let mixed =
            labelled.filter(address).is_some() && value.as_str().is_some_and(escape::mixed_script);
        let warnings = [
            (Warning::Misfit, !fits),
            (Warning::MixedScript, mixed && !secret),
            (Warning::Opaque, is_opaque(value) && !secret),
        ];
        ViewField {
            label: labelled.map_or_else(|| unlabelled(&pointer), |l| l.label(path)),
            group: labelled.and_then(|l| self.group(l, path)),
            labelled: labelled.is_some(),
            value: shown,
            before,
            warnings: warnings
                .into_iter()
                .filter(|(_, is)| *is)
                .map(|(warning, _)| warning)
                .collect(),
            pointer,
        }
    }

    /// `Flights 1`, and `Orders 1, Items 2` for arrays in arrays.
    fn group(&self, labelled: &Labelled<'_>, path: &[Step]) -> Option<String> {
        let parts = &labelled.pattern.0;
        let groups: Vec<String> = parts
            .iter()
            .zip(path)
            .enumerate()
            .filter_map(|(at, (part, step))| match (part, step) {
                (Part::Items, Step::Item(index)) => {
                    Some(format!("{} {}", self.array(&parts[..at]), index + 1))
                }
                _ => None,
            })
            .collect();
        (!groups.is_empty()).then(|| groups.join(", "))
    }

    /// An array's name: the contract's label for it, else its member name as words.
    fn array(&self, parts: &[Part]) -> String {
        if let Some(labelled) = self.0.iter().find(|labelled| labelled.pattern.0 == parts) {
            return labelled.field.label.clone();
        }
        let name = parts.iter().rev().find_map(|part| match part {
            Part::Key(key) => Some(escape::line(&key.replace(['_', '-'], " "))),
            Part::Items => None,
        });
        let name = name.unwrap_or_default();
        let mut letters = name.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default()
    }
}

impl Labelled<'_> {
    fn label(&self, path: &[Step]) -> String {
        let label = escape::line(&self.field.label);
        match &path[self.pattern.0.len()..] {
            [] => label,
            rest => format!("{label} {}", escape::line(&pointer_text(rest))),
        }
    }
}

/// A pointer as a label: no word of it can be taken for the contract's, which never begin with `/`.
fn unlabelled(pointer: &str) -> String {
    if pointer.is_empty() {
        "/".to_owned()
    } else {
        escape::line(pointer)
    }
}

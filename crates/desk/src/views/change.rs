//! What changes, value by value: an edit against what the agent proposed, and the record before against the one after.
//!
//! Whether two are the same is said here, since of two that are masked the page sees nothing.

use std::collections::HashMap;

use fermata_protocol::view::{View, ViewChange, ViewLeaf, ViewValue, display};
use serde_json::Value;

use super::{detail::fields, runs};
use crate::{
    Item,
    ipc::{ChangeView, FieldView},
};

/// What an edit made of what the agent proposed; nothing without one.
pub(super) fn edited(item: &Item) -> Vec<ChangeView> {
    let own = item.proposal.action.as_ref().map(|it| &it.arguments);
    match own.filter(|own| Some(*own) != item.state.arguments()) {
        Some(own) => compared(&item.view_with(own), &item.view),
        None => Vec::new(),
    }
}

/// The values of two views of one action, place by place: in the later one's order, and what is gone behind what stood before it.
pub(crate) fn compared(old: &View, new: &View) -> Vec<ChangeView> {
    let (in_old, in_new) = (places(old), places(new));
    // What is gone, by how many of the later one's places it stands behind.
    let mut gone: Vec<Vec<&str>> = vec![Vec::new(); new.fields.len() + 1];
    let mut behind = 0;
    for field in &old.fields {
        match in_new.get(field.pointer.as_str()) {
            Some(at) => behind = at + 1,
            None => gone[behind].push(&field.pointer),
        }
    }
    let kept = new.fields.iter().map(|it| Some(it.pointer.as_str()));
    let all = std::iter::once(None).chain(kept).zip(gone);
    let all = all.flat_map(|(kept, gone)| kept.into_iter().chain(gone));
    let (was, is) = (fields(old), fields(new));
    let alone = |all: &[FieldView], at: Option<usize>| {
        all.get(at?).map(|field| FieldView {
            before: None,
            ..field.clone()
        })
    };
    let change = |place: &str| {
        let (in_old, in_new) = (in_old.get(place).copied(), in_new.get(place).copied());
        let value = |view: &View, at: Option<usize>| at.map(|at| view.fields[at].value.clone());
        ChangeView {
            same: value(old, in_old) == value(new, in_new),
            before: alone(&was, in_old),
            after: alone(&is, in_new),
        }
    };
    all.map(change).collect()
}

/// Where each value stands among the fields.
fn places(view: &View) -> HashMap<&str, usize> {
    let fields = view.fields.iter().enumerate();
    fields.map(|(at, it)| (it.pointer.as_str(), at)).collect()
}

/// The record before and after, as the source tells it. Where an argument has the same place its label counts, and its form where its value is the same.
pub(super) fn changes(item: &Item) -> Vec<ChangeView> {
    let context = item.proposal.context.as_ref();
    let after = context.and_then(|it| it.more.get("after"));
    // One side alone says nothing of the other: what stands before an argument is shown beside it.
    if after.is_none() || context.is_none_or(|it| it.before.is_none()) {
        return Vec::new();
    }
    let arguments = Value::Object(item.state.arguments().cloned().unwrap_or_default());
    let will_be = |place: &str| {
        after?
            .pointer(place)
            .filter(|told| Some(*told) == arguments.pointer(place))
    };
    let here = places(&item.view);
    let side = |leaf: &ViewLeaf, section: &str| {
        let place = leaf.pointer.strip_prefix(section).unwrap_or_default();
        let argument = here.get(place).map(|at| &item.view.fields[*at]);
        let typed = argument.and_then(|it| match section {
            BEFORE => it.before.as_ref(),
            _ => will_be(place).map(|_| &it.value),
        });
        let value: &ViewValue = typed.unwrap_or(&leaf.value);
        FieldView {
            pointer: place.to_owned(),
            label: argument.map_or_else(|| leaf.label.clone(), |it| it.label.clone()),
            format: value.format().to_owned(),
            value: runs(display(value)),
            before: None,
            uninspectable: value.uninspectable(),
            group: argument.and_then(|it| it.group.clone()),
        }
    };
    let change = |change: &ViewChange| {
        let value = |leaf: &Option<ViewLeaf>| leaf.as_ref().map(|it| it.value.clone());
        ChangeView {
            same: value(&change.before) == value(&change.after),
            before: change.before.as_ref().map(|leaf| side(leaf, BEFORE)),
            after: change.after.as_ref().map(|leaf| side(leaf, AFTER)),
        }
    };
    item.view.changes.iter().map(change).collect()
}

const BEFORE: &str = "/context/before";
const AFTER: &str = "/context/after";

#[cfg(test)]
mod tests {
    use fermata_protocol::{
        payload::{Arguments, Field, Format, Risk},
        view::build,
    };
    use fermata_testkit::World;
    use serde_json::json;

    use super::*;

    #[test]
    fn of_two_masked_values_it_is_said_whether_they_are_the_same() {
        let world = World::default();
        let proposal = world.proposal();
        let mut terms = world.terms("refund", Risk::Low);
        terms.fields = vec![Field {
            pointer: "/pin".to_owned(),
            label: "PIN".to_owned(),
            format: Format::Secret,
            currency: None,
            unit: None,
        }];
        let with = |arguments: Value| {
            let arguments: Arguments = serde_json::from_value(arguments).unwrap();
            build(&proposal, &terms, &arguments, None)
        };
        let told = |old: Value, new: Value| -> Vec<(String, bool, String)> {
            let changes = compared(&with(old), &with(new));
            let line = |it: &ChangeView| {
                let field = it.after.as_ref().or(it.before.as_ref()).unwrap();
                let text = field.value.iter().map(|run| run.text.as_str()).collect();
                (field.pointer.clone(), it.same, text)
            };
            changes.iter().map(line).collect()
        };
        let masked = |same| ("/pin".to_owned(), same, "••••••••".to_owned());
        assert_eq!(
            told(json!({ "pin": "1" }), json!({ "pin": "1" })),
            [masked(true)]
        );
        assert_eq!(
            told(json!({ "pin": "1" }), json!({ "pin": "2" })),
            [masked(false)]
        );
    }

    #[test]
    fn what_is_gone_stands_behind_what_stood_before_it() {
        let world = World::default();
        let proposal = world.proposal();
        let mut terms = world.terms("refund", Risk::Low);
        terms.fields.clear();
        let with = |arguments: Value| {
            let arguments: Arguments = serde_json::from_value(arguments).unwrap();
            build(&proposal, &terms, &arguments, None)
        };
        let old = with(json!({ "a": 1, "b": 2, "c": 3, "d": 4 }));
        let new = with(json!({ "a": 1, "d": 5, "e": 6 }));
        let told: Vec<_> = compared(&old, &new)
            .into_iter()
            .map(|it| {
                let name = it.after.as_ref().or(it.before.as_ref()).unwrap();
                (
                    name.pointer.clone(),
                    it.before.is_some(),
                    it.after.is_some(),
                )
            })
            .collect();
        let place = |name: &str, before, after| (name.to_owned(), before, after);
        assert_eq!(
            told,
            [
                place("/a", true, true),
                place("/b", true, false),
                place("/c", true, false),
                place("/d", true, true),
                place("/e", false, true),
            ]
        );
    }
}

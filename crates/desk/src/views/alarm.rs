//! What somebody must look at, in words, with what ran beside what was approved.

mod told;

use std::collections::BTreeMap;

use fermata_protocol::{Timestamp, escape::Multiline, fold::What, payload::Action};

use super::{detail::fields, escaped};
use crate::{
    Item, Words,
    alarm::{self, Raised},
    ipc::{AlarmKind as K, AlarmLineView, AlarmView, FieldView},
    store::Attention,
};

/// Everything to look at, with how far the person is with it.
pub(crate) fn alarms(
    item: &Item,
    now: Option<Timestamp>,
    attention: &BTreeMap<String, Attention>,
    words: &Words,
) -> Vec<AlarmView> {
    let one = |raised: &Raised| view(item, raised, attention.get(&raised.id()), words);
    alarm::raised(item, now).iter().map(one).collect()
}

fn view(item: &Item, raised: &Raised, attention: Option<&Attention>, words: &Words) -> AlarmView {
    let ran = ran(item, raised.kind);
    let approved = item.state.status().approves();
    AlarmView {
        id: raised.id(),
        kind: raised.kind,
        at: raised.at.to_string(),
        title: (words.alarms.title)(raised.kind).to_owned(),
        what: told::what(item, raised.kind, ran.is_some(), words),
        means: (words.alarms.means)(raised.kind).to_owned(),
        todo: told::todo(item, raised.kind, words),
        said: said(item, raised.kind),
        asked: match approved {
            true => words.approved.to_owned(),
            false => words.asked_for.to_owned(),
        },
        lines: ran.map(|ran| lines(item, &ran, words)).unwrap_or_default(),
        open: !matches!(attention, Some(Attention::Looked(_) | Attention::History)),
        looked: match attention {
            Some(Attention::Looked(at)) => Some(at.clone()),
            _ => None,
        },
    }
}

/// The source's own words, of the report that it is about.
fn said(item: &Item, kind: K) -> Vec<crate::ipc::RunView> {
    match alarm::report(item, kind).map(|event| &event.what) {
        Some(What::Happened {
            error: Some(words), ..
        }) => escaped(words, Multiline::Yes),
        _ => Vec::new(),
    }
}

/// What ran instead, where the source says so.
fn ran(item: &Item, kind: K) -> Option<Action> {
    let event = match kind {
        K::ExecutedOther | K::ExecutedWithoutApproval => alarm::report(item, kind)?,
        _ => return None,
    };
    let What::Happened {
        candidate, action, ..
    } = &event.what
    else {
        return None;
    };
    if let Some(action) = action {
        return Some(action.clone());
    }
    // Without an action of its own it says that a statement's ran: the one before an edit is known.
    let first = Some(item.proposal.sha());
    let edited = item.state.live_sha() != first && *candidate == first;
    item.proposal.action.clone().filter(|_| edited)
}

/// What was approved beside what ran, value by value.
fn lines(item: &Item, ran: &Action, words: &Words) -> Vec<AlarmLineView> {
    let own = item.view.tool.as_ref();
    let asked = plain(fields(&item.view));
    let reported = reported(item, ran, words);
    let mut all = Vec::new();
    if own != Some(&ran.tool) {
        all.push(AlarmLineView {
            label: words.tool.to_owned(),
            asked: own.map(|tool| id(tool.as_str())),
            ran: Some(id(ran.tool.as_str())),
            differs: true,
        });
    }
    for field in &asked {
        let twin = reported.iter().find(|other| other.pointer == field.pointer);
        all.push(line(Some(field), twin));
    }
    let more = |field: &&FieldView| !asked.iter().any(|other| other.pointer == field.pointer);
    all.extend(
        reported
            .iter()
            .filter(more)
            .map(|field| line(None, Some(field))),
    );
    all
}

fn line(asked: Option<&FieldView>, ran: Option<&FieldView>) -> AlarmLineView {
    let named = asked.or(ran);
    let group = named.and_then(|field| field.group.as_ref());
    let label = named.map_or("", |field| field.label.as_str());
    AlarmLineView {
        label: group.map_or_else(|| label.to_owned(), |group| format!("{group}: {label}")),
        differs: asked.map(|field| &field.value) != ran.map(|field| &field.value),
        asked: asked.cloned(),
        ran: ran.cloned(),
    }
}

/// The reported action by its tool's contract; where there is none, as JSON.
fn reported(item: &Item, ran: &Action, words: &Words) -> Vec<FieldView> {
    let terms = match item.view.tool.as_ref() == Some(&ran.tool) {
        true => Some(item.terms.clone()),
        false => {
            let contracts = item.standing.latest_contracts();
            contracts.get(&ran.tool).map(|contract| contract.terms())
        }
    };
    if let Some(terms) = terms {
        return plain(fields(&item.view_under(&terms, &ran.arguments)));
    }
    let text = serde_json::to_string_pretty(&ran.arguments).unwrap_or_default();
    vec![FieldView {
        label: words.arguments.to_owned(),
        format: "json".to_owned(),
        value: escaped(&text, Multiline::Yes),
        ..id("")
    }]
}

fn id(text: &str) -> FieldView {
    FieldView {
        pointer: String::new(),
        label: String::new(),
        format: "id".to_owned(),
        value: escaped(text, Multiline::No),
        before: None,
        uninspectable: None,
        group: None,
    }
}

/// What was so before is no part of what ran.
fn plain(fields: Vec<FieldView>) -> Vec<FieldView> {
    let bare = |field| FieldView {
        before: None,
        ..field
    };
    fields.into_iter().map(bare).collect()
}

//! Everything about one escalation, for the page.

use std::collections::HashSet;

use fermata_protocol::{
    Name, Timestamp,
    contract::parse_duration,
    escape::{Multiline, Run},
    payload::{Method, Reversible, Right},
    view::{self, View, ViewEvidence, ViewField, ViewLeaf, ViewMessage, ViewValue, Why, display},
};

use super::{
    around::{around, looks_alone, mark},
    change::{changes, edited},
    escaped,
    halt::{can_be_stopped, halt, stops},
    history::history,
    row, runs,
    trace::trace,
};
use crate::{
    DeskError, Item, Words,
    controller::friction,
    document,
    ipc::{
        CallView, DetailView, EvidenceView, FieldView, FileView, MessageView, ProgressView,
        RawView, ReasonView, RejectReasonView, ReversibleView, RunView, SubjectView, WhyView,
    },
    item::percent,
};

/// The item as the page shows it.
pub(crate) fn detail(
    item: &Item,
    progress: Option<ProgressView>,
    person: &Name,
    now: Timestamp,
    words: &Words,
) -> Result<DetailView, DeskError> {
    let roster = item.standing.roster()?;
    let queue = roster.queue(&item.proposal.queue);
    let esc = item.esc().to_string();
    let masked = item.masked_for(person);
    let reviewed = item.view.contract.reviewed;
    let approvals_needed = item.state.approvals_needed(&item.standing);
    let mut row = row::row(item, progress);
    mark(item, &mut row, person, now);
    let row = row.row;
    Ok(DetailView {
        short_id: format!("…{}", &esc[esc.len() - 6..]),
        tool: item.view.tool.as_ref().map(Name::to_string),
        contract_version: reviewed.then_some(item.view.contract.version),
        description: fermata_protocol::escape::plain(&item.view.contract.description),
        source: item.proposal.iss.to_string(),
        vouched: item.proposal.vouched(),
        subject: subject(&item.view),
        fields: uncovered(item, fields(&item.view), &masked),
        edited: edited(item),
        changes: changes(item),
        reversible: reversible(&item.view.contract.reversible),
        why: why(item),
        narration: item
            .view
            .narration
            .as_ref()
            .map(|leaf| runs(display(&leaf.value))),
        messages: messages(item, &masked),
        evidence: item.view.evidence.iter().map(evidence).collect(),
        trace: trace(&item.proposal),
        history: history(&item.state, roster, words),
        raw: raw(item, person),
        allowed: item
            .proposal
            .allowed
            .iter()
            .map(|verb| (*verb).into())
            .collect(),
        friction: friction(item, now).into(),
        confirm: item.confirm_shown(person),
        reject_reasons: queue
            .map(|q| {
                q.reasons
                    .iter()
                    .map(|r| RejectReasonView {
                        code: r.code.clone(),
                        label: r.label.clone(),
                    })
                    .collect()
            })
            .unwrap_or_default(),
        default_reason: queue.map(|q| q.default_reason.clone()).unwrap_or_default(),
        arguments: serde_json::to_string_pretty(&item.arguments_without(&masked))
            .unwrap_or_default(),
        reveals: roster.has_right(person, Right::Reveal),
        schema: serde_json::to_string(&item.terms.input_schema).unwrap_or_default(),
        approvals_needed,
        blind: looks_alone(item, person),
        approvals_have: u32::try_from(item.state.standing_people().count()).unwrap_or(u32::MAX),
        decided_by: item
            .state
            .resolved()
            .and_then(|r| r.people.first())
            .map(Name::to_string),
        halt: item
            .standing
            .halted(&item.proposal)
            .filter(|_| can_be_stopped(item))
            .map(|active| halt(active, &item.standing, person)),
        stops: stops(item, person),
        alarms: Vec::new(),
        around: around(item, person, now, words),
        again: Vec::new(),
        precedents: Vec::new(),
        row,
    })
}

/// The action's values.
pub(crate) fn fields(view: &View) -> Vec<FieldView> {
    let field = |field: &ViewField| FieldView {
        pointer: field.pointer.clone(),
        label: field.label.clone(),
        format: field.value.format().to_owned(),
        value: runs(display(&field.value)),
        // What stays as it is needs no second look.
        before: field
            .before
            .as_ref()
            .filter(|before| **before != field.value)
            .map(|value| runs(display(value))),
        uninspectable: field.value.uninspectable(),
        group: field.group.clone(),
    };
    view.fields.iter().map(field).collect()
}

/// The same with what this person uncovered in clear.
fn uncovered(item: &Item, mut fields: Vec<FieldView>, masked: &[&str]) -> Vec<FieldView> {
    let masked: HashSet<&str> = masked.iter().copied().collect();
    let clear = item.secrets().into_iter();
    let clear: HashSet<&str> = clear.filter(|at| !masked.contains(at)).collect();
    for field in &mut fields {
        if clear.contains(field.pointer.as_str())
            && let Some(value) = item.uncovered(&field.pointer)
        {
            field.value = value;
        }
    }
    fields
}

fn text_of(leaf: &ViewLeaf) -> Vec<RunView> {
    runs(display(&leaf.value))
}

pub(crate) fn subject(view: &View) -> Option<SubjectView> {
    let part = |label: &str| {
        view.subject
            .iter()
            .find(|leaf| leaf.label == label)
            .map(text_of)
    };
    Some(SubjectView {
        kind: part("type")?,
        id: part("id")?,
        name: part("name"),
        system: part("system")?,
        url: part("url"),
    })
}

fn reversible(reversible: &Reversible) -> ReversibleView {
    match reversible {
        Reversible::No(_) => ReversibleView {
            reversible: false,
            within_s: None,
            by: None,
        },
        Reversible::Yes(undo) => ReversibleView {
            reversible: true,
            within_s: undo
                .within
                .as_deref()
                .and_then(parse_duration)
                .and_then(|within| u32::try_from(within.num_seconds()).ok()),
            by: undo.by.as_ref().map(Name::to_string),
        },
    }
}

fn why(item: &Item) -> WhyView {
    let confidence = item.proposal.confidence.as_ref();
    let samples = confidence.and_then(|c| c.samples.as_ref());
    let verdict = item.state.candidate().map(|c| &c.verdict);
    let agent_reasons = item.proposal.reasons.iter().flatten();
    WhyView {
        confidence: confidence.map(|c| percent(c.value)),
        method: confidence.map(|c| Method::as_str(c.method).to_owned()),
        agreeing: samples.map(|s| s.agreeing),
        of: samples.map(|s| s.of),
        threshold: item.threshold(),
        base_rate: None,
        reasons: verdict
            .map(|v| v.reasons.iter().map(ReasonView::from).collect())
            .unwrap_or_default(),
        agent_reasons: agent_reasons
            .map(|r| escaped(&r.text, Multiline::No))
            .collect(),
    }
}

fn plain(leaf: Option<&ViewLeaf>) -> String {
    leaf.map(|leaf| fermata_protocol::escape::plain(&display(&leaf.value)))
        .unwrap_or_default()
}

fn joined<'a>(leaves: impl IntoIterator<Item = &'a ViewLeaf>) -> Vec<RunView> {
    let mut all: Vec<Run> = Vec::new();
    for leaf in leaves {
        if !all.is_empty() {
            all.push(Run {
                text: "\n".to_owned(),
                mark: None,
            });
        }
        all.extend(display(&leaf.value));
    }
    runs(all)
}

/// The conversation, and at its end the call that is asked about, without what is masked in it.
pub(crate) fn messages(item: &Item, masked: &[&str]) -> Vec<MessageView> {
    let mut all: Vec<MessageView> = item.view.messages.iter().map(message).collect();
    if let (Some(tool), Some(_)) = (&item.view.tool, item.state.arguments()) {
        let text = serde_json::to_string(&item.arguments_without(masked)).unwrap_or_default();
        let call = CallView {
            tool: tool.to_string(),
            arguments: escaped(&text, Multiline::No),
        };
        all.push(MessageView {
            role: "proposed".to_owned(),
            text: Vec::new(),
            calls: vec![call],
            tool: None,
        });
    }
    all
}

fn message(message: &ViewMessage) -> MessageView {
    let calls = message.calls.iter().map(|call| CallView {
        tool: plain(call.tool.as_ref()),
        arguments: joined(&call.arguments),
    });
    MessageView {
        role: plain(message.role.as_ref()),
        text: joined(&message.text),
        calls: calls.collect(),
        tool: message.name.as_ref().map(|leaf| plain(Some(leaf))),
    }
}

fn evidence(evidence: &ViewEvidence) -> EvidenceView {
    let uninspectable = evidence
        .content
        .iter()
        .find_map(|leaf| leaf.value.uninspectable());
    let media_type = plain(evidence.media_type.as_ref());
    EvidenceView {
        file: file(evidence, &media_type),
        title: joined(&evidence.title),
        media_type,
        text: uninspectable.is_none().then(|| joined(&evidence.content)),
        uninspectable,
    }
}

/// What is known of bytes that are no text.
fn file(evidence: &ViewEvidence, media_type: &str) -> Option<FileView> {
    let kind = document::kind(media_type)?;
    evidence.content.iter().find_map(|leaf| match &leaf.value {
        ViewValue::Uninspectable(bytes) if bytes.why == Why::NotText => Some(FileView {
            kind,
            bytes: bytes.bytes.to_string(),
            sha256: bytes.sha256.to_string(),
        }),
        _ => None,
    })
}

/// The bytes hold what is masked, so they are not shown as long as something is.
fn raw(item: &Item, person: &Name) -> RawView {
    let (payload, compact) = match item.bytes_hold_masked(person) {
        false => (item.proposal.payload_text(), item.proposal.compact()),
        true => Default::default(),
    };
    RawView {
        proposal_sha256: item.proposal.sha().to_string(),
        view_sha256: view::sha256(&item.view).to_string(),
        payload: escaped(&payload, Multiline::Yes),
        compact: compact.to_owned(),
    }
}

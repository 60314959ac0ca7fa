//! What somebody must look at, in words: what happened, what it means, what to do. Page and command line say the same.

use std::collections::BTreeMap;

use fermata_protocol::{
    Timestamp,
    contract::parse_duration,
    escape::Multiline,
    fold::What,
    payload::{Action, Reversible},
};

use super::{code::refusal, detail::fields, escaped};
use crate::{
    Item, Words,
    alarm::{self, Raised},
    ipc::{AlarmKind as K, AlarmLineView, AlarmView, FieldView, Language},
    store::Attention,
};

/// Everything to look at, with how far the person is with it.
pub(crate) fn alarms(
    item: &Item,
    now: Option<Timestamp>,
    attention: &BTreeMap<String, Attention>,
) -> Vec<AlarmView> {
    let one = |raised: &Raised| view(item, raised, attention.get(&raised.id()));
    alarm::raised(item, now).iter().map(one).collect()
}

fn view(item: &Item, raised: &Raised, attention: Option<&Attention>) -> AlarmView {
    let ran = ran(item, raised.kind);
    let approved = item.state.status().approves();
    AlarmView {
        id: raised.id(),
        kind: raised.kind,
        at: raised.at.to_string(),
        title: (Words::of(Language::En).alarm)(raised.kind).to_owned(),
        what: what(item, raised.kind, ran.is_some()),
        means: means(raised.kind).to_owned(),
        todo: todo(item, raised.kind),
        said: said(item, raised.kind),
        asked: if approved { "Approved" } else { "Asked for" }.to_owned(),
        lines: ran.map(|ran| lines(item, &ran)).unwrap_or_default(),
        open: !matches!(attention, Some(Attention::Looked(_) | Attention::History)),
        looked: match attention {
            Some(Attention::Looked(at)) => Some(at.clone()),
            _ => None,
        },
    }
}

fn what(item: &Item, kind: K, told: bool) -> String {
    let source = &item.proposal.iss;
    match kind {
        K::ExecutedOther if told => {
            format!("{source} reports that it ran something else than what was approved.")
        }
        K::ExecutedOther => format!(
            "{source} reports that it ran another action than the one that was approved, and does not say which."
        ),
        K::ExecutedWithoutApproval => {
            format!(
                "{source} reports that it ran this, which is {}.",
                item.state.status()
            )
        }
        K::OutcomeOutOfOrder => match alarm::report(item, kind).map(|event| &event.what) {
            Some(What::Happened { status, .. }) => {
                let before = item.state.outcome().map_or_else(
                    || format!("it is {}", item.state.status()),
                    |word| format!("it had reported “{word}”"),
                );
                format!("{source} reports “{status}” although {before}.")
            }
            _ => format!("{source} sent a report that does not follow from what came before."),
        },
        K::Forked => match alarm::report(item, kind).and_then(|event| event.by.as_ref()) {
            Some(who) => format!("{who} signed that they had seen other entries of this item than this log has."),
            None => "The gateway signed for your decision that this item had other entries than this log has now.".to_owned(),
        },
        K::KeyForked => {
            let decided = alarm::report(item, kind).and_then(|event| event.by.as_ref());
            let who = decided.map_or("somebody", |who| who.as_str());
            format!("The key of {who} signed two decisions that can not both follow the same one before.")
        }
        K::Unknown => format!(
            "{source} was interrupted while it ran this, and can not tell whether it happened."
        ),
        K::Failed => format!("{source} reports that it ran this and that it failed."),
        K::Refused => {
            let code = item.state.outcome_code().unwrap_or("no reason given");
            format!("{source} did not run it: {}.", refusal(code))
        }
        K::NotRun => format!(
            "{source} has not said anything about it for {} minutes.",
            alarm::PATIENCE.num_minutes()
        ),
        K::NoWord => format!(
            "{source} verified the approval and began, and has not said for {} minutes how it ended.",
            alarm::PATIENCE.num_minutes()
        ),
    }
}

fn means(kind: K) -> &'static str {
    match kind {
        K::ExecutedOther | K::ExecutedWithoutApproval => {
            "Nobody signed what ran. Either the source does not check what it runs, or somebody else runs things in its name."
        }
        K::OutcomeOutOfOrder => {
            "One of its reports is wrong, so what is shown here may not be what happened."
        }
        K::Forked => {
            "Either the log was restored from an older copy, or its gateway shows people different things. What was signed still holds: a source runs nothing else."
        }
        K::KeyForked => {
            "Either a copy of the key signs somewhere, or its machine was restored from an older state. Both signatures are genuine."
        }
        K::Unknown => "It may have happened, once. It is not tried again by itself.",
        K::Failed => "It may have happened in part. It is not tried again by itself.",
        K::Refused => "Nothing ran. It is not tried again by itself; the agent was told.",
        K::NotRun => {
            "Nothing ran, as far as the log says. The agent may be down, or can not reach the gateway."
        }
        K::NoWord => "It may have happened. The agent may be slow, or down.",
    }
}

fn todo(item: &Item, kind: K) -> String {
    let source = &item.proposal.iss;
    let undo = undo(item);
    match kind {
        K::ExecutedOther | K::ExecutedWithoutApproval => format!(
            "Stop {source} or its agent, so that nothing more of it runs. Look in the other system at what really happened. {undo}"
        ),
        K::OutcomeOutOfOrder => format!(
            "Look in the other system whether it happened, and how often. Stop {source} if it goes on like this. {undo}"
        ),
        K::Forked => "Ask whoever runs the gateway whether its log was restored. If not, save the evidence under Raw before anything else, and compare it with a colleague’s: `fermata verify` names what differs.".to_owned(),
        K::KeyForked => "Ask the person whether they decided both. If not, have that device taken off the team list at once, and look at what it decided.".to_owned(),
        K::Unknown => format!(
            "Look in the other system whether it happened, before anybody does it again. {undo}"
        ),
        K::Failed => format!(
            "Look in the other system at what is half done. If it should still happen, the agent must ask anew. {undo}"
        ),
        K::Refused => {
            "See whether it should still happen; then the agent must ask anew.".to_owned()
        }
        K::NotRun => format!(
            "See whether {source} runs. It may still run this until {}; stop it if it should not run so late.",
            item.proposal.expires_at
        ),
        K::NoWord => format!(
            "See whether {source} runs, and look in the other system whether it happened. {undo}"
        ),
    }
}

/// What its contract says of undoing it.
fn undo(item: &Item) -> String {
    let Reversible::Yes(undo) = &item.terms.reversible else {
        return "Its contract names nothing that undoes it.".to_owned();
    };
    let within = undo.within.as_deref().and_then(parse_duration);
    let within = within.map(|span| match span.num_minutes() {
        minutes if minutes % (24 * 60) == 0 => format!(" within {} days", minutes / (24 * 60)),
        minutes if minutes % 60 == 0 => format!(" within {} hours", minutes / 60),
        minutes => format!(" within {minutes} minutes"),
    });
    let within = within.unwrap_or_default();
    match &undo.by {
        Some(tool) => format!("Its contract says that {tool} undoes it{within}."),
        None => format!("Its contract says that it can be undone{within}."),
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
fn lines(item: &Item, ran: &Action) -> Vec<AlarmLineView> {
    let own = item.view.tool.as_ref();
    let asked = plain(fields(&item.view));
    let reported = reported(item, ran);
    let mut all = Vec::new();
    if own != Some(&ran.tool) {
        all.push(AlarmLineView {
            label: "Tool".to_owned(),
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
fn reported(item: &Item, ran: &Action) -> Vec<FieldView> {
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
        label: "Arguments".to_owned(),
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

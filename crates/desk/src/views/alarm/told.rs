//! The facts that the sentences about an alarm are about. The sentences are in the catalogue.

use fermata_protocol::{Timestamp, contract::parse_duration, fold::What, payload::Reversible};

use crate::{
    Item, Words, alarm,
    ipc::AlarmKind as K,
    views::refusal,
    words::{Facts, Told, Undo, Within},
};

/// What happened; `named` when its source says what ran.
pub(super) fn what(item: &Item, kind: K, named: bool, words: &Words) -> String {
    let report = alarm::report(item, kind);
    let by = report.and_then(|event| event.by.as_ref());
    let by = by.map(|who| who.as_str());
    let minutes = alarm::PATIENCE.num_minutes();
    let why;
    let told = match kind {
        K::ExecutedOther if named => Told::ExecutedOther,
        K::ExecutedOther => Told::ExecutedUnnamed,
        K::ExecutedWithoutApproval => Told::ExecutedWithoutApproval(item.state.status()),
        K::OutcomeOutOfOrder => match report.map(|event| &event.what) {
            Some(What::Happened { status, .. }) => match item.state.outcome() {
                Some(before) => Told::After(*status, before),
                None => Told::Although(*status, item.state.status()),
            },
            _ => Told::OutOfOrder,
        },
        K::Forked => Told::Forked(by),
        K::KeyForked => Told::KeyForked(by),
        K::Unknown => Told::Unknown,
        K::Failed => Told::Failed,
        K::Refused => {
            why = refusal(item.state.outcome_code().unwrap_or(words.no_reason), words);
            Told::Refused(&why)
        }
        K::NotRun => Told::NotRun(minutes),
        K::NoWord => Told::NoWord(minutes),
    };
    (words.alarms.what)(item.proposal.iss.as_str(), told)
}

pub(super) fn todo(item: &Item, kind: K, words: &Words) -> String {
    let undo = (words.alarms.undo)(undo(item));
    let facts = Facts {
        source: item.proposal.iss.as_str(),
        until: &minute(item.proposal.expires_at),
        undo: &undo,
    };
    (words.alarms.todo)(kind, facts)
}

/// What its contract says of undoing it.
fn undo(item: &Item) -> Undo<'_> {
    let Reversible::Yes(undo) = &item.terms.reversible else {
        return Undo::No;
    };
    let span = undo.within.as_deref().and_then(parse_duration);
    let within = span.map(|span| within(span.num_minutes()));
    Undo::Yes(undo.by.as_ref().map(|tool| tool.as_str()), within)
}

/// In the greatest unit of which it is more than one, or one hour.
fn within(minutes: i64) -> Within {
    match minutes {
        _ if minutes % (24 * 60) == 0 && minutes > 24 * 60 => Within::Days(minutes / (24 * 60)),
        _ if minutes % 60 == 0 => Within::Hours(minutes / 60),
        _ => Within::Minutes(minutes),
    }
}

/// Date and time to the minute, without the letters that are for machines.
fn minute(at: Timestamp) -> String {
    at.to_string()
        .chars()
        .take(16)
        .collect::<String>()
        .replace('T', " ")
}

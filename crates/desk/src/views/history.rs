//! The history in words.

use chrono::TimeDelta;
use fermata_protocol::{
    escape::Multiline,
    fold::{AGENT, Escalation, Event, READING_S, What},
    payload::{NoteBody, NoteType, OutcomeStatus, Roster, Says, Status, Verb},
};

use super::{escaped, refusal, whole};
use crate::{
    Words,
    ipc::{EventView, RunView},
};

/// `roster` is the one in force now: it says which keys turned out to be lost.
pub(super) fn history(state: &Escalation, roster: &Roster, words: &Words) -> Vec<EventView> {
    let line = |event: &Event| {
        let mut line = line(event, words);
        if event.forked {
            line.text = format!("{}; {}", line.text, words.forked);
        }
        if event.suspect(roster) {
            line.text = format!("{}; {}", line.text, words.suspect);
        }
        line
    };
    let mut lines: Vec<EventView> = state.history().iter().map(line).collect();
    if let (Status::Allowed | Status::Denied, Some(first)) = (state.status(), lines.first_mut()) {
        let policy = (words.policy)(state.status() == Status::Allowed);
        first.text = format!("{}; {policy}", first.text);
    }
    lines
}

fn line(event: &Event, words: &Words) -> EventView {
    EventView {
        seq: event.seq.to_string(),
        at: event.at.to_string(),
        by: event
            .by
            .as_ref()
            .map_or_else(|| words.nobody_known.to_owned(), ToString::to_string),
        text: text(event, words),
        until: about(event),
        said: said(event),
        mark: event.mark.word().to_owned(),
        verified: !matches!(event.what, What::Unreadable),
    }
}

fn noted(kind: NoteType, body: &NoteBody, words: &Words) -> String {
    if kind == NoteType::Claimed && body.lease_s.is_some_and(|s| s <= READING_S) {
        return words.reads.to_owned();
    }
    let to = body.to.as_ref().map(ToString::to_string);
    let to = to
        .as_deref()
        .map(|to| if to == AGENT { words.agent } else { to });
    (words.noted)(kind, to)
}

/// The time that a note is about: the end of a lease, or of its time.
fn about(event: &Event) -> Option<String> {
    let What::Noted { kind, body } = &event.what else {
        return None;
    };
    let lease = |s: u32| event.at.plus(TimeDelta::seconds(i64::from(s)));
    let until = match kind {
        NoteType::Claimed => body.lease_s.map(lease),
        _ => body.due,
    };
    until.map(|until| until.to_string())
}

/// What its signer wrote.
fn said(event: &Event) -> Vec<RunView> {
    let text = match &event.what {
        What::Noted { body, .. } => body.text.as_ref().or(body.reason.as_ref()),
        What::Decided {
            reason: Some(reason),
            ..
        } => reason.message.as_ref(),
        _ => None,
    };
    text.map(|text| escaped(text, Multiline::Yes))
        .unwrap_or_default()
}

fn text(event: &Event, words: &Words) -> String {
    let text = match &event.what {
        What::Proposed if event.vouched => format!("{}, {}", words.proposed, words.vouched),
        What::Proposed => words.proposed.to_owned(),
        What::Decided { verb, reason } => match reason {
            Some(reason) if *verb == Verb::Reject => {
                format!("{}: {}", (words.decided)(*verb), whole(&reason.code))
            }
            _ => (words.decided)(*verb).to_owned(),
        },
        What::Noted { kind, body } => noted(*kind, body, words),
        What::Happened {
            status,
            code,
            error,
            action,
            ..
        } => {
            let base = match (status, action) {
                (OutcomeStatus::Executed, Some(_)) => words.ran_other,
                _ => (words.happened)(*status),
            };
            match code.as_ref().or(error.as_ref()) {
                Some(code) if *status == OutcomeStatus::Refused => {
                    format!("{base}: {}", refusal(code, words))
                }
                Some(why) => format!("{base}: {}", whole(why)),
                None => base.to_owned(),
            }
        }
        What::Receipt {
            says: Says::Expired,
        } => words.expired.to_owned(),
        What::Receipt { .. } => words.delivered.to_owned(),
        What::Unreadable => words.unreadable.to_owned(),
    };
    match (words.marked)(event.mark) {
        Some(why) => format!("{text} ({why})"),
        None => text,
    }
}

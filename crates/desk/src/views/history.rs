//! The history in words.

use chrono::TimeDelta;
use fermata_protocol::{
    escape::Multiline,
    fold::{AGENT, Escalation, Event, Mark, READING_S, What},
    payload::{NoteBody, NoteType, OutcomeStatus, Roster, Says, Status, Verb},
};

use super::{escaped, refusal, whole};
use crate::ipc::{EventView, RunView};

/// `roster` is the one in force now: it says which keys turned out to be lost.
pub(super) fn history(state: &Escalation, roster: &Roster) -> Vec<EventView> {
    let line = |event: &Event| {
        let mut line = line(event);
        if event.forked {
            line.text.push_str(
                "; whoever signed this had seen other entries before it than this log has",
            );
        }
        if event.suspect(roster) {
            line.text
                .push_str("; its key was reported lost before that: look again");
        }
        line
    };
    let mut lines: Vec<EventView> = state.history().iter().map(line).collect();
    if let (Status::Allowed | Status::Denied, Some(first)) = (state.status(), lines.first_mut()) {
        let words = if state.status() == Status::Allowed {
            "policy let it run"
        } else {
            "policy refused it"
        };
        first.text = format!("{}; {words}", first.text);
    }
    lines
}

fn line(event: &Event) -> EventView {
    EventView {
        seq: event.seq.to_string(),
        at: event.at.to_string(),
        by: event
            .by
            .as_ref()
            .map_or_else(|| "nobody known".to_owned(), ToString::to_string),
        text: words(event),
        until: about(event),
        said: said(event),
        mark: event.mark.word().to_owned(),
        verified: !matches!(event.what, What::Unreadable),
    }
}

fn noted(kind: NoteType, body: &NoteBody) -> String {
    let to = body.to.as_ref().map(ToString::to_string);
    let to = to
        .as_deref()
        .map(|to| if to == AGENT { "the agent" } else { to });
    match (kind, to) {
        (NoteType::Claimed, _) if body.lease_s.is_some_and(|s| s <= READING_S) => {
            "is reading it, until".to_owned()
        }
        (NoteType::Claimed, _) => "holds it, until".to_owned(),
        (NoteType::Released, _) => "gave it back".to_owned(),
        (NoteType::Assigned, Some(to)) => format!("gave it to {to}"),
        (NoteType::Asked, Some(to)) => format!("asked {to}"),
        (NoteType::Assigned, None) => "gave it away".to_owned(),
        (NoteType::Asked, None) => "asked".to_owned(),
        (NoteType::Commented, _) => "commented".to_owned(),
        (NoteType::Extended, _) => "gave it more time, until".to_owned(),
        (NoteType::Revealed, _) => "uncovered a masked value".to_owned(),
        (NoteType::Withdrawn, _) => "withdrew it".to_owned(),
    }
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

fn words(event: &Event) -> String {
    let vouched = if event.vouched {
        ", vouched for by the gateway"
    } else {
        ""
    };
    let mut text = match &event.what {
        What::Proposed => format!("proposed it{vouched}"),
        What::Decided {
            verb: Verb::Approve,
            ..
        } => "approved it".to_owned(),
        What::Decided {
            verb: Verb::Edit, ..
        } => "approved it with changes".to_owned(),
        What::Decided {
            verb: Verb::Reject,
            reason,
        } => match reason {
            Some(reason) => format!("rejected it: {}", whole(&reason.code)),
            None => "rejected it".to_owned(),
        },
        What::Decided {
            verb: Verb::Respond,
            ..
        } => "answered it".to_owned(),
        What::Noted { kind, body } => noted(*kind, body),
        What::Happened {
            status,
            code,
            error,
            action,
            ..
        } => {
            let base = match status {
                OutcomeStatus::Executed if action.is_some() => {
                    "ran something else than what was signed"
                }
                OutcomeStatus::Accepted => "verified the decision and is running it",
                OutcomeStatus::Refused => "refused to run it",
                OutcomeStatus::Executed => "ran it",
                OutcomeStatus::Failed => "ran it and it failed",
                OutcomeStatus::Compensated => "undid it",
                OutcomeStatus::Unknown => "can not tell whether it ran",
            };
            match code.as_ref().or(error.as_ref()) {
                Some(code) if *status == OutcomeStatus::Refused => {
                    format!("{base}: {}", refusal(code))
                }
                Some(why) => format!("{base}: {}", whole(why)),
                None => base.to_owned(),
            }
        }
        What::Receipt {
            says: Says::Expired,
        } => "closed it: its time was over".to_owned(),
        What::Receipt { .. } => "tried to deliver it".to_owned(),
        What::Unreadable => "something that can not be verified".to_owned(),
    };
    let why = match event.mark {
        Mark::Counts => return text,
        Mark::Late => "too late, no effect".to_owned(),
        Mark::Superseded => "somebody was first, no effect".to_owned(),
        Mark::OutOfOrder => "does not follow from what came before".to_owned(),
        Mark::Unauthorised(code) | Mark::Invalid(code) => format!("does not count: {code}"),
    };
    text.push_str(&format!(" ({why})"));
    text
}

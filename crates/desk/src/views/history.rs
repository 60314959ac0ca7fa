//! The history in words.

use fermata_protocol::{
    fold::{Escalation, Event, Mark, What},
    payload::{NoteType, OutcomeStatus, Roster, Says, Status, Verb},
};

use super::{refusal, whole};
use crate::ipc::EventView;

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
        mark: event.mark.word().to_owned(),
        verified: !matches!(event.what, What::Unreadable),
    }
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
        What::Noted { kind, .. } => match kind {
            NoteType::Claimed => "is reading it".to_owned(),
            NoteType::Released => "is no longer reading it".to_owned(),
            NoteType::Assigned => "handed it over".to_owned(),
            NoteType::Asked => "asked about it".to_owned(),
            NoteType::Commented => "commented".to_owned(),
            NoteType::Extended => "gave it more time".to_owned(),
            NoteType::Revealed => "uncovered a masked value".to_owned(),
            NoteType::Withdrawn => "took it back".to_owned(),
        },
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

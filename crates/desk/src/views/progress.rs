//! How far one's own decision has come. Nothing is said that is not durable and acknowledged.

use fermata_protocol::{
    fold::{Alarm, Escalation, Event, Mark, What},
    payload::{OutcomeStatus, Status, Verb},
};

use super::{called, refusal};
use crate::{
    Item, OutboxRow, Words,
    ipc::{ProgressStep, ProgressView},
    words::Own,
};

/// The step of this decision, by the outbox and the fold.
pub(crate) fn progress(row: &OutboxRow, item: &Item, words: &Words) -> ProgressView {
    let (step, note) = step(row, item, words);
    ProgressView {
        verb: row.verb.into(),
        step,
        until: None,
        note,
    }
}

fn step(row: &OutboxRow, item: &Item, words: &Words) -> (ProgressStep, Option<String>) {
    let state = &item.state;
    let noted = |step, own| (step, Some((words.own)(own)));
    if let Some(why) = &row.refused {
        return noted(ProgressStep::NotApplied, Own::Refused(&refusal(why, words)));
    }
    let Some(seq) = row.seq else {
        return match row.kept {
            true => (ProgressStep::Signed, None),
            false => noted(ProgressStep::NotApplied, Own::Interrupted),
        };
    };
    let event = state
        .history()
        .iter()
        .find(|e| e.seq == seq && matches!(e.what, What::Decided { .. }));
    let Some(event) = event else {
        return (ProgressStep::Recorded, None);
    };
    if event.mark != Mark::Counts {
        let said = not_applied(event, item, words);
        return (ProgressStep::NotApplied, Some(said));
    }
    if let Some(said) = replaced(event, item, words) {
        return (ProgressStep::NotApplied, Some(said));
    }
    let forks = [Alarm::Forked, Alarm::KeyForked];
    if state.alarms().iter().any(|alarm| !forks.contains(alarm)) {
        return noted(ProgressStep::Failed, Own::RanOther);
    }
    match state.outcome() {
        None => (ProgressStep::Recorded, None),
        Some(OutcomeStatus::Accepted) => (ProgressStep::Accepted, None),
        Some(OutcomeStatus::Executed) => (ProgressStep::Executed, None),
        Some(OutcomeStatus::Compensated) => noted(ProgressStep::Executed, Own::Undone),
        Some(OutcomeStatus::Failed) => noted(ProgressStep::Failed, Own::Failed),
        Some(OutcomeStatus::Refused) => {
            let code = state.outcome_code().unwrap_or(words.no_reason);
            noted(ProgressStep::Failed, Own::NotRun(&refusal(code, words)))
        }
        Some(OutcomeStatus::Unknown) => noted(ProgressStep::Failed, Own::Unknown),
    }
}

/// An approval that counted, until somebody's edit replaced what it approved.
fn replaced(event: &Event, item: &Item, words: &Words) -> Option<String> {
    let mine = event.by.as_ref()?;
    let binds = matches!(
        event.what,
        What::Decided {
            verb: Verb::Approve | Verb::Edit,
            ..
        }
    );
    let stands = match item.state.resolved() {
        None => item.state.standing_people().any(|one| one == mine),
        Some(resolved) if resolved.status.approves() => resolved.people.contains(mine),
        // Who closed it otherwise is told beside it.
        Some(_) => true,
    };
    let edit = item.state.candidate().and_then(|c| c.edit.as_ref());
    let edit = edit.filter(|edit| edit.iss != *mine && binds && !stands)?;
    let closed = Some(item.state.status()).filter(|status| *status != Status::Open);
    let by = called(item, &edit.iss);
    Some((words.own)(Own::Replaced(&by, closed)))
}

fn not_applied(event: &Event, item: &Item, words: &Words) -> String {
    let state = &item.state;
    let first = state.resolved().and_then(|r| r.people.first());
    let by = first.map(|by| called(item, by));
    let own = match (event.mark, state.status(), &by) {
        (Mark::Late, ..) => return late(event, state, words),
        (Mark::Superseded, Status::Open, _) => {
            let edit = state.candidate().and_then(|c| c.edit.as_ref());
            let by = edit.map(|edit| called(item, &edit.iss));
            return (words.own)(Own::EditedBefore(by.as_deref()));
        }
        (Mark::Superseded, Status::Withdrawn, _) => Own::Withdrawn,
        (Mark::Superseded, status, Some(by)) => Own::Preceded(by, status),
        (Mark::Superseded, status, None) => Own::Closed(status),
        (Mark::Unauthorised(code) | Mark::Invalid(code), ..) => Own::DoesNotCount(code),
        (Mark::Counts | Mark::OutOfOrder, ..) => Own::NoEffect,
    };
    (words.own)(own)
}

fn late(event: &Event, state: &Escalation, words: &Words) -> String {
    let after = state
        .due()
        .map_or(0, |due| event.at.millis() - due.millis());
    match after {
        ..=0 => (words.own)(Own::Late),
        _ => (words.own)(Own::LateBy(&span(after))),
    }
}

/// A span in words: whole seconds, rounded up, or whole minutes from two on.
fn span(millis: i64) -> String {
    let seconds = millis.div_euclid(1_000) + i64::from(millis.rem_euclid(1_000) > 0);
    match seconds {
        0..120 => format!("{seconds} s"),
        _ => format!("{} min", seconds / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_late_is_told_in_seconds_then_in_minutes() {
        let said: Vec<String> = [1, 1_000, 2_500, 119_000, 125_000].map(span).into();
        assert_eq!(said, ["1 s", "1 s", "3 s", "119 s", "2 min"]);
    }
}

//! How far one's own decision has come. Nothing is said that is not durable and acknowledged.

use fermata_protocol::{
    fold::{Alarm, Escalation, Event, Mark, What},
    payload::{OutcomeStatus, Status, Verb},
};

use super::{called, refusal, whole};
use crate::{
    Item, OutboxRow,
    ipc::{ProgressStep, ProgressView},
};

/// The step of this decision, by the outbox and the fold.
pub(crate) fn progress(row: &OutboxRow, item: &Item) -> ProgressView {
    let (step, note) = step(row, item);
    ProgressView {
        verb: row.verb.into(),
        step,
        until: None,
        note,
    }
}

fn step(row: &OutboxRow, item: &Item) -> (ProgressStep, Option<String>) {
    let state = &item.state;
    if let Some(why) = &row.refused {
        return (
            ProgressStep::NotApplied,
            Some(format!(
                "The gateway refused it: {}. Nothing ran because of it.",
                whole(why)
            )),
        );
    }
    let Some(seq) = row.seq else {
        if row.kept {
            return (ProgressStep::Signed, None);
        }
        let words = "Fermata or the disk stopped while this was being signed. Nothing was sent; decide again.";
        return (ProgressStep::NotApplied, Some(words.to_owned()));
    };
    let event = state
        .history()
        .iter()
        .find(|e| e.seq == seq && matches!(e.what, What::Decided { .. }));
    let Some(event) = event else {
        return (ProgressStep::Recorded, None);
    };
    if event.mark != Mark::Counts {
        return (ProgressStep::NotApplied, Some(not_applied(event, item)));
    }
    if let Some(words) = replaced(event, item) {
        return (ProgressStep::NotApplied, Some(words));
    }
    let forks = [Alarm::Forked, Alarm::KeyForked];
    if state.alarms().iter().any(|alarm| !forks.contains(alarm)) {
        let words = "The agent reports something else than what was decided; stop it and look in the other system.";
        return (ProgressStep::Failed, Some(words.to_owned()));
    }
    match (state.status(), state.outcome()) {
        (_, None) => (ProgressStep::Recorded, None),
        (_, Some(OutcomeStatus::Accepted)) => (ProgressStep::Accepted, None),
        (_, Some(OutcomeStatus::Executed)) => (ProgressStep::Executed, None),
        (_, Some(OutcomeStatus::Compensated)) => (
            ProgressStep::Executed,
            Some("It was undone later.".to_owned()),
        ),
        (_, Some(OutcomeStatus::Failed)) => (
            ProgressStep::Failed,
            Some("The agent ran it and it failed.".to_owned()),
        ),
        (_, Some(OutcomeStatus::Refused)) => {
            let code = state.outcome_code().unwrap_or("no reason given");
            (
                ProgressStep::Failed,
                Some(format!(
                    "The agent refused it: {}. Nothing ran.",
                    refusal(code)
                )),
            )
        }
        (_, Some(OutcomeStatus::Unknown)) => {
            let words = "The agent was stopped while it ran and can not tell whether it did; look in the other system.";
            (ProgressStep::Failed, Some(words.to_owned()))
        }
    }
}

/// An approval that counted, until somebody's edit replaced what it approved.
fn replaced(event: &Event, item: &Item) -> Option<String> {
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
    let by = called(item, &edit.iss);
    let words = format!("{by}’s edit replaced what you approved: yours no longer counts");
    Some(match item.state.status() {
        Status::Open => format!("{words}, look again."),
        status => format!("{words}. It was closed without you: {status}."),
    })
}

fn not_applied(event: &Event, item: &Item) -> String {
    let state = &item.state;
    let first = state.resolved().and_then(|r| r.people.first());
    let by = first.map(|by| called(item, by));
    match (event.mark, state.status(), by) {
        (Mark::Late, ..) => late(event, state),
        (Mark::Superseded, Status::Open, _) => {
            let edit = state.candidate().and_then(|c| c.edit.as_ref());
            let who = edit.map_or_else(|| "Somebody".to_owned(), |edit| called(item, &edit.iss));
            format!(
                "{who}’s edit came first and replaced what you decided about: yours was recorded and had no effect, look again."
            )
        }
        (Mark::Superseded, Status::Withdrawn, _) => {
            "The agent had taken it back; yours had no effect.".to_owned()
        }
        (Mark::Superseded, status, Some(by)) => {
            format!("{by} was first: {status}. Yours was recorded and had no effect.")
        }
        (Mark::Superseded, status, None) => {
            format!("It was closed before: {status}. Yours had no effect.")
        }
        (Mark::Unauthorised(code) | Mark::Invalid(code), ..) => {
            format!("It does not count: {code}.")
        }
        (Mark::Counts | Mark::OutOfOrder, ..) => "It had no effect.".to_owned(),
    }
}

fn late(event: &Event, state: &Escalation) -> String {
    let after = state
        .due()
        .map_or(0, |due| event.at.millis() - due.millis());
    if after <= 0 {
        return "It came after its time; it was recorded and had no effect.".to_owned();
    }
    format!(
        "Your decision came {} after its time; it was recorded and had no effect.",
        span(after)
    )
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

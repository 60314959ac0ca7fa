//! How far one's own decision has come. Nothing is said that is not durable and acknowledged.

use fermata_protocol::{
    fold::{Alarm, Escalation, Mark, What},
    payload::{OutcomeStatus, Status},
};

use super::{refusal, whole};
use crate::{
    OutboxRow,
    ipc::{ProgressStep, ProgressView},
};

/// The step of this decision, by the outbox and the fold.
pub(crate) fn progress(row: &OutboxRow, state: &Escalation) -> ProgressView {
    let (step, note) = step(row, state);
    ProgressView {
        verb: row.verb.into(),
        step,
        until: None,
        note,
    }
}

fn step(row: &OutboxRow, state: &Escalation) -> (ProgressStep, Option<String>) {
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
        return (
            ProgressStep::NotApplied,
            Some(not_applied(event.mark, state)),
        );
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

fn not_applied(mark: Mark, state: &Escalation) -> String {
    let by = state
        .resolved()
        .and_then(|r| r.people.first())
        .map(ToString::to_string);
    match (mark, state.status(), by) {
        (Mark::Late, ..) => "It came after its time; it was recorded and had no effect.".to_owned(),
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

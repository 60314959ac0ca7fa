//! What a person must look at after a decision: outcomes that contradict it, fail, are not known, or do not come.
//!
//! A pure function of the folded escalation and the time, so what mends itself (a late report, an action that was undone) is no longer raised.
//! What of it a person has looked at is the store's; the words are in the views.

use chrono::TimeDelta;
use fermata_protocol::{
    Timestamp,
    fold::{Alarm, Escalation, Event, Mark, What},
    payload::{OutcomeStatus, Status},
};

use crate::{Item, ipc::AlarmKind};

/// So long may a source take. One that runs takes what was approved within seconds, and after a minute at most where it must first
/// fetch a younger team list; ten minutes also span a restart of its machine.
pub(crate) const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raised {
    pub(crate) kind: AlarmKind,
    /// How often it was raised: once looked at, the next time is another one.
    pub(crate) n: usize,
    /// Since when.
    pub(crate) at: Timestamp,
}

impl Raised {
    /// Its name within the escalation.
    pub(crate) fn id(&self) -> String {
        format!("{}:{}", word(self.kind), self.n)
    }
}

/// The kind's word, as the wire has it.
pub(crate) fn word(kind: AlarmKind) -> String {
    let value = serde_json::to_value(kind).ok();
    let word = value.as_ref().and_then(serde_json::Value::as_str);
    word.unwrap_or_default().to_owned()
}

fn of_fold(alarm: Alarm) -> AlarmKind {
    match alarm {
        Alarm::ExecutedWithoutApproval => AlarmKind::ExecutedWithoutApproval,
        Alarm::ExecutedOther => AlarmKind::ExecutedOther,
        Alarm::OutcomeOutOfOrder => AlarmKind::OutcomeOutOfOrder,
        Alarm::Forked => AlarmKind::Forked,
        Alarm::KeyForked => AlarmKind::KeyForked,
    }
}

fn of_outcome(outcome: OutcomeStatus) -> Option<AlarmKind> {
    match outcome {
        OutcomeStatus::Unknown => Some(AlarmKind::Unknown),
        OutcomeStatus::Failed => Some(AlarmKind::Failed),
        OutcomeStatus::Refused => Some(AlarmKind::Refused),
        OutcomeStatus::Accepted | OutcomeStatus::Executed | OutcomeStatus::Compensated => None,
    }
}

/// Everything to look at, the worst first. Without a time nothing is judged to be late.
pub(crate) fn raised(item: &Item, now: Option<Timestamp>) -> Vec<Raised> {
    let state = &item.state;
    let mut all: Vec<Raised> = Vec::new();
    for kind in state.alarms().iter().copied().map(of_fold) {
        match all.iter_mut().find(|raised| raised.kind == kind) {
            Some(raised) => raised.n += 1,
            None => all.push(Raised {
                kind,
                n: 1,
                at: report(item, kind).map_or(item.proposal.issued_at, |event| event.at),
            }),
        }
    }
    // A log that was shown in two ways says nothing about what the source does.
    let forks = [AlarmKind::Forked, AlarmKind::KeyForked];
    let contradicted = all.iter().any(|raised| !forks.contains(&raised.kind));
    if let Some((outcome, kind)) = state.outcome().and_then(|o| of_outcome(o).map(|k| (o, k))) {
        let said = state.history().iter().filter(|e| counts_as(e, outcome));
        let (n, at) = said.fold((0, item.proposal.issued_at), |(n, _), event| {
            (n + 1, event.at)
        });
        all.push(Raised { kind, n, at });
    }
    if let (Some(now), Some(due), false) = (now, late_at(item), contradicted)
        && now >= due
        && item.standing.halted(&item.proposal).is_none()
    {
        let kind = match state.outcome() {
            None => AlarmKind::NotRun,
            Some(_) => AlarmKind::NoWord,
        };
        let (n, at) = (1, since(item).unwrap_or(due));
        all.push(Raised { kind, n, at });
    }
    all.sort_by_key(|raised| raised.kind);
    all
}

/// Whether nothing can be raised about it at any time as long as no entry comes: told without building what a person would see.
pub fn is_quiet(state: &Escalation) -> bool {
    let over = matches!(
        state.outcome(),
        Some(OutcomeStatus::Executed | OutcomeStatus::Compensated)
    );
    state.alarms().is_empty() && (over || !state.status().approves())
}

/// When what a person approved counts as late; nothing once its source has said how it ended.
pub(crate) fn late_at(item: &Item) -> Option<Timestamp> {
    let waits = matches!(item.state.outcome(), None | Some(OutcomeStatus::Accepted));
    // What a stop held could not run before that was lifted.
    let begin = since(item).filter(|_| waits)?;
    Some(
        begin
            .max(item.standing.lifted().unwrap_or(begin))
            .plus(PATIENCE),
    )
}

/// Since when it is the source's turn to speak.
fn since(item: &Item) -> Option<Timestamp> {
    let resolved = item.state.resolved()?;
    let by_people = matches!(resolved.status, Status::Approved | Status::Edited);
    let history = item.state.history().iter();
    let taken = history.filter(|event| counts_as(event, OutcomeStatus::Accepted));
    let last = taken
        .map(|event| event.at)
        .fold(resolved.at, Timestamp::max);
    by_people.then_some(last)
}

fn counts_as(event: &Event, outcome: OutcomeStatus) -> bool {
    event.mark == Mark::Counts
        && matches!(&event.what, What::Happened { status, .. } if *status == outcome)
}

/// The report that an alarm of the fold is about: the newest of its kind.
pub(crate) fn report(item: &Item, kind: AlarmKind) -> Option<&Event> {
    let about = |event: &&Event| match (&event.what, kind) {
        (
            What::Happened { status, .. },
            AlarmKind::ExecutedOther | AlarmKind::ExecutedWithoutApproval,
        ) => *status == OutcomeStatus::Executed,
        (What::Happened { .. }, AlarmKind::OutcomeOutOfOrder) => event.mark == Mark::OutOfOrder,
        (_, AlarmKind::Forked) => event.forked,
        (What::Decided { .. }, AlarmKind::KeyForked) => true,
        (What::Happened { status, .. }, other) => of_outcome(*status) == Some(other),
        _ => false,
    };
    item.state.history().iter().rev().find(about)
}

#[cfg(test)]
mod tests {
    use fermata_protocol::payload::Verb;
    use fermata_testkit::sim::{
        cast::{HOUR, SOURCES, TOOLS},
        pen::Plan,
        scene::Scene,
    };

    use super::*;

    /// An item that was decided so, and of which its source reported this.
    fn after(verb: Option<Verb>, reported: &[OutcomeStatus]) -> Item {
        let mut scene = Scene::new(7);
        let plan = Plan {
            source: SOURCES[0],
            tool: TOOLS[0].0,
            amount: 20,
            queue: "money",
            wish: None,
            life: HOUR,
        };
        let (asked, verdict) = scene.propose(plan, 1);
        if let Some(verb) = verb {
            let decision = scene.decide("ann", &asked, &verdict, (verb, 0), None);
            scene.say(&[&decision.compact]);
        }
        for status in reported {
            let at = scene.now;
            let outcome = scene
                .cast
                .outcome(at, &asked, *status, Some(asked.sha), None);
            scene.say(&[&outcome]);
        }
        Item::of(asked.esc, scene.log.entries(), &scene.timeline).unwrap()
    }

    #[test]
    fn what_is_quiet_raises_nothing_however_late_and_what_is_not_does() {
        use OutcomeStatus as O;
        let (yes, no) = (Some(Verb::Approve), Some(Verb::Reject));
        for (verb, reported, quiet) in [
            (None, &[][..], true),
            (no, &[], true),
            (no, &[O::Executed], false),
            (None, &[O::Executed], false),
            (yes, &[], false),
            (yes, &[O::Accepted], false),
            (yes, &[O::Refused], false),
            (yes, &[O::Accepted, O::Executed], true),
            (yes, &[O::Accepted, O::Failed], false),
            (yes, &[O::Accepted, O::Unknown], false),
            (yes, &[O::Accepted, O::Executed, O::Compensated], true),
            (yes, &[O::Executed], false),
        ] {
            let item = after(verb, reported);
            let late = item.proposal.expires_at.plus(PATIENCE);
            let nothing = raised(&item, Some(late)).is_empty();
            assert_eq!(
                (is_quiet(&item.state), nothing),
                (quiet, quiet),
                "{verb:?} {reported:?}"
            );
        }
    }
}

//! What reviewers do around one escalation: who reads or holds it, whom it was given to, what was asked and said.
//!
//! A second fold, over the history that the first one marked.
//! Nothing here reaches back: whether a decision counts never depends on a claim, an assignment or a question.
//! Leases end by themselves, so whoever asks gives the time.

use std::collections::BTreeMap;

use super::{Escalation, Mark, What};
use crate::{
    Code, Name, Timestamp,
    payload::{NoteType, Status},
    roster::Standing,
};

/// A claim of at most so many seconds says that somebody reads it; a longer one, that they hold it.
pub const READING_S: u32 = 120;

/// To whom a question goes that no person is asked.
pub const AGENT: &str = "agent";

/// Somebody reads it, or holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub by: Name,
    /// Since the log took it.
    pub at: Timestamp,
    /// Up to this instant.
    pub until: Timestamp,
}

/// It was given to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// To whom.
    pub to: Name,
    /// By whom.
    pub by: Name,
    /// When.
    pub at: Timestamp,
}

/// Its time was made longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extended {
    /// By whom.
    pub by: Name,
    /// When.
    pub at: Timestamp,
    /// Until then.
    pub due: Timestamp,
}

/// A comment, or a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Position in the log.
    pub seq: u64,
    /// Who.
    pub by: Name,
    /// The gateway signed it for a source.
    pub vouched: bool,
    /// When the log took it.
    pub at: Timestamp,
    /// For a question: whom it asks, [`AGENT`] for the agent.
    pub to: Option<Name>,
    /// What; somebody else's text.
    pub text: String,
}

/// What goes on around one escalation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    reads: BTreeMap<Name, Claim>,
    holds: BTreeMap<Name, Claim>,
    assigned: Option<Assigned>,
    extended: Option<Extended>,
    said: Vec<Said>,
    /// The question that nobody else has answered.
    waits: Option<u64>,
}

impl Around {
    /// By the notes that count. Of what is closed nobody holds anything any more, and no question waits.
    pub fn of(state: &Escalation) -> Self {
        let mut around = Self::default();
        let mut clock = Timestamp::from_millis(0);
        for event in state.history() {
            clock = clock.max(event.at);
            if let (What::Noted { kind, body }, Mark::Counts, Some(by)) =
                (&event.what, event.mark, &event.by)
            {
                around.take(*kind, body, by, clock, event);
            }
        }
        if state.status() != Status::Open {
            around.reads.clear();
            around.holds.clear();
            around.assigned = None;
            around.waits = None;
        }
        around
    }

    fn take(
        &mut self,
        kind: NoteType,
        body: &crate::payload::NoteBody,
        by: &Name,
        at: Timestamp,
        event: &super::Event,
    ) {
        match kind {
            NoteType::Claimed => {
                let lease = body.lease_s.unwrap_or_default();
                let claim = Claim {
                    by: by.clone(),
                    at,
                    until: Timestamp::from_millis(at.millis() + i64::from(lease) * 1_000),
                };
                let reading = lease <= READING_S;
                let mine = if reading {
                    &mut self.reads
                } else {
                    &mut self.holds
                };
                mine.insert(by.clone(), claim);
            }
            // Who gives it back gives back all that they had of it.
            NoteType::Released => {
                self.reads.remove(by);
                self.holds.remove(by);
                if self.assigned.as_ref().is_some_and(|one| one.to == *by) {
                    self.assigned = None;
                }
            }
            NoteType::Assigned => {
                let to = |to: &Name| Assigned {
                    to: to.clone(),
                    by: by.clone(),
                    at,
                };
                self.assigned = body.to.as_ref().map(to);
            }
            NoteType::Extended => {
                let until = |due| Extended {
                    by: by.clone(),
                    at,
                    due,
                };
                self.extended = body.due.map(until);
            }
            NoteType::Asked | NoteType::Commented => {
                let asks = self.waits.and_then(|seq| self.question(seq));
                if kind == NoteType::Asked {
                    self.waits = Some(event.seq);
                } else if asks.is_some_and(|question| question.by != *by) {
                    self.waits = None;
                }
                self.said.push(Said {
                    seq: event.seq,
                    by: by.clone(),
                    vouched: event.vouched,
                    at,
                    to: body.to.clone().filter(|_| kind == NoteType::Asked),
                    text: body.text.clone().unwrap_or_default(),
                });
            }
            NoteType::Revealed | NoteType::Withdrawn => {}
        }
    }

    fn question(&self, seq: u64) -> Option<&Said> {
        self.said.iter().find(|said| said.seq == seq)
    }

    /// Who holds it at this time: the newest claim that has not ended.
    pub fn holder(&self, at: Timestamp) -> Option<&Claim> {
        let live = self.holds.values().filter(|claim| at < claim.until);
        live.max_by_key(|claim| claim.at)
    }

    /// Who reads it at this time and does not hold it, who came first first.
    pub fn readers(&self, at: Timestamp) -> Vec<&Claim> {
        let holder = self.holder(at).map(|claim| &claim.by);
        let live = self.reads.values().filter(|claim| at < claim.until);
        let mut live: Vec<_> = live.filter(|claim| Some(&claim.by) != holder).collect();
        live.sort_by_key(|claim| claim.at);
        live
    }

    /// Until when this person reads or holds it, seen from this time.
    pub fn claimed(&self, by: &Name, at: Timestamp) -> Option<Timestamp> {
        let both = [self.reads.get(by), self.holds.get(by)];
        let ends = both.into_iter().flatten().map(|claim| claim.until);
        ends.filter(|until| at < *until).max()
    }

    /// The next time after this one at which a lease ends.
    pub fn changes(&self, after: Timestamp) -> Option<Timestamp> {
        let all = self.reads.values().chain(self.holds.values());
        all.map(|claim| claim.until).filter(|it| *it > after).min()
    }

    /// Whom it was given to.
    pub fn assigned(&self) -> Option<&Assigned> {
        self.assigned.as_ref()
    }

    /// The last extension of its time.
    pub fn extended(&self) -> Option<&Extended> {
        self.extended.as_ref()
    }

    /// Comments and questions, in order.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// The newest question, as long as nobody but who asked has said something since.
    pub fn waits(&self) -> Option<&Said> {
        self.question(self.waits?)
    }
}

impl Escalation {
    /// Whether this person may decide it as it stands now.
    ///
    /// # Errors
    /// As a decision would be marked: `own_proposal`, `group_missing`, `risk_too_high`, `unknown_key`; `not_found` before it is opened.
    pub fn admits(&self, standing: &Standing, person: &Name) -> Result<(), Code> {
        let takes = self.takes(standing).ok_or(Code::NotFound)?;
        takes.admits(standing.roster()?.as_ref(), person)
    }
}

//! The blind second look (protocol, section 5): who has not decided does not see what others decided.
//!
//! It begins with the first decision of an escalation whose first verdict asks for it.
//! For one person it ends with their own decision that counts; for everybody with an edit, an extension or the resolution.
//! What it withholds is always the end of the chain, so that what somebody saw is a true beginning of it; it reaches them with the entry that ends it.
//! Nobody who decides is exempt: whoever may read every queue is withheld the same.

use crate::{
    Name,
    payload::{NoteType, Verb},
};

use super::{Escalation, Event, Mark, What};

/// The part of an escalation that one person does not get at its place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withheld {
    from: u64,
    until: Option<u64>,
}

impl Withheld {
    /// The entry at this position is part of it.
    pub fn has(self, seq: u64) -> bool {
        self.from <= seq && self.until.is_none_or(|until| seq < until)
    }

    /// The entry that it comes with; absent as long as that is not in the log.
    pub fn until(self) -> Option<u64> {
        self.until
    }
}

impl Escalation {
    /// Policy asks for a blind second look.
    pub fn is_blind(&self) -> bool {
        self.first_verdict()
            .is_some_and(|verdict| verdict.requires.blind)
    }

    /// What this person does not get at its place, now or once.
    /// Entries that come later can add to its end or end it, and change nothing before.
    pub fn withheld(&self, person: &Name) -> Option<Withheld> {
        let from = self.first_decision().filter(|_| self.is_blind())?;
        let until = self.shown_from(from, person);
        until
            .is_none_or(|until| until > from)
            .then_some(Withheld { from, until })
    }

    /// This person would decide without seeing what others decided; true, too, when nobody has decided yet.
    pub fn decides_blind(&self, person: &Name) -> bool {
        let shown = |from| self.shown_from(from, person).is_some();
        self.is_blind() && self.resolved().is_none() && !self.first_decision().is_some_and(shown)
    }

    /// Of what was open; what came before that decides nothing and is shown.
    fn first_decision(&self) -> Option<u64> {
        let opens = |event: &&Event| event.what == What::Proposed && event.mark == Mark::Counts;
        let decided = |event: &&Event| matches!(event.what, What::Decided { .. });
        let mut history = self.history().iter();
        history.find(opens)?;
        history.find(decided).map(|event| event.seq)
    }

    /// The entry from which on this person sees everything.
    fn shown_from(&self, from: u64, person: &Name) -> Option<u64> {
        let ends = |event: &&Event| event.seq >= from && ends_it(event, person);
        let ended = self.history().iter().find(ends).map(|event| event.seq);
        let resolved = self.resolved().map(|resolved| resolved.seq);
        ended.into_iter().chain(resolved).min()
    }
}

fn ends_it(event: &Event, person: &Name) -> bool {
    event.mark == Mark::Counts
        && match &event.what {
            What::Decided { verb, .. } => *verb == Verb::Edit || event.by.as_ref() == Some(person),
            What::Noted { kind, .. } => *kind == NoteType::Extended,
            _ => false,
        }
}

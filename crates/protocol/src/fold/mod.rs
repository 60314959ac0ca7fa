//! The fold: what is true of one escalation, as a pure function of its entries (protocol, section 5).
//!
//! It reads no clock and keeps no state of its own: the same entries give the same answer in gateway, desk, command line and verifier.
//! It is total: whatever does not count stays in the history, marked with why.

mod around;
mod blind;
mod decide;
mod event;
mod state;

pub use around::{AGENT, Around, Assigned, Claim, Extended, READING_S, Said};
pub use blind::Withheld;
pub use event::{Event, Mark, What};
pub use state::{Alarm, Candidate, Escalation, Resolved};

use crate::{Entry, Esc, Timestamp, roster::Timeline};

/// Folds an escalation's entries, given in the order of the log.
/// Entries about other escalations and repeated ids are ignored.
pub fn fold(esc: Esc, entries: &[Entry], timeline: &Timeline) -> Escalation {
    let mut state = Escalation::new(esc, timeline.ws());
    for entry in entries {
        state.apply(entry, timeline.before(entry.seq));
    }
    state
}

impl Escalation {
    /// The time that its rules go by: the running maximum of its entries' `at`.
    fn clock(&mut self, at: Timestamp) -> Timestamp {
        self.latest = self.latest.max(at);
        self.latest
    }
}

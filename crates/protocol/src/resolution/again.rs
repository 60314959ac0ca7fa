//! What is asked again of a proposal whose resolution was verified before: when it is taken, and when its source starts again.

use crate::{Code, Signed, Timestamp, payload::Proposal, statement::peek};

use super::{FRESH_MS, Source};

/// Step 11: step 10 again, for the registry's transaction. `proposal` is the row's.
///
/// # Errors
/// `halt_unknown`, `halted`, and the form's codes for a row that does not hold a proposal.
pub fn recheck(proposal: &str, source: &Source<'_>, now: Timestamp) -> Result<(), Code> {
    if is_stale(source, now) {
        return Err(Code::HaltUnknown);
    }
    halted(&peek(&Signed::parse(proposal)?)?, source)
}

/// The rule for a start: steps 5, 6 and 10 again. Whether running twice is running once is the contract's to say, and was said in [`super::Answer::Run`].
///
/// # Errors
/// `roster_stale`, `roster_expired`, `expired`, `halted`, and the form's codes for a row that does not hold a proposal.
pub fn may_run_again(proposal: &str, source: &Source<'_>, now: Timestamp) -> Result<(), Code> {
    let roster = source.standing.roster().map_err(|_| Code::RosterStale)?;
    let proposal: Proposal = peek(&Signed::parse(proposal)?)?;
    if is_stale(source, now) {
        Err(Code::RosterStale)
    } else if now > roster.expires_at {
        Err(Code::RosterExpired)
    } else if now > proposal.expires_at {
        Err(Code::Expired)
    } else {
        halted(&proposal, source)
    }
}

pub(super) fn is_stale(source: &Source<'_>, now: Timestamp) -> bool {
    // An answer of the future is of a clock that was set back since: how old it is nobody knows.
    !(0..FRESH_MS).contains(&(now.millis() - source.answered_at.millis()))
}

pub(super) fn halted(proposal: &Proposal, source: &Source<'_>) -> Result<(), Code> {
    if source.standing.halted(proposal).is_some() {
        Err(Code::Halted)
    } else {
        Ok(())
    }
}

//! One line of an escalation's history.

use crate::{
    Code, Kid, Name, Sha, Timestamp,
    payload::{Action, NoteBody, NoteType, OutcomeStatus, RejectReason, Roster, Says, Verb},
};

/// An entry as the fold read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Position in the log.
    pub seq: u64,
    /// When the log took it.
    pub at: Timestamp,
    /// Who signed it, when that could be verified.
    pub by: Option<Name>,
    /// With this key.
    pub key: Option<Kid>,
    /// The gateway signed it for the source.
    pub vouched: bool,
    /// What it says.
    pub what: What,
    /// Whether it counts.
    pub mark: Mark,
    /// What its signer had seen of the escalation is not what this log holds before it: one of the two is a fork.
    pub forked: bool,
}

impl Event {
    /// Its key was revoked later, as of a time before it: what it says stands, and a person should look at it.
    pub fn suspect(&self, now: &Roster) -> bool {
        let lost = |key| now.revoked.iter().any(|r| r.kid == key && r.at <= self.at);
        self.key.is_some_and(lost)
    }
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The proposal.
    Proposed,
    /// A decision.
    Decided {
        /// The verb.
        verb: Verb,
        /// For a reject.
        reason: Option<RejectReason>,
    },
    /// A note.
    Noted {
        /// Its type.
        kind: NoteType,
        /// Its members.
        body: NoteBody,
    },
    /// The source's word.
    Happened {
        /// How it went.
        status: OutcomeStatus,
        /// For refused: why.
        code: Option<String>,
        /// What went wrong.
        error: Option<String>,
        /// The statement whose action ran, by the source's word.
        candidate: Option<Sha>,
        /// If something else ran: what.
        action: Option<Action>,
    },
    /// A gateway's word.
    Receipt {
        /// What it says.
        says: Says,
    },
    /// Nothing that could be verified.
    Unreadable,
}

/// Whether an entry counts, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It counts.
    Counts,
    /// Wrong group, risk or owner.
    Unauthorised(Code),
    /// After its time.
    Late,
    /// Closed before, or about a candidate that was replaced.
    Superseded,
    /// Anything else.
    Invalid(Code),
    /// An outcome that does not follow from what came before.
    OutOfOrder,
}

impl Mark {
    /// The word for it: `ok`, `unauthorised`, `late`, `superseded`, `invalid`, `outcome_out_of_order`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Counts => "ok",
            Self::Unauthorised(_) => "unauthorised",
            Self::Late => "late",
            Self::Superseded => "superseded",
            Self::Invalid(_) => "invalid",
            Self::OutOfOrder => "outcome_out_of_order",
        }
    }
}

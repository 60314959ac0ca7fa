//! The one list of codes (protocol, section 9): what is wrong, in a word that every implementation shares.

/// Defines [`Code`] with its snake_case wire word.
macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident = $word:literal ),+ $(,)?) => {
        /// Why something was refused. One code per check; the words are stable across versions and languages.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $( $(#[$doc])* $name ),+ }

        impl Code {
            /// Every code, in the order of the protocol's list.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The wire word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }
    };
}

codes! {
    /// Over the size cap of its kind.
    TooLarge = "too_large",
    /// Not three non-empty parts.
    Malformed = "malformed",
    /// Not base64url without padding and with zero trailing bits.
    BadEncoding = "bad_encoding",
    /// Header bytes differ from the one allowed form.
    HeaderNotAllowed = "header_not_allowed",
    /// Another kind of statement than expected.
    WrongTyp = "wrong_typ",
    /// No such key in the roster in force.
    UnknownKey = "unknown_key",
    /// The key is not valid yet.
    KeyNotYetValid = "key_not_yet_valid",
    /// The key is no longer valid.
    KeyExpired = "key_expired",
    /// The key was revoked.
    KeyRevoked = "key_revoked",
    /// The key may not sign this, or `iss` is not its owner.
    WrongRole = "wrong_role",
    /// The signature does not hold.
    BadSignature = "bad_signature",
    /// The payload is not UTF-8.
    NotUtf8 = "not_utf8",
    /// The payload is not JSON.
    BadJson = "bad_json",
    /// A member stands twice in one object.
    DuplicateMember = "duplicate_member",
    /// An integer beyond ±(2^53−1).
    UnsafeInteger = "unsafe_integer",
    /// Half of a surrogate pair.
    LoneSurrogate = "lone_surrogate",
    /// Nested deeper than 32.
    TooDeep = "too_deep",
    /// A member that this payload does not have.
    UnknownMember = "unknown_member",
    /// A member is missing, null, or not of its form.
    BadMember = "bad_member",
    /// Addressed to another source.
    WrongAudience = "wrong_audience",
    /// From another workspace.
    WrongWorkspace = "wrong_workspace",
    /// This source did not propose it, or no longer waits for it.
    NotPending = "not_pending",
    /// About another proposal than the one stored here.
    ProposalMismatch = "proposal_mismatch",
    /// Already taken.
    AlreadyConsumed = "already_consumed",
    /// Its time is over.
    Expired = "expired",
    /// Issued in the future.
    FromTheFuture = "from_the_future",
    /// The list of who may decide is not fresh enough to judge by.
    RosterStale = "roster_stale",
    /// The roster itself expired.
    RosterExpired = "roster_expired",
    /// A lower version than one already accepted.
    RosterRollback = "roster_rollback",
    /// Too few root signatures.
    RosterThreshold = "roster_threshold",
    /// A key of small order or not canonically encoded.
    WeakKey = "weak_key",
    /// The verb, or the right, is not given.
    NotAllowed = "not_allowed",
    /// The tool is not the proposed one.
    ToolChanged = "tool_changed",
    /// Arguments do not satisfy the contract's schema.
    SchemaViolation = "schema_violation",
    /// Not about the live candidate.
    CandidateMismatch = "candidate_mismatch",
    /// Decided by an owner of the source.
    OwnProposal = "own_proposal",
    /// Above what this person, or source, may handle.
    RiskTooHigh = "risk_too_high",
    /// Not in a required group.
    GroupMissing = "group_missing",
    /// Fewer distinct people than required.
    QuorumNotMet = "quorum_not_met",
    /// A halt is in force.
    Halted = "halted",
    /// Whether a halt is in force is not known freshly enough.
    HaltUnknown = "halt_unknown",
    /// Policy's allow goes beyond what the roster lets pass unseen.
    AllowNotPermitted = "allow_not_permitted",
    /// It was closed, and not by an approval.
    ClosedWithoutApproval = "closed_without_approval",
    /// No valid credentials.
    Unauthenticated = "unauthenticated",
    /// Valid credentials, no right.
    Forbidden = "forbidden",
    /// No such thing here.
    NotFound = "not_found",
    /// The id is taken by other bytes.
    IdConflict = "id_conflict",
    /// No contract for this tool.
    UnknownTool = "unknown_tool",
    /// No such queue.
    UnknownQueue = "unknown_queue",
    /// More approvals required than people could give.
    UnsatisfiableQuorum = "unsatisfiable_quorum",
    /// Already closed.
    AlreadyResolved = "already_resolved",
    /// Too much waits already.
    Saturated = "saturated",
    /// The log does not answer.
    LogUnavailable = "log_unavailable",
    /// The log can not promise durability.
    NotDurable = "not_durable",
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for Code {}

impl std::str::FromStr for Code {
    type Err = UnknownCode;

    fn from_str(word: &str) -> Result<Self, UnknownCode> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == word)
            .ok_or(UnknownCode)
    }
}

/// The word is not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the protocol's codes")]
pub struct UnknownCode;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_from_its_word() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
    }
}

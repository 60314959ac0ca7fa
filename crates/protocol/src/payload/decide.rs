//! Verdicts, decisions, notes, outcomes, receipts and sessions (protocol, section 4).

use serde::{Deserialize, Serialize};

use super::{Action, Arguments, Friction, Reason, Risk, Verb, object, payload, short, words};
use crate::{Code, Jti, Name, Sha, Timestamp};

payload! {
    /// What policy says about a proposal or an edit.
    Verdict about esc {
        /// The proposal's statement.
        proposal_sha256: Sha,
        /// The statement judged: the proposal's, or the edit's.
        candidate_sha256: Sha,
        /// What it says.
        verdict: Ruling,
        /// Why, in words.
        reasons: Vec<Reason>,
        /// Risk as judged.
        risk: Risk,
        /// The policy that judged.
        policy_sha256: Sha,
        /// What it takes.
        requires: Requires,
        /// Decide until then.
        due: Timestamp,
    } optional {
        /// The contract; absent for an inline one.
        contract_sha256: Sha,
    } where |v| short([v.reasons.len(), v.requires.groups.len()])
}

words! {
    /// What policy says, rising in strictness.
    Ruling {
        /// Runs unseen, within the roster's bound.
        Allow = "allow",
        /// Waits for people.
        Escalate = "escalate",
        /// Never runs.
        Deny = "deny",
    }
}

object! {
    /// What it takes to approve.
    Requires {
        /// Distinct people.
        approvals: u32,
        /// They must be in one of these; empty: in one of the queue's.
        groups: Vec<Name>,
        /// What deciding asks of the hand.
        friction: Friction,
        /// The second person does not see the first one's decision.
        blind: bool,
    } optional {}
}

payload! {
    /// A person's decision.
    Decision about esc {
        /// The source.
        aud: Name,
        /// The proposal's.
        expires_at: Timestamp,
        /// The proposal's statement.
        proposal_sha256: Sha,
        /// The verb.
        decision: Verb,
        /// What was on screen.
        view: Seen,
        /// The verdict over the live candidate at that moment.
        verdict_sha256: Sha,
        /// The roster version that the signer saw.
        roster_version: u64,
        /// What of the log the signer saw.
        saw: Saw,
        /// Position in the chain of this key's decisions, from 1.
        seq: u64,
    } optional {
        /// For approve: the statement approved.
        candidate_sha256: Sha,
        /// For edit: the full new arguments; the tool stays.
        arguments: Arguments,
        /// For reject.
        reason: RejectReason,
        /// For respond.
        answer: String,
        /// The decision before in this key's chain; absent at 1.
        prev: Sha,
    } where |d| {
        let needs = (d.candidate_sha256.is_some(), d.arguments.is_some(), d.reason.is_some(), d.answer.is_some());
        let verb = match d.decision {
            Verb::Approve => needs == (true, false, false, false),
            Verb::Edit => needs == (false, true, false, false),
            Verb::Reject => needs == (false, false, true, false),
            Verb::Respond => needs == (false, false, false, true),
        };
        verb
            && d.seq >= 1
            && (d.seq == 1) == d.prev.is_none()
            && d.view.v >= 1
            && d.roster_version >= 1
            && short([d.view.uninspectable.len(), d.view.opened.len()])
    }
}

object! {
    /// Why it was rejected.
    RejectReason {
        /// One of the queue's codes.
        code: String,
    } optional {
        /// For the agent, in the reviewer's words.
        message: String,
    }
}

object! {
    /// What was on screen when it was decided.
    Seen {
        /// The builder of the view model.
        v: u32,
        /// SHA-256 of the view model's bytes.
        sha256: Sha,
        /// Pointers that could not be shown in full.
        uninspectable: Vec<String>,
        /// Sections that were opened.
        opened: Vec<String>,
        /// How long it was open, in milliseconds.
        dwell_ms: u64,
    } optional {}
}

object! {
    /// How much of an escalation's chain was seen.
    Saw {
        /// Entries.
        n: u64,
        /// The head over them.
        head: ChainHead,
    } optional {}
}

/// A chain's head: the escalation's id before the first entry, a digest after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ChainHead {
    /// After at least one entry.
    Entry(Sha),
    /// Before the first.
    Start(crate::Esc),
}

impl std::fmt::Display for ChainHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Entry(sha) => sha.fmt(f),
            Self::Start(esc) => esc.fmt(f),
        }
    }
}

payload! {
    /// Something said about an escalation that decides nothing, or the source's withdrawal.
    Note about esc {
        /// What.
        r#type: NoteType,
        /// What it needs.
        body: NoteBody,
    } optional {} where |n| {
        let b = &n.body;
        match n.r#type {
            NoteType::Claimed => b.only(1) && b.lease_s.is_some_and(|s| (1..=900).contains(&s)),
            NoteType::Released => b.only(0),
            NoteType::Assigned => b.only(1) && b.to.is_some(),
            NoteType::Asked => b.only(2) && b.to.is_some() && b.text.is_some(),
            NoteType::Commented => b.only(1) && b.text.is_some(),
            NoteType::Extended => b.only(1) && b.due.is_some(),
            NoteType::Revealed => b.only(1) && b.pointer.is_some(),
            NoteType::Withdrawn => b.only(1) && b.reason.is_some(),
        }
    }
}

words! {
    /// Kinds of notes.
    NoteType {
        /// Somebody reads it.
        Claimed = "claimed",
        /// And no longer.
        Released = "released",
        /// It is for somebody.
        Assigned = "assigned",
        /// A question about it.
        Asked = "asked",
        /// A comment.
        Commented = "commented",
        /// More time.
        Extended = "extended",
        /// A masked value was shown.
        Revealed = "revealed",
        /// The source takes it back.
        Withdrawn = "withdrawn",
    }
}

object! {
    /// A note's members, by its type.
    NoteBody {} optional {
        /// claimed: for so many seconds, at most 900.
        lease_s: u32,
        /// assigned, asked: to whom.
        to: Name,
        /// asked, commented.
        text: String,
        /// extended: until then.
        due: Timestamp,
        /// revealed: what.
        pointer: String,
        /// withdrawn: why.
        reason: String,
    }
}

impl NoteBody {
    fn only(&self, count: usize) -> bool {
        let set = [
            self.lease_s.is_some(),
            self.to.is_some(),
            self.text.is_some(),
            self.due.is_some(),
            self.pointer.is_some(),
            self.reason.is_some(),
        ];
        set.iter().filter(|s| **s).count() == count
    }
}

payload! {
    /// What the source says that it did.
    Outcome about esc {
        /// The proposal's statement.
        proposal_sha256: Sha,
        /// How it went.
        status: OutcomeStatus,
        /// Which try.
        attempt: u32,
    } optional {
        /// What ran.
        candidate_sha256: Sha,
        /// For refused: why.
        code: String,
        /// Only if something else ran: what.
        action: Action,
        /// When it began.
        started_at: Timestamp,
        /// When it ended.
        ended_at: Timestamp,
        /// The other system's id of it.
        external_id: String,
        /// What went wrong.
        error: String,
    } where |o| o.attempt >= 1
}

words! {
    /// How it went, by the source's own word.
    OutcomeStatus {
        /// Verified and about to run.
        Accepted = "accepted",
        /// Not verified; it will not run.
        Refused = "refused",
        /// It ran.
        Executed = "executed",
        /// It ran and failed.
        Failed = "failed",
        /// It was undone.
        Compensated = "compensated",
        /// Whether it ran is not known; a person must look.
        Unknown = "unknown",
    }
}

payload! {
    /// A gateway's word on what the log holds.
    Receipt about esc {
        /// What it says.
        says: Says,
        /// The statements it speaks of.
        statements: Vec<Sha>,
        /// Entries of the escalation that it had seen.
        n: u64,
        /// The head over them.
        head: ChainHead,
        /// When.
        at: Timestamp,
    } optional {
        /// For resolved: how.
        status: Status,
        /// More, for people.
        detail: String,
    } where |r| (r.says == Says::Resolved) == r.status.is_some() && short([r.statements.len()])
}

words! {
    /// What a receipt says.
    Says {
        /// It is in the log.
        Recorded = "recorded",
        /// A delivery was tried.
        Attempted = "attempted",
        /// Its time is over.
        Expired = "expired",
        /// It is closed.
        Resolved = "resolved",
    }
}

words! {
    /// Where an escalation stands.
    Status {
        /// Policy lets it run.
        Allowed = "allowed",
        /// Policy forbids it.
        Denied = "denied",
        /// It waits for people.
        Open = "open",
        /// People approved it as proposed.
        Approved = "approved",
        /// People approved it with other arguments.
        Edited = "edited",
        /// A person said no.
        Rejected = "rejected",
        /// A person answered the question.
        Responded = "responded",
        /// Nobody decided in time.
        Expired = "expired",
        /// The source took it back.
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// The source may run the candidate.
    pub fn approves(self) -> bool {
        matches!(self, Self::Allowed | Self::Approved | Self::Edited)
    }
}

/// Longest life of a session: 5 minutes, in milliseconds.
pub const MAX_SESSION_MS: i64 = 5 * 60_000;

payload! {
    /// Authentication to a workspace's gateways.
    Session {
        /// Until then.
        expires_at: Timestamp,
    } optional {} where |s| s.expires_at.millis() - s.issued_at.millis() <= MAX_SESSION_MS
}

impl Session {
    /// Checks that it is good at `now`, by the gateway's clock.
    ///
    /// # Errors
    /// `expired`, `from_the_future`.
    pub fn check_at(&self, now: Timestamp) -> Result<(), Code> {
        if now > self.expires_at {
            Err(Code::Expired)
        } else if self.issued_at.millis() > now.millis() + 120_000 {
            Err(Code::FromTheFuture)
        } else {
            Ok(())
        }
    }
}

payload! {
    /// Stop, or lift a stop.
    Halt {
        /// What it stops.
        scope: Scope,
        /// Stop or lift.
        says: HaltSays,
        /// In words.
        reason: String,
    } optional {
        /// For lift: the halt's id.
        lifts: Jti,
    } where |h| (h.says == HaltSays::Lift) == h.lifts.is_some()
}

words! {
    /// Stop or lift.
    HaltSays {
        /// Stop.
        Halt = "halt",
        /// Lift.
        Lift = "lift",
    }
}

/// What a halt stops: exactly one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything in the workspace.
    All(All),
    /// One source.
    Source(Name),
    /// One queue.
    Queue(Name),
    /// One agent, by `run.agent`.
    Agent(String),
    /// One escalation.
    Esc(crate::Esc),
}

object! {
    /// What a scope can say; [`Scope`] says one of it.
    ScopeMembers {} optional {
        /// Everything.
        all: All,
        /// One source.
        source: Name,
        /// One queue.
        queue: Name,
        /// One agent.
        agent: String,
        /// One escalation.
        esc: crate::Esc,
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let given = ScopeMembers::deserialize(from)?;
        let scopes = [
            given.all.map(Self::All),
            given.source.map(Self::Source),
            given.queue.map(Self::Queue),
            given.agent.map(Self::Agent),
            given.esc.map(Self::Esc),
        ];
        let mut scopes = scopes.into_iter().flatten();
        match (scopes.next(), scopes.next()) {
            (Some(scope), None) => Ok(scope),
            _ => Err(serde::de::Error::custom("exactly one member")),
        }
    }
}

/// The wire's `true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct All;

impl Serialize for All {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for All {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if bool::deserialize(from)? {
            Ok(Self)
        } else {
            Err(serde::de::Error::custom("false stops nothing"))
        }
    }
}

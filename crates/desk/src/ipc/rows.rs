//! Rows of the lists, their counts, and how far one's own decision has come.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AlarmKind, RowAroundView, RunView};

/// Risk of an action, by its contract and verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RiskView {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where an escalation stands, in the protocol's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the protocol's status words, one by one")]
pub enum StatusView {
    Open,
    Allowed,
    Denied,
    Approved,
    Edited,
    Rejected,
    Responded,
    Expired,
    Withdrawn,
    Accepted,
    Refused,
    Executed,
    Failed,
    Compensated,
    Unknown,
}

/// What a person can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the protocol's verbs, one by one")]
pub enum VerbView {
    Approve,
    Edit,
    Reject,
    Respond,
}

/// How far one's own decision has come. Each step is shown only once it is true and durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProgressStep {
    /// In the undo bar: nothing is signed yet.
    Holding,
    /// Signed on this machine, durable, on its way.
    Signed,
    /// In the log.
    Recorded,
    /// It took effect and the source took it.
    Accepted,
    /// The source reports that it ran.
    Executed,
    /// In the log, and it had no effect; `note` says why.
    NotApplied,
    /// The source refused it or could not run it; `note` says why.
    Failed,
}

/// One's own decision on an escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProgressView {
    /// What was decided.
    pub verb: VerbView,
    /// How far it has come.
    pub step: ProgressStep,
    /// While holding: when it will be signed (RFC 3339).
    pub until: Option<String>,
    /// One sentence where the step needs one.
    pub note: Option<String>,
}

/// A list holds many rows, and most have none of what is rare: that does not cross, and is not kept.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RowView {
    /// The escalation's id.
    pub esc: String,
    /// Its queue.
    pub queue: String,
    /// The title, from the contract.
    pub title: Vec<RunView>,
    /// Risk.
    pub risk: RiskView,
    /// Confidence in percent, when the agent gave one.
    pub confidence: Option<u32>,
    /// The first reason that policy gave, in words.
    pub reason: String,
    /// Until when it can be decided (RFC 3339).
    pub due: String,
    /// When it arrived (RFC 3339).
    pub arrived: String,
    /// Where it stands.
    pub status: StatusView,
    /// One's own decision.
    pub progress: Option<ProgressView>,
    /// It was stopped by name: as long as that holds, it is not run.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stopped: bool,
    /// Somebody must look at it: the worst of why.
    #[serde(default)]
    pub alarm: Option<AlarmKind>,
    /// It is put off on this desk, up to this instant (RFC 3339).
    #[serde(default, skip_serializing_if = "is_default")]
    pub snoozed: Option<String>,
    /// How many entries the log has of it: with each, what its detail shows has changed.
    #[serde(default)]
    pub entries: u32,
    /// What others do around it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub around: RowAroundView,
    /// Opaque order key: rows sort by it ascending as text, the most urgent first.
    pub order: String,
}

/// One page of rows. `next` continues after the last row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RowsView {
    /// The rows, in order.
    pub rows: Vec<RowView>,
    /// Give this back as `after` for the next page; absent at the end.
    pub next: Option<String>,
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ListName {
    /// What waits.
    Inbox,
    /// What is closed, newest first.
    Decided,
    /// What waits and is held by this person, or was given to them.
    Mine,
    /// What somebody approved and this person can too.
    Second,
    /// What waits with a question that nobody answered.
    Asked,
    /// What waits and is put off on this desk, what comes back first.
    Snoozed,
}

/// Maintained counts for the rail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CountsView {
    /// Open and not in the undo bar, and what somebody must look at.
    pub inbox: u32,
    /// Closed.
    pub decided: u32,
    /// Held by this person, or given to them.
    pub mine: u32,
    /// Approved by somebody, and by this person not yet.
    pub second: u32,
    /// With a question that nobody answered.
    pub asked: u32,
    /// Put off on this desk.
    pub snoozed: u32,
    /// Open, per queue, by name.
    pub queues: Vec<QueueCountView>,
    /// Signed and not yet recorded.
    pub outbox: u32,
}

/// A queue's count of open escalations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QueueCountView {
    /// The queue's name.
    pub queue: String,
    /// Open.
    pub open: u32,
}

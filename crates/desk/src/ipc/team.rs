//! How the team stands, for who leads it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::AwayView;

/// What waits, who is at it, and what the day brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TeamView {
    /// Queues in which something waits, by name.
    pub queues: Vec<TeamQueueView>,
    /// Everybody on the team list who may decide something, in its order.
    pub people: Vec<TeamPersonView>,
    /// People decided so many today.
    pub decided: u32,
    /// So many ran out today before anybody decided.
    pub expired: u32,
    /// So many more run out before the day ends, unless somebody decides.
    pub expiring: u32,
    /// So many were approved, and their source has not said in time how they ended.
    pub late: u32,
    /// This person may give items to others.
    pub may_assign: bool,
    /// Groups that can act for this person while they are away: those that others are in.
    pub groups: Vec<String>,
}

/// One queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TeamQueueView {
    /// Its name.
    pub queue: String,
    /// So many wait.
    pub waiting: u32,
    /// When the one that waits longest came (RFC 3339).
    pub oldest: String,
    /// When the next one runs out (RFC 3339).
    pub due: String,
    /// So many are past half of their time with nobody at it.
    pub unclaimed: u32,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TeamPersonView {
    /// Id on the team list.
    pub person: String,
    /// Display name.
    pub name: String,
    /// It is who sits here.
    pub me: bool,
    /// Holds so many.
    pub holds: u32,
    /// So many count as given to them: what was, and what they act for somebody else in.
    pub given: u32,
    /// Decided so many today, alone or with others.
    pub decided: u32,
    /// They are away.
    pub away: Option<AwayView>,
}

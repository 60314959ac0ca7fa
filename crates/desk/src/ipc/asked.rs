//! What was asked before, beside what is asked now.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{RunView, StatusView, VerbView};

/// Exactly the same action, in the same run or for the same subject, within a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AgainView {
    /// The other item.
    pub esc: String,
    /// Where it stands.
    pub status: StatusView,
    /// Who decided it, as the team list calls them; nobody yet, or policy, when empty.
    pub people: Vec<String>,
    /// This person is one of them.
    pub mine: bool,
    /// When it was decided, else when it came (RFC 3339).
    pub at: String,
}

/// An earlier decision on the same tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PrecedentView {
    /// The item.
    pub esc: String,
    /// Its title.
    pub title: Vec<RunView>,
    /// What people decided.
    pub verb: VerbView,
    /// Who.
    pub people: Vec<String>,
    /// When (RFC 3339).
    pub at: String,
    /// What came of it.
    pub status: StatusView,
    /// How alike it is, in percent: by the reasons that policy gave, and by the arguments.
    pub alike: u32,
}

/// How often people approved this tool at about this confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BaseRateView {
    /// From this confidence, in percent.
    pub from: u32,
    /// To this one.
    pub to: u32,
    /// So many were decided by people.
    pub of: u32,
    /// So many of these were approved as they stood.
    pub approved: u32,
}

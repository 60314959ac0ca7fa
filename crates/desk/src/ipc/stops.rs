//! What is stopped, and how much of it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::RunView;

/// How much a stop is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// One escalation.
    Esc,
    /// One agent, by the name that it gives itself.
    Agent,
    /// One queue.
    Queue,
    /// One source.
    Source,
    /// Everything in the workspace.
    All,
}

/// What a stop is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ScopeView {
    /// How much.
    pub kind: ScopeKind,
    /// Of what: an id or a name, escaped; empty for everything.
    pub id: String,
}

/// A stop in force: nothing that it is about is handed out or run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HaltView {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub scope: ScopeView,
    /// Who stopped it, by display name.
    pub by: String,
    /// When it was signed (RFC 3339).
    pub at: String,
    /// Why, escaped; empty when nothing was said.
    pub reason: Vec<RunView>,
    /// This person may lift it.
    pub may_lift: bool,
}

//! Who is away, and who acts for them meanwhile.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Somebody is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AwayView {
    /// Up to this instant (RFC 3339).
    pub until: String,
    /// Who acts for them: a person's display name, or a group's id.
    pub to: String,
    /// It is a group.
    pub group: bool,
    /// All of those are away as well, so nobody does.
    pub nobody: bool,
}

/// Who can act for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StandInForm {
    /// One person.
    Person {
        /// Id on the team list.
        id: String,
    },
    /// Everybody in a group.
    Group {
        /// Its id.
        id: String,
    },
}

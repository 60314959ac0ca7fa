//! What a person keeps to say again.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A text for a message, a comment or a question, offered for one queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct SavedReply {
    /// The queue's name.
    pub queue: String,
    /// What it says.
    pub text: String,
}

//! What a desk tells of by notification, as the person chose it.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NoticesView {
    /// It tells at all.
    pub on: bool,
    /// When it tells only of what can not wait.
    pub quiet: Option<QuietView>,
    /// What is critical makes a sound.
    pub sound: bool,
}

impl Default for NoticesView {
    fn default() -> Self {
        Self {
            on: true,
            quiet: None,
            sound: false,
        }
    }
}

/// Quiet hours of every day, in this machine's local time; they may go past midnight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QuietView {
    /// From, such as `22:00`.
    pub from: String,
    /// To, such as `07:00`.
    pub to: String,
}

//! The language of the page, so that what is said outside of it is in the same.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A language that the desk speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

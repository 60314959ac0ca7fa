//! What the page asks for when it searches, and what is found.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{RiskView, RowView, StatusView};

/// What is looked for: every part narrows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct SearchForm {
    /// Words that all occur somewhere in the item, each perhaps as a beginning.
    pub text: String,
    /// Any of these words in the queue's name.
    pub queue: Vec<String>,
    /// One of these risks.
    pub risk: Vec<RiskView>,
    /// Any of these words in the tool's name.
    pub tool: Vec<String>,
    /// Any of these words in the source's name.
    pub source: Vec<String>,
    /// One of these.
    pub status: Vec<StatusView>,
    /// Any of these words in the name of somebody who did something with it.
    pub who: Vec<String>,
    /// Any of these words in the reasons that policy or a reviewer gave.
    pub reason: Vec<String>,
    /// At least so many percent.
    pub confidence_from: Option<u32>,
    /// At most so many percent.
    pub confidence_to: Option<u32>,
    /// Can be decided until this instant at the latest (RFC 3339).
    pub due_by: Option<String>,
    /// The order.
    pub sort: SortName,
}

/// The order of what is found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SortName {
    /// What came last first.
    #[default]
    Newest,
    /// What came first first.
    Oldest,
    /// As the inbox is sorted, then what is closed.
    Urgent,
    /// The least confidence first; what has none last.
    Unsure,
}

/// One page of what was found. `next` continues after the last row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FoundView {
    /// In the order that was asked for.
    pub rows: Vec<FoundRowView>,
    /// Give this back as `after` for the next page; absent at the end.
    pub next: Option<String>,
}

/// One item that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FoundRowView {
    /// Its row.
    pub row: RowView,
    /// Where words were looked for: the part of the item that has most of them, as plain text.
    pub excerpt: Option<String>,
}

/// A search that a person keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// What they call it.
    pub name: String,
    /// What it looks for, as they wrote it.
    pub query: String,
}

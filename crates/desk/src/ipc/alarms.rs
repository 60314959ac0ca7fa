//! What somebody must look at after an outcome.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FieldView, RunView};

/// Why somebody must look at an outcome, the worst first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Something else ran than what was approved.
    ExecutedOther,
    /// It ran and nobody had approved it.
    ExecutedWithoutApproval,
    /// The source's reports contradict each other, or what was decided.
    OutcomeOutOfOrder,
    /// The log was shown to two readers in two ways, or lost entries.
    Forked,
    /// A key signed two decisions in one place of its chain.
    KeyForked,
    /// Whether it ran is not known.
    Unknown,
    /// It ran and failed.
    Failed,
    /// The source did not run what was approved.
    Refused,
    /// It was approved, and no source has taken it in time.
    NotRun,
    /// The source took it, and has not said in time how it ended.
    NoWord,
}

/// Something to look at, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AlarmView {
    /// Its name within the item: given back when it was looked at.
    pub id: String,
    /// Why.
    pub kind: AlarmKind,
    /// Since when (RFC 3339).
    pub at: String,
    /// In one line.
    pub title: String,
    /// What happened.
    pub what: String,
    /// What it means.
    pub means: String,
    /// What to do.
    pub todo: String,
    /// The source's own words on it, untrusted.
    pub said: Vec<RunView>,
    /// What the first column of `lines` is.
    pub asked: String,
    /// What was approved beside what the source says it ran; empty when it did not say.
    pub lines: Vec<AlarmLineView>,
    /// Nobody here has looked at it.
    pub open: bool,
    /// When the person looked at it (RFC 3339).
    pub looked: Option<String>,
}

/// One value of what was approved and of what ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AlarmLineView {
    /// Its label.
    pub label: String,
    /// As it was approved, or asked for.
    pub asked: Option<FieldView>,
    /// As the source says it ran.
    pub ran: Option<FieldView>,
    /// They are not the same.
    pub differs: bool,
}

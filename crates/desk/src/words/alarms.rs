//! What there is to say of an outcome that somebody must look at: the facts that the sentences are about, and their catalogue.

mod de;
mod en;

pub(super) use de::WORDS as DE;
pub(super) use en::WORDS as EN;
use fermata_protocol::payload::{OutcomeStatus, Status};

use super::catalogue;
use crate::ipc::AlarmKind;

catalogue! {
    /// Its words, in one language.
    pub(crate) struct Alarms {
        /// What is wrong, in one line.
        pub(crate) title: fn(AlarmKind) -> &'static str,
        /// What happened, after the name of its source.
        pub(crate) what: fn(&str, Told<'_>) -> String,
        /// What that means.
        pub(crate) means: fn(AlarmKind) -> &'static str,
        /// What to do.
        pub(crate) todo: fn(AlarmKind, Facts<'_>) -> String,
        /// What its contract says of undoing it.
        pub(crate) undo: fn(Undo<'_>) -> String,
    }
}

/// What happened. Words of others are escaped before.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Told<'a> {
    /// Something else ran, and its source says what.
    ExecutedOther,
    /// Another action ran, and its source does not say which.
    ExecutedUnnamed,
    /// It ran and stands so.
    ExecutedWithoutApproval(Status),
    /// This report came after that one.
    After(OutcomeStatus, OutcomeStatus),
    /// This report came although the item stands so.
    Although(OutcomeStatus, Status),
    /// A report that does not follow.
    OutOfOrder,
    /// Whoever this is had seen another log; without one, the gateway had signed for it.
    Forked(Option<&'a str>),
    /// The key of this person signed twice.
    KeyForked(Option<&'a str>),
    /// Nobody can tell whether it ran.
    Unknown,
    /// It ran and failed.
    Failed,
    /// Its source refused it, for this.
    Refused(&'a str),
    /// For so many minutes nobody has taken it.
    NotRun(i64),
    /// For so many minutes its source has said nothing.
    NoWord(i64),
}

/// What the next step is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The source.
    pub(crate) source: &'a str,
    /// When its time is over, in UTC.
    pub(crate) until: &'a str,
    /// What its contract says of undoing it, as a sentence.
    pub(crate) undo: &'a str,
}

/// Whether it can be undone.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Undo<'a> {
    /// Nothing is known to undo it.
    No,
    /// It can be, by this tool if one is named, within this time if it has an end.
    Yes(Option<&'a str>, Option<Within>),
}

/// A span of time, in its greatest whole unit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Within {
    Minutes(i64),
    Hours(i64),
    Days(i64),
}

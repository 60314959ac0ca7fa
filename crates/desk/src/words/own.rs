//! What there is to say of one's own decision beside its step: each with what it is about.

use fermata_protocol::{Code, payload::Status};

/// Names and words of others are escaped before.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Own<'a> {
    /// The gateway refused it, for this.
    Refused(&'a str),
    /// It was not kept in time to be sent.
    Interrupted,
    /// The agent reports something else than what was decided.
    RanOther,
    /// It ran and was undone.
    Undone,
    /// It ran and failed.
    Failed,
    /// The source refused it, for this.
    NotRun(&'a str),
    /// Nobody can tell whether it ran.
    Unknown,
    /// This person's edit replaced what was approved; what became of it, once it is closed.
    Replaced(&'a str, Option<Status>),
    /// Somebody's edit came before it.
    EditedBefore(Option<&'a str>),
    /// The agent withdrew it before.
    Withdrawn,
    /// This person closed it before.
    Preceded(&'a str, Status),
    /// It was closed before.
    Closed(Status),
    /// It does not count, for this.
    DoesNotCount(Code),
    /// It had no effect, and that is all that is known.
    NoEffect,
    /// It came after its time.
    Late,
    /// It came so long after its time.
    LateBy(&'a str),
    /// This person stopped it before it was taken.
    Stopped(&'a str),
    /// This person stopped it after it was taken.
    StoppedLate(&'a str),
}

//! What a source checks before it acts on a resolution (protocol, section 8, steps 1 to 10).
//!
//! Step 11, the atomic one, is the registry's; it asks [`recheck`] inside its transaction.
//! Steps run over all statements before the next step begins, so that every implementation refuses with the same code.

mod again;
mod judge;
mod read;

pub use again::{may_run_again, recheck};

use crate::{
    Code, Esc, Name, Sha, Timestamp, Ws, json,
    payload::{Action, RejectReason, Status, object},
    roster::Standing,
};

/// A standing list older than this is not judged by: 60 s, in milliseconds.
pub const FRESH_MS: i64 = 60_000;
/// Statements may be dated this much ahead: 120 s, in milliseconds.
pub const SKEW_MS: i64 = 120_000;

object! {
    /// The answer to `GET /v1/escalations/{esc}/resolution`.
    Resolution {
        /// The escalation.
        esc: Esc,
        /// How it ended.
        status: Status,
        /// The proposal, verdicts, exactly the decisions that count, or what closed it.
        statements: Vec<String>,
        /// A gateway's `resolved` receipt over them.
        receipt: String,
    } optional {}
}

impl Resolution {
    /// Reads it strictly.
    ///
    /// # Errors
    /// The payload codes.
    pub fn read(bytes: &[u8]) -> Result<Self, Code> {
        json::read(bytes)
    }
}

/// A row of the source's pending table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The proposal's compact string, as stored when it was sent.
    pub proposal: &'a str,
    /// Whether it still waits.
    pub state: RowState,
}

/// States of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// It waits.
    Pending,
    /// The action is stored and runs, or ran.
    Decided,
    /// It was refused for good.
    Refused,
    /// It ended without an approval.
    Closed,
}

/// What the source knows by itself.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name.
    pub name: &'a Name,
    /// Its workspace.
    pub ws: Ws,
    /// What stands, by its own reading of the standing list.
    pub standing: &'a Standing,
    /// When that list was answered last.
    pub answered_at: Timestamp,
}

/// A verified resolution.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Run this, and nothing else.
    Run {
        /// `allowed`, `approved` or `edited`.
        status: Status,
        /// What runs.
        action: Action,
        /// The statement that holds it.
        candidate_sha256: Sha,
        /// Who decided, sorted.
        people: Vec<Name>,
        /// The contract says that running it twice is running it once.
        idempotent: bool,
    },
    /// Run nothing.
    Closed {
        /// How it ended.
        status: Status,
        /// Who decided, sorted.
        people: Vec<Name>,
        /// For a reject.
        reason: Option<RejectReason>,
        /// For a respond.
        answer: Option<String>,
    },
}

/// Why a resolution is not acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Refused {
    /// The code.
    pub code: Code,
    /// It can never become good: the row ends as refused. Otherwise it stays pending, because whoever sends rubbish must not be able to end it.
    pub last: bool,
}

/// Verifies a resolution for the row that its escalation has in the pending table.
///
/// # Errors
/// The first code that applies, in the order of the protocol's steps.
pub fn verify<'a>(
    resolution: &Resolution,
    row: impl Fn(Esc) -> Option<Row<'a>>,
    source: &Source<'_>,
    now: Timestamp,
) -> Result<Answer, Refused> {
    let read =
        read::read(resolution, row, source, now).map_err(|code| Refused { code, last: false })?;
    judge::freshness(&read, source, now).map_err(|code| Refused { code, last: false })?;
    let answer = judge::judge(&read, source, now).map_err(|code| Refused { code, last: true })?;
    if matches!(answer, Answer::Run { .. }) {
        again::halted(&read.proposal, source).map_err(|code| Refused { code, last: false })?;
    }
    Ok(answer)
}

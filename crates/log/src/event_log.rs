//! What a log promises, whatever keeps it.

use std::sync::Arc;

use fermata_protocol::{Entry, Esc, NewEntry, Timestamp};
use futures::{future::BoxFuture, stream::BoxStream};

use crate::LogError;

/// Where the log takes `at` from. It may jump back: the log makes `at` non-decreasing.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// At most so many statements stand in one entry: a roster with all its signatures.
const MAX_STATEMENTS: usize = 32;

/// What became of an append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// It is new.
    Fresh(Entry),
    /// Its first statement was there already: the stored entry, with the verdict, `seq` and `at` it got then.
    Same(Entry),
}

impl Appended {
    /// The entry as the log holds it.
    pub fn entry(&self) -> &Entry {
        match self {
            Self::Fresh(entry) | Self::Same(entry) => entry,
        }
    }

    /// The entry as the log holds it.
    pub fn into_entry(self) -> Entry {
        match self {
            Self::Fresh(entry) | Self::Same(entry) => entry,
        }
    }
}

/// What the log's acknowledgement means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On stable storage: it survives a power cut.
    Synced,
    /// On so many nodes: it survives the loss of a node, not a common power cut.
    Replicated(u32),
    /// Nobody could confirm that it survives anything.
    Unconfirmed,
}

/// An append-only log: total order, gapless for a reader of everything, idempotent by id.
///
/// Deliberately absent: changing or deleting an entry, compare-and-swap, and any state that follows from the entries.
pub trait EventLog: Send + Sync + 'static {
    /// Appends, or finds what is there. An answer comes only when the entry is as durable as [`Self::durability`] says.
    ///
    /// The same first statement again returns the stored entry; another one under the same id is [`LogError::Conflict`].
    /// After any other error it is not known whether the entry is in: append the same again.
    fn append(&self, entry: NewEntry) -> BoxFuture<'_, Result<Appended, LogError>>;

    /// The entries behind `after`, in order, at most `limit`.
    fn read(&self, after: u64, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, LogError>>;

    /// The entries before `seq`, newest first, at most `limit`.
    fn before(&self, seq: u64, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, LogError>>;

    /// Everything about one escalation, in order.
    fn escalation(&self, esc: Esc) -> BoxFuture<'_, Result<Vec<Entry>, LogError>>;

    /// What is about no one escalation (rosters, contracts, policies, wider halts) behind `after`, in order.
    fn standing(&self, after: u64) -> BoxFuture<'_, Result<Vec<Entry>, LogError>>;

    /// The newest `seq` that this process knows of; 0 for an empty log.
    fn head(&self) -> u64;

    /// Every entry behind `after`, in order and without a gap, now and as they come.
    /// It ends after [`Self::close`], and after the first error.
    fn follow(&self, after: u64) -> BoxStream<'static, Result<Entry, LogError>>;

    /// What an acknowledgement means.
    fn durability(&self) -> Durability;

    /// After [`LogError::Broken`]: opens storage again, verifies that what was acknowledged is there, and resumes.
    fn reopen(&self) -> BoxFuture<'_, Result<(), LogError>>;

    /// Finishes what was accepted and lets go of the storage. Later calls fail with [`LogError::Closed`].
    fn close(&self) -> BoxFuture<'_, Result<(), LogError>>;
}

/// Whether a log may hold this entry: statements are joined by LF where they are stored and chained, so none may hold one.
///
/// # Errors
/// [`LogError::Malformed`], which says what is wrong.
pub fn check_entry(entry: &NewEntry) -> Result<(), LogError> {
    let count = entry.statements.len();
    if count == 0 || count > MAX_STATEMENTS {
        return Err(LogError::Malformed("an entry holds 1 to 32 statements"));
    }
    if entry
        .statements
        .iter()
        .any(|s| s.is_empty() || s.contains('\n'))
    {
        return Err(LogError::Malformed(
            "a statement is not empty and holds no line break",
        ));
    }
    Ok(())
}

//! What can go wrong with a log, and what to do about it.

use fermata_protocol::Jti;

/// A log's error. It can be cloned, because one failed commit answers many appends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Another first statement stands under this id.
    #[error(
        "entry {id} is in the log with another first statement; a new statement needs a new id"
    )]
    Conflict {
        /// The id that is taken.
        id: Jti,
    },
    /// The entry is not one.
    #[error("not an entry: {0}")]
    Malformed(&'static str),
    /// The disk, or the limit set for the database, is full. Nothing acknowledged is lost; appends work again when there is space.
    #[error(
        "no space left for the log ({0}); nothing acknowledged is lost; make space and append again"
    )]
    Full(String),
    /// Something else holds the database, longer than the log waits.
    #[error("the log's database is held by something else ({0}); let it finish and append again")]
    Busy(String),
    /// Storage failed. The log takes nothing more until it is opened again.
    #[error(
        "the log takes no entries since its storage failed ({0}); check the disk, then open the log again"
    )]
    Broken(String),
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
    /// Another process owns the log.
    #[error("the log {path} belongs to another process: {by}; use that one, or stop it first")]
    Taken {
        /// The database.
        path: String,
        /// The owner's process id and address, as it wrote them.
        by: String,
    },
    /// A newer Fermata made the database.
    #[error(
        "the log {path} was written by a newer version (it has migration {version}); update Fermata to open it"
    )]
    NewerDatabase {
        /// The database.
        path: String,
        /// A migration that this version does not have.
        version: i64,
    },
    /// The database did not accept a setting that the log's promises rest on.
    #[error(
        "the log's database has {pragma}={found} where {wanted} was asked for; move it to a local disk"
    )]
    Setting {
        /// The pragma.
        pragma: &'static str,
        /// What was asked for.
        wanted: String,
        /// What it says.
        found: String,
    },
    /// The file is damaged, or is no log.
    #[error("the log is damaged or not a Fermata log: {0}; restore it from a backup")]
    Corrupt(String),
    /// It can not be opened or read.
    #[error("can not {doing} the log: {cause}")]
    Storage {
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        cause: String,
    },
}

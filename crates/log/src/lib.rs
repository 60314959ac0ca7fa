//! The append-only log of entries: what every implementation promises, and the one on SQLite.
//!
//! Here: order (`seq`), time (`at`), idempotence by id, durability and following.
//! Not here: whether a statement is true.
//! The log verifies nothing and folds nothing; whoever appends has verified before, and every reader does after.

mod error;
mod event_log;
mod follow;
mod sqlite;

pub use error::LogError;
pub use event_log::{Appended, Clock, Durability, EventLog, check_entry};
pub use follow::follow;
pub use sqlite::{SqliteLog, Stats};

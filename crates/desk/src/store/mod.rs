//! The desk's two databases: what can not be rebuilt (`desk.db`) and what can (`projection.db`).

mod alarms;
mod asked;
mod beside;
mod links;
mod notes;
mod outbox;
#[cfg(test)]
mod paging;
mod projection;
mod search;
mod snooze;
mod team;
#[cfg(test)]
mod tests;
mod told;

use std::{
    path::Path,
    str::FromStr,
    sync::{Arc, atomic::AtomicBool},
};

use sqlx::{
    ConnectOptions, Row, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use alarms::Attention;
pub(crate) use asked::Earlier;
pub use notes::NoteRow;
pub(crate) use outbox::ChainLink;
pub use outbox::OutboxRow;
pub(crate) use projection::{Edge, ItemRow};
pub(crate) use team::ClosedRow;

use crate::Home;

/// Why a database of the desk does not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer Fermata made it.
    #[error("{path} was written by a newer version of Fermata; update Fermata to use it")]
    Newer {
        /// The file.
        path: String,
    },
    /// A setting that durability rests on was not taken.
    #[error(
        "{path} does not take {pragma}; its file system can not be trusted with decisions: use a local disk"
    )]
    Setting {
        /// The file.
        path: String,
        /// The setting.
        pragma: &'static str,
    },
    /// The disk is full.
    #[error("the disk is full: make room and try again")]
    Full,
    /// It can not be read as a database of ours.
    #[error("{path} is damaged ({cause}); restore it from a backup")]
    Damaged {
        /// The file.
        path: String,
        /// Why.
        cause: String,
    },
    /// The disk failed under it: SQLite may call the next write good although what came before it is gone.
    #[error(
        "the disk failed ({0}): nothing is signed any more; check the disk, then start Fermata again"
    )]
    Failed(String),
    /// Another process of this machine is signing and does not come to an end.
    #[error(
        "another process of this machine is signing and does not come to an end: end it, then try again"
    )]
    Busy,
    /// Anything else that the disk or SQLite says.
    #[error("the desk's database does not answer ({0}); check the disk, then start Fermata again")]
    Disk(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match primary(&error) {
            Some(SQLITE_FULL) => Self::Full,
            Some(SQLITE_IOERR | SQLITE_CORRUPT | SQLITE_NOTADB) => Self::Failed(error.to_string()),
            _ => Self::Disk(error.to_string()),
        }
    }
}

const SQLITE_IOERR: u32 = 10;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOTADB: u32 = 26;
/// The file that readers and writers share finds no room: nothing was written yet.
const SQLITE_IOERR_SHMSIZE: u32 = SQLITE_IOERR | (19 << 8);

/// SQLite's code without what it adds to tell kinds apart.
fn primary(error: &sqlx::Error) -> Option<u32> {
    match error.as_database_error()?.code()?.parse::<u32>().ok()? {
        SQLITE_IOERR_SHMSIZE => Some(SQLITE_FULL),
        code => Some(code & 0xff),
    }
}

static DESK: Migrator = sqlx::migrate!("../../migrations/desk");
static PROJECTION: Migrator = sqlx::migrate!("../../migrations/projection");

/// The desk's databases. Cloning shares the connections.
#[derive(Debug, Clone)]
pub struct Store {
    desk: SqlitePool,
    projection: SqlitePool,
    /// The disk failed under a signature: none is made any more.
    failed: Arc<AtomicBool>,
    home: Home,
}

impl Store {
    /// Opens or makes both databases.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn open(home: &Home) -> Result<Self, StoreError> {
        let desk = open(&home.desk_db(), &DESK, SqliteSynchronous::Full).await?;
        // The projection can be lost: it need not wait for the disk.
        let projection = match open(
            &home.projection_db(),
            &PROJECTION,
            SqliteSynchronous::Normal,
        )
        .await
        {
            Err(StoreError::Damaged { .. }) => {
                forget(&home.projection_db())?;
                open(
                    &home.projection_db(),
                    &PROJECTION,
                    SqliteSynchronous::Normal,
                )
                .await?
            }
            other => other?,
        };
        Ok(Self {
            desk,
            projection,
            failed: Arc::default(),
            home: home.clone(),
        })
    }

    /// Finishes and closes both.
    pub async fn close(&self) {
        self.desk.close().await;
        self.projection.close().await;
    }

    /// A setting's value.
    ///
    /// # Errors
    /// The disk's.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT value FROM setting WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.desk)
            .await?;
        Ok(row.map(|row| row.get(0)))
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// The disk's.
    pub async fn set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(name)
            .bind(value)
            .execute(&self.desk)
            .await?;
        Ok(())
    }
}

fn forget(path: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm"] {
        let file = format!("{}{suffix}", path.display());
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::Disk(error.to_string()));
            }
            _ => {}
        }
    }
    Ok(())
}

async fn open(
    path: &Path,
    migrator: &Migrator,
    synchronous: SqliteSynchronous,
) -> Result<SqlitePool, StoreError> {
    let shown = path.display().to_string();
    let options = SqliteConnectOptions::from_str("sqlite:")
        .map_err(StoreError::from)?
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(std::time::Duration::from_secs(10))
        .disable_statement_logging();
    let damaged = |error: sqlx::Error| match primary(&error) {
        Some(SQLITE_NOTADB | SQLITE_CORRUPT) => StoreError::Damaged {
            path: shown.clone(),
            cause: error.to_string(),
        },
        _ => StoreError::from(error),
    };
    match settle(options.clone()).await.map_err(damaged) {
        Ok(()) | Err(StoreError::Full) => {}
        Err(error) => return Err(error),
    }
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        // A write that failed may have ended its transaction without the library's knowledge: such a connection is not used again.
        .before_acquire(|connection, _| {
            let clean = !sqlx::Connection::is_in_transaction(connection);
            Box::pin(async move { Ok(clean) })
        })
        .connect_with(options)
        .await
        .map_err(damaged)?;
    let mode: String = sqlx::query("PRAGMA journal_mode")
        .fetch_one(&pool)
        .await
        .map_err(damaged)?
        .get(0);
    let level: i64 = sqlx::query("PRAGMA synchronous")
        .fetch_one(&pool)
        .await?
        .get(0);
    let wanted = if matches!(synchronous, SqliteSynchronous::Full) {
        2
    } else {
        1
    };
    if mode != "wal" || level != wanted {
        return Err(StoreError::Setting {
            path: shown,
            pragma: "journal_mode=WAL and synchronous",
        });
    }
    match migrator.run(&pool).await {
        Ok(()) => Ok(pool),
        Err(MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..)) => {
            Err(StoreError::Newer { path: shown })
        }
        Err(MigrateError::Execute(error)) => Err(damaged(error)),
        Err(error) => Err(StoreError::Damaged {
            path: shown,
            cause: error.to_string(),
        }),
    }
}

/// What is in the write-ahead log moves into the database with syncs of its own, so that nothing later rests on a write
/// whose sync failed. Another process that reads, or a full disk, keeps it from that; then the log stays.
async fn settle(options: SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let moment = std::time::Duration::from_millis(100);
    // A connection of its own: others of this process would be waited for.
    let mut alone = options.busy_timeout(moment).connect().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut alone)
        .await?;
    sqlx::Connection::close(alone).await
}

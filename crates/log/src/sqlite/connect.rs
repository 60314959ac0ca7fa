//! Opening the database: file, settings, migrations. Every setting is read back, because SQLite may silently keep another.

use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::rows::explain;
use crate::LogError;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/log-sqlite");

/// "FERM", set by the first migration.
const APPLICATION_ID: i64 = 0x4645_524d;

const BUSY: Duration = Duration::from_secs(2);
const READERS: u32 = 4;

/// What the log's promises rest on: how to ask, and the only good answer.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("journal_mode", "PRAGMA journal_mode", "wal"),
    ("synchronous", "PRAGMA synchronous", "2"),
    ("foreign_keys", "PRAGMA foreign_keys", "1"),
    ("busy_timeout", "PRAGMA busy_timeout", "2000"),
    ("fullfsync", "PRAGMA fullfsync", "1"),
    ("checkpoint_fullfsync", "PRAGMA checkpoint_fullfsync", "1"),
];

/// Makes the file if it is missing, for its owner's eyes only, and says where it really is.
pub(super) fn touch(path: &Path) -> Result<PathBuf, LogError> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    private(&mut options);
    options
        .open(path)
        .and_then(|_| std::fs::canonicalize(path))
        .map_err(|e| LogError::Storage {
            doing: "open",
            cause: format!("{}: {e}", path.display()),
        })
}

/// A file made with these options can be read by its owner alone.
pub(super) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "1")
        .pragma("checkpoint_fullfsync", "1")
        .disable_statement_logging()
}

/// The one connection that writes, to a database that is ours and up to date.
pub(super) async fn writer(path: &Path) -> Result<SqliteConnection, LogError> {
    let doing = explain("open");
    let mut db = options(path)
        .journal_mode(SqliteJournalMode::Wal)
        .connect()
        .await
        .map_err(&doing)?;
    refuse_foreign(&mut db).await?;
    for (pragma, ask, wanted) in SETTINGS {
        let row = sqlx::query(*ask).fetch_one(&mut db).await.map_err(&doing)?;
        let found: String = row.try_get_unchecked(0).map_err(&doing)?;
        if found != *wanted {
            return Err(LogError::Setting {
                pragma,
                wanted: (*wanted).to_owned(),
                found,
            });
        }
    }
    MIGRATIONS
        .run_direct(None, &mut db, false)
        .await
        .map_err(|error| migration(path, error))?;
    sync_directory(path)?;
    Ok(db)
}

/// Connections that only read.
pub(super) async fn readers(path: &Path) -> Result<SqlitePool, LogError> {
    let readers = SqlitePoolOptions::new().max_connections(READERS);
    readers
        .connect_with(options(path).read_only(true))
        .await
        .map_err(explain("open"))
}

/// Moves everything from the WAL into the database, with syncs of its own, so that what comes later rests on nothing whose sync failed.
/// Something else that reads the file keeps it from that; then the WAL stays.
pub(super) async fn settle(db: &mut SqliteConnection) -> Result<(), LogError> {
    let doing = explain("settle");
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(db)
        .await
        .map_err(&doing)?;
    let busy: i64 = row.try_get(0).map_err(&doing)?;
    if busy != 0 {
        return Err(LogError::Busy("a reader does not end".to_owned()));
    }
    Ok(())
}

/// Moves everything from the WAL into the database and lets go of it.
pub(super) async fn close(mut db: SqliteConnection) -> Result<(), LogError> {
    let checkpoint = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut db)
        .await;
    let closed = db.close().await;
    checkpoint.map(|_| ()).and(closed).map_err(explain("close"))
}

async fn refuse_foreign(db: &mut SqliteConnection) -> Result<(), LogError> {
    let ask = "SELECT (SELECT count(*) FROM sqlite_schema WHERE tbl_name != '_sqlx_migrations'), application_id \
               FROM pragma_application_id";
    let (tables, id): (i64, i64) = sqlx::query_as(ask)
        .fetch_one(db)
        .await
        .map_err(explain("open"))?;
    if tables > 0 && id != APPLICATION_ID {
        return Err(LogError::Corrupt(
            "it is another program's database".to_owned(),
        ));
    }
    Ok(())
}

fn migration(path: &Path, error: MigrateError) -> LogError {
    match error {
        MigrateError::VersionMissing(version) => LogError::NewerDatabase {
            path: path.display().to_string(),
            version,
        },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            explain("migrate")(error)
        }
        other => LogError::Corrupt(other.to_string()),
    }
}

/// SQLite does not say when the sync of the directory fails that makes a new file findable after a power cut.
fn sync_directory(path: &Path) -> Result<(), LogError> {
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        std::fs::File::open(directory)
            .and_then(|directory| directory.sync_all())
            .map_err(|e| LogError::Storage {
                doing: "sync the directory of",
                cause: e.to_string(),
            })?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

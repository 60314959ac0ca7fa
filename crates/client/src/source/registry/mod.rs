//! The pending registry: what a source proposed and what it may run, on SQLite.
//!
//! A row goes proposing → pending → decided, refused or closed, and never back.
//! Here: opening, one file per table, every step one transaction.
//! Not here: what is sent, and what is believed.

#[cfg(test)]
mod faults;
mod proposals;
mod reports;
mod standing;

use std::{
    ffi::OsString,
    fs::{File, OpenOptions},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use sqlx::{
    ConnectOptions, Row as _, Sqlite, SqlitePool, Transaction,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub(super) use proposals::{Row, State, Taken};
pub(super) use reports::{Kind, Report};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/registry");

/// "FERR", set by the first migration.
const APPLICATION_ID: i64 = 0x4645_5252;

/// What the registry's promises rest on: how to ask, and the only good answer.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("journal_mode", "PRAGMA journal_mode", "wal"),
    ("synchronous", "PRAGMA synchronous", "2"),
    ("foreign_keys", "PRAGMA foreign_keys", "1"),
    ("fullfsync", "PRAGMA fullfsync", "1"),
    ("checkpoint_fullfsync", "PRAGMA checkpoint_fullfsync", "1"),
];

/// Why the registry does not answer. Nothing runs then.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A newer Fermata made it.
    #[error("{0} was written by a newer version of Fermata; update Fermata to use it")]
    Newer(String),
    /// A setting that durability rests on was not taken.
    #[error(
        "{path} does not take {setting} ({found}); its file system can not be trusted with what may run: use a local disk"
    )]
    Setting {
        /// The file.
        path: String,
        /// The setting.
        setting: &'static str,
        /// What it is instead.
        found: String,
    },
    /// The disk is full.
    #[error("the disk is full: nothing runs; make room and try again")]
    Full,
    /// It can not be read as a registry.
    #[error(
        "{path} is not a registry, or is damaged ({cause}); name another file, or restore it and fence it"
    )]
    Damaged {
        /// The file.
        path: String,
        /// Why.
        cause: String,
    },
    /// The disk failed under it: SQLite may call the next write good although what came before it is gone.
    #[error(
        "the registry can not be relied on any more ({0}); nothing runs: check the disk, then start this process again"
    )]
    Broken(String),
    /// Anything else that the disk or SQLite says.
    #[error("the registry does not answer ({0}); check the disk, then try again")]
    Disk(String),
}

impl From<sqlx::Error> for RegistryError {
    fn from(error: sqlx::Error) -> Self {
        match primary(&error) {
            Some(SQLITE_FULL) => Self::Full,
            Some(SQLITE_IOERR | SQLITE_CORRUPT | SQLITE_NOTADB) => Self::Broken(error.to_string()),
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

/// An open registry.
#[derive(Debug)]
pub(super) struct Registry {
    db: SqlitePool,
    path: String,
    broken: AtomicBool,
    /// Shared by every process that has it open; the operating system lets go of it however a process ends.
    lock: Mutex<File>,
}

impl Registry {
    pub(super) async fn open(path: &Path) -> Result<Self, RegistryError> {
        let disk =
            |error: std::io::Error| RegistryError::Disk(format!("{}: {error}", path.display()));
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory).map_err(disk)?;
        }
        touch(path).map_err(disk)?;
        let mut name = OsString::from(path);
        name.push(".lock");
        let lock = touch(Path::new(&name)).map_err(disk)?;
        lock.lock_shared().map_err(disk)?;
        let shown = path.display().to_string();
        let db = connect(path, &shown).await?;
        // SQLite does not say when the sync of the directory fails that makes a new file findable after a power cut.
        #[cfg(unix)]
        if let Some(directory) = path.canonicalize().map_err(disk)?.parent() {
            File::open(directory)
                .and_then(|d| d.sync_all())
                .map_err(disk)?;
        }
        Ok(Self {
            db,
            path: shown,
            broken: AtomicBool::new(false),
            lock: Mutex::new(lock),
        })
    }

    /// The connection, for as long as the disk under it never failed.
    fn db(&self) -> Result<&SqlitePool, RegistryError> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(RegistryError::Broken("a write to it failed".to_owned()));
        }
        Ok(&self.db)
    }

    /// What SQLite says, remembered if nothing after it is to be believed.
    fn told<T, E: Into<RegistryError>>(&self, said: Result<T, E>) -> Result<T, RegistryError> {
        said.map_err(|error| {
            let error = error.into();
            if matches!(error, RegistryError::Broken(_)) {
                self.broken.store(true, Ordering::Relaxed);
            }
            error
        })
    }

    /// The only writer, until it commits or is dropped.
    async fn begin_writing(&self) -> Result<Transaction<'static, Sqlite>, RegistryError> {
        self.told(self.db()?.begin_with("BEGIN IMMEDIATE").await)
    }

    /// All of it is durable, or nothing of it happened.
    async fn commit(&self, tx: Transaction<'static, Sqlite>) -> Result<(), RegistryError> {
        self.told(tx.commit().await)
    }

    /// Whether no other process has this registry open: then what was begun and not finished is nobody's.
    ///
    /// Asked as the only writer, because to ask is to let go of the lock for an instant: of two that ask at once, each would find itself alone.
    pub(super) async fn is_alone(&self) -> Result<bool, RegistryError> {
        let _asking = self.begin_writing().await?;
        let lock = self
            .lock
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let alone = lock.try_lock().is_ok();
        // Asking may have let go of the shared lock; without it this process would not be seen by others.
        let kept = lock.lock_shared().is_ok();
        Ok(alone && kept)
    }

    pub(super) async fn close(&self) {
        self.db.close().await;
    }

    fn damaged(&self, cause: impl std::fmt::Display) -> RegistryError {
        RegistryError::Damaged {
            path: self.path.clone(),
            cause: cause.to_string(),
        }
    }
}

/// Makes the file if it is missing, for its owner's eyes only.
fn touch(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What is in the write-ahead log moves into the database with syncs of its own, so that nothing later rests on a write
/// whose sync failed. Another process that reads, or a full disk, keeps it from that; then the log stays.
async fn settle(options: SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let moment = std::time::Duration::from_millis(100);
    let mut alone = options.busy_timeout(moment).connect().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut alone)
        .await?;
    sqlx::Connection::close(alone).await
}

async fn connect(path: &Path, shown: &str) -> Result<SqlitePool, RegistryError> {
    let damaged = |cause: String| RegistryError::Damaged {
        path: shown.to_owned(),
        cause,
    };
    let explain = |error: sqlx::Error| match primary(&error) {
        Some(SQLITE_NOTADB | SQLITE_CORRUPT) => damaged(error.to_string()),
        _ => RegistryError::from(error),
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("fullfsync", "1")
        .pragma("checkpoint_fullfsync", "1")
        .busy_timeout(std::time::Duration::from_secs(10))
        .disable_statement_logging();
    match settle(options.clone()).await.map_err(explain) {
        Ok(()) | Err(RegistryError::Full) => {}
        Err(error) => return Err(error),
    }
    // One connection: every step waits for the one before it.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        // A write that failed may have ended its transaction without the library's knowledge: such a connection is not used again.
        .before_acquire(|connection, _| {
            let clean = !sqlx::Connection::is_in_transaction(connection);
            Box::pin(async move { Ok(clean) })
        });
    let db = pool.connect_with(options).await.map_err(explain)?;
    let foreign = "SELECT (SELECT count(*) FROM sqlite_schema WHERE tbl_name != '_sqlx_migrations'), application_id \
                   FROM pragma_application_id";
    let (tables, id): (i64, i64) = sqlx::query_as(foreign)
        .fetch_one(&db)
        .await
        .map_err(explain)?;
    if tables > 0 && id != APPLICATION_ID {
        return Err(damaged("it is another program's database".to_owned()));
    }
    for (setting, ask, wanted) in SETTINGS {
        let row = sqlx::query(*ask).fetch_one(&db).await.map_err(explain)?;
        let found: String = row.try_get_unchecked(0).map_err(explain)?;
        if found != *wanted {
            return Err(RegistryError::Setting {
                path: shown.to_owned(),
                setting,
                found,
            });
        }
    }
    match MIGRATIONS.run(&db).await {
        Ok(()) => Ok(db),
        Err(MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..)) => {
            Err(RegistryError::Newer(shown.to_owned()))
        }
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            Err(explain(error))
        }
        Err(error) => Err(damaged(error.to_string())),
    }
}

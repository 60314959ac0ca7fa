//! Rows and what they mean, and what SQLite's errors mean.

use fermata_protocol::{Entry, Esc, Jti, Timestamp};
use sqlx::SqliteConnection;

use crate::LogError;

/// Which entries to read.
pub(super) enum Page {
    After(u64, usize),
    Before(u64, usize),
    Escalation(Esc),
    Standing(u64),
    Id(Jti),
}

const AFTER: &str =
    "SELECT seq, at, id, esc, queue, statements FROM entries WHERE seq > ? ORDER BY seq LIMIT ?";
const BEFORE: &str = "SELECT seq, at, id, esc, queue, statements FROM entries WHERE seq < ? ORDER BY seq DESC LIMIT ?";
const ESCALATION: &str =
    "SELECT seq, at, id, esc, queue, statements FROM entries WHERE esc = ? ORDER BY seq";
const STANDING: &str = "SELECT seq, at, id, esc, queue, statements FROM entries WHERE esc IS NULL AND seq > ? ORDER BY seq";
const ID: &str = "SELECT seq, at, id, esc, queue, statements FROM entries WHERE id = ?";

const INSERT: &str = "INSERT INTO entries (seq, at, id, esc, queue, statements) VALUES (?, ?, ?, ?, ?, ?) \
                      ON CONFLICT (id) DO NOTHING";

type EntryRow = (i64, i64, String, Option<String>, Option<String>, String);

pub(super) async fn page(db: &mut SqliteConnection, page: Page) -> Result<Vec<Entry>, LogError> {
    let query = match page {
        Page::After(seq, limit) => sqlx::query_as(AFTER).bind(number(seq)).bind(number(limit)),
        Page::Before(seq, limit) => sqlx::query_as(BEFORE).bind(number(seq)).bind(number(limit)),
        Page::Escalation(esc) => sqlx::query_as(ESCALATION).bind(esc.to_string()),
        Page::Standing(seq) => sqlx::query_as(STANDING).bind(number(seq)),
        Page::Id(id) => sqlx::query_as(ID).bind(id.to_string()),
    };
    let rows: Vec<EntryRow> = query.fetch_all(db).await.map_err(explain("read"))?;
    rows.into_iter().map(entry).collect()
}

/// Whether it was new.
pub(super) async fn insert(db: &mut SqliteConnection, entry: &Entry) -> sqlx::Result<bool> {
    let done = sqlx::query(INSERT)
        .bind(number(entry.seq))
        .bind(entry.at.millis())
        .bind(entry.id.to_string())
        .bind(entry.esc.map(|esc| esc.to_string()))
        .bind(entry.queue.as_ref().map(|queue| queue.as_str()))
        .bind(entry.statements.join("\n"))
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

fn entry((seq, at, id, esc, queue, statements): EntryRow) -> Result<Entry, LogError> {
    let damaged = || LogError::Corrupt(format!("entry {seq} can not be read"));
    Ok(Entry {
        seq: u64::try_from(seq).map_err(|_| damaged())?,
        at: Timestamp::from_millis(at),
        id: id.parse().map_err(|_| damaged())?,
        statements: statements.split('\n').map(str::to_owned).collect(),
        esc: esc
            .map(|esc| esc.parse())
            .transpose()
            .map_err(|_| damaged())?,
        queue: queue
            .map(|queue| queue.parse())
            .transpose()
            .map_err(|_| damaged())?,
    })
}

fn number(n: impl TryInto<i64>) -> i64 {
    n.try_into().unwrap_or(i64::MAX)
}

/// What an error of SQLite means for the log, by its primary result code.
pub(super) fn explain(doing: &'static str) -> impl Fn(sqlx::Error) -> LogError {
    move |error| {
        let text = match &error {
            sqlx::Error::Database(error) => error.message().to_owned(),
            other => other.to_string(),
        };
        match primary_code(&error) {
            Some(BUSY | LOCKED) => LogError::Busy(text),
            Some(FULL) => LogError::Full(text),
            Some(IOERR) => LogError::Broken(text),
            Some(CORRUPT | NOTADB) => LogError::Corrupt(text),
            _ if matches!(
                error,
                sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)
            ) =>
            {
                LogError::Corrupt(text)
            }
            _ if matches!(error, sqlx::Error::PoolClosed) => LogError::Closed,
            _ => LogError::Storage { doing, cause: text },
        }
    }
}

const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const IOERR: u32 = 10;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const NOTADB: u32 = 26;
/// The file that readers and writers share finds no room: nothing was written yet.
const IOERR_SHMSIZE: u32 = IOERR | (19 << 8);

fn primary_code(error: &sqlx::Error) -> Option<u32> {
    match error.as_database_error()?.code()?.parse::<u32>().ok()? {
        IOERR_SHMSIZE => Some(FULL),
        extended => Some(extended & 0xff),
    }
}

//! The suite that every log passes, over SQLite and over the one in memory.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use fermata_log::{Clock, EventLog, SqliteLog};
use fermata_testkit::{LogMaker, MemoryLog, log_conformance};
use futures::{FutureExt, future::BoxFuture};
use tempfile::TempDir;

struct Sqlite {
    directory: TempDir,
    made: AtomicU32,
}

impl Sqlite {
    fn path(&self) -> PathBuf {
        self.directory
            .path()
            .join(format!("{}.db", self.made.load(Ordering::SeqCst)))
    }

    async fn open(&self, clock: Clock) -> Arc<dyn EventLog> {
        Arc::new(SqliteLog::open(self.path(), clock).await.unwrap())
    }
}

impl LogMaker for Sqlite {
    fn fresh(&self, clock: Clock) -> BoxFuture<'_, Arc<dyn EventLog>> {
        self.made.fetch_add(1, Ordering::SeqCst);
        self.open(clock).boxed()
    }

    fn again(&self, clock: Clock) -> BoxFuture<'_, Option<Arc<dyn EventLog>>> {
        self.open(clock).map(Some).boxed()
    }
}

struct Memory;

impl LogMaker for Memory {
    fn fresh(&self, clock: Clock) -> BoxFuture<'_, Arc<dyn EventLog>> {
        async move { Arc::new(MemoryLog::new(clock)) as Arc<dyn EventLog> }.boxed()
    }

    fn again(&self, _: Clock) -> BoxFuture<'_, Option<Arc<dyn EventLog>>> {
        async { None }.boxed()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_is_a_log() {
    log_conformance(&Sqlite {
        directory: TempDir::new().unwrap(),
        made: AtomicU32::new(0),
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_is_a_log() {
    log_conformance(&Memory).await;
}

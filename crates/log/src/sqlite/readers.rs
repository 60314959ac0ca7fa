//! The connections that read, and what happens to reads while the log is opened again or after it is closed.

use std::path::Path;

use fermata_protocol::Entry;
use sqlx::SqlitePool;
use tokio::sync::{RwLock, RwLockWriteGuard};

use super::{connect, rows};
use crate::LogError;

/// Reads share it; whoever opens or closes the connections has it alone.
#[derive(Debug)]
pub(super) struct Readers(RwLock<Result<SqlitePool, LogError>>);

impl Default for Readers {
    fn default() -> Self {
        Self(RwLock::new(Err(LogError::Closed)))
    }
}

impl Readers {
    pub(super) async fn page(&self, page: rows::Page) -> Result<Vec<Entry>, LogError> {
        let pool = self.0.read().await;
        let pool = pool.as_ref().map_err(Clone::clone)?;
        let mut db = pool.acquire().await.map_err(rows::explain("read"))?;
        rows::page(&mut db, page).await
    }

    /// Closes the connections; reads wait until the guard is gone, and then fail with `why` unless it was opened again.
    pub(super) async fn shut(&self, why: LogError) -> Shut<'_> {
        let mut pool = self.0.write().await;
        if let Ok(pool) = std::mem::replace(&mut *pool, Err(why)) {
            pool.close().await;
        }
        Shut(pool)
    }
}

/// No connection reads, and no read begins.
pub(super) struct Shut<'a>(RwLockWriteGuard<'a, Result<SqlitePool, LogError>>);

impl Shut<'_> {
    pub(super) async fn open(mut self, path: &Path) -> Result<(), LogError> {
        *self.0 = Ok(connect::readers(path).await?);
        Ok(())
    }
}

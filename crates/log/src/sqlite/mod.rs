//! The log on SQLite: one process, one writer with group commit, readers on WAL snapshots.
//!
//! Not here: a second process. The lock beside the database lets one in and tells the next who and where.

mod connect;
#[cfg(test)]
mod faults;
mod lock;
mod readers;
mod rows;
mod writer;

use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
};

use fermata_protocol::{Entry, Esc, NewEntry};
use futures::{FutureExt, future::BoxFuture, stream::BoxStream};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{Appended, Clock, Durability, EventLog, LogError, check_entry, follow};
use lock::OwnerLock;
use readers::Readers;
use rows::Page;
use writer::{Answer, Command, Counters, Writer};

/// So many appends wait for the writer; who comes then waits to wait.
const WAITING: usize = 128;

/// An [`EventLog`] in one SQLite file.
pub struct SqliteLog {
    inbox: mpsc::Sender<Command>,
    head: watch::Receiver<u64>,
    readers: Arc<Readers>,
    lock: Arc<OwnerLock>,
    counters: Arc<Counters>,
}

/// What the writer did since the log was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Transactions that wrote something, each with one sync to disk.
    pub commits: u64,
    /// Entries in them.
    pub entries: u64,
}

impl SqliteLog {
    /// Opens the log in this file, made if it is missing, as its only owner.
    ///
    /// # Errors
    /// [`LogError::Taken`] with the owner, [`LogError::NewerDatabase`], [`LogError::Corrupt`] and what SQLite says.
    pub async fn open(path: impl AsRef<Path>, clock: Clock) -> Result<Self, LogError> {
        let path = connect::touch(path.as_ref())?;
        let lock = Arc::new(OwnerLock::take(&path)?);
        let readers = Arc::new(Readers::default());
        let counters = Arc::new(Counters::default());
        let (writer, head) = Writer::open(
            path,
            clock,
            Arc::clone(&lock),
            Arc::clone(&readers),
            Arc::clone(&counters),
        )
        .await?;
        let (inbox, commands) = mpsc::channel(WAITING);
        tokio::spawn(writer.run(commands));
        Ok(Self {
            inbox,
            head,
            readers,
            lock,
            counters,
        })
    }

    /// Writes into the lock where this owner can be reached, for who comes second.
    ///
    /// # Errors
    /// [`LogError::Storage`] when the lock file can not be written.
    pub fn serving_at(&self, url: &str) -> Result<(), LogError> {
        self.lock.describe(Some(url))
    }

    /// What the writer did since the log was opened.
    pub fn stats(&self) -> Stats {
        Stats {
            commits: self.counters.commits.load(Ordering::Relaxed),
            entries: self.counters.entries.load(Ordering::Relaxed),
        }
    }

    async fn ask<T>(&self, command: impl FnOnce(Answer<T>) -> Command) -> Result<T, LogError> {
        let (answer, answered) = oneshot::channel();
        self.inbox
            .send(command(answer))
            .await
            .map_err(|_| LogError::Closed)?;
        answered.await.map_err(|_| LogError::Closed)?
    }
}

impl EventLog for SqliteLog {
    fn append(&self, entry: NewEntry) -> BoxFuture<'_, Result<Appended, LogError>> {
        async move {
            check_entry(&entry)?;
            self.ask(|answer| Command::Append(entry, answer)).await
        }
        .boxed()
    }

    fn read(&self, after: u64, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        self.readers.page(Page::After(after, limit)).boxed()
    }

    fn before(&self, seq: u64, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        self.readers.page(Page::Before(seq, limit)).boxed()
    }

    fn escalation(&self, esc: Esc) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        self.readers.page(Page::Escalation(esc)).boxed()
    }

    fn standing(&self, after: u64) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        self.readers.page(Page::Standing(after)).boxed()
    }

    fn head(&self) -> u64 {
        *self.head.borrow()
    }

    fn follow(&self, after: u64) -> BoxStream<'static, Result<Entry, LogError>> {
        let readers = Arc::clone(&self.readers);
        let read = move |after, limit| {
            let readers = Arc::clone(&readers);
            async move { readers.page(Page::After(after, limit)).await }.boxed()
        };
        follow(read, self.head.clone(), after)
    }

    fn durability(&self) -> Durability {
        Durability::Synced
    }

    fn reopen(&self) -> BoxFuture<'_, Result<(), LogError>> {
        self.ask(Command::Reopen).boxed()
    }

    fn close(&self) -> BoxFuture<'_, Result<(), LogError>> {
        async move {
            match self.ask(Command::Close).await {
                Err(LogError::Closed) => Ok(()),
                other => other,
            }
        }
        .boxed()
    }
}

//! The one task that writes: what arrives while a commit is in flight goes into the next one.
//!
//! After a storage error a later success of the same connection proves nothing, because the operating system forgets a failed sync.
//! So the writer stops there, until everything is closed, opened again and found to hold what was acknowledged.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use fermata_protocol::{Entry, NewEntry};
use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    connect,
    lock::OwnerLock,
    readers::Readers,
    rows::{self, Page, explain},
};
use crate::{Appended, Clock, LogError};

pub(super) type Answer<T> = oneshot::Sender<Result<T, LogError>>;

pub(super) enum Command {
    Append(NewEntry, Answer<Appended>),
    Reopen(Answer<()>),
    Close(Answer<()>),
    /// A test's hand on the connection that writes.
    #[cfg(test)]
    Run(&'static str, Answer<()>),
}

/// At most so many appends share one commit.
const GROUP: usize = 128;

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) commits: AtomicU64,
    pub(super) entries: AtomicU64,
}

pub(super) struct Writer {
    path: PathBuf,
    clock: Clock,
    /// The connection, or why there is none.
    db: Result<SqliteConnection, LogError>,
    /// The newest entry that was acknowledged or found on opening.
    tail: Option<Entry>,
    head: watch::Sender<u64>,
    readers: Arc<Readers>,
    counters: Arc<Counters>,
    /// Let go of when the connection is gone, not before.
    lock: Arc<OwnerLock>,
}

impl Writer {
    pub(super) async fn open(
        path: PathBuf,
        clock: Clock,
        lock: Arc<OwnerLock>,
        readers: Arc<Readers>,
        counters: Arc<Counters>,
    ) -> Result<(Self, watch::Receiver<u64>), LogError> {
        let (head, seen) = watch::channel(0);
        let db = Err(LogError::Closed);
        let mut writer = Self {
            path,
            clock,
            db,
            tail: None,
            head,
            readers,
            counters,
            lock,
        };
        writer.connect().await?;
        Ok((writer, seen))
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Command>) {
        let mut arrived = Vec::with_capacity(GROUP);
        while inbox.recv_many(&mut arrived, GROUP).await > 0 {
            let mut group = Vec::with_capacity(arrived.len());
            for command in arrived.drain(..) {
                match command {
                    Command::Append(entry, answer) => group.push((entry, answer)),
                    Command::Reopen(answer) => {
                        self.commit(std::mem::take(&mut group)).await;
                        let _ = answer.send(self.reopen().await);
                    }
                    Command::Close(answer) => {
                        self.commit(group).await;
                        let _ = answer.send(self.close().await);
                        return;
                    }
                    #[cfg(test)]
                    Command::Run(sql, answer) => {
                        let db = self.db.as_mut().unwrap();
                        let _ =
                            answer.send(db.execute(sql).await.map(|_| ()).map_err(explain("test")));
                    }
                }
            }
            self.commit(group).await;
        }
        // Nobody holds the log any more and nobody hears an error.
        let _ = self.close().await;
    }

    async fn commit(&mut self, group: Vec<(NewEntry, Answer<Appended>)>) {
        if group.is_empty() {
            return;
        }
        let (entries, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        match self.write(entries).await {
            Ok(results) => {
                for (answer, result) in answers.into_iter().zip(results) {
                    let _ = answer.send(result);
                }
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(error.clone()));
                }
            }
        }
    }

    /// One transaction. Nothing is answered, published or remembered before it is committed.
    async fn write(
        &mut self,
        entries: Vec<NewEntry>,
    ) -> Result<Vec<Result<Appended, LogError>>, LogError> {
        let db = self.db.as_mut().map_err(|why| why.clone())?;
        match transaction(db, self.tail.as_ref(), &self.clock, entries).await {
            Ok(results) => {
                if let Some(last) = results.iter().rev().find_map(fresh) {
                    let before = self.tail.as_ref().map_or(0, |tail| tail.seq);
                    self.counters.commits.fetch_add(1, Ordering::Relaxed);
                    self.counters
                        .entries
                        .fetch_add(last.seq - before, Ordering::Relaxed);
                    self.tail = Some(last.clone());
                    self.head.send_replace(last.seq);
                }
                Ok(results)
            }
            Err(error @ (LogError::Full(_) | LogError::Busy(_))) => {
                // If this fails, so does the next BEGIN, and then the log stops.
                let _ = db.execute("ROLLBACK").await;
                Err(error)
            }
            Err(error) => {
                tracing::error!(%error, "the log stops");
                let why = match error {
                    LogError::Broken(why) => why,
                    other => other.to_string(),
                };
                self.drop_connection(LogError::Broken(why.clone())).await;
                Err(LogError::Broken(why))
            }
        }
    }

    async fn reopen(&mut self) -> Result<(), LogError> {
        let why = match &self.db {
            Ok(_) => LogError::Broken("it is being opened again".to_owned()),
            Err(why) => why.clone(),
        };
        self.drop_connection(why).await;
        let opened = self.connect().await;
        if let (Err(error), Err(why)) = (&opened, &mut self.db) {
            *why = LogError::Broken(error.to_string());
        }
        opened
    }

    async fn drop_connection(&mut self, why: LogError) {
        if let Ok(db) = std::mem::replace(&mut self.db, Err(why)) {
            // What it could not write was not acknowledged; the rest is verified when it is opened again.
            let _ = db.close().await;
        }
    }

    /// Opens everything, and checks that what was acknowledged is there.
    async fn connect(&mut self) -> Result<(), LogError> {
        let why = self.db.as_ref().err().cloned().unwrap_or(LogError::Closed);
        let shut = self.readers.shut(why).await;
        let mut db = connect::writer(&self.path).await?;
        match connect::settle(&mut db).await {
            // Nothing failed in this process: whoever reads the file may go on, and a full disk is told to who appends.
            Err(error @ (LogError::Busy(_) | LogError::Full(_))) if self.tail.is_none() => {
                tracing::warn!(%error, "the log's WAL stays as it is");
            }
            settled => settled?,
        }
        if let Some(tail) = &self.tail {
            verify(&mut db, tail).await?;
        }
        self.tail = rows::page(&mut db, Page::Before(u64::MAX, 1)).await?.pop();
        shut.open(&self.path).await?;
        self.db = Ok(db);
        self.head
            .send_replace(self.tail.as_ref().map_or(0, |tail| tail.seq));
        Ok(())
    }

    async fn close(&mut self) -> Result<(), LogError> {
        drop(self.readers.shut(LogError::Closed).await);
        let closed = match std::mem::replace(&mut self.db, Err(LogError::Closed)) {
            Ok(db) => connect::close(db).await,
            Err(_) => Ok(()),
        };
        self.lock.release();
        closed
    }
}

fn fresh(result: &Result<Appended, LogError>) -> Option<&Entry> {
    match result {
        Ok(Appended::Fresh(entry)) => Some(entry),
        _ => None,
    }
}

async fn transaction(
    db: &mut SqliteConnection,
    tail: Option<&Entry>,
    clock: &Clock,
    entries: Vec<NewEntry>,
) -> Result<Vec<Result<Appended, LogError>>, LogError> {
    let doing = explain("write to");
    let mut seq = tail.map_or(0, |tail| tail.seq);
    let mut at = tail.map(|tail| tail.at);
    let mut results = Vec::with_capacity(entries.len());
    db.execute("BEGIN IMMEDIATE").await.map_err(&doing)?;
    for NewEntry {
        id,
        statements,
        esc,
        queue,
    } in entries
    {
        let now = clock();
        let now = at.map_or(now, |at| at.max(now));
        let entry = Entry {
            seq: seq + 1,
            at: now,
            id,
            statements,
            esc,
            queue,
        };
        if rows::insert(db, &entry).await.map_err(&doing)? {
            (seq, at) = (entry.seq, Some(entry.at));
            results.push(Ok(Appended::Fresh(entry)));
            continue;
        }
        let stored = rows::page(db, Page::Id(id)).await?.pop();
        let stored =
            stored.ok_or_else(|| LogError::Corrupt(format!("entry {id} is there and is not")))?;
        results.push(if stored.statements.first() == entry.statements.first() {
            Ok(Appended::Same(stored))
        } else {
            Err(LogError::Conflict { id })
        });
    }
    db.execute("COMMIT").await.map_err(&doing)?;
    Ok(results)
}

/// Everything up to the newest acknowledged entry is there, and the file is whole.
async fn verify(db: &mut SqliteConnection, tail: &Entry) -> Result<(), LogError> {
    let doing = explain("verify");
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(&mut *db)
        .await
        .map_err(&doing)?;
    if found != "ok" {
        return Err(LogError::Corrupt(found));
    }
    let stored = rows::page(db, Page::Id(tail.id)).await?.pop();
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM entries WHERE seq <= ?")
        .bind(i64::try_from(tail.seq).unwrap_or(i64::MAX))
        .fetch_one(&mut *db)
        .await
        .map_err(&doing)?;
    if stored.as_ref() != Some(tail) || u64::try_from(count) != Ok(tail.seq) {
        let lost = format!(
            "of the {} entries that were acknowledged, not all are there",
            tail.seq
        );
        return Err(LogError::Corrupt(lost));
    }
    Ok(())
}

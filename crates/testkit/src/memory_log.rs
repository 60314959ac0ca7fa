//! A log that forgets: for the tests of whoever needs one. It passes the same conformance suite as those that ship.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use fermata_log::{Appended, Clock, Durability, EventLog, LogError, check_entry, follow};
use fermata_protocol::{Entry, Esc, Jti, NewEntry};
use futures::{
    FutureExt,
    future::{BoxFuture, ready},
    stream::BoxStream,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// An [`EventLog`] in memory, which can be told to fail.
pub struct MemoryLog {
    clock: Clock,
    state: Arc<Mutex<State>>,
    head: watch::Receiver<u64>,
    door: Arc<Semaphore>,
    waiting: AtomicUsize,
}

struct State {
    entries: Vec<Entry>,
    place: BTreeMap<Jti, usize>,
    /// Gone when the log is closed.
    head: Option<watch::Sender<u64>>,
    /// Why it takes no entries.
    broken: Option<LogError>,
    /// So often it can not be opened again.
    shut: u32,
}

impl MemoryLog {
    /// An empty one.
    pub fn new(clock: Clock) -> Self {
        let (sender, head) = watch::channel(0);
        let state = State {
            entries: Vec::new(),
            place: BTreeMap::new(),
            head: Some(sender),
            broken: None,
            shut: 0,
        };
        Self {
            clock,
            state: Arc::new(Mutex::new(state)),
            head,
            door: Arc::new(Semaphore::new(1)),
            waiting: AtomicUsize::new(0),
        }
    }

    /// From now on every append fails with this, until [`EventLog::reopen`].
    pub fn fail_with(&self, error: LogError) {
        lock(&self.state).broken = Some(error);
    }

    /// From now on appends wait until what this gives is dropped.
    pub async fn hold(&self) -> OwnedSemaphorePermit {
        let door = Arc::clone(&self.door);
        door.acquire_owned()
            .await
            .unwrap_or_else(|_| unreachable!("nobody closes it"))
    }

    /// How many appends wait.
    pub fn held(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// The next so many times [`EventLog::reopen`] fails.
    pub fn refuse_to_reopen(&self, times: u32) {
        lock(&self.state).shut = times;
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn append(&mut self, new: NewEntry, clock: &Clock) -> Result<Appended, LogError> {
        check_entry(&new)?;
        let head = self.head.as_ref().ok_or(LogError::Closed)?;
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        let NewEntry {
            id,
            statements,
            esc,
            queue,
        } = new;
        if let Some(place) = self.place.get(&id) {
            let stored = &self.entries[*place];
            let same = stored.statements.first() == statements.first();
            return if same {
                Ok(Appended::Same(stored.clone()))
            } else {
                Err(LogError::Conflict { id })
            };
        }
        let at = self
            .entries
            .last()
            .map_or_else(|| clock(), |last| last.at.max(clock()));
        let entry = Entry {
            seq: self.entries.len() as u64 + 1,
            at,
            id,
            statements,
            esc,
            queue,
        };
        self.place.insert(id, self.entries.len());
        self.entries.push(entry.clone());
        head.send_replace(entry.seq);
        Ok(Appended::Fresh(entry))
    }

    /// Those that `keep` lets through, in order.
    fn select(&self, keep: impl Fn(&Entry) -> bool) -> Result<Vec<Entry>, LogError> {
        self.head.as_ref().ok_or(LogError::Closed)?;
        Ok(self
            .entries
            .iter()
            .filter(|entry| keep(entry))
            .cloned()
            .collect())
    }
}

fn after(state: &Mutex<State>, after: u64, limit: usize) -> Result<Vec<Entry>, LogError> {
    let mut found = lock(state).select(|entry| entry.seq > after)?;
    found.truncate(limit);
    Ok(found)
}

impl EventLog for MemoryLog {
    fn append(&self, entry: NewEntry) -> BoxFuture<'_, Result<Appended, LogError>> {
        async move {
            self.waiting.fetch_add(1, Ordering::SeqCst);
            let passed = self.door.acquire().await;
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            let _open = passed.map_err(|_| LogError::Closed)?;
            lock(&self.state).append(entry, &self.clock)
        }
        .boxed()
    }

    fn read(&self, seq: u64, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        ready(after(&self.state, seq, limit)).boxed()
    }

    fn before(&self, seq: u64, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        let found = lock(&self.state).select(|entry| entry.seq < seq);
        ready(found.map(|found| found.into_iter().rev().take(limit).collect())).boxed()
    }

    fn escalation(&self, esc: Esc) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        ready(lock(&self.state).select(|entry| entry.esc == Some(esc))).boxed()
    }

    fn standing(&self, after: u64) -> BoxFuture<'_, Result<Vec<Entry>, LogError>> {
        ready(lock(&self.state).select(|entry| entry.esc.is_none() && entry.seq > after)).boxed()
    }

    fn head(&self) -> u64 {
        *self.head.borrow()
    }

    fn follow(&self, seq: u64) -> BoxStream<'static, Result<Entry, LogError>> {
        let state = Arc::clone(&self.state);
        let read = move |seq, limit| ready(after(&state, seq, limit)).boxed();
        follow(read, self.head.clone(), seq)
    }

    fn durability(&self) -> Durability {
        Durability::Unconfirmed
    }

    fn reopen(&self) -> BoxFuture<'_, Result<(), LogError>> {
        let mut state = lock(&self.state);
        let opened = match (state.shut, &state.broken) {
            (1.., Some(why)) => Err(why.clone()),
            _ => Ok(()),
        };
        state.shut = state.shut.saturating_sub(1);
        if opened.is_ok() {
            state.broken = None;
        }
        ready(opened).boxed()
    }

    fn close(&self) -> BoxFuture<'_, Result<(), LogError>> {
        lock(&self.state).head = None;
        ready(Ok(())).boxed()
    }
}

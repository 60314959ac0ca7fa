//! What every route shares: the log, the key, the clock, and what follows from the log.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, Weak, atomic::AtomicUsize},
    time::Duration,
};

use fermata_log::{Appended, EventLog, LogError};
use fermata_protocol::{
    Code, Entry, Esc, Jti, Kid, Name, NewEntry, Nonce, Payload, SecretKey, Sha, Signed, Timestamp,
    Ws,
    contract::CompiledContract,
    fold::{Escalation, fold},
    payload::{ContractRef, Terms},
    roster::{InForce, Standing},
};
use tokio::sync::watch;

use crate::{
    Problem, Random, Rules,
    count::Counters,
    live::{KeyBits, Live},
    timer::Timer,
};

/// The log takes an entry long before this; whoever waits longer is told that it does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

type Turn = Arc<tokio::sync::Mutex<()>>;
type Turns = HashMap<(Name, KeyBits), Weak<tokio::sync::Mutex<()>>>;

/// What every route shares.
pub(crate) struct Gate {
    pub(crate) id: Name,
    pub(crate) ws: Ws,
    pub(crate) key: SecretKey,
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) timer: Timer,
    pub(crate) random: Random,
    pub(crate) tokens: RwLock<BTreeMap<Name, Sha>>,
    pub(crate) open_limit: AtomicUsize,
    pub(crate) counters: Counters,
    /// What follows from the log; written by one task.
    pub(crate) live: RwLock<Live>,
    /// The last entry that `live` took.
    pub(crate) seen: watch::Sender<u64>,
    /// The last standing entry that `live` took.
    pub(crate) standing: watch::Sender<u64>,
    /// Why the log can not be followed, while it can not.
    pub(crate) unread: watch::Sender<Option<LogError>>,
    /// Why the log takes nothing, while it does not.
    pub(crate) broken: watch::Sender<Option<LogError>>,
    /// True from the moment that the gateway stops.
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) compiled: Mutex<HashMap<Sha, Arc<CompiledContract>>>,
    pub(crate) rules: Mutex<Option<(Sha, Arc<Rules>)>>,
    pub(crate) turns: Mutex<Turns>,
    /// Devices that ask to join, until somebody compares their words; in no log, for they have no right yet.
    pub(crate) joins: Mutex<BTreeMap<Kid, (Timestamp, String)>>,
}

/// An escalation with the entries that make it.
pub(crate) struct Folded {
    pub(crate) entries: Vec<Entry>,
    pub(crate) state: Escalation,
}

impl Gate {
    /// What follows from the log, to look at and not to keep.
    pub(crate) fn live(&self) -> RwLockReadGuard<'_, Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.timer.now()
    }

    /// What is in force.
    pub(crate) fn in_force(&self) -> Arc<Standing> {
        self.live().timeline.now().clone()
    }

    /// The roster in force, while it has not expired.
    pub(crate) fn good_roster(&self) -> Result<Arc<InForce>, Problem> {
        let roster = self.in_force().roster()?.clone();
        if self.now() > roster.expires_at {
            Err(Code::RosterExpired.into())
        } else {
            Ok(roster)
        }
    }

    /// Random bytes.
    pub(crate) fn draw<const N: usize>(&self) -> Result<[u8; N], Problem> {
        let mut bytes = [0; N];
        (self.random)(&mut bytes).map_err(|_| {
            Problem::new(Code::LogUnavailable)
                .because("The machine gives no randomness: try again.")
        })?;
        Ok(bytes)
    }

    /// A fresh id.
    pub(crate) fn new_jti(&self) -> Result<Jti, Problem> {
        Ok(Jti::make(self.now(), self.draw()?))
    }

    /// A fresh nonce.
    pub(crate) fn new_nonce(&self) -> Result<Nonce, Problem> {
        Ok(Nonce::new(self.draw()?))
    }

    /// Signs as this gateway.
    pub(crate) fn sign<T: Payload>(&self, payload: &T) -> Result<Signed<T>, Problem> {
        Ok(Signed::sign(&self.key, payload)?)
    }

    /// Appends. A log whose storage failed is opened again from then on.
    pub(crate) async fn put(&self, entry: NewEntry) -> Result<Appended, LogError> {
        let appended = self.log.append(entry).await;
        if let Err(error @ LogError::Broken(_)) = &appended {
            self.broken.send_replace(Some(error.clone()));
        }
        appended
    }

    /// Appends, and answers only when everything in memory knows of it.
    pub(crate) async fn append(&self, entry: NewEntry) -> Result<Entry, Problem> {
        let entry = self.put(entry).await?.into_entry();
        self.caught_up(entry.seq).await?;
        Ok(entry)
    }

    /// Waits until everything in memory knows of this entry.
    pub(crate) async fn caught_up(&self, seq: u64) -> Result<(), Problem> {
        let mut seen = self.seen.subscribe();
        let waited = tokio::time::timeout(PATIENCE, seen.wait_for(|last| *last >= seq)).await;
        match waited {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Code::LogUnavailable.into()),
        }
    }

    /// Reads an escalation from the log and folds it; `not_found` when nothing opened it.
    pub(crate) async fn fold(&self, esc: Esc) -> Result<Folded, Problem> {
        let entries = self.log.escalation(esc).await?;
        let last = entries.last().ok_or(Code::NotFound)?.seq;
        self.caught_up(last).await?;
        let state = fold(esc, &entries, &self.live().timeline);
        if state.exists() {
            Ok(Folded { entries, state })
        } else {
            Err(Code::NotFound.into())
        }
    }

    /// The contract that a proposal names, ready to check arguments; and whether it was reviewed.
    pub(crate) fn contract(
        &self,
        named: &ContractRef,
        standing: &Standing,
    ) -> Result<(Arc<CompiledContract>, Option<Sha>), Problem> {
        let compile = |terms: &Terms| {
            CompiledContract::compile(terms)
                .map(Arc::new)
                .map_err(|code| {
                    Problem::new(code)
                        .because("The contract's terms are not sound: title, schema or a pointer.")
                })
        };
        let sha = match named {
            ContractRef::Inline(inline) => return Ok((compile(&inline.inline)?, None)),
            ContractRef::Reviewed(sha) => *sha,
        };
        let contract = standing.contract(sha).ok_or(Code::UnknownTool)?;
        let mut cache = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = cache.get(&sha) {
            return Ok((known.clone(), Some(sha)));
        }
        let compiled = compile(&contract.terms())?;
        cache.insert(sha, compiled.clone());
        Ok((compiled, Some(sha)))
    }

    /// The policy in force, read once per statement; absent when nobody signed one.
    pub(crate) fn rules(
        &self,
        standing: &Standing,
    ) -> Result<Option<(Sha, Arc<Rules>)>, crate::PolicyError> {
        let Some(policy) = standing.policy() else {
            return Ok(None);
        };
        let mut cache = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        match cache.as_ref() {
            Some((sha, _)) if *sha == policy.sha() => {}
            _ => *cache = Some((policy.sha(), Arc::new(Rules::of(policy)?))),
        }
        Ok(cache.clone())
    }

    /// One at a time per key: two equal requests at once must not become two escalations.
    pub(crate) fn turn(&self, source: &Name, bits: KeyBits) -> Turn {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| turn.strong_count() > 0);
        let slot = turns.entry((source.clone(), bits)).or_default();
        slot.upgrade().unwrap_or_else(|| {
            let turn = Turn::default();
            *slot = Arc::downgrade(&turn);
            turn
        })
    }
}

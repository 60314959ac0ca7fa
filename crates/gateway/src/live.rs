//! What follows from the log and is kept in memory: what stands, what is open, where each escalation belongs.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use fermata_protocol::{
    Entry, Esc, Jti, Name, Sha, Timestamp, Typ, Ws, claimed_typ,
    fold::{Escalation, fold},
    roster::Timeline,
};
use tokio::sync::watch;

/// The part of a vouched proposal's id that its idempotency key gave it.
pub(crate) type KeyBits = [u8; 10];

/// Everything that the gateway knows, as of the last entry taken.
pub(crate) struct Live {
    pub(crate) timeline: Timeline,
    open: HashMap<Esc, Open>,
    due: BTreeSet<(Timestamp, Esc)>,
    waiting: HashMap<Arc<Name>, usize>,
    places: HashMap<Esc, Place>,
    names: BTreeSet<Arc<Name>>,
    keys: HashMap<(Arc<Name>, KeyBits), Esc>,
    standing: HashSet<Jti>,
    rosters: BTreeMap<u64, Entry>,
}

/// An escalation that waits.
pub(crate) struct Open {
    pub(crate) state: Escalation,
    pub(crate) first_seq: u64,
    listed: Timestamp,
    /// Dropped when it closes, which wakes whoever waits for that.
    closes: watch::Sender<()>,
}

/// Whose an escalation is, and where it waits.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) source: Arc<Name>,
    pub(crate) queue: Arc<Name>,
    /// Who has not decided may not see it all.
    pub(crate) blind: bool,
}

impl Live {
    pub(crate) fn new(pin: Sha, ws: Ws) -> Self {
        Self {
            timeline: Timeline::new(pin, ws),
            open: HashMap::new(),
            due: BTreeSet::new(),
            waiting: HashMap::new(),
            places: HashMap::new(),
            names: BTreeSet::new(),
            keys: HashMap::new(),
            standing: HashSet::new(),
            rosters: BTreeMap::new(),
        }
    }

    /// Takes the next entry of the log.
    pub(crate) fn take(&mut self, entry: &Entry) {
        match entry.esc {
            None => self.stands(entry),
            Some(esc) if self.open.contains_key(&esc) => self.goes_on(esc, entry),
            Some(esc) if !self.places.contains_key(&esc) => self.opens(esc, entry),
            Some(_) => {}
        }
    }

    fn stands(&mut self, entry: &Entry) {
        self.standing.insert(entry.id);
        let taken = self.timeline.take(entry).is_ok();
        let typ = entry
            .statements
            .first()
            .and_then(|first| claimed_typ(first).ok());
        if let (true, Some(Typ::Roster), Ok(roster)) = (taken, typ, self.timeline.now().roster()) {
            self.rosters.insert(roster.version, entry.clone());
        }
    }

    fn opens(&mut self, esc: Esc, entry: &Entry) {
        let state = fold(esc, std::slice::from_ref(entry), &self.timeline);
        let Some(proposal) = state.proposal() else {
            return;
        };
        let place = Place {
            source: intern(&mut self.names, &proposal.iss),
            queue: intern(&mut self.names, &proposal.queue),
            blind: state.is_blind(),
        };
        if proposal.vouched() {
            self.keys.insert((place.source.clone(), key_bits(esc)), esc);
        }
        self.places.insert(esc, place.clone());
        if let (None, Some(due)) = (state.resolved(), state.due()) {
            self.due.insert((due, esc));
            *self.waiting.entry(place.source).or_default() += 1;
            let open = Open {
                state,
                first_seq: entry.seq,
                listed: due,
                closes: watch::channel(()).0,
            };
            self.open.insert(esc, open);
        }
    }

    fn goes_on(&mut self, esc: Esc, entry: &Entry) {
        let Some(open) = self.open.get_mut(&esc) else {
            return;
        };
        open.state.apply(entry, self.timeline.before(entry.seq));
        let due = open.state.due().unwrap_or(open.listed);
        let closed = open.state.resolved().is_some();
        if closed || due != open.listed {
            self.due.remove(&(open.listed, esc));
        }
        if closed {
            self.open.remove(&esc);
            if let Some(count) = self
                .places
                .get(&esc)
                .and_then(|p| self.waiting.get_mut(&p.source))
            {
                *count = count.saturating_sub(1);
            }
        } else if due != open.listed {
            open.listed = due;
            self.due.insert((due, esc));
        }
    }

    /// Whose it is and where it waits.
    pub(crate) fn place(&self, esc: Esc) -> Option<&Place> {
        self.places.get(&esc)
    }

    /// It, while it waits.
    pub(crate) fn open(&self, esc: Esc) -> Option<&Open> {
        self.open.get(&esc)
    }

    /// Everything that waits.
    pub(crate) fn all_open(&self) -> impl Iterator<Item = (&Esc, &Open)> {
        self.open.iter()
    }

    /// How many of this source wait.
    pub(crate) fn waiting(&self, source: &Name) -> usize {
        self.waiting.get(source).copied().unwrap_or(0)
    }

    /// Changes, by being closed, when the escalation closes; absent when it does not wait.
    pub(crate) fn until_closed(&self, esc: Esc) -> Option<watch::Receiver<()>> {
        self.open.get(&esc).map(|open| open.closes.subscribe())
    }

    /// When the next escalation is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(due, _)| *due)
    }

    /// What is overdue at `now`, with its state, at most `limit`.
    pub(crate) fn overdue(&self, now: Timestamp, limit: usize) -> Vec<Escalation> {
        let late = self
            .due
            .iter()
            .take_while(|(due, _)| *due < now)
            .take(limit);
        late.filter_map(|(_, esc)| self.open.get(esc))
            .map(|open| open.state.clone())
            .collect()
    }

    /// The escalation that this source opened with this key.
    pub(crate) fn by_key(&self, source: &Name, bits: KeyBits) -> Option<Esc> {
        let source = self.names.get(source)?;
        self.keys.get(&(source.clone(), bits)).copied()
    }

    /// This standing entry is in the log.
    pub(crate) fn has_standing(&self, id: Jti) -> bool {
        self.standing.contains(&id)
    }

    /// The entry that brought this version into force.
    pub(crate) fn roster_entry(&self, version: u64) -> Option<&Entry> {
        self.rosters.get(&version)
    }
}

/// The random part of an escalation's id.
pub(crate) fn key_bits(esc: Esc) -> KeyBits {
    let mut bits = [0; 10];
    bits.copy_from_slice(&esc.uuid().as_bytes()[6..]);
    bits
}

fn intern(names: &mut BTreeSet<Arc<Name>>, name: &Name) -> Arc<Name> {
    if let Some(known) = names.get(name) {
        return known.clone();
    }
    let fresh = Arc::new(name.clone());
    names.insert(fresh.clone());
    fresh
}

//! What a reader of the log makes of it. Readers of the same share the work.
//!
//! The fold and the timeline are pure: from the same entries everybody gets the same. So it is computed once, and a reader who was told something else gets something else.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use fermata_protocol::{
    Entry, Esc, Jti, Sha, Ws,
    fold::{Escalation, fold},
    payload::ChainHead,
    roster::{Standing, Timeline},
};

/// What stands, by the entries that were taken.
#[derive(Debug)]
pub struct Known {
    digest: Sha,
    /// All of it.
    pub timeline: Timeline,
}

impl Known {
    /// Before anything.
    pub fn nothing(pin: Sha, ws: Ws) -> Arc<Self> {
        let timeline = Timeline::new(pin, ws);
        let digest = pin;
        Arc::new(Self { digest, timeline })
    }

    /// What stands now.
    pub fn now(&self) -> &Standing {
        self.timeline.now()
    }

    /// The version of the roster in force.
    pub fn version(&self) -> u64 {
        self.now().roster().map_or(0, |roster| roster.version)
    }
}

#[derive(Debug)]
struct Folded {
    digest: Sha,
    state: Escalation,
}

/// What was computed before.
#[derive(Debug, Clone, Default)]
pub struct Memo {
    known: HashMap<Sha, Arc<Known>>,
    folded: HashMap<Sha, Arc<Folded>>,
}

/// An id stands for its statements: the log takes each once, and no liar here changes what stands under one.
fn link(before: Sha, entry: &Entry, under: Option<Sha>) -> Sha {
    let mut bytes = [0_u8; 32 + 8 + 8 + 16 + 32];
    bytes[..32].copy_from_slice(before.bytes());
    bytes[32..40].copy_from_slice(&entry.seq.to_be_bytes());
    bytes[40..48].copy_from_slice(&entry.at.millis().to_be_bytes());
    bytes[48..64].copy_from_slice(entry.id.uuid().as_bytes());
    if let Some(under) = under {
        bytes[64..].copy_from_slice(under.bytes());
    }
    Sha::of(bytes)
}

impl Memo {
    /// One more standing entry.
    pub fn take(&mut self, known: &Arc<Known>, entry: &Entry) -> Arc<Known> {
        let digest = link(known.digest, entry, None);
        let next = || {
            let mut timeline = known.timeline.clone();
            // What does not hold is skipped by every reader alike.
            let _ = timeline.take(entry);
            Arc::new(Known { digest, timeline })
        };
        Arc::clone(self.known.entry(digest).or_insert_with(next))
    }

    fn apply(
        &mut self,
        before: Option<&Arc<Folded>>,
        esc: Esc,
        entry: &Entry,
        known: &Known,
    ) -> Arc<Folded> {
        let from = before.map_or(Sha::of(esc.to_string()), |folded| folded.digest);
        let digest = link(from, entry, Some(known.digest));
        let next = || {
            let mut state = match before {
                Some(folded) => folded.state.clone(),
                None => fold(esc, &[], &known.timeline),
            };
            state.apply(entry, known.now());
            Arc::new(Folded { digest, state })
        };
        Arc::clone(self.folded.entry(digest).or_insert_with(next))
    }
}

/// One escalation as it was read.
#[derive(Debug, Clone)]
pub struct Chain {
    folded: Arc<Folded>,
    /// The head after each entry.
    pub heads: Vec<ChainHead>,
}

impl Chain {
    /// What it says.
    pub fn state(&self) -> &Escalation {
        &self.folded.state
    }

    /// Both lie on one chain: as far as both go they are the same.
    pub fn agrees(&self, other: &Self) -> bool {
        self.heads
            .iter()
            .zip(&other.heads)
            .all(|(own, other)| own == other)
    }
}

/// Everything that one reader has read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What stands.
    pub known: Arc<Known>,
    /// Each escalation.
    pub chains: BTreeMap<Esc, Chain>,
    /// The last entry.
    pub cursor: u64,
    ids: HashSet<Jti>,
}

impl Reading {
    /// Of nothing.
    pub fn nothing(known: &Arc<Known>) -> Self {
        Self {
            known: Arc::clone(known),
            chains: BTreeMap::new(),
            cursor: 0,
            ids: HashSet::new(),
        }
    }

    /// Reads on. What was read before is ignored.
    pub fn read(&mut self, memo: &mut Memo, entries: &[Entry]) {
        for entry in entries {
            if entry.seq <= self.cursor {
                continue;
            }
            self.cursor = entry.seq;
            self.ids.insert(entry.id);
            let Some(esc) = entry.esc else {
                self.known = memo.take(&self.known, entry);
                continue;
            };
            let before = self.chains.get(&esc);
            let folded = memo.apply(before.map(|chain| &chain.folded), esc, entry, &self.known);
            let mut heads = before.map_or(Vec::new(), |chain| chain.heads.clone());
            heads.push(folded.state.head().1);
            self.chains.insert(esc, Chain { folded, heads });
        }
    }

    /// Whether an entry with this id was among it.
    pub fn holds(&self, id: Jti) -> bool {
        self.ids.contains(&id)
    }

    /// What it says of one escalation.
    pub fn state(&self, esc: Esc) -> Option<&Escalation> {
        self.chains.get(&esc).map(Chain::state)
    }
}

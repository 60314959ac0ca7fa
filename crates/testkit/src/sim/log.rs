//! The one log: it orders entries, gives them a time, and takes each id once.
//!
//! It verifies nothing, like the real one.

use std::collections::HashMap;

use fermata_protocol::{Entry, Esc, Jti, NewEntry, Timestamp};

/// The log.
#[derive(Debug, Clone, Default)]
pub struct Log {
    entries: Vec<Entry>,
    places: HashMap<Jti, usize>,
}

/// What an append came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is new, at this position.
    New(u64),
    /// The same was there before, at this position.
    Again(u64),
    /// Something else has this id.
    Conflict,
}

impl Log {
    /// Appends, once per id: of a second entry only the first statement is compared.
    pub fn append(&mut self, new: NewEntry, at: Timestamp) -> Appended {
        if let Some(place) = self.places.get(&new.id) {
            let stored = &self.entries[*place];
            return if stored.statements.first() == new.statements.first() {
                Appended::Again(stored.seq)
            } else {
                Appended::Conflict
            };
        }
        let seq = self.entries.len() as u64 + 1;
        self.places.insert(new.id, self.entries.len());
        self.entries.push(Entry {
            seq,
            at,
            id: new.id,
            statements: new.statements,
            esc: new.esc,
            queue: new.queue,
        });
        Appended::New(seq)
    }

    /// Everything.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What came after this position.
    pub fn after(&self, seq: u64) -> &[Entry] {
        &self.entries[(seq as usize).min(self.entries.len())..]
    }

    /// The entry with this id.
    pub fn find(&self, id: Jti) -> Option<&Entry> {
        self.places.get(&id).map(|place| &self.entries[*place])
    }

    /// Those about one escalation.
    pub fn about(&self, esc: Esc) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.esc == Some(esc))
    }
}

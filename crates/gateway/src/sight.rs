//! What of the log reaches whom: whole escalations by queue, and of one under a blind second look only what its reader may see yet.
//!
//! What is withheld from somebody comes to them with the entry that ends that, at that entry's position: so a reader's position says what it has had, although it then gets entries from before it.

use fermata_protocol::{
    Entry, Esc, Name,
    fold::{Withheld, fold},
};

use crate::{
    Problem,
    auth::{Caller, Who},
    gate::{Folded, Gate},
};

impl Gate {
    /// As [`Gate::fold`], over what this caller may see now.
    pub(crate) async fn fold_for(&self, caller: &Caller, esc: Esc) -> Result<Folded, Problem> {
        Ok(self.narrowed(caller, self.fold(esc).await?))
    }

    /// Entries of an escalation that this caller may see now.
    pub(crate) async fn entries_for(
        &self,
        caller: &Caller,
        esc: Esc,
    ) -> Result<Vec<Entry>, Problem> {
        if self.looks_blind(caller, esc) {
            Ok(self.fold_for(caller, esc).await?.entries)
        } else {
            Ok(self.log.escalation(esc).await?)
        }
    }

    /// What this caller may see now of what there is.
    pub(crate) fn narrowed(&self, caller: &Caller, mut folded: Folded) -> Folded {
        if let Some(withheld) = withheld(caller, &folded).filter(|it| it.until().is_none()) {
            folded.entries.retain(|entry| !withheld.has(entry.seq));
            folded.state = fold(folded.state.esc, &folded.entries, &self.live().timeline);
        }
        folded
    }

    /// What the log's entry brings this caller at its position: itself, nothing, or behind what was withheld until it.
    pub(crate) async fn brings(
        &self,
        caller: &Caller,
        entry: Entry,
    ) -> Result<Vec<Entry>, Problem> {
        let Some(esc) = entry.esc else {
            return Ok(vec![entry]);
        };
        if !self.sees(caller, esc) {
            return Ok(Vec::new());
        }
        if !self.looks_blind(caller, esc) {
            return Ok(vec![entry]);
        }
        let folded = self.fold(esc).await?;
        Ok(match withheld(caller, &folded) {
            Some(withheld) if withheld.has(entry.seq) => Vec::new(),
            Some(withheld) if withheld.until() == Some(entry.seq) => {
                let before = folded.entries.into_iter();
                let mut all: Vec<Entry> = before.filter(|it| withheld.has(it.seq)).collect();
                all.push(entry);
                all
            }
            _ => vec![entry],
        })
    }

    /// Whether this caller may see the log's entry now.
    pub(crate) async fn shows(&self, caller: &Caller, entry: &Entry) -> Result<bool, Problem> {
        let Some(esc) = entry.esc else {
            return Ok(true);
        };
        if !self.sees(caller, esc) || !self.looks_blind(caller, esc) {
            return Ok(self.sees(caller, esc));
        }
        let withheld = withheld(caller, &self.fold(esc).await?);
        Ok(withheld.is_none_or(|it| it.until().is_some() || !it.has(entry.seq)))
    }

    /// Whether this caller reads what stands like that: a source needs nothing of who is away, and its reader knows no such statement.
    pub(crate) fn tells(&self, caller: &Caller, entry: &Entry) -> bool {
        !matches!(caller.who, Who::Source(_) | Who::Vouched(_)) || !entry.is_absence()
    }

    /// Something of this escalation may be withheld from this caller.
    fn looks_blind(&self, caller: &Caller, esc: Esc) -> bool {
        reviewer(caller).is_some() && self.live().place(esc).is_some_and(|place| place.blind)
    }
}

/// Sources and gateways see all.
fn reviewer(caller: &Caller) -> Option<&Name> {
    match &caller.who {
        Who::Person(name) => Some(name),
        Who::Source(_) | Who::Vouched(_) | Who::Gateway(_) => None,
    }
}

fn withheld(caller: &Caller, folded: &Folded) -> Option<Withheld> {
    folded.state.withheld(reviewer(caller)?)
}

//! What a dishonest gateway says instead.
//!
//! Within the stated limits it keeps things back: entries, a no, a halt, a roster. Outside of them it makes up what nobody signed, or tells two stories; each of these must be seen by somebody.

use fermata_protocol::{
    Entry, Esc, NewEntry, Sha, Typ, claimed_typ,
    fold::Escalation,
    payload::{Decision, HaltSays, Ruling, Saw, Says, Status, Verb},
    resolution::Resolution,
};

use super::{
    gateway::{Gateway, amount, proposal},
    memo::Reading,
    net::Node,
    pen::{Choice, sign},
    stage::{Lie, Stage},
};
use crate::world::peek;

impl Gateway {
    fn lies(&self, stage: &mut Stage, lie: Lie) -> bool {
        // To hide a no helps only whoever goes on hiding it.
        let now = lie == Lie::HideNo || stage.chance.one_in(2);
        self.lies.contains(&lie) && !stage.calm && now
    }

    /// The answer about one escalation, when it is not an honest one; inside, nothing at all.
    pub(super) fn lie_about(
        &mut self,
        stage: &mut Stage,
        esc: Esc,
    ) -> Option<Option<(Resolution, Option<Lie>)>> {
        let state = self.reading.state(esc)?.clone();
        if self.lies(stage, Lie::Forge) && state.status() == Status::Open {
            return self
                .forge(stage, &state)
                .map(|r| Some((r, Some(Lie::Forge))));
        }
        if self.lies(stage, Lie::Swap) && state.status().approves() {
            return self.swap(stage, &state).map(|r| Some((r, Some(Lie::Swap))));
        }
        if self.lies(stage, Lie::Delay) {
            stage.counts.add("within limits: Delay, told");
            let entries = stage.log.entries();
            let back = stage.chance.below(4) + 1;
            let old = entries[..entries.len() - back.min(entries.len())].to_vec();
            let reading = self.reading_of(stage, &old);
            return Some(self.honest(stage, &reading, esc).map(|r| (r, None)));
        }
        if self.lies(stage, Lie::HideNo) {
            let all = stage.log.entries().iter();
            let kept: Vec<Entry> = all.filter(|entry| !says_no(entry)).cloned().collect();
            let hidden = kept.len() < stage.log.entries().len();
            let reading = self.reading_of(stage, &kept);
            let lie = hidden.then_some(Lie::HideNo);
            return Some(self.honest(stage, &reading, esc).map(|r| (r, lie)));
        }
        None
    }

    fn reading_of(&self, stage: &mut Stage, entries: &[Entry]) -> Reading {
        let mut reading = Reading::nothing(&self.nothing);
        reading.read(&mut stage.memo, entries);
        reading
    }

    fn resolve(
        &self,
        stage: &mut Stage,
        state: &Escalation,
        status: Status,
        statements: Vec<String>,
    ) -> Resolution {
        let now = stage.clock(self.offset);
        let says = (Says::Resolved, Some(status));
        let receipt =
            stage
                .cast
                .receipt(self.name(), now, state.esc, says, &statements, state.head());
        Resolution {
            esc: state.esc,
            status,
            statements,
            receipt,
        }
    }

    /// An approval that the required people did not sign.
    fn forge(&self, stage: &mut Stage, state: &Escalation) -> Option<Resolution> {
        let asked = stage.truth.asked.get(&state.esc)?.clone();
        let candidate = state.candidate()?;
        if candidate.edit.is_some() {
            return None;
        }
        let verdict = candidate.verdict.compact().to_owned();
        let now = stage.clock(self.offset);
        let mut statements = vec![asked.compact.clone(), verdict];
        let kind = stage.chance.below(5);
        stage.counts.add(format!(
            "forged: {}",
            [
                "by nobody",
                "by an impostor",
                "by its own allow",
                "by one for two",
                "by a replay"
            ][kind]
        ));
        match kind {
            0 => {}
            1 => {
                let (n, head) = state.head();
                let choice = Choice {
                    asked: &asked,
                    verdict: candidate.verdict.sha(),
                    candidate: candidate.sha,
                    verb: Verb::Approve,
                    amount: 0,
                    view: Sha::of("view"),
                    saw: Saw { n, head },
                    roster: 1,
                    link: None,
                };
                // Its own key, in the name of a person.
                statements.push(stage.cast.decide("ann", self.name(), now, &choice).compact);
            }
            2 => {
                let takes = (0, asked.expires_at);
                let allow =
                    stage
                        .cast
                        .judge(self.name(), now, &asked, asked.sha, Ruling::Allow, takes);
                statements[1] = allow.compact;
                return Some(self.resolve(stage, state, Status::Allowed, statements));
            }
            3 => {
                let two = asked.queue == "vault"
                    || asked.wish.is_some_and(|n| n > 1)
                    || candidate.verdict.requires.approvals > 1;
                let person = state.standing_people().next().filter(|_| two)?.clone();
                let said = stage.truth.decided.values().filter(|said| {
                    said.person == person.as_str() && said.candidate == Some(candidate.sha)
                });
                // One person at both of their devices is still one.
                let said: Vec<String> = said.map(|said| said.compact.clone()).collect();
                statements.extend(said);
            }
            _ => {
                let other = stage
                    .truth
                    .decided
                    .values()
                    .find(|said| said.esc != state.esc)?;
                statements.push(other.compact.clone());
            }
        }
        Some(self.resolve(stage, state, Status::Approved, statements))
    }

    /// A real approval, of something else.
    fn swap(&self, stage: &mut Stage, state: &Escalation) -> Option<Resolution> {
        let resolved = state.resolved()?;
        let mut statements = resolved.statements.clone();
        let edit = statements.iter().position(|statement| {
            claimed_typ(statement) == Ok(Typ::Decision)
                && peek::<Decision>(statement).decision == Verb::Edit
        });
        match (edit, stage.chance.below(2)) {
            (Some(place), 0) => {
                let mut edit: Decision = peek(&statements[place]);
                edit.arguments
                    .as_mut()?
                    .insert("amount".to_owned(), 999.into());
                statements[place] = sign(self.name(), &edit);
            }
            (_, 0) => {
                let mut changed = proposal(&statements[0]);
                let arguments = &mut changed.action.as_mut()?.arguments;
                let more = amount(arguments) + 1;
                arguments.insert("amount".to_owned(), more.into());
                statements[0] = sign(self.name(), &changed);
            }
            _ => {
                let other = stage
                    .truth
                    .asked
                    .values()
                    .find(|asked| asked.esc != state.esc)?;
                statements[0].clone_from(&other.compact);
            }
        }
        Some(self.resolve(stage, state, resolved.status, statements))
    }

    /// Whether this decision is not appended although it will be said so.
    pub(super) fn drops(&self, stage: &mut Stage, from: Node, first: &str) -> bool {
        let decision = claimed_typ(first) == Ok(Typ::Decision) && matches!(from, Node::Desk(_));
        decision && self.lies(stage, Lie::Drop)
    }

    /// The receipt that would be true if it had been appended.
    pub(super) fn receipt_of_a_drop(
        &self,
        stage: &mut Stage,
        esc: Option<Esc>,
        entry: &NewEntry,
    ) -> String {
        let now = stage.clock(self.offset);
        let esc = esc.unwrap_or_else(|| Esc::from(entry.id));
        let (n, head) = self.reading.state(esc).map_or(
            (0, fermata_protocol::payload::ChainHead::Start(esc)),
            Escalation::head,
        );
        let appended = Entry {
            seq: stage.log.entries().len() as u64 + 1,
            at: now,
            id: entry.id,
            statements: entry.statements.clone(),
            esc: Some(esc),
            queue: None,
        };
        let head = fermata_protocol::chain_head(head, &appended);
        stage.cast.receipt(
            self.name(),
            now,
            esc,
            (Says::Recorded, None),
            &entry.statements,
            (n + 1, head),
        )
    }

    /// What stands, without what it hides.
    pub(super) fn keep_back(&self, stage: &mut Stage, mut entries: Vec<Entry>) -> Vec<Entry> {
        let before = entries.len();
        let typ = |entry: &Entry| claimed_typ(&entry.statements[0]);
        if self.lies.contains(&Lie::OldRoster) && !stage.calm {
            // From the first one on that it does not like: a chain with a gap would not hold.
            entries.retain(|entry| typ(entry) != Ok(Typ::Roster) || entry.seq < 6);
            if entries.len() < before {
                stage.counts.add("within limits: OldRoster, told");
            }
        }
        if self.lies.contains(&Lie::HideNo) && !stage.calm {
            entries.retain(|entry| !says_no(entry));
        }
        entries
    }

    /// Another story for a desk: one entry of an escalation is left out, and what came after it is shown.
    pub(super) fn fork(
        &self,
        stage: &mut Stage,
        mut entries: Vec<Entry>,
    ) -> (Vec<Entry>, Option<Esc>) {
        if self.lies.contains(&Lie::Delay) && !stage.calm && stage.chance.one_in(3) {
            entries.truncate(entries.len().saturating_sub(2));
        }
        if self.lies(stage, Lie::HideNo)
            && let Some(place) = entries.iter().position(says_no)
        {
            // From a desk too: it is shown nothing from the no on.
            entries.truncate(place);
        }
        if !self.lies(stage, Lie::Fork) {
            return (entries, None);
        }
        let later = |place: usize| {
            entries[place + 1..]
                .iter()
                .any(|entry| entry.esc == entries[place].esc)
        };
        let decision = |entry: &Entry| claimed_typ(&entry.statements[0]) == Ok(Typ::Decision);
        let places: Vec<usize> = (0..entries.len())
            .filter(|place| decision(&entries[*place]) && later(*place))
            .collect();
        if places.is_empty() {
            return (entries, None);
        }
        let gone = entries.remove(stage.chance.pick(&places));
        (entries, gone.esc)
    }
}

/// A reject, a withdrawal, or a halt.
fn says_no(entry: &Entry) -> bool {
    let first = &entry.statements[0];
    match claimed_typ(first) {
        Ok(Typ::Decision) => peek::<Decision>(first).decision == Verb::Reject,
        Ok(Typ::Note) => peek::<serde_json::Value>(first)["type"] == "withdrawn",
        Ok(Typ::Halt) => peek::<fermata_protocol::payload::Halt>(first).says == HaltSays::Halt,
        _ => false,
    }
}

//! One workspace without a network: everybody stands before the same log, and a source beside it.
//!
//! For tests of what happens to statements once they exist. What happens to them on the way is the simulation's.

#![expect(clippy::unwrap_used, reason = "a fixture reports by panicking")]

use std::collections::HashMap;

use fermata_protocol::{
    Esc, NewEntry, Sha, Timestamp,
    fold::{Escalation, fold},
    payload::{Ruling, Saw, Says, Verb},
    resolution::{Answer, Refused, Resolution, Row, RowState, Source, verify},
    roster::{Standing, Timeline},
};

use super::{
    Log,
    cast::{Cast, GATEWAYS, HOUR},
    pen::{Asked, Choice, Decided, Judged, Link, Plan},
};
use crate::{clock::BEGIN, world::name};

/// The workspace, its log, what stands, and the time.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Who is in it.
    pub cast: Cast,
    /// Its log.
    pub log: Log,
    /// What stands.
    pub timeline: Timeline,
    /// What every clock says.
    pub now: Timestamp,
    folded: HashMap<Esc, Escalation>,
}

impl Scene {
    /// The n-th workspace, with what stands at first.
    pub fn new(n: u8) -> Self {
        let cast = Cast::new(n, 720 * HOUR);
        let timeline = Timeline::new(cast.pin, cast.ws);
        let mut scene = Self {
            log: Log::default(),
            timeline,
            now: Timestamp::from_millis(BEGIN),
            cast,
            folded: HashMap::new(),
        };
        for entry in scene.cast.genesis() {
            scene.append(entry);
        }
        scene
    }

    /// Time passes.
    pub fn wait(&mut self, millis: i64) {
        self.now = Timestamp::from_millis(self.now.millis() + millis);
    }

    /// Into the log, and into what stands.
    pub fn append(&mut self, entry: NewEntry) {
        let before = self.log.entries().len() as u64;
        self.log.append(entry, self.now);
        for entry in self.log.after(before) {
            // What does not hold is skipped by every reader alike.
            let _ = self.timeline.take(entry);
            if let Some(esc) = entry.esc {
                let new = || fold(esc, &[], &self.timeline);
                let state = self.folded.entry(esc).or_insert_with(new);
                state.apply(entry, self.timeline.before(entry.seq));
            }
        }
    }

    /// These statements as an entry, into the log.
    pub fn say(&mut self, statements: &[&str]) {
        let statements = statements.iter().map(|text| (*text).to_owned()).collect();
        self.append(NewEntry::of(statements).unwrap());
    }

    /// A proposal and a verdict that asks for so many people, in the log.
    pub fn propose(&mut self, plan: Plan, approvals: u32) -> (Asked, Judged) {
        let asked = self.cast.propose(self.now, plan);
        let takes = (approvals, asked.expires_at);
        let verdict = self.cast.judge(
            GATEWAYS[0],
            self.now,
            &asked,
            asked.sha,
            Ruling::Escalate,
            takes,
        );
        self.say(&[&asked.compact, &verdict.compact]);
        (asked, verdict)
    }

    /// A person decides on this candidate at their first device. It is not in the log yet.
    pub fn decide(
        &mut self,
        person: &'static str,
        asked: &Asked,
        on: &Judged,
        (verb, amount): (Verb, i64),
        link: Link,
    ) -> Decided {
        let (n, head) = self.fold(asked.esc).head();
        let choice = Choice {
            asked,
            verdict: on.sha,
            candidate: on.candidate,
            verb,
            amount,
            view: Sha::of("view"),
            saw: Saw { n, head },
            roster: self.cast.roster().version,
            link,
        };
        self.cast
            .decide(person, &format!("{person}/0"), self.now, &choice)
    }

    /// The gateway's verdict over an edit: as many people, and as long.
    pub fn judge_edit(&mut self, asked: &Asked, edit: &Decided, before: &Judged) -> Judged {
        let takes = (before.approvals, before.due);
        let now = self.now;
        self.cast
            .judge(GATEWAYS[0], now, asked, edit.sha, Ruling::Escalate, takes)
    }

    /// What the log says of something that was proposed, entry by entry as they came.
    pub fn fold(&self, esc: Esc) -> &Escalation {
        &self.folded[&esc]
    }

    /// What a gateway hands out, when it is closed.
    pub fn resolution(&mut self, esc: Esc) -> Option<Resolution> {
        let state = self.fold(esc).clone();
        let resolved = state.resolved()?;
        let says = (Says::Resolved, Some(resolved.status));
        let receipt = self.cast.receipt(
            GATEWAYS[0],
            self.now,
            esc,
            says,
            &resolved.statements,
            state.head(),
        );
        Some(Resolution {
            esc,
            status: resolved.status,
            statements: resolved.statements.clone(),
            receipt,
        })
    }
}

/// What a source verifies with: its name, what stands, its clock, its row.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its workspace and what stands there.
    pub scene: &'a Scene,
    /// What it reads as standing.
    pub standing: &'a Standing,
    /// Its clock; the list was answered then.
    pub now: Timestamp,
    /// Its row of this escalation.
    pub row: (&'a Asked, RowState),
}

impl<'a> Reader<'a> {
    /// The one whom the proposal belongs to, at once and with a fresh list.
    pub fn of(scene: &'a Scene, asked: &'a Asked) -> Self {
        Self {
            name: asked.source,
            scene,
            standing: scene.timeline.now(),
            now: scene.now,
            row: (asked, RowState::Pending),
        }
    }

    /// Steps 1 to 10.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn verify(&self, resolution: &Resolution) -> Result<Answer, Refused> {
        let source = Source {
            name: &name(self.name),
            ws: self.scene.cast.ws,
            standing: self.standing,
            answered_at: self.now,
        };
        let (asked, state) = self.row;
        let row = |esc| {
            (esc == asked.esc).then_some(Row {
                proposal: &asked.compact,
                state,
            })
        };
        verify(resolution, row, &source, self.now)
    }
}

//! One history: the scheduler, which draws from the seed what happens next.

use std::sync::Arc;

use fermata_protocol::{
    Esc, Jti, NewEntry, Timestamp,
    fold::What,
    payload::{All, NoteBody, NoteType, Revoked, Scope, Status},
};

use super::{
    Chance, Log,
    cast::{Cast, HOUR, PEOPLE, QUEUES, SOURCES, TOOLS, devices},
    desk::Desk,
    gateway::Gateway,
    memo::{Known, Memo, Reading},
    net::{Letter, Node},
    pen::Plan,
    source::Source,
    stage::{Broken, Lie, Stage},
};
use crate::{clock::BEGIN, workspace::key, world::name};

/// So many things happen, before everybody comes to rest.
const STEPS: usize = 400;

/// Everybody, and what they share.
pub struct History {
    /// What they share.
    pub stage: Stage,
    /// Two gateways.
    pub gateways: Vec<Gateway>,
    /// Two sources.
    pub sources: Vec<Source>,
    /// The people's devices.
    pub desks: Vec<Desk>,
    /// How the second gateway lies.
    pub lies: Vec<Lie>,
    halts: Vec<Jti>,
    steps: usize,
}

impl History {
    /// The history of this seed, with one rule left out.
    pub fn new(seed: u64, broken: Broken) -> Self {
        thread_local!(static BEGUN: Begun = Begun::default());
        let Begun {
            cast,
            log,
            memo,
            nothing,
        } = BEGUN.with(Clone::clone);
        let mut chance = Chance::new(seed);
        let mut lies: Vec<Lie> = Vec::new();
        if !chance.one_in(3) {
            // What takes luck to be seen is told more often.
            let often = [&Lie::ALL[..], &[Lie::HideNo; 3], &[Lie::Drop]].concat();
            lies.push(chance.pick(&often));
            if chance.one_in(2) {
                lies.push(chance.pick(&often));
            }
        }
        let people = PEOPLE[..4].iter().flat_map(|person| {
            devices(person)
                .into_iter()
                .map(move |device| (*person, device))
        });
        let desks = people
            .enumerate()
            .map(|(n, (person, device))| Desk::new(n, person, device, &nothing))
            .collect();
        Self {
            gateways: vec![
                Gateway::new(0, &nothing, Vec::new()),
                Gateway::new(1, &nothing, lies.clone()),
            ],
            sources: (0..SOURCES.len())
                .map(|n| Source::new(n, &nothing))
                .collect(),
            stage: Stage::new(cast, log, memo, chance, broken),
            desks,
            lies,
            halts: Vec::new(),
            steps: 0,
        }
    }

    /// The next thing happens. False: it is over.
    pub fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            return false;
        }
        match self.stage.chance.below(100) {
            0..=49 => self.deliver(),
            50..=78 => self.tick(),
            79..=88 => self.stage.now += self.stage.chance.between(1, 15_000),
            89..=91 => self.propose(),
            92 => self.crash(),
            93..=95 => self.start(),
            96 => self.roster(),
            97 if self.stage.chance.one_in(2) => self.halt(),
            97 | 98 => self.say_something(),
            _ => self.jump(),
        }
        true
    }

    /// Everybody is up, the network holds, the second gateway is not asked: what is left to be said is said.
    pub fn come_to_rest(&mut self) {
        self.stage.calm = true;
        for round in 0..8 {
            self.start();
            self.stage.now += 1_000;
            for desk in &mut self.desks {
                desk.tick(&mut self.stage);
            }
            // The last rounds are the desks' alone: they read what the sources said last.
            for source in self.sources.iter_mut().filter(|_| round < 6) {
                source.tick(&mut self.stage);
            }
            self.gateways[0].tick(&mut self.stage);
            while !self.stage.letters.is_empty() {
                self.stage.now += 10;
                self.deliver();
            }
        }
        self.count();
    }

    /// How everything ended, for the table.
    fn count(&mut self) {
        for chain in self.gateways[0].reading.chains.values() {
            let state = chain.state();
            self.stage.counts.add(format!("ended: {}", state.status()));
            for event in state.history() {
                let What::Decided { verb, .. } = event.what else {
                    continue;
                };
                let mark = event.mark.word();
                self.stage
                    .counts
                    .add(format!("decisions folded: {verb} {mark}"));
            }
        }
        let sent = self.desks.iter().flat_map(|desk| &desk.outbox);
        let overtaken = sent.filter(|sent| sent.dropped).count() as u64;
        let word = "outside limits: Drop, made good by another copy";
        self.stage.counts.add_many(word, overtaken);
        let entries = self.stage.log.entries().len() as u64;
        self.stage.counts.add("histories");
        self.stage.counts.add_many("entries", entries);
        self.stage.counts.add_many(
            "escalations that ran",
            self.stage.truth.effects.len() as u64,
        );
    }

    fn deliver(&mut self) {
        let due: Vec<usize> = (0..self.stage.letters.len())
            .filter(|at| self.stage.letters[*at].due <= self.stage.now)
            .collect();
        if due.is_empty() {
            let next = self.stage.letters.iter().map(|letter| letter.due).min();
            self.stage.now = next.unwrap_or(self.stage.now + 500);
            return;
        }
        // In calm they come in order.
        let at = if self.stage.calm {
            due[0]
        } else {
            self.stage.chance.pick(&due)
        };
        let Letter { to, message, .. } = if self.stage.calm {
            self.stage.letters.remove(at)
        } else {
            self.stage.letters.swap_remove(at)
        };
        let stage = &mut self.stage;
        match to {
            Node::Gateway(n) if self.gateways[n].up => self.gateways[n].hear(stage, message),
            Node::Source(n) if self.sources[n].up => self.sources[n].hear(stage, message),
            Node::Desk(n) if self.desks[n].up => self.desks[n].hear(stage, message),
            _ => stage.counts.add("messages to somebody who is down"),
        }
    }

    fn tick(&mut self) {
        let stage = &mut self.stage;
        match stage.chance.below(10) {
            0 => {
                let n = stage.chance.below(self.gateways.len());
                if self.gateways[n].up {
                    self.gateways[n].tick(stage);
                }
            }
            1..=4 => {
                let n = stage.chance.below(self.sources.len());
                if self.sources[n].up {
                    self.sources[n].tick(stage);
                }
            }
            _ => {
                let n = stage.chance.below(self.desks.len());
                if self.desks[n].up {
                    self.desks[n].tick(stage);
                }
            }
        }
    }

    fn propose(&mut self) {
        let stage = &mut self.stage;
        if stage.truth.asked.len() >= 4 {
            return;
        }
        let n = stage.chance.below(self.sources.len());
        let plan = Plan {
            source: SOURCES[n],
            // Lookups run unseen, and prove less.
            tool: match stage.chance.below(5) {
                0 => TOOLS[2].0,
                n => TOOLS[n % 2].0,
            },
            amount: stage.chance.between(1, 1000),
            queue: if stage.chance.one_in(4) {
                QUEUES[1]
            } else {
                QUEUES[0]
            },
            wish: stage.chance.one_in(4).then_some(2),
            life: stage.chance.between(10, 90) * 60_000,
        };
        if self.sources[n].up {
            self.sources[n].propose(stage, plan);
        }
    }

    fn crash(&mut self) {
        let stage = &mut self.stage;
        match stage.chance.below(4) {
            0 => {
                let n = stage.chance.below(self.gateways.len());
                if self.gateways[n].up {
                    self.gateways[n].crash(stage);
                }
            }
            1 => {
                let n = stage.chance.below(self.desks.len());
                if self.desks[n].up {
                    stage.counts.add("crashes of desks");
                    self.desks[n].up = false;
                }
            }
            _ => {
                let n = stage.chance.below(self.sources.len());
                if self.sources[n].up {
                    self.sources[n].crash(stage);
                }
            }
        }
    }

    fn start(&mut self) {
        for gateway in &mut self.gateways {
            gateway.up = true;
        }
        for desk in &mut self.desks {
            desk.up = true;
        }
        for source in self.sources.iter_mut().filter(|source| !source.up) {
            source.start(&mut self.stage);
        }
    }

    /// A new roster: the same, or one that revokes a key; sometimes one that is soon over.
    fn roster(&mut self) {
        let stage = &mut self.stage;
        if stage.cast.versions.len() > 3 || stage.chance.one_in(2) {
            return;
        }
        let at = stage.clock(0);
        let life = if stage.chance.one_in(4) {
            HOUR / 3
        } else {
            720 * HOUR
        };
        let revoked = stage
            .chance
            .one_in(2)
            .then(|| stage.chance.below(self.desks.len()));
        let revoked = revoked.map(|n| key(&self.desks[n].device).kid());
        let entry = stage.cast.renew(at, life, |roster| {
            if let Some(kid) = revoked.filter(|kid| roster.revoked.iter().all(|r| r.kid != *kid)) {
                roster.revoked.push(Revoked { kid, at });
            }
        });
        stage.append(entry);
        stage.counts.add("rosters");
        if let Some(kid) = revoked {
            let version = stage.cast.versions.len() as u64;
            stage.truth.revoked.entry(kid).or_insert(version);
            stage.counts.add("keys revoked");
        }
    }

    /// Somebody stops things, or lets them go on.
    fn halt(&mut self) {
        let stage = &mut self.stage;
        let n = stage.chance.below(4);
        let (person, device) = (self.desks[n].person, self.desks[n].device.clone());
        let at = stage.clock(self.desks[n].offset);
        let lifts = self.halts.pop();
        let scope = match (lifts, stage.chance.below(3)) {
            (None, 0) => Scope::Source(name(SOURCES[0])),
            (None, 1) => match stage.truth.asked.keys().next() {
                Some(esc) => Scope::Esc(*esc),
                None => Scope::All(All),
            },
            _ => Scope::All(All),
        };
        let (jti, compact) = stage.cast.halt(&device, person, at, scope, lifts);
        if lifts.is_none() {
            self.halts.push(jti);
            stage.counts.add("halts");
        } else {
            stage.counts.add("lifts");
        }
        self.desks[n].keep(jti, None, compact);
    }

    /// An extension, a withdrawal, a backup, or a disk that is lost.
    fn say_something(&mut self) {
        let stage = &mut self.stage;
        let n = stage.chance.below(self.sources.len());
        match stage.chance.below(6) {
            0 => self.sources[n].withdraw(stage),
            1 | 2 => self.sources[n].back_up(),
            3 | 4 => self.sources[n].restore(stage),
            _ => self.extend(),
        }
    }

    fn extend(&mut self) {
        let stage = &mut self.stage;
        let n = stage.chance.below(4);
        let open = |(esc, chain): (&Esc, &super::memo::Chain)| {
            (chain.state().status() == Status::Open)
                .then(|| Some((*esc, chain.state().due()?)))
                .flatten()
        };
        let Some((esc, due)) = self.desks[n].reading.chains.iter().find_map(open) else {
            return;
        };
        let later = Timestamp::from_millis(due.millis() + 10 * 60_000);
        let body = NoteBody {
            lease_s: None,
            to: None,
            text: None,
            due: Some(later),
            pointer: None,
            reason: None,
        };
        let (person, device) = (self.desks[n].person, self.desks[n].device.clone());
        let at = stage.clock(self.desks[n].offset);
        let note = stage
            .cast
            .note(&device, person, at, esc, (NoteType::Extended, body));
        if let Ok(entry) = NewEntry::of(vec![note.clone()]) {
            self.desks[n].keep(entry.id, Some(esc), note);
            stage.counts.add("extensions");
        }
    }

    /// Somebody's clock is set, or all sleep for a while.
    fn jump(&mut self) {
        let stage = &mut self.stage;
        let by = match stage.chance.below(4) {
            0 if stage.chance.one_in(3) => stage.chance.between(-2 * HOUR, 2 * HOUR),
            0 | 1 => 0,
            _ => stage.chance.between(-100_000, 100_000),
        };
        stage.counts.add("clocks set");
        match stage.chance.below(5) {
            0 => self.gateways[stage.chance.below(2)].offset = by,
            1 => self.sources[stage.chance.below(2)].offset = by,
            2 => self.desks[stage.chance.below(4)].offset = by,
            3 => stage.log_offset = by.clamp(-60_000, 60_000),
            _ => stage.now += stage.chance.between(1, 30) * 60_000,
        }
    }
}

/// What every history begins with: the same statements, signed and read once per thread.
#[derive(Clone)]
struct Begun {
    cast: Cast,
    log: Log,
    memo: Memo,
    nothing: Arc<Known>,
}

impl Default for Begun {
    fn default() -> Self {
        let cast = Cast::new(7, 720 * HOUR);
        let nothing = Known::nothing(cast.pin, cast.ws);
        let mut log = Log::default();
        for entry in cast.genesis() {
            log.append(entry, Timestamp::from_millis(BEGIN));
        }
        let mut memo = Memo::default();
        Reading::nothing(&nothing).read(&mut memo, log.entries());
        Self {
            cast,
            log,
            memo,
            nothing,
        }
    }
}

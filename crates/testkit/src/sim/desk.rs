//! A desk: reads, decides, keeps what it signed until it is recorded, and looks whether what it was told is so.
//!
//! Its outbox and what it has read are on its disk; what a crash takes is what was on its way.

use std::{collections::BTreeMap, sync::Arc};

use fermata_protocol::{
    Esc, Jti, Signed,
    fold::Alarm,
    payload::{ChainHead, Receipt, Saw, Status, Verb},
};

use super::{
    memo::{Known, Reading},
    net::{Message, Node},
    pen::{Choice, Link},
    stage::{Broken, Stage},
};

/// Why a desk turned red.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Red {
    /// What it was told of this escalation does not lie on one chain.
    Fork(Esc),
    /// It was told that its statement is recorded, and a later read lacks it.
    Lost(Jti),
    /// Something ran that the log says nobody approved.
    Contradiction(Esc),
}

/// A statement that was signed here.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its id.
    pub jti: Jti,
    /// Of which escalation; absent for a halt.
    pub esc: Option<Esc>,
    /// Its statement.
    pub compact: String,
    /// When it was told that it is recorded, since it last sent it.
    pub told: Option<i64>,
    /// It was told so at least once.
    pub ever_told: bool,
    /// No gateway takes it.
    pub refused: bool,
    /// It was told so, and it was not. The desk does not know; it is for the table.
    pub dropped: bool,
}

/// One device.
pub struct Desk {
    n: usize,
    /// Who sits at it.
    pub person: &'static str,
    /// The key's name.
    pub device: String,
    /// How wrong its clock is.
    pub offset: i64,
    /// It runs.
    pub up: bool,
    /// What was signed here.
    pub outbox: Vec<Sent>,
    link: Link,
    /// What it has read.
    pub reading: Reading,
    nothing: Arc<Known>,
    /// Heads that receipts named.
    heads: BTreeMap<(Esc, u64), ChainHead>,
    /// Why it is red.
    pub red: Vec<Red>,
    /// Escalations of which it was shown another chain. The desk does not know; the oracle asks.
    pub told_a_fork: Vec<Esc>,
}

impl Desk {
    /// The n-th desk, which has read nothing.
    pub fn new(n: usize, person: &'static str, device: String, nothing: &Arc<Known>) -> Self {
        Self {
            n,
            person,
            device,
            offset: 0,
            up: true,
            outbox: Vec::new(),
            link: None,
            reading: Reading::nothing(nothing),
            nothing: Arc::clone(nothing),
            heads: BTreeMap::new(),
            red: Vec::new(),
            told_a_fork: Vec::new(),
        }
    }

    fn turn_red(&mut self, stage: &mut Stage, why: Red) {
        if !self.red.contains(&why) {
            self.red.push(why);
            let word = match why {
                Red::Fork(_) => "fork",
                Red::Lost(_) => "lost",
                Red::Contradiction(_) => "contradiction",
            };
            stage.counts.add(format!("desks red: {word}"));
        }
    }

    /// What it does when nothing comes in.
    pub fn tick(&mut self, stage: &mut Stage) {
        let to = stage.gateway_of(self.n);
        // Sometimes from the beginning, to see whether it is still the same.
        let after = if stage.calm || stage.chance.one_in(6) {
            0
        } else {
            self.reading.cursor
        };
        stage.send(to, Message::Read(self.n, after, stage.now));
        for sent in self
            .outbox
            .iter()
            .filter(|sent| sent.told.is_none() && !sent.refused)
        {
            stage.send(
                to,
                Message::Say(Node::Desk(self.n), vec![sent.compact.clone()]),
            );
        }
        if !stage.calm && stage.chance.one_in(2) {
            self.decide(stage);
        }
    }

    /// Decides one of what is open, as far as it knows.
    fn decide(&mut self, stage: &mut Stage) {
        let open: Vec<Esc> = self
            .reading
            .chains
            .iter()
            .filter(|(_, c)| c.state().status() == Status::Open)
            .map(|(esc, _)| *esc)
            .collect();
        if open.is_empty() {
            return;
        }
        let esc = stage.chance.pick(&open);
        let decided = self.outbox.iter().any(|sent| sent.esc == Some(esc));
        let Some(state) = self
            .reading
            .state(esc)
            .filter(|_| !decided || stage.chance.one_in(5))
        else {
            return;
        };
        let (Some(candidate), Some(proposal), Some(arguments)) =
            (state.candidate(), state.proposal(), state.arguments())
        else {
            return;
        };
        let Some(asked) = stage
            .truth
            .asked
            .get(&esc)
            .filter(|asked| asked.sha == proposal.sha())
            .cloned()
        else {
            return;
        };
        let known = Arc::clone(&self.reading.known);
        let Some(view) = stage.view(candidate.sha, proposal, arguments, &known) else {
            return;
        };
        let verb = match stage.chance.below(20) {
            0..=12 => Verb::Approve,
            13..=17 => Verb::Edit,
            _ => Verb::Reject,
        };
        let (n, head) = state.head();
        let choice = Choice {
            asked: &asked,
            verdict: candidate.verdict.sha(),
            candidate: candidate.sha,
            verb,
            amount: match stage.chance.below(6) {
                0 => stage.chance.between(500, 1_100),
                _ => stage.chance.between(1, 500),
            },
            view,
            saw: Saw { n, head },
            roster: known.version(),
            link: self.link,
        };
        let at = stage.clock(self.offset);
        let decided = stage.cast.decide(self.person, &self.device, at, &choice);
        self.link = Some((self.link.map_or(1, |(seq, _)| seq + 1), decided.sha));
        self.keep(decided.jti, Some(esc), decided.compact.clone());
        stage.truth.decided.insert(decided.jti, decided);
        stage.counts.add(format!("decisions signed: {verb}"));
    }

    /// Signed, and on the disk before it is sent.
    pub fn keep(&mut self, jti: Jti, esc: Option<Esc>, compact: String) {
        self.outbox.push(Sent {
            jti,
            esc,
            compact,
            told: None,
            ever_told: false,
            refused: false,
            dropped: false,
        });
    }

    /// A message came.
    pub fn hear(&mut self, stage: &mut Stage, message: Message) {
        match message {
            Message::Recorded(id, receipt) => self.recorded(stage, id, &receipt),
            Message::Refused(id, _) => {
                if let Some(sent) = self.outbox.iter_mut().find(|sent| sent.jti == id) {
                    sent.refused = true;
                    if sent.ever_told {
                        let dropped = std::mem::take(&mut sent.dropped);
                        count_drop(stage, dropped);
                        // It was recorded once, they said, and now it can not be.
                        self.turn_red(stage, Red::Lost(id));
                    }
                }
            }
            Message::Entries(after, entries, asked, forked) => {
                if after == 0 {
                    let mut whole = Reading::nothing(&self.nothing);
                    whole.read(&mut stage.memo, &entries);
                    if let Some(esc) = forked {
                        stage.counts.add("outside limits: Fork, told");
                        self.forked(esc);
                    }
                    self.compare(stage, whole, asked);
                } else if after <= self.reading.cursor {
                    let before = self.reading.cursor;
                    self.reading.read(&mut stage.memo, &entries);
                    if let Some(esc) =
                        forked.filter(|_| self.reading.cursor > before && after == before)
                    {
                        stage.counts.add("outside limits: Fork, told");
                        self.forked(esc);
                    }
                }
                self.look_for_alarms(stage);
            }
            _ => {}
        }
    }

    fn recorded(&mut self, stage: &mut Stage, id: Jti, receipt: &str) {
        let at = stage.clock(self.offset);
        let known = Arc::clone(&self.reading.known);
        let roster = known.now().roster();
        let verified = Signed::<Receipt>::parse(receipt)
            .and_then(|signed| signed.verify(roster?.as_ref(), at));
        let Ok(receipt) = verified else {
            return;
        };
        let Some(sent) = self.outbox.iter_mut().find(|sent| sent.jti == id) else {
            return;
        };
        if sent.told.is_none() && !sent.dropped && stage.log.find(id).is_none() {
            sent.dropped = true;
            stage.counts.add("outside limits: Drop, told");
        }
        if sent.told.is_none() {
            sent.told = Some(stage.now);
        }
        sent.ever_told = true;
        let (about, refused) = (sent.esc.is_some(), sent.refused);
        if refused {
            // One gateway says that it can never be recorded, another that it is.
            let dropped = std::mem::take(&mut sent.dropped);
            count_drop(stage, dropped);
            self.turn_red(stage, Red::Lost(id));
        }
        if about {
            let before = self.heads.insert((receipt.esc, receipt.n), receipt.head);
            if before.is_some_and(|before| before != receipt.head) && stage.broken != Broken::Heads
            {
                self.turn_red(stage, Red::Fork(receipt.esc));
            }
        }
    }

    /// What was told about this one is a lie: only counted, and checked at the end.
    fn forked(&mut self, esc: Esc) {
        self.told_a_fork.push(esc);
    }

    /// A read from the beginning: it must continue what was read, hold what was recorded, and lie under what receipts said.
    fn compare(&mut self, stage: &mut Stage, whole: Reading, asked: i64) {
        if stage.broken != Broken::Heads {
            let forks: Vec<Esc> = whole
                .chains
                .iter()
                .filter(|(esc, chain)| {
                    self.reading
                        .chains
                        .get(esc)
                        .is_some_and(|own| !own.agrees(chain))
                })
                .map(|(esc, _)| *esc)
                .collect();
            let named = self.heads.iter().filter(|((esc, n), head)| {
                let heads = whole.chains.get(esc).map(|chain| &chain.heads);
                let own = heads.and_then(|heads| heads.get((*n as usize).wrapping_sub(1)));
                own.is_some_and(|own| own != *head)
            });
            let named: Vec<Esc> = named.map(|((esc, _), _)| *esc).collect();
            for esc in forks.into_iter().chain(named) {
                self.turn_red(stage, Red::Fork(esc));
            }
        }
        if stage.broken != Broken::AppendAgain {
            let mut lost = Vec::new();
            for sent in &mut self.outbox {
                let before = sent.told.is_some_and(|told| told < asked);
                if before && !whole.holds(sent.jti) {
                    // Once more, until it is there.
                    sent.told = None;
                    lost.push(std::mem::take(&mut sent.dropped));
                }
            }
            for dropped in lost {
                count_drop(stage, dropped);
                stage.counts.add("recorded, then missing: appended again");
            }
        }
        if whole.cursor >= self.reading.cursor {
            self.reading = whole;
        }
    }

    fn look_for_alarms(&mut self, stage: &mut Stage) {
        if stage.broken == Broken::Alarms {
            return;
        }
        let ran = |alarm: &Alarm| *alarm != Alarm::OutcomeOutOfOrder;
        let alarmed: Vec<Esc> = self
            .reading
            .chains
            .iter()
            .filter(|(_, chain)| chain.state().alarms().iter().any(ran))
            .map(|(esc, _)| *esc)
            .collect();
        for esc in alarmed {
            self.turn_red(stage, Red::Contradiction(esc));
        }
    }
}

fn count_drop(stage: &mut Stage, dropped: bool) {
    if dropped {
        stage.counts.add("outside limits: Drop, detected");
    }
}

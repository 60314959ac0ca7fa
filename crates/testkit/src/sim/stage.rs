//! What all nodes share: the time, chance, the network, the log, and the truth that no node may look at.

use std::collections::{BTreeMap, HashMap, HashSet};

use fermata_protocol::{
    Esc, Jti, Kid, NewEntry, Sha, Timestamp,
    payload::{Action, Proposal},
    view,
};

use super::{
    Chance, Log,
    cast::Cast,
    counts::Counts,
    memo::Memo,
    net::{Letter, Message, Node},
    pen::{Asked, Decided, Judged},
};

/// A rule that a node leaves out, so that a test can see the simulation find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Nothing is.
    Nothing,
    /// A source takes a resolution for a row that is no longer pending.
    ConsumedCheck,
    /// A source that starts again runs what it finds, whatever the tool.
    RestartRule,
    /// A registry that was restored goes on where it was.
    Fence,
    /// A source runs before its registry is on the disk.
    SyncBeforeRun,
    /// A source believes its gateway.
    Verification,
    /// A source runs what was proposed, whatever was signed.
    SignedArguments,
    /// A desk does not look for what it was told is recorded.
    AppendAgain,
    /// A desk compares no heads.
    Heads,
    /// A desk does not look at the fold's alarms.
    Alarms,
}

/// What a dishonest gateway does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lie {
    /// Answers from a log of a while ago.
    Delay,
    /// Hides rejects, withdrawals and halts from a source.
    HideNo,
    /// Serves an old roster.
    OldRoster,
    /// Makes a resolution that people did not sign.
    Forge,
    /// Puts other arguments into one.
    Swap,
    /// Says that a decision is recorded, and it is not.
    Drop,
    /// Shows a desk another chain.
    Fork,
}

impl Lie {
    /// All of them; the first three are within the stated limits.
    pub const ALL: [Self; 7] = [
        Self::Delay,
        Self::HideNo,
        Self::OldRoster,
        Self::Forge,
        Self::Swap,
        Self::Drop,
        Self::Fork,
    ];

    /// A word for the table.
    pub fn word(self) -> String {
        let limits = match self {
            Self::Delay | Self::HideNo | Self::OldRoster => "within limits",
            _ => "outside limits",
        };
        format!("{limits}: {self:?}")
    }
}

/// The outside world was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// For which escalation.
    pub esc: Esc,
    /// What ran.
    pub action: Action,
    /// By the source's clock.
    pub at: Timestamp,
    /// The roster that the source had taken it by.
    pub roster: u64,
}

/// What really happened. The oracle reads it; a node only writes.
#[derive(Debug, Default)]
pub struct Truth {
    /// Everything proposed.
    pub asked: BTreeMap<Esc, Asked>,
    /// Every verdict that a gateway signed.
    pub judged: Vec<Judged>,
    /// Every decision that a person signed.
    pub decided: BTreeMap<Jti, Decided>,
    /// Every withdrawal that a source signed, by its statement.
    pub withdrawn: HashSet<String>,
    /// What ran, in order.
    pub effects: Vec<Effect>,
    /// Keys and the roster version that first revokes them.
    pub revoked: HashMap<Kid, u64>,
    /// Idempotency keys that the outside world has seen.
    once: HashSet<Esc>,
}

/// What all nodes share.
pub struct Stage {
    /// Who is there.
    pub cast: Cast,
    /// The log.
    pub log: Log,
    /// What was computed before.
    pub memo: Memo,
    /// Chance.
    pub chance: Chance,
    /// True time, in milliseconds.
    pub now: i64,
    /// How wrong the log's clock is.
    pub log_offset: i64,
    /// What is on its way.
    pub letters: Vec<Letter>,
    /// Nothing gets lost or held up any more.
    pub calm: bool,
    /// What really happened.
    pub truth: Truth,
    /// What is counted.
    pub counts: Counts,
    /// The rule that is left out.
    pub broken: Broken,
    /// Lies that a node believed and must not have.
    pub believed: Vec<String>,
    views: HashMap<Sha, Sha>,
}

impl Stage {
    /// At the beginning, with this log.
    pub fn new(cast: Cast, log: Log, memo: Memo, chance: Chance, broken: Broken) -> Self {
        Self {
            cast,
            log,
            memo,
            chance,
            now: crate::clock::BEGIN,
            log_offset: 0,
            letters: Vec::new(),
            calm: false,
            truth: Truth::default(),
            counts: Counts::default(),
            broken,
            believed: Vec::new(),
            views: HashMap::new(),
        }
    }

    /// What a clock says that is so wrong.
    pub fn clock(&self, offset: i64) -> Timestamp {
        Timestamp::from_millis(self.now + offset)
    }

    /// Whom this node asks: mostly one, sometimes the other; in the end the honest one.
    pub fn gateway_of(&mut self, n: usize) -> Node {
        let elsewhere = usize::from(self.chance.one_in(8));
        Node::Gateway(if self.calm { 0 } else { (n + elsewhere) % 2 })
    }

    /// Into the log, at the log's time.
    pub fn append(&mut self, entry: NewEntry) -> super::Appended {
        let at = self.clock(self.log_offset);
        let done = self.log.append(entry, at);
        if matches!(done, super::Appended::Again(_)) {
            self.counts.add("entries appended again");
        }
        done
    }

    /// Sends a message: it may get lost, be held up, or come twice.
    pub fn send(&mut self, to: Node, message: Message) {
        if self.calm {
            return self.post(to, message, 5);
        }
        if self.chance.one_in(14) {
            return self.counts.add("messages lost");
        }
        if self.chance.one_in(14) {
            self.counts.add("messages duplicated");
            let later = self.chance.between(1, 90_000);
            self.post(to, message.clone(), later);
        }
        let after = match self.chance.below(12) {
            0 => self.chance.between(3_000, 70_000),
            _ => self.chance.between(1, 2_000),
        };
        self.post(to, message, after);
    }

    fn post(&mut self, to: Node, message: Message, after: i64) {
        let due = self.now + after;
        self.letters.push(Letter { due, to, message });
    }

    /// The outside world does it: once per key, for a tool that may be run twice.
    pub fn execute(&mut self, effect: Effect, idempotent: bool) {
        self.counts.add("executions asked for");
        if idempotent && !self.truth.once.insert(effect.esc) {
            return self.counts.add("executions that the key stopped");
        }
        self.counts.add("executions");
        self.truth.effects.push(effect);
    }

    /// What a desk shows of this candidate, as the digest that it signs.
    pub fn view(
        &mut self,
        candidate: Sha,
        proposal: &Proposal,
        arguments: &fermata_protocol::payload::Arguments,
        known: &super::memo::Known,
    ) -> Option<Sha> {
        if let Some(view) = self.views.get(&candidate) {
            return Some(*view);
        }
        let fermata_protocol::payload::ContractRef::Reviewed(sha) = &proposal.contract else {
            return None;
        };
        let terms = known.now().contract(*sha)?.terms();
        let built = view::sha256(&view::build(proposal, &terms, arguments, None));
        self.views.insert(candidate, built);
        Some(built)
    }
}

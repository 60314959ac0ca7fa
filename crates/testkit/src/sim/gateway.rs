//! A gateway: judges, appends, expires, resolves, and hands out what stands. Everything that it knows it reads in the log.
//!
//! The second one may lie, which is [`super::liar`]'s.

use std::sync::Arc;

use fermata_protocol::{
    Code, Entry, Esc, Jti, NewEntry, Payload, Sha, Signed, Timestamp, Typ, claimed_typ,
    fold::Escalation,
    payload::{Decision, Halt, Note, Outcome, Proposal, Ruling, Says, Status, Verb},
    resolution::Resolution,
};

use super::{
    Appended,
    cast::GATEWAYS,
    memo::{Known, Reading},
    net::{Message, Node},
    pen::{Asked, Judged},
    stage::{Lie, Stage},
};
use crate::world::peek;

/// One gateway.
pub struct Gateway {
    /// Which.
    pub n: usize,
    /// How wrong its clock is.
    pub offset: i64,
    /// It runs.
    pub up: bool,
    /// What it has read.
    pub reading: Reading,
    pub(super) nothing: Arc<Known>,
    /// How it lies.
    pub lies: Vec<Lie>,
}

impl Gateway {
    /// The n-th gateway, which has read nothing.
    pub fn new(n: usize, nothing: &Arc<Known>, lies: Vec<Lie>) -> Self {
        Self {
            n,
            offset: 0,
            up: true,
            reading: Reading::nothing(nothing),
            nothing: Arc::clone(nothing),
            lies,
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        GATEWAYS[self.n]
    }

    /// The process ends; the log is all that it had.
    pub fn crash(&mut self, stage: &mut Stage) {
        stage.counts.add("crashes of gateways");
        self.up = false;
        self.reading = Reading::nothing(&self.nothing);
    }

    /// Reads on.
    pub fn catch_up(&mut self, stage: &mut Stage) {
        self.reading
            .read(&mut stage.memo, stage.log.after(self.reading.cursor));
    }

    /// A message came.
    pub fn hear(&mut self, stage: &mut Stage, message: Message) {
        self.catch_up(stage);
        match message {
            Message::Propose(source, asked) => {
                let taken = self.propose(stage, &asked);
                taken.then(|| stage.send(Node::Source(source), Message::Taken(asked.esc)));
            }
            Message::AskResolution(source, esc) => {
                if let Some((resolution, lie)) = self.resolution(stage, esc) {
                    stage.send(
                        Node::Source(source),
                        Message::Resolved(Box::new(resolution), lie),
                    );
                }
            }
            Message::AskStanding(source, after, asked_at) => {
                let entries = self.standing(stage, after);
                stage.send(Node::Source(source), Message::Standing(entries, asked_at));
            }
            Message::Say(from, statements) => self.take(stage, from, statements),
            Message::Read(desk, after, asked) => {
                let (entries, forked) = self.entries(stage, after);
                stage.send(
                    Node::Desk(desk),
                    Message::Entries(after, entries, asked, forked),
                );
            }
            _ => {}
        }
    }

    fn verified<T: Payload>(&self, compact: &str, now: Timestamp) -> Result<Option<Esc>, Code> {
        let roster = self.reading.known.now().roster()?;
        let verified = Signed::<T>::parse(compact)?.verify(roster.as_ref(), now)?;
        Ok(verified.esc())
    }

    /// Judges by the amount, and appends both as one.
    fn propose(&mut self, stage: &mut Stage, asked: &Asked) -> bool {
        let now = stage.clock(self.offset);
        let known = stage.log.find(Jti::from(asked.esc)).is_some();
        if known {
            return true;
        }
        if self.verified::<Proposal>(&asked.compact, now).is_err() || now > asked.expires_at {
            return false;
        }
        let ruling = match (asked.action.tool.as_str(), amount(&asked.action.arguments)) {
            (_, 950..) => Ruling::Deny,
            ("lookup", _) => Ruling::Allow,
            _ => Ruling::Escalate,
        };
        let approvals = needed(amount(&asked.action.arguments));
        let soon = now.millis() + stage.chance.between(5, 50) * 60_000;
        let due = asked.expires_at.min(Timestamp::from_millis(soon));
        let verdict =
            stage
                .cast
                .judge(self.name(), now, asked, asked.sha, ruling, (approvals, due));
        self.append_with(stage, asked.compact.clone(), verdict)
    }

    fn append_with(&mut self, stage: &mut Stage, compact: String, verdict: Judged) -> bool {
        stage.truth.judged.push(verdict.clone());
        let Ok(entry) = NewEntry::of(vec![compact, verdict.compact]) else {
            return false;
        };
        let done = stage.append(entry);
        self.catch_up(stage);
        done != Appended::Conflict
    }

    /// Appends what somebody says, when it verifies; a decision is answered with a receipt.
    fn take(&mut self, stage: &mut Stage, from: Node, statements: Vec<String>) {
        let now = stage.clock(self.offset);
        let Ok(entry) = NewEntry::of(statements) else {
            return;
        };
        let (id, first) = (entry.id, entry.statements[0].clone());
        if stage.log.find(id).is_none() {
            let read = match claimed_typ(&first) {
                Ok(Typ::Decision) => self.verified::<Decision>(&first, now),
                Ok(Typ::Note) => self.verified::<Note>(&first, now),
                Ok(Typ::Outcome) => self.verified::<Outcome>(&first, now),
                Ok(Typ::Halt) => self.verified::<Halt>(&first, now),
                _ => return,
            };
            let esc = match read {
                Ok(esc) => esc,
                // A clock may be wrong; a key does not come back.
                Err(code @ (Code::KeyRevoked | Code::WrongRole)) => {
                    stage.counts.add(format!("gateway refuses: {code}"));
                    return stage.send(from, Message::Refused(id, code));
                }
                Err(_) => return,
            };
            if self.drops(stage, from, &first) {
                let receipt = self.receipt_of_a_drop(stage, esc, &entry);
                return stage.send(from, Message::Recorded(id, receipt));
            }
            if !self.append_said(stage, entry, &first) {
                return;
            }
        }
        let stored = stage
            .log
            .find(id)
            .map(|entry| (entry.esc, entry.statements.clone()));
        let Some((esc, statements)) = stored else {
            return;
        };
        let (at, head) = match esc.and_then(|esc| self.reading.state(esc).map(Escalation::head)) {
            Some(head) => (esc, head),
            None => (None, (0, any_head(stage))),
        };
        let esc = at.unwrap_or_else(|| any_esc(stage));
        let receipt = stage.cast.receipt(
            self.name(),
            now,
            esc,
            (Says::Recorded, None),
            &statements,
            head,
        );
        stage.send(from, Message::Recorded(id, receipt));
    }

    fn append_said(&mut self, stage: &mut Stage, entry: NewEntry, first: &str) -> bool {
        let now = stage.clock(self.offset);
        let edit = entry
            .esc
            .zip(stage.truth.decided.get(&entry.id).cloned())
            .filter(|(_, said)| said.verb == Verb::Edit);
        let Some((esc, said)) = edit else {
            stage.append(entry);
            self.catch_up(stage);
            return true;
        };
        // The verdict over an edit keeps the time; what it takes policy says anew.
        let before = self
            .reading
            .state(esc)
            .and_then(Escalation::candidate)
            .map(|candidate| candidate.verdict.due);
        let (Some(due), Some(asked)) = (before, stage.truth.asked.get(&esc).cloned()) else {
            return false;
        };
        let amount = said.arguments.as_ref().map_or(0, amount);
        let ruling = if amount >= 950 {
            Ruling::Deny
        } else {
            Ruling::Escalate
        };
        let takes = (needed(amount), due);
        let verdict = stage
            .cast
            .judge(self.name(), now, &asked, Sha::of(first), ruling, takes);
        self.append_with(stage, first.to_owned(), verdict)
    }

    /// What is over by its clock expires.
    pub fn tick(&mut self, stage: &mut Stage) {
        self.catch_up(stage);
        let now = stage.clock(self.offset);
        let over = |state: &Escalation| {
            state.status() == Status::Open && state.due().is_some_and(|due| now > due)
        };
        let over: Vec<(Esc, Timestamp, _)> = self
            .reading
            .chains
            .iter()
            .filter(|(_, chain)| over(chain.state()))
            .filter_map(|(esc, chain)| Some((*esc, chain.state().due()?, chain.state().head())))
            .collect();
        for (esc, due, (n, head)) in over {
            let id = Jti::derive(esc, "expired", &due.to_string(), n);
            let receipt = stage.cast.receipt_as(
                id,
                self.name(),
                now,
                esc,
                (Says::Expired, None),
                &[],
                (n, head),
            );
            if let Ok(entry) = NewEntry::of(vec![receipt]) {
                stage.append(entry);
                stage.counts.add("expiries written");
            }
        }
        self.catch_up(stage);
    }

    fn resolution(&mut self, stage: &mut Stage, esc: Esc) -> Option<(Resolution, Option<Lie>)> {
        if let Some(told) = self.lie_about(stage, esc) {
            return told;
        }
        let reading = self.reading.clone();
        self.honest(stage, &reading, esc)
            .map(|resolution| (resolution, None))
    }

    /// By this reading of the log; nothing while a halt holds it.
    pub(super) fn honest(
        &self,
        stage: &mut Stage,
        reading: &Reading,
        esc: Esc,
    ) -> Option<Resolution> {
        let state = reading.state(esc)?;
        let resolved = state.resolved()?;
        let proposal = state.proposal()?;
        if resolved.status.approves() && reading.known.now().halted(proposal).is_some() {
            return None;
        }
        let now = stage.clock(self.offset);
        let says = (Says::Resolved, Some(resolved.status));
        let receipt = stage.cast.receipt(
            self.name(),
            now,
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

    fn standing(&mut self, stage: &mut Stage, after: u64) -> Vec<Entry> {
        let entries = stage
            .log
            .after(after)
            .iter()
            .filter(|entry| entry.is_standing());
        let entries = entries.cloned().collect();
        self.keep_back(stage, entries)
    }

    fn entries(&mut self, stage: &mut Stage, after: u64) -> (Vec<Entry>, Option<Esc>) {
        let entries = stage.log.after(after).to_vec();
        self.fork(stage, entries)
    }
}

/// How many people an amount takes: what the gateway's policy says.
fn needed(amount: i64) -> u32 {
    if amount > 500 { 2 } else { 1 }
}

pub(super) fn amount(arguments: &fermata_protocol::payload::Arguments) -> i64 {
    arguments
        .get("amount")
        .and_then(serde_json::Value::as_i64)
        .unwrap_or(0)
}

/// A receipt is about an escalation; one over a halt names whichever there is.
fn any_esc(stage: &Stage) -> Esc {
    let first = stage.log.entries().iter().find_map(|entry| entry.esc);
    first.unwrap_or_else(|| Esc::from(stage.log.entries()[0].id))
}

fn any_head(stage: &Stage) -> fermata_protocol::payload::ChainHead {
    fermata_protocol::payload::ChainHead::Start(any_esc(stage))
}

/// The proposal's payload, to be changed.
pub(super) fn proposal(compact: &str) -> Proposal {
    peek(compact)
}

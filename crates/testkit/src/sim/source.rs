//! A source: proposes, asks, verifies, runs, reports, and starts again after a crash.
//!
//! The order of its steps is the one in `fermata_client::source`; the checks are the protocol's own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fermata_protocol::{
    Code, Entry, Esc, Name, Sha, Timestamp,
    payload::{Decision, NoteBody, NoteType, OutcomeStatus, Proposal, Status},
    resolution::{
        Answer, Refused, Resolution, Row as Seen, RowState, SKEW_MS, Source as Own, may_run_again,
        recheck, verify,
    },
};

use super::{
    cast::SOURCES,
    memo::Known,
    net::{Message, Node},
    pen::Plan,
    registry::{Disk, Registry, Row, Run, State},
    stage::{Broken, Effect, Lie, Stage},
};
use crate::world::{name, peek};

/// One source.
pub struct Source {
    n: usize,
    name: Name,
    /// How wrong its clock is.
    pub offset: i64,
    /// It runs.
    pub up: bool,
    /// What it must not forget.
    pub disk: Disk,
    backups: Vec<Registry>,
    nothing: Arc<Known>,
    known: Arc<Known>,
    answered_at: Timestamp,
    /// Resolutions that wait for a fresh standing list.
    held: BTreeMap<Esc, (Resolution, Option<Lie>)>,
    /// What this process may run.
    ready: BTreeSet<Esc>,
    /// Its standing list was answered since it started.
    begun: bool,
}

impl Source {
    /// The n-th source, which has read nothing.
    pub fn new(n: usize, nothing: &Arc<Known>) -> Self {
        Self {
            n,
            name: name(SOURCES[n]),
            offset: 0,
            up: true,
            disk: Disk::default(),
            backups: Vec::new(),
            nothing: Arc::clone(nothing),
            known: Arc::clone(nothing),
            answered_at: Timestamp::from_millis(0),
            held: BTreeMap::new(),
            ready: BTreeSet::new(),
            begun: true,
        }
    }

    /// Puts an action before people: stored first, then sent.
    pub fn propose(&mut self, stage: &mut Stage, plan: Plan) {
        let at = stage.clock(self.offset);
        let asked = stage.cast.propose(
            at,
            Plan {
                source: SOURCES[self.n],
                ..plan
            },
        );
        stage.truth.asked.insert(asked.esc, asked.clone());
        let row = Row {
            asked,
            state: State::Proposing,
            run: None,
            outcome: None,
            code: None,
        };
        self.disk.registry.rows.insert(row.asked.esc, row);
        self.disk.sync();
        stage.counts.add("proposals");
    }

    /// Takes something back: whether it is in time the log says.
    pub fn withdraw(&mut self, stage: &mut Stage) {
        let pending = |row: &&Row| row.state == State::Pending;
        let Some(row) = self.disk.registry.rows.values().find(pending) else {
            return;
        };
        let esc = row.asked.esc;
        self.report_withdrawal(stage, esc);
        self.disk.sync();
        stage.counts.add("withdrawals");
    }

    fn report_withdrawal(&mut self, stage: &mut Stage, esc: Esc) {
        let body = NoteBody {
            lease_s: None,
            to: None,
            text: None,
            due: None,
            pointer: None,
            reason: Some("Not needed.".to_owned()),
        };
        let (at, own) = (stage.clock(self.offset), SOURCES[self.n]);
        let note = stage
            .cast
            .note(own, own, at, esc, (NoteType::Withdrawn, body));
        stage.truth.withdrawn.insert(note.clone());
        self.disk.registry.reports.push((note, false));
    }

    /// What it does when nothing comes in.
    pub fn tick(&mut self, stage: &mut Stage) {
        if let Some(esc) = self.ready.iter().next().copied() {
            return self.perform(stage, esc);
        }
        let home = self.n;
        let gateway = |stage: &mut Stage| stage.gateway_of(home);
        let now = stage.clock(self.offset);
        let to = gateway(stage);
        stage.send(
            to,
            Message::AskStanding(self.n, self.known.timeline.last_seq(), now),
        );
        let rows: Vec<(Esc, State, Timestamp)> = self
            .disk
            .registry
            .rows
            .values()
            .map(|r| (r.asked.esc, r.state, r.asked.expires_at))
            .collect();
        for (esc, state, expires_at) in rows {
            let to = gateway(stage);
            match state {
                State::Proposing => {
                    let asked = self.disk.registry.rows[&esc].asked.clone();
                    stage.send(to, Message::Propose(self.n, Box::new(asked)));
                }
                State::Pending if now.millis() > expires_at.millis() + SKEW_MS => {
                    self.refuse(stage, esc, Code::Expired);
                }
                State::Pending => stage.send(to, Message::AskResolution(self.n, esc)),
                _ if stage.broken == Broken::ConsumedCheck => {
                    stage.send(to, Message::AskResolution(self.n, esc))
                }
                _ => {}
            }
        }
        // One at a time, in order.
        if let Some((statement, _)) = self.disk.registry.reports.iter().find(|(_, told)| !told) {
            let say = Message::Say(Node::Source(self.n), vec![statement.clone()]);
            let to = gateway(stage);
            stage.send(to, say);
        }
    }

    /// A message came.
    pub fn hear(&mut self, stage: &mut Stage, message: Message) {
        match message {
            Message::Taken(esc) => {
                if let Some(row) = self.disk.registry.rows.get_mut(&esc)
                    && row.state == State::Proposing
                {
                    row.state = State::Pending;
                    self.disk.sync();
                }
            }
            Message::Resolved(resolution, lie) => {
                self.held.insert(resolution.esc, (*resolution, lie));
                let now = stage.clock(self.offset);
                let to = stage.gateway_of(self.n);
                stage.send(
                    to,
                    Message::AskStanding(self.n, self.known.timeline.last_seq(), now),
                );
            }
            Message::Standing(entries, asked_at) => self.learn(stage, &entries, asked_at),
            Message::Recorded(id, _) | Message::Refused(id, _) => {
                let told = |(statement, told): &&mut (String, bool)| {
                    !*told && peek::<serde_json::Value>(statement)["jti"] == id.to_string()
                };
                // Not synced: what is told twice changes nothing.
                if let Some((_, told)) = self.disk.registry.reports.iter_mut().find(told) {
                    *told = true;
                }
            }
            _ => {}
        }
    }

    /// The standing list was answered. Stored before it is believed.
    fn learn(&mut self, stage: &mut Stage, entries: &[Entry], asked_at: Timestamp) {
        if asked_at < self.answered_at {
            return;
        }
        for entry in entries {
            if entry.seq > self.known.timeline.last_seq() {
                self.disk.registry.standing.push(entry.clone());
                self.known = stage.memo.take(&self.known, entry);
            }
        }
        self.disk.registry.highest = self.disk.registry.highest.max(self.known.version());
        self.disk.sync();
        self.answered_at = asked_at;
        if !self.begun {
            self.begun = true;
            self.recover(stage);
        }
        for (esc, (resolution, lie)) in std::mem::take(&mut self.held) {
            self.judge(stage, esc, &resolution, lie);
        }
    }

    fn judge(&mut self, stage: &mut Stage, esc: Esc, resolution: &Resolution, lie: Option<Lie>) {
        let Some(row) = self.disk.registry.rows.get(&esc).cloned() else {
            return;
        };
        let now = stage.clock(self.offset);
        let known = Arc::clone(&self.known);
        let own_name = self.name.clone();
        let own = Own {
            name: &own_name,
            ws: stage.cast.ws,
            standing: known.now(),
            answered_at: self.answered_at,
        };
        let state = match stage.broken {
            Broken::ConsumedCheck => Some(RowState::Pending),
            _ => row.state.seen(),
        };
        let seen = |asked: Esc| {
            let state = state.filter(|_| asked == esc)?;
            Some(Seen {
                proposal: &row.asked.compact,
                state,
            })
        };
        let answer = if stage.broken == Broken::Verification && row.state == State::Pending {
            believe(resolution)
        } else {
            verify(resolution, seen, &own, now)
        };
        if let Some(lie) = lie.filter(|lie| matches!(lie, Lie::Forge | Lie::Swap)) {
            stage.counts.add(format!("{}, told", lie.word()));
            match &answer {
                Ok(_) => stage.believed.push(format!("{lie:?} about {esc}")),
                Err(refused) => {
                    stage.counts.add(format!("{}, detected", lie.word()));
                    stage.counts.add(format!("lie refused: {}", refused.code));
                }
            }
        } else if let Some(lie) = lie {
            stage.counts.add(format!("{}, told", lie.word()));
        }
        match answer {
            Ok(Answer::Run {
                status,
                action,
                candidate_sha256,
                idempotent,
                ..
            }) => {
                let run = Run {
                    action,
                    candidate: candidate_sha256,
                    idempotent,
                    roster: known.version(),
                };
                self.take(stage, &row, (status, run), &own, now);
            }
            Ok(Answer::Closed { status, .. }) => {
                stage.counts.add(format!("closed: {status}"));
                self.change(esc, |row| row.state = State::Closed);
                self.disk.sync();
            }
            Err(Refused { code, last: true }) if row.state == State::Pending => {
                self.refuse(stage, esc, code)
            }
            Err(refused) => {
                let code = refused.code;
                stage
                    .counts
                    .add(format!("resolution refused, row left: {code}"));
            }
        }
    }

    /// Step 11.
    fn take(
        &mut self,
        stage: &mut Stage,
        row: &Row,
        (status, run): (Status, Run),
        own: &Own<'_>,
        now: Timestamp,
    ) {
        let esc = row.asked.esc;
        if stage.broken != Broken::Verification && recheck(&row.asked.compact, own, now).is_err() {
            return;
        }
        let accepted = stage.cast.outcome(
            now,
            &row.asked,
            OutcomeStatus::Accepted,
            Some(run.candidate),
            None,
        );
        if stage.broken == Broken::SyncBeforeRun {
            // Written and run; it is synced with whatever is written next.
            let (effect, idempotent) = (effect(stage, &esc, &run, now), run.idempotent);
            self.change(esc, |row| {
                row.state = State::Decided;
                row.run = Some(run);
                row.outcome = Some(OutcomeStatus::Executed);
            });
            stage.execute(effect, idempotent);
            if stage.chance.one_in(8) {
                self.crash(stage);
            }
            return;
        }
        self.change(esc, |row| {
            row.state = State::Decided;
            row.run = Some(run);
            row.outcome = None;
        });
        self.disk.registry.reports.push((accepted, false));
        self.disk.sync();
        self.ready.insert(esc);
        stage.counts.add(format!("accepted: {status}"));
    }

    fn change(&mut self, esc: Esc, change: impl FnOnce(&mut Row)) {
        if let Some(row) = self.disk.registry.rows.get_mut(&esc) {
            change(row);
        }
    }

    fn refuse(&mut self, stage: &mut Stage, esc: Esc, code: Code) {
        let asked = self.disk.registry.rows[&esc].asked.clone();
        let now = stage.clock(self.offset);
        let word = Some(code.as_str().to_owned());
        let report = stage
            .cast
            .outcome(now, &asked, OutcomeStatus::Refused, None, word);
        self.change(esc, |row| {
            row.state = State::Refused;
            row.code = Some(code);
        });
        self.disk.registry.reports.push((report, false));
        self.disk.sync();
        stage.counts.add(format!("refused: {code}"));
    }

    /// Steps 12 and 13. The process may end between them.
    fn perform(&mut self, stage: &mut Stage, esc: Esc) {
        self.ready.remove(&esc);
        let row = self.disk.registry.rows[&esc].clone();
        let (Some(run), None) = (row.run, row.outcome) else {
            return;
        };
        let now = stage.clock(self.offset);
        let effect = effect(stage, &esc, &run, now);
        stage.execute(effect, run.idempotent);
        if !stage.calm && stage.chance.one_in(5) {
            stage.counts.add("crashes between running and storing");
            return self.crash(stage);
        }
        self.finish(stage, esc, OutcomeStatus::Executed);
    }

    fn finish(&mut self, stage: &mut Stage, esc: Esc, outcome: OutcomeStatus) {
        let row = self.disk.registry.rows[&esc].clone();
        let now = stage.clock(self.offset);
        let candidate = row.run.as_ref().map(|run| run.candidate);
        let report = stage
            .cast
            .outcome(now, &row.asked, outcome, candidate, None);
        self.change(esc, |row| row.outcome = Some(outcome));
        self.disk.registry.reports.push((report, false));
        self.disk.sync();
        stage.counts.add(format!("outcome: {outcome}"));
    }

    /// The process ends: what was not synced is gone, and so is everything in memory.
    pub fn crash(&mut self, stage: &mut Stage) {
        stage.counts.add("crashes of sources");
        self.up = false;
        self.disk.crash();
        self.held.clear();
        self.ready.clear();
    }

    /// It starts on what its disk holds. Nothing runs before it knows what stands.
    pub fn start(&mut self, stage: &mut Stage) {
        self.up = true;
        self.known = Arc::clone(&self.nothing);
        for entry in &self.disk.registry.standing {
            self.known = stage.memo.take(&self.known, entry);
        }
        assert!(
            self.known.version() >= self.disk.registry.highest,
            "a roster was forgotten"
        );
        self.answered_at = Timestamp::from_millis(0);
        self.begun = false;
    }

    /// The rule for a start.
    fn recover(&mut self, stage: &mut Stage) {
        let now = stage.clock(self.offset);
        let unfinished: Vec<Row> = self
            .disk
            .registry
            .rows
            .values()
            .filter(|r| r.state == State::Decided && r.outcome.is_none())
            .cloned()
            .collect();
        for row in unfinished {
            let esc = row.asked.esc;
            if self.ready.contains(&esc) {
                continue;
            }
            let known = Arc::clone(&self.known);
            let own = Own {
                name: &self.name,
                ws: stage.cast.ws,
                standing: known.now(),
                answered_at: self.answered_at,
            };
            let may = may_run_again(&row.asked.compact, &own, now).is_ok();
            let twice = row.run.as_ref().is_some_and(|run| run.idempotent);
            if (twice && may) || stage.broken == Broken::RestartRule {
                stage.counts.add("run again after a start");
                self.ready.insert(esc);
            } else {
                self.finish(stage, esc, OutcomeStatus::Unknown);
            }
        }
    }

    /// A backup is made.
    pub fn back_up(&mut self) {
        self.backups.push(self.disk.backup());
    }

    /// The disk is lost, and the last backup put in its place: what was open then never runs.
    pub fn restore(&mut self, stage: &mut Stage) {
        if self.backups.is_empty() {
            return;
        }
        let place = stage.chance.below(self.backups.len());
        let backup = self.backups[place].clone();
        self.crash(stage);
        self.disk.restore(backup);
        self.start(stage);
        stage.counts.add("registries restored");
        if stage.broken == Broken::Fence {
            return;
        }
        let rows: Vec<(Esc, State, bool)> = self
            .disk
            .registry
            .rows
            .values()
            .map(|r| (r.asked.esc, r.state, r.outcome.is_none()))
            .collect();
        for (esc, state, unfinished) in rows {
            match state {
                State::Proposing | State::Pending => {
                    self.change(esc, |row| row.state = State::Fenced);
                    self.report_withdrawal(stage, esc);
                }
                State::Decided if unfinished => self.finish(stage, esc, OutcomeStatus::Unknown),
                _ => {}
            }
        }
        self.disk.sync();
    }
}

fn effect(stage: &Stage, esc: &Esc, run: &Run, at: Timestamp) -> Effect {
    let proposed = stage.broken == Broken::SignedArguments;
    let action = match proposed {
        true => stage.truth.asked[esc].action.clone(),
        false => run.action.clone(),
    };
    Effect {
        esc: *esc,
        action,
        at,
        roster: run.roster,
    }
}

/// What a source would do that checks nothing.
fn believe(resolution: &Resolution) -> Result<Answer, Refused> {
    let proposal: Proposal = peek(&resolution.statements[0]);
    let mut action = proposal.action.ok_or(Refused {
        code: Code::BadMember,
        last: true,
    })?;
    let edits = resolution
        .statements
        .iter()
        .filter(|s| s.as_str() != resolution.statements[0]);
    for statement in edits {
        let value: serde_json::Value = peek(statement);
        if value["decision"] == "edit" {
            let edit: Decision = peek(statement);
            action.arguments = edit.arguments.unwrap_or_default();
        }
    }
    let status = resolution.status;
    if status.approves() {
        let candidate_sha256 = Sha::of(&resolution.statements[0]);
        Ok(Answer::Run {
            status,
            action,
            candidate_sha256,
            people: Vec::new(),
            idempotent: true,
        })
    } else {
        Ok(Answer::Closed {
            status: Status::Rejected,
            people: Vec::new(),
            reason: None,
            answer: None,
        })
    }
}

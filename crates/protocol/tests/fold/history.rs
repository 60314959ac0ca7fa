//! Carries a plan out: real statements in a log, and the timeline that its readers have.

use fermata_protocol::{
    Entry, Esc, Jti, NewEntry, Sha, Signed, Timestamp, Ws,
    fold::{Escalation, fold},
    payload::{
        ChainHead, Decision, Friction, NoteBody, NoteType, Outcome, OutcomeStatus, Proposal,
        Receipt, Requires, Risk, Ruling, Saw, Says, Scope, Verb, Verdict, Wish,
    },
    roster::Timeline,
};
use fermata_testkit::{
    World,
    world::{key, name, peek, sign},
};

use crate::acts::{Act, Defect, Judged, PEOPLE, Plan};

pub(crate) const HOUR: i64 = 3_600_000;

/// A log's entries, and what they are about.
pub(crate) struct History {
    pub(crate) esc: Esc,
    pub(crate) entries: Vec<Entry>,
    pub(crate) timeline: Timeline,
}

struct Making {
    world: World,
    esc: Esc,
    proposal: String,
    verdicts: Vec<String>,
    entries: Vec<Entry>,
    timeline: Timeline,
    state: Escalation,
    blind: bool,
}

/// Three reviewers who may decide, an owner who may not, one source that is vouched for.
fn world() -> (World, Vec<NewEntry>) {
    let mut world = World::default();
    let next = world.next_roster(|roster| {
        let eve = roster
            .people
            .iter_mut()
            .find(|p| p.id == name("eve"))
            .unwrap();
        eve.groups.push(name("desk"));
        eve.max_risk = Risk::Medium;
        let bob = roster.people.iter_mut().find(|p| p.id == name("bob"));
        let bob = bob.unwrap();
        bob.groups.push(name("senior"));
        bob.max_risk = Risk::Critical;
        roster.queues[0].groups.push(name("senior"));
    });
    let mut genesis = world.genesis.clone();
    genesis.push(NewEntry::of(vec![next]).unwrap());
    (world, genesis)
}

impl History {
    pub(crate) fn of(plan: &Plan) -> Self {
        let (world, genesis) = world();
        let mut proposal = world.proposal();
        proposal.iss = name("shop");
        proposal.expires_at = Timestamp::from_millis(world.now().millis() + 8 * HOUR);
        let esc = Esc::from(proposal.jti);
        let signed = Signed::sign(&key("gate"), &proposal).unwrap();
        let timeline = Timeline::new(world.pin, world.ws);
        let state = fold(esc, &[], &timeline);
        let proposal = signed.compact().to_owned();
        let (entries, verdicts) = (Vec::new(), Vec::new());
        let mut making = Making {
            world,
            esc,
            proposal,
            verdicts,
            entries,
            timeline,
            state,
            blind: plan.blind,
        };
        for entry in genesis {
            making.append(entry);
        }
        let begun = making.entries.len();
        making.propose(plan);
        for act in &plan.acts {
            making.act(act);
        }
        making.ordered(begun, &plan.swaps)
    }
}

impl Making {
    fn append(&mut self, new: NewEntry) {
        let NewEntry {
            id,
            statements,
            esc,
            queue,
        } = new;
        let (seq, at) = (self.entries.len() as u64 + 1, self.world.now());
        let entry = Entry {
            seq,
            at,
            id,
            statements,
            esc,
            queue,
        };
        // What does not hold is skipped by every reader alike.
        let _ = self.timeline.take(&entry);
        self.state.apply(&entry, self.timeline.before(seq));
        self.entries.push(entry);
    }

    fn say(&mut self, statements: Vec<String>) {
        if let Ok(entry) = NewEntry::of(statements) {
            self.append(entry);
        }
    }

    /// The log's order, when it is not the one in which things were made.
    fn ordered(self, begun: usize, swaps: &[(usize, usize)]) -> History {
        let Self {
            world,
            esc,
            mut entries,
            timeline,
            ..
        } = self;
        let rest = entries.len() - begun;
        for (a, b) in swaps {
            entries.swap(begun + a % rest, begun + b % rest);
        }
        let mut history = History {
            esc,
            entries,
            timeline,
        };
        if !swaps.is_empty() {
            let mut times: Vec<_> = history.entries.iter().map(|entry| entry.at).collect();
            times.sort_unstable();
            history.timeline = Timeline::new(world.pin, world.ws);
            for (n, entry) in history.entries.iter_mut().enumerate() {
                (entry.seq, entry.at) = (n as u64 + 1, times[n]);
                let _ = history.timeline.take(entry);
            }
        }
        history
    }

    fn verdict(&self, candidate: Sha, due: Timestamp, judged: Judged) -> String {
        let world = &self.world;
        let verdict = Verdict {
            jti: world.jti(),
            iss: name("gate"),
            ws: world.ws,
            issued_at: world.now(),
            esc: self.esc,
            proposal_sha256: Sha::of(&self.proposal),
            candidate_sha256: candidate,
            verdict: if judged.deny {
                Ruling::Deny
            } else {
                Ruling::Escalate
            },
            reasons: vec![],
            risk: if judged.critical {
                Risk::Critical
            } else {
                Risk::Low
            },
            policy_sha256: Sha::of("the policy"),
            requires: Requires {
                approvals: judged.approvals,
                groups: judged.groups.iter().map(|group| name(group)).collect(),
                friction: Friction::Hold,
                blind: self.blind,
            },
            due,
            contract_sha256: Some(world.contract_sha("refund")),
        };
        sign("gate", &verdict)
    }

    fn propose(&mut self, plan: &Plan) {
        let due = Timestamp::from_millis(self.world.now().millis() + 4 * HOUR);
        let judged = Judged {
            deny: plan.deny,
            critical: plan.critical,
            approvals: plan.approvals,
            groups: plan.groups,
            other_due: false,
            missing: false,
        };
        let verdict = self.verdict(Sha::of(&self.proposal), due, judged);
        self.verdicts.push(verdict.clone());
        self.say(vec![self.proposal.clone(), verdict]);
    }

    fn live(&self) -> String {
        let live = self
            .state
            .candidate()
            .map(|candidate| candidate.verdict.compact().to_owned());
        live.unwrap_or_else(|| self.verdicts[0].clone())
    }

    /// A decision on this verdict, with this defect, signed.
    fn decision(&self, who: usize, verdict: &str, verb: Verb, defect: Defect) -> String {
        let mut decision: Decision =
            self.world
                .decision(PEOPLE[who], &self.proposal, verdict, verb);
        let (n, head) = self.state.head();
        decision.saw = Saw { n, head };
        match defect {
            Defect::Audience => decision.aud = name("ledger"),
            Defect::Workspace => decision.ws = Ws::make(self.world.now(), [9; 10]),
            Defect::Proposal => decision.proposal_sha256 = Sha::of("another"),
            Defect::Expiry => decision.expires_at = self.world.now(),
            Defect::Candidate => {
                decision.candidate_sha256 = decision.candidate_sha256.map(|_| Sha::of("another"));
            }
            Defect::Verdict => decision.verdict_sha256 = Sha::of("another"),
            Defect::None | Defect::Signature | Defect::Signer => {}
        }
        let signer = if defect == Defect::Signer {
            PEOPLE[(who + 1) % PEOPLE.len()]
        } else {
            PEOPLE[who]
        };
        let signed = Signed::sign(&key(signer), &decision)
            .unwrap()
            .compact()
            .to_owned();
        if defect == Defect::Signature {
            forged(&signed)
        } else {
            signed
        }
    }

    fn note(&mut self, who: &str, kind: NoteType, body: NoteBody) {
        let note = self.world.note(who, self.esc, kind, body);
        let signer = if who == "shop" { "gate" } else { who };
        let signed = Signed::sign(&key(signer), &note).unwrap();
        self.say(vec![signed.compact().to_owned()]);
    }

    fn standing(&mut self, change: impl FnOnce(&mut fermata_protocol::payload::Roster)) {
        let next = self.world.next_roster(change);
        self.say(vec![next]);
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Approve(who, defect) => {
                self.say(vec![self.decision(
                    *who,
                    &self.live(),
                    Verb::Approve,
                    *defect,
                )]);
            }
            Act::ApproveOld(who, which) => {
                let old = self.verdicts[which % self.verdicts.len()].clone();
                self.say(vec![self.decision(*who, &old, Verb::Approve, Defect::None)]);
            }
            Act::Edit(who, defect, judged) => self.edit(*who, *defect, *judged),
            Act::Reject(who, defect) => {
                self.say(vec![self.decision(
                    *who,
                    &self.live(),
                    Verb::Reject,
                    *defect,
                )]);
            }
            Act::Respond(who) => {
                self.say(vec![self.decision(
                    *who,
                    &self.live(),
                    Verb::Respond,
                    Defect::None,
                )]);
            }
            Act::Withdraw(who) => {
                let reason = Some("No longer needed.".to_owned());
                self.note(who, NoteType::Withdrawn, NoteBody { reason, ..none() });
            }
            Act::Extend(who, minutes) => {
                let due = Some(Timestamp::from_millis(
                    self.world.now().millis() + minutes * 60_000,
                ));
                self.note(who, NoteType::Extended, NoteBody { due, ..none() });
            }
            Act::Comment(who) => {
                let text = Some("Who asked for this?".to_owned());
                self.note(
                    PEOPLE[*who],
                    NoteType::Commented,
                    NoteBody { text, ..none() },
                );
            }
            Act::Expire => {
                let receipt = receipt(&self.world, self.esc, Says::Expired, None, &[]);
                self.say(vec![receipt]);
            }
            Act::Attempt => {
                let receipt = receipt(&self.world, self.esc, Says::Attempted, None, &[]);
                self.say(vec![receipt]);
            }
            Act::Outcome(which, defect) => self.outcome(*which, *defect),
            Act::Halt(who) => {
                let halt = self.world.halt(PEOPLE[*who], Scope::Esc(self.esc));
                self.say(vec![sign(PEOPLE[*who], &halt)]);
            }
            Act::Leave(who) => {
                self.standing(|roster| roster.people.retain(|p| p.id != name(PEOPLE[*who])))
            }
            // Below the contract's risk, whatever a verdict says.
            Act::Demote(who) => self.standing(|roster| {
                let person =
                    |p: &&mut fermata_protocol::payload::Person| p.id == name(PEOPLE[*who]);
                if let Some(person) = roster.people.iter_mut().find(person) {
                    person.max_risk = Risk::Low;
                }
            }),
            Act::Revoke(who) => {
                let revoked = fermata_protocol::payload::Revoked {
                    kid: key(PEOPLE[*who]).kid(),
                    at: self.world.now(),
                };
                self.standing(|roster| roster.revoked.push(revoked));
            }
            Act::QueueAsks(approvals) => self.standing(|roster| {
                roster.queues[0].requires = Some(Wish {
                    approvals: Some(*approvals),
                    friction: None,
                });
            }),
            Act::Lapse(minutes) => {
                let end = Timestamp::from_millis(self.world.now().millis() + minutes * 60_000);
                self.standing(|roster| roster.expires_at = end);
            }
            Act::Again(which) => {
                let again = self.entries[which % self.entries.len()].clone();
                self.append(plain(again));
            }
            Act::IdTaken(which) => {
                let id = self.entries[which % self.entries.len()].id;
                let statements = vec![self.decision(0, &self.live(), Verb::Approve, Defect::None)];
                self.append(NewEntry {
                    id,
                    statements,
                    esc: Some(self.esc),
                    queue: None,
                });
            }
            Act::Rubbish(statements) => {
                let (id, esc) = (self.world.jti(), Some(self.esc));
                self.append(NewEntry {
                    id,
                    statements: statements.clone(),
                    esc,
                    queue: None,
                });
            }
            Act::Foreign(who) => self.foreign(*who),
            Act::Minutes(minutes) => self.world.clock.step(minutes.max(&0) * 60_000),
        }
    }

    fn edit(&mut self, who: usize, defect: Defect, judged: Judged) {
        let live: Verdict = peek(&self.live());
        let edit = self.decision(who, &self.live(), Verb::Edit, defect);
        let due = if judged.other_due {
            Timestamp::from_millis(live.due.millis() + 1)
        } else {
            live.due
        };
        let verdict = self.verdict(Sha::of(&edit), due, judged);
        self.verdicts.push(verdict.clone());
        self.say(if judged.missing {
            vec![edit]
        } else {
            vec![edit, verdict]
        });
    }

    fn outcome(&mut self, which: usize, defect: Defect) {
        use OutcomeStatus as O;
        let status = [
            O::Accepted,
            O::Refused,
            O::Executed,
            O::Failed,
            O::Compensated,
            O::Unknown,
        ][which];
        let mut outcome: Outcome = self.world.outcome("shop", &self.proposal, status);
        outcome.candidate_sha256 = self.state.live_sha();
        match defect {
            Defect::Candidate => outcome.candidate_sha256 = Some(Sha::of("another")),
            Defect::Proposal => outcome.proposal_sha256 = Sha::of("another"),
            Defect::Signer => outcome.iss = name("ledger"),
            _ => {}
        }
        let signed = Signed::sign(&key("gate"), &outcome).unwrap();
        self.say(vec![signed.compact().to_owned()]);
    }

    /// A decision about another escalation, once under its own name and once filed under this one.
    fn foreign(&mut self, who: usize) {
        let proposal: Proposal = self.world.proposal();
        let signed = sign("ledger", &proposal);
        let decision = self
            .world
            .decision(PEOPLE[who], &signed, &self.verdicts[0], Verb::Approve);
        let statements = vec![sign(PEOPLE[who], &decision)];
        let own = NewEntry::of(statements.clone()).unwrap();
        self.append(own.clone());
        self.append(NewEntry {
            id: self.world.jti(),
            esc: Some(self.esc),
            ..own
        });
    }
}

fn plain(entry: Entry) -> NewEntry {
    let Entry {
        id,
        statements,
        esc,
        queue,
        ..
    } = entry;
    NewEntry {
        id,
        statements,
        esc,
        queue,
    }
}

fn none() -> NoteBody {
    NoteBody {
        lease_s: None,
        to: None,
        text: None,
        due: None,
        pointer: None,
        reason: None,
    }
}

/// The same with another signature.
fn forged(compact: &str) -> String {
    let (input, signature) = compact.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{input}.{first}{}", &signature[1..])
}

/// A gateway's receipt about these statements.
pub(crate) fn receipt(
    world: &World,
    esc: Esc,
    says: Says,
    status: Option<fermata_protocol::payload::Status>,
    statements: &[String],
) -> String {
    let receipt = Receipt {
        jti: if says == Says::Expired {
            Jti::derive(esc, "expired", "due", 1)
        } else {
            world.jti()
        },
        iss: name("gate"),
        ws: world.ws,
        issued_at: world.now(),
        esc,
        says,
        statements: statements.iter().map(Sha::of).collect(),
        n: 0,
        head: ChainHead::Start(esc),
        at: world.now(),
        status,
        detail: None,
    };
    sign("gate", &receipt)
}

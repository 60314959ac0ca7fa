//! What the fold tells of one escalation: where it stands, which notes, outcomes and receipts count, and what must be looked at.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use fermata_protocol::{
    Code, Entry, Esc, NewEntry, Payload, Sha, Timestamp,
    fold::{Alarm, Escalation, Mark, fold},
    payload::{
        Action, ChainHead, Decision, Friction, NoteType, Outcome, OutcomeStatus, Receipt, Risk,
        Says, Status, Verb, Verdict,
    },
    roster::Timeline,
};
use fermata_testkit::{
    World,
    world::{name, sign},
};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

/// What a test does to a statement before it is signed.
type Change<T> = fn(&mut T);

/// One escalation in a log that a test writes.
struct Told {
    world: World,
    timeline: Timeline,
    seq: u64,
    esc: Esc,
    proposal: String,
    verdict: String,
    state: Escalation,
}

impl Told {
    /// Nothing is proposed yet.
    fn before(ruling: &str, other: Value) -> Self {
        let world = World::default();
        let proposal = world.proposal();
        let esc = proposal.jti_esc();
        let proposal = sign("ledger", &proposal);
        let mut verdict = json!({
            "jti": world.jti(), "iss": "gate", "ws": world.ws, "issued_at": world.now(), "esc": esc,
            "proposal_sha256": Sha::of(&proposal), "candidate_sha256": Sha::of(&proposal), "verdict": ruling,
            "reasons": [], "risk": "low", "policy_sha256": Sha::of("policy"),
            "requires": { "approvals": 1, "groups": [], "friction": "none", "blind": false },
            "due": Timestamp::from_millis(world.now().millis() + 30 * MINUTE),
            "contract_sha256": world.contract_sha("refund"),
        });
        let (Some(members), Value::Object(other)) = (verdict.as_object_mut(), other) else {
            panic!("objects")
        };
        members.extend(other);
        let verdict: Verdict = serde_json::from_value(verdict).unwrap();
        let timeline = Timeline::new(world.pin, world.ws);
        let state = fold(esc, &[], &timeline);
        let mut told = Self {
            verdict: sign("gate", &verdict),
            world,
            timeline,
            seq: 0,
            esc,
            proposal,
            state,
        };
        for entry in told.world.genesis.clone() {
            let entry = told.entry(entry.statements);
            told.timeline.take(&entry).unwrap();
        }
        told
    }

    fn open() -> Self {
        let mut told = Self::before("escalate", json!({}));
        assert_eq!(told.propose(), Mark::Counts);
        told
    }

    /// Somebody approved it.
    fn approved() -> Self {
        let mut told = Self::open();
        assert_eq!(told.decide("bob", Verb::Approve), Mark::Counts);
        assert_eq!(told.state.status(), Status::Approved);
        told
    }

    fn entry(&mut self, statements: Vec<String>) -> Entry {
        self.seq += 1;
        let new = NewEntry::of(statements).unwrap();
        Entry {
            seq: self.seq,
            at: self.world.now(),
            id: new.id,
            statements: new.statements,
            esc: new.esc,
            queue: new.queue,
        }
    }

    fn append(&mut self, statements: Vec<String>) -> Mark {
        let entry = self.entry(statements);
        self.state.apply(&entry, self.timeline.now());
        self.state.history().last().unwrap().mark
    }

    fn propose(&mut self) -> Mark {
        self.append(vec![self.proposal.clone(), self.verdict.clone()])
    }

    fn say<T: Payload>(&mut self, who: &str, payload: &T) -> Mark {
        self.append(vec![sign(who, payload)])
    }

    fn decision(&self, who: &str, verb: Verb) -> Decision {
        self.world
            .decision(who, &self.proposal, &self.verdict, verb)
    }

    fn decide(&mut self, who: &str, verb: Verb) -> Mark {
        let decision = self.decision(who, verb);
        self.say(who, &decision)
    }

    fn note(&mut self, who: &str, kind: NoteType, body: Value) -> Mark {
        let body = serde_json::from_value(body).unwrap();
        let note = self.world.note(who, self.esc, kind, body);
        self.say(who, &note)
    }

    fn outcome(&mut self, status: OutcomeStatus) -> Mark {
        let outcome = self.world.outcome("ledger", &self.proposal, status);
        self.say("ledger", &outcome)
    }

    fn receipt(&mut self, says: Says) -> Mark {
        let receipt = Receipt {
            jti: self.world.jti(),
            iss: name("gate"),
            ws: self.world.ws,
            issued_at: self.world.now(),
            esc: self.esc,
            says,
            statements: vec![],
            n: 0,
            head: ChainHead::Start(self.esc),
            at: self.world.now(),
            status: (says == Says::Resolved).then_some(Status::Approved),
            detail: None,
        };
        self.say("gate", &receipt)
    }

    fn due(&self) -> Timestamp {
        self.state.due().unwrap()
    }

    /// So long after it is due.
    fn after_due(&self, millis: i64) {
        let by = self.due().millis() + millis - self.world.now().millis();
        self.world.clock.step(by);
    }
}

#[test]
fn of_what_nobody_proposed_nothing_is_told() {
    let mut told = Told::before("escalate", json!({}));
    let standing = told.timeline.now().clone();
    let state = &told.state;
    assert!(!state.exists() && state.arguments().is_none() && state.candidate().is_none());
    assert!(state.first_verdict().is_none() && state.due().is_none());
    assert_eq!((state.risk(), state.last_seq()), (None, 0));
    assert_eq!(state.friction(&standing), Friction::None);
    assert_eq!(state.approvals_needed(&standing), 1);
    assert_eq!((state.status(), state.outcome()), (Status::Open, None));
    let nothing = Mark::Invalid(Code::NotFound);
    assert_eq!(told.decide("bob", Verb::Approve), nothing);
    assert_eq!(told.outcome(OutcomeStatus::Accepted), nothing);
    assert_eq!(
        told.note("bob", NoteType::Claimed, json!({ "lease_s": 9 })),
        nothing
    );
    let early = Mark::Invalid(Code::NotAllowed);
    assert_eq!(told.receipt(Says::Expired), early);
    assert_eq!(
        told.propose(),
        Mark::Counts,
        "what came before changes nothing"
    );
    assert_eq!(told.state.status(), Status::Open);
}

#[test]
fn an_open_one_tells_what_deciding_it_takes() {
    let verdict = json!({ "risk": "high", "requires": { "approvals": 2, "groups": [], "friction": "hold", "blind": false } });
    let mut told = Told::before("escalate", verdict);
    told.propose();
    let standing = told.timeline.now().clone();
    let state = &told.state;
    assert!(state.exists());
    assert_eq!(state.proposal().unwrap().compact(), told.proposal);
    assert_eq!(state.first_verdict().unwrap().compact(), told.verdict);
    assert_eq!(state.arguments().unwrap()["amount"], json!(20));
    assert_eq!(state.risk(), Some(Risk::High));
    assert_eq!(state.friction(&standing), Friction::Hold);
    assert_eq!(state.approvals_needed(&standing), 2);
    assert_eq!(
        (state.last_seq(), state.live_sha()),
        (told.seq, Some(Sha::of(&told.proposal)))
    );
    assert_eq!(told.decide("bob", Verb::Approve), Mark::Counts);
    assert_eq!(
        told.state.standing_people().collect::<Vec<_>>(),
        [&name("bob")]
    );
    assert_eq!(told.state.status(), Status::Open, "one of two");
    assert_eq!(told.propose(), Mark::Counts, "it is ignored: the same id");
    assert_eq!(told.state.history().len(), 2);
    assert_eq!(told.decide("ann", Verb::Approve), Mark::Counts);
    let resolved = told.state.resolved().unwrap();
    assert_eq!(resolved.people, [name("ann"), name("bob")]);
    assert_eq!(
        (resolved.status, resolved.seq),
        (Status::Approved, told.seq)
    );
}

#[test]
fn the_risk_of_the_contract_can_not_be_lowered_by_a_verdict() {
    let told = Told::open();
    assert_eq!(told.state.risk(), Some(Risk::Medium));
}

#[test]
fn the_proposals_own_verdict_closes_it_at_once() {
    for (ruling, status) in [("allow", Status::Allowed), ("deny", Status::Denied)] {
        let mut told = Told::before(ruling, json!({}));
        assert_eq!(told.propose(), Mark::Counts);
        assert_eq!(told.state.status(), status);
        let resolved = told.state.resolved().unwrap();
        assert_eq!(resolved.seq, told.seq);
        assert_eq!(
            resolved.statements,
            [told.proposal.clone(), told.verdict.clone()]
        );
        assert_eq!(told.decide("bob", Verb::Approve), Mark::Superseded);
    }
}

#[test]
fn a_proposal_opens_with_a_verdict_over_it_that_is_due_before_it_ends() {
    let other = json!({ "proposal_sha256": Sha::of("other") });
    let candidate = json!({ "candidate_sha256": Sha::of("other") });
    let ends = World::default().proposal().expires_at;
    let late = json!({ "due": Timestamp::from_millis(ends.millis() + 1) });
    for (verdict, code) in [
        (other, Code::CandidateMismatch),
        (candidate, Code::CandidateMismatch),
        (late, Code::BadMember),
    ] {
        let mut told = Told::before("escalate", verdict);
        assert_eq!(told.propose(), Mark::Invalid(code));
        assert!(!told.state.exists());
    }
    let mut told = Told::before("escalate", json!({ "due": ends }));
    assert_eq!(told.propose(), Mark::Counts);
    let mut told = Told::before("escalate", json!({}));
    let alone = vec![told.proposal.clone()];
    assert_eq!(told.append(alone), Mark::Invalid(Code::Malformed));
}

#[test]
fn a_note_counts_where_its_signer_may_say_it() {
    use NoteType as N;
    let wrong = Mark::Invalid(Code::WrongRole);
    let not = Mark::Invalid(Code::NotAllowed);
    let ok = Mark::Counts;
    let later =
        json!({ "due": Timestamp::from_millis(World::default().now().millis() + 60 * MINUTE) });
    let text = json!({ "text": "Hm." });
    for (kind, body, ann, bob, ledger) in [
        (N::Claimed, json!({ "lease_s": 60 }), ok, ok, wrong),
        (N::Released, json!({}), ok, ok, wrong),
        (N::Assigned, json!({ "to": "bob" }), ok, not, not),
        (
            N::Asked,
            json!({ "to": "agent", "text": "Why?" }),
            ok,
            ok,
            ok,
        ),
        (N::Commented, text, ok, ok, ok),
        (N::Extended, later, ok, not, not),
        (N::Revealed, json!({ "pointer": "/order" }), ok, not, not),
        (N::Withdrawn, json!({ "reason": "No." }), wrong, wrong, ok),
    ] {
        for (who, mark) in [("ann", ann), ("bob", bob), ("ledger", ledger)] {
            let mut told = Told::open();
            assert_eq!(told.note(who, kind, body.clone()), mark, "{kind} by {who}");
            let closed = kind == N::Withdrawn && mark == ok;
            let status = if closed {
                Status::Withdrawn
            } else {
                Status::Open
            };
            assert_eq!(told.state.status(), status);
        }
    }
    // A gateway speaks for another source; this one signs for itself.
    let mut told = Told::open();
    let body = serde_json::from_value(json!({ "reason": "No." })).unwrap();
    let note = told.world.note("shop", told.esc, N::Withdrawn, body);
    assert_eq!(told.say("gate", &note), wrong);
    assert_eq!(told.state.status(), Status::Open);
}

#[test]
fn what_is_closed_is_neither_withdrawn_nor_extended() {
    let mut told = Told::approved();
    let reason = json!({ "reason": "No." });
    assert_eq!(
        told.note("ledger", NoteType::Withdrawn, reason),
        Mark::Superseded
    );
    let later = json!({ "due": Timestamp::from_millis(told.due().millis() + 1) });
    assert_eq!(
        told.note("ann", NoteType::Extended, later),
        Mark::Superseded
    );
    assert_eq!(told.state.status(), Status::Approved);
}

#[test]
fn time_is_given_up_to_the_proposals_end_and_never_taken_away() {
    let ends = World::default().proposal().expires_at;
    let told = Told::open();
    let due = told.due();
    for (until, mark) in [
        (due.millis() - 1, Mark::Invalid(Code::BadMember)),
        (due.millis(), Mark::Invalid(Code::BadMember)),
        (due.millis() + 1, Mark::Counts),
        (ends.millis(), Mark::Counts),
        (ends.millis() + 1, Mark::Invalid(Code::BadMember)),
    ] {
        let until = Timestamp::from_millis(until);
        let mut told = Told::open();
        let mark_found = told.note("ann", NoteType::Extended, json!({ "due": until }));
        assert_eq!(mark_found, mark, "{until}");
        let expected = if mark == Mark::Counts { until } else { due };
        assert_eq!(told.due(), expected);
    }
    for (millis, mark) in [(0, Mark::Counts), (1, Mark::Late)] {
        let mut told = Told::open();
        told.after_due(millis);
        assert_eq!(
            told.note("ann", NoteType::Extended, json!({ "due": ends })),
            mark
        );
    }
}

#[test]
fn it_expires_after_it_was_due_and_a_decision_counts_until_then() {
    let mut told = Told::open();
    told.after_due(0);
    assert_eq!(told.receipt(Says::Expired), Mark::Invalid(Code::NotAllowed));
    assert_eq!(told.state.status(), Status::Open);
    assert_eq!(told.decide("bob", Verb::Approve), Mark::Counts);
    assert_eq!(told.state.status(), Status::Approved);
    told.after_due(1);
    assert_eq!(told.receipt(Says::Expired), Mark::Superseded);
    assert_eq!(told.decide("ann", Verb::Approve), Mark::Late);

    let mut told = Told::open();
    told.after_due(1);
    assert_eq!(told.decide("bob", Verb::Approve), Mark::Late);
    assert_eq!(told.receipt(Says::Attempted), Mark::Counts);
    assert_eq!(
        told.receipt(Says::Recorded),
        Mark::Invalid(Code::NotAllowed)
    );
    assert_eq!(
        told.receipt(Says::Resolved),
        Mark::Invalid(Code::NotAllowed)
    );
    assert_eq!(told.receipt(Says::Expired), Mark::Counts);
    assert_eq!(told.state.status(), Status::Expired);
    assert_eq!(told.state.resolved().unwrap().statements.len(), 3);
    assert_eq!(told.decide("bob", Verb::Approve), Mark::Late);
    assert_eq!(told.receipt(Says::Expired), Mark::Superseded);
}

#[test]
fn an_outcome_counts_where_it_follows_from_the_one_before() {
    use OutcomeStatus as O;
    let all = [
        O::Accepted,
        O::Refused,
        O::Executed,
        O::Failed,
        O::Unknown,
        O::Compensated,
    ];
    let follows = |before: Option<O>| -> &[O] {
        match before {
            None => &[O::Accepted, O::Refused],
            Some(O::Accepted) => &[O::Executed, O::Failed, O::Unknown],
            Some(O::Unknown) => &[O::Executed, O::Failed],
            Some(O::Executed | O::Failed) => &[O::Compensated],
            Some(O::Refused | O::Compensated) => &[],
        }
    };
    let ways: [&[O]; 7] = [
        &[],
        &[O::Accepted],
        &[O::Refused],
        &[O::Accepted, O::Executed],
        &[O::Accepted, O::Failed],
        &[O::Accepted, O::Unknown],
        &[O::Accepted, O::Executed, O::Compensated],
    ];
    for way in ways {
        for next in all {
            let mut told = Told::approved();
            for step in way {
                assert_eq!(told.outcome(*step), Mark::Counts);
            }
            let before = way.last().copied();
            let good = follows(before).contains(&next);
            let mark = told.outcome(next);
            assert_eq!(mark == Mark::Counts, good, "{next} after {before:?}");
            assert!(good || mark == Mark::OutOfOrder);
            assert_eq!(told.state.outcome(), if good { Some(next) } else { before });
            let alarmed = !good && before != Some(next);
            let alarms: &[Alarm] = if alarmed {
                &[Alarm::OutcomeOutOfOrder]
            } else {
                &[]
            };
            assert_eq!(told.state.alarms(), alarms, "{next} after {before:?}");
        }
    }
}

#[test]
fn what_ran_without_an_approval_or_otherwise_raises_an_alarm() {
    let mut told = Told::open();
    assert_eq!(told.outcome(OutcomeStatus::Executed), Mark::OutOfOrder);
    assert_eq!(told.state.alarms(), [Alarm::ExecutedWithoutApproval]);
    assert_eq!(told.outcome(OutcomeStatus::Accepted), Mark::OutOfOrder);
    assert_eq!(told.state.outcome(), None);

    let other = |outcome: &mut Outcome| outcome.candidate_sha256 = Some(Sha::of("other"));
    let tool = |outcome: &mut Outcome| {
        outcome.action = Some(Action {
            tool: name("refund"),
            arguments: serde_json::Map::new(),
        });
    };
    let same = |_: &mut Outcome| {};
    let changes: [(Change<Outcome>, &[Alarm]); 3] = [
        (same, &[]),
        (other, &[Alarm::ExecutedOther]),
        (tool, &[Alarm::ExecutedOther]),
    ];
    for (change, alarms) in changes {
        let mut told = Told::approved();
        told.outcome(OutcomeStatus::Accepted);
        let mut outcome = told
            .world
            .outcome("ledger", &told.proposal, OutcomeStatus::Executed);
        change(&mut outcome);
        assert_eq!(told.say("ledger", &outcome), Mark::Counts);
        assert_eq!(told.state.alarms(), alarms);
    }
}

#[test]
fn an_outcome_is_its_own_sources_about_this_proposal_and_says_why() {
    let mut told = Told::approved();
    let mut refused = told
        .world
        .outcome("ledger", &told.proposal, OutcomeStatus::Refused);
    refused.code = Some("halted".to_owned());
    let foreign = Outcome {
        jti: told.world.jti(),
        iss: name("shop"),
        ..refused.clone()
    };
    assert_eq!(told.say("gate", &foreign), Mark::Invalid(Code::WrongRole));
    let other = Outcome {
        jti: told.world.jti(),
        proposal_sha256: Sha::of("other"),
        ..refused.clone()
    };
    assert_eq!(
        told.say("ledger", &other),
        Mark::Invalid(Code::ProposalMismatch)
    );
    assert_eq!(told.state.outcome_code(), None);
    assert_eq!(told.say("ledger", &refused), Mark::Counts);
    assert_eq!(told.state.outcome(), Some(OutcomeStatus::Refused));
    assert_eq!(told.state.outcome_code(), Some("halted"));
    assert!(told.state.alarms().is_empty());
}

#[test]
fn a_decision_that_does_not_fit_does_not_count_and_says_why() {
    let changes: [(Change<Decision>, Code); 5] = [
        (|d| d.aud = name("shop"), Code::WrongAudience),
        (
            |d| d.proposal_sha256 = Sha::of("other"),
            Code::ProposalMismatch,
        ),
        (
            |d| d.expires_at = Timestamp::from_millis(d.expires_at.millis() + 1),
            Code::ProposalMismatch,
        ),
        (
            |d| d.verdict_sha256 = Sha::of("other"),
            Code::CandidateMismatch,
        ),
        (
            |d| d.candidate_sha256 = Some(Sha::of("other")),
            Code::CandidateMismatch,
        ),
    ];
    for (change, code) in changes {
        let mut told = Told::open();
        let mut decision = told.decision("bob", Verb::Approve);
        change(&mut decision);
        assert_eq!(told.say("bob", &decision), Mark::Invalid(code));
        assert_eq!(told.state.status(), Status::Open);
    }
    for (who, code) in [("eve", Code::GroupMissing), ("olga", Code::OwnProposal)] {
        let mut told = Told::open();
        assert_eq!(told.decide(who, Verb::Reject), Mark::Unauthorised(code));
        assert_eq!(told.state.status(), Status::Open);
    }
    for (verb, status) in [
        (Verb::Reject, Status::Rejected),
        (Verb::Respond, Status::Responded),
    ] {
        let mut told = Told::open();
        assert_eq!(told.decide("bob", verb), Mark::Counts);
        assert_eq!(told.state.status(), status);
        assert_eq!(told.state.resolved().unwrap().people, [name("bob")]);
        assert_eq!(told.decide("ann", verb), Mark::Superseded);
    }
}

#[test]
fn the_last_millisecond_of_a_roster_still_decides() {
    let mut told = Told::before("escalate", json!({}));
    told.propose();
    let last = told.timeline.now().roster().unwrap().expires_at;
    told.world
        .clock
        .step(last.millis() - told.world.now().millis());
    assert_eq!(
        told.decide("bob", Verb::Reject),
        Mark::Late,
        "its own time is over"
    );
    told.world.clock.step(1);
    let over = Mark::Invalid(Code::RosterExpired);
    assert_eq!(told.decide("bob", Verb::Reject), over);
}

//! What holds at the very instant, position or name where one thing ends and another begins.

use fermata_protocol::{
    Code, Entry, NewEntry, Sha, Timestamp,
    fold::{Mark, fold},
    payload::{Status, Verdict},
    roster::Timeline,
};
use fermata_testkit::{World, entries::id, world::sign};
use serde_json::json;

use crate::{
    ANN, BOB, EVE,
    acts::{Act, Defect, Judged, Plan},
    after,
    history::{HOUR, History},
    judged, own,
};

const YES: fn(usize) -> Act = |who| Act::Approve(who, Defect::None);

#[test]
fn a_decision_on_what_is_closed_is_superseded_up_to_the_due_time_and_late_after_it() {
    let then = |minutes: i64| after(judged(), &[YES(ANN), Act::Minutes(minutes), YES(BOB)]);
    let due = 4 * HOUR / 60_000;
    assert_eq!(then(due), (Status::Approved, Mark::Superseded));
    assert_eq!(then(due + 1), (Status::Approved, Mark::Late));
}

#[test]
fn a_decision_counts_up_to_the_due_time_and_the_end_of_the_roster_and_not_after() {
    let then = |acts: &[Act]| after(judged(), acts);
    let due = 4 * HOUR / 60_000;
    let counts = (Status::Approved, Mark::Counts);
    assert_eq!(then(&[Act::Minutes(due), YES(ANN)]), counts);
    let late = (Status::Open, Mark::Late);
    assert_eq!(then(&[Act::Minutes(due + 1), YES(ANN)]), late);
    let lapses = |minutes| then(&[Act::Lapse(60), Act::Minutes(minutes), YES(ANN)]);
    assert_eq!(lapses(60), counts);
    let lapsed = Mark::Invalid(Code::RosterExpired);
    assert_eq!(lapses(61), (Status::Open, lapsed));
}

#[test]
fn a_decision_is_over_this_proposal_and_its_end_alike() {
    for (defect, code) in [
        (Defect::Audience, Code::WrongAudience),
        (Defect::Proposal, Code::ProposalMismatch),
        (Defect::Expiry, Code::ProposalMismatch),
        (Defect::Candidate, Code::CandidateMismatch),
    ] {
        let done = after(judged(), &[Act::Approve(ANN, defect)]);
        assert_eq!(done, (Status::Open, Mark::Invalid(code)), "{defect:?}");
    }
}

#[test]
fn a_verdicts_due_time_lies_within_the_proposals() {
    let opened = |beyond: i64| {
        let world = World::default();
        let proposal = world.proposal();
        let compact = sign("ledger", &proposal);
        let (esc, sha) = (proposal.jti_esc(), Sha::of(&compact));
        let due = Timestamp::from_millis(proposal.expires_at.millis() + beyond);
        let verdict: Verdict = serde_json::from_value(json!({
            "jti": world.jti(), "iss": "gate", "ws": world.ws, "issued_at": world.now(), "esc": esc,
            "proposal_sha256": sha, "candidate_sha256": sha, "verdict": "escalate", "reasons": [], "risk": "low",
            "contract_sha256": world.contract_sha("refund"), "policy_sha256": Sha::of("policy"), "due": due,
            "requires": { "approvals": 1, "groups": [], "friction": "none", "blind": false },
        }))
        .unwrap();
        let mut timeline = Timeline::new(world.pin, world.ws);
        let mut entries = Vec::new();
        let proposed = NewEntry::of(vec![compact, sign("gate", &verdict)]).unwrap();
        for (n, new) in world.genesis.iter().cloned().chain([proposed]).enumerate() {
            let entry = Entry {
                seq: n as u64 + 1,
                at: world.now(),
                id: new.id,
                statements: new.statements,
                esc: new.esc,
                queue: new.queue,
            };
            let _ = timeline.take(&entry);
            entries.push(entry);
        }
        fold(esc, &entries, &timeline).history()[0].mark
    };
    assert_eq!(opened(0), Mark::Counts);
    assert_eq!(opened(1), Mark::Invalid(Code::BadMember));
}

/// Who decided is still a person of the roster, or still has the key that signed; one of both is not enough.
#[test]
fn a_decision_counts_no_more_once_its_key_is_revoked_or_its_person_may_not_decide() {
    let two = Judged {
        approvals: 2,
        ..judged()
    };
    let status = |acts: &[Act]| after(two, acts).0;
    for then in [Act::Revoke(ANN), Act::Demote(ANN)] {
        let acts = [YES(ANN), Act::Minutes(1), then.clone(), YES(BOB)];
        assert_eq!(status(&acts), Status::Open, "{then:?}");
        let third = [&acts[..], &[YES(EVE)]].concat();
        assert_eq!(status(&third), Status::Approved, "{then:?}");
    }
    assert_eq!(status(&[YES(ANN), YES(BOB)]), Status::Approved);
}

/// What a reject was held to: the first verdict, the one that it names, and the one that the live edit was made on; none between.
#[test]
fn a_reject_stands_beside_the_verdicts_that_it_answers_and_no_others() {
    let three = Judged {
        approvals: 3,
        ..judged()
    };
    let edit = |who| Act::Edit(who, Defect::None, three);
    let history = History::of(&Plan {
        approvals: 3,
        deny: false,
        critical: false,
        blind: false,
        groups: &[],
        acts: vec![
            edit(ANN),
            edit(BOB),
            edit(ANN),
            Act::Reject(EVE, Defect::None),
        ],
        swaps: vec![],
    });
    let log = own(history.esc, &history.entries);
    let verdicts: Vec<&String> = log[..4].iter().map(|entry| &entry.statements[1]).collect();
    let state = fold(history.esc, &history.entries, &history.timeline);
    assert_eq!(state.status(), Status::Rejected);
    let statements = &state.resolved().unwrap().statements;
    let beside = verdicts.iter().map(|verdict| statements.contains(verdict));
    assert_eq!(beside.collect::<Vec<_>>(), [true, false, true, true]);
}

#[test]
fn marks_have_the_words_of_the_protocol() {
    let words = [
        (Mark::Counts, "ok"),
        (Mark::Unauthorised(Code::GroupMissing), "unauthorised"),
        (Mark::Late, "late"),
        (Mark::Superseded, "superseded"),
        (Mark::Invalid(Code::NotFound), "invalid"),
        (Mark::OutOfOrder, "outcome_out_of_order"),
    ];
    for (mark, word) in words {
        assert_eq!(mark.word(), word);
    }
}

#[test]
fn an_entry_under_an_id_that_is_not_its_own_says_nothing() {
    let plan = Plan {
        approvals: 1,
        deny: false,
        critical: false,
        blind: false,
        groups: &[],
        acts: vec![YES(ANN)],
        swaps: vec![],
    };
    let mut history = History::of(&plan);
    let closed = fold(history.esc, &history.entries, &history.timeline);
    assert_eq!(closed.status(), Status::Approved);
    history.entries.last_mut().unwrap().id = id(99);
    let state = fold(history.esc, &history.entries, &history.timeline);
    assert_eq!(state.status(), Status::Open);
    let last = state.history().last().unwrap();
    assert_eq!(last.mark, Mark::Invalid(Code::BadMember));
}

//! The fold over histories that nobody would write by hand: valid, late, doubled, forged, foreign, in any order.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

mod acts;
mod blind;
mod edges;
mod history;

use std::collections::{BTreeSet, HashSet};

use fermata_protocol::{
    Code, Entry, Esc, Name, Sha, Timestamp, chain_head,
    fold::{Alarm, Escalation, Mark, What, fold},
    payload::{
        ChainHead, Decision, OutcomeStatus, Right, Risk, Roster, Says, Status, Verb, Verdict,
    },
    resolution::{Answer, Resolution, Row, RowState, SKEW_MS, Source, verify},
};
use fermata_testkit::{
    World,
    world::{name, peek, sign},
};
use proptest::prelude::*;
use serde_json::Value;

use acts::{Act, Defect, Judged, Plan, plan};
use history::{History, receipt};

/// What a reader can see of it.
#[derive(Debug, PartialEq)]
struct Seen {
    status: Status,
    resolved: Option<(u64, Timestamp, Vec<Name>, Vec<String>)>,
    candidate: Option<Sha>,
    due: Option<Timestamp>,
    standing: Vec<Name>,
    outcome: Option<OutcomeStatus>,
}

fn seen(state: &Escalation) -> Seen {
    let resolved = state.resolved();
    Seen {
        status: state.status(),
        resolved: resolved.map(|r| (r.seq, r.at, r.people.clone(), r.statements.clone())),
        candidate: state.live_sha(),
        due: state.due(),
        standing: state.standing_people().cloned().collect(),
        outcome: state.outcome(),
    }
}

/// Entries of the escalation, each id once.
fn own(esc: Esc, entries: &[Entry]) -> Vec<Entry> {
    let mut ids = HashSet::new();
    let own = entries.iter().filter(|entry| entry.esc == Some(esc));
    own.filter(|entry| ids.insert(entry.id)).cloned().collect()
}

/// Folds entry by entry: what is closed stays as it was closed, and by that entry.
fn fold_step_by_step(history: &History) -> Result<Escalation, TestCaseError> {
    let mut state = fold(history.esc, &[], &history.timeline);
    let mut closed: Option<(Status, u64, Vec<String>)> = None;
    for entry in &history.entries {
        state.apply(entry, history.timeline.before(entry.seq));
        let now = state
            .resolved()
            .map(|r| (r.status, r.seq, r.statements.clone()));
        match (&closed, now) {
            (None, Some(now)) => {
                prop_assert_eq!(now.1, entry.seq, "closed by the entry that closed it");
                prop_assert!(now.0 != Status::Open);
                closed = Some(now);
            }
            (before, now) => prop_assert_eq!(before, &now, "a closed one never changes"),
        }
    }
    Ok(state)
}

/// Approvals were enough, from different people, each of whom was allowed to.
fn approved_by_the_right_people(
    history: &History,
    state: &Escalation,
) -> Result<(), TestCaseError> {
    let Some(resolved) = state
        .resolved()
        .filter(|r| matches!(r.status, Status::Approved | Status::Edited))
    else {
        return Ok(());
    };
    let standing = history.timeline.before(resolved.seq);
    let roster = standing.roster().unwrap();
    let people: BTreeSet<_> = resolved.people.iter().collect();
    prop_assert_eq!(people.len(), resolved.people.len(), "the same person twice");
    let of = |word: &str| {
        let word = format!("fermata-{word}+jws");
        let is = move |compact: &&String| {
            fermata_protocol::claimed_typ(compact).unwrap().as_str() == word
        };
        resolved.statements.iter().filter(is)
    };
    let decisions: Vec<Decision> = of("decision").map(|compact| peek(compact)).collect();
    let signers: BTreeSet<_> = decisions.iter().map(|decision| &decision.iss).collect();
    prop_assert_eq!(&signers, &people, "who counts is who signed");
    let live = state.live_sha().unwrap();
    for (decision, compact) in decisions.iter().zip(of("decision")) {
        let binds = decision.candidate_sha256 == Some(live) || Sha::of(compact) == live;
        prop_assert!(binds, "an approval of something else counts");
        prop_assert!(matches!(decision.decision, Verb::Approve | Verb::Edit));
    }
    let verdict = |sha: Sha| {
        of("verdict")
            .find(|compact| Sha::of(compact) == sha)
            .map(|compact| peek::<Verdict>(compact))
    };
    let mut named: Vec<Verdict> = decisions
        .iter()
        .filter_map(|decision| verdict(decision.verdict_sha256))
        .collect();
    prop_assert_eq!(
        named.len(),
        decisions.len(),
        "a decision names a verdict that is not there"
    );
    named.extend(
        of("verdict")
            .map(|compact| peek::<Verdict>(compact))
            .filter(|v| v.candidate_sha256 == live),
    );
    let queue = roster.queue(&name("refunds")).unwrap();
    let asked = queue
        .requires
        .as_ref()
        .and_then(|requires| requires.approvals);
    let needed = named
        .iter()
        .map(|v| v.requires.approvals)
        .chain(asked)
        .max()
        .unwrap();
    prop_assert!(
        people.len() >= needed as usize,
        "{} of {needed}",
        people.len()
    );
    let mut groups: BTreeSet<&Name> = queue.groups.iter().collect();
    for verdict in named.iter().filter(|v| !v.requires.groups.is_empty()) {
        groups.retain(|group| verdict.requires.groups.contains(group));
    }
    let risk = named
        .iter()
        .map(|v| v.risk)
        .max()
        .unwrap()
        .max(Risk::Medium);
    for person in people {
        let entry = roster.person(person).unwrap();
        let within = entry.groups.iter().any(|group| groups.contains(group));
        prop_assert!(within && entry.max_risk >= risk);
        prop_assert!(*person != name("olga"), "an owner decided");
    }
    Ok(())
}

/// What the fold hands out, the source reads as the same.
fn a_source_agrees(history: &History, state: &Escalation) -> Result<(), TestCaseError> {
    let Some(resolved) = state.resolved() else {
        return Ok(());
    };
    let world = World::default();
    world
        .clock
        .step(resolved.at.millis() - world.now().millis());
    let statements = resolved.statements.clone();
    let (esc, status) = (history.esc, resolved.status);
    let receipt = receipt(&world, esc, Says::Resolved, Some(status), &statements);
    let proposal = state.proposal().unwrap().compact().to_owned();
    let resolution = Resolution {
        esc,
        status,
        statements,
        receipt,
    };
    let row = |asked| {
        (asked == esc).then_some(Row {
            proposal: &proposal,
            state: RowState::Pending,
        })
    };
    let standing = history.timeline.before(resolved.seq);
    let own = Source {
        name: &name("shop"),
        ws: world.ws,
        standing,
        answered_at: resolved.at,
    };
    // Halts of the one escalation, by whoever could decide it then: its contract has medium risk.
    let halted = standing.halts().any(|active| {
        let before = history.timeline.before(active.seq).roster().unwrap();
        let person = before.person(&active.halt.iss).unwrap();
        let in_group = before
            .queue(&name("refunds"))
            .unwrap()
            .groups
            .iter()
            .any(|group| person.groups.contains(group));
        person.rights.contains(&Right::Halt)
            || (person.id != name("olga") && in_group && person.max_risk >= Risk::Medium)
    });
    match verify(&resolution, row, &own, resolved.at) {
        Ok(Answer::Run {
            status,
            candidate_sha256,
            people,
            ..
        }) => {
            prop_assert_eq!(status, resolved.status);
            prop_assert_eq!(Some(candidate_sha256), state.live_sha());
            prop_assert_eq!(&people, &resolved.people);
            prop_assert!(!halted);
        }
        Ok(Answer::Closed { status, people, .. }) => {
            prop_assert_eq!(status, resolved.status);
            prop_assert!(!status.approves());
            prop_assert_eq!(&people, &resolved.people);
        }
        Err(refused) => {
            let held = halted && refused.code == Code::Halted && resolved.status.approves();
            // A log in another order may hold a statement before its time, or before the roster that it names.
            // The fold reads neither; a source does, and runs nothing until it knows more.
            let says = |compact: &String, member: &str| peek::<Value>(compact)[member].clone();
            let ahead = |compact: &String| {
                let at: Timestamp = serde_json::from_value(says(compact, "issued_at")).unwrap();
                at.millis() > resolved.at.millis() + SKEW_MS
            };
            let version = standing.roster().unwrap().version;
            let behind =
                |compact: &String| says(compact, "roster_version").as_u64() > Some(version);
            let any = |odd: &dyn Fn(&String) -> bool| resolved.statements.iter().any(odd);
            let early = match refused.code {
                Code::FromTheFuture => any(&ahead),
                Code::RosterStale => any(&behind),
                _ => false,
            };
            prop_assert!(
                held || early,
                "the source says {} of {:?}",
                refused.code,
                resolved.status
            );
        }
    }
    Ok(())
}

/// Who was shown the log as it is raises no alarm; without any one entry that somebody saw, their signature does.
fn what_signers_saw_is_compared(
    history: &History,
    whole: &Escalation,
) -> Result<(), TestCaseError> {
    let forked = |state: &Escalation| state.alarms().contains(&Alarm::Forked);
    prop_assert!(!forked(whole), "true heads are called a fork");
    let entries = own(history.esc, &history.entries);
    let decided =
        |event: &fermata_protocol::fold::Event| matches!(event.what, What::Decided { .. });
    for (n, gone) in entries.iter().enumerate() {
        let mut left = entries.clone();
        left.remove(n);
        let state = fold(history.esc, &left, &history.timeline);
        let seen = state
            .history()
            .iter()
            .any(|event| decided(event) && event.seq > gone.seq);
        prop_assert_eq!(forked(&state), seen, "without entry {}", gone.seq);
    }
    Ok(())
}

fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(32),
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_fold_holds_its_promises_over_any_history(plan in plan()) {
        let history = History::of(&plan);
        let whole = fold(history.esc, &history.entries, &history.timeline);
        let stepped = fold_step_by_step(&history)?;
        prop_assert_eq!(seen(&whole), seen(&stepped));
        prop_assert_eq!(whole.history(), stepped.history());
        prop_assert_eq!((whole.head(), whole.alarms()), (stepped.head(), stepped.alarms()));

        // Repeated ids and entries about others change nothing at all.
        let once = own(history.esc, &history.entries);
        let without = fold(history.esc, &once, &history.timeline);
        prop_assert_eq!(whole.history(), without.history());
        prop_assert_eq!((seen(&whole), whole.head()), (seen(&without), without.head()));
        let head = once.iter().fold(ChainHead::Start(history.esc), chain_head);
        prop_assert_eq!(whole.head(), (once.len() as u64, head));

        // What does not count could as well not be there.
        let counts: HashSet<u64> =
            whole.history().iter().filter(|event| event.mark == Mark::Counts).map(|event| event.seq).collect();
        let counting: Vec<_> = once.into_iter().filter(|entry| counts.contains(&entry.seq)).collect();
        let only = fold(history.esc, &counting, &history.timeline);
        prop_assert_eq!(seen(&whole), seen(&only));

        if plan.swaps.is_empty() {
            what_signers_saw_is_compared(&history, &whole)?;
        }
        approved_by_the_right_people(&history, &whole)?;
        a_source_agrees(&history, &whole)?;
    }
}

/// Nothing in particular is asked.
fn judged() -> Judged {
    Judged {
        deny: false,
        critical: false,
        approvals: 1,
        groups: &[],
        other_due: false,
        missing: false,
    }
}

/// Where a history with these acts stands, and what became of the last one.
fn after(begins: Judged, acts: &[Act]) -> (Status, Mark) {
    let plan = Plan {
        approvals: begins.approvals,
        deny: begins.deny,
        critical: begins.critical,
        blind: false,
        groups: begins.groups,
        acts: acts.to_vec(),
        swaps: vec![],
    };
    let history = History::of(&plan);
    let state = fold(history.esc, &history.entries, &history.timeline);
    (state.status(), state.history().last().unwrap().mark)
}

const ANN: usize = 0;
const BOB: usize = 1;
const EVE: usize = 2;

#[test]
fn an_edit_can_not_lower_how_many_people_it_takes() {
    let begins = Judged {
        approvals: 2,
        ..judged()
    };
    let alone = [
        Act::Edit(EVE, Defect::None, judged()),
        Act::Approve(EVE, Defect::None),
    ];
    assert_eq!(after(begins, &alone).0, Status::Open);
    let two = [&alone[..], &[Act::Approve(ANN, Defect::None)]].concat();
    assert_eq!(after(begins, &two).0, Status::Edited);
}

#[test]
fn an_edit_by_who_could_not_decide_what_it_replaces_changes_nothing() {
    let critical = Judged {
        critical: true,
        ..judged()
    };
    let senior = Judged {
        groups: &["senior"],
        ..judged()
    };
    for (begins, code) in [(critical, Code::RiskTooHigh), (senior, Code::GroupMissing)] {
        let edit = [Act::Edit(ANN, Defect::None, judged())];
        let unauthorised = Mark::Unauthorised(code);
        assert_eq!(after(begins, &edit), (Status::Open, unauthorised));
        // It retires no approval either: with the one from before, one more is enough.
        let begins = Judged {
            approvals: 2,
            ..begins
        };
        let between = [
            Act::Approve(BOB, Defect::None),
            edit[0].clone(),
            Act::Approve(BOB, Defect::None),
        ];
        assert_eq!(after(begins, &between), (Status::Open, Mark::Counts));
    }
}

#[test]
fn an_edit_can_not_let_others_decide() {
    let senior = Judged {
        groups: &["senior"],
        approvals: 2,
        ..judged()
    };
    for own in [&[][..], &["desk"]] {
        let edited = Judged {
            groups: own,
            ..judged()
        };
        let acts = [
            Act::Edit(BOB, Defect::None, edited),
            Act::Approve(EVE, Defect::None),
        ];
        let (status, mark) = after(senior, &acts);
        assert_eq!(status, Status::Open);
        assert_eq!(mark, Mark::Unauthorised(Code::GroupMissing));
        let no = [acts[0].clone(), Act::Reject(EVE, Defect::None)];
        assert_eq!(after(senior, &no).0, Status::Open);
    }
}

/// A generator whose histories all end the same way would prove little.
#[test]
fn the_histories_end_in_every_way() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut missing: BTreeSet<&str> = [
        Status::Open,
        Status::Approved,
        Status::Edited,
        Status::Rejected,
        Status::Responded,
        Status::Withdrawn,
        Status::Expired,
        Status::Denied,
    ]
    .map(Status::as_str)
    .into();
    missing.extend([
        "ok",
        "unauthorised",
        "late",
        "superseded",
        "invalid",
        "outcome_out_of_order",
    ]);
    for _ in 0..200 {
        if missing.is_empty() {
            return;
        }
        let history = History::of(&plan().new_tree(&mut runner).unwrap().current());
        let state = fold(history.esc, &history.entries, &history.timeline);
        missing.remove(state.status().as_str());
        for event in state.history() {
            missing.remove(event.mark.word());
        }
    }
    panic!("200 histories and none with {missing:?}");
}

#[test]
fn an_edits_verdict_is_over_exactly_this_edit_of_this_proposal_and_keeps_its_due_time() {
    let plan = Plan {
        approvals: 2,
        deny: false,
        critical: false,
        groups: &[],
        acts: vec![Act::Edit(ANN, Defect::None, judged())],
        blind: false,
        swaps: vec![],
    };
    let history = History::of(&plan);
    let marked = |change: fn(&mut Verdict)| {
        let mut entries = history.entries.clone();
        let edit = entries.last_mut().unwrap();
        let mut verdict: Verdict = peek(&edit.statements[1]);
        change(&mut verdict);
        edit.statements[1] = sign("gate", &verdict);
        let state = fold(history.esc, &entries, &history.timeline);
        state.history().last().unwrap().mark
    };
    assert_eq!(marked(|_| {}), Mark::Counts);
    let strays: [fn(&mut Verdict); 3] = [
        |verdict| verdict.proposal_sha256 = Sha::of("another"),
        |verdict| verdict.candidate_sha256 = Sha::of("another"),
        |verdict| verdict.due = Timestamp::from_millis(verdict.due.millis() - 1),
    ];
    for stray in strays {
        assert_eq!(marked(stray), Mark::Invalid(Code::CandidateMismatch));
    }
}

#[test]
fn an_edit_by_who_could_not_decide_what_it_becomes_changes_nothing() {
    let critical = Judged {
        critical: true,
        ..judged()
    };
    let edit = [Act::Edit(ANN, Defect::None, critical)];
    let unauthorised = Mark::Unauthorised(Code::RiskTooHigh);
    assert_eq!(after(judged(), &edit), (Status::Open, unauthorised));
}

/// What a candidate takes is what its own verdict and the one before it take, and no verdict further back.
#[test]
fn two_edits_by_who_may_decide_it_leave_what_the_first_verdict_asked_behind() {
    let critical = Judged {
        critical: true,
        ..judged()
    };
    let two = Judged {
        approvals: 2,
        ..judged()
    };
    let once = [
        Act::Edit(BOB, Defect::None, two),
        Act::Approve(ANN, Defect::None),
    ];
    let unauthorised = Mark::Unauthorised(Code::RiskTooHigh);
    assert_eq!(after(critical, &once), (Status::Open, unauthorised));
    let twice = [once[0].clone(), once[0].clone(), once[1].clone()];
    assert_eq!(after(critical, &twice), (Status::Edited, Mark::Counts));
}

/// Whoever says no to what they see need not know its newest verdict; whoever says yes must.
#[test]
fn a_no_that_names_no_known_verdict_counts_and_a_yes_does_not() {
    let no = after(judged(), &[Act::Reject(ANN, Defect::Verdict)]);
    assert_eq!(no, (Status::Rejected, Mark::Counts));
    let yes = after(judged(), &[Act::Approve(ANN, Defect::Verdict)]);
    let unknown = Mark::Invalid(Code::CandidateMismatch);
    assert_eq!(yes, (Status::Open, unknown));
}

/// Programs read these words, so they stay as they are.
#[test]
fn alarms_have_the_words_of_the_protocol() {
    let words = [
        Alarm::ExecutedWithoutApproval,
        Alarm::ExecutedOther,
        Alarm::OutcomeOutOfOrder,
        Alarm::Forked,
        Alarm::KeyForked,
    ]
    .map(Alarm::word);
    assert_eq!(
        words.join(" "),
        "executed_without_approval executed_other outcome_out_of_order forked key_forked"
    );
}

/// A log in which ann approves what takes two, as its readers are shown it.
fn approved_by_one() -> History {
    let plan = Plan {
        blind: false,
        approvals: 2,
        deny: false,
        critical: false,
        groups: &[],
        acts: vec![Act::Comment(BOB), Act::Approve(ANN, Defect::None)],
        swaps: vec![],
    };
    History::of(&plan)
}

#[test]
fn a_receipt_is_compared_with_the_chain_and_waits_for_what_is_not_read_yet() {
    let history = approved_by_one();
    let mut state = fold(history.esc, &history.entries, &history.timeline);
    let (n, head) = state.head();
    assert_eq!(state.lies_on_chain(n, head), Some(true));
    assert_eq!(
        state.lies_on_chain(n, ChainHead::Start(history.esc)),
        Some(false)
    );
    assert_eq!(state.lies_on_chain(n + 1, head), None);
    state.compare(n, head);
    state.compare(n + 1, head);
    assert_eq!(state.alarms(), []);
    state.compare(n, ChainHead::Start(history.esc));
    state.compare(0, head);
    assert_eq!(state.alarms(), [Alarm::Forked], "said once");
}

#[test]
fn the_entry_whose_signer_saw_another_log_is_marked_and_counts_as_before() {
    let history = approved_by_one();
    let shown: Vec<Entry> = history
        .entries
        .iter()
        .filter(|entry| !entry.statements[0].starts_with(&note_header()))
        .cloned()
        .collect();
    let state = fold(history.esc, &shown, &history.timeline);
    let last = state.history().last().unwrap();
    assert!(last.forked);
    assert_eq!(last.mark, Mark::Counts);
    assert_eq!(state.alarms(), [Alarm::Forked]);
}

/// How a note by bob begins.
fn note_header() -> String {
    let kid = fermata_testkit::world::key("bob").kid();
    let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"fermata-note+jws"}}"#);
    base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, header)
}

#[test]
fn what_a_key_signed_after_it_was_lost_is_suspect_and_stands() {
    let history = approved_by_one();
    let state = fold(history.esc, &history.entries, &history.timeline);
    let decision = state.history().last().unwrap();
    let mut now = Roster::clone(history.timeline.now().roster().unwrap());
    assert!(!decision.suspect(&now));
    let lost = |ms: i64| fermata_protocol::payload::Revoked {
        kid: fermata_testkit::world::key("ann").kid(),
        at: Timestamp::from_millis(decision.at.millis() + ms),
    };
    now.revoked = vec![lost(1)];
    assert!(!decision.suspect(&now), "it was signed before");
    now.revoked = vec![lost(0)];
    assert!(decision.suspect(&now));
    assert!(!state.history()[0].suspect(&now), "another key signed that");
}

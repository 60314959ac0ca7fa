//! Who sees what of a blind second look, and when.

use std::collections::BTreeSet;

use fermata_protocol::{
    Code, Name, chain_head,
    fold::{Escalation, Mark, What, fold},
    payload::{ChainHead, Status},
};
use fermata_testkit::world::name;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use crate::{
    ANN, BOB, EVE,
    acts::{Act, Defect, PEOPLE, Plan, plan},
    cases,
    history::{HOUR, History},
    judged, own,
};

fn readers() -> Vec<Name> {
    PEOPLE.iter().chain(&["zoe"]).map(|who| name(who)).collect()
}

/// One person reads along while the log grows: what comes to them with which entry.
fn reads_along(history: &History, person: &Name) -> Result<Vec<(u64, u64)>, TestCaseError> {
    let log = own(history.esc, &history.entries);
    let mut came: Vec<(u64, u64)> = Vec::new();
    for n in 1..=log.len() {
        let so_far = &log[..n];
        let state = fold(history.esc, so_far, &history.timeline);
        let withheld = state.withheld(person);
        let seen: Vec<_> = so_far
            .iter()
            .filter(|entry| withheld.is_none_or(|withheld| !withheld.has(entry.seq)))
            .cloned()
            .collect();
        if withheld.is_none_or(|withheld| withheld.until().is_some()) {
            let known: BTreeSet<u64> = came.iter().map(|(seq, _)| *seq).collect();
            let with = so_far[n - 1].seq;
            let missing = so_far.iter().filter(|entry| !known.contains(&entry.seq));
            came.extend(missing.map(|entry| (entry.seq, with)));
            continue;
        }
        // What is withheld is the end of the chain, begins with a decision, and changes nothing that a decision names.
        prop_assert_eq!(&seen[..], &log[..seen.len()]);
        let read = fold(history.esc, &seen, &history.timeline);
        prop_assert_eq!(
            (read.status(), state.status()),
            (Status::Open, Status::Open)
        );
        prop_assert_eq!(
            (read.live_sha(), read.due()),
            (state.live_sha(), state.due())
        );
        let decided = |state: &Escalation, by: Option<&Name>| {
            let is = |event: &fermata_protocol::fold::Event| {
                matches!(event.what, What::Decided { .. })
                    && by.is_none_or(|by| event.by.as_ref() == Some(by))
            };
            let mut history = state.history().iter();
            history.find(|event| event.what == What::Proposed && event.mark == Mark::Counts);
            history.any(is)
        };
        prop_assert!(!decided(&read, None) && decided(&state, None));
        prop_assert_eq!(read.standing_people().count(), 0);
        prop_assert!(state.standing_people().all(|who| who != person));
        let head = seen.iter().fold(ChainHead::Start(history.esc), chain_head);
        prop_assert_eq!(read.head(), (seen.len() as u64, head));
        prop_assert!(state.decides_blind(person) && read.decides_blind(person));
        let known: BTreeSet<u64> = came.iter().map(|(seq, _)| *seq).collect();
        prop_assert_eq!(known, seen.iter().map(|entry| entry.seq).collect());
    }
    Ok(came)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whoever_reads_along_gets_every_entry_once_and_in_order_and_none_too_early(plan in plan()) {
        let history = History::of(&plan);
        let log = own(history.esc, &history.entries);
        let whole = fold(history.esc, &log, &history.timeline);
        for person in readers() {
            let came = reads_along(&history, &person)?;
            prop_assert!(came.is_sorted());
            // The whole log says of each entry what it said when it was new.
            let withheld = whole.withheld(&person);
            let said: Vec<(u64, u64)> = log
                .iter()
                .filter_map(|entry| match withheld.filter(|withheld| withheld.has(entry.seq)) {
                    None => Some((entry.seq, entry.seq)),
                    Some(withheld) => withheld.until().map(|until| (entry.seq, until)),
                })
                .collect();
            prop_assert_eq!(came, said);
            prop_assert!(whole.is_blind() || withheld.is_none());
        }
    }
}

fn history(blind: bool, acts: &[Act]) -> History {
    History::of(&Plan {
        approvals: 3,
        deny: false,
        critical: false,
        blind,
        groups: &[],
        acts: acts.to_vec(),
        swaps: vec![],
    })
}

/// The positions, behind the proposal's, of what is withheld from somebody, and of what ends it.
fn withheld(acts: &[Act], who: usize) -> (Vec<u64>, Option<u64>) {
    let history = history(true, acts);
    let state = fold(history.esc, &history.entries, &history.timeline);
    let first = state.history()[0].seq;
    let withheld = state.withheld(&name(PEOPLE[who]));
    let has = |seq: &u64| withheld.is_some_and(|withheld| withheld.has(*seq));
    let all = state.history().iter().map(|event| event.seq);
    let until = withheld.and_then(|withheld| withheld.until());
    (
        all.filter(has).map(|seq| seq - first).collect(),
        until.map(|until| until - first),
    )
}

const YES: fn(usize) -> Act = |who| Act::Approve(who, Defect::None);

#[test]
fn from_the_first_decision_on_all_is_withheld_until_ones_own() {
    let before = [Act::Comment(EVE), YES(ANN), Act::Comment(ANN)];
    assert_eq!(withheld(&before[..1], BOB), (vec![], None));
    assert_eq!(withheld(&before, BOB), (vec![2, 3], None));
    assert_eq!(withheld(&before, ANN), (vec![], None), "one's own is first");
    let decided = [&before[..], &[YES(BOB)]].concat();
    assert_eq!(withheld(&decided, BOB), (vec![2, 3], Some(4)));
    assert_eq!(withheld(&decided, EVE), (vec![2, 3, 4], None));
    let all = [&decided[..], &[YES(EVE), Act::Comment(ANN)]].concat();
    assert_eq!(withheld(&all, EVE), (vec![2, 3, 4], Some(5)));
}

#[test]
fn a_decision_before_the_proposal_begins_nothing_whatever_else_counts_there() {
    let plan = Plan {
        approvals: 3,
        deny: false,
        critical: false,
        blind: true,
        groups: &[],
        acts: vec![Act::Attempt, YES(ANN), YES(BOB)],
        // What was said of it, a decision, and only then the proposal.
        swaps: vec![(0, 1), (1, 2)],
    };
    let history = History::of(&plan);
    let state = fold(history.esc, &history.entries, &history.timeline);
    let marks: Vec<Mark> = state.history().iter().map(|event| event.mark).collect();
    let early = Mark::Invalid(Code::NotFound);
    assert_eq!(marks, [Mark::Counts, early, Mark::Counts, Mark::Counts]);
    let withheld = state.withheld(&name(PEOPLE[EVE])).unwrap();
    let has = state.history().iter().map(|event| withheld.has(event.seq));
    assert_eq!(has.collect::<Vec<_>>(), [false, false, false, true]);
}

#[test]
fn where_policy_does_not_ask_for_it_nothing_is_withheld() {
    let history = history(false, &[YES(ANN), Act::Comment(ANN)]);
    let state = fold(history.esc, &history.entries, &history.timeline);
    assert!(readers().iter().all(|who| state.withheld(who).is_none()));
    assert!(readers().iter().all(|who| !state.decides_blind(who)));
}

#[test]
fn who_may_not_decide_is_withheld_the_same_until_it_is_resolved() {
    const OLGA: usize = 3;
    let two = [YES(ANN), YES(BOB)];
    assert_eq!(withheld(&two, OLGA), (vec![1, 2], None));
    // A decision that does not count shows nothing.
    let tried = [&two[..], &[YES(OLGA)]].concat();
    assert_eq!(withheld(&tried, OLGA), (vec![1, 2, 3], None));
    let three = [&two[..], &[YES(EVE)]].concat();
    assert_eq!(withheld(&three, OLGA), (vec![1, 2], Some(3)));
}

#[test]
fn an_edit_an_extension_and_the_resolution_end_it_for_everybody() {
    let yes = [YES(ANN), Act::Comment(ANN)];
    let ends = |act: Act| withheld(&[&yes[..], &[act, Act::Comment(BOB)]].concat(), EVE);
    assert_eq!(
        ends(Act::Edit(BOB, Defect::None, judged())),
        (vec![1, 2], Some(3))
    );
    assert_eq!(ends(Act::Extend("ann", 300)), (vec![1, 2], Some(3)));
    assert_eq!(ends(Act::Reject(BOB, Defect::None)), (vec![1, 2], Some(3)));
    assert_eq!(ends(Act::Withdraw("shop")), (vec![1, 2], Some(3)));
    // One that does not count ends nothing.
    assert_eq!(ends(Act::Extend("bob", 300)), (vec![1, 2, 3, 4], None));
    assert_eq!(
        ends(Act::Edit(BOB, Defect::Audience, judged())),
        (vec![1, 2, 3, 4], None)
    );
    // The first decision begins it; what ends it at once withholds nothing, and what came before ends nothing.
    let edited = [Act::Edit(ANN, Defect::None, judged()), YES(BOB)];
    assert_eq!(withheld(&edited, EVE), (vec![], None));
    let extended = [Act::Extend("ann", 300), YES(ANN)];
    assert_eq!(withheld(&extended, EVE), (vec![2], None));
    let expired = [
        YES(ANN),
        Act::Minutes(5 * HOUR / 60_000),
        Act::Expire,
        Act::Comment(BOB),
    ];
    assert_eq!(withheld(&expired, EVE), (vec![1], Some(2)));
}

/// A generator in whose histories nothing is withheld would prove nothing.
#[test]
fn the_histories_withhold_and_give_back() {
    let mut runner = TestRunner::deterministic();
    let (mut kept, mut given) = (0, 0);
    for _ in 0..200 {
        let history = History::of(&plan().new_tree(&mut runner).unwrap().current());
        let state = fold(history.esc, &history.entries, &history.timeline);
        for withheld in readers().iter().filter_map(|who| state.withheld(who)) {
            match withheld.until() {
                None => kept += 1,
                Some(_) => given += 1,
            }
        }
    }
    assert!(kept > 20 && given > 20, "{kept} kept, {given} given back");
}

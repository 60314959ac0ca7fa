//! What holds at the very instant, position or name where one thing ends and another begins.

use fermata_protocol::{
    Code,
    fold::{Mark, fold},
    payload::Status,
};
use fermata_testkit::entries::id;

use crate::{
    ANN, BOB,
    acts::{Act, Defect, Plan},
    after,
    history::{HOUR, History},
    judged,
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

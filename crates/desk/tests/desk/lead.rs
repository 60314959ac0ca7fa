//! What the team's page says: what waits, who is at it, what the day brought, and the week as a table.

use fermata_desk::ipc::{DetailView, ListName, NoteForm, StatusView, TeamView, UiErrorCode};
use fermata_protocol::{
    Timestamp,
    payload::{NoteType, Right, Risk},
};
use serde_json::json;

use crate::{
    approve,
    office::{Office, Seat},
    together::{Bob, once, team},
};

const HOUR: i64 = 3_600_000;

/// As the page would ask, on a day that began an hour before the office opened.
async fn today(office: &Office, seat: &Seat, opened: Timestamp) -> TeamView {
    let from = Timestamp::from_millis(opened.millis() - HOUR);
    assert!(office.clock.now() >= from);
    seat.desk.team(from).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_shows_what_waits_who_is_at_it_and_what_nobody_took() {
    let office = Office::open().await;
    let opened = office.clock.now();
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let esc = office.propose(contract, 412, "one").await;
    let given = office.propose(contract, 20, "two").await;
    seat.row(given, ListName::Inbox).await;
    let bob = Bob::joins(&office, 1, &[Right::Assign]).await;
    bob.says(esc, NoteType::Claimed, json!({ "lease_s": 900 }))
        .await;
    let held = |d: &DetailView| d.row.around.at_it.iter().any(|one| !one.reads);
    once(&mut seat, esc, held).await;
    let to = "bob".to_owned();
    once(&mut seat, given, |d| !d.around.colleagues.is_empty()).await;
    seat.desk
        .note(given, NoteForm::Assign { to })
        .await
        .unwrap();
    let assigned = |d: &DetailView| d.row.around.assigned.is_some();
    let row = once(&mut seat, given, assigned).await.row;

    let view = today(&office, &seat, opened).await;
    let [queue] = &view.queues[..] else {
        panic!("{view:?}")
    };
    assert_eq!((queue.waiting, queue.unclaimed), (2, 0));
    assert_eq!(
        queue.oldest,
        seat.desk.detail(esc).await.unwrap().row.arrived
    );
    let people: Vec<_> = view
        .people
        .iter()
        .map(|p| (p.me, p.holds, p.given))
        .collect();
    assert_eq!(people, [(true, 0, 0), (false, 1, 1)]);
    assert!(view.may_assign);

    // Bob's claim has ended, so past half of the time nobody is at the first one; the second one is still his.
    let due: Timestamp = row.due.parse().unwrap();
    office.clock.step((due.millis() - opened.millis()) * 3 / 4);
    seat.alarm().await;
    once(&mut seat, esc, |d| !held(d)).await;
    let view = today(&office, &seat, opened).await;
    assert_eq!(view.queues[0].unclaimed, 1);
    assert_eq!(view.people[1].holds, 0);
    assert_eq!(view.expiring, 2);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_counts_for_who_did_and_stands_in_the_week_by_name() {
    let (office, mut seat, esc, _bob) = team(1).await;
    let opened = office.clock.now();
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.stands(esc, StatusView::Approved).await;
    office.clock.step(1_000);
    let view = today(&office, &seat, opened).await;
    assert_eq!((view.decided, view.expired, view.queues.len()), (1, 0, 0));
    let decided: Vec<u32> = view.people.iter().map(|one| one.decided).collect();
    assert_eq!(decided, [1, 0]);

    let week = seat.desk.week().await.unwrap();
    let lines: Vec<&str> = week.lines().collect();
    assert_eq!(lines.len(), 2, "{week}");
    assert!(lines[0].starts_with("id,queue,title,risk,"), "{week}");
    let me = view.people[0].name.as_str();
    assert!(lines[1].starts_with(&esc.to_string()), "{week}");
    assert!(lines[1].ends_with(&format!(",approved,{me}")), "{week}");
    // A week later it is in no week any more.
    office.clock.step(7 * 24 * HOUR);
    assert_eq!(seat.desk.week().await.unwrap().lines().count(), 1);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_did_not_begin_within_a_day_is_refused() {
    let (office, seat, _esc, _bob) = team(1).await;
    for hours in [-26, 1] {
        let from = Timestamp::from_millis(office.clock.now().millis() + hours * HOUR);
        let refused = seat.desk.team(from).await.unwrap_err();
        assert_eq!(refused.code, UiErrorCode::BadTime);
    }
    seat.stand_up().await;
}

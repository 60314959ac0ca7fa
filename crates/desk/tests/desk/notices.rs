//! What a desk tells of by notification, and when.

use fermata_desk::{
    Alert,
    ipc::{ListName, NoteForm, NoticesView, QuietView, UiErrorCode},
};
use fermata_protocol::{Timestamp, payload::Risk};

use crate::{
    office::{Office, Output, Seat},
    waiting,
};

const MINUTE: i64 = 60_000;

/// From an hour ago until so many minutes from now.
fn quiet(office: &Office, minutes: i64) -> NoticesView {
    let clock = |by: i64| Timestamp::from_millis(office.clock.now().millis() + by * MINUTE);
    let of_day = |at: Timestamp| at.to_string()[11..16].to_owned();
    let quiet = QuietView {
        from: of_day(clock(-60)),
        to: of_day(clock(minutes)),
    };
    NoticesView {
        quiet: Some(quiet),
        ..NoticesView::default()
    }
}

/// The next notification after a timer that has come.
async fn next(seat: &mut Seat) -> Alert {
    seat.next(|output| match output {
        Output::Alert(alert) => Some(alert.clone()),
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_hold_all_but_what_is_critical_and_end_with_one_summary() {
    let office = Office::open().await;
    let mut seat = office.sit().await;
    let low = office.contract(Risk::Low).await;
    office.clock.step(1);
    let critical = office.contract(Risk::Critical).await;
    seat.desk.set_notices(quiet(&office, 20)).await.unwrap();
    for key in ["one", "two"] {
        let esc = office.propose(low, 1, key).await;
        seat.row(esc, ListName::Inbox).await;
    }
    let urgent = office.propose(critical, 3, "urgent").await;
    let told = seat.alert(&office).await;
    assert_eq!((told.esc, told.risk), (Some(urgent), Risk::Critical));
    office.clock.step(20 * MINUTE);
    seat.alarm().await;
    let told = next(&mut seat).await;
    assert_eq!(told.title, "2 actions came in quiet hours");
    assert_eq!((told.esc, told.waits), (None, false));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leads_is_told_once_half_of_the_time_is_over_and_nobody_has_taken_it() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    seat.alert(&office).await;
    seat.desk.set_notices(quiet(&office, 120)).await.unwrap();
    office.clock.step(30 * MINUTE);
    seat.alarm().await;
    let told = next(&mut seat).await;
    assert_eq!((told.esc, told.risk), (Some(esc), Risk::High));
    assert!(
        told.body.starts_with("Nobody has taken it"),
        "{}",
        told.body
    );
    let contract = office.contract(Risk::Critical).await;
    let urgent = office.propose(contract, 9, "urgent").await;
    office.clock.step(MINUTE);
    seat.alarm().await;
    assert_eq!(seat.alert(&office).await.esc, Some(urgent), "told of once");
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_has_taken_calls_nobody_in_until_they_let_go_of_it() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    seat.alert(&office).await;
    office.clock.step(20 * MINUTE);
    seat.desk.note(esc, NoteForm::Claim).await.unwrap();
    while seat.row(esc, ListName::Inbox).await.around.at_it.is_empty() {}
    office.clock.step(11 * MINUTE);
    seat.alarm().await;
    let contract = office.contract(Risk::Critical).await;
    let urgent = office.propose(contract, 9, "urgent").await;
    assert_eq!(seat.alert(&office).await.esc, Some(urgent));
    seat.desk.note(esc, NoteForm::Release).await.unwrap();
    let told = seat.alert(&office).await;
    assert_eq!(told.esc, Some(esc));
    assert!(
        told.body.starts_with("Nobody has taken it"),
        "{}",
        told.body
    );
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_turns_notifications_off_gets_none_also_after_a_restart() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    seat.alert(&office).await;
    let off = NoticesView {
        on: false,
        ..NoticesView::default()
    };
    seat.desk.set_notices(off.clone()).await.unwrap();
    seat.stand_up().await;
    let again = office.sit().await;
    assert_eq!(again.desk.hydrate().await.unwrap().notices, off);
    assert!(again.desk.detail(esc).await.is_ok());
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_that_are_none_are_refused_and_change_nothing() {
    let office = Office::open().await;
    let seat = office.sit().await;
    let (from, to) = ("25:00".to_owned(), "07:00".to_owned());
    let wrong = NoticesView {
        quiet: Some(QuietView { from, to }),
        ..NoticesView::default()
    };
    let refused = seat.desk.set_notices(wrong).await.unwrap_err();
    assert_eq!(refused.code, UiErrorCode::BadTime);
    assert!(refused.message.en.contains("22:00"));
    let kept = seat.desk.hydrate().await.unwrap().notices;
    assert_eq!(kept, NoticesView::default());
    seat.stand_up().await;
}

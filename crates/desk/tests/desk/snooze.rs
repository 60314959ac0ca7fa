//! What a person puts off: away from the inbox, never past three quarters of its time, and back by itself.

use chrono::TimeDelta;
use fermata_desk::{
    Wake,
    ipc::{ListName, RowView, UiErrorCode},
};
use fermata_protocol::{Esc, Timestamp, payload::Risk};

use crate::{
    approve,
    office::{Office, Output, Seat},
    waiting,
};

const MINUTE: i64 = 60_000;

fn after(office: &Office, minutes: i64) -> Timestamp {
    office.clock.now().plus(TimeDelta::minutes(minutes))
}

async fn list(seat: &Seat, list: ListName) -> Vec<RowView> {
    seat.desk.rows(list, None, None, false).await.unwrap().rows
}

async fn refusal(seat: &Seat, esc: Esc, until: Timestamp) -> UiErrorCode {
    seat.desk.snooze(esc, Some(until)).await.unwrap_err().code
}

/// The desk has asked to be woken then.
async fn woken_at(seat: &mut Seat, at: Timestamp) {
    seat.next(|output| matches!(output, Output::Timer(Some(set)) if *set == at).then_some(()))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_off_comes_back_by_a_timer_and_is_told_of_like_something_new() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    assert_eq!(seat.alert(&office).await.esc, Some(esc));
    let until = after(&office, 10);
    seat.desk.snooze(esc, Some(until)).await.unwrap();
    woken_at(&mut seat, until).await;
    let row = seat.row(esc, ListName::Snoozed).await;
    assert_eq!(row.snoozed, Some(until.to_string()));
    assert_eq!(list(&seat, ListName::Inbox).await, []);
    assert_eq!(list(&seat, ListName::Snoozed).await, [row]);
    let counts = seat.desk.hydrate().await.unwrap().counts;
    assert_eq!((counts.inbox, counts.snoozed), (0, 1));
    office.clock.step(10 * MINUTE - 1);
    seat.alarm().await;
    assert_eq!(list(&seat, ListName::Inbox).await, [], "not before");
    office.clock.step(1);
    seat.alarm().await;
    let back = seat.row(esc, ListName::Inbox).await;
    assert_eq!(back.snoozed, None);
    assert_eq!(seat.alert(&office).await.esc, Some(esc));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_of_the_time_that_is_left_stays_for_the_decision() {
    let (office, seat, esc) = waiting(Risk::Low).await;
    for until in [after(&office, 46), after(&office, 0)] {
        assert_eq!(refusal(&seat, esc, until).await, UiErrorCode::BadTime);
    }
    seat.desk
        .snooze(esc, Some(after(&office, 45)))
        .await
        .unwrap();
    assert_eq!(list(&seat, ListName::Snoozed).await.len(), 1);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_taken_back_at_once_and_without_a_notification() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    seat.alert(&office).await;
    seat.desk
        .snooze(esc, Some(after(&office, 10)))
        .await
        .unwrap();
    seat.desk.snooze(esc, None).await.unwrap();
    seat.row(esc, ListName::Snoozed).await;
    seat.row(esc, ListName::Inbox).await;
    let contract = office.contract(Risk::Low).await;
    let other = office.propose(contract, 9, "other").await;
    assert_eq!(seat.alert(&office).await.esc, Some(other));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_forgets_nothing_that_was_put_off() {
    let (office, seat, esc) = waiting(Risk::Low).await;
    let until = after(&office, 10);
    seat.desk.snooze(esc, Some(until)).await.unwrap();
    seat.stand_up().await;

    let mut again = office.sit().await;
    woken_at(&mut again, until).await;
    assert_eq!(list(&again, ListName::Snoozed).await.len(), 1);
    again.stand_up().await;

    office.clock.step(11 * MINUTE);
    let mut late = office.sit().await;
    late.alarm().await;
    late.row(esc, ListName::Inbox).await;
    late.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_or_in_the_bar_is_not_put_off() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    let until = after(&office, 10);
    assert_eq!(
        refusal(&seat, esc, until).await,
        UiErrorCode::AlreadyDecided
    );
    seat.desk.sign_now(esc).await.unwrap();
    seat.row(esc, ListName::Decided).await;
    assert_eq!(
        refusal(&seat, esc, until).await,
        UiErrorCode::AlreadyDecided
    );
    assert_eq!(list(&seat, ListName::Snoozed).await, []);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notifications_button_puts_off_for_ten_minutes_and_decides_nothing() {
    let (office, mut seat, esc) = waiting(Risk::Critical).await;
    let until = after(&office, 10);
    seat.desk.wake(Wake::PutOff(esc)).await;
    let row = seat.row(esc, ListName::Snoozed).await;
    assert_eq!((row.snoozed, row.progress), (Some(until.to_string()), None));
    seat.stand_up().await;
}

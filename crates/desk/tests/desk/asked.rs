//! What was asked before, beside what is asked now: the same action again, earlier decisions that are like it, and how often it was approved.

use fermata_desk::ipc::{
    DecisionForm, FrictionView, ListName, ProgressStep, SeenForm, StatusView, UiErrorCode, VerbView,
};
use fermata_protocol::{Esc, payload::Risk};

use crate::{
    approve,
    office::{Office, Seat},
    reject,
};

const RUN: &str = "run-1";

async fn decide(seat: &mut Seat, esc: Esc, form: DecisionForm) {
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, form, seen).await.unwrap();
    // What asked more of the hand is signed already.
    let _ = seat.desk.sign_now(esc).await;
    seat.row(esc, ListName::Decided).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_action_in_one_run_is_told_and_asks_one_step_more_once_it_was_decided() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let first = office.propose_in(RUN, contract, 412, "one").await;
    let again = office.propose_in(RUN, contract, 412, "two").await;
    let other_run = office.propose_in("run-2", contract, 412, "three").await;
    let other_value = office.propose_in(RUN, contract, 413, "four").await;
    seat.row(other_value, ListName::Inbox).await;

    let waits = seat.desk.detail(again).await.unwrap();
    assert_eq!(waits.again.len(), 1);
    assert_eq!(waits.again[0].status, StatusView::Open);
    assert_eq!(
        waits.friction,
        FrictionView::None,
        "nothing was decided yet"
    );

    decide(&mut seat, first, reject("wrong_arguments", None)).await;
    seat.stands(first, StatusView::Rejected).await;
    let told = seat.desk.detail(again).await.unwrap();
    let before = &told.again[0];
    assert_eq!(
        (before.esc.as_str(), before.mine),
        (first.to_string().as_str(), true)
    );
    assert_eq!(
        (before.status, &before.people[..]),
        (StatusView::Rejected, &["Ada".to_owned()][..])
    );
    assert_eq!(told.friction, FrictionView::Hold);
    for esc in [other_run, other_value] {
        let detail = seat.desk.detail(esc).await.unwrap();
        assert_eq!(
            (detail.again.len(), detail.friction),
            (0, FrictionView::None)
        );
    }

    // Whoever saw it without that line, and pressed once for a bar, signs nothing.
    let seen = SeenForm {
        friction: Some(FrictionView::None),
        ..seat.seen(again).await
    };
    let refused = seat
        .desk
        .decide(again, approve(), seen.clone())
        .await
        .unwrap_err();
    assert_eq!(refused.code, UiErrorCode::Changed);
    let seen = SeenForm {
        friction: Some(FrictionView::Hold),
        ..seen
    };
    let signed = seat.desk.decide(again, approve(), seen).await.unwrap();
    assert_ne!(
        signed.step,
        ProgressStep::Holding,
        "what was held is signed at once"
    );
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_the_same_action_is_a_new_one() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let first = office.propose_in(RUN, contract, 412, "one").await;
    seat.row(first, ListName::Inbox).await;
    decide(&mut seat, first, reject("wrong_arguments", None)).await;
    seat.stands(first, StatusView::Rejected).await;
    office.clock.step(24 * 3_600_000 + 60_000);
    let next_day = office.propose_in(RUN, contract, 412, "two").await;
    seat.row(next_day, ListName::Inbox).await;
    let detail = seat.desk.detail(next_day).await.unwrap();
    assert_eq!(
        (detail.again.len(), detail.friction),
        (0, FrictionView::None)
    );
    assert_eq!(detail.precedents.len(), 1, "it stays a precedent");
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_decisions_stand_beside_it_the_most_alike_first_with_how_often_it_was_approved() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let mut escs = Vec::new();
    for (n, amount) in [412, 50, 60].into_iter().enumerate() {
        let esc = office
            .propose_in(&format!("run-{n}"), contract, amount, &n.to_string())
            .await;
        seat.row(esc, ListName::Inbox).await;
        escs.push(esc);
    }
    decide(&mut seat, escs[0], approve()).await;
    decide(&mut seat, escs[1], reject("wrong_arguments", None)).await;
    seat.stands(escs[1], StatusView::Rejected).await;
    let now = office.propose_in("run-9", contract, 412, "now").await;
    seat.row(now, ListName::Inbox).await;
    let detail = seat.desk.detail(now).await.unwrap();
    let alike: Vec<_> = detail
        .precedents
        .iter()
        .map(|precedent| (precedent.esc.clone(), precedent.verb, precedent.alike))
        .collect();
    assert_eq!(alike[0], (escs[0].to_string(), VerbView::Approve, 100));
    assert_eq!(
        (&alike[1].0, alike[1].1),
        (&escs[1].to_string(), VerbView::Reject)
    );
    assert!(
        alike[1].2 < 100 && alike.len() == 2,
        "what still waits is no precedent: {alike:?}"
    );
    let rate = detail.why.base_rate.unwrap();
    assert_eq!((rate.from, rate.to, rate.of, rate.approved), (57, 67, 2, 1));
    seat.stand_up().await;
}

//! What a desk hands over as proof, and what it says when two signatures can not both be true of one log.

use fermata_desk::{
    Draft, Home, Item, Store,
    ipc::{AlarmKind, ListName, ProgressStep, SeenForm, StatusView},
    reviewer_key, sign_decision,
};
use fermata_protocol::{
    Esc, Sha,
    bundle::{Bundle, decided, receipt},
    payload::{Risk, Says},
    roster::Timeline,
    view,
};

use crate::{
    alarms::raised,
    approve,
    mends::Backup,
    office::{Office, Seat},
    waiting,
};

async fn timeline(office: &Office) -> Timeline {
    let mut timeline = Timeline::new(office.workspace.pin, office.workspace.workspace);
    for entry in office.client().standing(0, 0).await.unwrap().entries {
        timeline.take(&entry).unwrap();
    }
    timeline
}

async fn approved(seat: &mut Seat, esc: Esc) {
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.step(esc, ProgressStep::Recorded).await;
    seat.stands(esc, StatusView::Approved).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_hands_over_what_was_shown_and_what_the_gateway_signed() {
    let (mut office, mut seat, esc) = waiting(Risk::Low).await;
    approved(&mut seat, esc).await;
    let bundle: Bundle = serde_json::from_str(&seat.desk.export(esc).await.unwrap()).unwrap();
    assert_eq!(bundle.pin, office.workspace.pin);
    let timeline = timeline(&office).await;
    let [evidence] = bundle.escalations.as_slice() else {
        panic!("one escalation")
    };
    let decided = decided(&evidence.entries, &timeline);
    let [own] = decided.as_slice() else {
        panic!("one decision")
    };
    let signed = own.decision.view.sha256;
    assert_eq!(own.view.as_ref().map(view::sha256), Some(signed));
    let shown: Vec<Sha> = evidence
        .views
        .iter()
        .map(|shown| Sha::of(&shown.bytes))
        .collect();
    assert_eq!(shown, [signed]);
    let says = evidence.receipts.iter().map(|compact| {
        let receipt = receipt(compact, &evidence.entries, &timeline).unwrap();
        assert_eq!(receipt.n, 2, "both cover the whole chain");
        receipt.says
    });
    assert_eq!(says.collect::<Vec<_>>(), [Says::Recorded, Says::Resolved]);

    // Without a gateway it is what the desk has by itself.
    office.stop_gateway().await;
    let bundle: Bundle = serde_json::from_str(&seat.desk.export(esc).await.unwrap()).unwrap();
    assert_eq!(bundle.escalations[0].receipts.len(), 1);
    assert_eq!(bundle.escalations[0].entries, evidence.entries);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_not_the_one_a_gateway_signed_for_is_said_to_be_two() {
    let (mut office, mut seat, esc) = waiting(Risk::Low).await;
    let backup = Backup::of(&mut office).await;
    approved(&mut seat, esc).await;
    // The restored log takes the decision again, at another time: the first receipt is of a log that is no more.
    office.clock.step(1_000);
    backup.restore(&mut office).await;
    raised(&mut seat, esc, AlarmKind::Forked).await;
    let detail = seat.desk.detail(esc).await.unwrap();
    assert_eq!(
        detail.row.status,
        StatusView::Approved,
        "what was signed still holds"
    );
    seat.stand_up().await;
}

/// Signs an approval with the reviewer's key, on a machine that has read nothing of what it signed elsewhere.
async fn approved_elsewhere(office: &Office, esc: Esc) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    home.create().unwrap();
    let store = Store::open(&home).await.unwrap();
    let entries = office.client().escalation(esc).await.unwrap().entries;
    let item = Item::of(esc, &entries, &timeline(office).await).unwrap();
    let seen = SeenForm {
        view_sha256: view::sha256(&item.view).to_string(),
        opened: Vec::new(),
        dwell_ms: 900,
        friction: None,
    };
    let form = approve();
    let key = reviewer_key(&office.workspace, office.keys.as_ref()).unwrap();
    let (person, now) = (&office.workspace.person, office.clock.now());
    let row = sign_decision(&store, &key, person, &item, &Draft { form, seen }, now).await;
    let client = office.client();
    client.append(&[row.unwrap().compact]).await.unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_signs_in_two_places_is_shown_at_both_decisions() {
    let (office, mut seat, one) = waiting(Risk::Low).await;
    approved(&mut seat, one).await;
    let contract = office.contract(Risk::Low).await;
    let two = office.propose(contract, 10, "two").await;
    seat.row(two, ListName::Inbox).await;
    approved_elsewhere(&office, two).await;
    raised(&mut seat, two, AlarmKind::KeyForked).await;
    let detail = seat.desk.detail(one).await.unwrap();
    let kinds: Vec<_> = detail.alarms.iter().map(|alarm| alarm.kind).collect();
    assert_eq!(
        kinds,
        [AlarmKind::KeyForked],
        "at the one that was there before too"
    );
    seat.stand_up().await;
}

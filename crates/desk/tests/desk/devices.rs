//! A person's own devices: one is taken off the team list by a version that this machine's root signs, and then decides nothing.

use std::sync::Arc;

use fermata_desk::{
    Retired,
    ipc::{DeltaView, DeviceState, IdentityView, ProgressStep, UiErrorCode},
    retire_device, reviewer_key, root_key,
};
use fermata_protocol::{
    Jti, Kid, SecretKey, Signed,
    payload::{Risk, Roster},
    roster::{Draft, InForce, Timeline},
};
use zeroize::Zeroizing;

use crate::{
    approve,
    office::{Office, Output, Seat},
    waiting,
};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([seed; 32]))
}

async fn in_force(office: &Office) -> InForce {
    let workspace = &office.workspace;
    let mut timeline = Timeline::new(workspace.pin, workspace.workspace);
    for entry in office.client().standing(0, 0).await.unwrap().entries {
        timeline.take(&entry).unwrap();
    }
    InForce::clone(timeline.now().roster().unwrap())
}

/// The next version, signed by this machine's root and by these.
async fn change(office: &Office, more: &[&SecretKey], change: impl FnOnce(&mut Roster)) {
    let current = in_force(office).await;
    let mut next = Roster::clone(&current);
    change(&mut next);
    let now = office.clock.now();
    next.jti = Jti::make(now, [u8::try_from(next.version).unwrap(); 10]);
    next.issued_at = now;
    next.version += 1;
    next.prev_sha256 = Some(current.payload_sha());
    let root = root_key(&office.workspace, office.keys.as_ref()).unwrap();
    let signed = Signed::sign(&root, &next).unwrap();
    let mut draft = Draft::read(&[signed.compact().to_owned()]).unwrap();
    more.iter().for_each(|root| draft.sign(root).unwrap());
    let statements = draft.statements();
    office.client().append(&statements).await.unwrap();
}

async fn retire(office: &Office, kid: Kid) -> Result<Retired, fermata_desk::DeskError> {
    let keys = Arc::clone(&office.keys);
    let (workspace, now) = (&office.workspace, office.clock.now());
    retire_device(&office.home, workspace, keys, &office.client(), kid, now).await
}

/// Lets another device of the same person in, with this key.
async fn another(office: &Office, seed: u8) -> Kid {
    let jwk = key(seed).public().jwk();
    let kid = jwk.thumbprint();
    change(office, &[], |roster| {
        let mut device = roster.people[0].keys[0].clone();
        device.jwk = jwk;
        roster.people[0].keys.push(device);
    })
    .await;
    kid
}

async fn identity(seat: &mut Seat, pick: impl Fn(&IdentityView) -> bool) -> IdentityView {
    seat.next(|output| match output {
        Output::Delta(DeltaView::Identity { identity }) if pick(identity) => Some(identity.clone()),
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_devices_is_taken_off_at_once_and_the_only_one_never() {
    let office = Office::open().await;
    let own = reviewer_key(&office.workspace, office.keys.as_ref())
        .unwrap()
        .kid();
    let only = retire(&office, own).await.unwrap_err();
    assert!(only.to_string().contains("your only device"), "{only}");
    let other = another(&office, 9).await;
    let mut seat = office.sit().await;
    let before = identity(&mut seat, |identity| identity.devices.len() == 2).await;
    assert!(before.devices.iter().all(|device| device.words.len() == 6));
    assert!(before.signs_list);
    assert_eq!(retire(&office, other).await.unwrap(), Retired::InForce(3));
    let gone = |device: &fermata_desk::ipc::DeviceView| device.state == DeviceState::Revoked;
    let after = identity(&mut seat, |identity| identity.devices.iter().any(gone)).await;
    let device = after.devices.into_iter().find(gone).unwrap();
    assert_eq!(
        (device.kid, device.by_version),
        (other.to_string(), Some(3))
    );
    assert_eq!(device.since, Some(office.clock.now().to_string()));
    let twice = retire(&office, other).await.unwrap_err();
    assert!(twice.to_string().contains("no such device"), "{twice}");
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_roots_must_sign_a_draft_is_left_for_the_other_and_nothing_changes() {
    let office = Office::open().await;
    let other = another(&office, 9).await;
    let second = key(8);
    change(&office, &[&second], |roster| {
        roster.roots.push(second.public().jwk());
        roster.threshold = 2;
    })
    .await;
    let Retired::Draft(version, file) = retire(&office, other).await.unwrap() else {
        panic!("one root is not enough")
    };
    assert_eq!(version, 4);
    let draft: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let current = in_force(&office).await;
    assert_eq!((current.version, current.revoked.len()), (3, 0));
    let statements: Vec<String> = serde_json::from_value(draft["statements"].clone()).unwrap();
    let mut draft = Draft::read(&statements).unwrap();
    draft.sign(&second).unwrap();
    let statements = draft.statements();
    assert_eq!(current.next(&statements).unwrap().revoked[0].kid, other);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_was_taken_off_decides_nothing_also_what_its_bar_still_held() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    another(&office, 9).await;
    let seen = seat.seen(esc).await;
    let held = seat
        .desk
        .decide(esc, approve(), seen.clone())
        .await
        .unwrap();
    assert_eq!(held.step, ProgressStep::Holding);
    let own = reviewer_key(&office.workspace, office.keys.as_ref())
        .unwrap()
        .kid();
    retire(&office, own).await.unwrap();
    let off = seat
        .next(|output| match output {
            Output::Delta(DeltaView::Status { status }) => status.off.clone(),
            _ => None,
        })
        .await;
    assert!(off.en.contains("by its version 3, as of "), "{off:?}");
    assert!(off.de.is_some_and(|de| de.contains("durch Version 3 ")));
    office.clock.step(6_000);
    seat.alarm().await;
    let refused = seat.desk.decide(esc, approve(), seen).await.unwrap_err();
    assert_eq!(refused.code, UiErrorCode::Revoked);
    assert!(seat.desk.detail(esc).await.unwrap().row.progress.is_none());
    assert_eq!(seat.desk.hydrate().await.unwrap().counts.outbox, 0);
    seat.stand_up().await;
}

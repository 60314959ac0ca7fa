//! A revoked device at the desks: others are told by the stream, its own by the gateway, and what it signs counts nowhere.

use fermata_desk::ipc::{DeltaView, LinkView, ListName};
use fermata_log::EventLog;
use fermata_protocol::{
    NewEntry,
    payload::{Revoked, Verb},
};
use fermata_testkit::world::{key, sign};

use crate::{
    office::{Output, Seat},
    team::Team,
};

async fn revoke(team: &mut Team, who: &str) {
    let at = team.world.now();
    let kid = key(who).kid();
    team.roster(|roster| roster.revoked.push(Revoked { kid, at }))
        .await;
}

/// The link, once it stands so.
async fn linked(seat: &mut Seat, link: LinkView) -> String {
    seat.next(|output| match output {
        Output::Delta(DeltaView::Status { status }) if status.link == link => {
            let trouble = status.trouble.as_ref();
            Some(trouble.map(|it| it.message.en.clone()).unwrap_or_default())
        }
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_connected_shows_that_a_revoked_devices_decision_does_not_count() {
    let mut team = Team::open("").await;
    let mut seat = team.sit("ann").await;
    let opened = team.propose("one").await;
    seat.row(opened.esc, ListName::Inbox).await;
    let begun = team.world.now();
    let decision = team.decision("bob", &opened, Verb::Approve);
    revoke(&mut team, "bob").await;
    // A gateway that lets it into the log all the same.
    let entry = NewEntry::of(vec![sign("bob", &decision)]).unwrap();
    team.log.append(entry).await.unwrap();
    let row = seat.row(opened.esc, ListName::Inbox).await;
    assert_eq!(row.entries, 2);
    let detail = seat.desk.detail(opened.esc).await.unwrap();
    let last = detail.history.last().unwrap();
    assert_eq!((last.mark.as_str(), last.verified), ("invalid", false));
    assert_eq!(detail.approvals_have, 0);
    // It was told by the stream: this world's clock stood still.
    assert_eq!(team.world.now(), begun);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_own_desk_is_told_at_once_and_in_the_teams_words() {
    let mut team = Team::open("").await;
    let mut seat = team.sit("bob").await;
    linked(&mut seat, LinkView::Live).await;
    let begun = team.world.now();
    revoke(&mut team, "bob").await;
    let words = linked(&mut seat, LinkView::Refused).await;
    assert!(
        words.contains("taken off the team list") && words.contains("by its version 3, as of "),
        "{words}"
    );
    assert_eq!(team.world.now(), begun);
    seat.stand_up().await;
}

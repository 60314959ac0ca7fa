use fermata_log::EventLog;
use fermata_protocol::payload::{Revoked, Verb};
use fermata_testkit::world::key;

use crate::{
    events::Events,
    site::{Site, assert_problem},
};

#[tokio::test]
async fn a_reviewer_follows_what_stands_and_their_queues_without_a_gap() {
    let site = Site::new().await;
    let mut events = Events::open(&site, "ann", "/v1/entries?after=0", None).await;
    for seq in 1..=5 {
        assert_eq!(events.next().await.unwrap().seq, seq);
    }
    let opened = site.open().await;
    assert_eq!(events.next().await.unwrap().esc, Some(opened.esc));
    site.decide("ann", &opened, Verb::Approve).await;
    assert_eq!(events.next().await.unwrap().seq, 7);
    let mut again = Events::open(&site, "ann", "/v1/entries?after=0", Some(5)).await;
    assert_eq!(again.next().await.unwrap().seq, 6);
    assert_eq!(again.next().await.unwrap().seq, 7);
    let mut after = Events::open(&site, "ann", "/v1/entries?after=6", None).await;
    assert_eq!(after.next().await.unwrap().seq, 7);
}

#[tokio::test]
async fn other_queues_stay_hidden() {
    let mut site = Site::new().await;
    let mut events = Events::open(&site, "eve", "/v1/entries?after=5", None).await;
    site.open().await;
    let roster = site.world.next_roster(|_| {});
    site.post_jose("nobody", "/v1/entries", roster).await;
    let next = events.next().await.unwrap();
    assert_eq!((next.seq, next.esc), (7, None));
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let site = Site::new().await;
    let mut events = Events::open(&site, "ann", "/v1/entries?after=4", None).await;
    assert!(events.next().await.is_some());
    site.step(300_001);
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_stream_ends_when_its_key_is_revoked() {
    let mut site = Site::new().await;
    let mut events = Events::open(&site, "bob", "/v1/entries?after=5", None).await;
    let at = site.world.now();
    let roster = site.world.next_roster(|roster| {
        roster.revoked.push(Revoked {
            kid: key("bob").kid(),
            at,
        });
    });
    site.post_jose("nobody", "/v1/entries", roster).await;
    assert_eq!(events.next().await, None);
    let answered = site.get("bob", "/v1/entries").await;
    assert_problem(&answered, 401, "unauthenticated");
    assert_eq!(answered.1["cause"], "key_revoked");
    assert_eq!(
        answered.1["revoked"]["version"], 2,
        "who was taken off learns by what"
    );
    assert!(answered.1["revoked"]["at"].is_string());
}

#[tokio::test]
async fn a_stream_ends_when_the_gateway_stops_and_goes_on_at_the_next_one() {
    let site = Site::new().await;
    let mut events = Events::open(&site, "ann", "/v1/entries?after=4", None).await;
    let last = events.next().await.unwrap().seq;
    let site = site.restart().await;
    assert_eq!(events.next().await, None);
    site.open().await;
    let mut events = Events::open(&site, "ann", "/v1/entries", Some(last)).await;
    assert_eq!(events.next().await.unwrap().seq, site.log.head());
}

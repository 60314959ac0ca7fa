//! A device that was revoked: what it signs is refused from the roster's entry on, whoever carries it, and its streams end with that entry.

use fermata_log::EventLog;
use fermata_protocol::{
    Timestamp,
    payload::{PersonKey, Revoked, Session, Verb},
};
use fermata_testkit::world::{key, name, sign};

use crate::{
    events::Events,
    site::{Site, answered, assert_problem},
};

/// Bob with a second device, whose key is the stranger's.
async fn two_devices(site: &mut Site) {
    let roster = site.world.next_roster(|roster| {
        let bob = roster.people.iter_mut().find(|it| it.id == name("bob"));
        let keys = &mut bob.unwrap().keys;
        let second = PersonKey {
            jwk: key("stranger").public().jwk(),
            ..keys[0].clone()
        };
        keys.push(second);
    });
    let (status, body) = site.post_jose("nobody", "/v1/entries", roster).await;
    assert_eq!(status, 200, "{body}");
}

async fn revoke(site: &mut Site, who: &str) -> u64 {
    let at = site.world.now();
    let roster = site.world.next_roster(|roster| {
        roster.revoked.push(Revoked {
            kid: key(who).kid(),
            at,
        });
    });
    let (status, body) = site.post_jose("nobody", "/v1/entries", roster).await;
    assert_eq!(status, 200, "{body}");
    body["seq"].as_u64().unwrap()
}

/// A session of bob's by his second device.
fn second_session(site: &Site) -> String {
    let now = site.world.now();
    let session = Session {
        jti: site.world.jti(),
        iss: name("bob"),
        ws: site.world.ws,
        issued_at: now,
        expires_at: Timestamp::from_millis(now.millis() + 300_000),
    };
    sign("stranger", &session)
}

#[tokio::test]
async fn a_revoked_devices_decision_is_refused_at_once_whoever_carries_it() {
    let mut site = Site::new().await;
    two_devices(&mut site).await;
    let opened = site.open().await;
    let decision = site
        .world
        .decision("bob", &opened.proposal, &opened.verdict, Verb::Approve);
    let signed = sign("bob", &decision);
    let begun = site.world.now();
    revoke(&mut site, "bob").await;
    // By itself, and by the person's other device.
    let itself = site.post_jose("bob", "/v1/entries", signed.clone()).await;
    assert_problem(&itself, 401, "unauthenticated");
    assert_eq!(itself.1["cause"], "key_revoked");
    let post = site.http.post(site.url("/v1/entries"));
    let post = post.bearer_auth(second_session(&site));
    let carried = answered(post.header("content-type", "application/jose").body(signed)).await;
    assert_eq!(carried.1["code"], "key_revoked", "{}", carried.1);
    assert!((400..500).contains(&carried.0));
    // No time passed in this world, and nothing came into the log.
    assert_eq!(site.world.now(), begun);
    assert_eq!(site.log.escalation(opened.esc).await.unwrap().len(), 1);
    // The other device decides as before.
    let decision = site
        .world
        .decision("bob", &opened.proposal, &opened.verdict, Verb::Approve);
    let post = site.http.post(site.url("/v1/entries"));
    let post = post.bearer_auth(second_session(&site));
    let own = sign("stranger", &decision);
    let (status, body) = answered(post.header("content-type", "application/jose").body(own)).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["status"], "approved", "{body}");
}

#[tokio::test]
async fn the_streams_of_a_revoked_key_end_with_the_roster_that_says_so_and_others_go_on() {
    let mut site = Site::new().await;
    two_devices(&mut site).await;
    let begun = site.log.head();
    let mut revoked = Events::open(&site, "bob", "/v1/entries", Some(begun)).await;
    let mut other = Events::open(&site, "ann", "/v1/entries", Some(begun)).await;
    let now = site.world.now();
    let entry = revoke(&mut site, "bob").await;
    let opened = site.open().await;
    assert_eq!(revoked.next().await, None, "not even the roster itself");
    assert_eq!(other.next().await.unwrap().seq, entry);
    assert_eq!(other.next().await.unwrap().esc, Some(opened.esc));
    assert_eq!(site.world.now(), now, "no time passed");
}

//! Asking to join: by an invite of a person of the roster, with proof of the key, and without any right until roots sign.

use fermata_protocol::{
    Nonce, SecretKey, Signed, Timestamp, Ws,
    payload::{Invite, Join, PersonKey, Revoked, Tier, Use},
};
use fermata_testkit::world::{key, name, sign};
use serde_json::json;
use zeroize::Zeroizing;

use crate::site::{Answered, Site, assert_problem};

fn device(n: u8) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new([n; 32]))
}

fn invite(site: &Site) -> Invite {
    let now = site.world.now();
    Invite {
        jti: site.world.jti(),
        iss: name("ann"),
        ws: site.world.ws,
        issued_at: now,
        expires_at: Timestamp::from_millis(now.millis() + 3_600_000),
        pin: site.world.pin,
        challenge: Nonce::new([7; 16]),
        gateway: site.running.url.clone(),
        person: None,
    }
}

fn join(site: &Site, invite: &str, key: &SecretKey) -> Join {
    Join {
        jti: site.world.jti(),
        iss: name("cleo"),
        ws: site.world.ws,
        issued_at: site.world.now(),
        jwk: key.public().jwk(),
        name: "Cleo".to_owned(),
        nonce: Nonce::new([9; 16]),
        invite: invite.to_owned(),
    }
}

async fn ask(site: &Site, join: &Join, key: &SecretKey) -> Answered {
    let signed = Signed::sign(key, join).unwrap();
    site.post_jose("nobody", "/v1/joins", signed.compact())
        .await
}

#[tokio::test]
async fn who_was_invited_asks_without_credentials_and_people_alone_read_it() {
    let site = Site::new().await;
    let key = device(101);
    let asked = join(&site, &sign("ann", &invite(&site)), &key);
    let (status, body) = ask(&site, &asked, &key).await;
    assert_eq!((status, body), (202, json!({ "state": "waiting" })));
    let (status, body) = site.get("ann", "/v1/joins").await;
    assert_eq!(
        (status, body["statements"].as_array().unwrap().len()),
        (200, 1)
    );
    for who in ["ledger", "shop", "gate"] {
        assert_problem(&site.get(who, "/v1/joins").await, 403, "forbidden");
    }
    assert_problem(
        &site.get("nobody", "/v1/joins").await,
        401,
        "unauthenticated",
    );
    // The newest of one key stands alone, and with the invite all of it ends.
    ask(&site, &asked, &key).await;
    site.step(3_600_001);
    let (_, body) = site.get("ann", "/v1/joins").await;
    assert_eq!(body["statements"], json!([]));
}

#[tokio::test]
async fn a_device_that_is_on_the_roster_is_told_so_and_asks_no_longer() {
    let mut site = Site::new().await;
    let key = device(101);
    let asked = join(&site, &sign("ann", &invite(&site)), &key);
    ask(&site, &asked, &key).await;
    let (from, until) = (site.world.now(), invite(&site).expires_at);
    let roster = site.world.next_roster(|roster| {
        roster.people[0].keys.push(PersonKey {
            jwk: key.public().jwk(),
            not_before: from,
            not_after: until,
            tier: Tier::Software,
            r#use: vec![Use::Decide, Use::Session],
        });
    });
    site.post_jose("nobody", "/v1/entries", &roster).await;
    let (status, body) = ask(&site, &asked, &key).await;
    assert_eq!((status, body), (200, json!({ "state": "member" })));
    let (_, body) = site.get("ann", "/v1/joins").await;
    assert_eq!(body["statements"], json!([]));
}

#[tokio::test]
async fn every_request_that_proves_too_little_is_refused_with_its_code() {
    let mut site = Site::new().await;
    let (own, other) = (device(101), device(102));
    let good = invite(&site);
    let text = sign("ann", &good);
    let asked = join(&site, &text, &own);
    let stranger = Signed::sign(&other, &good).unwrap().compact().to_owned();
    let with = |change: &dyn Fn(&mut Invite)| {
        let mut changed = invite(&site);
        change(&mut changed);
        sign("ann", &changed)
    };
    let cases = [
        (
            "another key signs it",
            asked.clone(),
            &other,
            "bad_signature",
        ),
        (
            "a stranger invites",
            Join {
                invite: stranger,
                ..asked.clone()
            },
            &own,
            "unknown_key",
        ),
        (
            "a gateway invites",
            Join {
                invite: sign_as_gate(&good),
                ..asked.clone()
            },
            &own,
            "wrong_role",
        ),
        (
            "somebody else is invited",
            Join {
                invite: with(&|i| i.person = Some(name("dora"))),
                ..asked.clone()
            },
            &own,
            "not_allowed",
        ),
        (
            "another roster is pinned",
            Join {
                invite: with(&|i| i.pin = fermata_protocol::Sha::of("x")),
                ..asked.clone()
            },
            &own,
            "wrong_workspace",
        ),
        (
            "another workspace invites",
            Join {
                invite: with(&|i| i.ws = Ws::make(i.issued_at, [1; 10])),
                ..asked.clone()
            },
            &own,
            "wrong_workspace",
        ),
        (
            "another workspace is asked",
            Join {
                ws: Ws::make(good.issued_at, [1; 10]),
                ..asked.clone()
            },
            &own,
            "wrong_workspace",
        ),
        (
            "the invite is none",
            Join {
                invite: "a.b.c".to_owned(),
                ..asked.clone()
            },
            &own,
            "bad_encoding",
        ),
    ];
    for (what, join, key, code) in cases {
        let (status, body) = ask(&site, &join, key).await;
        assert!(status >= 400, "{what}");
        assert_eq!(body["code"], code, "{what}: {body}");
    }
    let late = Signed::sign(&own, &asked).unwrap();
    site.step(3_600_001);
    let answered = site.post_jose("nobody", "/v1/joins", late.compact()).await;
    assert_eq!(answered.1["code"], "expired");
    site.step(-3_600_001);
    let at = site.world.now();
    let roster = site.world.next_roster(|roster| {
        let kid = key("ann").kid();
        roster.revoked.push(Revoked { kid, at });
    });
    site.post_jose("nobody", "/v1/entries", &roster).await;
    let answered = ask(&site, &asked, &own).await;
    assert_eq!(
        answered.1["code"], "key_revoked",
        "who was revoked invites nobody"
    );
}

fn sign_as_gate(invite: &Invite) -> String {
    sign("gate", invite)
}

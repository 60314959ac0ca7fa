//! Being away: what the gateway takes, and whom it tells.

use fermata_protocol::{
    Timestamp,
    payload::{All, Scope, StandIn, Verb},
};
use fermata_testkit::world::name;
use serde_json::{Value, json};

use crate::site::{Site, assert_problem};

const DAY: i64 = 86_400_000;

fn in_days(site: &Site, days: i64) -> Timestamp {
    Timestamp::from_millis(site.world.now().millis() + days * DAY)
}

fn bob() -> StandIn {
    StandIn::Person(name("bob"))
}

fn seqs(body: &Value) -> Vec<u64> {
    let entries = body["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["seq"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn people_read_who_is_away_and_sources_do_not() {
    let site = Site::new().await;
    let away = site.world.away("ann", in_days(&site, 3), bob());
    let (status, said) = site.append("ann", &away).await;
    assert_eq!(
        (status, said),
        (200, json!({ "seq": 6, "effect": "counts" }))
    );
    assert_eq!(
        site.append("ann", &away).await.1["seq"],
        6,
        "the same again"
    );
    for who in ["bob", "gate"] {
        let (_, body) = site.get(who, "/v1/standing?after=5").await;
        assert_eq!(seqs(&body), [6], "{who}");
    }
    for who in ["ledger", "shop"] {
        let (_, body) = site.get(who, "/v1/standing?after=0").await;
        assert_eq!(
            (seqs(&body), &body["seq"]),
            (vec![1, 2, 3, 4, 5], &json!(5)),
            "{who}"
        );
    }
    // A source that waits is not woken by it, and gets what comes after.
    let waiting = site.get("shop", "/v1/standing?after=5&wait=60");
    let again = site.world.away("ann", in_days(&site, 4), bob());
    let halt = site.world.halt("ann", Scope::All(All));
    let said = async {
        assert_eq!(site.append("ann", &again).await.0, 200);
        site.append("ann", &halt).await
    };
    let ((_, body), _) = tokio::join!(waiting, said);
    assert_eq!(seqs(&body), [8]);
}

#[tokio::test]
async fn who_is_away_decides_as_ever() {
    let site = Site::new().await;
    let away = site.world.away("ann", in_days(&site, 3), bob());
    assert_eq!(site.append("ann", &away).await.0, 200);
    let opened = site.open().await;
    let (_, decided) = site.decide("ann", &opened, Verb::Approve).await;
    assert_eq!(
        (&decided["effect"], &decided["status"]),
        (&json!("counts"), &json!("approved"))
    );
}

#[tokio::test]
async fn what_names_no_stand_in_or_too_long_a_time_is_refused_with_what_to_do() {
    let site = Site::new().await;
    let told = |answered: &(u16, Value), words: &str| {
        let detail = answered.1["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{detail}");
    };
    for to in [
        StandIn::Person(name("stranger")),
        StandIn::Group(name("nobodys")),
    ] {
        let refused = site
            .append("ann", &site.world.away("ann", in_days(&site, 1), to))
            .await;
        assert_problem(&refused, 404, "not_found");
        told(&refused, "name another person");
    }
    let refused = site
        .append("ann", &site.world.away("ann", in_days(&site, 91), bob()))
        .await;
    assert_problem(&refused, 422, "not_allowed");
    told(&refused, "90 days");
    let own = site
        .world
        .away("ann", in_days(&site, 1), StandIn::Person(name("ann")));
    let bytes = serde_json::to_vec(&own).unwrap();
    let sealed = fermata_testkit::world::seal("ann", fermata_protocol::Typ::Away, &bytes);
    let refused = site.post_jose("ann", "/v1/entries", sealed).await;
    assert_problem(&refused, 400, "bad_member");
    told(&refused, "not yourself");
    let anns = site.world.away("ann", in_days(&site, 1), bob());
    assert_problem(&site.append("bob", &anns).await, 403, "wrong_role");
    let theirs = site.world.away("ledger", in_days(&site, 1), bob());
    assert_problem(&site.append("ledger", &theirs).await, 403, "wrong_role");
    let (_, body) = site.get("bob", "/v1/standing?after=5").await;
    assert_eq!(seqs(&body), [0; 0], "nothing of it is in the log");
}

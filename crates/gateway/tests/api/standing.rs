use fermata_log::EventLog;
use fermata_protocol::{
    Jwk, Sha,
    payload::{All, Risk, Roster, Scope, Verb},
};
use fermata_testkit::world::{key, name, sign};
use serde_json::{Value, json};

use crate::site::{Site, assert_problem};

#[tokio::test]
async fn everybody_with_credentials_reads_what_stands() {
    let site = Site::new().await;
    for who in ["ann", "ledger", "shop", "gate"] {
        let (status, body) = site.get(who, "/v1/standing?after=0").await;
        assert_eq!(
            (
                status,
                body["entries"].as_array().unwrap().len(),
                &body["seq"]
            ),
            (200, 5, &json!(5))
        );
    }
    let (_, none) = site.get("shop", "/v1/standing?after=5").await;
    assert_eq!(none, json!({ "entries": [], "seq": 5 }));
    assert_problem(
        &site.get("nobody", "/v1/standing").await,
        401,
        "unauthenticated",
    );
}

#[tokio::test]
async fn a_wait_for_what_stands_ends_with_the_next_halt() {
    let site = Site::new().await;
    let waiting = site.get("shop", "/v1/standing?after=5&wait=60");
    let halt = site.world.halt("ann", Scope::All(All));
    let ((_, body), (status, _)) = tokio::join!(waiting, site.append("ann", &halt));
    assert_eq!((status, &body["seq"]), (200, &json!(6)));
}

#[tokio::test]
async fn while_a_halt_holds_decisions_count_and_nothing_is_handed_out() {
    let site = Site::new().await;
    let opened = site.open().await;
    let halt = site.world.halt("ann", Scope::Source(name("ledger")));
    assert_eq!(
        site.append("ann", &halt).await.1,
        json!({ "seq": 7, "effect": "counts" })
    );
    assert_eq!(
        site.decide("ann", &opened, Verb::Approve).await.1["effect"],
        "counts"
    );
    let answered = site.resolution("ledger", opened.esc, 0).await;
    assert_problem(&answered, 423, "halted");
    assert_eq!(answered.1["halt"], json!(halt.jti));
    let waiting = site.resolution("ledger", opened.esc, 60);
    let lift = site.world.lift("ann", &halt);
    let ((status, body), _) = tokio::join!(waiting, site.append("ann", &lift));
    assert_eq!((status, &body["status"]), (200, &json!("approved")));
}

#[tokio::test]
async fn whoever_may_decide_an_escalation_may_halt_it_and_no_more() {
    let site = Site::new().await;
    let opened = site.open().await;
    let one = |who| site.world.halt(who, Scope::Esc(opened.esc));
    assert_problem(&site.append("eve", &one("eve")).await, 403, "group_missing");
    assert_problem(
        &site.append("olga", &one("olga")).await,
        403,
        "own_proposal",
    );
    let halt = one("bob");
    assert_eq!(site.append("bob", &halt).await.0, 200);
    assert_problem(
        &site
            .append("bob", &site.world.halt("bob", Scope::All(All)))
            .await,
        403,
        "wrong_role",
    );
    assert_problem(
        &site.append("bob", &site.world.lift("bob", &halt)).await,
        403,
        "wrong_role",
    );
}

#[tokio::test]
async fn a_roster_needs_its_roots_and_nobodys_session() {
    let mut site = Site::new().await;
    let next = site
        .world
        .next_roster(|roster| roster.people[1].max_risk = Risk::Low);
    let several = json!({ "statements": [next] }).to_string();
    assert_eq!(
        site.post_json("nobody", "/v1/entries", several.clone())
            .await
            .0,
        200
    );
    assert_eq!(
        site.post_json("nobody", "/v1/entries", several).await.1["seq"],
        6,
        "the same again"
    );
    let (_, entry) = site.get("shop", "/v1/roster/2").await;
    assert_eq!(
        (&entry["seq"], &entry["statements"]),
        (&json!(6), &json!([next]))
    );
    assert_problem(&site.get("shop", "/v1/roster/3").await, 404, "not_found");
    assert_eq!(site.log.head(), 6);
}

#[tokio::test]
async fn contracts_come_from_people_with_the_right() {
    let site = Site::new().await;
    let contract = site.world.contract("refund", Risk::High);
    let (status, _) = site.append("ann", &contract).await;
    assert_eq!(status, 200);
    let sha = Sha::of(sign("ann", &contract));
    let (_, found) = site.get("ledger", &format!("/v1/contracts/{sha}")).await;
    assert_eq!(
        found,
        json!({ "sha256": sha, "statement": sign("ann", &contract) })
    );
    let missing = Sha::of("none");
    assert_problem(
        &site
            .get("ledger", &format!("/v1/contracts/{missing}"))
            .await,
        404,
        "not_found",
    );
    let mut by_bob = site.world.contract("refund", Risk::Low);
    by_bob.iss = name("bob");
    assert_problem(&site.append("bob", &by_bob).await, 403, "wrong_role");
}

#[tokio::test]
async fn a_broken_policy_is_refused_with_its_place() {
    let site = Site::new().await;
    let answered = site
        .append(
            "ann",
            &site
                .world
                .policy("version = 1\n[[rule]]\nverdict = \"maybe\"\n"),
        )
        .await;
    assert_problem(&answered, 400, "bad_member");
    assert_eq!(
        (&answered.1["line"], answered.1["column"] != Value::Null),
        (&json!(3), true),
        "{}",
        answered.1
    );
    let mut two = site.world.policy("version = 1\n");
    two.files.push(two.files[0].clone());
    assert_problem(&site.append("ann", &two).await, 400, "bad_member");
    assert_eq!(site.log.head(), 5);
}

#[tokio::test]
async fn rosters_that_do_not_follow_are_refused() {
    let site = Site::new().await;
    type Change = fn(&mut Roster);
    let now = site.world.now();
    let table: [(&str, &str, u16, &str, Change); 5] = [
        ("signed by a person", "ann", 403, "unknown_key", |_| {}),
        ("a version skipped", "root", 422, "roster_rollback", |r| {
            r.version = 3
        }),
        ("another history", "root", 422, "roster_rollback", |r| {
            r.prev_sha256 = Some(Sha::of("x"));
        }),
        (
            "too few of its own roots",
            "root",
            422,
            "roster_threshold",
            |r| {
                r.roots.push(key("ann").public().jwk());
                r.threshold = 2;
            },
        ),
        ("a weak key", "root", 422, "weak_key", |r| {
            r.people[0].keys[0].jwk = Jwk::of_bytes(&[0; 32]);
        }),
    ];
    for (what, who, status, code, change) in table {
        let mut roster = site.world.roster.clone();
        roster.jti = site.world.jti();
        roster.version = 2;
        roster.issued_at = now;
        roster.prev_sha256 = Some(site.world.pin);
        change(&mut roster);
        let found = site
            .post_jose("nobody", "/v1/entries", sign(who, &roster))
            .await;
        assert_eq!(
            (found.0, &found.1["code"]),
            (status, &json!(code)),
            "{what}: {}",
            found.1
        );
    }
    assert_eq!(site.log.head(), 5);
}

use fermata_protocol::payload::Verb;
use serde_json::{Value, json};

use crate::site::{Site, assert_problem};

fn seqs(body: &Value) -> Vec<u64> {
    body["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["seq"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn pages_go_forwards_and_backwards_through_what_a_reviewer_sees() {
    let site = Site::new().await;
    let opened = site.open().await;
    site.decide("ann", &opened, Verb::Approve).await;
    let (_, page) = site.get("ann", "/v1/entries?after=0&limit=4").await;
    assert_eq!((seqs(&page), &page["next"]), (vec![1, 2, 3, 4], &json!(4)));
    let (_, page) = site.get("ann", "/v1/entries?after=4&limit=4").await;
    assert_eq!((seqs(&page), &page["next"]), (vec![5, 6, 7], &Value::Null));
    let (_, page) = site.get("ann", "/v1/entries?before=8&limit=3").await;
    assert_eq!((seqs(&page), &page["next"]), (vec![7, 6, 5], &json!(5)));
    let (_, page) = site.get("ann", "/v1/entries?before=5&limit=500").await;
    assert_eq!(
        (seqs(&page), &page["next"]),
        (vec![4, 3, 2, 1], &Value::Null)
    );
    let (_, page) = site.get("eve", "/v1/entries?before=8").await;
    assert_eq!(seqs(&page), [5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn a_snapshot_pages_through_the_open_escalations_only() {
    let site = Site::new().await;
    let closed = site.open().await;
    for n in 0..3 {
        site.open_vouched(&format!("k{n}")).await;
    }
    site.decide("ann", &closed, Verb::Approve).await;
    let (_, first) = site.get("bob", "/v1/snapshot?limit=2").await;
    assert_eq!((seqs(&first), &first["seq"]), (vec![7, 8], &json!(10)));
    let (_, second) = site
        .get(
            "bob",
            &format!("/v1/snapshot?limit=2&after={}", first["next"]),
        )
        .await;
    assert_eq!((seqs(&second), &second["next"]), (vec![9], &Value::Null));
    let (_, none) = site.get("eve", "/v1/snapshot").await;
    assert_eq!(seqs(&none), Vec::<u64>::new());
}

#[tokio::test]
async fn an_escalation_is_shown_to_its_source_and_its_reviewers() {
    let site = Site::new().await;
    let opened = site.open().await;
    let path = format!("/v1/escalations/{}", opened.esc);
    for who in ["ann", "ledger"] {
        let (status, body) = site.get(who, &path).await;
        assert_eq!((status, &body["state"]["status"]), (200, &json!("open")));
        assert_eq!(
            body["state"]["approvals"],
            json!({ "needed": 1, "people": [] })
        );
        assert_eq!(body["entries"][0]["statements"][0], json!(opened.proposal));
    }
    for who in ["eve", "shop", "gate"] {
        assert_problem(&site.get(who, &path).await, 404, "not_found");
    }
    assert_problem(
        &site.resolution("shop", opened.esc, 0).await,
        404,
        "not_found",
    );
    assert_problem(&site.get("nobody", &path).await, 401, "unauthenticated");
}

#[tokio::test]
async fn only_reviewers_read_the_log() {
    let site = Site::new().await;
    for path in ["/v1/entries?after=0", "/v1/snapshot"] {
        assert_problem(&site.get("ledger", path).await, 403, "forbidden");
        assert_problem(&site.get("shop", path).await, 403, "forbidden");
    }
}

#[tokio::test]
async fn queries_are_read_strictly() {
    let site = Site::new().await;
    let esc = site.open().await.esc;
    for path in [
        "/v1/entries?after=x".to_owned(),
        "/v1/entries?afterr=1".to_owned(),
        "/v1/entries?after=1&before=2".to_owned(),
        "/v1/standing?wait=61".to_owned(),
        "/v1/standing?after=-1".to_owned(),
        "/v1/snapshot?limit=many".to_owned(),
        format!("/v1/escalations/{esc}/resolution?wait=61"),
        format!("/v1/escalations/{esc}/resolution?wait=soon"),
    ] {
        assert_problem(&site.get("ann", &path).await, 400, "bad_member");
    }
}

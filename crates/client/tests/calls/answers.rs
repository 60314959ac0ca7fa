//! What an answer is taken for, and which calls are repeated.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
    routing::{MethodRouter, get, post},
};
use fermata_client::{Auth, Client, ClientError};
use fermata_protocol::{
    Code, Esc, Timestamp,
    payload::{Risk, Ruling, Status, Verb},
};
use fermata_testkit::{clock::BEGIN, world::sign};
use serde_json::json;

use crate::site::{Site, fake};

fn esc() -> Esc {
    Esc::make(Timestamp::from_millis(BEGIN), [1; 10])
}

fn refusal(error: &ClientError) -> (u16, Option<Code>) {
    match error {
        ClientError::Problem { status, code, .. } => (*status, *code),
        other => panic!("no problem of a gateway: {other}"),
    }
}

/// Fails so many times, then answers.
fn after(failures: u32, tries: &Arc<AtomicU32>) -> MethodRouter {
    let tries = Arc::clone(tries);
    get(move || {
        let before = tries.fetch_add(1, Ordering::SeqCst);
        async move {
            if before < failures {
                let problem =
                    json!({ "status": 503, "code": "log_unavailable", "title": "log unavailable" });
                (StatusCode::SERVICE_UNAVAILABLE, problem.to_string()).into_response()
            } else {
                json!({ "entries": [], "seq": 7 })
                    .to_string()
                    .into_response()
            }
        }
    })
}

#[tokio::test]
async fn repeats_what_failed_in_passing_and_gives_up_after_three_tries() {
    let tries = Arc::new(AtomicU32::new(0));
    let client = fake(&[("/v1/standing", after(2, &tries))]).await;
    assert_eq!(client.standing(0, 0).await.unwrap().seq, 7);
    assert_eq!(tries.load(Ordering::SeqCst), 3);

    let tries = Arc::new(AtomicU32::new(0));
    let client = fake(&[("/v1/standing", after(9, &tries))]).await;
    let error = client.standing(0, 0).await.unwrap_err();
    assert_eq!(refusal(&error), (503, Some(Code::LogUnavailable)));
    assert_eq!(tries.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_refusal_is_not_repeated_and_says_what_is_wrong() {
    let site = Site::new().await;
    let mut draft = site.world.draft();
    draft["action"]["arguments"] = json!({ "order": "A-1", "amount": 101 });
    let client = site.client("shop");
    let error = client
        .propose_draft(draft.to_string().as_bytes(), "k")
        .await
        .unwrap_err();
    let ClientError::Problem {
        status,
        code,
        errors,
        ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!((*status, *code), (422, Some(Code::SchemaViolation)));
    assert_eq!(errors[0].pointer, "/amount");
    assert!(!error.is_refusal());

    let stranger = Client::new(&site.url, Auth::Token("another".to_owned())).unwrap();
    let error = stranger.standing(0, 0).await.unwrap_err();
    assert_eq!(refusal(&error), (401, Some(Code::Unauthenticated)));
    assert!(error.is_refusal());
}

#[tokio::test]
async fn what_is_no_gateway_is_called_so() {
    let html = get(|| async { "<html>" });
    let teapot = get(|| async { (StatusCode::IM_A_TEAPOT, "short and stout") });
    let extra = get(|| async { json!({ "esc": esc(), "more": 1 }).to_string() });
    let client = fake(&[
        ("/v1/standing", html),
        ("/healthz", teapot),
        ("/v1/escalations/{esc}/resolution", extra),
    ])
    .await;
    for error in [
        client.standing(0, 0).await.unwrap_err(),
        client.health().await.unwrap_err(),
        client.resolution(esc(), 0).await.unwrap_err(),
    ] {
        assert!(matches!(error, ClientError::Protocol(_)), "{error}");
    }
}

#[tokio::test]
async fn a_proxy_before_a_gateway_that_is_away_is_unreachable() {
    let proxy = get(|| async { (StatusCode::BAD_GATEWAY, "<html>") });
    let client = fake(&[("/v1/standing", proxy)]).await;
    let error = client.standing(0, 0).await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable(_)), "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_because_it_would_carry_the_credentials_away() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let elsewhere = get(move |headers: HeaderMap| {
        count.fetch_add(1, Ordering::SeqCst);
        async move { json!({ "entries": [], "seq": headers.len() }).to_string() }
    });
    let redirect = get(|| async { (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]) });
    let client = fake(&[("/v1/standing", redirect), ("/elsewhere", elsewhere)]).await;
    let error = client.standing(0, 0).await.unwrap_err();
    assert!(matches!(error, ClientError::Protocol(_)), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let mut site = Site::new().await;
    site.stop().await;
    let error = site.client("shop").standing(0, 0).await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable(_)), "{error}");
}

#[test]
fn credentials_are_sent_to_this_machine_only() {
    let open = |url: &str| Client::new(url, Auth::Token("secret".to_owned()));
    for good in [
        "http://127.0.0.1:4317",
        "http://localhost:1",
        "http://[::1]:9/",
        "https://gateway.example.org",
    ] {
        assert!(open(good).is_ok(), "{good}");
    }
    for bad in [
        "http://192.168.0.1:4317",
        "http://127.0.0.1.example.org",
        "http://example.org",
    ] {
        let error = open(bad).err().unwrap();
        assert!(matches!(error, ClientError::Plain(_)), "{bad}");
        assert!(error.to_string().contains("https://"), "{error}");
    }
    for bad in ["file:///etc/passwd", "127.0.0.1:4317", "", "https://"] {
        let error = open(bad).err().unwrap();
        assert!(matches!(error, ClientError::Address(_)), "{bad}");
    }
    let shown = format!("{:?}", open("http://localhost:1").unwrap());
    assert!(!shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn the_same_key_and_draft_again_is_the_same_escalation() {
    let site = Site::new().await;
    let first = site.propose("k1", "refunds").await;
    assert_eq!(first.status, Status::Open);
    assert_eq!(site.propose("k1", "refunds").await, first);
    assert_ne!(site.propose("k2", "refunds").await.esc, first.esc);
}

#[tokio::test]
async fn a_decision_is_recorded_and_resolves() {
    let site = Site::new().await;
    let ann = site.client("ann");
    let proposed = site.propose("k", "refunds").await;
    assert_eq!(
        site.client("shop")
            .resolution(proposed.esc, 0)
            .await
            .unwrap(),
        None
    );
    let arguments = json!({ "order": "A-1", "amount": 15 });
    let preview = ann
        .preview(proposed.esc, arguments.as_object().unwrap())
        .await
        .unwrap();
    assert_eq!(
        (preview.verdict, preview.risk),
        (Ruling::Escalate, Risk::Medium)
    );

    let decision = site
        .world
        .decision("ann", &proposed.proposal, &proposed.verdict, Verb::Approve);
    let appended = ann.append(&[sign("ann", &decision)]).await.unwrap();
    assert_eq!(appended.status, Some(Status::Approved));
    assert_eq!(appended.effect.as_deref(), Some("counts"));
    assert!(!appended.receipt.is_empty());
    let resolution = site.client("shop").resolution(proposed.esc, 5).await;
    assert_eq!(resolution.unwrap().unwrap().status, Status::Approved);
    let entries = ann.escalation(proposed.esc).await.unwrap().entries;
    assert_eq!(entries.len(), 2);
}

#[tokio::test]
async fn what_stands_is_appended_without_a_receipt() {
    let mut site = Site::new().await;
    let contract = sign("ann", &site.world.contract("pay", Risk::High));
    let appended = site.client("ann").append(&[contract]).await.unwrap();
    assert_eq!(appended.effect.as_deref(), Some("counts"));
    assert_eq!(appended.receipt, "");
    let roster = site.world.next_roster(|_| {});
    let appended = site.client("ann").append(&[roster]).await.unwrap();
    let standing = site
        .client("shop")
        .standing(appended.seq - 1, 0)
        .await
        .unwrap();
    assert_eq!((standing.entries.len(), standing.seq), (1, appended.seq));
}

#[tokio::test]
async fn going_back_sees_past_what_others_may_see() {
    let site = Site::new().await;
    let first = site.propose("k0", "nights").await;
    // More than one page of what this reader may not see.
    for n in 1..=201 {
        site.propose(&format!("k{n}"), "refunds").await;
    }
    let found = site
        .client("eve")
        .before(i64::MAX.unsigned_abs(), 1)
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].esc, Some(first.esc));
    let all = site.client("eve").before(found[0].seq, 100).await.unwrap();
    assert_eq!(all.len(), site.world.genesis.len());
}

#[tokio::test]
async fn keys_and_kinds_of_bodies_are_sent_as_the_gateway_asks() {
    let see = post(|headers: HeaderMap| async move {
        let text = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!(text("content-type"), "application/json");
        assert_eq!(text("authorization"), "Bearer token");
        json!({ "receipt": text("idempotency-key"), "seq": 3 }).to_string()
    });
    let client = fake(&[("/v1/outcomes", see.clone()), ("/v1/notes", see)]).await;
    assert_eq!(client.outcome_draft(b"{}", "a").await.unwrap().receipt, "a");
    assert_eq!(client.note_draft(b"{}", "b").await.unwrap().receipt, "b");
}

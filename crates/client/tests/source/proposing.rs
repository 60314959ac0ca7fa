//! Proposing: once per key, wherever the process ended in between.

use axum::{Router, routing::post};
use fermata_client::{
    Auth, Client, ClientError,
    source::{Config, Source, SourceError},
};
use fermata_protocol::{
    Code, Signed,
    payload::{Proposal, Status},
};
use fermata_testkit::world::{TOKEN, key};
use serde_json::{Value, json};

use crate::site::Site;

#[tokio::test]
async fn the_same_key_is_one_escalation_for_both_kinds_of_sources() {
    let site = Site::new().await;
    for who in ["shop", "ledger"] {
        let source = site.source(who).await;
        let first = source.propose("k1", &site.draft()).await.unwrap();
        assert_eq!(first.status, Some(Status::Open), "{who}");
        let again = source.propose("k1", &site.draft()).await.unwrap();
        assert_eq!(again.esc, first.esc, "{who}");
        source.close().await;
        let source = site.source(who).await;
        let again = source.propose("k1", &site.draft()).await.unwrap();
        assert_eq!(again.esc, first.esc, "{who}");
        let other = source.propose("k2", &site.draft()).await.unwrap();
        assert_ne!(other.esc, first.esc, "{who}");
    }
    assert_eq!(site.proposals().await, 4);
}

#[tokio::test]
async fn what_was_stored_before_the_gateway_went_away_is_sent_when_it_is_back() {
    let mut site = Site::new().await;
    site.stop().await;
    for who in ["shop", "ledger"] {
        let source = site.source(who).await;
        let error = source.propose("k1", &site.draft()).await.unwrap_err();
        let unreachable =
            |e: &SourceError| matches!(e, SourceError::Client(ClientError::Unreachable(_)));
        assert!(unreachable(&error), "{error}");
        assert!(unreachable(&source.recover().await.unwrap_err()));
        source.close().await;
    }
    site.start().await;
    for who in ["shop", "ledger"] {
        let source = site.source(who).await;
        let found = source.recover().await.unwrap();
        assert_eq!(found.waiting.len(), 1, "{who}");
        let again = source.propose("k1", &site.draft()).await.unwrap();
        assert_eq!(again.esc, found.waiting[0]);
    }
    assert_eq!(site.proposals().await, 2);
}

#[tokio::test]
async fn what_the_gateway_took_and_this_side_did_not_hear_of_is_found_again() {
    let site = Site::new().await;
    let client = Client::new(&site.url, Auth::Token(TOKEN.to_owned())).unwrap();
    let taken = client.propose_draft(&site.draft(), "k1").await.unwrap();
    let source = site.source("shop").await;
    let found = source.propose("k1", &site.draft()).await.unwrap();
    assert_eq!(found.esc, taken.esc);
    assert_eq!(site.proposals().await, 1);
}

#[tokio::test]
async fn drafts_that_are_none_and_keys_that_are_taken_are_refused() {
    let site = Site::new().await;
    let source = site.source("shop").await;
    for bad in [
        &b"[]"[..],
        b"{}",
        b"",
        br#"{"jti":"x"}"#,
        br#"{"a":1,"a":2}"#,
    ] {
        let error = source.propose("k", bad).await.unwrap_err();
        assert!(matches!(error, SourceError::Draft(_)), "{error}");
    }
    source.propose("k", &site.draft()).await.unwrap();
    let mut other = site.world.draft();
    other["action"]["arguments"]["amount"] = json!(21);
    let error = source.propose("k", other.to_string().as_bytes()).await;
    assert!(matches!(error, Err(SourceError::KeyUsed(_))));
    assert_eq!(site.proposals().await, 1);
}

/// A gateway that signs `made(draft)` instead of what it was sent.
async fn liar(site: &Site, made: fn(Value) -> Value) -> Source {
    let mut head = serde_json::to_value(site.world.proposal()).unwrap();
    head["iss"] = json!("shop");
    let route = post(move |body: String| async move {
        let mut all = json!({});
        for member in ["jti", "iss", "ws", "issued_at", "nonce"] {
            all[member] = head[member].clone();
        }
        let draft: Value = serde_json::from_str(&body).unwrap();
        for (name, value) in made(draft).as_object().unwrap() {
            all[name] = value.clone();
        }
        let bytes = all.to_string().into_bytes();
        let signed = Signed::<Proposal>::sign_bytes(&key("gate"), &bytes).unwrap();
        json!({ "esc": all["jti"], "status": "open", "proposal": signed.compact(), "verdict": "" })
            .to_string()
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gateway = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/v1/proposals", route);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let registry = site
        .home
        .path()
        .join(format!("{}.registry", site.world.jti()));
    let config = Config {
        gateway,
        registry,
        ..site.config("shop")
    };
    Source::open(config, site.world.clock.for_log())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_gateway_that_signs_something_else_is_found_out() {
    let site = Site::new().await;
    let honest = liar(&site, |draft| draft).await;
    assert!(honest.propose("k", &site.draft()).await.is_ok());
    let lies: [fn(Value) -> Value; 4] = [
        |mut draft| {
            draft["action"]["arguments"]["amount"] = json!(99);
            draft
        },
        |mut draft| {
            draft["narration"] = json!("The customer asked for it.");
            draft
        },
        |mut draft| {
            draft["iss"] = json!("ledger");
            draft
        },
        |draft| {
            let members: Vec<_> = draft.as_object().unwrap().clone().into_iter().collect();
            members.into_iter().rev().collect()
        },
    ];
    for lie in lies {
        let source = liar(&site, lie).await;
        let error = source.propose("k", &site.draft()).await.unwrap_err();
        assert!(
            matches!(error, SourceError::Refused(Code::ProposalMismatch)),
            "{error}"
        );
        let found = source.recover().await.unwrap();
        assert_eq!(found.waiting, [], "it must not become pending");
    }
}

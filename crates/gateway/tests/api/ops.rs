use std::collections::BTreeSet;

use fermata_gateway::{OPENAPI, served};
use fermata_log::LogError;
use serde_json::{Value, json};

use crate::site::{Site, assert_problem};

#[tokio::test]
async fn it_says_that_it_lives_and_is_ready_and_what_it_counted() {
    let site = Site::new().await;
    assert_eq!(
        site.get("nobody", "/healthz").await,
        (200, json!({ "status": "ok" }))
    );
    let (status, ready) = site.get("nobody", "/readyz").await;
    let expected =
        json!({ "status": "ok", "seq": 5, "roster_version": 1, "durability": "unconfirmed" });
    assert_eq!((status, ready), (200, expected));
    site.open().await;
    site.get("nobody", "/v1/standing").await;
    let (_, text) = site.get("nobody", "/metrics").await;
    let text = text.as_str().unwrap();
    for line in [
        "fermata_proposals_total{verdict=\"escalate\"} 1",
        "fermata_entries_followed_total 6",
        "fermata_problems_total{code=\"unauthenticated\"} 1",
        "# TYPE fermata_expired_total counter",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} in:\n{text}"
        );
    }
}

#[tokio::test]
async fn the_description_names_every_route_and_no_other() {
    let site = Site::new().await;
    let (status, document) = site.get("nobody", "/openapi.json").await;
    assert_eq!((status, &document["openapi"]), (200, &json!("3.1.0")));
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(|method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let routes: BTreeSet<(String, String)> = served()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(described, routes);
}

#[test]
fn every_reference_in_the_description_leads_somewhere() {
    fn walk(value: &Value, document: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref") {
                    assert!(
                        document.pointer(target.trim_start_matches('#')).is_some(),
                        "{target}"
                    );
                }
                members.values().for_each(|member| walk(member, document));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, document)),
            _ => {}
        }
    }
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    walk(&document, &document);
}

#[tokio::test]
async fn a_log_that_takes_nothing_is_said_so_and_nothing_is_half_done() {
    let site = Site::new().await;
    site.log.fail_with(LogError::Full("disk".to_owned()));
    let draft = site.world.draft().to_string();
    let answered = site.keyed("/v1/proposals", "k", draft.clone()).await;
    assert_problem(&answered, 503, "log_unavailable");
    fermata_log::EventLog::reopen(site.log.as_ref())
        .await
        .unwrap();
    assert_eq!(site.keyed("/v1/proposals", "k", draft).await.0, 202);
}

#[tokio::test]
async fn a_log_whose_storage_failed_is_not_ready_and_is_opened_again_by_itself() {
    let site = Site::new().await;
    site.log.refuse_to_reopen(2);
    site.log
        .fail_with(LogError::Broken("the disk went away".to_owned()));
    let draft = site.world.draft().to_string();
    let answered = site.keyed("/v1/proposals", "k", draft.clone()).await;
    assert_problem(&answered, 503, "log_unavailable");
    let ready = site.get("nobody", "/readyz").await;
    assert_problem(&ready, 503, "log_unavailable");
    let words = ready.1["detail"].as_str().unwrap();
    assert!(
        words.contains("the disk went away") && words.contains("opened again by itself"),
        "{words}"
    );
    while site.get("nobody", "/readyz").await.0 != 200 {
        tokio::task::yield_now().await;
    }
    assert_eq!(site.keyed("/v1/proposals", "k", draft).await.0, 202);
}

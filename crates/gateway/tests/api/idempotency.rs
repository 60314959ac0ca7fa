use std::sync::Arc;

use fermata_gateway::Gateway;
use fermata_log::{EventLog, SqliteLog};
use fermata_protocol::payload::OutcomeStatus;
use fermata_testkit::{
    World,
    world::{TOKEN, sign},
};
use serde_json::json;

use crate::site::{Site, answered, assert_problem, config};

#[tokio::test]
async fn the_same_draft_under_the_same_key_is_one_escalation() {
    let site = Site::new().await;
    let draft = site.world.draft().to_string();
    let first = site.keyed("/v1/proposals", "k", draft.clone()).await;
    site.step(5_000);
    assert_eq!(site.keyed("/v1/proposals", "k", draft).await, first);
    let other = site
        .keyed("/v1/proposals", "k2", site.world.draft().to_string())
        .await;
    assert_ne!(other.1["esc"], first.1["esc"]);
}

#[tokio::test]
async fn another_draft_under_the_same_key_is_a_conflict() {
    let site = Site::new().await;
    let mut draft = site.world.draft();
    site.keyed("/v1/proposals", "k", draft.to_string()).await;
    draft["action"]["arguments"]["amount"] = json!(21);
    assert_problem(
        &site.keyed("/v1/proposals", "k", draft.to_string()).await,
        409,
        "id_conflict",
    );
}

#[tokio::test]
async fn equal_requests_at_once_are_one_escalation() {
    let site = Site::new().await;
    let draft = site.world.draft().to_string();
    let tries = (0..8).map(|_| site.keyed("/v1/proposals", "k", draft.clone()));
    let answers = futures::future::join_all(tries).await;
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
}

#[tokio::test]
async fn the_key_holds_after_a_restart() {
    let site = Site::new().await;
    let draft = site.world.draft().to_string();
    let first = site.keyed("/v1/proposals", "k", draft.clone()).await;
    let site = site.restart().await;
    site.world.clock.step(60_000);
    assert_eq!(site.keyed("/v1/proposals", "k", draft).await, first);
}

#[tokio::test]
async fn the_key_holds_after_a_restart_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::default();
    fermata_testkit::tls::provide();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let draft = world.draft().to_string();
    let mut answers = Vec::new();
    for _ in 0..2 {
        let log = SqliteLog::open(folder.path().join("log.db"), world.clock.for_log())
            .await
            .unwrap();
        let log: Arc<dyn EventLog> = Arc::new(log);
        let running = Gateway::start(config(&world, log.clone())).await.unwrap();
        let request = http
            .post(format!("{}/v1/proposals", running.url))
            .bearer_auth(TOKEN)
            .header("content-type", "application/json")
            .header("idempotency-key", "k")
            .body(draft.clone());
        answers.push(answered(request).await);
        running.shutdown().await;
        log.close().await.unwrap();
    }
    assert_eq!(answers[0].0, 202);
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn a_signed_proposal_again_gets_the_same_answer_even_after_its_time() {
    let site = Site::new().await;
    let proposal = sign("ledger", &site.world.proposal());
    let first = site
        .post_jose("ledger", "/v1/proposals", proposal.clone())
        .await;
    site.step(2 * 24 * 3_600_000);
    assert_eq!(
        site.post_jose("ledger", "/v1/proposals", proposal).await,
        first
    );
}

#[tokio::test]
async fn another_proposal_under_the_same_id_is_a_conflict() {
    let site = Site::new().await;
    let mut proposal = site.world.proposal();
    site.post_jose("ledger", "/v1/proposals", sign("ledger", &proposal))
        .await;
    proposal.narration = Some("changed".to_owned());
    let answer = site
        .post_jose("ledger", "/v1/proposals", sign("ledger", &proposal))
        .await;
    assert_problem(&answer, 409, "id_conflict");
}

#[tokio::test]
async fn a_report_again_is_the_same_report_and_another_body_a_conflict() {
    let site = Site::new().await;
    let opened = site.open_vouched("p").await;
    let body = json!({ "esc": opened.esc, "type": "commented", "body": { "text": "Waiting." } });
    let first = site.keyed("/v1/notes", "n", body.to_string()).await;
    assert_eq!(
        (first.0, &first.1["effect"]),
        (200, &json!("counts")),
        "{}",
        first.1
    );
    site.step(1_000);
    let again = site.keyed("/v1/notes", "n", body.to_string()).await;
    assert_eq!((again.0, &again.1["seq"]), (200, &first.1["seq"]));
    let other = json!({ "esc": opened.esc, "type": "commented", "body": { "text": "Still." } });
    assert_problem(
        &site.keyed("/v1/notes", "n", other.to_string()).await,
        409,
        "id_conflict",
    );
}

#[tokio::test]
async fn a_statement_again_is_answered_as_at_first_and_its_id_with_other_bytes_is_a_conflict() {
    let site = Site::new().await;
    let opened = site.open().await;
    let mut outcome = site
        .world
        .outcome("ledger", &opened.proposal, OutcomeStatus::Accepted);
    let first = site.append("ledger", &outcome).await;
    let again = site.append("ledger", &outcome).await;
    assert_eq!((again.0, &again.1["seq"]), (200, &first.1["seq"]));
    outcome.attempt = 2;
    assert_problem(&site.append("ledger", &outcome).await, 409, "id_conflict");
}

#[tokio::test]
async fn a_proposal_whose_sender_goes_away_is_finished_and_its_key_answers_with_it() {
    let site = Site::new().await;
    let draft = site.world.draft().to_string();
    let before = site.log.head();
    let door = site.log.hold().await;
    let kept_waiting = async {
        while site.log.held() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answered = site.keyed("/v1/proposals", "k", draft.clone()) => panic!("{answered:?}"),
        () = kept_waiting => {}
    }
    drop(door);
    while site.log.head() == before {
        tokio::task::yield_now().await;
    }
    let (status, first) = site.keyed("/v1/proposals", "k", draft.clone()).await;
    assert_eq!(status, 202, "{first}");
    let (_, again) = site.keyed("/v1/proposals", "k", draft).await;
    assert_eq!(first["esc"], again["esc"]);
    assert_eq!(site.log.head(), before + 1, "one proposal, one entry");
}

use fermata_log::EventLog;
use fermata_protocol::payload::{Decision, Risk, Ruling, Verb, Verdict};
use fermata_testkit::world::peek;
use serde_json::{Value, json};

use crate::site::{Opened, Site, assert_problem};

fn edit(site: &Site, who: &str, opened: &Opened, arguments: Value) -> Decision {
    let mut decision = site
        .world
        .decision(who, &opened.proposal, &opened.verdict, Verb::Edit);
    decision.arguments = arguments.as_object().cloned();
    decision
}

#[tokio::test]
async fn an_edit_is_judged_again_and_its_verdict_appended_with_it() {
    let site = Site::new().await;
    let opened = site.open().await;
    let decision = edit(
        &site,
        "ann",
        &opened,
        json!({ "order": "A-1", "amount": 15 }),
    );
    let (status, body) = site.append("ann", &decision).await;
    assert_eq!((status, &body["status"]), (200, &json!("edited")), "{body}");
    let entry = site
        .log
        .escalation(opened.esc)
        .await
        .unwrap()
        .pop()
        .unwrap();
    let verdict: Verdict = peek(&entry.statements[1]);
    assert_eq!(
        verdict.candidate_sha256,
        fermata_protocol::Sha::of(&entry.statements[0])
    );
    assert_eq!(verdict.due, peek::<Verdict>(&opened.verdict).due);
    let (_, resolution) = site.resolution("ledger", opened.esc, 0).await;
    assert_eq!(resolution["status"], "edited");
}

#[tokio::test]
async fn the_same_edit_again_keeps_its_first_verdict() {
    let site = Site::new().await;
    let opened = site.open().await;
    let decision = edit(
        &site,
        "ann",
        &opened,
        json!({ "order": "A-1", "amount": 15 }),
    );
    let first = site.append("ann", &decision).await;
    let again = site.append("ann", &decision).await;
    assert_eq!((again.0, &again.1["seq"]), (200, &first.1["seq"]));
    assert_eq!(site.log.escalation(opened.esc).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_edit_that_does_not_fit_the_schema_is_refused() {
    let site = Site::new().await;
    let opened = site.open().await;
    let decision = edit(&site, "ann", &opened, json!({ "order": "A-1" }));
    let answered = site.append("ann", &decision).await;
    assert_problem(&answered, 422, "schema_violation");
    assert_eq!(answered.1["errors"][0]["code"], "required");
}

#[tokio::test]
async fn an_edit_that_policy_denies_by_now_is_refused_with_its_reasons() {
    let site = Site::new().await;
    let opened = site.open().await;
    let text = "version = 1\n[[rule]]\ntools = [\"refund\"]\nverdict = \"deny\"\ncode = \"closed\"\ntext = \"No refunds today.\"\n";
    assert_eq!(site.append("ann", &site.world.policy(text)).await.0, 200);
    let answered = site
        .append(
            "ann",
            &edit(
                &site,
                "ann",
                &opened,
                json!({ "order": "A-1", "amount": 15 }),
            ),
        )
        .await;
    assert_problem(&answered, 422, "not_allowed");
    assert_eq!(
        answered.1["reasons"][0],
        json!({ "code": "closed", "text": "No refunds today." })
    );
    let body = json!({ "arguments": { "order": "A-1", "amount": 15 } }).to_string();
    let (status, preview) = site
        .post_json(
            "ann",
            &format!("/v1/escalations/{}/preview", opened.esc),
            body,
        )
        .await;
    assert_eq!(
        (status, &preview["verdict"]),
        (200, &json!("deny")),
        "{preview}"
    );
}

#[tokio::test]
async fn an_edit_under_a_policy_that_allows_still_needs_who_made_it() {
    let site = Site::new().await;
    let opened = site.open().await;
    let text =
        "version = 1\n[[rule]]\nverdict = \"allow\"\ncode = \"all\"\ntext = \"Everything.\"\n";
    site.append("ann", &site.world.policy(text)).await;
    let decision = edit(
        &site,
        "bob",
        &opened,
        json!({ "order": "A-1", "amount": 15 }),
    );
    assert_eq!(site.append("bob", &decision).await.1["status"], "edited");
    let entry = site
        .log
        .escalation(opened.esc)
        .await
        .unwrap()
        .pop()
        .unwrap();
    assert_eq!(
        peek::<Verdict>(&entry.statements[1]).verdict,
        Ruling::Escalate
    );
}

#[tokio::test]
async fn a_preview_says_what_would_be_required_and_records_nothing() {
    let site = Site::new().await;
    let opened = site.open().await;
    let path = format!("/v1/escalations/{}/preview", opened.esc);
    let before = site.log.head();
    let body = json!({ "arguments": { "order": "A-1", "amount": 15 } }).to_string();
    let (status, preview) = site.post_json("ann", &path, body.clone()).await;
    assert_eq!(
        (status, &preview["verdict"], &preview["risk"]),
        (200, &json!("escalate"), &json!(Risk::Medium))
    );
    assert_eq!(preview["requires"]["approvals"], 1);
    let bad = json!({ "arguments": { "order": 1, "amount": 15 } }).to_string();
    assert_problem(
        &site.post_json("ann", &path, bad).await,
        422,
        "schema_violation",
    );
    assert_problem(
        &site.post_json("ann", &path, json!({}).to_string()).await,
        400,
        "bad_member",
    );
    assert_problem(
        &site.post_json("eve", &path, body.clone()).await,
        404,
        "not_found",
    );
    assert_problem(
        &site.post_json("ledger", &path, body.clone()).await,
        403,
        "forbidden",
    );
    assert_eq!(site.log.head(), before);
    site.decide("ann", &opened, Verb::Reject).await;
    assert_problem(
        &site.post_json("ann", &path, body).await,
        409,
        "already_resolved",
    );
}

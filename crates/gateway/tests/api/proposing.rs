use fermata_protocol::{
    Timestamp,
    payload::{Confidence, ContractRef, Inline, Method, Proposal, Risk, Ruling, Verdict, Wish},
};
use fermata_testkit::world::{name, payload_bytes, peek, sign};
use serde_json::json;

use crate::site::{Answered, Site, assert_problem};

async fn send(site: &Site, change: impl FnOnce(&mut Proposal)) -> Answered {
    let mut proposal = site.world.proposal();
    change(&mut proposal);
    site.post_jose("ledger", "/v1/proposals", sign("ledger", &proposal))
        .await
}

fn tool(site: &Site, proposal: &mut Proposal, tool: &str) {
    proposal.contract = ContractRef::Reviewed(site.world.contract_sha(tool));
    if let Some(action) = &mut proposal.action {
        action.tool = name(tool);
    }
}

#[tokio::test]
async fn a_signed_proposal_that_policy_escalates_waits_for_people() {
    let site = Site::new().await;
    let opened = site.open().await;
    let verdict: Verdict = peek(&opened.verdict);
    assert_eq!(verdict.verdict, Ruling::Escalate);
    assert_eq!(verdict.risk, Risk::Medium);
    assert_eq!(verdict.reasons[0].text, "refund moves money.");
    assert_eq!(
        verdict.due,
        Timestamp::from_millis(site.world.now().millis() + 30 * 60_000)
    );
    assert_eq!(
        verdict.contract_sha256,
        Some(site.world.contract_sha("refund"))
    );
    assert_eq!(site.status(opened.esc).await, "open");
}

#[tokio::test]
async fn what_policy_allows_within_the_rosters_bound_is_resolved_at_once() {
    let site = Site::new().await;
    let (status, body) = send(&site, |p| tool(&site, p, "lookup")).await;
    assert_eq!(
        (status, &body["status"]),
        (200, &json!("allowed")),
        "{body}"
    );
    let esc = body["esc"].as_str().unwrap().parse().unwrap();
    let (status, resolution) = site.resolution("ledger", esc, 0).await;
    assert_eq!((status, &resolution["status"]), (200, &json!("allowed")));
}

#[tokio::test]
async fn an_allow_beyond_the_rosters_bound_becomes_a_question_to_people() {
    let mut site = Site::new().await;
    let roster = site.world.next_roster(|roster| roster.allow.tools.clear());
    assert_eq!(site.post_jose("nobody", "/v1/entries", roster).await.0, 200);
    let (status, body) = send(&site, |p| tool(&site, p, "lookup")).await;
    assert_eq!(status, 202, "{body}");
    let verdict: Verdict = peek(body["verdict"].as_str().unwrap());
    assert_eq!(verdict.reasons[0].code, "not_unseen");
    assert_eq!(verdict.reasons[1].code, "only_reads");
}

#[tokio::test]
async fn what_policy_denies_is_closed_as_denied() {
    let site = Site::new().await;
    let (status, body) = send(&site, |p| tool(&site, p, "wipe")).await;
    assert_eq!((status, &body["status"]), (200, &json!("denied")), "{body}");
}

#[tokio::test]
async fn an_inline_contract_is_high_risk_and_never_passes_unseen() {
    let site = Site::new().await;
    let terms = site.world.terms("lookup", Risk::Low);
    let (status, body) = send(&site, |p| {
        tool(&site, p, "lookup");
        p.contract = ContractRef::Inline(Inline { inline: terms });
    })
    .await;
    assert_eq!(status, 202, "{body}");
    let verdict: Verdict = peek(body["verdict"].as_str().unwrap());
    assert_eq!(
        (verdict.verdict, verdict.risk),
        (Ruling::Escalate, Risk::High)
    );
    assert_eq!(verdict.contract_sha256, None);
}

#[tokio::test]
async fn a_vouched_drafts_bytes_stand_unchanged_in_what_is_signed() {
    let site = Site::new().await;
    let draft = site
        .world
        .draft()
        .to_string()
        .replacen('{', " {\n\t ", 1)
        .replace(r#""amount":20"#, r#""amount":2.0e1"#)
        + "\n";
    let (status, body) = site.keyed("/v1/proposals", "k", draft.clone()).await;
    assert_eq!(status, 202, "{body}");
    let payload = payload_bytes(body["proposal"].as_str().unwrap());
    let signed = String::from_utf8(payload).unwrap();
    let rest = &draft[draft.find('{').unwrap() + 1..];
    let head = signed
        .strip_suffix(rest)
        .unwrap()
        .strip_suffix(',')
        .unwrap();
    let head: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&format!("{head}}}")).unwrap();
    assert_eq!(
        head.keys().collect::<Vec<_>>(),
        ["jti", "iss", "ws", "issued_at", "nonce"]
    );
    assert_eq!(head["iss"], "shop");
}

#[tokio::test]
async fn what_can_not_be_proposed_is_refused_with_what_to_do() {
    let site = Site::new().await;
    let soon = Timestamp::from_millis(site.world.now().millis() + 200_000);
    let now = site.world.now();
    let unknown = fermata_protocol::Sha::of("nothing");
    type Change<'a> = Box<dyn FnOnce(&mut Proposal) + 'a>;
    let table: Vec<(&str, u16, &str, Change)> = vec![
        (
            "unknown queue",
            422,
            "unknown_queue",
            Box::new(|p| p.queue = name("nowhere")),
        ),
        (
            "unknown contract",
            422,
            "unknown_tool",
            Box::new(|p| p.contract = ContractRef::Reviewed(unknown)),
        ),
        (
            "another tool's contract",
            422,
            "unknown_tool",
            Box::new(|p| p.action.as_mut().unwrap().tool = name("wipe")),
        ),
        ("over", 422, "expired", Box::new(|p| p.expires_at = now)),
        (
            "too long",
            400,
            "bad_member",
            Box::new(|p| {
                p.issued_at = Timestamp::from_millis(now.millis() + 100_000);
                p.expires_at = Timestamp::from_millis(now.millis() + 60_000 + 30 * 24 * 3_600_000);
            }),
        ),
        (
            "dated ahead",
            422,
            "from_the_future",
            Box::new(|p| p.issued_at = soon),
        ),
        (
            "too many people",
            422,
            "unsatisfiable_quorum",
            Box::new(|p| {
                p.requires = Some(Wish {
                    approvals: Some(3),
                    friction: None,
                });
            }),
        ),
        (
            "supersedes nothing",
            404,
            "not_found",
            Box::new(|p| {
                p.supersedes = Some("01935a6e-7b1c-7c3d-8e4f-0123456789ab".parse().unwrap())
            }),
        ),
        (
            "another source's name",
            403,
            "wrong_role",
            Box::new(|p| p.iss = name("shop")),
        ),
        (
            "another workspace",
            422,
            "wrong_workspace",
            Box::new(|p| {
                p.ws = fermata_protocol::Ws::make(now, [8; 10]);
            }),
        ),
    ];
    for (what, status, code, change) in table {
        let answered = send(&site, change).await;
        let found = (answered.0, answered.1["code"].as_str().unwrap());
        assert_eq!(found, (status, code), "{what}: {}", answered.1);
    }
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_listed_by_pointer() {
    let site = Site::new().await;
    let mut draft = site.world.draft();
    draft["action"]["arguments"] = json!({ "order": 7, "amount": 1000 });
    let answered = site.keyed("/v1/proposals", "k", draft.to_string()).await;
    assert_problem(&answered, 422, "schema_violation");
    let pointers: Vec<_> = answered.1["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].clone())
        .collect();
    assert!(
        pointers.contains(&json!("/order")) && pointers.contains(&json!("/amount")),
        "{pointers:?}"
    );
}

#[tokio::test]
async fn a_source_proposes_only_where_and_as_much_as_the_roster_says() {
    let mut site = Site::new().await;
    let roster = site.world.next_roster(|roster| {
        roster.sources[1].queues = vec![name("nights")];
        roster.sources[0].max_risk = Risk::Low;
    });
    assert_eq!(site.post_jose("nobody", "/v1/entries", roster).await.0, 200);
    assert_problem(&send(&site, |_| {}).await, 403, "forbidden");
    let answered = site
        .keyed("/v1/proposals", "k", site.world.draft().to_string())
        .await;
    assert_problem(&answered, 403, "risk_too_high");
}

#[tokio::test]
async fn a_source_with_too_much_open_waits() {
    let site = Site::new().await;
    site.running.set_open_limit(2);
    let first = site.open_vouched("a").await;
    site.open_vouched("b").await;
    let third = site
        .keyed("/v1/proposals", "c", site.world.draft().to_string())
        .await;
    assert_problem(&third, 429, "saturated");
    site.open().await;
    site.decide("ann", &first, fermata_protocol::payload::Verb::Reject)
        .await;
    site.open_vouched("c").await;
}

#[tokio::test]
async fn an_answer_may_supersede_only_what_its_source_has_closed() {
    let site = Site::new().await;
    let first = site.open().await;
    assert_problem(
        &send(&site, |p| p.supersedes = Some(first.esc)).await,
        422,
        "not_allowed",
    );
    site.decide("ann", &first, fermata_protocol::payload::Verb::Respond)
        .await;
    assert_eq!(send(&site, |p| p.supersedes = Some(first.esc)).await.0, 202);
    let mut draft = site.world.draft();
    draft["supersedes"] = json!(first.esc);
    assert_problem(
        &site.keyed("/v1/proposals", "k", draft.to_string()).await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn nothing_is_taken_under_an_expired_roster() {
    let site = Site::new().await;
    site.step(31 * 24 * 3_600_000);
    assert_problem(&send(&site, |_| {}).await, 503, "roster_expired");
    assert_problem(&site.get("nobody", "/readyz").await, 503, "roster_expired");
}

#[tokio::test]
async fn tokens_can_be_replaced_while_it_runs() {
    let site = Site::new().await;
    site.running
        .set_tokens([(name("shop"), fermata_protocol::Sha::of("another"))].into());
    let answered = site
        .keyed("/v1/proposals", "k", site.world.draft().to_string())
        .await;
    assert_problem(&answered, 401, "unauthenticated");
}

#[tokio::test]
async fn low_confidence_is_told_as_it_was_given() {
    let site = Site::new().await;
    let policy = "version = 1\n[[rule]]\nbelow_confidence = 0.9\nverdict = \"escalate\"\ncode = \"low\"\ntext = \"{confidence} of {threshold}\"\n";
    let policy = site.world.policy(policy);
    assert_eq!(site.append("ann", &policy).await.0, 200);
    let (_, body) = send(&site, |p| {
        p.confidence = Some(Confidence {
            value: 0.8999,
            method: Method::Logprob,
            samples: None,
        });
    })
    .await;
    let verdict: Verdict = peek(body["verdict"].as_str().unwrap());
    assert_eq!(verdict.reasons[0].text, "89.9 % of 90 %");
}

#[tokio::test]
async fn a_policy_that_asks_for_nobody_of_the_queue_is_said_so() {
    let site = Site::new().await;
    let policy = "version = 1\n[[rule]]\nverdict = \"escalate\"\ncode = \"lead\"\ntext = \"A lead decides.\"\ngroups = [\"leads\"]\n";
    assert_eq!(site.append("ann", &site.world.policy(policy)).await.0, 200);
    assert_problem(&send(&site, |_| {}).await, 422, "unsatisfiable_quorum");
}

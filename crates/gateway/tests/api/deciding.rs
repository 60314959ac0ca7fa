use fermata_log::EventLog;
use fermata_protocol::{
    Timestamp,
    payload::{Decision, NoteBody, NoteType, OutcomeStatus, Receipt, Risk, Says, Status, Verb},
    resolution::{Answer, Resolution, Row, RowState, Source, verify},
    roster::Timeline,
};
use fermata_testkit::world::{name, peek, sign};
use serde_json::{Value, json};

use crate::site::{Opened, Site, assert_problem};

/// A source's own check of what the gateway hands out.
async fn source_says(site: &Site, opened: &Opened, source: &str) -> Answer {
    let (status, body) = site.resolution(source, opened.esc, 5).await;
    assert_eq!(status, 200, "{body}");
    let resolution = Resolution::read(body.to_string().as_bytes()).unwrap();
    let mut timeline = Timeline::new(site.world.pin, site.world.ws);
    for entry in site.log.standing(0).await.unwrap() {
        timeline.take(&entry).unwrap();
    }
    let now = site.world.now();
    let name = name(source);
    let me = Source {
        name: &name,
        ws: site.world.ws,
        standing: timeline.now(),
        answered_at: now,
    };
    let row = |esc| {
        (esc == opened.esc).then_some(Row {
            proposal: &opened.proposal,
            state: RowState::Pending,
        })
    };
    verify(&resolution, row, &me, now).unwrap()
}

#[tokio::test]
async fn an_approval_reaches_the_source_as_a_proof_that_it_can_check() {
    let site = Site::new().await;
    let opened = site.open().await;
    let (status, body) = site.decide("ann", &opened, Verb::Approve).await;
    assert_eq!(
        (status, &body["effect"], &body["status"]),
        (200, &json!("counts"), &json!("approved")),
        "{body}"
    );
    let receipt: Receipt = peek(body["receipt"].as_str().unwrap());
    assert_eq!((receipt.says, receipt.n), (Says::Recorded, 2));
    let Answer::Run {
        status,
        people,
        action,
        ..
    } = source_says(&site, &opened, "ledger").await
    else {
        panic!("approved");
    };
    assert_eq!((status, people), (Status::Approved, vec![name("ann")]));
    assert_eq!(action.arguments["amount"], 20);
}

#[tokio::test]
async fn a_vouched_source_gets_a_proof_too() {
    let site = Site::new().await;
    let opened = site.open_vouched("k").await;
    site.decide("bob", &opened, Verb::Reject).await;
    let Answer::Closed { status, reason, .. } = source_says(&site, &opened, "shop").await else {
        panic!("rejected");
    };
    assert_eq!(
        (status, reason.unwrap().code),
        (Status::Rejected, "wrong_arguments".to_owned())
    );
}

#[tokio::test]
async fn a_wait_ends_as_soon_as_somebody_decides() {
    let site = Site::new().await;
    let opened = site.open().await;
    assert_eq!(
        site.resolution("ledger", opened.esc, 0).await,
        (204, Value::Null)
    );
    let waiting = site.resolution("ledger", opened.esc, 60);
    let deciding = site.decide("ann", &opened, Verb::Approve);
    let ((status, body), _) = tokio::join!(waiting, deciding);
    assert_eq!((status, &body["status"]), (200, &json!("approved")));
}

#[tokio::test]
async fn of_two_reviewers_at_once_one_resolves_and_the_other_is_told() {
    let site = Site::new().await;
    let opened = site.open().await;
    let (ann, bob) = tokio::join!(
        site.decide("ann", &opened, Verb::Approve),
        site.decide("bob", &opened, Verb::Reject)
    );
    let mut effects = [
        ann.1["effect"].as_str().unwrap(),
        bob.1["effect"].as_str().unwrap(),
    ];
    effects.sort_unstable();
    assert_eq!(
        (ann.0, bob.0, effects),
        (200, 200, ["counts", "superseded"])
    );
    assert_eq!(ann.1["status"], bob.1["status"]);
}

#[tokio::test]
async fn a_decision_after_the_due_time_is_kept_and_called_late() {
    let site = Site::new().await;
    let opened = site.open().await;
    site.world.clock.step(31 * 60_000);
    let (status, body) = site.decide("ann", &opened, Verb::Approve).await;
    assert_eq!((status, &body["effect"]), (200, &json!("late")), "{body}");
}

#[tokio::test]
async fn who_may_not_decide_is_refused_and_nothing_is_recorded() {
    let site = Site::new().await;
    let opened = site.open().await;
    let before = site.log.head();
    assert_problem(
        &site.decide("eve", &opened, Verb::Approve).await,
        403,
        "group_missing",
    );
    assert_problem(
        &site.decide("olga", &opened, Verb::Approve).await,
        403,
        "own_proposal",
    );
    let mut night = site.world.draft();
    night["queue"] = json!("nights");
    night["contract"] = json!({ "inline": site.world.terms("refund", Risk::Low) });
    assert_problem(
        &site.keyed("/v1/proposals", "n", night.to_string()).await,
        422,
        "unsatisfiable_quorum",
    );
    assert_eq!(site.log.head(), before);
}

#[tokio::test]
async fn a_decision_that_does_not_fit_its_escalation_is_refused() {
    let site = Site::new().await;
    let opened = site.open().await;
    type Change = fn(&mut Decision);
    let table: [(&str, u16, &str, Change); 6] = [
        ("audience", 422, "wrong_audience", |d| {
            d.aud = "shop".parse().unwrap()
        }),
        ("proposal", 422, "proposal_mismatch", |d| {
            d.proposal_sha256 = fermata_protocol::Sha::of("x")
        }),
        ("verdict", 422, "candidate_mismatch", |d| {
            d.verdict_sha256 = fermata_protocol::Sha::of("x")
        }),
        ("candidate", 422, "candidate_mismatch", |d| {
            d.candidate_sha256 = Some(fermata_protocol::Sha::of("x"))
        }),
        ("expiry", 422, "proposal_mismatch", |d| {
            d.expires_at = Timestamp::from_millis(0)
        }),
        ("escalation", 404, "not_found", |d| {
            d.esc = "01935a6e-7b1c-7c3d-8e4f-0123456789ab".parse().unwrap()
        }),
    ];
    for (what, status, code, change) in table {
        let mut decision =
            site.world
                .decision("ann", &opened.proposal, &opened.verdict, Verb::Approve);
        change(&mut decision);
        let answered = site.append("ann", &decision).await;
        assert_eq!(
            (answered.0, &answered.1["code"]),
            (status, &json!(code)),
            "{what}: {}",
            answered.1
        );
    }
    assert_eq!(site.status(opened.esc).await, "open");
}

#[tokio::test]
async fn a_verb_that_the_proposal_does_not_offer_is_refused() {
    let site = Site::new().await;
    let mut draft = site.world.draft();
    draft["allowed"] = json!(["approve", "reject"]);
    let (_, body) = site.keyed("/v1/proposals", "k", draft.to_string()).await;
    let (proposal, verdict) = (
        body["proposal"].as_str().unwrap(),
        body["verdict"].as_str().unwrap(),
    );
    let decision = site.world.decision("ann", proposal, verdict, Verb::Respond);
    assert_problem(&site.append("ann", &decision).await, 422, "not_allowed");
}

#[tokio::test]
async fn statements_are_appended_only_by_who_signed_them() {
    let site = Site::new().await;
    let opened = site.open().await;
    let decision = sign(
        "ann",
        &site
            .world
            .decision("ann", &opened.proposal, &opened.verdict, Verb::Approve),
    );
    assert_problem(
        &site.post_jose("bob", "/v1/entries", decision.clone()).await,
        403,
        "forbidden",
    );
    assert_problem(
        &site
            .post_jose("shop", "/v1/entries", decision.clone())
            .await,
        403,
        "forbidden",
    );
    assert_problem(
        &site.post_jose("nobody", "/v1/entries", decision).await,
        401,
        "unauthenticated",
    );
}

#[tokio::test]
async fn notes_outcomes_and_a_withdrawal_are_recorded_with_what_they_do() {
    let site = Site::new().await;
    let opened = site.open().await;
    let body = NoteBody {
        text: Some("Looks right.".to_owned()),
        ..empty()
    };
    let note = site
        .world
        .note("bob", opened.esc, NoteType::Commented, body);
    assert_eq!(site.append("bob", &note).await.1["effect"], "counts");
    let due = Timestamp::from_millis(site.world.now().millis() + 2 * 3_600_000);
    let extend = |who| {
        site.world.note(
            who,
            opened.esc,
            NoteType::Extended,
            NoteBody {
                due: Some(due),
                ..empty()
            },
        )
    };
    assert_problem(
        &site.append("bob", &extend("bob")).await,
        422,
        "not_allowed",
    );
    assert_eq!(
        site.append("ann", &extend("ann")).await.1["effect"],
        "counts"
    );
    let early = site
        .world
        .outcome("ledger", &opened.proposal, OutcomeStatus::Executed);
    assert_eq!(
        site.append("ledger", &early).await.1["effect"],
        "outcome_out_of_order"
    );
    let body = NoteBody {
        reason: Some("No longer needed.".to_owned()),
        ..empty()
    };
    let withdrawn = site
        .world
        .note("ledger", opened.esc, NoteType::Withdrawn, body);
    assert_eq!(
        site.append("ledger", &withdrawn).await.1["status"],
        "withdrawn"
    );
    let (_, body) = site
        .get("ann", &format!("/v1/escalations/{}", opened.esc))
        .await;
    assert_eq!(
        body["state"]["alarms"],
        json!(["executed_without_approval"])
    );
    assert_problem(
        &site
            .append(
                "eve",
                &site
                    .world
                    .note("eve", opened.esc, NoteType::Released, empty()),
            )
            .await,
        404,
        "not_found",
    );
}

#[tokio::test]
async fn a_vouched_source_reports_what_it_did() {
    let site = Site::new().await;
    let opened = site.open_vouched("k").await;
    site.decide("ann", &opened, Verb::Approve).await;
    let sha = fermata_protocol::Sha::of(&opened.proposal);
    for status in ["accepted", "executed"] {
        let body = json!({ "esc": opened.esc, "proposal_sha256": sha, "candidate_sha256": sha, "status": status, "attempt": 1 });
        let (http, answer) = site.keyed("/v1/outcomes", status, body.to_string()).await;
        assert_eq!(
            (http, &answer["effect"]),
            (200, &json!("counts")),
            "{answer}"
        );
    }
    let (_, body) = site
        .get("ann", &format!("/v1/escalations/{}", opened.esc))
        .await;
    assert_eq!(
        (&body["state"]["outcome"], &body["state"]["alarms"]),
        (&json!("executed"), &json!([]))
    );
    assert_eq!(body["entries"].as_array().unwrap().len(), 4);
}

fn empty() -> NoteBody {
    NoteBody {
        lease_s: None,
        to: None,
        text: None,
        due: None,
        pointer: None,
        reason: None,
    }
}

#[tokio::test]
async fn what_is_closed_is_handed_out_at_once_every_time() {
    let site = Site::new().await;
    for _ in 0..50 {
        let opened = site.open().await;
        site.decide("ann", &opened, Verb::Approve).await;
        let path = format!("/v1/escalations/{}/resolution", opened.esc);
        let (status, resolution) = site.get("ledger", &path).await;
        assert_eq!(status, 200, "{resolution}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_as_the_question_asks_is_refused_and_another_one_counts() {
    let site = Site::new().await;
    let question = |schema: Value| {
        let mut draft = site.world.draft();
        let members = draft.as_object_mut().unwrap();
        members.remove("action");
        members.insert("kind".to_owned(), json!("question"));
        members.insert("allowed".to_owned(), json!(["respond"]));
        let asked = json!({ "text": "Which orders?", "answer_schema": schema });
        members.insert("question".to_owned(), asked);
        draft.to_string()
    };
    let unusable = question(json!({ "type": "order" }));
    let refused = site.keyed("/v1/proposals", "unusable", unusable).await;
    assert_problem(&refused, 400, "bad_member");

    let orders = json!({ "type": "array", "items": { "pattern": "^A-[0-9]+$" } });
    let (status, body) = site.keyed("/v1/proposals", "k", question(orders)).await;
    assert_eq!(status, 202, "{body}");
    let text = |member: &str| body[member].as_str().unwrap().to_owned();
    let answer = |answer: &str| {
        let (proposal, verdict) = (text("proposal"), text("verdict"));
        let mut decision = site
            .world
            .decision("ann", &proposal, &verdict, Verb::Respond);
        decision.answer = Some(answer.to_owned());
        decision
    };
    for other in ["A-1", r#"["B-1"]"#, r#"["A-1", "A-1"#] {
        let refused = site.append("ann", &answer(other)).await;
        assert_problem(&refused, 422, "schema_violation");
    }
    let (status, taken) = site.append("ann", &answer(r#"["A-1", "A-22"]"#)).await;
    assert_eq!(
        (status, &taken["effect"]),
        (200, &json!("counts")),
        "{taken}"
    );
    assert_eq!(site.status(text("esc").parse().unwrap()).await, "responded");
}

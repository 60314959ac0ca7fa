//! A gateway that hands out what it should not: what it can not do, and what only people can end.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use fermata_client::source::{Config, Source, Waited};
use fermata_protocol::{
    Code, Esc, Sha, Signed,
    payload::{
        ChainHead, OutcomeStatus, Proposal, Receipt, Requires, Risk, Ruling, Says, Status, Verb,
        Verdict,
    },
    resolution::Resolution,
};
use fermata_testkit::world::{key, name, sign};
use serde_json::{Value, json};

use crate::site::{Bank, Site};

/// What the gateway answers to the question for a resolution, and what it was told.
#[derive(Default)]
struct Script {
    resolution: Option<Value>,
    reports: Vec<Value>,
}

struct Liar {
    site: Site,
    source: Source,
    script: Arc<Mutex<Script>>,
    esc: Esc,
    proposal: String,
    verdict: String,
}

impl Liar {
    async fn new() -> Self {
        let site = Site::new().await;
        let script = Arc::new(Mutex::new(Script::default()));
        let mut proposal = site.world.proposal();
        proposal.iss = name("shop");
        let bytes = serde_json::to_vec(&proposal).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let begin = text.find(r#""expires_at""#).unwrap();
        let draft = format!("{{{}", &text[begin..]);
        // The head's five members stand first, as a gateway writes them.
        let head = ["jti", "iss", "ws", "issued_at", "nonce"];
        let members: Value = serde_json::from_str(&text).unwrap();
        let keys: Vec<_> = members
            .as_object()
            .unwrap()
            .keys()
            .take(5)
            .cloned()
            .collect();
        assert_eq!(keys, head);
        let signed = Signed::<Proposal>::sign_bytes(&key("gate"), &bytes).unwrap();
        let esc = Esc::from(proposal.jti);
        let sha = signed.sha();
        let verdict = Verdict {
            jti: site.world.jti(),
            iss: name("gate"),
            ws: site.world.ws,
            issued_at: site.world.now(),
            esc,
            proposal_sha256: sha,
            candidate_sha256: sha,
            verdict: Ruling::Escalate,
            reasons: vec![],
            risk: Risk::Low,
            policy_sha256: Sha::of("a policy"),
            requires: Requires {
                approvals: 1,
                groups: vec![],
                friction: fermata_protocol::payload::Friction::None,
                blind: false,
            },
            due: proposal.expires_at,
            contract_sha256: Some(site.world.contract_sha("refund")),
        };
        let (proposal, verdict) = (signed.compact().to_owned(), sign("gate", &verdict));
        let gateway = serve(&site, &script, &proposal, &verdict, esc).await;
        let registry = site.home.path().join("lied-to.registry");
        let config = Config {
            gateway,
            registry,
            ..site.config("shop")
        };
        let source = Source::open(config, site.world.clock.for_log())
            .await
            .unwrap();
        let proposed = source.propose("k", draft.as_bytes()).await.unwrap();
        assert_eq!(proposed.esc, esc);
        Self {
            site,
            source,
            script,
            esc,
            proposal,
            verdict,
        }
    }

    /// The gateway hands out `approved` by these people, with a receipt that says so.
    fn hand_out(&self, people: &[&str]) {
        let decision = |who: &&str| {
            let world = &self.site.world;
            sign(
                who,
                &world.decision(who, &self.proposal, &self.verdict, Verb::Approve),
            )
        };
        let mut statements = vec![self.proposal.clone(), self.verdict.clone()];
        statements.extend(people.iter().map(decision));
        let receipt = Receipt {
            jti: self.site.world.jti(),
            iss: name("gate"),
            ws: self.site.world.ws,
            issued_at: self.site.world.now(),
            esc: self.esc,
            says: Says::Resolved,
            statements: statements.iter().map(Sha::of).collect(),
            n: 0,
            head: ChainHead::Start(self.esc),
            at: self.site.world.now(),
            status: Some(Status::Approved),
            detail: None,
        };
        let resolution = Resolution {
            esc: self.esc,
            status: Status::Approved,
            statements,
            receipt: sign("gate", &receipt),
        };
        self.script.lock().unwrap().resolution = Some(json!(resolution));
    }

    async fn ask(&self) -> Waited {
        self.source.wait(self.esc, Duration::ZERO).await.unwrap()
    }

    fn reports(&self) -> Vec<Value> {
        self.script.lock().unwrap().reports.clone()
    }
}

async fn serve(
    site: &Site,
    script: &Arc<Mutex<Script>>,
    proposal: &str,
    verdict: &str,
    esc: Esc,
) -> String {
    let at = site.world.now();
    let entry = |(n, new): (usize, &fermata_protocol::NewEntry)| json!({ "seq": n + 1, "at": at, "id": new.id, "statements": new.statements });
    let entries: Vec<_> = site.world.genesis.iter().enumerate().map(entry).collect();
    let standing = json!({ "seq": entries.len(), "entries": entries }).to_string();
    let proposed =
        json!({ "esc": esc, "status": "open", "proposal": proposal, "verdict": verdict })
            .to_string();
    let (asked, told) = (Arc::clone(script), Arc::clone(script));
    let router = Router::new()
        .route("/v1/standing", get(|| async { standing }))
        .route("/v1/proposals", post(|| async { proposed }))
        .route(
            "/v1/escalations/{esc}/resolution",
            get(move || async move {
                match &asked.lock().unwrap().resolution {
                    Some(resolution) => resolution.to_string().into_response(),
                    None => StatusCode::NO_CONTENT.into_response(),
                }
            }),
        )
        .route(
            "/v1/outcomes",
            post(move |body: String| async move {
                let report = serde_json::from_str(&body).unwrap();
                told.lock().unwrap().reports.push(report);
                json!({ "receipt": "", "seq": 1 }).to_string()
            }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn rubbish_leaves_the_row_pending_and_a_good_resolution_still_runs() {
    let liar = Liar::new().await;
    let rubbish = json!({ "esc": liar.esc, "status": "approved", "statements": ["a.b.c"], "receipt": "d.e.f" });
    liar.script.lock().unwrap().resolution = Some(rubbish);
    let code = Code::BadEncoding;
    assert_eq!(
        liar.ask().await,
        Waited::Open {
            because: Some(code)
        }
    );
    liar.script.lock().unwrap().resolution = Some(json!({ "says": "approved" }));
    assert!(matches!(
        liar.ask().await,
        Waited::Open { because: Some(_) }
    ));
    assert_eq!(liar.reports(), Vec::<Value>::new());

    liar.hand_out(&["ann"]);
    let bank = Bank::default();
    bank.run(&liar.source, liar.esc).await;
    assert_eq!(bank.calls(), 1);
}

#[tokio::test]
async fn a_resolution_that_can_never_be_good_ends_the_row_and_is_reported() {
    for (people, code) in [
        (&["olga"][..], Code::OwnProposal),
        (&["eve"], Code::GroupMissing),
        (&[], Code::QuorumNotMet),
    ] {
        let liar = Liar::new().await;
        liar.hand_out(people);
        assert_eq!(liar.ask().await, Waited::Refused { code }, "{people:?}");
        let reports = liar.reports();
        assert_eq!(reports.len(), 1);
        assert_eq!(reports[0]["status"], json!(OutcomeStatus::Refused));
        assert_eq!(reports[0]["code"], json!(code.as_str()));
        // A good one comes too late: trying again takes a new proposal.
        liar.hand_out(&["ann"]);
        assert_eq!(liar.ask().await, Waited::Refused { code });
    }
}

#[tokio::test]
async fn silence_past_the_end_is_a_refusal_and_never_an_approval() {
    let liar = Liar::new().await;
    assert_eq!(liar.ask().await, Waited::Open { because: None });
    liar.site.world.clock.step(24 * 3_600_000 + 120_001);
    let code = Code::Expired;
    assert_eq!(liar.ask().await, Waited::Refused { code });
    liar.hand_out(&["ann"]);
    assert_eq!(liar.ask().await, Waited::Refused { code });
}

#[tokio::test]
async fn an_approval_that_is_handed_out_after_its_time_does_not_run() {
    let liar = Liar::new().await;
    liar.hand_out(&["ann"]);
    liar.site.world.clock.step(24 * 3_600_000 + 1);
    let code = Code::Expired;
    assert_eq!(liar.ask().await, Waited::Refused { code });
}

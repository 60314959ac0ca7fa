//! A gateway with its world, and the shortest ways to talk to it.

use std::{collections::BTreeMap, sync::Arc};

use fermata_gateway::{Config, Gateway, GatewayError, Running};
use fermata_log::EventLog;
use fermata_protocol::{Esc, Payload, Sha, payload::Verb};
use fermata_testkit::{
    MemoryLog, World,
    world::{TOKEN, key, name, sign},
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) running: Running,
    pub(crate) http: Client,
}

/// An answer's status and JSON body; null when it has none.
pub(crate) type Answered = (u16, Value);

/// An open escalation's statements.
pub(crate) struct Opened {
    pub(crate) esc: Esc,
    pub(crate) proposal: String,
    pub(crate) verdict: String,
}

pub(crate) fn config(world: &World, log: Arc<dyn EventLog>) -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        id: name("gate"),
        key: key("gate"),
        ws: world.ws,
        pin: world.pin,
        genesis: world.genesis.clone(),
        tokens: BTreeMap::from([(name("shop"), Sha::of(TOKEN))]),
        log,
        clock: world.clock.for_log(),
        random: getrandom::fill,
    }
}

impl Site {
    pub(crate) async fn new() -> Self {
        fermata_testkit::tls::provide();
        let world = World::default();
        let log = Arc::new(MemoryLog::new(world.clock.for_log()));
        let running = Gateway::start(config(&world, log.clone())).await.unwrap();
        Self {
            world,
            log,
            running,
            http: Client::builder().no_proxy().build().unwrap(),
        }
    }

    /// The same log behind a new gateway.
    pub(crate) async fn restart(self) -> Self {
        let Self {
            world,
            log,
            running,
            http,
        } = self;
        running.shutdown().await;
        let running = Gateway::start(config(&world, log.clone())).await.unwrap();
        Self {
            world,
            log,
            running,
            http,
        }
    }

    pub(crate) async fn try_start(
        world: &World,
        log: Arc<dyn EventLog>,
    ) -> Result<Running, GatewayError> {
        Gateway::start(config(world, log)).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url)
    }

    pub(crate) fn request(&self, who: &str, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.url(path));
        match who {
            "nobody" => request,
            "shop" => request.bearer_auth(TOKEN),
            who => request.bearer_auth(self.world.session(who)),
        }
    }

    pub(crate) async fn get(&self, who: &str, path: &str) -> Answered {
        let request = self
            .request(who, Method::GET, path)
            .header("accept", "application/json");
        answered(request).await
    }

    pub(crate) async fn post_json(
        &self,
        who: &str,
        path: &str,
        body: impl Into<String>,
    ) -> Answered {
        let request = self
            .request(who, Method::POST, path)
            .header("content-type", "application/json");
        answered(request.body(body.into())).await
    }

    pub(crate) async fn keyed(&self, path: &str, key: &str, body: impl Into<String>) -> Answered {
        let request = self
            .request("shop", Method::POST, path)
            .header("content-type", "application/json");
        answered(request.header("idempotency-key", key).body(body.into())).await
    }

    pub(crate) async fn post_jose(
        &self,
        who: &str,
        path: &str,
        statement: impl Into<String>,
    ) -> Answered {
        let request = self
            .request(who, Method::POST, path)
            .header("content-type", "application/jose");
        answered(request.body(statement.into())).await
    }

    /// Signs and appends.
    pub(crate) async fn append<T: Payload>(&self, who: &str, payload: &T) -> Answered {
        self.post_jose(who, "/v1/entries", sign(who, payload)).await
    }

    /// Proposes as the signing source.
    pub(crate) async fn open(&self) -> Opened {
        let proposal = sign("ledger", &self.world.proposal());
        opened(self.post_jose("ledger", "/v1/proposals", proposal).await)
    }

    /// Proposes as the vouched source.
    pub(crate) async fn open_vouched(&self, key: &str) -> Opened {
        opened(
            self.keyed("/v1/proposals", key, self.world.draft().to_string())
                .await,
        )
    }

    /// Decides as somebody, over the proposal's own verdict.
    pub(crate) async fn decide(&self, who: &str, opened: &Opened, verb: Verb) -> Answered {
        let decision = self
            .world
            .decision(who, &opened.proposal, &opened.verdict, verb);
        self.append(who, &decision).await
    }

    /// Moves the clock and tells the gateway.
    pub(crate) fn step(&self, millis: i64) {
        self.world.clock.step(millis);
        self.running.clock_moved();
    }

    pub(crate) async fn status(&self, esc: Esc) -> Value {
        let (status, body) = self.get("ann", &format!("/v1/escalations/{esc}")).await;
        assert_eq!(status, 200, "{body}");
        body["state"]["status"].clone()
    }

    pub(crate) async fn resolution(&self, who: &str, esc: Esc, wait: u64) -> Answered {
        self.get(
            who,
            &format!("/v1/escalations/{esc}/resolution?wait={wait}"),
        )
        .await
    }
}

pub(crate) async fn answered(request: RequestBuilder) -> Answered {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or(json!(text))
    };
    (status, body)
}

fn opened((status, body): Answered) -> Opened {
    assert_eq!(status, 202, "{body}");
    let text = |member: &str| body[member].as_str().unwrap().to_owned();
    Opened {
        esc: text("esc").parse().unwrap(),
        proposal: text("proposal"),
        verdict: text("verdict"),
    }
}

/// The answer is this problem.
#[track_caller]
pub(crate) fn assert_problem(answered: &Answered, status: u16, code: &str) {
    assert_eq!(
        (answered.0, &answered.1["code"]),
        (status, &json!(code)),
        "{}",
        answered.1
    );
    assert!(
        answered.1["detail"]
            .as_str()
            .is_some_and(|detail| detail.len() > 10),
        "{}",
        answered.1
    );
    assert_eq!(answered.1["status"], status);
}

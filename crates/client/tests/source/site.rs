//! A real gateway over a log in memory, a place for registries, and people who decide.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use fermata_client::{
    Client, session_auth,
    source::{Config, Credentials, Failure, Source, Waited},
};
use fermata_gateway::{Config as GatewayConfig, Gateway, Running};
use fermata_log::EventLog;
use fermata_protocol::{
    Entry, Esc, Sha,
    payload::{Action, Outcome, OutcomeStatus, Risk, Verb},
};
use fermata_testkit::{
    MemoryLog, World,
    world::{TOKEN, key, name, peek, sign},
};
use serde_json::Value;
use tempfile::TempDir;

/// Long enough for anything that comes at all.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) running: Option<Running>,
    pub(crate) url: String,
    pub(crate) home: TempDir,
}

impl Site {
    pub(crate) async fn new() -> Self {
        let world = World::default();
        let log = Arc::new(MemoryLog::new(world.clock.for_log()));
        let mut site = Self {
            world,
            log,
            running: None,
            url: "http://127.0.0.1:0".to_owned(),
            home: tempfile::tempdir().unwrap(),
        };
        site.start().await;
        site
    }

    /// Starts the gateway, at the address that it had.
    pub(crate) async fn start(&mut self) {
        let log: Arc<dyn EventLog> = self.log.clone();
        let running = Gateway::start(GatewayConfig {
            listen: self.url.trim_start_matches("http://").parse().unwrap(),
            id: name("gate"),
            key: key("gate"),
            ws: self.world.ws,
            pin: self.world.pin,
            genesis: self.world.genesis.clone(),
            tokens: BTreeMap::from([(name("shop"), Sha::of(TOKEN))]),
            log,
            clock: self.world.clock.for_log(),
            random: getrandom::fill,
        })
        .await
        .unwrap();
        self.url.clone_from(&running.url);
        self.running = Some(running);
    }

    pub(crate) async fn stop(&mut self) {
        self.running.take().unwrap().shutdown().await;
    }

    /// `shop` has a token, `ledger` a key.
    pub(crate) fn config(&self, who: &str) -> Config {
        Config {
            gateway: self.url.clone(),
            workspace: self.world.ws,
            source: name(who),
            credentials: match who {
                "shop" => Credentials::Token(TOKEN.to_owned()),
                who => Credentials::Key(key(who)),
            },
            roster_pin: self.world.pin,
            registry: self.home.path().join(format!("{who}.registry")),
            ca: None,
        }
    }

    pub(crate) async fn source(&self, who: &str) -> Source {
        let clock = self.world.clock.for_log();
        Source::open(self.config(who), clock).await.unwrap()
    }

    pub(crate) fn client(&self, who: &str) -> Client {
        let clock = self.world.clock.for_log();
        let auth = session_auth(key(who), name(who), self.world.ws, clock);
        Client::new(&self.url, auth).unwrap()
    }

    pub(crate) fn draft(&self) -> Vec<u8> {
        self.world.draft().to_string().into_bytes()
    }

    /// A refund by a tool of this name, which must not run twice.
    pub(crate) async fn draft_of_once(&self) -> Vec<u8> {
        let mut contract = self.world.contract("once", Risk::Medium);
        contract.idempotent = false;
        let signed = sign("ann", &contract);
        let sha = Sha::of(&signed);
        self.client("ann").append(&[signed]).await.unwrap();
        let mut draft = self.world.draft();
        draft["contract"] = sha.to_string().into();
        draft["action"]["tool"] = "once".into();
        draft.to_string().into_bytes()
    }

    pub(crate) async fn decide(&self, who: &str, esc: Esc, verb: Verb) {
        let entries = self.entries(esc).await;
        let [proposal, verdict] = entries[0].statements.as_slice() else {
            panic!("a proposal stands with its verdict")
        };
        let decision = self.world.decision(who, proposal, verdict, verb);
        let signed = sign(who, &decision);
        self.client(who).append(&[signed]).await.unwrap();
    }

    pub(crate) async fn entries(&self, esc: Esc) -> Vec<Entry> {
        self.log.escalation(esc).await.unwrap()
    }

    /// How many proposals the log holds.
    pub(crate) async fn proposals(&self) -> usize {
        let all = self.log.read(0, 100_000).await.unwrap();
        all.iter().filter(|entry| entry.queue.is_some()).count()
    }

    /// What the source reported about it, in order.
    pub(crate) async fn outcomes(&self, esc: Esc) -> Vec<OutcomeStatus> {
        let outcome = |entry: &Entry| {
            let compact = &entry.statements[0];
            let typ = fermata_protocol::claimed_typ(compact).unwrap();
            (typ == fermata_protocol::Typ::Outcome).then(|| peek::<Outcome>(compact).status)
        };
        self.entries(esc).await.iter().filter_map(outcome).collect()
    }
}

/// The other system: counts what ran under each key, as one that is idempotent does.
#[derive(Clone, Default)]
pub(crate) struct Bank {
    calls: Arc<AtomicU32>,
    done: Arc<std::sync::Mutex<BTreeMap<Esc, Value>>>,
}

impl Bank {
    pub(crate) fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }

    pub(crate) fn done(&self) -> BTreeMap<Esc, Value> {
        self.done.lock().unwrap().clone()
    }

    pub(crate) async fn pay(self, action: Action, esc: Esc) -> Result<Option<String>, Failure> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let arguments = Value::Object(action.arguments);
        self.done.lock().unwrap().entry(esc).or_insert(arguments);
        tokio::task::yield_now().await;
        Ok(Some(format!("pay-{esc}")))
    }

    /// Waits and runs, as an orchestrator does.
    pub(crate) async fn run(&self, source: &Source, esc: Esc) -> Waited {
        let bank = self.clone();
        source
            .run(esc, SOON, |action, esc| bank.pay(action, esc))
            .await
            .unwrap()
    }
}

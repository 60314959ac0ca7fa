//! A real gateway over a log in memory, and one that says whatever a test wants.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Router, routing::MethodRouter};
use fermata_client::{Auth, Client, session_auth};
use fermata_gateway::{Config, Gateway, Running};
use fermata_log::EventLog;
use fermata_protocol::Sha;
use fermata_testkit::{
    MemoryLog, World,
    world::{TOKEN, key, name},
};

pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) log: Arc<MemoryLog>,
    pub(crate) running: Option<Running>,
    pub(crate) url: String,
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
        };
        site.start().await;
        site
    }

    /// Starts the gateway, at the address that it had.
    pub(crate) async fn start(&mut self) {
        let log: Arc<dyn EventLog> = self.log.clone();
        let running = Gateway::start(Config {
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

    pub(crate) fn client(&self, who: &str) -> Client {
        let auth = match who {
            "shop" => Auth::Token(TOKEN.to_owned()),
            who => session_auth(
                key(who),
                name(who),
                self.world.ws,
                self.world.clock.for_log(),
            ),
        };
        Client::new(&self.url, auth).unwrap()
    }

    /// Proposes by draft: a refund, or in `nights` a look-up, for whose risk there is somebody.
    pub(crate) async fn propose(&self, key: &str, queue: &str) -> fermata_client::Escalated {
        let mut draft = self.world.draft();
        draft["queue"] = queue.into();
        if queue == "nights" {
            draft["contract"] = self.world.contract_sha("lookup").to_string().into();
            draft["action"]["tool"] = "lookup".into();
        }
        let bytes = draft.to_string().into_bytes();
        self.client("shop")
            .propose_draft(&bytes, key)
            .await
            .unwrap()
    }
}

/// Serves these routes, and gives a client of them.
pub(crate) async fn fake(routes: &[(&str, MethodRouter)]) -> Client {
    let mut router = Router::new();
    for (path, route) in routes {
        router = router.route(path, route.clone());
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Client::new(&url, Auth::Token("token".to_owned())).unwrap()
}

//! How long a source can act for a device that was revoked: for less than 60 s, whatever its gateway holds back.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use fermata_client::source::{Config, Source, Waited};
use fermata_protocol::{
    Code, Esc,
    payload::{Revoked, Verb},
};
use fermata_testkit::{clock::HandClock, world::key};

use crate::site::Site;

/// What happens between the gateway's answer about what stands and its arrival: the next roster, and time.
struct Late {
    roster: String,
    millis: i64,
}

#[derive(Clone)]
struct Relay {
    to: String,
    late: Arc<Mutex<Option<Late>>>,
    clock: HandClock,
}

/// Hands everything on; the next answer about what stands arrives late.
async fn relay(State(relay): State<Relay>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    fermata_testkit::tls::provide();
    let http = reqwest::Client::new();
    let url = format!("{}{}", relay.to, parts.uri);
    let mut asked = http.request(parts.method, url).body(bytes);
    for name in ["authorization", "content-type", "idempotency-key"] {
        if let Some(value) = parts.headers.get(name) {
            asked = asked.header(name, value);
        }
    }
    let answer = asked.send().await.unwrap();
    let (status, kind) = (
        answer.status(),
        answer.headers().get("content-type").cloned(),
    );
    let bytes = answer.bytes().await.unwrap();
    let late = match parts.uri.path() {
        "/v1/standing" => relay.late.lock().unwrap().take(),
        _ => None,
    };
    if let Some(late) = late {
        let send = http.post(format!("{}/v1/entries", relay.to));
        let send = send.header("content-type", "application/jose");
        let taken = send.body(late.roster).send().await.unwrap();
        assert_eq!(
            taken.status(),
            200,
            "the roster stands before the answer arrives"
        );
        relay.clock.step(late.millis);
    }
    let kind = kind.map(|kind| [("content-type", kind)]);
    match kind {
        Some(kind) => (status, kind, bytes).into_response(),
        None => (status, bytes).into_response(),
    }
}

struct Held {
    site: Site,
    source: Source,
    late: Arc<Mutex<Option<Late>>>,
    esc: Esc,
}

impl Held {
    /// Ann approved by her device, and the source has not asked yet.
    async fn new() -> Self {
        let site = Site::new().await;
        let late = Arc::default();
        let state = Relay {
            to: site.url.clone(),
            late: Arc::clone(&late),
            clock: site.world.clock.clone(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(relay).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let config = Config {
            gateway,
            ..site.config("shop")
        };
        let source = Source::open(config, site.world.clock.for_log())
            .await
            .unwrap();
        let esc = source.propose("k", &site.draft()).await.unwrap().esc;
        site.decide("ann", esc, Verb::Approve).await;
        Self {
            site,
            source,
            late,
            esc,
        }
    }

    /// Ann's device is revoked, and the answer that does not say so yet arrives so much later.
    fn revoke_and_hold_back(&mut self, millis: i64) {
        let at = self.site.world.now();
        let roster = self.site.world.next_roster(|roster| {
            roster.revoked.push(Revoked {
                kid: key("ann").kid(),
                at,
            });
        });
        *self.late.lock().unwrap() = Some(Late { roster, millis });
    }

    async fn look(&self) -> Waited {
        let now = std::time::Duration::ZERO;
        self.source.wait(self.esc, now).await.unwrap()
    }
}

#[tokio::test]
async fn a_list_that_does_not_say_so_yet_is_acted_on_for_less_than_60_s() {
    for (millis, runs) in [(0, true), (59_999, true), (60_000, false), (60_001, false)] {
        let mut held = Held::new().await;
        held.revoke_and_hold_back(millis);
        let first = held.look().await;
        if runs {
            assert!(matches!(first, Waited::Run(_)), "{millis} ms: {first:?}");
            continue;
        }
        let stale = Some(Code::RosterStale);
        assert_eq!(first, Waited::Open { because: stale }, "{millis} ms");
        // The next answer says so, and from then on nothing is run for that device.
        let revoked = Waited::Open {
            because: Some(Code::KeyRevoked),
        };
        assert_eq!(held.look().await, revoked, "{millis} ms");
        assert_eq!(held.look().await, revoked);
    }
}

#[tokio::test]
async fn a_list_that_says_so_is_acted_on_at_once() {
    let mut held = Held::new().await;
    held.revoke_and_hold_back(0);
    // Somebody else's question, so that the roster stands when the source asks.
    held.source.standing().await.unwrap();
    let before = held.site.world.now();
    let because = Some(Code::KeyRevoked);
    assert_eq!(held.look().await, Waited::Open { because });
    assert_eq!(held.site.world.now(), before);
}

//! The API, one file per area; what a route does beyond HTTP is elsewhere.

mod append;
mod entries;
mod escalations;
mod joins;
mod openapi;
mod ops;
mod preview;
mod proposals;
mod reports;
mod resolution;
mod snapshot;
mod standing;
mod vouch;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Query, Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use fermata_protocol::Code;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Problem, gate::Gate};

pub use openapi::OPENAPI;

type Shared = State<Arc<Gate>>;
type Answer = Result<Response, Problem>;
type Route = (Method, &'static str, fn() -> MethodRouter<Arc<Gate>>);

/// Nothing larger is read, whatever it is.
const MAX_BODY: usize = 2 * 1024 * 1024;
/// Drafts, reports and previews: what becomes one statement.
const MAX_DRAFT: usize = 640 * 1024;
/// A wait may ask for so many seconds.
const MAX_WAIT_S: u64 = 60;

const ROUTES: &[Route] = &[
    (Method::POST, "/v1/proposals", || post(proposals::propose)),
    (Method::GET, "/v1/escalations/{esc}", || {
        get(escalations::one)
    }),
    (Method::GET, "/v1/escalations/{esc}/resolution", || {
        get(resolution::resolution)
    }),
    (Method::POST, "/v1/escalations/{esc}/preview", || {
        post(preview::preview)
    }),
    (Method::POST, "/v1/entries", || post(append::append)),
    (Method::GET, "/v1/entries", || get(entries::entries)),
    (Method::POST, "/v1/outcomes", || post(reports::outcome)),
    (Method::POST, "/v1/notes", || post(reports::note)),
    (Method::POST, "/v1/joins", || post(joins::ask)),
    (Method::GET, "/v1/joins", || get(joins::list)),
    (Method::GET, "/v1/snapshot", || get(snapshot::snapshot)),
    (Method::GET, "/v1/standing", || get(standing::standing)),
    (Method::GET, "/v1/roster/{version}", || {
        get(standing::roster)
    }),
    (Method::GET, "/v1/contracts/{sha256}", || {
        get(standing::contract)
    }),
    (Method::GET, "/healthz", || get(ops::healthz)),
    (Method::GET, "/readyz", || get(ops::readyz)),
    (Method::GET, "/metrics", || get(ops::metrics)),
    (Method::GET, "/openapi.json", || get(openapi::document)),
];

/// Every method and path that is served.
pub fn served() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROUTES
        .iter()
        .map(|(method, path, _)| (method.as_str(), *path))
}

/// The whole API.
pub(crate) fn router(gate: Arc<Gate>) -> Router {
    let mut router = Router::new();
    for (_, path, handler) in ROUTES {
        router = router.route(path, handler());
    }
    router
        .fallback(nowhere)
        .method_not_allowed_fallback(other_method)
        .layer(from_fn_with_state(gate.clone(), counted))
        .with_state(gate)
}

async fn nowhere(uri: Uri) -> Problem {
    let text = format!(
        "There is nothing at {}: /openapi.json lists what there is.",
        uri.path()
    );
    Problem::new(Code::NotFound).because(text)
}

async fn other_method(method: Method, uri: Uri) -> Problem {
    let text = format!(
        "{} does not take {method}: /openapi.json lists what it takes.",
        uri.path()
    );
    Problem::new(Code::NotAllowed)
        .because(text)
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
}

async fn counted(State(gate): Shared, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(code) = response.extensions().get::<Code>() {
        gate.counters.problem(code.as_str());
    }
    response
}

/// Reads a body of at most `limit` bytes.
async fn body(body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let too_large = || {
        let text = format!("The body is over {limit} bytes: send less, link the rest.");
        Problem::new(Code::TooLarge).because(text)
    };
    to_bytes(body, limit)
        .await
        .map(Vec::from)
        .map_err(|_| too_large())
}

/// The query, strictly: a parameter that the route does not have is refused.
fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    Query::try_from_uri(uri)
        .map(|Query(query)| query)
        .map_err(|error| {
            Problem::new(Code::BadMember).because(format!("The query is wrong: {error}"))
        })
}

/// A part of the path.
fn part<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Code::NotFound.into())
}

/// The seconds that a wait asks for.
fn wait(seconds: Option<u64>) -> Result<std::time::Duration, Problem> {
    let seconds = seconds.unwrap_or(0);
    if seconds > MAX_WAIT_S {
        let text = format!("wait is at most {MAX_WAIT_S} seconds: ask again after it.");
        return Err(Problem::new(Code::BadMember).because(text));
    }
    Ok(std::time::Duration::from_secs(seconds))
}

/// Kinds of bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Jose,
    Json,
}

/// What kind of body comes.
fn kind(headers: &HeaderMap) -> Result<Kind, Problem> {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    match value
        .split(';')
        .next()
        .map(|essence| essence.trim().to_ascii_lowercase())
        .as_deref()
    {
        Some("application/jose") => Ok(Kind::Jose),
        Some("application/json") => Ok(Kind::Json),
        _ => {
            let text = "Send application/jose (a statement) or application/json.";
            let problem = Problem::new(Code::BadMember).because(text);
            Err(problem.with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))
        }
    }
}

/// As [`kind`], where only JSON is taken.
fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    if kind(headers)? == Kind::Json {
        return Ok(());
    }
    let problem = Problem::new(Code::BadMember).because("Send application/json here.");
    Err(problem.with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))
}

/// JSON with this status.
fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    let text = serde_json::to_string(value).map_err(|_| Code::BadJson)?;
    Ok((status, [(header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// JSON with status 200.
fn ok(value: &impl Serialize) -> Answer {
    json(StatusCode::OK, value)
}

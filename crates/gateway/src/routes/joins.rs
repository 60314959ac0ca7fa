//! Devices that ask to join. They have no credentials yet: the invite in the request is signed by a person of the roster,
//! and the request by the key that asks. Whoever signs rosters reads them here; to ask changes nothing.

use std::sync::PoisonError;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
};
use fermata_protocol::{Code, Typ, joining::Joining};
use serde_json::json;

use super::{Answer, Kind, Shared, body, json as answer, kind, ok};
use crate::Problem;

/// So many may wait at a time.
const MOST: usize = 256;

/// `POST /v1/joins`: keeps a request until its invite ends. The newest of a key replaces an older one.
pub(super) async fn ask(State(gate): Shared, request: Request) -> Answer {
    let (parts, bytes) = request.into_parts();
    if kind(&parts.headers)? != Kind::Jose {
        return Err(Problem::new(Code::BadMember).because("Send application/jose here."));
    }
    let bytes = body(bytes, Typ::Join.cap()).await?;
    let compact = String::from_utf8(bytes).map_err(|_| Code::NotUtf8)?;
    let roster = gate.good_roster()?;
    let now = gate.now();
    let pin = gate.live().timeline.pin();
    let joining = Joining::read(&compact, &roster, pin, gate.ws, now)?;
    if roster.knows(joining.kid()) {
        return ok(&json!({ "state": "member" }));
    }
    let mut joins = gate.joins.lock().unwrap_or_else(PoisonError::into_inner);
    joins.retain(|kid, (ends, _)| now <= *ends && !roster.knows(*kid));
    if joins.len() >= MOST && !joins.contains_key(&joining.kid()) {
        let text = "Too many ask to join at once: let somebody add or drop those that wait.";
        return Err(Problem::new(Code::Saturated).because(text));
    }
    joins.insert(joining.kid(), (joining.invite.expires_at, compact));
    answer(StatusCode::ACCEPTED, &json!({ "state": "waiting" }))
}

/// `GET /v1/joins`: for people.
pub(super) async fn list(State(gate): Shared, headers: HeaderMap) -> Answer {
    gate.caller(&headers)?.person()?;
    let (roster, now) = (gate.in_force().roster()?.clone(), gate.now());
    let joins = gate.joins.lock().unwrap_or_else(PoisonError::into_inner);
    let waits = joins
        .iter()
        .filter(|(kid, (ends, _))| now <= *ends && !roster.knows(**kid));
    let statements: Vec<&str> = waits.map(|(_, (_, compact))| compact.as_str()).collect();
    ok(&json!({ "statements": statements }))
}

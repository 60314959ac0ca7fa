//! For whoever runs it: alive, ready, counters.

use std::sync::atomic::Ordering::SeqCst;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use fermata_log::Durability;
use fermata_protocol::Code;
use serde_json::json;

use super::{Answer, Shared, ok};
use crate::Problem;

/// The process answers.
pub(super) async fn healthz() -> Answer {
    ok(&json!({ "status": "ok" }))
}

/// The log is followed and a roster is in force.
pub(super) async fn readyz(State(gate): Shared) -> Answer {
    if !gate.following.load(SeqCst) {
        let text = "The log can not be followed: check its storage.";
        return Err(Problem::new(Code::LogUnavailable).because(text));
    }
    let roster = gate.good_roster()?;
    let durability = match gate.log.durability() {
        Durability::Synced => "synced".to_owned(),
        Durability::Replicated(nodes) => format!("replicated({nodes})"),
        Durability::Unconfirmed => "unconfirmed".to_owned(),
    };
    let seq = *gate.seen.borrow();
    ok(
        &json!({ "status": "ok", "seq": seq, "roster_version": roster.version, "durability": durability }),
    )
}

/// Counters in the Prometheus text form.
pub(super) async fn metrics(State(gate): Shared) -> Response {
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        gate.counters.text(),
    )
        .into_response()
}

//! For whoever runs it: alive, ready, counters.

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

/// The log is followed and takes entries, and a roster is in force.
pub(super) async fn readyz(State(gate): Shared) -> Answer {
    let unread = gate.unread.borrow().clone();
    if let Some(error) = unread {
        let text = format!("The log can not be followed: {error}.");
        return Err(Problem::new(Code::LogUnavailable).because(text));
    }
    let broken = gate.broken.borrow().clone();
    if let Some(error) = broken {
        let text = format!("{error}. It is opened again by itself.");
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

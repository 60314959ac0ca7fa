//! `GET /v1/escalations/{esc}`: the entries, and what the fold makes of them.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use fermata_protocol::{fold::Escalation, roster::Standing};
use serde_json::{Map, Value, json};

use super::{Answer, Shared, ok, part};
use crate::admit::effect;

pub(super) async fn one(
    State(gate): Shared,
    Path(esc): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let caller = gate.caller(&headers)?;
    let esc = part(&esc)?;
    let folded = gate.fold_for(&caller, esc).await?;
    gate.must_see(&caller, esc)?;
    let state = state(&folded.state, &gate.in_force());
    ok(&json!({ "entries": folded.entries, "state": state }))
}

/// The folded state as JSON. Who must be certain folds the entries.
pub(super) fn state(state: &Escalation, standing: &Standing) -> Value {
    let (n, head) = state.head();
    let people: Vec<_> = state.standing_people().collect();
    let effects: Vec<Map<String, Value>> = state
        .history()
        .iter()
        .map(|event| {
            let mut line = effect(event);
            line.insert("seq".to_owned(), event.seq.into());
            line
        })
        .collect();
    let mut found = json!({
        "esc": state.esc,
        "status": state.status(),
        "friction": state.friction(standing),
        "approvals": { "needed": state.approvals_needed(standing), "people": people },
        "n": n,
        "head": head,
        "alarms": state.alarms().iter().map(|alarm| alarm.word()).collect::<Vec<_>>(),
        "effects": effects,
    });
    let optional = [
        ("due", state.due().map(|due| json!(due))),
        ("risk", state.risk().map(|risk| json!(risk))),
        ("candidate_sha256", state.live_sha().map(|sha| json!(sha))),
        ("outcome", state.outcome().map(|outcome| json!(outcome))),
        ("outcome_code", state.outcome_code().map(|code| json!(code))),
        (
            "resolved_at",
            state.resolved().map(|resolved| json!(resolved.at)),
        ),
    ];
    if let Some(members) = found.as_object_mut() {
        for (name, value) in optional {
            members.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    found
}

//! `GET /v1/escalations/{esc}/resolution`: waits, then hands out what was signed and nothing else.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
    response::IntoResponse,
};
use fermata_protocol::{
    Code, Esc, Sha,
    fold::Resolved,
    payload::{Receipt, Says},
    resolution::Resolution,
};
use serde::Deserialize;
use tokio::time::Instant;

use super::{Answer, Shared, ok, part, query, wait};
use crate::{
    Problem,
    count::one,
    gate::{Folded, Gate},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    wait: Option<u64>,
}

pub(super) async fn resolution(
    State(gate): Shared,
    Path(esc): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Answer {
    let caller = gate.caller(&headers)?;
    let esc = part(&esc)?;
    let until = Instant::now() + wait(query::<Asked>(&uri)?.wait)?;
    gate.must_see(&caller, esc)?;
    let mut stop = gate.stop.subscribe();
    loop {
        let mut standing = gate.standing.subscribe();
        let closes = gate.live().until_closed(esc);
        // Open: it changes when it closes, by its sender being dropped. What is closed is answered however long that takes.
        if let Some(mut closes) = closes {
            tokio::select! {
                biased;
                _ = closes.changed() => continue,
                _ = stop.wait_for(|stop| *stop) => return Ok(StatusCode::NO_CONTENT.into_response()),
                () = tokio::time::sleep_until(until) => return Ok(StatusCode::NO_CONTENT.into_response()),
            }
        }
        let folded = gate.fold(esc).await?;
        let Some(resolved) = folded.state.resolved() else {
            continue;
        };
        let Some(halt) = halted(&gate, &folded) else {
            one(&gate.counters.resolutions);
            return ok(&hand_out(&gate, esc, &folded, resolved)?);
        };
        tokio::select! {
            _ = standing.changed() => {}
            _ = stop.wait_for(|stop| *stop) => return Err(halt),
            () = tokio::time::sleep_until(until) => return Err(halt),
        }
    }
}

/// The halt that holds it back.
fn halted(gate: &Gate, folded: &Folded) -> Option<Problem> {
    let proposal = folded.state.proposal()?;
    let standing = gate.in_force();
    let active = standing.halted(proposal)?;
    let text = format!(
        "Halted by {}: nothing is handed out until it is lifted.",
        active.halt.iss
    );
    Some(
        Problem::new(Code::Halted)
            .because(text)
            .with("halt", active.halt.jti.to_string().into()),
    )
}

fn hand_out(
    gate: &Gate,
    esc: Esc,
    folded: &Folded,
    resolved: &Resolved,
) -> Result<Resolution, Problem> {
    let (n, head) = folded.state.head();
    let now = gate.now();
    let receipt = gate.sign(&Receipt {
        jti: gate.new_jti()?,
        iss: gate.id.clone(),
        ws: gate.ws,
        issued_at: now,
        esc,
        says: Says::Resolved,
        statements: resolved.statements.iter().map(Sha::of).collect(),
        n,
        head,
        at: now,
        status: Some(resolved.status),
        detail: None,
    })?;
    Ok(Resolution {
        esc,
        status: resolved.status,
        statements: resolved.statements.clone(),
        receipt: receipt.compact().to_owned(),
    })
}

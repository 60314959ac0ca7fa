//! What stands: rosters, contracts, policies, halts. Everybody who may ask at all may read it; who is away concerns people alone.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, Uri},
};
use fermata_protocol::{Code, Sha};
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use super::{Answer, Shared, ok, part, query, wait};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    after: Option<u64>,
    wait: Option<u64>,
}

/// `GET /v1/standing?after=SEQ&wait=S`.
pub(super) async fn standing(State(gate): Shared, headers: HeaderMap, uri: Uri) -> Answer {
    let caller = gate.caller(&headers)?;
    let asked: Asked = query(&uri)?;
    let after = asked.after.unwrap_or(0);
    let until = Instant::now() + wait(asked.wait)?;
    let mut changes = gate.standing.subscribe();
    let mut stop = gate.stop.subscribe();
    loop {
        changes.borrow_and_update();
        let mut entries = gate.log.standing(after).await?;
        entries.retain(|entry| gate.tells(&caller, entry));
        let last = entries.last().map_or(after, |entry| entry.seq);
        let answer = json!({ "entries": entries, "seq": last });
        if !entries.is_empty() {
            return ok(&answer);
        }
        tokio::select! {
            biased;
            () = tokio::time::sleep_until(until) => return ok(&answer),
            _ = stop.wait_for(|stop| *stop) => return ok(&answer),
            _ = changes.changed() => {}
        }
    }
}

/// `GET /v1/roster/{version}`: the entry that brought it into force.
pub(super) async fn roster(
    State(gate): Shared,
    Path(version): Path<String>,
    headers: HeaderMap,
) -> Answer {
    gate.caller(&headers)?;
    let version: u64 = part(&version)?;
    let entry = gate
        .live()
        .roster_entry(version)
        .cloned()
        .ok_or(Code::NotFound)?;
    ok(&entry)
}

/// `GET /v1/contracts/{sha256}`: the statement.
pub(super) async fn contract(
    State(gate): Shared,
    Path(sha): Path<String>,
    headers: HeaderMap,
) -> Answer {
    gate.caller(&headers)?;
    let sha: Sha = part(&sha)?;
    let standing = gate.in_force();
    let contract = standing.contract(sha).ok_or(Code::NotFound)?;
    ok(&json!({ "sha256": sha, "statement": contract.compact() }))
}

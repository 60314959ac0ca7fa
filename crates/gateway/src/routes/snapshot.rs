//! `GET /v1/snapshot`: the entries of everything that is open, paged, as of a position in the log.
//!
//! A reader takes all pages, then follows from the first page's `seq`.

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
};
use fermata_protocol::{Entry, Esc};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Shared, ok, query};

/// Escalations per page, at most and unless asked for fewer.
const PAGE: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    after: Option<u64>,
    limit: Option<usize>,
}

pub(super) async fn snapshot(State(gate): Shared, headers: HeaderMap, uri: Uri) -> Answer {
    let caller = gate.caller(&headers)?;
    caller.person()?;
    let asked: Asked = query(&uri)?;
    let after = asked.after.unwrap_or(0);
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, PAGE);
    // Read before the list: what opens in between is in the list or behind this position.
    let seq = *gate.seen.borrow();
    let mut open: Vec<(u64, Esc)> = {
        let live = gate.live();
        let behind = live.all_open().filter(|(_, open)| open.first_seq > after);
        behind.map(|(esc, open)| (open.first_seq, *esc)).collect()
    };
    open.retain(|(_, esc)| gate.sees(&caller, *esc));
    open.sort_unstable();
    let more = open.len() > limit;
    open.truncate(limit);
    let mut entries: Vec<Entry> = Vec::new();
    for (_, esc) in &open {
        entries.extend(gate.entries_for(&caller, *esc).await?);
    }
    let last = open.last().map(|(first, _)| *first).filter(|_| more);
    match last {
        Some(next) => ok(&json!({ "seq": seq, "entries": entries, "next": next })),
        None => ok(&json!({ "seq": seq, "entries": entries })),
    }
}

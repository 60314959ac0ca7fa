//! `GET /v1/entries`: the log as a reviewer sees it: what stands, and the escalations of their queues.
//!
//! As a stream of events, as pages forwards, or as pages backwards for history.
//! A position in the stream, and in the pages forwards, is a position in the log; what was withheld comes at the position of the entry that ends that.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, Uri, header},
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use fermata_log::LogError;
use fermata_protocol::{Code, Entry};
use futures::{Stream, StreamExt, stream::BoxStream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;

use super::{Answer, Shared, ok, query};
use crate::{Problem, auth::Caller, count::one, gate::Gate};

/// A stream that has nothing to say says so this often.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Entries per page, at most and unless asked for fewer.
const PAGE: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    after: Option<u64>,
    before: Option<u64>,
    limit: Option<usize>,
}

pub(super) async fn entries(State(gate): Shared, headers: HeaderMap, uri: Uri) -> Answer {
    let caller = gate.caller(&headers)?;
    caller.person()?;
    let asked: Asked = query(&uri)?;
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    match (asked.after, asked.before) {
        (Some(_), Some(_)) => {
            Err(Problem::new(Code::BadMember).because("Ask for after or before, not for both."))
        }
        (_, Some(before)) => backwards(&gate, &caller, before, limit).await,
        (after, None) if accept.contains("application/json") => {
            forwards(&gate, &caller, after.unwrap_or(0), limit).await
        }
        (after, None) => stream(gate, caller, last_event(&headers)?.or(after).unwrap_or(0)),
    }
}

/// A reader who comes back says what it had last.
fn last_event(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get("last-event-id") else {
        return Ok(None);
    };
    let seq = value.to_str().ok().and_then(|text| text.parse().ok());
    seq.map(Some)
        .ok_or_else(|| Problem::new(Code::BadMember).because("Last-Event-ID is an entry's seq."))
}

async fn forwards(gate: &Gate, caller: &Caller, after: u64, limit: usize) -> Answer {
    let found = gate.log.read(after, limit).await?;
    let last = found.last().map_or(after, |entry| entry.seq);
    let next = (found.len() == limit).then_some(last);
    if !found.is_empty() {
        gate.caught_up(last).await?;
    }
    let mut brought = Vec::new();
    for entry in found {
        brought.extend(gate.brings(caller, entry).await?);
    }
    ok(&page(&brought, next))
}

/// Without `next` there is nothing more.
fn page(entries: &[Entry], next: Option<u64>) -> serde_json::Value {
    match next {
        Some(next) => json!({ "entries": entries, "next": next }),
        None => json!({ "entries": entries }),
    }
}

/// Newest first.
async fn backwards(gate: &Gate, caller: &Caller, before: u64, limit: usize) -> Answer {
    let found = gate.log.before(before, limit).await?;
    gate.caught_up(found.first().map_or(0, |entry| entry.seq))
        .await?;
    let next = found.last().map(|entry| entry.seq).filter(|seq| *seq > 1);
    let mut shown = Vec::new();
    for entry in found {
        if gate.shows(caller, &entry).await? {
            shown.push(entry);
        }
    }
    ok(&page(&shown, next))
}

fn stream(gate: Arc<Gate>, caller: Caller, after: u64) -> Answer {
    one(&gate.counters.streams);
    let mut standing = gate.standing.subscribe();
    // Something may have changed since the caller was asked who it is.
    standing.mark_changed();
    let events = Reader {
        entries: gate.log.follow(after),
        brought: VecDeque::new(),
        standing,
        stop: gate.stop.subscribe(),
        gate,
        caller,
    }
    .events();
    let alive = KeepAlive::new().interval(HEARTBEAT).text("heartbeat");
    Ok(Sse::new(events).keep_alive(alive).into_response())
}

/// One reader's stream. It ends when its session does, when its key is revoked, and when the gateway stops.
struct Reader {
    gate: Arc<Gate>,
    caller: Caller,
    entries: BoxStream<'static, Result<Entry, LogError>>,
    /// What the log's last entry brought, each with its position in this stream.
    brought: VecDeque<(u64, Entry)>,
    standing: watch::Receiver<u64>,
    stop: watch::Receiver<bool>,
}

impl Reader {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        futures::stream::unfold(self, |mut reader| async move {
            let event = match reader.next().await? {
                Ok((position, entry)) => {
                    let data = serde_json::to_string(&entry).ok()?;
                    Event::default().id(position.to_string()).data(data)
                }
                // The last of the stream says why it ends.
                Err(problem) => {
                    let problem = problem.document();
                    Event::default().event("problem").data(problem.to_string())
                }
            };
            Some((Ok(event), reader))
        })
    }

    async fn next(&mut self) -> Option<Result<(u64, Entry), Problem>> {
        let (_, ends) = self.caller.session.as_ref()?;
        let ends = *ends;
        loop {
            if let Some(next) = self.brought.pop_front() {
                return Some(Ok(next));
            }
            let entry = tokio::select! {
                biased;
                _ = self.stop.wait_for(|stop| *stop) => return None,
                () = self.gate.timer.past(ends) => return None,
                changed = self.standing.changed() => {
                    changed.ok()?;
                    None
                }
                entry = self.entries.next() => match entry? {
                    Ok(entry) => Some(entry),
                    Err(LogError::Closed) => return None,
                    Err(error) => return Some(Err(error.into())),
                },
            };
            let Some(entry) = entry else {
                self.standing.mark_changed();
                self.still_good()?;
                continue;
            };
            self.gate.caught_up(entry.seq).await.ok()?;
            // The entry itself may be the one that revoked the key.
            self.still_good()?;
            let seq = entry.seq;
            match self.gate.brings(&self.caller, entry).await {
                Ok(brought) => self.brought.extend(brought.into_iter().map(|entry| {
                    // What comes late stands before the entry that it comes with: whoever has only a part of it asks for all of it again.
                    let position = if entry.seq < seq { seq - 1 } else { seq };
                    (position, entry)
                })),
                Err(problem) => return Some(Err(problem)),
            }
        }
    }

    /// Looks at the session's key again if anything that stands has changed.
    fn still_good(&mut self) -> Option<()> {
        if !self.standing.has_changed().ok()? {
            return Some(());
        }
        self.standing.mark_unchanged();
        let (session, _) = self.caller.session.as_ref()?;
        let standing = self.gate.in_force();
        session
            .verify(standing.roster().ok()?.as_ref(), self.gate.now())
            .ok()
            .map(drop)
    }
}

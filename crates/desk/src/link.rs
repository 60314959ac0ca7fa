//! From the gateway's stream to the controller: batches what comes together, tells of loss and return. No polling.

use std::time::Duration;

use fermata_client::{Client, Event};
use fermata_protocol::Entry;
use futures::StreamExt;
use tokio::time::Instant;

use crate::{Desk, DeskError, Store, Taken, Wake, ipc::LinkView};

/// At most so many entries in one batch.
const BATCH: usize = 256;
/// What could not be taken is read again after this, first and longest.
const WAIT: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));
/// Reading that went well for so long starts the waits anew.
const WELL: Duration = Duration::from_secs(60);

/// Follows the gateway for as long as the desk lives. What the desk could not keep or show is read again from where it
/// stands, after a pause that grows.
pub async fn follow_gateway(client: Client, store: Store, desk: Desk) {
    let mut wait = WAIT.0;
    loop {
        let began = Instant::now();
        match follow(&client, &store, &desk).await {
            Ok(End::Gone) => return,
            Ok(End::Anew) => {}
            Err(_) if desk.is_gone() => return,
            Err(error) => desk.wake(Wake::Behind(error)).await,
        }
        if began.elapsed() >= WELL {
            wait = WAIT.0;
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(WAIT.1);
    }
}

/// Why following ended.
enum End {
    /// The desk is closed.
    Gone,
    /// It begins anew at the desk's cursor.
    Anew,
}

async fn follow(client: &Client, store: &Store, desk: &Desk) -> Result<End, DeskError> {
    let mut last = store.cursor().await?;
    let mut stream = Box::pin(client.follow(last).ready_chunks(BATCH));
    let mut goal = None;
    while let Some(events) = stream.next().await {
        let mut entries = Vec::new();
        for event in events {
            match event {
                Event::Entry { entry, position } => {
                    last = position;
                    entries.push(entry);
                }
                Event::Connected => {
                    if let Some(end) = give(desk, &mut entries, last).await {
                        return Ok(end);
                    }
                    let newest = before(client, i64::MAX.unsigned_abs()).await?;
                    if !same_log(client, store, newest.as_ref()).await? {
                        return Ok(ended(desk.restored().await).unwrap_or(End::Anew));
                    }
                    goal = Some(newest.map_or(0, |entry| entry.seq));
                    desk.wake(Wake::Link(LinkView::Live, None)).await;
                }
                Event::Lost(error) => {
                    if let Some(end) = give(desk, &mut entries, last).await {
                        return Ok(end);
                    }
                    let view = if error.is_refusal() {
                        LinkView::Refused
                    } else {
                        LinkView::Offline
                    };
                    let error = DeskError::from(error).into();
                    desk.wake(Wake::Link(view, Some(error))).await;
                }
            }
        }
        if let Some(end) = give(desk, &mut entries, last).await {
            return Ok(end);
        }
        if goal.is_some_and(|goal| last >= goal) {
            goal = None;
            desk.wake(Wake::CaughtUp).await;
        }
    }
    Ok(End::Anew)
}

/// Whether the newest entry that this desk has read still stands where it stood. It does not in a log that was restored from a backup.
async fn same_log(
    client: &Client,
    store: &Store,
    newest: Option<&Entry>,
) -> Result<bool, DeskError> {
    let Some(ours) = store.newest().await? else {
        return Ok(true);
    };
    let theirs = match newest {
        Some(newest) if newest.seq > ours.seq => before(client, ours.seq + 1).await?,
        newest => newest.cloned(),
    };
    Ok(theirs.is_some_and(|theirs| (theirs.seq, theirs.id) == (ours.seq, ours.id)))
}

/// The newest entry before this position that this reader may see.
async fn before(client: &Client, seq: u64) -> Result<Option<Entry>, DeskError> {
    Ok(client.before(seq, 1).await?.into_iter().next())
}

async fn give(desk: &Desk, entries: &mut Vec<Entry>, position: u64) -> Option<End> {
    if entries.is_empty() {
        return None;
    }
    ended(desk.entries(std::mem::take(entries), position).await)
}

fn ended(taken: Taken) -> Option<End> {
    match taken {
        Taken::Yes => None,
        Taken::No => Some(End::Anew),
        Taken::Gone => Some(End::Gone),
    }
}

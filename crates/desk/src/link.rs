//! From the gateway's stream to the controller: batches what comes together, tells of loss and return. No polling.

use fermata_client::{Client, Event};
use futures::StreamExt;

use crate::{
    Desk, DeskError, Store, Wake,
    ipc::{LinkView, UiError},
};

/// At most so many entries in one batch.
const BATCH: usize = 256;

/// How often, and how far apart, a gateway is asked where its log ends.
const ASKS: u32 = 10;
const BETWEEN: std::time::Duration = std::time::Duration::from_millis(500);

/// Follows the gateway for as long as the desk lives.
///
/// # Errors
/// The disk's, when it can not tell where to begin.
pub async fn follow_gateway(client: Client, store: Store, desk: Desk) -> Result<(), DeskError> {
    let after = store.cursor().await?;
    // A log that ends before what this desk has read was restored from a backup: read it anew.
    let after = match newest(&client).await {
        Some(newest) if newest < store.newest().await? => {
            store.send_again_behind(newest).await?;
            store.clear_projection().await?;
            0
        }
        _ => after,
    };
    let mut stream = Box::pin(client.follow(after).ready_chunks(BATCH));
    let mut goal = None;
    let mut last = after;
    while let Some(events) = stream.next().await {
        let mut entries = Vec::new();
        for event in events {
            match event {
                Event::Entry(entry) => {
                    last = entry.seq;
                    entries.push(entry);
                }
                Event::Connected => {
                    goal = goal_of(&client).await;
                    desk.wake(Wake::Link(LinkView::Live, None)).await;
                }
                Event::Lost(error) => {
                    give(&desk, &mut entries).await;
                    let view = if error.is_refusal() {
                        LinkView::Refused
                    } else {
                        LinkView::Offline
                    };
                    desk.wake(Wake::Link(
                        view,
                        Some(UiError::from(DeskError::from(error))),
                    ))
                    .await;
                }
            }
        }
        give(&desk, &mut entries).await;
        if goal.is_some_and(|goal| last >= goal) {
            goal = None;
            desk.wake(Wake::CaughtUp).await;
        }
    }
    Ok(())
}

/// How far the log went when the stream began. A gateway that does not say so is asked again, and if it never does, nothing counts as caught up.
async fn goal_of(client: &Client) -> Option<u64> {
    for _ in 0..ASKS {
        if let Some(newest) = newest(client).await {
            return Some(newest);
        }
        tokio::time::sleep(BETWEEN).await;
    }
    None
}

/// The newest entry that this reader may see; `None` when the gateway does not answer.
async fn newest(client: &Client) -> Option<u64> {
    let page = client.before(i64::MAX.unsigned_abs(), 1).await.ok()?;
    Some(page.first().map_or(0, |entry| entry.seq))
}

async fn give(desk: &Desk, entries: &mut Vec<fermata_protocol::Entry>) {
    if !entries.is_empty() {
        desk.wake(Wake::Entries(std::mem::take(entries))).await;
    }
}

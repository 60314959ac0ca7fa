//! The one task that reads the log and keeps [`crate::live::Live`] up to date.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use fermata_log::LogError;
use futures::StreamExt;

use crate::{count::one, gate::Gate};

/// Follows the log until the gateway stops or the log is closed; after an error it goes on where it was.
pub(crate) async fn follow(gate: Arc<Gate>) {
    let mut stop = gate.stop.subscribe();
    let mut pause = Duration::from_millis(100);
    loop {
        let mut entries = gate.log.follow(*gate.seen.borrow());
        loop {
            let next = tokio::select! {
                next = entries.next() => next,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            match next {
                Some(Ok(entry)) => {
                    pause = Duration::from_millis(100);
                    gate.unread.send_if_modified(|why| why.take().is_some());
                    take(&gate, &entry);
                }
                Some(Err(LogError::Closed)) | None => {
                    gate.unread.send_replace(Some(LogError::Closed));
                    return;
                }
                Some(Err(error)) => {
                    tracing::error!(%error, "the log can not be followed; trying again");
                    gate.unread.send_replace(Some(error));
                    break;
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(30));
    }
}

fn take(gate: &Gate, entry: &fermata_protocol::Entry) {
    gate.live
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .take(entry);
    one(&gate.counters.followed);
    if entry.is_standing() {
        gate.standing.send_replace(entry.seq);
    }
    gate.seen.send_replace(entry.seq);
}

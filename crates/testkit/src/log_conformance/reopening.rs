#![expect(clippy::unwrap_used, reason = "a suite reports by panicking")]

use fermata_log::{Appended, LogError};
use futures::StreamExt;

use super::LogMaker;
use crate::{clock::HandClock, entries};

pub(super) async fn a_closed_log_says_so_and_ends_its_followers(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    log.append(entries::standing(1)).await.unwrap();
    let mut waiting = log.follow(1);
    let (closed, seen) = tokio::join!(log.close(), waiting.next());
    closed.unwrap();
    assert_eq!(seen, None);
    assert_eq!(
        log.append(entries::standing(2)).await,
        Err(LogError::Closed)
    );
    assert_eq!(log.read(0, 1).await, Err(LogError::Closed));
    assert_eq!(log.follow(0).next().await, None);
    log.close().await.unwrap();
}

pub(super) async fn opening_again_keeps_everything(make: &impl LogMaker) {
    let clock = HandClock::default();
    let log = make.fresh(clock.for_log()).await;
    for n in 1..=20 {
        log.append(entries::about(entries::esc(1), n))
            .await
            .unwrap();
    }
    let stored = log.read(0, 100).await.unwrap();
    log.close().await.unwrap();
    drop(log);

    clock.step(-1000);
    let Some(log) = make.again(clock.for_log()).await else {
        return;
    };
    assert_eq!(log.head(), 20);
    assert_eq!(log.read(0, 100).await.unwrap(), stored);
    let again = log
        .append(entries::about(entries::esc(1), 7))
        .await
        .unwrap();
    assert_eq!(again, Appended::Same(stored[6].clone()));
    let next = log
        .append(entries::standing(21))
        .await
        .unwrap()
        .into_entry();
    assert_eq!(
        (next.seq, next.at),
        (21, stored[19].at),
        "order and time go on where they were"
    );
    log.close().await.unwrap();
}

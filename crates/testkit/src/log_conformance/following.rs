#![expect(clippy::unwrap_used, reason = "a suite reports by panicking")]

use fermata_protocol::Entry;
use futures::{StreamExt, TryStreamExt, future::join_all};

use super::LogMaker;
use crate::{clock::HandClock, entries};

const APPENDERS: u32 = 8;
const EACH: u32 = 40;
const ALL: usize = (APPENDERS * EACH) as usize;

pub(super) async fn a_follower_sees_everything_once_while_many_append(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    let early = tokio::spawn(log.follow(0).take(ALL).try_collect::<Vec<Entry>>());
    let appenders = (0..APPENDERS).map(|appender| {
        let log = log.clone();
        tokio::spawn(async move {
            for n in 0..EACH {
                log.append(entries::standing(appender * EACH + n))
                    .await
                    .unwrap();
            }
        })
    });
    let appenders = tokio::spawn(join_all(appenders));
    // The one joins while they race, from wherever the log is by then.
    let middle = log.head();
    let left = ALL - usize::try_from(middle).unwrap();
    let late = log
        .follow(middle)
        .take(left)
        .try_collect::<Vec<Entry>>()
        .await
        .unwrap();
    appenders
        .await
        .unwrap()
        .into_iter()
        .for_each(Result::unwrap);

    let early = early.await.unwrap().unwrap();
    let seqs: Vec<u64> = early.iter().map(|entry| entry.seq).collect();
    assert_eq!(
        seqs,
        (1..=ALL as u64).collect::<Vec<_>>(),
        "gapless and in order"
    );
    assert_eq!(late, early[ALL - left..]);
    assert_eq!(
        log.read(0, ALL + 1).await.unwrap(),
        early,
        "what is followed is what is read"
    );
    log.close().await.unwrap();
}

pub(super) async fn a_follower_may_start_in_the_middle_and_at_the_end(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    for n in 1..=5 {
        log.append(entries::standing(n)).await.unwrap();
    }
    let mut middle = log.follow(3);
    let mut end = log.follow(5);
    assert_eq!(middle.next().await.unwrap().unwrap().seq, 4);
    assert_eq!(middle.next().await.unwrap().unwrap().seq, 5);
    let (appended, seen) = tokio::join!(log.append(entries::standing(6)), end.next());
    assert_eq!(seen.unwrap().unwrap(), *appended.unwrap().entry());
    assert_eq!(middle.next().await.unwrap().unwrap().seq, 6);
    log.close().await.unwrap();
}

pub(super) async fn a_follower_of_many_pages_misses_nothing(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    let appends = (0..350).map(|n| log.append(entries::standing(n)));
    join_all(appends)
        .await
        .into_iter()
        .for_each(|appended| drop(appended.unwrap()));
    let seen = log
        .follow(0)
        .take(350)
        .try_collect::<Vec<Entry>>()
        .await
        .unwrap();
    assert_eq!(seen, log.read(0, 1000).await.unwrap());
    log.close().await.unwrap();
}

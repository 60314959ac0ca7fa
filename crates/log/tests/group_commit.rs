//! How often the writer syncs: once for each group of appends that arrived together, never once for each of many.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::sync::Arc;

use fermata_log::{EventLog, SqliteLog, Stats};
use fermata_testkit::{clock::HandClock, entries};
use futures::future::join_all;
use tempfile::TempDir;

async fn open(directory: &TempDir) -> Arc<SqliteLog> {
    let path = directory.path().join("log.db");
    Arc::new(
        SqliteLog::open(path, HandClock::default().for_log())
            .await
            .unwrap(),
    )
}

#[tokio::test]
async fn one_append_is_one_commit() {
    let directory = TempDir::new().unwrap();
    let log = open(&directory).await;
    for n in 1..=5 {
        log.append(entries::standing(n)).await.unwrap();
        assert_eq!(
            log.stats(),
            Stats {
                commits: n.into(),
                entries: n.into()
            }
        );
    }
    log.close().await.unwrap();
}

#[tokio::test]
async fn what_arrives_together_is_committed_together() {
    let directory = TempDir::new().unwrap();
    let log = open(&directory).await;
    // One thread: all of them are sent before the writer runs.
    join_all((0..100).map(|n| log.append(entries::standing(n)))).await;
    assert_eq!(
        log.stats(),
        Stats {
            commits: 1,
            entries: 100
        }
    );
    log.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_appenders_share_commits_and_more_than_the_channel_holds_are_all_taken() {
    let directory = TempDir::new().unwrap();
    let log = open(&directory).await;
    let racing = (0..1000).map(|n| {
        let log = Arc::clone(&log);
        tokio::spawn(async move { log.append(entries::standing(n)).await.unwrap() })
    });
    join_all(racing)
        .await
        .into_iter()
        .for_each(|appended| drop(appended.unwrap()));
    let Stats { commits, entries } = log.stats();
    assert_eq!((entries, log.head()), (1000, 1000));
    assert!(commits <= 250, "{commits} commits for 1000 appends");
    log.close().await.unwrap();
}

#[tokio::test]
async fn what_is_there_already_is_not_committed_again() {
    let directory = TempDir::new().unwrap();
    let log = open(&directory).await;
    for _ in 0..3 {
        log.append(entries::standing(1)).await.unwrap();
    }
    assert_eq!(
        log.stats(),
        Stats {
            commits: 1,
            entries: 1
        }
    );
    log.close().await.unwrap();
}

#[tokio::test]
async fn the_wal_stays_small_and_is_gone_after_closing() {
    let directory = TempDir::new().unwrap();
    let log = open(&directory).await;
    let wal = directory.path().join("log.db-wal");
    for round in 0..100 {
        let long = |n: u32| {
            let mut entry = entries::standing(round * 50 + n);
            entry.statements[0].push_str(&"x".repeat(2000));
            log.append(entry)
        };
        join_all((0..50).map(long)).await;
        log.read(0, 10).await.unwrap();
    }
    let (database, left) = (log.head() * 2000, wal.metadata().unwrap().len());
    assert!(
        left < database * 8 / 10,
        "{left} bytes of WAL after {database} bytes of entries"
    );
    log.close().await.unwrap();
    assert!(!wal.exists());
}

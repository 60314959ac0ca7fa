//! What the log does when storage fails under it. In the crate, because the tests reach for the writer's own connection.

use std::path::Path;

use fermata_protocol::{Jti, NewEntry, Timestamp};
use futures::StreamExt;
use tempfile::TempDir;

use super::*;

#[tokio::test]
async fn a_full_disk_is_a_clear_error_loses_nothing_and_passes() {
    let directory = TempDir::new().unwrap();
    let log = open(directory.path()).await;
    let mut stored = Vec::new();
    for n in 0..20 {
        stored.push(log.append(large(n)).await.unwrap().into_entry());
    }
    run(&log, "PRAGMA max_page_count = 1").await;
    // It can not be set below what is there, so from now on the database does not grow by a page.
    let mut full = 0;
    for n in 20..40 {
        match log.append(large(n)).await {
            Ok(appended) => stored.push(appended.into_entry()),
            Err(LogError::Full(_)) => full += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(full > 0);
    assert_eq!(
        log.read(0, 100).await.unwrap(),
        stored,
        "what was refused is not there, what was taken is"
    );

    run(&log, "PRAGMA max_page_count = 1000000").await;
    for n in 20..40 {
        log.append(large(n)).await.unwrap();
    }
    assert_eq!(log.head(), 40);
    let text = LogError::Full("database or disk is full".to_owned()).to_string();
    assert!(text.contains("make space and append again"), "{text}");
    log.close().await.unwrap();
}

#[tokio::test]
async fn after_a_storage_error_nothing_is_taken_until_it_is_opened_again() {
    let directory = TempDir::new().unwrap();
    let log = open(directory.path()).await;
    let first = log.append(large(1)).await.unwrap().into_entry();
    let mut follower = log.follow(0);
    assert_eq!(follower.next().await.unwrap().unwrap(), first);

    // The trigger goes with the connection that it was made on.
    let fault = "CREATE TEMP TRIGGER fault BEFORE INSERT ON entries WHEN NEW.seq = 2 \
                 BEGIN SELECT RAISE(ABORT, 'the disk went away'); END";
    run(&log, fault).await;
    for n in [2, 1, 3] {
        let refused = log.append(large(n)).await.unwrap_err();
        assert!(
            matches!(&refused, LogError::Broken(why) if why.contains("the disk went away")),
            "{refused}"
        );
    }
    assert_eq!(log.head(), 1);
    assert_eq!(
        log.read(0, 10).await.unwrap(),
        std::slice::from_ref(&first),
        "reading goes on"
    );

    log.reopen().await.unwrap();
    assert_eq!(log.append(large(1)).await.unwrap(), Appended::Same(first));
    let second = log.append(large(2)).await.unwrap().into_entry();
    assert_eq!(second.seq, 2);
    assert_eq!(
        follower.next().await.unwrap().unwrap(),
        second,
        "a follower goes on"
    );
    log.close().await.unwrap();
}

#[tokio::test]
async fn opening_again_refuses_a_database_that_lost_what_was_acknowledged() {
    for lost in [
        "DELETE FROM entries WHERE seq = 3",
        "DELETE FROM entries WHERE seq = 2",
    ] {
        let directory = TempDir::new().unwrap();
        let log = open(directory.path()).await;
        for n in 1..=3 {
            log.append(large(n)).await.unwrap();
        }
        run(&log, "DROP TRIGGER entries_are_not_deleted").await;
        run(&log, lost).await;
        let refused = log.reopen().await.unwrap_err();
        assert!(
            matches!(&refused, LogError::Corrupt(why) if why.contains("acknowledged")),
            "{refused}"
        );
        for call in [
            log.append(large(4)).await.map(drop),
            log.read(0, 1).await.map(drop),
        ] {
            assert!(matches!(call, Err(LogError::Broken(_))), "{call:?}");
        }
        log.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_setting_that_does_not_take_is_refused() {
    // In memory there is no WAL, and SQLite says so only to who asks.
    let refused = connect::writer(Path::new(":memory:")).await.unwrap_err();
    let (wanted, found) = ("wal".to_owned(), "memory".to_owned());
    assert_eq!(
        refused,
        LogError::Setting {
            pragma: "journal_mode",
            wanted,
            found
        }
    );
}

async fn open(directory: &Path) -> SqliteLog {
    let clock = Arc::new(|| Timestamp::from_millis(1_795_424_400_000));
    SqliteLog::open(directory.join("log.db"), clock)
        .await
        .unwrap()
}

async fn run(log: &SqliteLog, sql: &'static str) {
    log.ask(|answer| Command::Run(sql, answer)).await.unwrap();
}

/// An entry that needs pages of its own.
fn large(n: u8) -> NewEntry {
    let id = Jti::make(Timestamp::from_millis(0), [n; 10]);
    NewEntry {
        id,
        statements: vec![format!("{n}").repeat(5000)],
        esc: None,
        queue: None,
    }
}

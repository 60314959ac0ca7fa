//! What the databases promise when something is wrong with them.

use fermata_protocol::{Esc, Jti, Kid, Sha, Timestamp, payload::Verb};
use sqlx::Connection;

use super::{ChainLink, OutboxRow, Store, StoreError};
use crate::Home;

fn now() -> Timestamp {
    "2026-11-22T09:30:00.000Z".parse().unwrap()
}

fn row(n: u8, size: usize) -> OutboxRow {
    let jti = Jti::make(now(), [n; 10]);
    OutboxRow {
        jti,
        esc: Esc::of(jti).unwrap(),
        verb: Verb::Approve,
        compact: "x".repeat(size),
        signed_at: now(),
        seq: None,
        refused: None,
        kept: true,
    }
}

async fn keep(store: &Store, row: OutboxRow) -> Result<Option<ChainLink>, StoreError> {
    let kid = Kid::new([1; 32]);
    let sha = Sha::of(&row.compact);
    store.sign::<StoreError>(kid, |_| Ok((row, sha))).await?;
    store.chain_link(kid).await
}

async fn opened() -> (tempfile::TempDir, Home, Store) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    home.create().unwrap();
    let store = Store::open(&home).await.unwrap();
    (dir, home, store)
}

/// Lets no connection of the store's pool grow its file beyond what it has.
async fn fill(store: &Store, pages: &str) {
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(store.desk.acquire().await.unwrap());
    }
    for connection in &mut held {
        let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::query(pragma)
            .execute(&mut **connection)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_half_signed_and_with_room_again_signing_goes_on() {
    let (_dir, _home, store) = opened().await;
    let link = keep(&store, row(1, 100)).await.unwrap().unwrap();
    fill(&store, "1").await;
    let error = keep(&store, row(2, 60_000)).await.unwrap_err();
    assert!(matches!(error, StoreError::Full), "{error}");
    assert!(error.to_string().contains("make room"));
    assert_eq!(store.waiting().await.unwrap().len(), 1, "the first is kept");
    assert_eq!(
        store.chain_link(Kid::new([1; 32])).await.unwrap(),
        Some(link),
        "the chain did not move"
    );
    fill(&store, "1000000").await;
    let next = keep(&store, row(2, 60_000)).await.unwrap().unwrap();
    assert_eq!((link.seq, next.seq), (1, 2));
}

#[tokio::test]
async fn after_an_io_error_nothing_is_signed_until_the_desk_starts_again() {
    let (_dir, home, store) = opened().await;
    let beside = Store::open(&home).await.unwrap();
    let link = keep(&store, row(1, 100)).await.unwrap().unwrap();
    // What is committed is still in the write-ahead log. A writer that finds it cut off gets an I/O error.
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(store.desk.acquire().await.unwrap());
    }
    for connection in held {
        connection.close().await.unwrap();
    }
    let wal = home.desk_db().with_extension("db-wal");
    let written = std::fs::read(&wal).unwrap();
    std::fs::write(&wal, b"").unwrap();
    let refused = keep(&store, row(2, 100)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Failed(_)), "{refused}");

    std::fs::write(&wal, written).unwrap();
    let refused = keep(&store, row(2, 100)).await.unwrap_err();
    assert!(
        refused.to_string().contains("start Fermata again"),
        "{refused}"
    );
    store.close().await;
    beside.close().await;
    let again = Store::open(&home).await.unwrap();
    let next = keep(&again, row(2, 100)).await.unwrap().unwrap();
    assert_eq!((link.seq, next.seq), (1, 2));
}

#[tokio::test]
async fn a_failed_signature_leaves_no_row_and_no_link() {
    let (_dir, _home, store) = opened().await;
    let kid = Kid::new([1; 32]);
    let failed = store
        .sign::<StoreError>(kid, |_| Err(StoreError::Full))
        .await;
    assert!(failed.is_err());
    assert_eq!(
        (
            store.waiting().await.unwrap().len(),
            store.chain_link(kid).await.unwrap()
        ),
        (0, None)
    );
}

/// As a kill or a failing disk would, between the two writes of a signature.
async fn stop_half_way(store: &Store, stop: bool) {
    let sql = if stop {
        "CREATE TRIGGER stop BEFORE UPDATE OF kept ON outbox WHEN NEW.kept = 1 BEGIN SELECT RAISE(ABORT, 'stopped'); END"
    } else {
        "DROP TRIGGER stop"
    };
    sqlx::query(sql).execute(&store.desk).await.unwrap();
}

#[tokio::test]
async fn a_decision_that_stopped_half_way_is_never_sent_and_the_next_one_takes_its_place() {
    let (_dir, home, store) = opened().await;
    let kid = Kid::new([1; 32]);
    let first = keep(&store, row(1, 100)).await.unwrap().unwrap();
    stop_half_way(&store, true).await;
    keep(&store, row(2, 100)).await.unwrap_err();
    stop_half_way(&store, false).await;
    store.close().await;

    let again = Store::open(&home).await.unwrap();
    let esc = row(2, 100).esc;
    assert_eq!(again.between().await.unwrap(), [esc]);
    assert!(!again.own_decision(esc).await.unwrap().unwrap().kept);
    assert_eq!(again.waiting().await.unwrap(), [row(1, 100)]);
    assert_eq!(again.tallies().await.unwrap().outbox, 1);
    let mut before = None;
    let third = row(3, 100);
    let sha = Sha::of(&third.compact);
    again
        .sign::<StoreError>(kid, |link| {
            before = link;
            Ok((third, sha))
        })
        .await
        .unwrap();
    assert_eq!(before, Some(first), "it follows what was signed before");
    assert_eq!(again.between().await.unwrap(), []);
    assert_eq!(again.waiting().await.unwrap(), [row(1, 100), row(3, 100)]);
}

#[tokio::test]
async fn a_decision_that_stopped_half_way_and_is_in_the_log_was_signed() {
    let (_dir, _home, store) = opened().await;
    let kid = Kid::new([1; 32]);
    keep(&store, row(1, 100)).await.unwrap();
    stop_half_way(&store, true).await;
    keep(&store, row(2, 100)).await.unwrap_err();
    stop_half_way(&store, false).await;
    assert!(
        !store.knows_chain(kid).await.unwrap(),
        "the log is asked before the chain goes on"
    );
    store.recorded(row(2, 100).jti, 7, None).await.unwrap();
    let second = store.own_decision(row(2, 100).esc).await.unwrap().unwrap();
    assert_eq!((second.kept, second.seq), (true, Some(7)));
    assert!(store.knows_chain(kid).await.unwrap());
}

#[tokio::test]
async fn another_process_that_hangs_while_it_signs_is_not_waited_for() {
    let (_dir, home, store) = opened().await;
    let held = home.lock("sign.lock").unwrap();
    let moment = std::time::Duration::from_millis(1);
    let busy = store.alone(moment).await.unwrap_err();
    assert!(matches!(busy, StoreError::Busy), "{busy}");
    drop(held);
    keep(&store, row(1, 100)).await.unwrap();
}

#[tokio::test]
async fn two_processes_that_sign_with_one_key_get_one_chain() {
    let (_dir, home, store) = opened().await;
    let other = Store::open(&home).await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..20_u8 {
        let store = if n % 2 == 0 {
            store.clone()
        } else {
            other.clone()
        };
        tasks.push(tokio::spawn(async move {
            keep(&store, row(n, 200)).await.unwrap()
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(
        store
            .chain_link(Kid::new([1; 32]))
            .await
            .unwrap()
            .unwrap()
            .seq,
        20
    );
    assert_eq!(other.waiting().await.unwrap().len(), 20);
}

#[tokio::test]
async fn a_link_learned_from_the_log_moves_the_chain_forward_only() {
    let (_dir, _home, store) = opened().await;
    let kid = Kid::new([1; 32]);
    let link = |seq| ChainLink {
        seq,
        sha: Sha::of(format!("{seq}")),
    };
    store.learn_link(kid, link(5)).await.unwrap();
    store.learn_link(kid, link(3)).await.unwrap();
    assert_eq!(store.chain_link(kid).await.unwrap(), Some(link(5)));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_a_lost_projection_is_made_anew() {
    let (_dir, home, store) = opened().await;
    keep(&store, row(1, 100)).await.unwrap();
    store.close().await;
    std::fs::write(
        home.projection_db(),
        b"this is no database at all, it is a text of some length",
    )
    .unwrap();
    let store = Store::open(&home).await.unwrap();
    assert_eq!(store.cursor().await.unwrap(), 0);
    assert_eq!(store.waiting().await.unwrap().len(), 1);
    store.close().await;
    let url = format!("sqlite:{}", home.desk_db().display());
    let mut direct = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (99990101000000, 'from the future', 1, x'00', 0)",
    )
    .execute(&mut direct)
    .await
    .unwrap();
    direct.close().await.unwrap();
    assert!(matches!(
        Store::open(&home).await,
        Err(StoreError::Newer { .. })
    ));
}

#[tokio::test]
async fn what_is_not_the_desks_database_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    home.create().unwrap();
    let text = b"not a database, but somebody may need it: nobody overwrites it".to_vec();
    std::fs::write(home.desk_db(), &text).unwrap();
    assert!(matches!(
        Store::open(&home).await,
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(std::fs::read(home.desk_db()).unwrap(), text);
}

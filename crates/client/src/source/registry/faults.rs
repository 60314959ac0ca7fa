//! What the registry does when storage fails under it, and beside another process. In the crate, because the tests reach for its connection.

use fermata_protocol::{Code, Esc, Timestamp, payload::OutcomeStatus, payload::Status};
use tempfile::TempDir;

use super::{Kind, Registry, RegistryError, Report, State, Taken, proposals::Row};
use crate::source::{SourceError, stored::Stored};

fn esc() -> Esc {
    Esc::make(Timestamp::from_millis(1), [1; 10])
}

fn answer() -> Stored {
    Stored::Closed {
        status: Status::Rejected,
        people: Vec::new(),
        reason: None,
        answer: Some("x".repeat(60_000)),
    }
}

fn report(size: usize) -> Report {
    Report {
        key: format!("report-{size}"),
        kind: Kind::Outcome,
        body: vec![b'x'; size],
    }
}

async fn open(home: &TempDir) -> Registry {
    Registry::open(&home.path().join("registry")).await.unwrap()
}

/// A registry with one pending row.
async fn pending(home: &TempDir) -> Registry {
    let registry = open(home).await;
    registry.begin("k", b"{}", b"{}").await.unwrap();
    let taken = Taken {
        esc: esc(),
        proposal: "a.b.c".to_owned(),
        expires_at: Timestamp::from_millis(9),
    };
    registry.proposed("k", &taken).await.unwrap();
    registry
}

/// How many pages the database may have: 1 is as good as no more than it has.
async fn room(registry: &Registry, pages: u32) {
    let pragma = format!("PRAGMA max_page_count = {pages}");
    let set = sqlx::query(sqlx::AssertSqlSafe(pragma));
    set.execute(&registry.db).await.unwrap();
}

async fn row(registry: &Registry) -> Row {
    registry.by_esc(esc()).await.unwrap().unwrap()
}

async fn take(registry: &Registry) -> Result<(), SourceError> {
    let (answer, accepted) = (answer(), report(9));
    registry.decide(esc(), &answer, &accepted, || Ok(())).await
}

async fn finish(registry: &Registry) -> Result<(), SourceError> {
    let executed = report(60_000);
    let done = registry.finish(esc(), OutcomeStatus::Executed, &executed);
    done.await
}

fn is_full(done: Result<(), SourceError>) -> bool {
    matches!(done, Err(SourceError::Registry(RegistryError::Full)))
}

#[tokio::test]
async fn on_a_full_disk_every_step_happens_whole_or_not_at_all_and_with_room_again_it_happens() {
    let home = tempfile::tempdir().unwrap();
    let registry = pending(&home).await;
    let large = vec![b'x'; 60_000];
    for _ in 0..2 {
        room(&registry, 1).await;
        let begun = registry.begin("large", &large, &large).await;
        assert!(matches!(begun, Err(RegistryError::Full)));
        assert!(
            registry.by_key("large").await.unwrap().is_none(),
            "nothing was sent"
        );
        // A connection whose write failed is replaced by one that knows no such limit.
        room(&registry, 1).await;
        assert!(is_full(take(&registry).await));
        room(&registry, 1).await;
        let why = report(60_000);
        let refusing = registry.refuse(esc(), Code::Expired, &why);
        assert!(is_full(refusing.await));
        assert_eq!(row(&registry).await.state, State::Pending);
        assert_eq!(registry.reports().await.unwrap(), []);
    }
    room(&registry, 1_000_000).await;
    registry.begin("large", &large, &large).await.unwrap();
    take(&registry).await.unwrap();

    room(&registry, 1).await;
    let ended = finish(&registry).await;
    assert!(is_full(ended));
    assert_eq!(
        row(&registry).await.outcome,
        None,
        "it is left to the rule for a start"
    );
    room(&registry, 1_000_000).await;
    finish(&registry).await.unwrap();
    assert_eq!(row(&registry).await.outcome, Some(OutcomeStatus::Executed));
    assert_eq!(
        registry.reports().await.unwrap(),
        [report(9), report(60_000)]
    );
    let text = RegistryError::Full.to_string();
    assert!(text.contains("make room and try again"), "{text}");
}

#[tokio::test]
async fn after_an_io_error_nothing_is_taken_until_it_is_opened_again() {
    let home = tempfile::tempdir().unwrap();
    let beside = open(&home).await;
    let registry = pending(&home).await;
    // What is committed is still in the write-ahead log. A reader that finds it cut off gets an I/O error.
    let connection = registry.db.acquire().await.unwrap();
    connection.close().await.unwrap();
    let path = home.path().join("registry-wal");
    let written = std::fs::read(&path).unwrap();
    std::fs::write(&path, b"").unwrap();
    let refused = take(&registry).await.unwrap_err();
    let broken = matches!(refused, SourceError::Registry(RegistryError::Broken(_)));
    assert!(broken, "{refused}");

    std::fs::write(&path, written).unwrap();
    let refused = take(&registry).await.unwrap_err().to_string();
    assert!(refused.contains("start this process again"), "{refused}");
    assert!(registry.by_esc(esc()).await.is_err());
    registry.close().await;
    beside.close().await;
    take(&open(&home).await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_ask_at_once_neither_is_told_that_it_is_alone() {
    let home = tempfile::tempdir().unwrap();
    let (first, second) = (open(&home).await, open(&home).await);
    let asks = |registry: Registry| {
        tokio::spawn(async move {
            for _ in 0..10_000 {
                assert!(!registry.is_alone().await.unwrap());
            }
            registry
        })
    };
    let (first, second) = (asks(first), asks(second));
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    drop(first);
    assert!(second.is_alone().await.unwrap());
}

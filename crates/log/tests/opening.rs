//! Who may open a log, and what opening refuses.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::path::{Path, PathBuf};

use fermata_log::{EventLog, LogError, SqliteLog};
use fermata_testkit::{clock::HandClock, entries};
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use tempfile::TempDir;

#[tokio::test]
async fn a_second_owner_is_told_who_and_where() {
    let (_directory, path) = place();
    let first = open(&path).await.unwrap();
    let pid = std::process::id();
    let taken = |by: String| LogError::Taken {
        path: path.canonicalize().unwrap().display().to_string(),
        by,
    };
    assert_eq!(
        open(&path).await.err(),
        Some(taken(format!("process {pid}")))
    );

    first.serving_at("http://127.0.0.1:7411").unwrap();
    let by = format!("process {pid} at http://127.0.0.1:7411");
    assert_eq!(open(&path).await.err(), Some(taken(by)));
    first.serving_at("http://[::1]:1").unwrap();
    assert_eq!(
        open(&path).await.err(),
        Some(taken(format!("process {pid} at http://[::1]:1")))
    );

    first.append(entries::standing(1)).await.unwrap();
    first.close().await.unwrap();
    let second = open(&path).await.unwrap();
    assert_eq!(second.head(), 1, "who closes lets the next one in");
    let too_late = first.serving_at("http://127.0.0.1:7411");
    assert_eq!(
        too_late,
        Err(LogError::Closed),
        "and does not write over its name"
    );
    second.close().await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn another_name_for_the_file_is_no_way_around_the_lock_and_no_one_else_may_read_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (directory, path) = place();
    let first = open(&path).await.unwrap();
    first.append(entries::standing(1)).await.unwrap();
    let link = directory.path().join("link.db");
    symlink(&path, &link).unwrap();
    assert!(matches!(open(&link).await, Err(LogError::Taken { .. })));
    for name in ["log.db", "log.db-wal", "log.db.lock"] {
        let mode = directory
            .path()
            .join(name)
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    first.close().await.unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_with_what_to_do() {
    let (_directory, path) = place();
    open(&path).await.unwrap().close().await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (99991231000000, 'from the future', 1, x'00', 0)";
    run(&path, newer).await;
    let refused = open(&path).await.err().unwrap();
    assert!(
        matches!(
            refused,
            LogError::NewerDatabase {
                version: 99_991_231_000_000,
                ..
            }
        ),
        "{refused}"
    );
    assert!(refused.to_string().contains("update Fermata"), "{refused}");
}

#[tokio::test]
async fn a_database_that_was_never_finished_is_finished() {
    let (_directory, path) = place();
    std::fs::write(&path, b"").unwrap();
    open(&path).await.unwrap().close().await.unwrap();
    let unfinished = "DROP TABLE entries; DELETE FROM _sqlx_migrations; PRAGMA application_id = 0";
    run(&path, unfinished).await;
    let log = open(&path).await.unwrap();
    log.append(entries::standing(1)).await.unwrap();
    log.close().await.unwrap();
}

#[tokio::test]
async fn what_is_no_log_is_refused_and_left_as_it_is() {
    let (_directory, path) = place();
    let rubbish = b"this was never a database ".repeat(1000);
    std::fs::write(&path, &rubbish).unwrap();
    assert!(matches!(open(&path).await, Err(LogError::Corrupt(_))));
    assert_eq!(std::fs::read(&path).unwrap(), rubbish);

    let (_directory, path) = place();
    std::fs::write(&path, b"").unwrap();
    run(&path, "CREATE TABLE bookmarks (url TEXT)").await;
    let refused = open(&path).await.err().unwrap();
    assert_eq!(
        refused,
        LogError::Corrupt("it is another program's database".to_owned())
    );

    let missing = path.parent().unwrap().join("no such folder").join("log.db");
    let refused = open(&missing).await.err().unwrap();
    assert!(refused.to_string().contains("no such folder"), "{refused}");
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_never_another_entry() {
    let (_directory, path) = place();
    let log = open(&path).await.unwrap();
    for n in 1..=200 {
        log.append(entries::standing(n)).await.unwrap();
    }
    let stored = log.read(0, 1000).await.unwrap();
    log.close().await.unwrap();
    drop(log);

    let whole = std::fs::read(&path).unwrap();
    for keep in [whole.len() / 2, whole.len() - 4096, 4096, 100] {
        std::fs::write(&path, &whole[..keep]).unwrap();
        let refused = match open(&path).await {
            Err(refused) => refused,
            Ok(log) => {
                let read = log.read(0, 1000).await;
                log.close().await.ok();
                if read.as_ref() == Ok(&stored) {
                    continue;
                } else {
                    read.unwrap_err()
                }
            }
        };
        assert!(
            matches!(refused, LogError::Corrupt(_)),
            "cut to {keep} bytes: {refused}"
        );
    }
}

#[tokio::test]
async fn a_database_held_by_another_program_is_busy_until_it_lets_go() {
    let (_directory, path) = place();
    let log = open(&path).await.unwrap();
    let mut other = connect(&path).await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let busy = log.append(entries::standing(1)).await.unwrap_err();
    assert!(matches!(busy, LogError::Busy(_)), "{busy}");
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(
        log.append(entries::standing(1)).await.unwrap().entry().seq,
        1
    );
    log.close().await.unwrap();
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_an_entry() {
    let (_directory, path) = place();
    let log = open(&path).await.unwrap();
    log.append(entries::standing(1)).await.unwrap();
    let mut other = connect(&path).await;
    for change in ["UPDATE entries SET at = 0", "DELETE FROM entries"] {
        let refused = other.execute(change).await.unwrap_err();
        assert!(
            refused.to_string().contains("the log is append-only"),
            "{refused}"
        );
    }
    log.close().await.unwrap();
}

fn place() -> (TempDir, PathBuf) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("log.db");
    (directory, path)
}

async fn open(path: &Path) -> Result<SqliteLog, LogError> {
    SqliteLog::open(path, HandClock::default().for_log()).await
}

async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite:{}", path.display()))
        .await
        .unwrap()
}

async fn run(path: &Path, sql: &'static str) {
    let mut db = connect(path).await;
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
}

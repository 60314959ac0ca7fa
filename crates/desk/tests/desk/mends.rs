//! What goes wrong under a running desk, is said, and is over without a new start.

use std::path::Path;

use fermata_desk::{
    Wake,
    ipc::{DeltaView, LinkView, ListName, ProgressStep, StatusView, UiError, UiErrorCode},
};
use fermata_protocol::{Esc, payload::Risk};
use sqlx::{Connection, SqlitePool};

use crate::{
    approve, decisions,
    office::{Office, Output, Seat},
    reject, waiting,
};

/// Every write of this kind to a database fails from now on, until it is mended.
struct Broken(SqlitePool);

impl Broken {
    async fn new(database: &Path, write: &'static str) -> Self {
        let url = format!("sqlite:{}", database.display());
        let beside = SqlitePool::connect(&url).await.unwrap();
        let trigger = format!(
            "CREATE TRIGGER broken BEFORE {write} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        );
        sqlx::query(sqlx::AssertSqlSafe(trigger))
            .execute(&beside)
            .await
            .unwrap();
        Self(beside)
    }

    async fn mend(self) {
        sqlx::query("DROP TRIGGER broken")
            .execute(&self.0)
            .await
            .unwrap();
        self.0.close().await;
    }
}

/// The next trouble that the status bar shows, or that there is none any more.
async fn trouble(seat: &mut Seat, some: bool) -> Option<UiError> {
    seat.next(|output| match output {
        Output::Delta(DeltaView::Status { status }) if status.trouble.is_some() == some => {
            Some(status.trouble.clone())
        }
        _ => None,
    })
    .await
}

async fn gone(seat: &mut Seat, esc: Esc) {
    seat.next(|output| match output {
        Output::Delta(DeltaView::Remove { esc: gone }) if *gone == esc.to_string() => Some(()),
        _ => None,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_kept_is_read_again_and_said_until_then() {
    let office = Office::open().await;
    let mut seat = office.sit().await;
    trouble(&mut seat, false).await;
    let broken = Broken::new(&office.home.projection_db(), "INSERT ON entry").await;
    // The contract is among what can not be kept: without it the item can not be shown.
    let contract = office.contract(Risk::Low).await;
    let esc = office.propose(contract, 412, "one").await;
    let said = trouble(&mut seat, true).await.unwrap();
    assert_eq!(said.code, UiErrorCode::Disk);
    seat.desk.wake(Wake::Link(LinkView::Live, None)).await;
    let status = seat.desk.hydrate().await.unwrap().status;
    assert_eq!(status.trouble, Some(said), "a connection mends no disk");
    broken.mend().await;
    seat.row(esc, ListName::Inbox).await;
    assert_eq!(seat.desk.hydrate().await.unwrap().status.trouble, None);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_could_not_be_written_comes_once_it_can() {
    let (office, mut seat, _) = waiting(Risk::Low).await;
    let contract = office.contract(Risk::Low).await;
    let broken = Broken::new(&office.home.projection_db(), "INSERT ON item").await;
    let esc = office.propose(contract, 10, "two").await;
    trouble(&mut seat, true).await;
    broken.mend().await;
    seat.row(esc, ListName::Inbox).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_the_log_does_not_take_is_said_to_wait_and_is_recorded_later() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    // Somebody else writes to the log's file and does not end.
    let url = format!("sqlite:{}", office.home.log_db().display());
    let mut beside = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut beside)
        .await
        .unwrap();
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    let signed = seat.desk.sign_now(esc).await.unwrap();
    assert_eq!(signed.step, ProgressStep::Signed);
    let said = trouble(&mut seat, true).await.unwrap();
    assert!(
        said.message.en.contains("signed and kept on this machine"),
        "{said:?}"
    );
    sqlx::query("ROLLBACK").execute(&mut beside).await.unwrap();
    // The delivery that is under way may still fail; the next one comes when its time has come.
    let moment = std::time::Duration::from_millis(50);
    while tokio::time::timeout(moment, trouble(&mut seat, false))
        .await
        .is_err()
    {
        office.clock.step(1_000);
        seat.alarm().await;
    }
    assert_eq!(decisions(&office, esc).await.len(), 1);
    seat.stand_up().await;
}

/// One entry of the log can not be read any more.
async fn spoil(office: &Office, seq: i64) {
    let url = format!("sqlite:{}", office.home.log_db().display());
    let mut beside = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let update = sqlx::AssertSqlSafe(format!(
        "DROP TRIGGER entries_are_not_changed; UPDATE entries SET id = 'spoiled' WHERE seq = {seq}"
    ));
    sqlx::raw_sql(update).execute(&mut beside).await.unwrap();
    beside.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_with_an_entry_that_can_not_be_read_does_not_open_and_names_it() {
    let (mut office, seat, _) = waiting(Risk::Low).await;
    seat.stand_up().await;
    office.stop_gateway().await;
    spoil(&office, 3).await;
    let error = office.embed().start().await.map(drop).unwrap_err();
    let words = error.to_string();
    assert!(
        words.contains("entry 3") && words.contains("restore it from a backup"),
        "{words}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_reads_into_a_spoiled_entry_says_so() {
    let (office, seat, _) = waiting(Risk::Low).await;
    seat.stand_up().await;
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", office.home.projection_db().display()));
    }
    spoil(&office, 3).await;
    let mut again = office.sit().await;
    let said = trouble(&mut again, true).await.unwrap();
    assert!(said.message.en.contains("entry 3"), "{said:?}");
    again.stand_up().await;
}

/// The log as it is now, to be restored later.
pub(crate) struct Backup(tempfile::TempDir);

impl Backup {
    pub(crate) async fn of(office: &mut Office) -> Self {
        let dir = tempfile::tempdir().unwrap();
        office.stop_gateway().await;
        std::fs::copy(office.home.log_db(), dir.path().join("log.db")).unwrap();
        office.start_gateway().await;
        Self(dir)
    }

    pub(crate) async fn restore(self, office: &mut Office) {
        office.stop_gateway().await;
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", office.home.log_db().display()));
        }
        std::fs::copy(self.0.path().join("log.db"), office.home.log_db()).unwrap();
        office.start_gateway().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_restored_under_a_running_desk_is_read_anew_and_its_decisions_are_sent_again() {
    let (mut office, mut seat, one) = waiting(Risk::Low).await;
    let backup = Backup::of(&mut office).await;
    let seen = seat.seen(one).await;
    seat.desk.decide(one, approve(), seen).await.unwrap();
    seat.desk.sign_now(one).await.unwrap();
    seat.step(one, ProgressStep::Recorded).await;
    let contract = office.contract(Risk::Low).await;
    let two = office.propose(contract, 10, "two").await;
    seat.row(two, ListName::Inbox).await;

    backup.restore(&mut office).await;
    gone(&mut seat, two).await;
    seat.step(one, ProgressStep::Recorded).await;
    assert_eq!(decisions(&office, one).await.len(), 1);
    let missing = seat.desk.detail(two).await.unwrap_err();
    assert_eq!(missing.code, UiErrorCode::NotFound);
    // What came from the new log is shown: nothing of the old one stands in its place.
    let contract = office.contract(Risk::Low).await;
    let three = office.propose(contract, 11, "three").await;
    seat.row(three, ListName::Inbox).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_log_is_noticed_even_when_it_has_grown_longer_than_what_was_read() {
    let (mut office, mut seat, one) = waiting(Risk::Low).await;
    let backup = Backup::of(&mut office).await;
    let contract = office.contract(Risk::Low).await;
    let lost = office.propose(contract, 10, "lost").await;
    seat.row(lost, ListName::Inbox).await;
    let seen = seat.seen(lost).await;
    seat.desk
        .decide(lost, reject("duplicate", None), seen)
        .await
        .unwrap();
    seat.desk.sign_now(lost).await.unwrap();
    seat.stands(lost, StatusView::Rejected).await;
    seat.stand_up().await;

    backup.restore(&mut office).await;
    let contract = office.contract(Risk::Low).await;
    let mut last = one;
    for n in 0..5 {
        last = office.propose(contract, 20 + n, &format!("new-{n}")).await;
    }
    let mut again = office.sit().await;
    gone(&mut again, lost).await;
    again.row(last, ListName::Inbox).await;
    let counts = again.desk.hydrate().await.unwrap().counts;
    assert_eq!(counts.inbox, 6, "the old one and the five new ones");
    again.stand_up().await;
}

//! The desk against a real gateway: what a person sees, what gets signed, what survives.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test a panic is the report"
)]

mod alarms;
mod asked;
mod away;
mod blind;
mod devices;
mod diagnostics;
mod documents;
mod evidence;
mod lead;
mod mends;
mod notices;
mod office;
mod revoking;
mod search;
mod secrets;
mod snooze;
mod stopping;
mod team;
mod together;
mod trace;

use fermata_desk::ipc::{DecisionForm, ListName, ProgressStep, SeenForm, StatusView, UiErrorCode};
use fermata_protocol::{
    Esc, Signed,
    payload::{Decision, Risk, Verb},
};
use office::{Office, Output, Seat};

fn approve() -> DecisionForm {
    DecisionForm::Approve { typed: None }
}

fn reject(reason: &str, message: Option<&str>) -> DecisionForm {
    DecisionForm::Reject {
        reason: reason.to_owned(),
        message: message.map(str::to_owned),
    }
}

async fn waiting(risk: Risk) -> (Office, Seat, Esc) {
    let office = Office::open().await;
    let contract = office.contract(risk).await;
    let mut seat = office.sit().await;
    let esc = office.propose(contract, 412, "one").await;
    seat.row(esc, ListName::Inbox).await;
    (office, seat, esc)
}

/// Every decision on this escalation that the log holds.
async fn decisions(office: &Office, esc: Esc) -> Vec<String> {
    let entries = office.client().escalation(esc).await.unwrap().entries;
    let first = |entry: fermata_protocol::Entry| entry.statements.into_iter().next().unwrap();
    entries
        .into_iter()
        .map(first)
        .filter(|text| Signed::<Decision>::parse(text).is_ok())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_escalation_is_shown_whole_and_told_of_once() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let esc = office.propose(contract, 412, "one").await;
    let alert = seat.alert(&office).await;
    assert_eq!(
        (alert.title.as_str(), alert.esc),
        ("Pay 412.00 USD to acc-4417", Some(esc))
    );
    let detail = seat.desk.detail(esc).await.unwrap();
    let values: Vec<(String, String)> = detail
        .fields
        .iter()
        .map(|f| {
            (
                f.label.clone(),
                f.value.iter().map(|run| run.text.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(
        values,
        [
            ("Amount".into(), "412.00 USD".into()),
            ("To".into(), "acc-4417".into())
        ]
    );
    assert_eq!(
        (detail.why.confidence, detail.why.agreeing, detail.why.of),
        (Some(62), Some(5), Some(8))
    );
    let roles: Vec<&str> = detail.messages.iter().map(|m| m.role.as_str()).collect();
    assert_eq!(roles, ["user", "proposed"]);
    assert!(detail.vouched);
    seat.stand_up().await;

    let mut again = office.sit().await;
    let other = office.propose(contract, 50, "two").await;
    assert_eq!(
        again.alert(&office).await.esc,
        Some(other),
        "the first is not told of again"
    );
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_signed_when_the_bar_ends_and_not_before() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    let progress = seat.desk.decide(esc, approve(), seen).await.unwrap();
    assert_eq!(progress.step, ProgressStep::Holding);
    office.clock.step(4_999);
    seat.alarm().await;
    assert_eq!(
        seat.desk
            .detail(esc)
            .await
            .unwrap()
            .row
            .progress
            .unwrap()
            .step,
        ProgressStep::Holding
    );
    assert!(decisions(&office, esc).await.is_empty());
    office.clock.step(1);
    seat.alarm().await;
    seat.step(esc, ProgressStep::Recorded).await;
    let in_log = decisions(&office, esc).await;
    assert_eq!(in_log.len(), 1);
    seat.stands(esc, StatusView::Approved).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bar_that_a_crash_ended_is_not_shown_as_running() {
    let (office, seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    let rows = seat
        .desk
        .rows(ListName::Inbox, None, None, false)
        .await
        .unwrap();
    let step = |rows: &fermata_desk::ipc::RowsView| rows.rows[0].progress.as_ref().map(|p| p.step);
    assert_eq!(step(&rows), Some(ProgressStep::Holding));
    seat.stand_up().await;

    let again = office.sit().await;
    let rows = again
        .desk
        .rows(ListName::Inbox, None, None, false)
        .await
        .unwrap();
    assert_eq!(step(&rows), None, "nothing was signed");
    let undone = again.desk.undo(esc).await.unwrap_err();
    assert!(undone.message.en.contains("Nothing waits"), "{undone:?}");
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_could_not_be_shown_is_not_signed_later_and_a_signed_one_never_failed() {
    let (office, seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    let projection = format!("sqlite:{}", office.home.projection_db().display());
    let beside = sqlx::SqlitePool::connect(&projection).await.unwrap();
    let broken =
        "CREATE TRIGGER broken BEFORE UPDATE ON item BEGIN SELECT RAISE(ABORT, 'broken'); END";
    sqlx::query(broken).execute(&beside).await.unwrap();
    let refused = seat.desk.decide(esc, approve(), seen.clone()).await;
    assert_eq!(refused.unwrap_err().code, UiErrorCode::Disk);
    office.clock.step(6_000);
    seat.alarm().await;
    assert!(decisions(&office, esc).await.is_empty());

    sqlx::query("DROP TRIGGER broken")
        .execute(&beside)
        .await
        .unwrap();
    let held = seat.desk.decide(esc, approve(), seen).await.unwrap();
    assert_eq!(held.step, ProgressStep::Holding);
    sqlx::query(broken).execute(&beside).await.unwrap();
    let signed = seat.desk.sign_now(esc).await.unwrap();
    let kept = matches!(signed.step, ProgressStep::Signed | ProgressStep::Recorded);
    assert!(kept, "{signed:?}");
    sqlx::query("DROP TRIGGER broken")
        .execute(&beside)
        .await
        .unwrap();
    while decisions(&office, esc).await.len() != 1 {
        tokio::task::yield_now().await;
    }
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_signs_nothing_and_a_second_decision_replaces_the_first_in_the_bar() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    seat.desk
        .decide(esc, approve(), seen.clone())
        .await
        .unwrap();
    seat.desk.undo(esc).await.unwrap();
    office.clock.step(10_000);
    seat.alarm().await;
    assert!(seat.desk.detail(esc).await.unwrap().row.progress.is_none());
    assert_eq!(
        seat.desk.undo(esc).await.unwrap_err().code,
        UiErrorCode::AlreadyDecided
    );
    seat.desk
        .decide(esc, approve(), seen.clone())
        .await
        .unwrap();
    seat.desk
        .decide(esc, reject("duplicate", Some("  Twice.  ")), seen)
        .await
        .unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.step(esc, ProgressStep::Recorded).await;
    seat.stands(esc, StatusView::Rejected).await;
    assert_eq!(decisions(&office, esc).await.len(), 1);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn high_risk_is_signed_by_the_held_key_and_critical_by_what_is_typed() {
    let (_office, mut seat, esc) = waiting(Risk::High).await;
    let seen = seat.seen(esc).await;
    let progress = seat.desk.decide(esc, approve(), seen).await.unwrap();
    assert_ne!(progress.step, ProgressStep::Holding);
    seat.step(esc, ProgressStep::Recorded).await;
    seat.stand_up().await;

    let (_office, mut seat, esc) = waiting(Risk::Critical).await;
    let seen = seat.seen(esc).await;
    for typed in [None, Some("4416".to_owned())] {
        let error = seat
            .desk
            .decide(esc, DecisionForm::Approve { typed }, seen.clone())
            .await
            .unwrap_err();
        assert_eq!(error.code, UiErrorCode::ConfirmMismatch);
    }
    let arguments = r#"{"amount":1,"to":"acc-4417"}"#.to_owned();
    let edit = DecisionForm::Edit {
        arguments,
        typed: None,
    };
    let error = seat.desk.decide(esc, edit, seen.clone()).await.unwrap_err();
    assert_eq!(
        error.code,
        UiErrorCode::ConfirmMismatch,
        "an edit asks no less"
    );
    let typed = Some("4417".to_owned());
    seat.desk
        .decide(esc, DecisionForm::Approve { typed }, seen)
        .await
        .unwrap();
    seat.step(esc, ProgressStep::Recorded).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_checked_before_it_is_signed_and_runs_as_edited() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    let edit = |text: &str| DecisionForm::Edit {
        arguments: text.to_owned(),
        typed: None,
    };
    for bad in [
        r#"{"amount":501,"to":"acc-4417"}"#,
        r#"{"amount":1}"#,
        r#"{"amount":1,"amount":2,"to":"x"}"#,
        "[]",
        "{",
    ] {
        let error = seat
            .desk
            .decide(esc, edit(bad), seen.clone())
            .await
            .unwrap_err();
        assert_eq!(error.code, UiErrorCode::BadArguments, "{bad}");
    }
    let preview = seat
        .desk
        .preview(esc, r#"{"amount":501,"to":"acc-4417"}"#.to_owned())
        .await
        .unwrap();
    assert_eq!(preview.errors[0].pointer, "/amount");
    let good = r#"{"amount":400,"to":"acc-4417"}"#;
    let preview = seat.desk.preview(esc, good.to_owned()).await.unwrap();
    assert_eq!(
        (preview.errors.len(), preview.changed),
        (0, vec!["/amount".to_owned()])
    );
    let moved = preview.changes.iter().filter(|change| !change.same);
    assert_eq!(moved.count(), 1);
    seat.desk.decide(esc, edit(good), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.step(esc, ProgressStep::Recorded).await;
    seat.stands(esc, StatusView::Edited).await;
    let detail = seat.desk.detail(esc).await.unwrap();
    assert!(
        detail.arguments.contains("400"),
        "the live candidate is the edit"
    );
    assert_eq!(decisions(&office, esc).await.len(), 1);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_on_screen_or_is_decided_already_is_not_signed() {
    let (_office, mut seat, esc) = waiting(Risk::Low).await;
    let error = seat
        .desk
        .decide(esc, approve(), SeenForm::default())
        .await
        .unwrap_err();
    assert_eq!(error.code, UiErrorCode::Changed);
    let seen = seat.seen(esc).await;
    let error = seat
        .desk
        .decide(esc, reject("no_such_reason", None), seen.clone())
        .await
        .unwrap_err();
    assert_eq!(error.code, UiErrorCode::NotAllowed);
    seat.desk
        .decide(esc, reject("duplicate", None), seen.clone())
        .await
        .unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.step(esc, ProgressStep::Recorded).await;
    let error = seat.desk.decide(esc, approve(), seen).await.unwrap_err();
    assert_eq!(error.code, UiErrorCode::AlreadyDecided);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_long_to_be_signed_is_told_at_once_and_not_when_the_bar_has_run() {
    let (_office, seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    // Within the cap as text, and beyond it in a statement.
    let long = reject("against_policy", Some(&"x".repeat(60_000)));
    let many = SeenForm {
        opened: vec![String::new(); 10_001],
        ..seen.clone()
    };
    for (form, seen) in [(long, seen), (approve(), many)] {
        let error = seat.desk.decide(esc, form, seen).await.unwrap_err();
        assert_eq!(error.code, UiErrorCode::TooLong);
        assert!(
            error.message.en.contains("shorten it"),
            "{}",
            error.message.en
        );
        assert!(seat.desk.detail(esc).await.unwrap().row.progress.is_none());
    }
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_is_not_there_is_said_to_be_not_there() {
    let (_office, seat, _esc) = waiting(Risk::Low).await;
    let nobody: Esc = "01935a6e-7b1c-7c3d-8e4f-0123456789ab".parse().unwrap();
    let codes = [
        seat.desk.detail(nobody).await.unwrap_err().code,
        seat.desk
            .decide(nobody, approve(), SeenForm::default())
            .await
            .unwrap_err()
            .code,
        seat.desk
            .preview(nobody, "{}".to_owned())
            .await
            .unwrap_err()
            .code,
        seat.desk.sign_now(nobody).await.unwrap_err().code,
    ];
    assert_eq!(codes, [UiErrorCode::NotFound; 4]);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_signed_offline_is_kept_and_recorded_once_after_a_restart() {
    let (mut office, seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    office.stop_gateway().await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    let progress = seat.desk.sign_now(esc).await.unwrap();
    assert_eq!(progress.step, ProgressStep::Signed);
    seat.stand_up().await;

    let mut again = office.sit().await;
    assert_eq!(again.desk.hydrate().await.unwrap().counts.outbox, 1);
    office.start_gateway().await;
    again.step(esc, ProgressStep::Recorded).await;
    assert_eq!(decisions(&office, esc).await.len(), 1);
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_is_unsent_from_the_bar_on_until_the_log_has_it() {
    let (mut office, mut seat, esc) = waiting(Risk::Low).await;
    assert_eq!(seat.desk.unsent().await.unwrap(), 0);
    let seen = seat.seen(esc).await;
    office.stop_gateway().await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    assert_eq!(seat.desk.unsent().await.unwrap(), 1);
    seat.desk.sign_now(esc).await.unwrap();
    assert_eq!(seat.desk.unsent().await.unwrap(), 1);
    office.start_gateway().await;
    seat.step(esc, ProgressStep::Recorded).await;
    assert_eq!(seat.desk.unsent().await.unwrap(), 0);
    seat.stand_up().await;
}

async fn chain_after_losing(lost: &[fn(&fermata_desk::Home) -> std::path::PathBuf]) {
    let (office, mut seat, first) = waiting(Risk::Low).await;
    let seen = seat.seen(first).await;
    seat.desk.decide(first, approve(), seen).await.unwrap();
    seat.desk.sign_now(first).await.unwrap();
    seat.step(first, ProgressStep::Recorded).await;
    seat.stand_up().await;
    for path in lost.iter().map(|path| path(&office.home)) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
    }
    let mut again = office.sit().await;
    let contract = office.contract(Risk::Low).await;
    let second = office.propose(contract, 10, "two").await;
    again.row(second, ListName::Inbox).await;
    let seen = again.seen(second).await;
    again
        .desk
        .decide(second, reject("duplicate", None), seen)
        .await
        .unwrap();
    again.desk.sign_now(second).await.unwrap();
    again.step(second, ProgressStep::Recorded).await;
    let entries = office.client().standing(0, 0).await.unwrap();
    let mut timeline =
        fermata_protocol::roster::Timeline::new(office.workspace.pin, office.workspace.workspace);
    for entry in &entries.entries {
        timeline.take(entry).unwrap();
    }
    let roster = timeline.now().roster().unwrap().clone();
    let open = |text: &str| {
        Signed::<Decision>::parse(text)
            .unwrap()
            .verify(roster.as_ref(), office.clock.now())
            .unwrap()
    };
    let (one, two) = (
        open(&decisions(&office, first).await[0]),
        open(&decisions(&office, second).await[0]),
    );
    assert_eq!((one.seq, one.prev, one.decision), (1, None, Verb::Approve));
    assert_eq!(
        (two.seq, two.prev),
        (2, Some(one.sha())),
        "a new store continues the key's chain"
    );
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_database_is_lost_the_keys_chain_goes_on() {
    chain_after_losing(&[
        fermata_desk::Home::projection_db,
        fermata_desk::Home::desk_db,
    ])
    .await;
    chain_after_losing(&[fermata_desk::Home::desk_db]).await;
    chain_after_losing(&[fermata_desk::Home::projection_db]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_become_one_digest_and_a_decided_one_is_taken_back() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut escs = Vec::new();
    for n in 0..5 {
        escs.push(office.propose(contract, 10 + n, &format!("key-{n}")).await);
    }
    let mut seat = office.sit().await;
    let alert = seat.alert(&office).await;
    assert_eq!(
        (alert.esc, alert.title.as_str()),
        (None, "5 actions wait for you")
    );
    let seen = seat.seen(escs[0]).await;
    seat.desk.decide(escs[0], approve(), seen).await.unwrap();
    seat.desk.sign_now(escs[0]).await.unwrap();
    let gone = seat
        .next(|output| match output {
            Output::Withdrawn(esc) => Some(*esc),
            _ => None,
        })
        .await;
    assert_eq!(gone, escs[0]);
    let counts = seat.desk.hydrate().await.unwrap().counts;
    assert_eq!((counts.inbox, counts.decided), (4, 1));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomers_first_escalation_arrives() {
    let office = Office::open().await;
    let mut seat = office.sit().await;
    seat.next(|output| {
        matches!(
            output,
            Output::Delta(fermata_desk::ipc::DeltaView::Identity { .. })
        )
        .then_some(())
    })
    .await;
    assert!(seat.desk.hydrate().await.unwrap().first_run);
    seat.desk.send_first().await.unwrap();
    assert_eq!(seat.alert(&office).await.title, "Say hello to world");
    assert!(!seat.desk.hydrate().await.unwrap().first_run);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roster_renews_itself_at_half_of_its_time_and_not_before() {
    let office = Office::open().await;
    let renew = async || {
        let (workspace, keys) = (office.workspace.clone(), office.keys.clone());
        fermata_desk::renew_roster(
            &office.home,
            workspace,
            keys,
            &office.client(),
            office.clock.now(),
        )
        .await
        .unwrap()
    };
    let day = 24 * 3_600_000;
    office.clock.step(14 * day);
    assert!(!renew().await);
    office.clock.step(2 * day);
    assert!(renew().await);
    assert!(!renew().await, "the new one is young");
    office.clock.step(20 * day);
    assert!(
        renew().await,
        "40 days after the start the desk is still in order"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_one_after_the_other_within_a_moment_is_told_of_together() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let first = office.propose(contract, 1, "first").await;
    seat.row(first, ListName::Inbox).await;
    assert_eq!(seat.alert(&office).await.esc, Some(first));
    for n in 0..4 {
        let esc = office.propose(contract, 10 + n, &format!("key-{n}")).await;
        seat.row(esc, ListName::Inbox).await;
    }
    let told = seat.alert(&office).await;
    assert_eq!(told.title, "4 actions wait for you");
    assert!(
        told.body.starts_with("The most urgent: Pay 1"),
        "{}",
        told.body
    );
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_any_pause_the_workspace_opens_with_its_own_keys_and_a_decision_counts() {
    let day = 24 * 3_600_000;
    for pause in [20, 40, 400, 800, 3_000] {
        let mut office = Office::open().await;
        let contract = office.contract(Risk::Low).await;
        office.stop_gateway().await;
        office.clock.step(pause * day);
        office.start_gateway().await;
        let mut seat = office.sit().await;
        let esc = office.propose(contract, 412, "one").await;
        seat.row(esc, ListName::Inbox).await;
        let seen = seat.seen(esc).await;
        seat.desk.decide(esc, approve(), seen).await.unwrap();
        seat.desk.sign_now(esc).await.unwrap();
        seat.stands(esc, StatusView::Approved).await;
        seat.stand_up().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_in_use_for_three_years_keeps_its_keys() {
    let office = Office::open().await;
    let day = 24 * 3_600_000;
    for _ in 0..3 * 52 {
        office.clock.step(7 * day);
        let (workspace, keys) = (office.workspace.clone(), office.keys.clone());
        let now = office.clock.now();
        fermata_desk::renew_roster(&office.home, workspace, keys, &office.client(), now)
            .await
            .unwrap();
    }
    office.contract(Risk::Low).await;
}

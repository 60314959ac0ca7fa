//! Ends of the process: at each step, and at every place where one could wait.

use std::{future::Future, pin::Pin, task::Poll, time::Duration};

use fermata_client::source::{Config, Source, SourceError, Waited};
use fermata_protocol::{
    Code, Esc,
    payload::{OutcomeStatus, Roster, Verb},
};
use fermata_testkit::world::sign;

use crate::site::{Bank, SOON, Site};

/// Polls so often, then lets go as an end of the process would.
async fn cut<F: Future>(future: F, polls: u32) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    std::future::poll_fn(move |cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        Pin::as_mut(&mut future).poll(cx).map(Some)
    })
    .await
}

/// Opens what a process left, whose last work on the disk may still end.
async fn reopen(site: &Site) -> Source {
    site.source("shop").await
}

/// Decided and stored, not run.
async fn decided(site: &Site, draft: &[u8]) -> Esc {
    let source = site.source("shop").await;
    let esc = source.propose("k", draft).await.unwrap().esc;
    site.decide("ann", esc, Verb::Approve).await;
    let waited = source.wait(esc, SOON).await.unwrap();
    assert!(matches!(waited, Waited::Run(_)), "{waited:?}");
    source.close().await;
    esc
}

#[tokio::test]
async fn a_decided_action_runs_after_a_start_when_running_twice_is_running_once() {
    let site = Site::new().await;
    let esc = decided(&site, &site.draft()).await;
    let (source, bank) = (reopen(&site).await, Bank::default());
    let found = source.recover().await.unwrap();
    assert_eq!((found.run_again, found.unknown), (vec![esc], vec![]));
    bank.run(&source, esc).await;
    assert_eq!(bank.calls(), 1);
    assert_eq!(
        site.outcomes(esc).await,
        [OutcomeStatus::Accepted, OutcomeStatus::Executed]
    );
}

#[tokio::test]
async fn a_decided_action_that_must_not_run_twice_is_reported_unknown_after_a_start() {
    let site = Site::new().await;
    let esc = decided(&site, &site.draft_of_once().await).await;
    let (source, bank) = (reopen(&site).await, Bank::default());
    let found = source.recover().await.unwrap();
    assert_eq!((found.run_again, found.unknown), (vec![], vec![esc]));
    let unknown = OutcomeStatus::Unknown;
    assert_eq!(
        bank.run(&source, esc).await,
        Waited::Done { outcome: unknown }
    );
    assert_eq!(bank.calls(), 0);
    assert_eq!(site.outcomes(esc).await, [OutcomeStatus::Accepted, unknown]);
}

#[tokio::test]
async fn a_decided_action_does_not_run_after_a_start_under_a_halt_or_after_its_time() {
    for late in [false, true] {
        let mut site = Site::new().await;
        let esc = decided(&site, &site.draft()).await;
        if late {
            site.world.clock.step(25 * 3_600_000);
        } else {
            let all = fermata_protocol::payload::Scope::All(fermata_protocol::payload::All);
            let halt = sign("ann", &site.world.halt("ann", all));
            site.client("ann").append(&[halt]).await.unwrap();
        }
        let source = reopen(&site).await;
        let found = source.recover().await.unwrap();
        assert_eq!(
            (found.run_again, found.unknown),
            (vec![], vec![esc]),
            "late: {late}"
        );
        site.stop().await;
    }
}

#[tokio::test]
async fn nothing_runs_after_a_start_while_the_gateway_can_not_be_asked() {
    let mut site = Site::new().await;
    let esc = decided(&site, &site.draft()).await;
    site.stop().await;
    let source = reopen(&site).await;
    assert!(matches!(
        source.recover().await,
        Err(SourceError::Client(_))
    ));
    let bank = Bank::default();
    let pay = bank.clone();
    let ran = source.run(esc, Duration::ZERO, |action, esc| pay.pay(action, esc));
    assert!(matches!(ran.await, Err(SourceError::Client(_))));
    assert_eq!(bank.calls(), 0);
}

#[tokio::test]
async fn an_action_that_was_running_when_its_task_ended_follows_the_same_rule() {
    let site = Site::new().await;
    for (key, draft, again) in [
        ("many", site.draft(), true),
        ("once", site.draft_of_once().await, false),
    ] {
        let source = reopen(&site).await;
        let esc = source.propose(key, &draft).await.unwrap().esc;
        site.decide("ann", esc, Verb::Approve).await;
        let forever = source.run(esc, SOON, |_, _| std::future::pending());
        let ended = tokio::time::timeout(Duration::from_secs(2), forever).await;
        assert!(ended.is_err(), "it does not end by itself");
        let bank = Bank::default();
        let waited = bank.run(&source, esc).await;
        let outcome = if again {
            OutcomeStatus::Executed
        } else {
            OutcomeStatus::Unknown
        };
        assert_eq!(waited, Waited::Done { outcome });
        assert_eq!(bank.calls(), u32::from(again));
        source.close().await;
    }
}

#[tokio::test]
async fn what_another_process_runs_is_left_to_it() {
    let site = Site::new().await;
    let first = site.source("shop").await;
    let esc = first.propose("k", &site.draft()).await.unwrap().esc;
    site.decide("ann", esc, Verb::Approve).await;
    assert!(matches!(
        first.wait(esc, SOON).await.unwrap(),
        Waited::Run(_)
    ));
    // Another registry of the same file is what another process would have.
    let second = site.source("shop").await;
    let waited = second.wait(esc, SOON).await;
    assert!(matches!(waited, Err(SourceError::Elsewhere(_))));
    assert_eq!(second.recover().await.unwrap().run_again, []);
    let bank = Bank::default();
    bank.run(&first, esc).await;
    assert_eq!(
        second.wait(esc, SOON).await.unwrap(),
        Waited::Done {
            outcome: OutcomeStatus::Executed
        }
    );
}

#[tokio::test]
async fn a_restored_registry_is_fenced() {
    let site = Site::new().await;
    let source = site.source("shop").await;
    let pending = source.propose("pending", &site.draft()).await.unwrap().esc;
    let ready = source.propose("ready", &site.draft()).await.unwrap().esc;
    site.decide("ann", ready, Verb::Approve).await;
    source.wait(ready, SOON).await.unwrap();
    source.close().await;

    let source = site.source("shop").await;
    source.fence().await.unwrap();
    site.decide("ann", pending, Verb::Approve).await;
    let bank = Bank::default();
    assert_eq!(
        bank.run(&source, ready).await,
        Waited::Done {
            outcome: OutcomeStatus::Unknown
        }
    );
    for key in ["pending", "ready"] {
        let again = source.propose(key, &site.draft()).await;
        let fenced = matches!(again, Err(SourceError::Fenced(_)));
        assert_eq!(fenced, key == "pending");
    }
    assert!(matches!(
        source.wait(pending, SOON).await,
        Err(SourceError::Fenced(_))
    ));
    assert_eq!(bank.calls(), 0);
}

#[tokio::test]
async fn a_roster_that_was_believed_once_is_not_forgotten() {
    let mut site = Site::new().await;
    let next = site
        .world
        .next_roster(|roster: &mut Roster| roster.people.truncate(2));
    site.client("ann").append(&[next]).await.unwrap();
    let source = site.source("shop").await;
    let standing = source.standing().await.unwrap();
    assert_eq!(standing.roster().unwrap().version, 2);
    source.close().await;
    let path = site.home.path().join("shop.registry");
    let url = format!("sqlite:{}", path.display());
    let db = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("DELETE FROM standing WHERE seq = (SELECT max(seq) FROM standing)")
        .execute(&db)
        .await
        .unwrap();
    db.close().await;
    let opened = Source::open(site.config("shop"), site.world.clock.for_log()).await;
    let rollback = fermata_protocol::Code::RosterRollback;
    assert!(matches!(opened, Err(SourceError::Refused(code)) if code == rollback));
}

/// Proposes under this key, has it approved, runs it.
async fn whole(site: &Site, source: &Source, key: &str, bank: &Bank) -> (Esc, Waited) {
    let esc = source.propose(key, &site.draft()).await.unwrap().esc;
    if site.entries(esc).await.len() == 1 {
        site.decide("ann", esc, Verb::Approve).await;
    }
    (esc, bank.run(source, esc).await)
}

/// Ends the process after each number of polls until nothing is left to end, and takes it up again each time.
#[tokio::test]
async fn an_end_at_any_instant_loses_nothing_and_doubles_nothing() {
    let site = Site::new().await;
    let executed = OutcomeStatus::Executed;
    let mut polls = 1;
    loop {
        let (bank, key) = (Bank::default(), format!("k{polls}"));
        let open = || async {
            let registry = site.home.path().join(format!("{key}.registry"));
            let config = Config {
                registry,
                ..site.config("shop")
            };
            let clock = site.world.clock.for_log();
            Source::open(config, clock).await.unwrap()
        };
        let first = async {
            let source = open().await;
            whole(&site, &source, &key, &bank).await
        };
        let ended = cut(first, polls).await;
        let source = open().await;
        source.recover().await.unwrap();
        let (esc, waited) = whole(&site, &source, &key, &bank).await;
        assert_eq!(waited, Waited::Done { outcome: executed }, "{polls}");
        assert!(source.flush().await.unwrap());
        assert_eq!(site.proposals().await, polls as usize);
        assert_eq!(bank.done().len(), 1, "{polls}");
        let once = [OutcomeStatus::Accepted, executed];
        assert_eq!(site.outcomes(esc).await, once, "{polls}");
        assert_eq!(source.dead_reports().await.unwrap(), []);
        source.close().await;
        if ended.is_some() {
            assert_eq!(bank.calls(), 1);
            break;
        }
        polls += 1;
    }
    assert!(
        polls > 20,
        "only {polls} places to end at: the flow was not cut"
    );
}

#[tokio::test]
async fn an_outcome_that_was_reported_stands_and_is_not_reported_twice() {
    let site = Site::new().await;
    let source = site.source("shop").await;
    let (esc, _) = whole(&site, &source, "once", &Bank::default()).await;
    let before = site.outcomes(esc).await;
    let executed = OutcomeStatus::Executed;
    source.report(esc, executed, None, None).await.unwrap();
    assert_eq!(site.outcomes(esc).await, before);
    let other = source.report(esc, OutcomeStatus::Failed, None, Some("no"));
    assert!(matches!(
        other.await,
        Err(SourceError::Refused(Code::AlreadyConsumed))
    ));
    let undone = OutcomeStatus::Compensated;
    source.report(esc, undone, None, None).await.unwrap();
    assert_eq!(site.outcomes(esc).await.last(), Some(&undone));
}

//! Waiting, running and reporting.

use std::time::Duration;

use fermata_client::source::{Failure, SourceError, Waited};
use fermata_protocol::{
    Code,
    payload::{Outcome, OutcomeStatus, Scope, Status, Verb},
};
use fermata_testkit::world::{name, peek, sign};
use serde_json::json;

use crate::site::{Bank, SOON, Site};

#[tokio::test]
async fn runs_what_was_approved_with_its_escalation_as_the_key() {
    let site = Site::new().await;
    for who in ["shop", "ledger"] {
        let (source, bank) = (site.source(who).await, Bank::default());
        let esc = source.propose("k", &site.draft()).await.unwrap().esc;
        site.decide("ann", esc, Verb::Approve).await;
        let done = bank.run(&source, esc).await;
        let executed = OutcomeStatus::Executed;
        assert_eq!(done, Waited::Done { outcome: executed });
        assert_eq!(bank.done()[&esc], json!({ "order": "A-1", "amount": 20 }));
        assert_eq!(
            site.outcomes(esc).await,
            [OutcomeStatus::Accepted, executed]
        );
        let last = site.entries(esc).await.pop().unwrap();
        let outcome: Outcome = peek(&last.statements[0]);
        assert_eq!(outcome.external_id, Some(format!("pay-{esc}")));
        assert_eq!((outcome.attempt, outcome.action), (1, None));
        assert_eq!(bank.run(&source, esc).await, done, "a second run is none");
        assert_eq!(bank.calls(), 1);
    }
}

#[tokio::test]
async fn runs_the_edited_arguments() {
    let site = Site::new().await;
    let (source, bank) = (site.source("shop").await, Bank::default());
    let esc = source.propose("k", &site.draft()).await.unwrap().esc;
    site.decide("bob", esc, Verb::Edit).await;
    bank.run(&source, esc).await;
    assert_eq!(bank.done()[&esc], json!({ "order": "A-1", "amount": 15 }));
}

#[tokio::test]
async fn runs_nothing_after_a_no() {
    let site = Site::new().await;
    let (source, bank) = (site.source("shop").await, Bank::default());
    let esc = source.propose("k", &site.draft()).await.unwrap().esc;
    site.decide("ann", esc, Verb::Reject).await;
    let Waited::Closed {
        status,
        people,
        reason,
        ..
    } = bank.run(&source, esc).await
    else {
        panic!("a no closes")
    };
    assert_eq!((status, people), (Status::Rejected, vec![name("ann")]));
    assert_eq!(reason.unwrap().code, "wrong_arguments");
    assert_eq!(bank.calls(), 0);
    assert_eq!(site.outcomes(esc).await, []);
}

#[tokio::test]
async fn what_policy_allows_runs_and_what_it_denies_does_not() {
    let site = Site::new().await;
    let (source, bank) = (site.source("ledger").await, Bank::default());
    for (tool, runs) in [("lookup", true), ("wipe", false)] {
        let mut draft = site.world.draft();
        draft["action"]["tool"] = json!(tool);
        draft["contract"] = json!(site.world.contract_sha(tool));
        let proposed = source.propose(tool, draft.to_string().as_bytes()).await;
        // A denied one may be refused at the door for its risk; then there is nothing to wait for.
        let Ok(proposed) = proposed else {
            assert!(!runs);
            continue;
        };
        bank.run(&source, proposed.esc).await;
        assert_eq!(bank.done().contains_key(&proposed.esc), runs, "{tool}");
    }
}

#[tokio::test]
async fn waits_while_nobody_decides_and_while_a_halt_holds() {
    let site = Site::new().await;
    let (source, bank) = (site.source("shop").await, Bank::default());
    let esc = source.propose("k", &site.draft()).await.unwrap().esc;
    let open = source.wait(esc, Duration::ZERO).await.unwrap();
    assert_eq!(open, Waited::Open { because: None });

    let halt = site.world.halt("ann", Scope::Esc(esc));
    let ann = site.client("ann");
    ann.append(&[sign("ann", &halt)]).await.unwrap();
    site.decide("ann", esc, Verb::Approve).await;
    let halted = source.wait(esc, Duration::ZERO).await.unwrap();
    assert_eq!(
        halted,
        Waited::Open {
            because: Some(Code::Halted)
        }
    );
    let lift = site.world.lift("ann", &halt);
    ann.append(&[sign("ann", &lift)]).await.unwrap();
    bank.run(&source, esc).await;
    assert_eq!(bank.calls(), 1);
}

#[tokio::test]
async fn a_withdrawn_proposal_does_not_run() {
    let site = Site::new().await;
    for who in ["shop", "ledger"] {
        let source = site.source(who).await;
        let esc = source.propose("k", &site.draft()).await.unwrap().esc;
        source.withdraw(esc, "No longer needed.").await.unwrap();
        let waited = source.wait(esc, SOON).await.unwrap();
        assert!(
            matches!(
                waited,
                Waited::Closed {
                    status: Status::Withdrawn,
                    ..
                }
            ),
            "{waited:?}"
        );
    }
}

#[tokio::test]
async fn two_tasks_that_wait_for_the_same_run_it_once() {
    let site = Site::new().await;
    let (source, bank) = (site.source("shop").await, Bank::default());
    let esc = source.propose("k", &site.draft_of_once().await).await;
    let esc = esc.unwrap().esc;
    site.decide("ann", esc, Verb::Approve).await;
    let runs = (0..8).map(|_| {
        let (source, bank) = (source.clone(), bank.clone());
        async move {
            let pay = |action, esc| bank.pay(action, esc);
            source.run(esc, SOON, pay).await
        }
    });
    let ended = futures::future::join_all(runs).await;
    assert_eq!(bank.calls(), 1);
    let executed = Waited::Done {
        outcome: OutcomeStatus::Executed,
    };
    for one in ended {
        match one {
            Ok(waited) => assert_eq!(waited, executed),
            Err(error) => assert!(
                matches!(error, SourceError::Elsewhere(_) | SourceError::NotReady(_)),
                "{error}"
            ),
        }
    }
}

#[tokio::test]
async fn what_fails_is_reported_in_words() {
    let site = Site::new().await;
    let source = site.source("shop").await;
    for (key, failure, status) in [
        (
            "k1",
            Failure::Failed("no such order".to_owned()),
            OutcomeStatus::Failed,
        ),
        (
            "k2",
            Failure::Unknown("the line went dead".to_owned()),
            OutcomeStatus::Unknown,
        ),
    ] {
        let esc = source.propose(key, &site.draft()).await.unwrap().esc;
        site.decide("ann", esc, Verb::Approve).await;
        let said = failure.clone();
        let ran = source.run(esc, SOON, |_, _| async { Err(said) }).await;
        assert_eq!(ran.unwrap(), Waited::Done { outcome: status });
        let last = site.entries(esc).await.pop().unwrap();
        let outcome: Outcome = peek(&last.statements[0]);
        let (Failure::Failed(words) | Failure::Unknown(words)) = failure;
        assert_eq!((outcome.status, outcome.error), (status, Some(words)));
    }
}

#[tokio::test]
async fn that_it_was_accepted_is_told_before_it_runs() {
    let site = Site::new().await;
    let source = site.source("shop").await;
    let esc = source.propose("k", &site.draft()).await.unwrap().esc;
    site.decide("ann", esc, Verb::Approve).await;
    source.wait(esc, SOON).await.unwrap();
    assert_eq!(site.outcomes(esc).await, [OutcomeStatus::Accepted]);
}

#[tokio::test]
async fn reports_wait_while_the_gateway_is_away() {
    let mut site = Site::new().await;
    let (source, bank) = (site.source("shop").await, Bank::default());
    let esc = source.propose("k", &site.draft()).await.unwrap().esc;
    site.decide("ann", esc, Verb::Approve).await;
    assert!(matches!(
        source.wait(esc, SOON).await.unwrap(),
        Waited::Run(_)
    ));
    site.stop().await;
    let pay = bank.clone();
    let ran = source
        .perform(esc, |action, esc| pay.pay(action, esc))
        .await;
    let executed = OutcomeStatus::Executed;
    assert_eq!(ran.unwrap(), Waited::Done { outcome: executed });
    assert!(!source.flush().await.unwrap());
    source.close().await;
    site.start().await;
    let source = site.source("shop").await;
    source.recover().await.unwrap();
    assert_eq!(
        site.outcomes(esc).await,
        [OutcomeStatus::Accepted, executed]
    );
    assert!(source.flush().await.unwrap());
    assert_eq!(bank.calls(), 1);
}

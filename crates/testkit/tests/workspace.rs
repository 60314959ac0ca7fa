//! The fixture is a real workspace: its statements verify and fold to what they say.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use fermata_log::EventLog;
use fermata_protocol::{
    Entry,
    fold::{Escalation, fold},
    payload::Status,
    roster::Timeline,
};
use fermata_testkit::{
    MemoryLog,
    workspace::{OWNER, Proposed, REVIEWERS, Workspace, entry},
};

async fn set_up() -> (Workspace, MemoryLog, Proposed, Vec<Entry>) {
    let workspace = Workspace::default();
    let log = MemoryLog::new(workspace.clock.for_log());
    for standing in workspace.standing() {
        log.append(standing).await.unwrap();
    }
    let proposed = workspace.propose();
    log.append(proposed.entry()).await.unwrap();
    let seen = log.escalation(proposed.esc).await.unwrap();
    (workspace, log, proposed, seen)
}

async fn folded(workspace: &Workspace, log: &MemoryLog, proposed: &Proposed) -> Escalation {
    let mut timeline = Timeline::new(workspace.pin(), workspace.id());
    for standing in log.standing(0).await.unwrap() {
        timeline.take(&standing).unwrap();
    }
    fold(
        proposed.esc,
        &log.escalation(proposed.esc).await.unwrap(),
        &timeline,
    )
}

#[tokio::test]
async fn a_proposal_is_open_until_a_reviewer_approves_it() {
    let (workspace, log, proposed, seen) = set_up().await;
    assert_eq!(
        folded(&workspace, &log, &proposed).await.status(),
        Status::Open
    );
    workspace.clock.step(60_000);
    let approval = workspace.approve(REVIEWERS[0], &proposed, &seen);
    log.append(entry([approval.compact()])).await.unwrap();
    assert_eq!(
        folded(&workspace, &log, &proposed).await.status(),
        Status::Approved
    );
}

#[tokio::test]
async fn a_reviewer_rejects_it_and_the_owner_of_the_source_can_not() {
    let (workspace, log, proposed, seen) = set_up().await;
    log.append(entry([workspace.reject(OWNER, &proposed, &seen).compact()]))
        .await
        .unwrap();
    assert_eq!(
        folded(&workspace, &log, &proposed).await.status(),
        Status::Open
    );
    log.append(entry([workspace
        .reject(REVIEWERS[1], &proposed, &seen)
        .compact()]))
        .await
        .unwrap();
    assert_eq!(
        folded(&workspace, &log, &proposed).await.status(),
        Status::Rejected
    );
}

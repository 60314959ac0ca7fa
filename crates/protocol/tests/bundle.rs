//! The chain that one key's decisions make, as whoever holds some of them can judge it.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use fermata_protocol::{
    Verified,
    bundle::{KeyChain, chains},
    payload::Decision,
    roster::InForce,
};
use fermata_testkit::workspace::{Proposed, REVIEWERS, Workspace, key};
use serde_json::{Value, json};

/// A reviewer who rejects one after the other.
struct Pen {
    workspace: Workspace,
    roster: InForce,
    on: Proposed,
}

impl Pen {
    fn new() -> Self {
        let workspace = Workspace::default();
        let first = [workspace.roster().compact().to_owned()];
        Self {
            roster: InForce::first(&first, workspace.pin()).unwrap(),
            on: workspace.propose(),
            workspace,
        }
    }

    fn decision(&self, seq: u64, prev: Option<&Verified<Decision>>) -> Verified<Decision> {
        let mut members: Value =
            json!({ "decision": "reject", "reason": { "code": "against_policy" }, "seq": seq });
        if let Some(prev) = prev {
            members["prev"] = json!(prev.sha());
        }
        let signed = self.workspace.decide(REVIEWERS[0], &self.on, &[], members);
        let now = self.workspace.clock.now();
        signed.verify(&self.roster, now).unwrap()
    }
}

fn one(decisions: &[&Verified<Decision>]) -> KeyChain {
    let mut all = chains(decisions.iter().copied());
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn decisions_that_name_each_other_are_one_chain_in_any_order_and_given_twice() {
    let pen = Pen::new();
    let first = pen.decision(1, None);
    let second = pen.decision(2, Some(&first));
    let third = pen.decision(3, Some(&second));
    let chain = one(&[&third, &first, &second, &first]);
    assert_eq!((chain.links, chain.key), (3, key(REVIEWERS[0]).kid()));
    assert!(
        chain.missing.is_empty() && chain.forks.is_empty(),
        "{chain:?}"
    );
}

#[test]
fn what_is_not_here_is_missing_and_no_fork() {
    let pen = Pen::new();
    let first = pen.decision(1, None);
    let second = pen.decision(2, Some(&first));
    let third = pen.decision(3, Some(&second));
    assert_eq!(one(&[&first, &third]).missing, [(2, 2)]);
    assert_eq!(one(&[&third]).missing, [(1, 2)]);
    assert!(one(&[&first, &third]).forks.is_empty());
}

#[test]
fn two_at_one_place_or_one_that_names_another_before_it_are_a_fork() {
    let pen = Pen::new();
    let first = pen.decision(1, None);
    let other = pen.decision(1, None);
    let second = pen.decision(2, Some(&first));
    assert_eq!(one(&[&first, &other]).forks.len(), 1);
    assert_eq!(one(&[&other, &second]).forks, [(other.jti, second.jti)]);
    // A chain that goes on after its fork has forked once.
    assert_eq!(one(&[&other, &first, &second]).forks.len(), 1);
}

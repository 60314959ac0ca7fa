//! What can happen to an escalation: what should, and everything else that somebody may append.

use proptest::prelude::*;

/// Who decides: three reviewers, and the source's owner, who may not.
pub(crate) const PEOPLE: [&str; 4] = ["ann", "bob", "eve", "olga"];

/// What is wrong with a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    None,
    Audience,
    Workspace,
    Proposal,
    Expiry,
    Candidate,
    Verdict,
    Signature,
    Signer,
}

/// Over an edit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged {
    pub(crate) deny: bool,
    pub(crate) critical: bool,
    pub(crate) approvals: u32,
    /// The verdict narrows the queue's groups to these.
    pub(crate) groups: &'static [&'static str],
    pub(crate) other_due: bool,
    pub(crate) missing: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Act {
    Approve(usize, Defect),
    /// On the verdict over a candidate that may have been replaced.
    ApproveOld(usize, usize),
    Edit(usize, Defect, Judged),
    Reject(usize, Defect),
    Respond(usize),
    Withdraw(&'static str),
    Extend(&'static str, i64),
    Expire,
    /// The gateway says that a decision came and had no effect.
    Attempt,
    Comment(usize),
    Outcome(usize, Defect),
    Halt(usize),
    /// The next roster: somebody leaves, may decide less, somebody's key is revoked, the queue asks for more people.
    Leave(usize),
    Demote(usize),
    Revoke(usize),
    QueueAsks(u32),
    /// The next roster holds for so many minutes; its edge is for tests that name it.
    Lapse(i64),
    /// An entry again, with the id that it had.
    Again(usize),
    /// Something else under an id that is taken.
    IdTaken(usize),
    Rubbish(Vec<String>),
    /// About another escalation.
    Foreign(usize),
    Minutes(i64),
}

fn defect() -> impl Strategy<Value = Defect> {
    prop_oneof![
        8 => Just(Defect::None),
        1 => prop::sample::select(vec![
            Defect::Audience, Defect::Workspace, Defect::Proposal, Defect::Expiry, Defect::Candidate,
            Defect::Verdict, Defect::Signature, Defect::Signer,
        ]),
    ]
}

fn groups() -> impl Strategy<Value = &'static [&'static str]> {
    prop::sample::select(vec![&[][..], &["desk"], &["senior"], &["desk", "night"]])
}

fn judged() -> impl Strategy<Value = Judged> {
    let odd = || prop::bool::weighted(0.15);
    (odd(), odd(), 1_u32..4, groups(), odd(), odd()).prop_map(
        |(deny, critical, approvals, groups, other_due, missing)| Judged {
            deny,
            critical,
            approvals,
            groups,
            other_due,
            missing,
        },
    )
}

fn act() -> impl Strategy<Value = Act> {
    let who = || 0..PEOPLE.len();
    let signer = || prop::sample::select(vec!["shop", "ledger", "ann", "bob"]);
    prop_oneof![
        8 => (who(), defect()).prop_map(|(who, defect)| Act::Approve(who, defect)),
        2 => (who(), 0_usize..4).prop_map(|(who, which)| Act::ApproveOld(who, which)),
        4 => (who(), defect(), judged()).prop_map(|(who, defect, judged)| Act::Edit(who, defect, judged)),
        1 => (who(), defect()).prop_map(|(who, defect)| Act::Reject(who, defect)),
        1 => who().prop_map(Act::Respond),
        1 => signer().prop_map(Act::Withdraw),
        1 => (signer(), -60_i64..600).prop_map(|(who, minutes)| Act::Extend(who, minutes)),
        1 => Just(Act::Expire),
        1 => Just(Act::Attempt),
        1 => who().prop_map(Act::Comment),
        3 => (0_usize..6, defect()).prop_map(|(which, defect)| Act::Outcome(which, defect)),
        1 => who().prop_map(Act::Halt),
        1 => who().prop_map(Act::Leave),
        1 => who().prop_map(Act::Demote),
        1 => who().prop_map(Act::Revoke),
        1 => (1_u32..4).prop_map(Act::QueueAsks),
        2 => (0_usize..20).prop_map(Act::Again),
        1 => (0_usize..20).prop_map(Act::IdTaken),
        1 => prop::collection::vec("[ -~]{0,12}", 0..3).prop_map(Act::Rubbish),
        1 => who().prop_map(Act::Foreign),
        2 => (-5_i64..400).prop_map(Act::Minutes),
    ]
}

/// How it begins, what happens, and how the log's order differs from that.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) approvals: u32,
    pub(crate) deny: bool,
    pub(crate) critical: bool,
    pub(crate) blind: bool,
    pub(crate) groups: &'static [&'static str],
    pub(crate) acts: Vec<Act>,
    pub(crate) swaps: Vec<(usize, usize)>,
}

pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    let swaps = prop_oneof![
        2 => Just(Vec::new()),
        1 => prop::collection::vec((0_usize..24, 0_usize..24), 1..6),
    ];
    let acts = prop::collection::vec(act(), 1..16);
    let odd = prop::bool::weighted;
    let blind = any::<bool>();
    (1_u32..4, odd(0.05), odd(0.1), blind, groups(), acts, swaps).prop_map(
        |(approvals, deny, critical, blind, groups, acts, swaps)| Plan {
            approvals,
            deny,
            critical,
            blind,
            groups,
            acts,
            swaps,
        },
    )
}

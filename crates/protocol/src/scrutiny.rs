//! What it takes to decide: the one place where groups, risk, approvals and friction are put together (fold rule 4).
//!
//! The fold asks it of every decision and once more when approvals are counted, a source asks it of a resolution, and who may halt one escalation is asked of it too.
//! Which verdicts go in is the caller's to know; each can only raise what is asked and narrow who may.

use crate::{
    Code, Name,
    payload::{ContractRef, Friction, Proposal, Queue, Risk, Verdict, Wish},
    roster::{InForce, Standing},
};

/// What these verdicts take, over a proposal, under one roster.
pub(crate) struct Scrutiny<'a> {
    source: &'a Name,
    queue: Option<&'a Queue>,
    verdicts: Vec<&'a Verdict>,
    wishes: Vec<&'a Wish>,
    /// The highest of the contract and the verdicts.
    pub(crate) risk: Risk,
}

impl<'a> Scrutiny<'a> {
    /// `contract` is the contract's risk: ask [`contract_risk`]. Without a roster only the proposal and the verdicts ask for something.
    pub(crate) fn of(
        proposal: &'a Proposal,
        contract: Risk,
        roster: Option<&'a InForce>,
        verdicts: impl IntoIterator<Item = &'a Verdict>,
    ) -> Self {
        let queue = roster.and_then(|roster| roster.queue(&proposal.queue));
        let verdicts: Vec<_> = verdicts.into_iter().collect();
        let asked = queue.and_then(|queue| queue.requires.as_ref());
        Self {
            source: &proposal.iss,
            queue,
            wishes: proposal.requires.iter().chain(asked).collect(),
            risk: verdicts.iter().map(|v| v.risk).fold(contract, Risk::max),
            verdicts,
        }
    }

    /// Whether this person may decide: no owner of the source, in a group that the queue and every verdict that narrows it leave, and up to the risk.
    ///
    /// # Errors
    /// `own_proposal`, `group_missing`, `risk_too_high`, in this order; `unknown_key` for who is not in the roster.
    pub(crate) fn admits(&self, roster: &InForce, person: &Name) -> Result<(), Code> {
        let entry = roster.person(person).ok_or(Code::UnknownKey)?;
        let source = roster.source(self.source).ok_or(Code::UnknownKey)?;
        if source.owners.contains(person) {
            return Err(Code::OwnProposal);
        }
        let queue = self.queue.ok_or(Code::GroupMissing)?;
        let left = queue.groups.iter().filter(|group| {
            let narrowed = self.verdicts.iter().map(|v| &v.requires.groups);
            narrowed
                .filter(|groups| !groups.is_empty())
                .all(|groups| groups.contains(group))
        });
        if !left.into_iter().any(|group| entry.groups.contains(group)) {
            return Err(Code::GroupMissing);
        }
        if entry.max_risk < self.risk {
            return Err(Code::RiskTooHigh);
        }
        Ok(())
    }

    /// Distinct people that an approval takes.
    pub(crate) fn approvals(&self) -> u32 {
        let wished = self.wishes.iter().filter_map(|wish| wish.approvals);
        let judged = self.verdicts.iter().map(|v| v.requires.approvals);
        wished.chain(judged).max().unwrap_or(1).max(1)
    }

    /// What deciding asks of the hand.
    pub(crate) fn friction(&self) -> Friction {
        let wished = self.wishes.iter().filter_map(|wish| wish.friction);
        let judged = self.verdicts.iter().map(|v| v.requires.friction);
        wished.chain(judged).max().unwrap_or(Friction::None)
    }
}

/// The risk of the contract that a proposal names; high for one that nobody reviewed, or that does not stand.
pub(crate) fn contract_risk(proposal: &Proposal, standing: &Standing) -> Risk {
    match &proposal.contract {
        ContractRef::Reviewed(sha) => standing
            .contract(*sha)
            .map_or(Risk::High, |contract| contract.risk),
        ContractRef::Inline(_) => Risk::High,
    }
}

//! Steps 5 to 9: fresh enough, in time, complete, and decided by the right people.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use crate::{
    Code, Name, Payload, Timestamp, Verified,
    contract::CompiledContract,
    fold::authorised,
    payload::{
        Action, ContractRef, Decision, NoteType, Risk, Ruling, Says, Status, Terms, Verb, Verdict,
    },
    roster::InForce,
};

use super::{Answer, SKEW_MS, Source, again::is_stale, read::Read};

/// Step 5.
pub(super) fn freshness(read: &Read, source: &Source<'_>, now: Timestamp) -> Result<(), Code> {
    let roster = source.standing.roster()?;
    let stale = is_stale(source, now);
    let behind = read
        .decisions
        .iter()
        .any(|d| d.roster_version > roster.version);
    if stale || behind {
        Err(Code::RosterStale)
    } else if now > roster.expires_at {
        Err(Code::RosterExpired)
    } else {
        Ok(())
    }
}

/// Steps 6 to 9.
pub(super) fn judge(read: &Read, source: &Source<'_>, now: Timestamp) -> Result<Answer, Code> {
    if read.status.approves() && now > read.proposal.expires_at {
        return Err(Code::Expired);
    }
    let ahead = |at: Timestamp| at.millis() > now.millis() + SKEW_MS;
    let dated = [read.proposal.issued_at(), read.receipt.issued_at]
        .into_iter()
        .chain(read.verdicts.iter().map(|v| v.issued_at))
        .chain(read.decisions.iter().map(|d| d.issued_at))
        .chain(read.notes.iter().map(|n| n.issued_at))
        .chain(read.receipts.iter().map(|r| r.issued_at));
    if dated.into_iter().any(ahead) {
        return Err(Code::FromTheFuture);
    }
    let named: HashSet<_> = read.receipt.statements.iter().collect();
    let given: HashSet<_> = read.statements.iter().collect();
    if read.receipt.says != Says::Resolved || named != given || given.len() != read.statements.len()
    {
        return Err(Code::CandidateMismatch);
    }
    let judged = Judged::of(read, source)?;
    match read.status {
        Status::Allowed | Status::Approved | Status::Edited => judged.approving(),
        Status::Rejected | Status::Responded => judged.refusing(),
        Status::Expired => {
            let said = read.receipts.iter().any(|r| r.says == Says::Expired);
            judged.closed(said)
        }
        Status::Withdrawn => {
            let said = read
                .notes
                .iter()
                .any(|n| n.r#type == NoteType::Withdrawn && n.iss == read.proposal.iss);
            judged.closed(said)
        }
        Status::Denied => judged.closed(judged.first.verdict == Ruling::Deny),
        Status::Open => Err(Code::ClosedWithoutApproval),
    }
}

struct Judged<'a> {
    read: &'a Read,
    roster: &'a Arc<InForce>,
    first: &'a Verified<Verdict>,
    edit: Option<&'a Verified<Decision>>,
    verdict: &'a Verified<Verdict>,
    terms: Option<Terms>,
    reviewed: bool,
    allow: &'a crate::payload::AllowBound,
}

impl<'a> Judged<'a> {
    fn of(read: &'a Read, source: &'a Source<'_>) -> Result<Self, Code> {
        let roster = source.standing.roster()?;
        let judged: HashSet<_> = read.verdicts.iter().map(|v| v.candidate_sha256).collect();
        if judged.len() != read.verdicts.len() {
            return Err(Code::CandidateMismatch);
        }
        let over = |sha| read.verdicts.iter().find(|v| v.candidate_sha256 == sha);
        let first = over(read.proposal.sha()).ok_or(Code::CandidateMismatch)?;
        let mut edits = read.decisions.iter().filter(|d| d.decision == Verb::Edit);
        let edit = edits.next();
        if edits.next().is_some() {
            return Err(Code::CandidateMismatch);
        }
        let verdict = match edit {
            Some(edit) => over(edit.sha()).ok_or(Code::CandidateMismatch)?,
            None => first,
        };
        let (terms, reviewed) = match &read.proposal.contract {
            ContractRef::Inline(inline) => (Some(inline.inline.clone()), false),
            ContractRef::Reviewed(sha) => (
                source
                    .standing
                    .contract(*sha)
                    .map(|contract| contract.terms()),
                true,
            ),
        };
        Ok(Self {
            read,
            roster,
            first,
            edit,
            verdict,
            terms,
            reviewed,
            allow: &roster.allow,
        })
    }

    /// Every decision's verb is offered, and the verdict that it names is here.
    fn verbs(&self) -> Result<(), Code> {
        for decision in &self.read.decisions {
            if !self.read.proposal.allowed.contains(&decision.decision) {
                return Err(Code::NotAllowed);
            }
        }
        Ok(())
    }

    fn named(&self, decision: &Decision) -> Result<&'a Verified<Verdict>, Code> {
        let found = self
            .read
            .verdicts
            .iter()
            .find(|v| v.sha() == decision.verdict_sha256);
        found.ok_or(Code::CandidateMismatch)
    }

    fn approving(&self) -> Result<Answer, Code> {
        let read = self.read;
        let refused = read
            .decisions
            .iter()
            .any(|d| matches!(d.decision, Verb::Reject | Verb::Respond));
        if refused || self.verdict.verdict == Ruling::Deny || self.first.verdict == Ruling::Deny {
            return Err(Code::ClosedWithoutApproval);
        }
        let counts = match read.status {
            Status::Allowed => read.decisions.is_empty() && self.first.verdict == Ruling::Allow,
            Status::Edited => self.edit.is_some(),
            _ => self.edit.is_none() && !read.decisions.is_empty(),
        };
        if !counts {
            let nobody = read.decisions.is_empty();
            return Err(if nobody {
                Code::QuorumNotMet
            } else {
                Code::CandidateMismatch
            });
        }
        self.verbs()?;
        let live = self.edit.map_or(read.proposal.sha(), Verified::sha);
        for decision in &read.decisions {
            let named = self.named(decision)?;
            let binds = match decision.decision {
                Verb::Approve => {
                    decision.candidate_sha256 == Some(live) && named.sha() == self.verdict.sha()
                }
                _ => true,
            };
            if !binds {
                return Err(Code::CandidateMismatch);
            }
        }
        let action = self.action()?;
        let people = self.people()?;
        self.allowed(&action)?;
        Ok(Answer::Run {
            status: read.status,
            action,
            candidate_sha256: live,
            people,
            idempotent: self.terms.as_ref().is_some_and(|t| t.idempotent),
        })
    }

    /// What runs: the proposed tool with the proposed or edited arguments, under the contract that this source holds.
    fn action(&self) -> Result<Action, Code> {
        let proposed = self
            .read
            .proposal
            .action
            .clone()
            .ok_or(Code::ClosedWithoutApproval)?;
        let terms = self.terms.as_ref().ok_or(Code::ToolChanged)?;
        let sha = match &self.read.proposal.contract {
            ContractRef::Reviewed(sha) => Some(*sha),
            ContractRef::Inline(_) => None,
        };
        let judged_by = [self.first.contract_sha256, self.verdict.contract_sha256];
        if terms.tool != proposed.tool || judged_by.into_iter().any(|found| found != sha) {
            return Err(Code::ToolChanged);
        }
        let Some(edit) = self.edit else {
            return Ok(proposed);
        };
        let arguments = edit.arguments.clone().ok_or(Code::CandidateMismatch)?;
        let compiled = CompiledContract::compile(terms).map_err(|_| Code::SchemaViolation)?;
        compiled
            .validate(&arguments)
            .map_err(|_| Code::SchemaViolation)?;
        Ok(Action {
            tool: proposed.tool,
            arguments,
        })
    }

    /// By fold rule 4: the highest of the contract, high for one that nobody reviewed, and these verdicts.
    fn risk(&self, verdicts: &[&Verified<Verdict>]) -> Risk {
        let contract = self.terms.as_ref().filter(|_| self.reviewed);
        let contract = contract.map_or(Risk::High, |terms| terms.risk);
        verdicts.iter().map(|v| v.risk).fold(contract, Risk::max)
    }

    /// Step 8: distinct people, and by fold rule 4 enough of them.
    fn people(&self) -> Result<Vec<Name>, Code> {
        let read = self.read;
        if read.status == Status::Allowed {
            return Ok(Vec::new());
        }
        let mut named = vec![self.verdict];
        for decision in &read.decisions {
            named.push(self.named(decision)?);
        }
        let risk = self.risk(&named);
        let mut people = BTreeSet::new();
        for decision in &read.decisions {
            authorised(
                self.roster,
                &decision.iss,
                &read.proposal,
                self.verdict,
                risk,
            )?;
            people.insert(decision.iss.clone());
        }
        let queue = self
            .roster
            .queue(&read.proposal.queue)
            .and_then(|q| q.requires.clone());
        let wishes = [read.proposal.requires.clone(), queue];
        let wished = wishes.into_iter().flatten().filter_map(|w| w.approvals);
        let needed = named
            .iter()
            .map(|v| v.requires.approvals)
            .chain(wished)
            .max()
            .unwrap_or(1)
            .max(1);
        if people.len() < needed as usize {
            return Err(Code::QuorumNotMet);
        }
        Ok(people.into_iter().collect())
    }

    /// Step 9: the bound on what no person sees.
    fn allowed(&self, action: &Action) -> Result<(), Code> {
        if self.read.status != Status::Allowed {
            return Ok(());
        }
        let risk = self
            .terms
            .as_ref()
            .filter(|_| self.reviewed)
            .map(|t| t.risk);
        let within = risk.is_some_and(|risk| risk <= self.allow.max_risk)
            && self.allow.tools.contains(&action.tool);
        if within {
            Ok(())
        } else {
            Err(Code::AllowNotPermitted)
        }
    }

    /// A reject or respond: one person who may decide.
    fn refusing(&self) -> Result<Answer, Code> {
        let verb = if self.read.status == Status::Rejected {
            Verb::Reject
        } else {
            Verb::Respond
        };
        let mut deciding = self.read.decisions.iter().filter(|d| d.decision == verb);
        let decision = deciding.next().ok_or(Code::QuorumNotMet)?;
        self.verbs()?;
        // A no names the verdict that its signer saw, which need not be among the statements: it binds to nothing.
        let named = self.named(decision).unwrap_or(self.verdict);
        authorised(
            self.roster,
            &decision.iss,
            &self.read.proposal,
            self.verdict,
            self.risk(&[self.verdict, named]),
        )?;
        Ok(Answer::Closed {
            status: self.read.status,
            people: vec![decision.iss.clone()],
            reason: decision.reason.clone(),
            answer: decision.answer.clone(),
        })
    }

    /// Closed by something other than a person's decision, which must be among the statements.
    fn closed(&self, said: bool) -> Result<Answer, Code> {
        if !said {
            return Err(Code::CandidateMismatch);
        }
        Ok(Answer::Closed {
            status: self.read.status,
            people: Vec::new(),
            reason: None,
            answer: None,
        })
    }
}

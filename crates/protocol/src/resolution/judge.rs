//! Steps 5 to 9: fresh enough, in time, complete, and decided by the right people.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use crate::{
    Code, Name, Payload, Sha, Timestamp, Verified,
    contract::{CompiledContract, answers},
    payload::{
        Action, ContractRef, Decision, NoteType, Ruling, Says, Status, Terms, Verb, Verdict,
    },
    roster::InForce,
    scrutiny::{Scrutiny, contract_risk},
};

use super::{Answer, SKEW_MS, Source, again::is_stale, read::Read};

/// Step 5.
pub(super) fn freshness(read: &Read, source: &Source<'_>, now: Timestamp) -> Result<(), Code> {
    let roster = source.standing.roster()?;
    let behind = read
        .decisions
        .iter()
        .any(|d| d.roster_version > roster.version);
    if is_stale(source, now) {
        Err(Code::RosterStale)
    } else if now > roster.expires_at {
        Err(Code::RosterExpired)
    } else if behind {
        Err(Code::RosterStale)
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
        Status::Rejected => judged.refusing(Verb::Reject),
        Status::Responded => judged.refusing(Verb::Respond),
        Status::Expired => judged.closed(read.receipts.iter().all(|r| r.says == Says::Expired)),
        Status::Withdrawn => judged.closed(
            read.notes
                .iter()
                .all(|n| n.r#type == NoteType::Withdrawn && n.iss == read.proposal.iss),
        ),
        Status::Denied => judged.closed(judged.first.verdict == Ruling::Deny),
        Status::Open => Err(Code::CandidateMismatch),
    }
}

struct Judged<'a> {
    read: &'a Read,
    source: &'a Source<'a>,
    roster: &'a Arc<InForce>,
    /// The verdict over the proposal.
    first: &'a Verified<Verdict>,
}

/// What an approving status binds.
struct Candidate<'a> {
    sha: Sha,
    edit: Option<&'a Verified<Decision>>,
    /// The candidate's verdict and every one that a decision names, each once.
    verdicts: Vec<&'a Verified<Verdict>>,
}

impl<'a> Judged<'a> {
    /// Nothing in it contradicts its status by its kind; one verdict over each candidate, and the proposal's among them.
    fn of(read: &'a Read, source: &'a Source<'_>) -> Result<Self, Code> {
        let closing = match read.status {
            Status::Expired => (0, 1, true),
            Status::Withdrawn => (1, 0, true),
            Status::Denied => (0, 0, true),
            _ => (0, 0, false),
        };
        let (notes, receipts, undecided) = closing;
        let belongs = (read.notes.len(), read.receipts.len()) == (notes, receipts)
            && (!undecided || read.decisions.is_empty());
        let judged: HashSet<_> = read.verdicts.iter().map(|v| v.candidate_sha256).collect();
        if !belongs || judged.len() != read.verdicts.len() {
            return Err(Code::CandidateMismatch);
        }
        let first = read
            .verdicts
            .iter()
            .find(|v| v.candidate_sha256 == read.proposal.sha())
            .ok_or(Code::CandidateMismatch)?;
        Ok(Self {
            read,
            source,
            roster: source.standing.roster()?,
            first,
        })
    }

    /// People were asked: that is what the proposal's verdict says.
    fn escalated(&self) -> Result<(), Code> {
        if self.first.verdict == Ruling::Escalate {
            Ok(())
        } else {
            Err(Code::CandidateMismatch)
        }
    }

    /// Every decision's verb is offered.
    fn verbs(&self) -> Result<(), Code> {
        let offered = &self.read.proposal.allowed;
        let all = self
            .read
            .decisions
            .iter()
            .all(|decision| offered.contains(&decision.decision));
        if all { Ok(()) } else { Err(Code::NotAllowed) }
    }

    fn approving(&self) -> Result<Answer, Code> {
        let read = self.read;
        let refused = read
            .decisions
            .iter()
            .any(|d| matches!(d.decision, Verb::Reject | Verb::Respond));
        let denied = read.verdicts.iter().any(|v| v.verdict == Ruling::Deny);
        if refused || denied {
            return Err(Code::ClosedWithoutApproval);
        }
        let candidate = self.candidate()?;
        self.verbs()?;
        let (action, terms) = self.action(&candidate)?;
        let people = self.people(&candidate)?;
        self.allowed(&action, terms.as_ref())?;
        Ok(Answer::Run {
            status: read.status,
            action,
            candidate_sha256: candidate.sha,
            people,
            // What nobody reviewed says of itself is not believed.
            idempotent: terms.is_some_and(|terms| terms.idempotent),
        })
    }

    /// The one candidate that every decision is about, with exactly the verdicts that belong to it.
    fn candidate(&self) -> Result<Candidate<'a>, Code> {
        let read = self.read;
        let edits: Vec<_> = read
            .decisions
            .iter()
            .filter(|d| d.decision == Verb::Edit)
            .collect();
        let edit = match (read.status, edits.as_slice()) {
            (Status::Edited, [edit]) => Some(*edit),
            (Status::Approved, []) => None,
            (Status::Allowed, []) if read.decisions.is_empty() => None,
            _ => return Err(Code::CandidateMismatch),
        };
        let sha = edit.map_or(read.proposal.sha(), Verified::sha);
        let own = read
            .verdicts
            .iter()
            .find(|v| v.candidate_sha256 == sha)
            .ok_or(Code::CandidateMismatch)?;
        if read.status == Status::Allowed {
            if own.verdict != Ruling::Allow {
                return Err(Code::QuorumNotMet);
            }
        } else {
            self.escalated()?;
        }
        let mut verdicts = vec![own];
        for decision in &read.decisions {
            let named = read
                .verdicts
                .iter()
                .find(|v| v.sha() == decision.verdict_sha256)
                .ok_or(Code::CandidateMismatch)?;
            let binds = decision.decision == Verb::Edit
                || (decision.candidate_sha256 == Some(sha) && named.sha() == own.sha());
            if !binds {
                return Err(Code::CandidateMismatch);
            }
            if !verdicts.iter().any(|v| v.sha() == named.sha()) {
                verdicts.push(named);
            }
        }
        let belongs = |verdict: &Verified<Verdict>| {
            verdict.sha() == self.first.sha() || verdicts.iter().any(|v| v.sha() == verdict.sha())
        };
        if !read.verdicts.iter().all(belongs) {
            return Err(Code::CandidateMismatch);
        }
        Ok(Candidate {
            sha,
            edit,
            verdicts,
        })
    }

    /// What runs: the proposed tool with the proposed or edited arguments, and the reviewed contract that this source holds for it.
    fn action(&self, candidate: &Candidate<'_>) -> Result<(Action, Option<Terms>), Code> {
        let proposed = self
            .read
            .proposal
            .action
            .clone()
            .ok_or(Code::ClosedWithoutApproval)?;
        let (sha, terms) = match &self.read.proposal.contract {
            ContractRef::Inline(inline) => (None, inline.inline.clone()),
            ContractRef::Reviewed(sha) => {
                let held = self.source.standing.contract(*sha);
                (Some(*sha), held.ok_or(Code::ToolChanged)?.terms())
            }
        };
        let elsewhere = candidate.verdicts.iter().any(|v| v.contract_sha256 != sha);
        if terms.tool != proposed.tool || elsewhere {
            return Err(Code::ToolChanged);
        }
        let arguments = match candidate.edit {
            None => proposed.arguments,
            Some(edit) => {
                let arguments = edit.arguments.clone().ok_or(Code::CandidateMismatch)?;
                let compiled =
                    CompiledContract::compile(&terms).map_err(|_| Code::SchemaViolation)?;
                compiled
                    .validate(&arguments)
                    .map_err(|_| Code::SchemaViolation)?;
                arguments
            }
        };
        let action = Action {
            tool: proposed.tool,
            arguments,
        };
        Ok((action, sha.map(|_| terms)))
    }

    fn takes<'v>(&self, verdicts: impl IntoIterator<Item = &'v Verified<Verdict>>) -> Scrutiny<'v>
    where
        'a: 'v,
    {
        let risk = contract_risk(&self.read.proposal, self.source.standing);
        let verdicts = verdicts.into_iter().map(|verdict| &**verdict);
        Scrutiny::of(&self.read.proposal, risk, Some(self.roster), verdicts)
    }

    /// Step 8: distinct people, and by fold rule 4 enough of them.
    fn people(&self, candidate: &Candidate<'_>) -> Result<Vec<Name>, Code> {
        if self.read.status == Status::Allowed {
            return Ok(Vec::new());
        }
        let takes = self.takes(candidate.verdicts.iter().copied());
        let mut people = BTreeSet::new();
        for decision in &self.read.decisions {
            takes.admits(self.roster, &decision.iss)?;
            people.insert(decision.iss.clone());
        }
        if people.len() < takes.approvals() as usize {
            return Err(Code::QuorumNotMet);
        }
        Ok(people.into_iter().collect())
    }

    /// Step 9: the bound on what no person sees.
    fn allowed(&self, action: &Action, reviewed: Option<&Terms>) -> Result<(), Code> {
        if self.read.status != Status::Allowed {
            return Ok(());
        }
        let allow = &self.roster.allow;
        let within = reviewed.is_some_and(|terms| terms.risk <= allow.max_risk)
            && allow.tools.contains(&action.tool);
        if within {
            Ok(())
        } else {
            Err(Code::AllowNotPermitted)
        }
    }

    /// A reject or respond: one person who may decide, by every verdict that stands beside it.
    fn refusing(&self, verb: Verb) -> Result<Answer, Code> {
        if !self.read.decisions.iter().any(|d| d.decision == verb) {
            return Err(Code::QuorumNotMet);
        }
        let [decision] = self.read.decisions.as_slice() else {
            return Err(Code::CandidateMismatch);
        };
        self.escalated()?;
        self.verbs()?;
        if let (Some(question), Some(answer)) = (&self.read.proposal.question, &decision.answer) {
            answers(question, answer)?;
        }
        // A no names the verdict that its signer saw, which need not be among the statements: it binds to nothing.
        self.takes(&self.read.verdicts)
            .admits(self.roster, &decision.iss)?;
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
        if self.read.status != Status::Denied {
            self.escalated()?;
        }
        Ok(Answer::Closed {
            status: self.read.status,
            people: Vec::new(),
            reason: None,
            answer: None,
        })
    }
}

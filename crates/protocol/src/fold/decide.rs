//! What a decision does (the fold's rules 3 and 4).

use std::sync::Arc;

use crate::{
    Code, Name, Sha, Timestamp, Verified,
    contract::answers,
    payload::{Decision, Ruling, Status, Verb, Verdict},
    roster::Standing,
    scrutiny::Scrutiny,
};

use super::{
    event::{Mark, What},
    state::{Candidate, Escalation, Line},
};

impl Escalation {
    pub(super) fn decided(
        &mut self,
        first: &str,
        second: Option<&str>,
        standing: &Standing,
        at: Timestamp,
        seq: u64,
    ) -> Result<Line, Code> {
        let decision = Arc::new(self.open::<Decision>(first, standing, at)?);
        let verdict = match second {
            Some(text) => Some(Arc::new(self.open::<Verdict>(text, standing, at)?)),
            None => None,
        };
        let mark = match self.judge(&decision, verdict.as_ref(), standing, at) {
            Ok(named) => {
                self.take(decision.clone(), verdict, named, standing, at, seq);
                Mark::Counts
            }
            Err(mark) => mark,
        };
        let what = What::Decided {
            verb: decision.decision,
            reason: decision.reason.clone(),
        };
        Ok(Line::of(&decision, what, mark).who_saw(decision.saw.n, decision.saw.head))
    }

    /// Whether a decision counts; if so, the verdict that it names.
    fn judge(
        &self,
        decision: &Verified<Decision>,
        verdict: Option<&Arc<Verified<Verdict>>>,
        standing: &Standing,
        at: Timestamp,
    ) -> Result<Arc<Verified<Verdict>>, Mark> {
        let invalid = |code| Err(Mark::Invalid(code));
        let (Some(proposal), Some(candidate), Some(due)) =
            (&self.proposal, &self.candidate, self.due)
        else {
            return invalid(Code::NotFound);
        };
        if decision.aud != proposal.iss {
            return invalid(Code::WrongAudience);
        }
        if decision.proposal_sha256 != proposal.sha() || decision.expires_at != proposal.expires_at
        {
            return invalid(Code::ProposalMismatch);
        }
        if !proposal.allowed.contains(&decision.decision) {
            return invalid(Code::NotAllowed);
        }
        if let (Some(question), Some(answer)) = (&proposal.question, &decision.answer) {
            answers(question, answer).map_err(Mark::Invalid)?;
        }
        let roster = standing.roster().map_err(Mark::Invalid)?;
        if at > roster.expires_at {
            return invalid(Code::RosterExpired);
        }
        let named = self
            .verdicts
            .iter()
            .find(|v| v.sha() == decision.verdict_sha256);
        let edits = decision.decision == Verb::Edit;
        match (edits, verdict) {
            (true, None) | (false, Some(_)) => return invalid(Code::Malformed),
            (true, Some(own)) => {
                let about =
                    own.proposal_sha256 == proposal.sha() && own.candidate_sha256 == decision.sha();
                if !about || own.due != candidate.verdict.due {
                    return invalid(Code::CandidateMismatch);
                }
                if own.verdict == Ruling::Deny {
                    return invalid(Code::NotAllowed);
                }
            }
            (false, None) => {}
        }
        let named = match named {
            Some(named) => named,
            None if matches!(decision.decision, Verb::Reject | Verb::Respond) => &candidate.verdict,
            None => return invalid(Code::CandidateMismatch),
        };
        let binds = matches!(decision.decision, Verb::Approve | Verb::Edit);
        let fits = match decision.candidate_sha256 {
            Some(sha) => sha == named.candidate_sha256,
            None => true,
        };
        if !fits {
            return invalid(Code::CandidateMismatch);
        }
        // What an edit takes is what its own verdict and the one it replaces take; a no answers to all that it could close over.
        let verdicts: Vec<&Verdict> = match (decision.decision, verdict) {
            (Verb::Edit, Some(own)) => vec![own, named],
            (Verb::Approve, _) => candidate.verdicts().collect(),
            _ => {
                let first = self.verdicts.first().map(|v| &***v);
                let known = candidate.verdicts().chain([&***named]);
                first.into_iter().chain(known).collect()
            }
        };
        Scrutiny::of(proposal, self.contract_risk, Some(roster), verdicts)
            .admits(roster, &decision.iss)
            .map_err(Mark::Unauthorised)?;
        match self.resolved.as_ref().map(|r| r.status) {
            Some(Status::Expired) => return Err(Mark::Late),
            Some(_) => {
                return Err(if at > due {
                    Mark::Late
                } else {
                    Mark::Superseded
                });
            }
            None if at > due => return Err(Mark::Late),
            None => {}
        }
        if binds && decision.verdict_sha256 != candidate.verdict.sha() {
            return Err(Mark::Superseded);
        }
        Ok(Arc::clone(named))
    }

    fn take(
        &mut self,
        decision: Arc<Verified<Decision>>,
        verdict: Option<Arc<Verified<Verdict>>>,
        named: Arc<Verified<Verdict>>,
        standing: &Standing,
        at: Timestamp,
        seq: u64,
    ) {
        let person = decision.iss.clone();
        match decision.decision {
            Verb::Reject => {
                self.close(
                    Status::Rejected,
                    at,
                    seq,
                    vec![person],
                    Some(decision),
                    None,
                );
                return;
            }
            Verb::Respond => {
                self.close(
                    Status::Responded,
                    at,
                    seq,
                    vec![person],
                    Some(decision),
                    None,
                );
                return;
            }
            Verb::Edit => {
                if let Some(own) = verdict {
                    self.verdicts.push(Arc::clone(&own));
                    self.stances.clear();
                    self.candidate = Some(Candidate {
                        sha: decision.sha(),
                        edit: Some(Arc::clone(&decision)),
                        verdict: own,
                        named: Some(named),
                    });
                    self.stances.insert(person, decision);
                }
            }
            Verb::Approve => {
                self.stances.insert(person, decision);
            }
        }
        self.resolve_if_enough(standing, at, seq);
    }

    fn resolve_if_enough(&mut self, standing: &Standing, at: Timestamp, seq: u64) {
        let (Ok(roster), Some(proposal), Some(candidate)) =
            (standing.roster(), &self.proposal, &self.candidate)
        else {
            return;
        };
        let takes = Scrutiny::of(
            proposal,
            self.contract_risk,
            Some(roster),
            candidate.verdicts(),
        );
        // Decisions that count must also hold under the roster in force now, the edit among them.
        let holds = |decision: &Verified<Decision>| {
            let signed = crate::Signed::<Decision>::parse(decision.compact());
            signed.and_then(|s| s.verify(roster.as_ref(), at)).is_ok()
                && takes.admits(roster, &decision.iss).is_ok()
        };
        if candidate.edit.as_ref().is_some_and(|edit| !holds(edit)) {
            return;
        }
        let people: Vec<Name> = self
            .stances
            .iter()
            .filter(|(_, decision)| holds(decision))
            .map(|(person, _)| person.clone())
            .collect();
        if people.len() < takes.approvals() as usize {
            return;
        }
        self.stances.retain(|person, _| people.contains(person));
        let edited = candidate.edit.clone();
        let status = if edited.is_some() {
            Status::Edited
        } else {
            Status::Approved
        };
        let decision = edited.or_else(|| self.stances.values().next().cloned());
        self.close(status, at, seq, people, decision, None);
    }

    /// The candidate's digest that a decision approves.
    pub fn live_sha(&self) -> Option<Sha> {
        self.candidate.as_ref().map(|c| c.sha)
    }
}

//! What policy says about a proposal or an edit, within what the roster allows.

use fermata_protocol::{
    Code, Keyring, Name, Sha, Timestamp, Typ,
    payload::{Friction, Kind, Proposal, Reason, Requires, Risk, Ruling, Verb, Verdict},
    roster::{InForce, Standing},
};

use crate::{
    Problem,
    gate::Gate,
    policy::{Facts, Said},
};

/// What policy says, before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Judgment {
    pub(crate) verdict: Ruling,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) risk: Risk,
    pub(crate) requires: Requires,
    pub(crate) due: Timestamp,
    pub(crate) contract: Option<Sha>,
    pub(crate) policy: Sha,
}

/// What the verdict is about.
pub(crate) struct Candidate<'a> {
    pub(crate) proposal: &'a Proposal,
    pub(crate) tool: &'a Name,
    pub(crate) risk: Risk,
    /// The reviewed contract; absent for an inline one.
    pub(crate) contract: Option<Sha>,
    /// For an edit: the due time that its escalation has. Its verdict keeps it.
    pub(crate) due: Option<Timestamp>,
}

impl Gate {
    /// Judges. An edit never passes by itself: whoever made it stands on it.
    pub(crate) fn judge(
        &self,
        candidate: &Candidate<'_>,
        standing: &Standing,
    ) -> Result<Judgment, Problem> {
        let proposal = candidate.proposal;
        let roster = standing.roster()?;
        let rules = self.rules(standing).map_err(|error| {
            Problem::new(Code::NotAllowed)
                .because(format!("The policy in force can not be read: {error}"))
        })?;
        let risk = if candidate.contract.is_some() {
            candidate.risk
        } else {
            candidate.risk.max(Risk::High)
        };
        let facts = Facts {
            queue: &proposal.queue,
            tool: candidate.tool,
            risk,
            confidence: proposal.confidence.as_ref(),
        };
        // SHA-256 of nothing stands for no policy.
        let (policy, mut said) = match rules {
            Some((sha, rules)) => (sha, rules.judge(&facts)),
            None => (Sha::of([]), Said::nothing()),
        };
        if said.verdict == Ruling::Allow {
            lower(&mut said, candidate, risk, roster);
        }
        let now = self.now();
        let latest = proposal.expires_at;
        let due = candidate
            .due
            .unwrap_or_else(|| said.due.map_or(latest, |due| now.plus(due).min(latest)));
        let requires = requires(&said, proposal, roster)?;
        let judgment = Judgment {
            verdict: said.verdict,
            reasons: said.reasons,
            risk,
            requires,
            due,
            contract: candidate.contract,
            policy,
        };
        if judgment.verdict == Ruling::Escalate {
            satisfiable(&judgment, proposal, roster, now)?;
        }
        Ok(judgment)
    }

    /// The verdict's payload over this candidate.
    pub(crate) fn verdict(
        &self,
        judgment: Judgment,
        proposal: &fermata_protocol::Verified<Proposal>,
        candidate: Sha,
    ) -> Result<Verdict, Problem> {
        Ok(Verdict {
            jti: self.new_jti()?,
            iss: self.id.clone(),
            ws: self.ws,
            issued_at: self.now(),
            esc: proposal.jti_esc(),
            proposal_sha256: proposal.sha(),
            candidate_sha256: candidate,
            verdict: judgment.verdict,
            reasons: judgment.reasons,
            risk: judgment.risk,
            policy_sha256: judgment.policy,
            requires: judgment.requires,
            due: judgment.due,
            contract_sha256: judgment.contract,
        })
    }
}

/// An allow that the roster does not cover becomes a question to people.
fn lower(said: &mut Said, candidate: &Candidate<'_>, risk: Risk, roster: &InForce) {
    let within = risk <= roster.allow.max_risk && roster.allow.tools.contains(candidate.tool);
    let edit = candidate.due.is_some();
    let text = if edit {
        "A person changed it, so people stand for it."
    } else if candidate.proposal.kind == Kind::Question {
        "A question needs an answer from a person."
    } else if candidate.contract.is_none() {
        "Nobody reviewed the contract that came with it, so it can not pass unseen."
    } else if !within {
        "The policy would let this pass, but the roster does not let this tool or this risk pass unseen."
    } else {
        return;
    };
    said.verdict = Ruling::Escalate;
    said.reasons.insert(
        0,
        Reason {
            code: "not_unseen".to_owned(),
            text: text.to_owned(),
        },
    );
}

fn requires(said: &Said, proposal: &Proposal, roster: &InForce) -> Result<Requires, Problem> {
    let queue = roster.queue(&proposal.queue).ok_or(Code::UnknownQueue)?;
    let wishes = [&proposal.requires, &queue.requires];
    let wished = |of: fn(&fermata_protocol::payload::Wish) -> Option<u32>| {
        wishes.into_iter().flatten().filter_map(of).max()
    };
    let friction = wishes
        .into_iter()
        .flatten()
        .filter_map(|wish| wish.friction)
        .max();
    let groups: Vec<Name> = match &said.groups {
        None => Vec::new(),
        Some(only) => queue
            .groups
            .iter()
            .filter(|group| only.contains(group))
            .cloned()
            .collect(),
    };
    // An empty list would mean every group of the queue.
    if said.groups.is_some() && groups.is_empty() && said.verdict == Ruling::Escalate {
        let text =
            "The policy asks for groups that do not decide in this queue: correct one of them.";
        return Err(Problem::new(Code::UnsatisfiableQuorum).because(text));
    }
    Ok(Requires {
        approvals: said
            .approvals
            .max(wished(|wish| wish.approvals).unwrap_or(1))
            .max(1),
        groups,
        friction: said.friction.max(friction.unwrap_or(Friction::None)),
        blind: said.blind,
    })
}

/// Whether enough people could decide this now.
fn satisfiable(
    judgment: &Judgment,
    proposal: &Proposal,
    roster: &InForce,
    now: Timestamp,
) -> Result<(), Problem> {
    let queue = roster.queue(&proposal.queue).ok_or(Code::UnknownQueue)?;
    let owners = roster
        .source(&proposal.iss)
        .map(|source| source.owners.as_slice())
        .unwrap_or_default();
    let only = &judgment.requires.groups;
    let groups: Vec<&Name> = queue
        .groups
        .iter()
        .filter(|group| only.is_empty() || only.contains(group))
        .collect();
    let able = roster.people.iter().filter(|person| {
        !owners.contains(&person.id)
            && person.max_risk >= judgment.risk
            && person.groups.iter().any(|group| groups.contains(&group))
            && person
                .keys
                .iter()
                .any(|key| roster.key(key.jwk.thumbprint(), Typ::Decision, now).is_ok())
    });
    let approves = proposal
        .allowed
        .iter()
        .any(|verb| matches!(verb, Verb::Approve | Verb::Edit));
    let needed = if approves {
        judgment.requires.approvals
    } else {
        1
    };
    let found = able.count();
    if found >= needed as usize {
        return Ok(());
    }
    let text = format!(
        "{needed} distinct people must decide this at risk {}, and the roster has {found}: add people to the groups of queue {}, raise their max_risk, or lower what is required.",
        judgment.risk, proposal.queue
    );
    Err(Problem::new(Code::UnsatisfiableQuorum).because(text))
}

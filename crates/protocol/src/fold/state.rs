//! The state that the fold builds, and what each kind of entry does to it.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use crate::{
    Code, Entry, Esc, Holder, Jti, Kid, Name, NewEntry, Payload, Sha, Signed, Timestamp, Typ,
    Verified, Ws, chain_head, claimed_typ,
    payload::{
        Arguments, ChainHead, Decision, Friction, Note, NoteType, Outcome, OutcomeStatus, Proposal,
        Receipt, Right, Risk, Ruling, Says, Status, Verb, Verdict,
    },
    roster::Standing,
    scrutiny::{Scrutiny, contract_risk},
};

use super::event::{Event, Mark, What};

/// The action that approvals are collected for.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The statement that holds it: the proposal's, or the edit's.
    pub sha: Sha,
    /// For an edit: its statement and author.
    pub edit: Option<Arc<Verified<Decision>>>,
    /// The verdict over it.
    pub verdict: Arc<Verified<Verdict>>,
    /// The verdict that the edit names: what it takes can not be lowered by editing.
    pub(super) named: Option<Arc<Verified<Verdict>>>,
}

impl Candidate {
    /// The verdicts that say what it takes, whoever stands on it.
    pub(super) fn verdicts(&self) -> impl Iterator<Item = &Verdict> {
        std::iter::once(&self.verdict)
            .chain(&self.named)
            .map(|verdict| &***verdict)
    }
}

/// How it ended, with the statements that prove it.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// How.
    pub status: Status,
    /// By this entry.
    pub seq: u64,
    /// At this time.
    pub at: Timestamp,
    /// Who decided, sorted; empty when nobody did.
    pub people: Vec<Name>,
    /// The deciding statement, when a person decided.
    pub decision: Option<Arc<Verified<Decision>>>,
    /// Compact strings: the proposal, verdicts, exactly the decisions that count, or what closed it.
    pub statements: Vec<String>,
}

/// What must be looked at by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// It ran and nobody had approved it.
    ExecutedWithoutApproval,
    /// Something else ran.
    ExecutedOther,
    /// An outcome that does not follow from what came before.
    OutcomeOutOfOrder,
    /// A signer saw another chain of entries than this log holds: it was shown to two readers in two ways, or lost entries.
    Forked,
    /// The key of a decision signed another one in the same place of its chain: it has a copy, or its machine forgot.
    KeyForked,
}

impl Alarm {
    /// The word for it: `executed_without_approval`, `executed_other`, `outcome_out_of_order`, `forked`, `key_forked`.
    pub fn word(self) -> &'static str {
        match self {
            Self::ExecutedWithoutApproval => "executed_without_approval",
            Self::ExecutedOther => "executed_other",
            Self::OutcomeOutOfOrder => "outcome_out_of_order",
            Self::Forked => "forked",
            Self::KeyForked => "key_forked",
        }
    }
}

/// Everything that the log says about one escalation.
#[derive(Debug, Clone)]
pub struct Escalation {
    /// Its id.
    pub esc: Esc,
    pub(super) ws: Ws,
    pub(super) proposal: Option<Arc<Verified<Proposal>>>,
    /// By its contract; high for one that nobody reviewed.
    pub(super) contract_risk: Risk,
    pub(super) candidate: Option<Candidate>,
    pub(super) verdicts: Vec<Arc<Verified<Verdict>>>,
    pub(super) due: Option<Timestamp>,
    /// Each person's newest valid decision on the live candidate.
    pub(super) stances: BTreeMap<Name, Arc<Verified<Decision>>>,
    pub(super) resolved: Option<Resolved>,
    outcome: Option<OutcomeStatus>,
    outcome_code: Option<String>,
    alarms: Vec<Alarm>,
    history: Vec<Event>,
    seen: HashSet<Jti>,
    /// The chain's head after none, one, two … entries.
    heads: Vec<ChainHead>,
    pub(super) latest: Timestamp,
    last_seq: u64,
}

impl Escalation {
    pub(super) fn new(esc: Esc, ws: Ws) -> Self {
        Self {
            esc,
            ws,
            proposal: None,
            contract_risk: Risk::High,
            candidate: None,
            verdicts: Vec::new(),
            due: None,
            stances: BTreeMap::new(),
            resolved: None,
            outcome: None,
            outcome_code: None,
            alarms: Vec::new(),
            history: Vec::new(),
            seen: HashSet::new(),
            heads: vec![ChainHead::Start(esc)],
            latest: Timestamp::from_millis(0),
            last_seq: 0,
        }
    }

    /// The proposal, once a valid one opened it.
    pub fn proposal(&self) -> Option<&Arc<Verified<Proposal>>> {
        self.proposal.as_ref()
    }

    /// The live candidate.
    pub fn candidate(&self) -> Option<&Candidate> {
        self.candidate.as_ref()
    }

    /// The live candidate's arguments, for an action.
    pub fn arguments(&self) -> Option<&Arguments> {
        match self.candidate.as_ref().and_then(|c| c.edit.as_ref()) {
            Some(edit) => edit.arguments.as_ref(),
            None => self
                .proposal
                .as_ref()?
                .action
                .as_ref()
                .map(|action| &action.arguments),
        }
    }

    /// The verdict over the proposal itself.
    pub fn first_verdict(&self) -> Option<&Arc<Verified<Verdict>>> {
        self.verdicts.first()
    }

    /// It was opened by a valid proposal.
    pub fn exists(&self) -> bool {
        self.proposal.is_some()
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.resolved.as_ref().map_or(Status::Open, |r| r.status)
    }

    /// How it ended.
    pub fn resolved(&self) -> Option<&Resolved> {
        self.resolved.as_ref()
    }

    /// What the source said last, after an approving status.
    pub fn outcome(&self) -> Option<OutcomeStatus> {
        self.outcome
    }

    /// The code of a refusal by the source.
    pub fn outcome_code(&self) -> Option<&str> {
        self.outcome_code.as_deref()
    }

    /// Until when it can be decided.
    pub fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// What must be looked at.
    pub fn alarms(&self) -> &[Alarm] {
        &self.alarms
    }

    /// Every entry, in order.
    pub fn history(&self) -> &[Event] {
        &self.history
    }

    /// Entries seen, and the chain's head over them.
    pub fn head(&self) -> (u64, ChainHead) {
        let n = self.heads.len() - 1;
        (n as u64, self.heads[n])
    }

    /// Whether a signer who saw `n` entries with this head saw a beginning of this chain; `None` as long as fewer are here.
    pub fn lies_on_chain(&self, n: u64, head: ChainHead) -> Option<bool> {
        let own = self.heads.get(usize::try_from(n).ok()?)?;
        Some(*own == head)
    }

    /// The last entry's position.
    pub fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// People who stand on the live candidate.
    pub fn standing_people(&self) -> impl Iterator<Item = &Name> {
        self.stances.keys()
    }

    /// The candidate's risk: the highest of the contract, its verdict and the one that an edit names.
    pub fn risk(&self) -> Option<Risk> {
        let proposal = self.proposal.as_ref()?;
        let verdicts = self.candidate.as_ref()?.verdicts();
        Some(Scrutiny::of(proposal, self.contract_risk, None, verdicts).risk)
    }

    /// What deciding asks of the hand.
    pub fn friction(&self, standing: &Standing) -> Friction {
        self.takes(standing)
            .map_or(Friction::None, |takes| takes.friction())
    }

    /// Distinct people that approvals take.
    pub fn approvals_needed(&self, standing: &Standing) -> u32 {
        self.takes(standing).map_or(1, |takes| takes.approvals())
    }

    pub(super) fn takes<'a>(&'a self, standing: &'a Standing) -> Option<Scrutiny<'a>> {
        let proposal = self.proposal.as_ref()?;
        let verdicts = self.candidate.iter().flat_map(Candidate::verdicts);
        let roster = standing.roster().ok().map(AsRef::as_ref);
        Some(Scrutiny::of(proposal, self.contract_risk, roster, verdicts))
    }

    /// Compares what a signer saw with this chain: somebody whose word is in no entry, such as a gateway by a receipt.
    pub fn compare(&mut self, n: u64, head: ChainHead) {
        if self.lies_on_chain(n, head) == Some(false) {
            self.raise(Alarm::Forked);
        }
    }

    /// Raises an alarm, once, that only a reader of more than these entries can see.
    pub fn raise(&mut self, alarm: Alarm) {
        if !self.alarms.contains(&alarm) {
            self.alarms.push(alarm);
        }
    }

    /// Takes the next entry, under what was in force before it.
    pub fn apply(&mut self, entry: &Entry, standing: &Standing) {
        if entry.esc != Some(self.esc) || !self.seen.insert(entry.id) {
            return;
        }
        // Under an id that is not its own it says nothing.
        let form = match NewEntry::of(entry.statements.clone()) {
            Ok(new) if new.id == entry.id => Ok(()),
            Ok(_) => Err(Code::BadMember),
            Err(code) => Err(code),
        };
        self.last_seq = entry.seq;
        let at = self.clock(entry.at);
        let read = form.and_then(|()| self.read(entry, standing, at));
        let line = read.unwrap_or_else(Line::unreadable);
        // Nobody can have seen what came after, so what is not here before this entry is on another chain.
        let forked = line
            .saw
            .is_some_and(|(n, head)| self.lies_on_chain(n, head) != Some(true));
        if forked {
            self.raise(Alarm::Forked);
        }
        let (_, head) = self.head();
        self.heads.push(chain_head(head, entry));
        self.history.push(Event {
            seq: entry.seq,
            at: entry.at,
            by: line.by,
            key: line.key,
            vouched: line.vouched,
            what: line.what,
            mark: line.mark,
            forked,
        });
    }

    fn read(&mut self, entry: &Entry, standing: &Standing, at: Timestamp) -> Result<Line, Code> {
        let first = entry.statements.first().ok_or(Code::Malformed)?;
        let second = entry.statements.get(1).map(String::as_str);
        match claimed_typ(first)? {
            Typ::Proposal => self.proposed(first, second, standing, at),
            Typ::Decision => self.decided(first, second, standing, at, entry.seq),
            Typ::Note => self.noted(
                &self.open::<Note>(first, standing, at)?,
                standing,
                at,
                entry.seq,
            ),
            Typ::Outcome => self.happened(&self.open::<Outcome>(first, standing, at)?),
            Typ::Receipt => {
                self.receipt(&self.open::<Receipt>(first, standing, at)?, at, entry.seq)
            }
            _ => Err(Code::WrongTyp),
        }
    }

    /// Verifies a statement that must be about this escalation and workspace.
    pub(super) fn open<T: Payload>(
        &self,
        compact: &str,
        standing: &Standing,
        at: Timestamp,
    ) -> Result<Verified<T>, Code> {
        let verified = Signed::<T>::parse(compact)?.verify(standing.roster()?.as_ref(), at)?;
        if verified.ws() != self.ws {
            Err(Code::WrongWorkspace)
        } else if verified.esc().or_else(|| Esc::of(verified.jti())) != Some(self.esc) {
            Err(Code::NotPending)
        } else {
            Ok(verified)
        }
    }

    fn proposed(
        &mut self,
        first: &str,
        second: Option<&str>,
        standing: &Standing,
        at: Timestamp,
    ) -> Result<Line, Code> {
        let proposal = Arc::new(self.open::<Proposal>(first, standing, at)?);
        let line = |mark| Line::of(&proposal, What::Proposed, mark);
        if self.proposal.is_some() {
            return Ok(line(Mark::Superseded));
        }
        let verdict =
            Arc::new(self.open::<Verdict>(second.ok_or(Code::Malformed)?, standing, at)?);
        if verdict.proposal_sha256 != proposal.sha() || verdict.candidate_sha256 != proposal.sha() {
            return Err(Code::CandidateMismatch);
        }
        if verdict.due > proposal.expires_at {
            return Err(Code::BadMember);
        }
        self.contract_risk = contract_risk(&proposal, standing);
        let mark = line(Mark::Counts);
        self.due = Some(verdict.due);
        self.verdicts.push(Arc::clone(&verdict));
        self.candidate = Some(Candidate {
            sha: proposal.sha(),
            edit: None,
            verdict: Arc::clone(&verdict),
            named: None,
        });
        self.proposal = Some(proposal);
        match verdict.verdict {
            Ruling::Escalate => {}
            Ruling::Allow => self.close(Status::Allowed, at, self.last_seq, Vec::new(), None, None),
            Ruling::Deny => self.close(Status::Denied, at, self.last_seq, Vec::new(), None, None),
        }
        Ok(mark)
    }

    fn noted(
        &mut self,
        note: &Verified<Note>,
        standing: &Standing,
        at: Timestamp,
        seq: u64,
    ) -> Result<Line, Code> {
        let what = What::Noted {
            kind: note.r#type,
            body: note.body.clone(),
        };
        let line = |mark| Ok(Line::of(note, what.clone(), mark));
        let Some(proposal) = self.proposal.clone() else {
            return line(Mark::Invalid(Code::NotFound));
        };
        let by_source = !matches!(note.holder(), Holder::Person(_));
        if by_source && note.iss != proposal.iss {
            return line(Mark::Invalid(Code::WrongRole));
        }
        let roster = standing.roster()?;
        let right = |right| !by_source && roster.has_right(&note.iss, right);
        match note.r#type {
            NoteType::Withdrawn if !by_source => line(Mark::Invalid(Code::WrongRole)),
            NoteType::Assigned if !right(Right::Assign) => line(Mark::Invalid(Code::NotAllowed)),
            NoteType::Revealed if !right(Right::Reveal) => line(Mark::Invalid(Code::NotAllowed)),
            NoteType::Extended if !right(Right::Extend) => line(Mark::Invalid(Code::NotAllowed)),
            NoteType::Claimed | NoteType::Released | NoteType::Assigned if by_source => {
                line(Mark::Invalid(Code::WrongRole))
            }
            NoteType::Withdrawn => {
                if self.resolved.is_some() {
                    return line(Mark::Superseded);
                }
                self.close(
                    Status::Withdrawn,
                    at,
                    seq,
                    Vec::new(),
                    None,
                    Some(note.compact().to_owned()),
                );
                line(Mark::Counts)
            }
            NoteType::Extended => {
                let due = self.due.unwrap_or(proposal.expires_at);
                let until = note.body.due.unwrap_or(due);
                if self.resolved.is_some() {
                    line(Mark::Superseded)
                } else if at > due {
                    line(Mark::Late)
                } else if until <= due || until > proposal.expires_at {
                    line(Mark::Invalid(Code::BadMember))
                } else {
                    self.due = Some(until);
                    line(Mark::Counts)
                }
            }
            _ => line(Mark::Counts),
        }
    }

    fn receipt(
        &mut self,
        receipt: &Verified<Receipt>,
        at: Timestamp,
        seq: u64,
    ) -> Result<Line, Code> {
        let what = What::Receipt { says: receipt.says };
        let line =
            |mark| Ok(Line::of(receipt, what.clone(), mark).who_saw(receipt.n, receipt.head));
        match receipt.says {
            Says::Attempted => line(Mark::Counts),
            Says::Expired => match self.due {
                _ if self.resolved.is_some() => line(Mark::Superseded),
                Some(due) if at > due => {
                    self.close(
                        Status::Expired,
                        at,
                        seq,
                        Vec::new(),
                        None,
                        Some(receipt.compact().to_owned()),
                    );
                    line(Mark::Counts)
                }
                _ => line(Mark::Invalid(Code::NotAllowed)),
            },
            Says::Recorded | Says::Resolved => line(Mark::Invalid(Code::NotAllowed)),
        }
    }

    fn happened(&mut self, outcome: &Verified<Outcome>) -> Result<Line, Code> {
        let what = What::Happened {
            status: outcome.status,
            code: outcome.code.clone(),
            error: outcome.error.clone(),
            candidate: outcome.candidate_sha256,
            action: outcome.action.clone(),
        };
        let line = |mark| Ok(Line::of(outcome, what.clone(), mark));
        let Some(proposal) = &self.proposal else {
            return line(Mark::Invalid(Code::NotFound));
        };
        if outcome.iss != proposal.iss {
            return line(Mark::Invalid(Code::WrongRole));
        }
        if outcome.proposal_sha256 != proposal.sha() {
            return line(Mark::Invalid(Code::ProposalMismatch));
        }
        let executed = outcome.status == OutcomeStatus::Executed;
        if executed && !self.status().approves() {
            self.alarms.push(Alarm::ExecutedWithoutApproval);
            return line(Mark::OutOfOrder);
        }
        let live = self.candidate.as_ref().map(|c| c.sha);
        if executed && (outcome.candidate_sha256 != live || outcome.action.is_some()) {
            self.alarms.push(Alarm::ExecutedOther);
        }
        if !follows(self.status().approves(), self.outcome, outcome.status) {
            // The same word again is a retry of the report and changes nothing.
            if self.outcome != Some(outcome.status) {
                self.alarms.push(Alarm::OutcomeOutOfOrder);
            }
            return line(Mark::OutOfOrder);
        }
        self.outcome = Some(outcome.status);
        self.outcome_code.clone_from(&outcome.code);
        line(Mark::Counts)
    }

    /// The first resolving entry wins; callers have checked that none did before.
    pub(super) fn close(
        &mut self,
        status: Status,
        at: Timestamp,
        seq: u64,
        people: Vec<Name>,
        decision: Option<Arc<Verified<Decision>>>,
        closing: Option<String>,
    ) {
        let mut statements: Vec<String> = Vec::new();
        statements.extend(self.proposal.iter().map(|p| p.compact().to_owned()));
        statements.extend(self.verdicts.first().map(|v| v.compact().to_owned()));
        let mut add = |text: &str| {
            if !statements.iter().any(|s| s == text) {
                statements.push(text.to_owned());
            }
        };
        if status.approves() {
            if let Some(candidate) = &self.candidate
                && let Some(edit) = &candidate.edit
            {
                // It may be of an edit before, and its author may have approved since.
                if let Some(named) = &candidate.named {
                    add(named.compact());
                }
                add(edit.compact());
                add(candidate.verdict.compact());
            }
            for decision in self.stances.values() {
                add(decision.compact());
            }
        }
        if let Some(decision) = &decision {
            let no = matches!(decision.decision, Verb::Reject | Verb::Respond);
            let of_candidate =
                self.candidate.iter().filter(|_| no).flat_map(|candidate| {
                    std::iter::once(&candidate.verdict).chain(&candidate.named)
                });
            let named = self
                .verdicts
                .iter()
                .filter(|v| v.sha() == decision.verdict_sha256);
            // What its signer was held to stands beside it.
            for verdict in of_candidate.chain(named) {
                add(verdict.compact());
            }
            add(decision.compact());
        }
        if let Some(closing) = &closing {
            add(closing);
        }
        self.resolved = Some(Resolved {
            status,
            seq,
            at,
            people,
            decision,
            statements,
        });
    }
}

/// What was read from one entry.
pub(super) struct Line {
    by: Option<Name>,
    key: Option<Kid>,
    vouched: bool,
    what: What,
    mark: Mark,
    saw: Option<(u64, ChainHead)>,
}

impl Line {
    pub(super) fn of<T: Payload>(said: &Verified<T>, what: What, mark: Mark) -> Self {
        Self {
            by: Some(said.iss().clone()),
            key: Some(said.kid()),
            vouched: said.vouched(),
            what,
            mark,
            saw: None,
        }
    }

    /// It says what of the chain its signer saw.
    pub(super) fn who_saw(self, n: u64, head: ChainHead) -> Self {
        let saw = Some((n, head));
        Self { saw, ..self }
    }

    fn unreadable(code: Code) -> Self {
        Self {
            by: None,
            key: None,
            vouched: false,
            what: What::Unreadable,
            mark: Mark::Invalid(code),
            saw: None,
        }
    }
}

/// Whether an outcome may follow.
fn follows(approved: bool, before: Option<OutcomeStatus>, next: OutcomeStatus) -> bool {
    use OutcomeStatus as O;
    match (before, next) {
        (None, O::Accepted | O::Refused) => approved,
        (Some(O::Accepted | O::Unknown), O::Executed | O::Failed) => true,
        (Some(O::Accepted), O::Unknown) => true,
        (Some(O::Executed | O::Failed), O::Compensated) => true,
        _ => false,
    }
}

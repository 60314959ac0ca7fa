//! The roster in force, the chain that leads to it, and everything else that stands: contracts, policies, halts, who is away.
//!
//! A [`Standing`] is what was in force before one entry of the log; a [`Timeline`] keeps one per change, so that any escalation can be folded later exactly as it was folded then.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use crate::{
    Code, Entry, Holder, Jti, Jwk, Keyring, Kid, Name, PublicKey, SecretKey, Sha, Signed,
    Timestamp, Typ, Verified, Ws, away, claimed_typ,
    payload::{
        Away, Contract, ContractRef, Halt, HaltSays, Person, Policy, Proposal, Queue, Right, Risk,
        Roster, Scope, SourceEntry, Terms, Use,
    },
    scrutiny::{Scrutiny, contract_risk},
};

/// A roster whose chain of signatures was verified.
#[derive(Debug, Clone)]
pub struct InForce {
    roster: Roster,
    payload_sha: Sha,
    keys: HashMap<Kid, Known>,
}

#[derive(Debug, Clone)]
struct Known {
    key: PublicKey,
    holder: Holder,
    not_before: Timestamp,
    not_after: Timestamp,
    uses: Vec<Use>,
}

impl std::ops::Deref for InForce {
    type Target = Roster;

    fn deref(&self) -> &Roster {
        &self.roster
    }
}

/// Every signature holds, and `threshold` distinct roots are among the signers. `others` may sign too, and count for nothing.
fn require(
    signed: &[Signed<Roster>],
    roots: &[Jwk],
    threshold: u32,
    others: &[Jwk],
) -> Result<(), Code> {
    let mut signers = HashSet::new();
    for statement in signed {
        let is = |jwk: &&Jwk| jwk.thumbprint() == statement.kid();
        let root = roots.iter().find(is);
        let jwk = root.or_else(|| others.iter().find(is));
        statement.verify_with(&jwk.ok_or(Code::UnknownKey)?.key()?)?;
        if statement.payload_sha() != signed[0].payload_sha() {
            return Err(Code::RosterThreshold);
        }
        if root.is_some() {
            signers.insert(statement.kid());
        }
    }
    if signers.len() < threshold as usize {
        return Err(Code::RosterThreshold);
    }
    Ok(())
}

impl InForce {
    /// Accepts a workspace's first roster, when its payload bytes are the pinned ones.
    ///
    /// # Errors
    /// The statement's codes, `roster_threshold`, `weak_key`, `roster_rollback`.
    pub fn first(statements: &[String], pin: Sha) -> Result<Self, Code> {
        let signed = Self::parse(statements)?;
        if signed[0].payload_sha() != pin {
            return Err(Code::RosterThreshold);
        }
        let roster = signed[0].dangerous_open()?;
        require(&signed, &roster.roots, roster.threshold, &[])?;
        let found = Self::index(roster, pin)?;
        if found.version == 1 {
            Ok(found)
        } else {
            Err(Code::RosterRollback)
        }
    }

    /// Accepts the next version.
    ///
    /// # Errors
    /// The statement's codes, `roster_threshold`, `weak_key`, `roster_rollback`, `wrong_workspace`.
    pub fn next(&self, statements: &[String]) -> Result<Self, Code> {
        let signed = Self::parse(statements)?;
        // The roots that it names give it no authority: in a rotation some signatures are theirs.
        let named = signed[0].dangerous_open().map(|roster| roster.roots);
        let named = named.unwrap_or_default();
        require(&signed, &self.roots, self.threshold, &named)?;
        let next = Self::index(signed[0].dangerous_open()?, signed[0].payload_sha())?;
        if next.version != self.version + 1 || next.prev_sha256 != Some(self.payload_sha) {
            return Err(Code::RosterRollback);
        }
        if next.ws != self.ws {
            return Err(Code::WrongWorkspace);
        }
        require(&signed, &next.roots, next.threshold, &self.roots)?;
        Ok(next)
    }

    fn parse(statements: &[String]) -> Result<Vec<Signed<Roster>>, Code> {
        if statements.is_empty() || statements.len() > crate::entry::MAX_STATEMENTS {
            return Err(Code::Malformed);
        }
        statements.iter().map(|text| Signed::parse(text)).collect()
    }

    fn index(roster: Roster, payload_sha: Sha) -> Result<Self, Code> {
        for root in &roster.roots {
            root.key()?;
        }
        let mut keys = HashMap::new();
        let mut add = |jwk: &Jwk, known: Known| match keys.insert(jwk.thumbprint(), known) {
            None => Ok(()),
            Some(_) => Err(Code::BadMember),
        };
        for person in &roster.people {
            for entry in &person.keys {
                let known = Known {
                    key: entry.jwk.key()?,
                    holder: Holder::Person(person.id.clone()),
                    not_before: entry.not_before,
                    not_after: entry.not_after,
                    uses: entry.r#use.clone(),
                };
                add(&entry.jwk, known)?;
            }
        }
        let sources = roster.sources.iter().flat_map(|s| {
            s.keys
                .iter()
                .flatten()
                .map(|key| (Holder::Source(s.id.clone()), key))
        });
        let gateways = roster.gateways.iter().flat_map(|g| {
            g.keys
                .iter()
                .map(|key| (Holder::Gateway(g.id.clone()), key))
        });
        for (holder, entry) in sources.chain(gateways) {
            let known = Known {
                key: entry.jwk.key()?,
                holder,
                not_before: entry.not_before,
                not_after: entry.not_after,
                uses: Vec::new(),
            };
            add(&entry.jwk, known)?;
        }
        Ok(Self {
            roster,
            payload_sha,
            keys,
        })
    }

    /// SHA-256 of its payload bytes: what the next version names.
    pub fn payload_sha(&self) -> Sha {
        self.payload_sha
    }

    /// Whether a person, source or gateway has this key.
    pub fn knows(&self, kid: Kid) -> bool {
        self.keys.contains_key(&kid)
    }

    /// The person with this id.
    pub fn person(&self, id: &Name) -> Option<&Person> {
        self.people.iter().find(|p| p.id == *id)
    }

    /// The source with this id.
    pub fn source(&self, id: &Name) -> Option<&SourceEntry> {
        self.sources.iter().find(|s| s.id == *id)
    }

    /// The queue with this id.
    pub fn queue(&self, id: &Name) -> Option<&Queue> {
        self.queues.iter().find(|q| q.id == *id)
    }

    /// Whether this person has this right.
    pub fn has_right(&self, id: &Name, right: Right) -> bool {
        self.person(id).is_some_and(|p| p.rights.contains(&right))
    }
}

impl Keyring for InForce {
    fn key(&self, kid: Kid, typ: Typ, t: Timestamp) -> Result<(PublicKey, Holder), Code> {
        let revoked = self.revoked.iter().any(|r| r.kid == kid);
        let Some(known) = self.keys.get(&kid) else {
            return Err(if revoked {
                Code::KeyRevoked
            } else {
                Code::UnknownKey
            });
        };
        let decide = known.uses.contains(&Use::Decide);
        let right = |right| {
            decide && matches!(&known.holder, Holder::Person(p) if self.has_right(p, right))
        };
        let fits = match (typ, &known.holder) {
            (Typ::Proposal | Typ::Outcome, Holder::Source(_) | Holder::Gateway(_))
            | (Typ::Note, Holder::Source(_) | Holder::Gateway(_))
            | (Typ::Verdict | Typ::Receipt, Holder::Gateway(_))
            | (Typ::Session, Holder::Source(_) | Holder::Gateway(_)) => true,
            (Typ::Decision | Typ::Note | Typ::Halt | Typ::Away, Holder::Person(_)) => decide,
            (Typ::Invite, Holder::Person(_)) => decide,
            (Typ::Contract, Holder::Person(_)) => right(Right::Contracts),
            (Typ::Policy, Holder::Person(_)) => right(Right::Policy),
            (Typ::Session, Holder::Person(_)) => known.uses.contains(&Use::Session),
            _ => false,
        };
        if !fits {
            Err(Code::WrongRole)
        } else if revoked {
            Err(Code::KeyRevoked)
        } else if t < known.not_before {
            Err(Code::KeyNotYetValid)
        } else if t >= known.not_after {
            Err(Code::KeyExpired)
        } else {
            Ok((known.key, known.holder.clone()))
        }
    }

    fn speaks_as(&self, holder: &Holder, iss: &Name, typ: Typ) -> bool {
        match holder {
            Holder::Person(own) | Holder::Source(own) => own == iss,
            Holder::Gateway(own) => match typ {
                Typ::Proposal | Typ::Outcome | Typ::Note => {
                    self.source(iss).is_some_and(SourceEntry::is_vouched)
                }
                _ => own == iss,
            },
        }
    }
}

/// A roster on its way from root to root: the same bytes, and one signature after the other. It is in force nowhere.
#[derive(Debug, Clone)]
pub struct Draft {
    signed: Vec<Signed<Roster>>,
    roster: Roster,
}

impl Draft {
    /// Reads one. No signature is checked: what it says is to be looked at by who may sign it, and proves nothing.
    ///
    /// # Errors
    /// The statements' codes, `roster_threshold` when they are over different bytes.
    pub fn read(statements: &[String]) -> Result<Self, Code> {
        let signed = InForce::parse(statements)?;
        if signed
            .iter()
            .any(|one| one.payload_sha() != signed[0].payload_sha())
        {
            return Err(Code::RosterThreshold);
        }
        let roster = signed[0].dangerous_open()?;
        Ok(Self { signed, roster })
    }

    /// What it would put into force.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// SHA-256 of the bytes that are signed.
    pub fn payload_sha(&self) -> Sha {
        self.signed[0].payload_sha()
    }

    /// Adds a signature over the same bytes; one that is there already stays alone.
    ///
    /// # Errors
    /// `bad_member` when the bytes are no roster's.
    pub fn sign(&mut self, key: &SecretKey) -> Result<(), Code> {
        let more = Signed::sign_bytes(key, self.signed[0].payload())?;
        if self.signed.iter().all(|one| one.kid() != more.kid()) {
            self.signed.push(more);
        }
        Ok(())
    }

    /// The compact strings.
    pub fn statements(&self) -> Vec<String> {
        let compact = |one: &Signed<Roster>| one.compact().to_owned();
        self.signed.iter().map(compact).collect()
    }
}

/// A halt in force.
#[derive(Debug, Clone)]
pub struct ActiveHalt {
    /// The halt.
    pub halt: Arc<Verified<Halt>>,
    /// Since this entry.
    pub seq: u64,
    /// The roster before that entry: by it the halter is judged, once and for all.
    roster: Arc<InForce>,
}

impl ActiveHalt {
    /// Whether it stops this proposal. One escalation's halt counts when its halter may decide that escalation, by the contract's risk, or may halt anything.
    fn stops(&self, proposal: &Proposal, contract: Risk) -> bool {
        let agent = proposal.run.as_ref().and_then(|run| run.get("agent"));
        match &self.halt.scope {
            Scope::All(_) => true,
            Scope::Source(id) => *id == proposal.iss,
            Scope::Queue(id) => *id == proposal.queue,
            Scope::Agent(id) => agent.and_then(|agent| agent.as_str()) == Some(id),
            Scope::Esc(id) => {
                let may = || may_halt(&self.roster, &self.halt.iss, proposal, contract).is_ok();
                *id == proposal.jti_esc() && may()
            }
        }
    }
}

/// Who may halt one escalation: whoever has the right to halt, or may decide it.
fn may_halt(
    roster: &InForce,
    person: &Name,
    proposal: &Proposal,
    contract: Risk,
) -> Result<(), Code> {
    if roster.has_right(person, Right::Halt) {
        return Ok(());
    }
    Scrutiny::of(proposal, contract, Some(roster), []).admits(roster, person)
}

/// What is in force at one point of the log.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    roster: Option<Arc<InForce>>,
    contracts: HashMap<Sha, Arc<Verified<Contract>>>,
    policies: Vec<Arc<Verified<Policy>>>,
    halts: BTreeMap<Jti, ActiveHalt>,
    lifted: Option<Timestamp>,
    away: BTreeMap<Name, Arc<Verified<Away>>>,
}

impl Standing {
    /// The roster in force.
    ///
    /// # Errors
    /// `unknown_key`: there is none yet.
    pub fn roster(&self) -> Result<&Arc<InForce>, Code> {
        self.roster.as_ref().ok_or(Code::UnknownKey)
    }

    /// The contract with this digest.
    pub fn contract(&self, sha: Sha) -> Option<&Arc<Verified<Contract>>> {
        self.contracts.get(&sha)
    }

    /// The terms that a proposal names, if they stand or are its own.
    pub fn terms(&self, proposal: &Proposal) -> Option<Terms> {
        match &proposal.contract {
            ContractRef::Inline(inline) => Some(inline.inline.clone()),
            ContractRef::Reviewed(sha) => Some(self.contract(*sha)?.terms()),
        }
    }

    /// Every contract, the newest version of each tool.
    pub fn latest_contracts(&self) -> BTreeMap<&Name, &Arc<Verified<Contract>>> {
        let mut latest: BTreeMap<&Name, &Arc<Verified<Contract>>> = BTreeMap::new();
        for contract in self.contracts.values() {
            let slot = latest.entry(&contract.tool).or_insert(contract);
            if (contract.version, contract.sha()) > (slot.version, slot.sha()) {
                *slot = contract;
            }
        }
        latest
    }

    /// The policy in force: the newest.
    pub fn policy(&self) -> Option<&Arc<Verified<Policy>>> {
        self.policies.last()
    }

    /// Halts in force.
    pub fn halts(&self) -> impl Iterator<Item = &ActiveHalt> {
        self.halts.values()
    }

    /// When a halt was lifted last: what it held could not run before.
    pub fn lifted(&self) -> Option<Timestamp> {
        self.lifted
    }

    /// What everybody said last of being away, whether it still holds or not.
    pub fn absences(&self) -> impl Iterator<Item = &Verified<Away>> {
        self.away.values().map(AsRef::as_ref)
    }

    /// What this person said last of being away, whether it still holds or not.
    pub(crate) fn absence(&self, person: &Name) -> Option<&Verified<Away>> {
        self.away.get(person).map(AsRef::as_ref)
    }

    /// The halt that stops this proposal, if one does.
    pub fn halted(&self, proposal: &Proposal) -> Option<&ActiveHalt> {
        let contract = contract_risk(proposal, self);
        self.halts
            .values()
            .find(|active| active.stops(proposal, contract))
    }

    /// Whether this person may halt this one escalation, by the roster in force.
    ///
    /// # Errors
    /// Why they may not decide it, and `unknown_key` without a roster.
    pub fn may_halt(&self, person: &Name, proposal: &Proposal) -> Result<(), Code> {
        may_halt(
            self.roster()?,
            person,
            proposal,
            contract_risk(proposal, self),
        )
    }

    /// What is in force after one more entry.
    ///
    /// # Errors
    /// The code for which the entry is skipped; what was in force stays in force.
    fn after(&self, entry: &Entry, pin: Sha, ws: Ws) -> Result<Self, Code> {
        let first = entry.statements.first().ok_or(Code::Malformed)?;
        let typ = claimed_typ(first)?;
        match typ {
            Typ::Roster => {}
            Typ::Contract | Typ::Policy | Typ::Halt | Typ::Away => {
                if entry.statements.len() != 1 {
                    return Err(Code::Malformed);
                }
            }
            _ => return Err(Code::WrongTyp),
        }
        let own_id = |jti| match entry.id == jti {
            true => Ok(()),
            false => Err(Code::BadMember),
        };
        let mut next = self.clone();
        match typ {
            Typ::Roster => {
                let roster = match &self.roster {
                    None => InForce::first(&entry.statements, pin)?,
                    Some(before) => before.next(&entry.statements)?,
                };
                own_ws(roster.ws, ws)?;
                own_id(roster.jti)?;
                next.roster = Some(Arc::new(roster));
            }
            Typ::Contract => {
                let contract =
                    Signed::<Contract>::parse(first)?.verify(self.roster()?.as_ref(), entry.at)?;
                own_ws(contract.ws, ws)?;
                own_id(contract.jti)?;
                next.contracts.insert(contract.sha(), Arc::new(contract));
            }
            Typ::Policy => {
                let policy =
                    Signed::<Policy>::parse(first)?.verify(self.roster()?.as_ref(), entry.at)?;
                own_ws(policy.ws, ws)?;
                own_id(policy.jti)?;
                next.policies = vec![Arc::new(policy)];
            }
            Typ::Away => {
                let roster = self.roster()?;
                let said = Signed::<Away>::parse(first)?.verify(roster.as_ref(), entry.at)?;
                own_ws(said.ws, ws)?;
                own_id(said.jti)?;
                away::check(&said, roster, entry.at)?;
                next.away.insert(said.iss.clone(), Arc::new(said));
            }
            _ => {
                let roster = self.roster()?;
                let halt = Signed::<Halt>::parse(first)?.verify(roster.as_ref(), entry.at)?;
                own_ws(halt.ws, ws)?;
                own_id(halt.jti)?;
                let one = matches!(halt.scope, Scope::Esc(_)) && halt.says == HaltSays::Halt;
                if !one && !roster.has_right(&halt.iss, Right::Halt) {
                    return Err(Code::WrongRole);
                }
                match halt.lifts {
                    Some(lifted) => {
                        next.halts.remove(&lifted);
                        next.lifted = Some(entry.at);
                    }
                    None => {
                        let active = ActiveHalt {
                            seq: entry.seq,
                            roster: Arc::clone(roster),
                            halt: Arc::new(halt),
                        };
                        next.halts.insert(active.halt.jti, active);
                    }
                }
            }
        }
        Ok(next)
    }
}

fn own_ws(found: Ws, ours: Ws) -> Result<(), Code> {
    if found == ours {
        Ok(())
    } else {
        Err(Code::WrongWorkspace)
    }
}

/// What was in force when, over the whole log; grows by standing entries in order.
#[derive(Debug, Clone)]
pub struct Timeline {
    pin: Sha,
    ws: Ws,
    steps: Vec<(u64, Arc<Standing>)>,
    skipped: Vec<(u64, Code)>,
    /// Ids of entries that took effect: each does so once.
    taken: HashSet<Jti>,
    last: u64,
}

impl Timeline {
    /// Nothing is in force yet; the first roster must have this digest.
    pub fn new(pin: Sha, ws: Ws) -> Self {
        Self {
            pin,
            ws,
            steps: vec![(0, Arc::new(Standing::default()))],
            skipped: Vec::new(),
            taken: HashSet::new(),
            last: 0,
        }
    }

    /// The workspace.
    pub fn ws(&self) -> Ws {
        self.ws
    }

    /// The pinned first roster.
    pub fn pin(&self) -> Sha {
        self.pin
    }

    /// Takes the next standing entry. Entries already taken, repeated ids, and entries about an escalation are ignored.
    ///
    /// # Errors
    /// The code for which it is skipped: it stays without effect, for every reader alike.
    pub fn take(&mut self, entry: &Entry) -> Result<(), Code> {
        if entry.seq <= self.last || entry.esc.is_some() {
            return Ok(());
        }
        self.last = entry.seq;
        if self.taken.contains(&entry.id) {
            return Ok(());
        }
        match self.now().after(entry, self.pin, self.ws) {
            Ok(next) => {
                self.taken.insert(entry.id);
                self.steps.push((entry.seq, Arc::new(next)));
                Ok(())
            }
            Err(code) => {
                self.skipped.push((entry.seq, code));
                Err(code)
            }
        }
    }

    /// What is in force before the entry with this position.
    pub fn before(&self, seq: u64) -> &Arc<Standing> {
        let at = self.steps.partition_point(|(step, _)| *step < seq);
        &self.steps[at.saturating_sub(1)].1
    }

    /// What is in force now.
    pub fn now(&self) -> &Arc<Standing> {
        &self.steps[self.steps.len() - 1].1
    }

    /// The version of the roster that first says that this key is good no longer.
    pub fn revoked_by(&self, kid: Kid) -> Option<u64> {
        let rosters = self.steps.iter().filter_map(|(_, step)| step.roster().ok());
        let mut naming = rosters.filter(|roster| roster.revoked.iter().any(|r| r.kid == kid));
        naming.next().map(|roster| roster.version)
    }

    /// The last standing entry taken.
    pub fn last_seq(&self) -> u64 {
        self.last
    }

    /// Entries without effect, with why.
    pub fn skipped(&self) -> &[(u64, Code)] {
        &self.skipped
    }
}

//! Steps 1 to 4: every statement's form, key and signature, then every payload, then whom and what it is about.

use crate::{
    Code, Esc, Holder, Name, Payload, Signed, Timestamp, Typ, Verified, Ws, claimed_typ,
    payload::{Decision, Note, Proposal, Receipt, Verdict},
    roster::InForce,
};

use super::{Resolution, Row, RowState, Source};

/// More statements than this no resolution has.
const MAX_STATEMENTS: usize = 128;

/// A resolution whose statements were all verified and are about one pending proposal of this source.
pub(super) struct Read {
    pub(super) proposal: Verified<Proposal>,
    pub(super) verdicts: Vec<Verified<Verdict>>,
    pub(super) decisions: Vec<Verified<Decision>>,
    pub(super) notes: Vec<Verified<Note>>,
    pub(super) receipts: Vec<Verified<Receipt>>,
    pub(super) receipt: Verified<Receipt>,
    pub(super) statements: Vec<crate::Sha>,
    pub(super) status: crate::payload::Status,
}

/// A statement whose signature holds and whose payload nobody has read.
enum Sealed {
    Proposal(Signed<Proposal>, Holder),
    Verdict(Signed<Verdict>, Holder),
    Decision(Signed<Decision>, Holder),
    Note(Signed<Note>, Holder),
    Receipt(Signed<Receipt>, Holder),
}

fn seal(
    compact: &str,
    expected: Option<Typ>,
    roster: &InForce,
    now: Timestamp,
) -> Result<Sealed, Code> {
    fn one<T: Payload>(
        compact: &str,
        roster: &InForce,
        now: Timestamp,
    ) -> Result<(Signed<T>, Holder), Code> {
        let signed = Signed::<T>::parse(compact)?;
        let holder = signed.verify_signature(roster, now)?;
        Ok((signed, holder))
    }
    let typ = claimed_typ(compact)?;
    let fits = expected.map_or(typ != Typ::Proposal, |expected| expected == typ);
    if !fits {
        return Err(Code::WrongTyp);
    }
    Ok(match typ {
        Typ::Proposal => one(compact, roster, now).map(|(s, h)| Sealed::Proposal(s, h))?,
        Typ::Verdict => one(compact, roster, now).map(|(s, h)| Sealed::Verdict(s, h))?,
        Typ::Decision => one(compact, roster, now).map(|(s, h)| Sealed::Decision(s, h))?,
        Typ::Note => one(compact, roster, now).map(|(s, h)| Sealed::Note(s, h))?,
        Typ::Receipt => one(compact, roster, now).map(|(s, h)| Sealed::Receipt(s, h))?,
        _ => return Err(Code::WrongTyp),
    })
}

pub(super) fn read<'a>(
    resolution: &Resolution,
    row: impl Fn(Esc) -> Option<Row<'a>>,
    source: &Source<'_>,
    now: Timestamp,
) -> Result<Read, Code> {
    let roster = source.standing.roster().map_err(|_| Code::RosterStale)?;
    let roster = roster.as_ref();
    if resolution.statements.is_empty() || resolution.statements.len() > MAX_STATEMENTS {
        return Err(Code::BadMember);
    }
    // Step 1.
    let mut sealed = Vec::with_capacity(resolution.statements.len());
    for (at, compact) in resolution.statements.iter().enumerate() {
        let expected = (at == 0).then_some(Typ::Proposal);
        sealed.push(seal(compact, expected, roster, now)?);
    }
    let last = seal(&resolution.receipt, Some(Typ::Receipt), roster, now)?;
    // Step 2.
    let mut proposal = None;
    let (mut verdicts, mut decisions, mut notes, mut receipts) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut statements = Vec::with_capacity(sealed.len());
    let mut addressed = Vec::with_capacity(sealed.len() + 1);
    let mut to = |audience: Option<&Name>, ws, esc| {
        let audience = audience.cloned();
        addressed.push(Addressed { audience, ws, esc });
    };
    for one in sealed.into_iter().chain([last]) {
        match one {
            Sealed::Proposal(s, h) => {
                statements.push(s.sha());
                let opened = s.open(roster, h)?;
                to(Some(&opened.iss), opened.ws, opened.jti_esc());
                if proposal.replace(opened).is_some() {
                    return Err(Code::WrongTyp);
                }
            }
            Sealed::Verdict(s, h) => {
                statements.push(s.sha());
                let opened = s.open(roster, h)?;
                to(None, opened.ws, opened.esc);
                verdicts.push(opened);
            }
            Sealed::Decision(s, h) => {
                statements.push(s.sha());
                let opened = s.open(roster, h)?;
                to(Some(&opened.aud), opened.ws, opened.esc);
                decisions.push(opened);
            }
            Sealed::Note(s, h) => {
                statements.push(s.sha());
                let opened = s.open(roster, h)?;
                to(None, opened.ws, opened.esc);
                notes.push(opened);
            }
            Sealed::Receipt(s, h) => {
                statements.push(s.sha());
                let opened = s.open(roster, h)?;
                to(None, opened.ws, opened.esc);
                receipts.push(opened);
            }
        }
    }
    statements.pop();
    let receipt = receipts.pop().ok_or(Code::WrongTyp)?;
    let proposal = proposal.ok_or(Code::WrongTyp)?;
    if receipt.esc != resolution.esc
        || receipt
            .status
            .is_some_and(|status| status != resolution.status)
    {
        return Err(Code::BadMember);
    }
    let read = Read {
        proposal,
        verdicts,
        decisions,
        notes,
        receipts,
        receipt,
        statements,
        status: resolution.status,
    };
    address(&addressed, resolution.esc, source)?;
    own(&read, row(resolution.esc).ok_or(Code::NotPending)?)?;
    Ok(read)
}

/// To whom a statement speaks, and of what.
struct Addressed {
    audience: Option<Name>,
    ws: Ws,
    esc: Esc,
}

/// Step 3 of the statements themselves, one after the other.
fn address(statements: &[Addressed], esc: Esc, source: &Source<'_>) -> Result<(), Code> {
    for statement in statements {
        let elsewhere = statement
            .audience
            .as_ref()
            .is_some_and(|to| to != source.name);
        if elsewhere {
            return Err(Code::WrongAudience);
        }
        if statement.ws != source.ws {
            return Err(Code::WrongWorkspace);
        }
        if statement.esc != esc {
            return Err(Code::NotPending);
        }
    }
    Ok(())
}

/// The row's part of step 3, and step 4.
fn own(read: &Read, row: Row<'_>) -> Result<(), Code> {
    if row.state != RowState::Pending {
        return Err(Code::AlreadyConsumed);
    }
    let sha = crate::Sha::of(row.proposal);
    let mismatch = read.proposal.sha() != sha
        || read.verdicts.iter().any(|v| v.proposal_sha256 != sha)
        || read
            .decisions
            .iter()
            .any(|d| d.proposal_sha256 != sha || d.expires_at != read.proposal.expires_at);
    if mismatch {
        Err(Code::ProposalMismatch)
    } else {
        Ok(())
    }
}

impl Proposal {
    /// The escalation that it opens.
    pub fn jti_esc(&self) -> Esc {
        Esc::from(self.jti)
    }
}

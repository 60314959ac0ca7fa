//! Steps 1 to 4: every statement's form, key and signature, then every payload, then whom and what it is about.

use crate::{
    Code, Esc, Holder, Payload, Signed, Timestamp, Typ, Verified, claimed_typ,
    payload::{Decision, Note, Proposal, Receipt, Verdict},
    roster::InForce,
};

use super::{Resolution, Row, RowState, Source};

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
    // Beyond every cap the kind does not matter, and nothing of that size is decoded.
    if compact.len() > Typ::Proposal.cap() {
        return Err(Code::TooLarge);
    }
    if compact.split('.').count() != 3 || compact.split('.').any(str::is_empty) {
        return Err(Code::Malformed);
    }
    let typ = claimed_typ(compact)?;
    if expected.is_some_and(|expected| expected != typ) {
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
    let roster = source.standing.roster()?.as_ref();
    if resolution.statements.is_empty() {
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
    for one in sealed.into_iter().chain([last]) {
        match one {
            Sealed::Proposal(s, h) => {
                statements.push(s.sha());
                let opened = s.open(roster, h)?;
                if proposal.replace(opened).is_some() {
                    return Err(Code::WrongTyp);
                }
            }
            Sealed::Verdict(s, h) => {
                statements.push(s.sha());
                verdicts.push(s.open(roster, h)?);
            }
            Sealed::Decision(s, h) => {
                statements.push(s.sha());
                decisions.push(s.open(roster, h)?);
            }
            Sealed::Note(s, h) => {
                statements.push(s.sha());
                notes.push(s.open(roster, h)?);
            }
            Sealed::Receipt(s, h) => {
                statements.push(s.sha());
                receipts.push(s.open(roster, h)?);
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
    address(&read, resolution.esc, &row, source)?;
    Ok(read)
}

/// Steps 3 and 4.
fn address<'a>(
    read: &Read,
    esc: Esc,
    row: &impl Fn(Esc) -> Option<Row<'a>>,
    source: &Source<'_>,
) -> Result<(), Code> {
    if read.proposal.iss != *source.name || read.decisions.iter().any(|d| d.aud != *source.name) {
        return Err(Code::WrongAudience);
    }
    let workspaces = [read.proposal.ws, read.receipt.ws]
        .into_iter()
        .chain(read.verdicts.iter().map(|v| v.ws))
        .chain(read.decisions.iter().map(|d| d.ws))
        .chain(read.notes.iter().map(|n| n.ws))
        .chain(read.receipts.iter().map(|r| r.ws));
    if workspaces.into_iter().any(|ws| ws != source.ws) {
        return Err(Code::WrongWorkspace);
    }
    let about = [read.proposal.jti_esc()]
        .into_iter()
        .chain(read.verdicts.iter().map(|v| v.esc))
        .chain(read.decisions.iter().map(|d| d.esc))
        .chain(read.notes.iter().map(|n| n.esc))
        .chain(read.receipts.iter().map(|r| r.esc));
    let row = row(esc).ok_or(Code::NotPending)?;
    if about.into_iter().any(|found| found != esc) {
        return Err(Code::NotPending);
    }
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

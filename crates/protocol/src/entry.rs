//! Entries of the log, and the chain of heads over one escalation (protocol, section 5).

use serde::{Deserialize, Serialize};

use crate::{
    Code, Esc, Jti, Name, Payload, Sha, Signed, Timestamp, Typ, claimed_typ,
    payload::{
        Away, ChainHead, Contract, Decision, Halt, Note, Outcome, Policy, Proposal, Receipt, Roster,
    },
    statement::peek,
};

/// At most so many root signatures stand in one roster entry.
pub(crate) const MAX_STATEMENTS: usize = 32;

/// What is appended: one statement, or two (with its verdict), or a roster with all its signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    /// The first statement's id.
    pub id: Jti,
    /// Compact strings.
    pub statements: Vec<String>,
    /// The escalation, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub esc: Option<Esc>,
    /// For a proposal: where it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Name>,
}

impl NewEntry {
    /// The entry for these statements; id, escalation and queue are read from the first.
    /// Nothing is verified here: that is the gateway's work before, and every reader's after.
    ///
    /// # Errors
    /// The form's and payload's codes of the first statement; `malformed` for a wrong number of statements.
    pub fn of(statements: Vec<String>) -> Result<Self, Code> {
        let first = statements.first().ok_or(Code::Malformed)?;
        let typ = claimed_typ(first)?;
        let most = match typ {
            Typ::Roster => MAX_STATEMENTS,
            Typ::Proposal | Typ::Decision => 2,
            _ => 1,
        };
        if statements.len() > most {
            return Err(Code::Malformed);
        }
        fn head<T: Payload>(compact: &str) -> Result<(Jti, Option<Esc>), Code> {
            let payload = peek(&Signed::<T>::parse(compact)?)?;
            Ok((payload.jti(), payload.esc()))
        }
        let mut queue = None;
        let (id, esc) = match typ {
            Typ::Proposal => {
                let proposal = peek(&Signed::<Proposal>::parse(first)?)?;
                queue = Some(proposal.queue.clone());
                (
                    proposal.jti,
                    Some(Esc::of(proposal.jti).ok_or(Code::BadMember)?),
                )
            }
            Typ::Decision => head::<Decision>(first)?,
            Typ::Note => head::<Note>(first)?,
            Typ::Outcome => head::<Outcome>(first)?,
            Typ::Receipt => head::<Receipt>(first)?,
            Typ::Roster => head::<Roster>(first)?,
            Typ::Contract => head::<Contract>(first)?,
            Typ::Policy => head::<Policy>(first)?,
            Typ::Halt => head::<Halt>(first)?,
            Typ::Away => head::<Away>(first)?,
            Typ::Verdict | Typ::Session | Typ::Invite | Typ::Join => return Err(Code::WrongTyp),
        };
        Ok(Self {
            id,
            statements,
            esc,
            queue,
        })
    }

    /// It is about no one escalation: a roster, contract, policy or halt, which every reader gets, or who is away, which people get.
    pub fn is_standing(&self) -> bool {
        self.esc.is_none()
    }
}

/// An entry as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Position in the log, from 1, rising.
    pub seq: u64,
    /// When the log took it.
    pub at: Timestamp,
    /// The first statement's id.
    pub id: Jti,
    /// Compact strings.
    pub statements: Vec<String>,
    /// The escalation, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub esc: Option<Esc>,
    /// For a proposal: where it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Name>,
}

impl Entry {
    /// It is about no one escalation: a roster, contract, policy or halt, which every reader gets, or who is away, which people get.
    pub fn is_standing(&self) -> bool {
        self.esc.is_none()
    }

    /// It says that somebody is away: for people alone, and part of no evidence.
    pub fn is_absence(&self) -> bool {
        let first = self.statements.first();
        first.is_some_and(|first| claimed_typ(first) == Ok(Typ::Away))
    }
}

/// The head after one more entry: SHA-256(head LF seq LF at LF statements joined by LF).
pub fn chain_head(before: ChainHead, entry: &Entry) -> ChainHead {
    let text = format!(
        "{before}\n{}\n{}\n{}",
        entry.seq,
        entry.at,
        entry.statements.join("\n")
    );
    ChainHead::Entry(Sha::of(text))
}

//! How a source speaks: with a key of its own, or with a token and the gateway vouching for it.
//!
//! Both make the same things: what is sent for a draft, the check of the statement that comes back, reports. The difference ends here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fermata_protocol::{
    Code, Esc, Jti, Name, Nonce, SecretKey, Signed, Timestamp, Ws, json,
    payload::{Note, Outcome, Proposal},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Clock, SourceError,
    registry::{Kind, Report, Taken},
};

/// Who a source is to its gateway.
#[derive(Debug)]
pub enum Credentials {
    /// A bearer token: the gateway signs for it.
    Token(String),
    /// A key of its own, which the roster names.
    Key(SecretKey),
}

/// The members that a gateway puts before a draft, and nothing else.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    jti: Jti,
    iss: Name,
    ws: Ws,
    issued_at: Timestamp,
    nonce: Nonce,
}

pub(super) struct Voice {
    pub(super) name: Name,
    pub(super) ws: Ws,
    pub(super) key: Option<SecretKey>,
    pub(super) clock: Clock,
}

fn random<const N: usize>() -> Result<[u8; N], SourceError> {
    let mut bytes = [0; N];
    let failed = |_| SourceError::Config("the system gives no random bytes".to_owned());
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// The draft's bytes after their first `{`.
fn tail(draft: &[u8]) -> Result<&[u8], Code> {
    let begin = draft
        .iter()
        .position(|byte| *byte == b'{')
        .ok_or(Code::BadMember)?;
    Ok(&draft[begin + 1..])
}

fn payload(compact: &str) -> Result<Vec<u8>, Code> {
    let part = compact.split('.').nth(1).ok_or(Code::Malformed)?;
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Code::BadEncoding)
}

impl Voice {
    /// What is sent for a draft: the same bytes at every retry, because they are stored first.
    pub(super) fn around(&self, draft: &[u8]) -> Result<Vec<u8>, SourceError> {
        let members: Map<String, Value> = json::read(draft).map_err(SourceError::Draft)?;
        let head = ["jti", "iss", "ws", "issued_at", "nonce"];
        if members.is_empty() || head.iter().any(|name| members.contains_key(*name)) {
            return Err(SourceError::Draft(Code::BadMember));
        }
        let Some(key) = &self.key else {
            return Ok(draft.to_vec());
        };
        let now = (self.clock)();
        let head = Head {
            jti: Jti::make(now, random()?),
            iss: self.name.clone(),
            ws: self.ws,
            issued_at: now,
            nonce: Nonce::new(random()?),
        };
        let mut payload = serde_json::to_vec(&head).map_err(|_| Code::BadMember)?;
        payload.pop();
        payload.push(b',');
        payload.extend_from_slice(tail(draft).map_err(SourceError::Draft)?);
        let signed = Signed::<Proposal>::sign_bytes(key, &payload).map_err(SourceError::Draft)?;
        Ok(signed.compact().as_bytes().to_vec())
    }

    /// `proposal_mismatch` unless the statement is over exactly what was sent, in this source's name.
    /// Whether its signature holds is asked with the resolution.
    pub(super) fn check(&self, sent: &[u8], esc: Esc, compact: &str) -> Result<Taken, Code> {
        let mismatch = |_| Code::ProposalMismatch;
        let bytes = payload(compact)?;
        let about = Signed::<Proposal>::parse(compact).and_then(|_| json::read::<Proposal>(&bytes));
        let about = about.map_err(mismatch)?;
        let same = if self.key.is_some() {
            compact.as_bytes() == sent
        } else {
            let tail = tail(sent)?;
            let at = bytes
                .len()
                .checked_sub(tail.len() + 1)
                .ok_or(Code::ProposalMismatch)?;
            let mut head = bytes[..at].to_vec();
            head.push(b'}');
            bytes[at] == b',' && bytes[at + 1..] == *tail && json::read::<Head>(&head).is_ok()
        };
        let own = about.iss == self.name && about.ws == self.ws && Esc::of(about.jti) == Some(esc);
        if !same || !own {
            return Err(Code::ProposalMismatch);
        }
        Ok(Taken {
            esc,
            proposal: compact.to_owned(),
            expires_at: about.expires_at,
        })
    }

    /// An outcome with these members.
    pub(super) fn outcome(
        &self,
        key: String,
        members: Map<String, Value>,
    ) -> Result<Report, SourceError> {
        self.report(key, Kind::Outcome, members, |key, bytes| {
            Signed::<Outcome>::sign_bytes(key, bytes).map(|signed| signed.compact().to_owned())
        })
    }

    /// A note with these members.
    pub(super) fn note(
        &self,
        key: String,
        members: Map<String, Value>,
    ) -> Result<Report, SourceError> {
        self.report(key, Kind::Note, members, |key, bytes| {
            Signed::<Note>::sign_bytes(key, bytes).map(|signed| signed.compact().to_owned())
        })
    }

    fn report(
        &self,
        key: String,
        kind: Kind,
        members: Map<String, Value>,
        sign: impl Fn(&SecretKey, &[u8]) -> Result<String, Code>,
    ) -> Result<Report, SourceError> {
        let Some(own) = &self.key else {
            let body = Value::Object(members).to_string().into_bytes();
            return Ok(Report { key, kind, body });
        };
        let now = (self.clock)();
        let mut all = Map::new();
        all.insert(
            "jti".to_owned(),
            Jti::make(now, random()?).to_string().into(),
        );
        all.insert("iss".to_owned(), self.name.to_string().into());
        all.insert("ws".to_owned(), self.ws.to_string().into());
        all.insert("issued_at".to_owned(), now.to_string().into());
        all.extend(members);
        let statement = sign(own, Value::Object(all).to_string().as_bytes())?;
        Ok(Report {
            key,
            kind: Kind::Statement,
            body: statement.into_bytes(),
        })
    }
}

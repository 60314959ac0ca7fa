//! Statements: JWS compact strings (RFC 7515, EdDSA by RFC 8037) with one fixed header form.
//!
//! A payload can be reached only through [`Signed::verify`]; what is referred to is the SHA-256 of the exact compact string.
//! Nothing is ever serialised a second time to be verified.

use std::marker::PhantomData;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Code, Esc, Jti, Kid, Name, PublicKey, SecretKey, Sha, Timestamp, Ws, json};

macro_rules! typs {
    ($( $(#[$doc:meta])* $name:ident = $word:literal, $kib:literal ),+ $(,)?) => {
        /// The kind of a statement: the header's `typ`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Typ { $( $(#[$doc])* $name ),+ }

        impl Typ {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The header's word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => concat!("fermata-", $word, "+jws")),+ }
            }

            /// Largest compact string, in bytes.
            pub const fn cap(self) -> usize {
                match self { $(Self::$name => $kib * 1024),+ }
            }
        }
    };
}

typs! {
    /// An action is proposed.
    Proposal = "proposal", 640,
    /// What policy says.
    Verdict = "verdict", 32,
    /// What a person decided.
    Decision = "decision", 64,
    /// Claimed, assigned, asked, withdrawn and the like.
    Note = "note", 32,
    /// What the source did.
    Outcome = "outcome", 32,
    /// A gateway's word on what the log holds.
    Receipt = "receipt", 32,
    /// Who may do what.
    Roster = "roster", 640,
    /// A tool's description.
    Contract = "contract", 640,
    /// A policy bundle.
    Policy = "policy", 640,
    /// Stop, or lift.
    Halt = "halt", 32,
    /// Authentication.
    Session = "session", 32,
    /// Somebody may ask to join.
    Invite = "invite", 32,
    /// A device asks to join.
    Join = "join", 64,
    /// Away, and who acts meanwhile.
    Away = "away", 32,
}

/// What every payload begins with.
pub trait Payload: Serialize + DeserializeOwned {
    /// Its kind.
    const TYP: Typ;
    /// Its own id.
    fn jti(&self) -> Jti;
    /// Who signed it.
    fn iss(&self) -> &Name;
    /// The workspace.
    fn ws(&self) -> Ws;
    /// When it says it was made; never used as the time of anything.
    fn issued_at(&self) -> Timestamp;
    /// The escalation that it is about.
    fn esc(&self) -> Option<Esc>;
    /// What serde can not check.
    ///
    /// # Errors
    /// `bad_member`.
    fn check(&self) -> Result<(), Code> {
        Ok(())
    }
}

/// Who can hold a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A reviewer's device.
    Person(Name),
    /// A source.
    Source(Name),
    /// A gateway.
    Gateway(Name),
}

/// Looks keys up for [`Signed::verify`]. A roster in force is one; so is a list of roots for a roster itself.
pub trait Keyring {
    /// The key with this id, if it may sign `typ` at `t`.
    ///
    /// # Errors
    /// `unknown_key`, `wrong_role`, `key_not_yet_valid`, `key_expired`, `key_revoked`.
    fn key(&self, kid: Kid, typ: Typ, t: Timestamp) -> Result<(PublicKey, Holder), Code>;

    /// Whether `holder` may sign as `iss`: its own name, or a gateway for a source that it vouches for.
    fn speaks_as(&self, holder: &Holder, iss: &Name, typ: Typ) -> bool;
}

/// The compact string's form, checked, with the payload still sealed.
#[derive(Debug, Clone)]
struct Parts {
    kid: Kid,
    signature: Vec<u8>,
    payload: Vec<u8>,
}

fn decode(part: &str) -> Result<Vec<u8>, Code> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Code::BadEncoding)
}

fn parse(compact: &str, typ: Typ) -> Result<Parts, Code> {
    if compact.len() > typ.cap() {
        return Err(Code::TooLarge);
    }
    let (parts, found) = take_apart(compact)?;
    if found == typ {
        Ok(parts)
    } else {
        Err(Code::WrongTyp)
    }
}

fn take_apart(compact: &str) -> Result<(Parts, Typ), Code> {
    let mut split = compact.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (split.next(), split.next(), split.next(), split.next())
    else {
        return Err(Code::Malformed);
    };
    if [header, payload, signature]
        .iter()
        .any(|part| part.is_empty())
    {
        return Err(Code::Malformed);
    }
    let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
    let (kid, typ) = read_header(&header)?;
    let parts = Parts {
        kid,
        signature,
        payload,
    };
    Ok((parts, typ))
}

fn read_header(bytes: &[u8]) -> Result<(Kid, Typ), Code> {
    let text = std::str::from_utf8(bytes).map_err(|_| Code::HeaderNotAllowed)?;
    let rest = text
        .strip_prefix(r#"{"alg":"EdDSA","kid":""#)
        .ok_or(Code::HeaderNotAllowed)?;
    let (kid, rest) = rest.split_once('"').ok_or(Code::HeaderNotAllowed)?;
    let kid = kid.parse().map_err(|_| Code::HeaderNotAllowed)?;
    let typ = rest
        .strip_prefix(r#","typ":""#)
        .and_then(|r| r.strip_suffix(r#""}"#))
        .ok_or(Code::HeaderNotAllowed)?;
    if typ.contains(['"', '\\']) {
        return Err(Code::HeaderNotAllowed);
    }
    let typ = Typ::ALL
        .iter()
        .copied()
        .find(|t| t.as_str() == typ)
        .ok_or(Code::WrongTyp)?;
    Ok((kid, typ))
}

/// The kind that a compact string of good form claims, to choose how to read it.
///
/// # Errors
/// `too_large` beyond every kind's cap, `malformed`, `bad_encoding`, `header_not_allowed`, `wrong_typ`.
pub fn claimed_typ(compact: &str) -> Result<Typ, Code> {
    if compact.len() > Typ::Proposal.cap() {
        return Err(Code::TooLarge);
    }
    Ok(take_apart(compact)?.1)
}

/// A statement of one kind whose form is right and whose signature nobody has checked yet.
#[derive(Debug, Clone)]
pub struct Signed<T> {
    compact: String,
    parts: Parts,
    kind: PhantomData<T>,
}

impl<T: Payload> Signed<T> {
    /// Checks size, form and header.
    ///
    /// # Errors
    /// `too_large`, `malformed`, `bad_encoding`, `header_not_allowed`, `wrong_typ`.
    pub fn parse(compact: &str) -> Result<Self, Code> {
        Ok(Self {
            parts: parse(compact, T::TYP)?,
            compact: compact.to_owned(),
            kind: PhantomData,
        })
    }

    /// Signs a payload.
    ///
    /// # Errors
    /// `too_large` over the cap of its kind, `bad_member` when it could not be read back.
    pub fn sign(key: &SecretKey, payload: &T) -> Result<Self, Code> {
        let bytes = serde_json::to_vec(payload).map_err(|_| Code::BadMember)?;
        Self::sign_bytes(key, &bytes)
    }

    /// Signs payload bytes as they are, after reading them strictly: for a gateway that vouches for a draft, and for roots that sign one roster each.
    ///
    /// # Errors
    /// As [`Signed::sign`], and the payload's own codes.
    pub fn sign_bytes(key: &SecretKey, payload: &[u8]) -> Result<Self, Code> {
        json::read::<T>(payload)?.check()?;
        let header = format!(
            r#"{{"alg":"EdDSA","kid":"{}","typ":"{}"}}"#,
            key.kid(),
            T::TYP.as_str()
        );
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let signature = key.sign(input.as_bytes());
        Self::parse(&format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The exact compact string.
    pub fn compact(&self) -> &str {
        &self.compact
    }

    /// The digest by which others refer to it.
    pub fn sha(&self) -> Sha {
        Sha::of(&self.compact)
    }

    /// The key that it names.
    pub fn kid(&self) -> Kid {
        self.parts.kid
    }

    /// The digest of the payload's bytes: how a roster is pinned and chained.
    pub fn payload_sha(&self) -> Sha {
        Sha::of(&self.parts.payload)
    }

    /// Verifies at `t` and opens.
    ///
    /// # Errors
    /// The keyring's codes, `bad_signature`, the payload's codes, and `wrong_role` when `iss` is not the key's owner.
    pub fn verify(
        &self,
        keys: &(impl Keyring + ?Sized),
        t: Timestamp,
    ) -> Result<Verified<T>, Code> {
        let holder = self.verify_signature(keys, t)?;
        self.open(keys, holder)
    }

    /// The first half of [`Signed::verify`], for whoever must check every signature before any payload.
    pub(crate) fn verify_signature(
        &self,
        keys: &(impl Keyring + ?Sized),
        t: Timestamp,
    ) -> Result<Holder, Code> {
        let (key, holder) = keys.key(self.parts.kid, T::TYP, t)?;
        self.verify_with(&key)?;
        Ok(holder)
    }

    /// The second half: reads the payload and checks that `iss` is the key's owner.
    pub(crate) fn open(
        &self,
        keys: &(impl Keyring + ?Sized),
        holder: Holder,
    ) -> Result<Verified<T>, Code> {
        let payload: T = json::read(&self.parts.payload)?;
        payload.check()?;
        if !keys.speaks_as(&holder, payload.iss(), T::TYP) {
            return Err(Code::WrongRole);
        }
        Ok(Verified {
            sha: self.sha(),
            compact: self.compact.clone(),
            kid: self.parts.kid,
            payload,
            holder,
        })
    }

    /// The bytes that are signed.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.parts.payload
    }

    /// Opens a roster's payload after its signatures were checked against roots, or to learn the roots of a pinned first one.
    pub(crate) fn dangerous_open(&self) -> Result<T, Code> {
        let payload: T = json::read(&self.parts.payload)?;
        payload.check()?;
        Ok(payload)
    }

    pub(crate) fn verify_with(&self, key: &PublicKey) -> Result<(), Code> {
        let end = self.compact.rfind('.').ok_or(Code::Malformed)?;
        key.verify(&self.compact.as_bytes()[..end], &self.parts.signature)
    }
}

/// A statement whose signature, key, role and payload were checked. There is no other way to a payload.
#[derive(Debug, Clone)]
pub struct Verified<T> {
    sha: Sha,
    compact: String,
    kid: Kid,
    payload: T,
    holder: Holder,
}

impl<T> Verified<T> {
    /// Digest of the compact string.
    pub fn sha(&self) -> Sha {
        self.sha
    }

    /// The exact compact string.
    pub fn compact(&self) -> &str {
        &self.compact
    }

    /// The payload's exact bytes as text, to be looked at.
    pub fn payload_text(&self) -> String {
        let payload = self
            .compact
            .split('.')
            .nth(1)
            .and_then(|part| decode(part).ok())
            .unwrap_or_default();
        String::from_utf8(payload).unwrap_or_default()
    }

    /// The key that signed it.
    pub fn kid(&self) -> Kid {
        self.kid
    }

    /// Whose key signed it.
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// A gateway signed it for a source that can not sign.
    pub fn vouched(&self) -> bool {
        matches!(self.holder, Holder::Gateway(_))
    }
}

impl<T> std::ops::Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.payload
    }
}

/// Reads a payload without checking the signature, for routing only: which entry, which escalation, which queue.
/// Nothing may be believed that comes from here.
pub(crate) fn peek<T: Payload>(signed: &Signed<T>) -> Result<T, Code> {
    signed.dangerous_open()
}

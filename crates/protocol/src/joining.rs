//! Joining a team: what an invite and its answer prove, and the digest whose words both sides compare.
//!
//! An invite lets somebody ask, and the answer proves that the device has its key. Who that is, neither can prove:
//! a person compares the words over another way than the one the statements took, and only then is a roster signed.

use crate::{
    Code, Kid, Nonce, Sha, Signed, Timestamp, Verified, Ws,
    payload::{Invite, Join},
    roster::InForce,
};

/// A device that asks to join, as the workspace's side sees it.
#[derive(Debug, Clone)]
pub struct Joining {
    /// What it asks.
    pub join: Join,
    /// The invite, verified.
    pub invite: Verified<Invite>,
}

impl Joining {
    /// Reads and checks a request by the roster in force: the device has its key, and a person of this workspace invited it.
    ///
    /// # Errors
    /// The statements' codes; `weak_key`, `bad_signature` for another key than it names; `wrong_workspace`, `expired`, `not_allowed` for somebody else than was invited.
    pub fn read(
        compact: &str,
        roster: &InForce,
        pin: Sha,
        ws: Ws,
        now: Timestamp,
    ) -> Result<Self, Code> {
        let signed = Signed::<Join>::parse(compact)?;
        let join = signed.dangerous_open()?;
        if join.jwk.thumbprint() != signed.kid() {
            return Err(Code::BadSignature);
        }
        signed.verify_with(&join.jwk.key()?)?;
        let invite = Signed::<Invite>::parse(&join.invite)?.verify(roster, now)?;
        if join.ws != ws || invite.ws != ws || invite.pin != pin {
            Err(Code::WrongWorkspace)
        } else if now > invite.expires_at {
            Err(Code::Expired)
        } else if invite.person.as_ref().is_some_and(|id| *id != join.iss) {
            Err(Code::NotAllowed)
        } else {
            Ok(Self { join, invite })
        }
    }

    /// The device's key.
    pub fn kid(&self) -> Kid {
        self.join.jwk.thumbprint()
    }

    /// What the words are made of.
    pub fn digest(&self) -> Sha {
        digest(self.kid(), &self.invite, self.join.nonce)
    }
}

/// What an invite says, to who has no roster yet to verify it by. The words that are compared later cover all that matters of it.
///
/// # Errors
/// The statement's codes.
pub fn unproven(compact: &str) -> Result<Invite, Code> {
    Signed::<Invite>::parse(compact)?.dangerous_open()
}

/// What a request of one's own says.
///
/// # Errors
/// The statement's codes.
pub fn asked(compact: &str) -> Result<Join, Code> {
    Signed::<Join>::parse(compact)?.dangerous_open()
}

/// SHA-256 over the device's key, the workspace with its pinned roster, and both sides' random values.
/// Whoever puts another key, workspace or roster in between must find a second digest with the same words.
pub fn digest(kid: Kid, invite: &Invite, nonce: Nonce) -> Sha {
    let Invite {
        ws, pin, challenge, ..
    } = invite;
    Sha::of(format!(
        "fermata join\n{kid}\n{ws}\n{pin}\n{challenge}\n{nonce}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Jti, payload};

    fn invite(n: u8) -> Invite {
        let at = Timestamp::from_millis(1_000);
        payload::Invite {
            jti: Jti::make(at, [0; 10]),
            iss: "ann".parse().expect("a name"),
            ws: Ws::make(at, [0; 10]),
            issued_at: at,
            expires_at: at,
            pin: Sha::of("roster"),
            challenge: Nonce::new([n; 16]),
            gateway: String::new(),
            person: None,
        }
    }

    #[test]
    fn whatever_is_put_in_between_changes_the_words() {
        let (kid, nonce) = (Kid::new([1; 32]), Nonce::new([2; 16]));
        let words = |digest: Sha| digest.bytes()[..9].to_vec();
        let true_ones = words(digest(kid, &invite(3), nonce));
        for n in 0..10_000_u32 {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&n.to_be_bytes());
            assert_ne!(words(digest(Kid::new(bytes), &invite(3), nonce)), true_ones);
        }
        let mut other = invite(3);
        other.pin = Sha::of("another roster");
        assert_ne!(words(digest(kid, &other, nonce)), true_ones);
        other = invite(3);
        other.ws = Ws::make(other.issued_at, [1; 10]);
        assert_ne!(words(digest(kid, &other, nonce)), true_ones);
        assert_ne!(words(digest(kid, &invite(4), nonce)), true_ones);
        assert_ne!(
            words(digest(kid, &invite(3), Nonce::new([3; 16]))),
            true_ones
        );
        assert_eq!(words(digest(kid, &invite(3), nonce)), true_ones);
    }
}

//! Joining a team: an invite, and a device that answers it. Both are shown to people and change nothing by themselves.

use super::payload;
use crate::{Jwk, Name, Nonce, Sha, Timestamp};

/// An invite is good for at most a week.
pub const MAX_INVITE_MS: i64 = 7 * 24 * 3_600_000;

payload! {
    /// Somebody may ask to join. It gives no right but to ask.
    Invite {
        /// Until then.
        expires_at: Timestamp,
        /// SHA-256 of the first roster's payload bytes, which who joins pins.
        pin: Sha,
        /// Random; in the words that both sides compare.
        challenge: Nonce,
        /// Where the gateway answers.
        gateway: String,
    } optional {
        /// Only this person.
        person: Name,
    } where |invite| invite.expires_at.millis() - invite.issued_at.millis() <= MAX_INVITE_MS
}

payload! {
    /// A device asks to join, signed by the key that it asks for; `iss` is who its person would be.
    Join {
        /// The device's public key.
        jwk: Jwk,
        /// The person's name, as colleagues know it.
        name: String,
        /// Random; in the words that both sides compare.
        nonce: Nonce,
        /// The invite that it answers: a compact string.
        invite: String,
    } optional {}
}

//! What crosses a process boundary in Fermata, and what every reader must check.
//!
//! Here: payloads, statements (sign, verify), the roster, contracts with their titles, the view model, entries and their chain, the fold, a source's verification steps, and evidence bundles.
//! Not here: input and output, a clock, randomness, async. They are parameters, so that everything here can be tested and simulated to the byte.

pub mod away;
pub mod bundle;
mod code;
pub mod contract;
mod entry;
pub mod escape;
pub mod fold;
mod ids;
pub mod joining;
pub mod json;
mod key;
pub mod payload;
pub mod resolution;
pub mod roster;
mod scrutiny;
mod statement;
mod time;
pub mod title;
pub mod view;

pub use code::{Code, UnknownCode};
pub use entry::{Entry, NewEntry, chain_head};
pub use ids::{BadId, Esc, Jti, Kid, Name, Nonce, Sha, Ws};
pub use key::{Jwk, PublicKey, SecretKey};
pub use statement::{Holder, Keyring, Payload, Signed, Typ, Verified, claimed_typ};
pub use time::{NotATimestamp, Timestamp};

//! The gateway over real HTTP on loopback.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what talks to the gateway for the tests ends them when it can not"
)]

mod away;
mod blind;
mod deciding;
mod edits;
mod events;
mod expiry;
mod hostile;
mod idempotency;
mod joining;
mod ops;
mod policy;
mod proposing;
mod reading;
mod revoking;
mod site;
mod standing;
mod starting;
mod streams;

//! The gateway over real HTTP on loopback.

mod deciding;
mod edits;
mod expiry;
mod hostile;
mod idempotency;
mod ops;
mod policy;
mod proposing;
mod reading;
mod site;
mod standing;
mod starting;
mod streams;

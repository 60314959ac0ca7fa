//! A source against the real gateway, against a dishonest one, and through ends of its process.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test reports by panicking"
)]

mod dishonest;
mod ending;
mod opening;
mod proposing;
mod revoking;
mod running;
mod site;

//! The client's calls: against a gateway that misbehaves on purpose, and against the real one.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test reports by panicking"
)]

mod answers;
mod following;
mod sessions;
mod site;
mod tls;

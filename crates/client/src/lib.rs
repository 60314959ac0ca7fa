//! Typed client of the gateway: for the desk, the command line and sources in Rust.
//!
//! Here: one method per call of the API, retries, sessions, following the log; behind the feature `source`, a source's pending registry.
//! Not here: trust. What comes back are statements, and whoever uses them verifies them.

mod answer;
mod error;
mod follow;
mod http;
mod session;
#[cfg(feature = "source")]
pub mod source;
mod trust;

pub use answer::{Appended, Escalated, Escalation, Page, Preview, Ready, Reported, Standing};
pub use error::{ClientError, FieldError, RevokedBy};
pub use follow::Event;
pub use http::{Auth, Client};
pub use session::session_auth;

//! The service between agents and desks: HTTP in front of one log.
//!
//! Here: the API, policy, vouching for sources that can not sign, expiry, resolutions.
//! Not here: any state of its own; what it keeps in memory follows from the log and is gone when it stops.
//! Not here either: a reviewer's key; nothing in this crate can make a decision.

mod admit;
mod auth;
mod config;
mod count;
mod embed;
mod expiry;
mod follow;
mod gate;
mod judge;
mod live;
mod mend;
mod policy;
mod problem;
mod routes;
mod running;
mod sight;
mod timer;

pub use config::{Config, GatewayError, OPEN_LIMIT, Random};
pub use embed::{Address, Embed, EmbedError, Embedded, Renew};
pub use policy::{Facts, PolicyError, Rules, Said};
pub use problem::Problem;
pub use routes::{OPENAPI, served};
pub use running::{Gateway, Running};

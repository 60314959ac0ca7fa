//! A simulated workspace, driven by a seed: the protocol's core in histories that no network would give twice.
//!
//! Here: chance and seeds, the people with their rosters and statements, the log, a network that loses and doubles, desks, gateways and sources that crash, and a gateway that lies.
//! Not here: input and output, threads, a clock that runs. The core has none, so everything that can go wrong is a number drawn from the seed.
//! Not here either: what must hold. That is the tests', so that no node can agree with its own judge.

pub mod cast;
mod chance;
mod counts;
mod desk;
mod gateway;
mod history;
mod liar;
mod log;
mod memo;
mod net;
pub mod pen;
mod registry;
pub mod scene;
pub mod seeds;
mod source;
mod stage;

pub use chance::Chance;
pub use counts::Counts;
pub use desk::{Desk, Red, Sent};
pub use gateway::Gateway;
pub use history::History;
pub use log::{Appended, Log};
pub use memo::{Chain, Known, Memo, Reading};
pub use net::{Letter, Message, Node};
pub use registry::{Disk, Registry, Row, Run, State};
pub use source::Source;
pub use stage::{Broken, Effect, Lie, Stage, Truth};

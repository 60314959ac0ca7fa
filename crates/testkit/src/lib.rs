//! Fixtures, fakes and conformance suites for tests; never a dependency of what ships.

pub mod clock;
pub mod entries;
mod log_conformance;
mod memory_log;
pub mod sim;
pub mod tls;
mod unseen;
pub mod workspace;
pub mod world;

pub use log_conformance::{LogMaker, log_conformance};
pub use memory_log::MemoryLog;
pub use unseen::unseen;
pub use world::World;

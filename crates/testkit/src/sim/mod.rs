//! A simulated workspace, driven by a seed: what is needed to run the protocol's core through histories that no network would give twice.
//!
//! Here: chance and seeds, the people with their rosters, their statements, the log.
//! Not here: input and output, threads, a clock that runs. The core has none, so everything that can go wrong is a number drawn from the seed.

pub mod cast;
mod chance;
mod log;
pub mod pen;
pub mod scene;
pub mod seeds;

pub use chance::Chance;
pub use log::{Appended, Log};

//! What each fuzz target does with bytes that anybody may have made, and what must hold whatever they are.
//!
//! libFuzzer calls [`TARGETS`] with bytes that it makes up; `crates/desk/tests/corpus.rs` calls them with every input that was kept.
//! A property that does not hold panics, as does whatever else goes wrong.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a library for libFuzzer and a module of a test; both report by panicking"
)]

pub mod commands;
mod json;
mod roster;
mod statement;
mod title;
mod words;

/// A target's name, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("statement", statement::run),
    ("json", json::run),
    ("roster", roster::run),
    ("title", title::run),
    ("words", words::run),
    ("commands", commands::run),
];

/// Runs the target of this name.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    target(data);
}

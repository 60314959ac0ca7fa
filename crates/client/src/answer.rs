//! The gateway's answers. Statements in them are compact strings that nobody has verified yet.

use fermata_protocol::{
    Entry, Esc, Timestamp,
    payload::{Reason, Requires, Risk, Ruling, Status},
};
use serde::Deserialize;

/// To a proposal.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Escalated {
    /// The escalation.
    pub esc: Esc,
    /// `allowed`, `denied` or `open`, or how it ended when it was proposed before.
    pub status: Status,
    /// The proposal's statement.
    pub proposal: String,
    /// The verdict's statement.
    pub verdict: String,
}

/// To an append.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Appended {
    /// A `recorded` receipt; empty for what is about no escalation: rosters, contracts, policies, halts.
    #[serde(default)]
    pub receipt: String,
    /// Where it stands in the log.
    pub seq: u64,
    /// Where its escalation stands now.
    #[serde(default)]
    pub status: Option<Status>,
    /// `counts`, or the fold's mark.
    #[serde(default)]
    pub effect: Option<String>,
    /// Why it does not count.
    #[serde(default)]
    pub code: Option<String>,
}

/// To an outcome or a note of a vouched source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Reported {
    /// A `recorded` receipt.
    pub receipt: String,
    /// Where it stands in the log.
    pub seq: u64,
}

/// One escalation's entries.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Escalation {
    /// In the order of the log.
    pub entries: Vec<Entry>,
}

/// What policy would say of an edit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Preview {
    /// What it says.
    pub verdict: Ruling,
    /// Risk.
    pub risk: Risk,
    /// What it takes.
    pub requires: Requires,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Rosters, contracts, policies and halts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Standing {
    /// In the order of the log.
    pub entries: Vec<Entry>,
    /// Everything up to here was looked at.
    pub seq: u64,
}

/// What a gateway says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ready {
    /// What an acknowledged entry has survived, such as `synced`.
    pub durability: String,
    /// The gateway's clock, to the second.
    #[serde(skip)]
    pub now: Option<Timestamp>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Page {
    /// Forwards in the order of the log, backwards the newest first. There may be fewer than asked for, even none, with more behind them.
    pub entries: Vec<Entry>,
    /// Give this back as `after`, or as `before`; absent at the end.
    #[serde(default)]
    pub next: Option<u64>,
}

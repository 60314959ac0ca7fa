//! A source's registry as a disk holds it: what was not synced is gone after a crash.

use std::collections::BTreeMap;

use fermata_protocol::{
    Code, Entry, Esc, Sha,
    payload::{Action, OutcomeStatus},
    resolution::RowState,
};

use super::pen::Asked;

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Sent, or about to be.
    Proposing,
    /// The gateway has it.
    Pending,
    /// It runs, or ran.
    Decided,
    /// Refused for good.
    Refused,
    /// It ended without an approval.
    Closed,
    /// It was open in a registry that was restored.
    Fenced,
}

impl State {
    /// As the protocol's checks see it.
    pub fn seen(self) -> Option<RowState> {
        match self {
            Self::Proposing => None,
            Self::Pending => Some(RowState::Pending),
            Self::Decided => Some(RowState::Decided),
            Self::Refused => Some(RowState::Refused),
            Self::Closed | Self::Fenced => Some(RowState::Closed),
        }
    }
}

/// What was verified, and may run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What.
    pub action: Action,
    /// The statement that holds it.
    pub candidate: Sha,
    /// Running it twice is running it once.
    pub idempotent: bool,
    /// The roster by which it was verified.
    pub roster: u64,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What was proposed.
    pub asked: Asked,
    /// Where it stands.
    pub state: State,
    /// What may run.
    pub run: Option<Run>,
    /// What came of it.
    pub outcome: Option<OutcomeStatus>,
    /// Why it was refused.
    pub code: Option<Code>,
}

/// All that a source must not forget.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registry {
    /// Its proposals.
    pub rows: BTreeMap<Esc, Row>,
    /// The standing list as it was read.
    pub standing: Vec<Entry>,
    /// The highest roster ever accepted.
    pub highest: u64,
    /// What the gateway must be told, in order, with whether it was.
    pub reports: Vec<(String, bool)>,
}

/// The disk under it.
#[derive(Debug, Clone, Default)]
pub struct Disk {
    /// As the process sees it.
    pub registry: Registry,
    synced: Registry,
}

impl Disk {
    /// What was written is there after a crash.
    pub fn sync(&mut self) {
        self.synced.clone_from(&self.registry);
    }

    /// The process ends at this instant.
    pub fn crash(&mut self) {
        self.registry.clone_from(&self.synced);
    }

    /// What a backup takes.
    pub fn backup(&self) -> Registry {
        self.synced.clone()
    }

    /// Puts a backup in its place.
    pub fn restore(&mut self, backup: Registry) {
        self.registry = backup;
        self.sync();
    }
}

//! Updates of the program itself, looked for only when a person asks.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::RunView;

/// Whether this build can be updated from within, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UpdatesView {
    /// It was built with a key and an address to look at.
    pub on: bool,
    /// The version that runs.
    pub version: String,
}

/// What came of looking for an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OfferView {
    /// Nothing newer than what runs.
    None,
    /// A newer version is offered. Nothing of it was fetched, and so nothing was verified yet.
    Found {
        /// Which.
        version: String,
        /// What is said of it there, if anything.
        notes: Vec<RunView>,
    },
    /// It could not be told.
    Failed {
        /// Why.
        why: UpdateFault,
    },
}

/// What came of installing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InstallView {
    /// It is installed, and the desk starts again as it.
    Restarts,
    /// It is installed. The desk goes on as it is, and is the new version from its next start on.
    Installed,
    /// Nothing was fetched: own decisions are not in the log yet.
    Unsent,
    /// It is not installed.
    Failed {
        /// Why.
        why: UpdateFault,
    },
}

/// Why there is no update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum UpdateFault {
    /// This build has no update key.
    Off,
    /// Where updates lie does not answer.
    Unreachable,
    /// What it answers is no list of a release, or holds nothing for this machine.
    List,
    /// What was fetched is not signed by the key of this build as the version that was offered.
    Signature,
    /// What was fetched is larger than an update may be.
    Large,
    /// Nothing was offered since this start; it must be looked for first.
    NotOffered,
    /// The system did not install it.
    Install,
}

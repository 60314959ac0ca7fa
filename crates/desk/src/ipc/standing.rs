//! Who sits here, at which device, and how the desk is connected.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AwayView, HaltView, Sentence, UiError};

/// Connection to the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LinkView {
    /// Not yet.
    Connecting,
    /// Live.
    Live,
    /// Lost; decisions are kept and sent later.
    Offline,
    /// The gateway answers and does not accept this desk; `detail` says why.
    Refused,
}

/// The status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StatusBarView {
    /// Connection.
    pub link: LinkView,
    /// Where to, for people, such as `this machine`.
    pub gateway: String,
    /// What the log's acknowledgement means: `synced`, `replicated`, `unconfirmed`.
    pub durability: String,
    /// One sentence when something is wrong and what to do.
    pub trouble: Option<UiError>,
    /// Why nothing can be decided on this device: it was taken off the team list.
    pub off: Option<Sentence>,
    /// Stops of more than one escalation that are in force, the oldest first.
    pub halts: Vec<HaltView>,
    /// Who sits here is away.
    pub away: Option<AwayView>,
    /// When the last decision was signed (RFC 3339).
    pub last_decision: Option<String>,
}

/// Who sits here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct IdentityView {
    /// Display name.
    pub name: String,
    /// Person id in the roster.
    pub person: String,
    /// The key's fingerprint as three words.
    pub words: Vec<String>,
    /// Key id.
    pub kid: String,
    /// Personal mode: the gateway runs in this process.
    pub personal: bool,
    /// Nobody else is on the team list.
    pub alone: bool,
    /// While the team has not let this device in: the six words to compare. Empty otherwise.
    pub joining: Vec<String>,
    /// All devices of this person that the team list names.
    pub devices: Vec<DeviceView>,
    /// The team list's version; 0 while none was read.
    pub list_version: u32,
    /// This machine may hold a key that signs the team list, so a device can be taken off from here.
    pub signs_list: bool,
}

/// What became of taking a device off the team list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RetiredView {
    /// The team list's version that takes it off.
    pub version: u32,
    /// More must sign it before it counts: where it lies for them.
    pub draft: Option<String>,
}

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// It may decide.
    Good,
    /// Its time is over, or not begun.
    Expired,
    /// It was taken off the team list for good.
    Revoked,
}

/// A device of the person who sits here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DeviceView {
    /// Key id.
    pub kid: String,
    /// Six words of it.
    pub words: Vec<String>,
    /// How its key is kept: `software`, `presence` or `hardware`.
    pub tier: String,
    /// Good until (RFC 3339).
    pub until: String,
    /// Where it stands.
    pub state: DeviceState,
    /// Revoked: since when (RFC 3339).
    pub since: Option<String>,
    /// Revoked: by which version of the team list.
    pub by_version: Option<u32>,
    /// It is this one.
    pub here: bool,
}

/// Theme choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

//! The keys that bring the desk to the front from anywhere.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Which keys, if any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ShortcutChoice {
    /// None.
    #[default]
    Off,
    /// Ctrl, Alt and J.
    CtrlAltJ,
    /// Ctrl, Alt and Y.
    CtrlAltY,
    /// Super and J.
    SuperJ,
}

/// The choice as it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ShortcutView {
    /// Which keys.
    pub choice: ShortcutChoice,
    /// Whether this desktop lets a program take keys; where it does not, its own settings can start the desk a second time.
    pub possible: bool,
}

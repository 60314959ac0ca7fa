//! What the desk says outside of its page, in the languages of the page: notifications, the tray, and of the window itself.
//!
//! Not here: what the page says (its own catalogues), and what contracts, policy and people say, which stays as it was written.

mod de;
mod en;
#[cfg(test)]
mod tests;

use crate::ipc::{AlarmKind, Language};

/// Every word, in one language: a language that lacks one does not compile.
pub struct Words {
    /// What an outcome to look at is called, by its item.
    pub(crate) look_at: fn(&str) -> String,
    /// What is wrong with it, in one line.
    pub(crate) alarm: fn(AlarmKind) -> &'static str,
    /// So many of them.
    pub(crate) outcomes: fn(usize) -> String,
    /// Where they stand.
    pub(crate) at_the_top: &'static str,
    /// About one item that nobody took by half of its time.
    pub(crate) untaken: &'static str,
    /// So many of them.
    pub(crate) untaken_many: fn(usize) -> String,
    /// Which of them is most urgent.
    pub(crate) untaken_first: fn(&str) -> String,
    /// So many items are new.
    pub(crate) arrived: fn(usize) -> String,
    /// So many came in quiet hours.
    pub(crate) arrived_quietly: fn(usize) -> String,
    /// Which of them is most urgent.
    pub(crate) first: fn(&str) -> String,
    /// On a notification: shows the item.
    pub review: &'static str,
    /// On a notification: puts the item off.
    pub put_off: &'static str,
    /// In the tray's menu: shows the window.
    pub open: &'static str,
    /// In the tray's menu: ends the desk.
    pub quit: &'static str,
    /// Over the tray, while so many wait.
    pub waiting: fn(u32) -> String,
    /// Over the tray, without a gateway.
    pub offline: fn(u32) -> String,
    /// The window was closed, and the desk goes on.
    pub goes_on: &'static str,
    /// Where the window is then.
    pub in_tray: &'static str,
    /// Where it is where no tray is shown.
    pub minimised: &'static str,
}

impl Words {
    /// In this language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &en::WORDS,
            Language::De => &de::WORDS,
        }
    }
}

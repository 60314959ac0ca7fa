//! What the desk says in the languages of the page: notifications, the tray, of the window itself, why something was not done, and the sentences in what the page gets.
//!
//! Not here: what the page says by a code (its own catalogues), what the log and signed statements hold (English), and what contracts, policy and people say, which stays as it was written.

mod alarms;
mod de;
mod en;
mod faults;
mod misfits;
mod own;
#[cfg(test)]
mod sentences;
#[cfg(test)]
mod tests;

use fermata_protocol::{
    contract::Misfit,
    fold::Mark,
    payload::{NoteType, OutcomeStatus, Verb},
};

use alarms::Alarms;
pub(crate) use alarms::{Facts, Told, Undo, Within};
pub use faults::{Fault, NotDone};
pub(crate) use own::Own;

use crate::ipc::Language;

/// Makes a catalogue, and for its tests the list of all that it says: neither can have a word that the other lacks.
macro_rules! catalogue {
    ($(#[$about:meta])* $pub:vis struct $name:ident { $($(#[$doc:meta])* $see:vis $word:ident: $kind:ty,)* }) => {
        $(#[$about])*
        $pub struct $name {
            $($(#[$doc])* $see $word: $kind,)*
        }

        #[cfg(test)]
        impl $crate::words::tests::Said for $name {
            fn said(&self, _: &'static str, all: &mut $crate::words::tests::All) {
                $(self.$word.said(stringify!($word), all);)*
            }
        }
    };
}
use catalogue;

catalogue! {
    /// Every word, in one language: a language that lacks one does not compile.
    pub struct Words {
        /// Where the gateway is, after “connected to”, if it is here.
        pub(crate) this_machine: &'static str,
        /// What an outcome to look at is called, by its item.
        pub(crate) look_at: fn(&str) -> String,
        /// What happened there, what it means and what to do.
        pub(crate) alarms: Alarms,
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
        /// What there is to say of one's own decision beside its step.
        pub(crate) own: fn(Own<'_>) -> String,
        /// Why something was not done.
        pub(crate) fault: fn(Fault<'_>) -> String,
        /// What is wrong with a value of an edit.
        pub(crate) misfit: fn(&Misfit) -> String,
        /// Why it was refused or does not count, to follow “because”; none for a code that nobody needs words for.
        pub(crate) because: fn(&str) -> Option<&'static str>,
        /// Where a source refused and did not say why.
        pub(crate) no_reason: &'static str,
        /// Over the values that were approved.
        pub(crate) approved: &'static str,
        /// Over the values that were asked for and not approved.
        pub(crate) asked_for: &'static str,
        /// Before the name of a tool.
        pub(crate) tool: &'static str,
        /// Before arguments that no contract names.
        pub(crate) arguments: &'static str,
        /// The agent, where it was asked or given something.
        pub(crate) agent: &'static str,
        /// Who signed what can not be verified.
        pub(crate) nobody_known: &'static str,
        /// In the history, after who did it: asked for it.
        pub(crate) proposed: &'static str,
        /// In the history: the gateway vouches for who asked.
        pub(crate) vouched: &'static str,
        /// In the history: what policy decided at once.
        pub(crate) policy: fn(bool) -> &'static str,
        /// In the history: a decision.
        pub(crate) decided: fn(Verb) -> &'static str,
        /// In the history: reads it, before the time until when.
        pub(crate) reads: &'static str,
        /// In the history: a note, and to whom; before a time, where it has one.
        pub(crate) noted: fn(NoteType, Option<&str>) -> String,
        /// In the history: a source's report.
        pub(crate) happened: fn(OutcomeStatus) -> &'static str,
        /// In the history: a source reports that it ran something else.
        pub(crate) ran_other: &'static str,
        /// In the history: the gateway closed it at the end of its time.
        pub(crate) expired: &'static str,
        /// In the history: the gateway tried to hand it out.
        pub(crate) delivered: &'static str,
        /// In the history: what can not be read.
        pub(crate) unreadable: &'static str,
        /// In the history: why it has no effect; none where it counts.
        pub(crate) marked: fn(Mark) -> Option<String>,
        /// In the history: its signer had seen another log.
        pub(crate) forked: &'static str,
        /// In the history: its key was lost before.
        pub(crate) suspect: &'static str,
    }
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

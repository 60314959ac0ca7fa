//! What crosses between the desk and its page.
//!
//! These are views: built for one screen, typed for TypeScript, never signed and never stored.
//! Protocol payloads do not cross; the page gets text that is already escaped and marked, and gives back ids, verbs and, for an edit, arguments as JSON text.
//! Numbers that may pass 2^53 cross as strings. Times cross as RFC 3339 text; the page does the locale.

mod alarms;
mod around;
mod asked;
mod away;
mod decide;
mod detail;
mod language;
mod notices;
mod outside;
mod reply;
mod rows;
mod search;
mod shortcut;
mod standing;
mod start;
mod stops;
mod team;
mod trace;
mod updates;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use alarms::{AlarmKind, AlarmLineView, AlarmView};
pub use around::{
    AroundView, AssignedView, ClosedView, ColleagueView, HolderView, LinkedView, NoteForm,
    RowAroundView, SaidView, StandView,
};
pub use asked::{AgainView, BaseRateView, PrecedentView};
pub use away::{AwayView, StandInForm};
pub use decide::{DecisionForm, FieldErrorView, PreviewView, RejectReasonView, SeenForm};
pub use detail::{
    CallView, ChangeView, DetailView, EventView, EvidenceView, FieldView, FrictionView,
    MessageView, RawView, ReasonView, ReversibleView, SubjectView, WhyView,
};
pub use language::Language;
pub use notices::{NoticesView, QuietView};
pub use outside::{AddressFault, AddressView, FileKind, FileView, PictureFault, PictureView};
pub use reply::SavedReply;
pub use rows::{
    CountsView, ListName, ProgressStep, ProgressView, QueueCountView, RiskView, RowView, RowsView,
    StatusView, VerbView,
};
pub use search::{FoundRowView, FoundView, SavedSearch, SearchForm, SortName};
pub use shortcut::{ShortcutChoice, ShortcutView};
pub use standing::{
    DeviceState, DeviceView, IdentityView, LinkView, RetiredView, StatusBarView, ThemeChoice,
};
pub use start::{DeltaView, HydrationView};
pub use stops::{HaltView, ScopeKind, ScopeView};
pub use team::{TeamPersonView, TeamQueueView, TeamView};
pub use trace::{AttributeView, SpanView, TraceView};
pub use updates::{InstallView, OfferView, UpdateFault, UpdatesView};

/// A piece of untrusted text. `mark` is set where a character was replaced by a visible sign (a bidi control, a zero-width space, an escape).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RunView {
    /// What to lay out, as a text node.
    pub text: String,
    /// The name of what stands here, such as `U+202E right-to-left override`, when the text is a stand-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// The one error type of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UiError {
    /// What the page branches on.
    pub code: UiErrorCode,
    /// In words, with what to do.
    pub message: Sentence,
}

impl UiError {
    /// This, with why.
    pub fn new(code: UiErrorCode, message: impl Into<Sentence>) -> Self {
        let message = message.into();
        Self { code, message }
    }
}

/// What the desk says, in the languages of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Sentence {
    /// English.
    pub en: String,
    /// German. None of what a library, the system or another machine says: the page has its own sentence for its code then.
    pub de: Option<String>,
}

/// Codes that the page branches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum UiErrorCode {
    /// Somebody or something closed it before.
    AlreadyDecided,
    /// Its time is over.
    Expired,
    /// What it is about is not here: an item, a document, a device.
    NotFound,
    /// The arguments do not satisfy the contract, or policy denies them.
    BadArguments,
    /// More text than is taken.
    TooLong,
    /// No time, or not one that can be picked here.
    BadTime,
    /// Not allowed: verb, group, risk or owner.
    NotAllowed,
    /// The gateway does not accept this desk.
    Refused,
    /// This device was taken off the team list.
    Revoked,
    /// The item changed since it was on screen.
    Changed,
    /// What was typed to confirm does not fit.
    ConfirmMismatch,
    /// The gateway can not be reached.
    Offline,
    /// The system keychain is missing or locked.
    Keychain,
    /// The disk refused.
    Disk,
    /// The log or port is taken by another process.
    Taken,
    /// The database comes from a newer version.
    NewerDatabase,
    /// The desk is still starting, or is closing.
    Starting,
    /// A defect; the message says what to send to us.
    Internal,
}

impl UiErrorCode {
    /// Its word on the wire.
    pub fn word(self) -> String {
        let word = serde_json::to_value(self).ok();
        word.and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

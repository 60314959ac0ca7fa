//! The first paint, and every change after it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    CountsView, IdentityView, ListName, NoticesView, RowView, RowsView, SavedReply, SavedSearch,
    StatusBarView, ThemeChoice, UiError,
};

/// Everything the page needs for its first paint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HydrationView {
    /// Who sits here; absent until the key is made.
    pub identity: Option<IdentityView>,
    /// First run: the key was made just now and no escalation has ever arrived.
    pub first_run: bool,
    /// The status bar.
    pub status: StatusBarView,
    /// Counts.
    pub counts: CountsView,
    /// The inbox's first page.
    pub inbox: RowsView,
    /// Theme.
    pub theme: ThemeChoice,
    /// A line a newcomer can copy to send a first escalation with the command line.
    pub first_command: String,
    /// The searches that this person keeps, in their order.
    pub searches: Vec<SavedSearch>,
    /// The replies that this person keeps, in their order.
    pub replies: Vec<SavedReply>,
    /// What this desk tells of by notification.
    pub notices: NoticesView,
}

/// A change that the desk tells the page. They come in batches and are applied in order.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every change is a row, and a row in a box would be one more allocation each"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeltaView {
    /// A row is new or changed. `list` says where it belongs now; it leaves the other list.
    Upsert {
        /// The list.
        list: ListName,
        /// The row.
        row: RowView,
        /// The lists in which it did not stand before.
        joins: Vec<ListName>,
    },
    /// A row is gone from every list.
    Remove {
        /// The escalation.
        esc: String,
    },
    /// Counts.
    Counts {
        /// The counts.
        counts: CountsView,
    },
    /// Status bar.
    Status {
        /// The status bar.
        status: StatusBarView,
    },
    /// Identity became known.
    Identity {
        /// Who sits here.
        identity: IdentityView,
    },
    /// Somebody wants to quit, from outside of the page.
    Quit,
    /// Show the form to join with this invite filled in (a link was opened).
    Join {
        /// The invite's link.
        link: String,
    },
    /// A link was opened that is none.
    BadLink {
        /// Why.
        error: UiError,
    },
    /// Open exactly this item (a notification or a link was clicked).
    Open {
        /// The escalation.
        esc: String,
    },
}

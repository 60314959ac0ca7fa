//! What reviewers do around an item, as the page shows it, and what it asks the desk to sign.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AwayView, ListName, RunView};

/// Somebody who reads an item or holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HolderView {
    /// Id on the team list.
    pub person: String,
    /// Display name.
    pub name: String,
    /// One or two letters of it.
    pub initials: String,
    /// It is who sits here.
    pub me: bool,
    /// They read it; otherwise they hold it.
    pub reads: bool,
    /// Up to this instant (RFC 3339); from then on it says nothing.
    pub until: String,
}

/// Whom an item was given to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AssignedView {
    /// Their id on the team list.
    pub person: String,
    /// Display name.
    pub to: String,
    /// One or two letters of it.
    pub initials: String,
    /// It counts as given to who sits here: it was, and they are there, or they act for who is away.
    pub me: bool,
    /// By whom.
    pub by: String,
    /// They are away, and who acts for them.
    #[serde(default)]
    pub away: Option<AwayView>,
}

/// What of it a row shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RowAroundView {
    /// Who holds it, then who reads it.
    pub at_it: Vec<HolderView>,
    /// Whom it was given to.
    pub assigned: Option<AssignedView>,
    /// Lists that it stands in beside the inbox.
    pub lists: Vec<ListName>,
    /// Who stands on it, of how many it takes: where it takes more than one.
    pub stand: Option<StandView>,
    /// Policy asks this person for a look of their own, before they know what others and numbers say.
    #[serde(default)]
    pub blind: bool,
    /// The earlier item that it answers.
    pub answers: Option<String>,
    /// The item that answers it.
    pub answered_by: Option<String>,
}

/// How many people stand on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StandView {
    /// So many do.
    pub have: u32,
    /// So many must.
    pub needed: u32,
}

/// A comment or a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SaidView {
    /// Who, by display name.
    pub by: String,
    /// It is who sits here.
    pub me: bool,
    /// When the log took it, or when it was signed (RFC 3339).
    pub at: String,
    /// For a question: whom it asks, in words.
    pub to: Option<String>,
    /// What, escaped: somebody else's text.
    pub text: Vec<RunView>,
    /// It is signed on this machine and not in the log yet.
    pub waits: bool,
    /// Why a gateway refused it for good.
    pub refused: Option<String>,
}

/// A person of the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ColleagueView {
    /// Id on the team list.
    pub person: String,
    /// Display name.
    pub name: String,
    /// They may decide this item as it stands.
    pub decides: bool,
    /// They are away, and who acts for them.
    #[serde(default)]
    pub away: Option<AwayView>,
}

/// Another item that this one is linked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LinkedView {
    /// The escalation's id.
    pub esc: String,
    /// Its title; empty when this desk has not read it.
    pub title: Vec<RunView>,
}

/// Who or what ended it, where that needs words of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ClosedView {
    /// Who, by display name.
    pub by: String,
    /// When (RFC 3339).
    pub at: String,
    /// Why, escaped: a person's or an agent's text. Empty when nothing was said.
    pub why: Vec<RunView>,
}

/// What goes on around an item, beside what its row shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AroundView {
    /// Comments and questions, in order.
    pub said: Vec<SaidView>,
    /// A question waits for an answer.
    pub asks: bool,
    /// Who gave it more time.
    pub extended_by: Option<String>,
    /// Everybody else who may decide in its queue.
    pub colleagues: Vec<ColleagueView>,
    /// This person may give it to somebody.
    pub may_assign: bool,
    /// This person may give it more time: up to this instant (RFC 3339).
    pub may_extend: Option<String>,
    /// The earlier item that it answers.
    pub answers: Option<LinkedView>,
    /// The item that answers it.
    pub answered_by: Option<LinkedView>,
    /// Who withdrew or rejected it, and why.
    pub closed: Option<ClosedView>,
}

/// What the page asks the desk to say about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum NoteForm {
    /// It has been open for a moment: I read it.
    Read,
    /// I hold it.
    Claim,
    /// I give it back.
    Release,
    /// It is for somebody.
    Assign {
        /// The person's id.
        to: String,
    },
    /// A question.
    Ask {
        /// `agent`, or a person's id.
        to: String,
        /// What.
        text: String,
    },
    /// A comment.
    Comment {
        /// What.
        text: String,
    },
    /// I uncovered a masked value. It is shown once the log says so.
    Reveal {
        /// RFC 6901 pointer into the arguments.
        pointer: String,
    },
    /// More time.
    Extend {
        /// Until then (RFC 3339).
        due: String,
    },
}

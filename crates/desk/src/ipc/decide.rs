//! A decision on its way in, and what would come of it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ChangeView, FieldView, FrictionView, ReasonView, RiskView, RunView};

/// A reason for a reject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RejectReasonView {
    /// Stable code.
    pub code: String,
    /// In words.
    pub label: String,
}

/// What the page knows of how the item was looked at; it is signed with the decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SeenForm {
    /// The view that was on screen.
    pub view_sha256: String,
    /// Sections that were opened: `conversation`, `evidence`, `trace`, `history`, `raw`.
    pub opened: Vec<String>,
    /// How long it was open, in milliseconds.
    pub dwell_ms: u32,
    /// What approving asked of the hand, as it stood on screen: when it asks more by now, nothing is decided.
    #[serde(default)]
    pub friction: Option<FrictionView>,
}

/// A decision from the page: an id, a verb, and what the verb needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum DecisionForm {
    /// Approve what is shown.
    Approve {
        /// For friction `type`: what was typed.
        typed: Option<String>,
    },
    /// Approve with other arguments.
    Edit {
        /// The full new arguments, as JSON text.
        arguments: String,
        /// For friction `type`: what was typed.
        typed: Option<String>,
    },
    /// Reject, with a reason.
    Reject {
        /// One of the queue's reason codes.
        reason: String,
        /// For the agent, in the reviewer's words.
        message: Option<String>,
    },
    /// Answer a question.
    Respond {
        /// The answer.
        answer: String,
    },
}

/// What policy and schema say about an edit, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PreviewView {
    /// Empty when the arguments satisfy the contract's schema.
    pub errors: Vec<FieldErrorView>,
    /// Pointers whose value differs from the proposal's.
    pub changed: Vec<String>,
    /// Policy would refuse it outright.
    pub denied: bool,
    /// Risk of the edited action.
    pub risk: Option<RiskView>,
    /// Policy's words on the edited action.
    pub reasons: Vec<ReasonView>,
    /// Approvals it would need.
    pub approvals_needed: Option<u32>,
    /// What will happen then.
    pub fields: Vec<FieldView>,
    /// The same beside what stands now.
    pub changes: Vec<ChangeView>,
    /// Its title then.
    pub title: Vec<RunView>,
}

/// A value that does not satisfy the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldErrorView {
    /// RFC 6901 pointer.
    pub pointer: String,
    /// In words.
    pub text: String,
}

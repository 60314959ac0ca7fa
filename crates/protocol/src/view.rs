//! The view model: everything that a proposal says, as ordered, labelled, typed and escaped values.
//!
//! It is built from the proposal's payload, the contract's terms and the candidate's arguments, and from nothing else, so every desk builds the same bytes; a decision signs their SHA-256.
//! Every leaf of the payload stands in it exactly once: the action's arguments in [`View::fields`], the rest in the sections, what no section knows in [`View::rest`].
//! It holds values, not sentences: language and locale change the wording on screen and not the hash.
//! Not here: policy's verdict, the log's history, layout.

mod context;
mod fields;
mod form;
mod money;
mod value;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use context::{ViewCall, ViewChange, ViewEvidence, ViewLeaf, ViewMessage};
pub use fields::{ViewField, Warning};
pub use money::Money;
pub(crate) use value::typed;
pub use value::{Uninspectable, ViewValue, Why, display};

use crate::{
    Name, Sha,
    contract::{leaves, pointer_text},
    escape::{self, Multiline, Run},
    payload::{Arguments, ContractRef, Kind, Proposal, Reversible, Risk, Terms},
    title,
};

/// Names this builder. A builder that makes other bytes of the same proposal has another number.
pub const VIEW_V: u32 = 1;

/// Text over this is not laid out.
pub const MAX_TEXT: usize = 64 * 1024;

/// Everything that a proposal says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The builder.
    pub v: u32,
    /// Action or question.
    pub kind: Kind,
    /// The title, for lists and notifications too.
    pub title: Vec<Run>,
    /// The tool; absent for a question.
    pub tool: Option<Name>,
    /// What the contract says about the tool.
    pub contract: ViewContract,
    /// The action's arguments: labelled ones in the contract's order, then every other.
    pub fields: Vec<ViewField>,
    /// The question and the schema of its answer.
    pub question: Vec<ViewLeaf>,
    /// Whom it is about.
    pub subject: Vec<ViewLeaf>,
    /// The record before and after.
    pub changes: Vec<ViewChange>,
    /// How sure the agent is.
    pub confidence: Vec<ViewLeaf>,
    /// The agent's reasons, untrusted: code and text alternate.
    pub reasons: Vec<ViewLeaf>,
    /// What the agent says, untrusted.
    pub narration: Option<ViewLeaf>,
    /// The conversation.
    pub messages: Vec<ViewMessage>,
    /// Documents.
    pub evidence: Vec<ViewEvidence>,
    /// The trace.
    pub trace: Vec<ViewLeaf>,
    /// The run it comes from.
    pub run: Vec<ViewLeaf>,
    /// Every other leaf of the payload: ids, times, queue, delivery, an inline contract.
    pub rest: Vec<ViewLeaf>,
    /// RFC 6901 pointers into the payload of what could not be shown in full, or only in a form that nobody can read.
    pub uninspectable: Vec<String>,
}

/// What the contract says about the tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewContract {
    /// The contract's version.
    pub version: u32,
    /// False for an inline contract: its words are the agent's.
    pub reviewed: bool,
    /// What the tool does.
    pub description: Vec<Run>,
    /// Risk by the contract alone; an inline one counts as high.
    pub risk: Risk,
    /// Can it be undone.
    pub reversible: Reversible,
    /// Running it twice with the same key is running it once.
    pub idempotent: bool,
}

/// Builds the view of `proposal` with the candidate's `arguments`: the proposal's own, or an edit's. A question has none.
/// `before` is the record before the action; where it has a value at an argument's pointer, the field shows both. For a view that is signed it is `context.before`.
pub fn build(
    proposal: &Proposal,
    terms: &Terms,
    arguments: &Arguments,
    before: Option<&Value>,
) -> View {
    let reviewed = matches!(proposal.contract, ContractRef::Reviewed(_));
    let action = proposal.action.as_ref();
    let mut view = View {
        v: VIEW_V,
        kind: proposal.kind,
        title: if reviewed {
            title::title(terms, arguments)
        } else {
            title::unreviewed(&terms.tool)
        },
        tool: action.map(|action| action.tool.clone()),
        contract: ViewContract {
            version: terms.version,
            reviewed,
            description: escape::escape(&terms.description, Multiline::Yes),
            risk: if reviewed {
                terms.risk
            } else {
                terms.risk.max(Risk::High)
            },
            reversible: terms.reversible.clone(),
            idempotent: terms.idempotent,
        },
        fields: Vec::new(),
        question: Vec::new(),
        subject: Vec::new(),
        changes: Vec::new(),
        confidence: Vec::new(),
        reasons: Vec::new(),
        narration: None,
        messages: Vec::new(),
        evidence: Vec::new(),
        trace: Vec::new(),
        run: Vec::new(),
        rest: Vec::new(),
        uninspectable: Vec::new(),
    };
    if action.is_some() {
        view.fields = fields::build(terms, arguments, before);
        let opaque = view.fields.iter().filter(|field| field.is_opaque());
        view.uninspectable
            .extend(opaque.map(|field| format!("/action/arguments{}", field.pointer)));
    }
    context::fill(&mut view, terms, &payload(proposal));
    view
}

/// The view that a person signs: of the proposal's own arguments, or of an edit's, beside what was before.
pub fn of(proposal: &Proposal, terms: &Terms, edited: Option<&Arguments>) -> View {
    let own = proposal.action.as_ref().map(|action| &action.arguments);
    let context = proposal.context.as_ref();
    let before = context.and_then(|context| context.before.as_ref());
    let none = Arguments::new();
    build(proposal, terms, edited.or(own).unwrap_or(&none), before)
}

/// The payload as the wire has it, without the action, which [`View::fields`] shows.
fn payload(proposal: &Proposal) -> Value {
    let mut payload = serde_json::to_value(proposal).unwrap_or_default();
    if let Value::Object(members) = &mut payload {
        members.shift_remove("action");
    }
    payload
}

/// The bytes that are hashed and that evidence bundles carry.
pub fn bytes(view: &View) -> Vec<u8> {
    #[expect(
        clippy::expect_used,
        reason = "only a map with keys that are no strings, or I/O, could fail"
    )]
    serde_json::to_vec(view).expect("a view is plain JSON")
}

/// What a decision signs as seen.
pub fn sha256(view: &View) -> Sha {
    Sha::of(bytes(view))
}

impl View {
    /// Every leaf with its RFC 6901 pointer into the payload, in the view's order: for tests, search and plain text.
    pub fn leaves(&self) -> Vec<(String, &ViewValue)> {
        let field = |f: &ViewField| format!("/action/arguments{}", f.pointer);
        let mut all: Vec<_> = self.fields.iter().map(|f| (field(f), &f.value)).collect();
        let plain = [
            &self.question,
            &self.subject,
            &self.confidence,
            &self.reasons,
            &self.trace,
            &self.run,
            &self.rest,
        ];
        let leaves = plain
            .into_iter()
            .flatten()
            .chain(&self.narration)
            .chain(
                self.changes
                    .iter()
                    .flat_map(|change| change.before.iter().chain(&change.after)),
            )
            .chain(self.messages.iter().flat_map(ViewMessage::leaves))
            .chain(self.evidence.iter().flat_map(ViewEvidence::leaves));
        all.extend(leaves.map(|leaf| (leaf.pointer.clone(), &leaf.value)));
        all
    }
}

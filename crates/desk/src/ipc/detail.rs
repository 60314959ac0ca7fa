//! One escalation as a person reads it before deciding.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    AgainView, AlarmView, AroundView, BaseRateView, FileView, HaltView, PrecedentView,
    RejectReasonView, RowView, RunView, ScopeView, TraceView, VerbView,
};

/// One labelled value of the action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FieldView {
    /// RFC 6901 pointer into the arguments.
    pub pointer: String,
    /// The contract's label, or the pointer's last part.
    pub label: String,
    /// `text`, `money`, `id`, `date`, `instant`, `email`, `url`, `code`, `secret`, `number`, `bool` or `json`.
    pub format: String,
    /// The value, escaped. Money comes as `412.50 USD`, dates as written.
    pub value: Vec<RunView>,
    /// The value before, when the source told it.
    pub before: Option<Vec<RunView>>,
    /// Set when the value could not be read in full (too large, not text): a label that says so.
    pub uninspectable: Option<String>,
    /// For array items: `Flights 1`, `Passengers 2`; fields of one item share it and are laid out together.
    pub group: Option<String>,
}

/// A value and what it becomes, by its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ChangeView {
    /// Absent where it is new.
    pub before: Option<FieldView>,
    /// Absent where it goes.
    pub after: Option<FieldView>,
    /// Nothing changes; only the desk can tell of two that are masked.
    pub same: bool,
}

/// Why policy asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WhyView {
    /// Confidence in percent.
    pub confidence: Option<u32>,
    /// `self_consistency`, `logprob`, `verbalized` or `classifier`.
    pub method: Option<String>,
    /// For self-consistency: how many rehearsals chose this.
    pub agreeing: Option<u32>,
    /// Of how many.
    pub of: Option<u32>,
    /// The threshold that it had to reach, in percent.
    pub threshold: Option<u32>,
    /// How often people approved the like.
    pub base_rate: Option<BaseRateView>,
    /// Policy's reasons.
    pub reasons: Vec<ReasonView>,
    /// The agent's own reasons, untrusted.
    pub agent_reasons: Vec<Vec<RunView>>,
}

/// A reason with its stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReasonView {
    /// Stable code.
    pub code: String,
    /// In words.
    pub text: String,
}

/// One message of the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MessageView {
    /// `user`, `assistant`, `tool`, `system`, or `proposed` for the call that is asked about.
    pub role: String,
    /// What was said.
    pub text: Vec<RunView>,
    /// Calls that the assistant made in this message.
    pub calls: Vec<CallView>,
    /// For a tool's answer: the tool.
    pub tool: Option<String>,
}

/// A tool call in the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CallView {
    /// The tool.
    pub tool: String,
    /// Its arguments as compact JSON, escaped.
    pub arguments: Vec<RunView>,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EvidenceView {
    /// Its title, escaped.
    pub title: Vec<RunView>,
    /// Its media type.
    pub media_type: String,
    /// Its text, escaped; absent when it is not text.
    pub text: Option<Vec<RunView>>,
    /// Why it can not be shown.
    pub uninspectable: Option<String>,
    /// What it is instead of text, where the desk can do something with it.
    pub file: Option<FileView>,
}

/// One event of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct EventView {
    /// Position in the log, as text.
    pub seq: String,
    /// When the log took it (RFC 3339).
    pub at: String,
    /// Who signed it.
    pub by: String,
    /// What it says, in words.
    pub text: String,
    /// The time that it is about (RFC 3339), to stand after the words.
    pub until: Option<String>,
    /// What its signer wrote, escaped.
    pub said: Vec<RunView>,
    /// `ok`, or the mark that the fold gave: `unauthorised`, `late`, `superseded`, `invalid`.
    pub mark: String,
    /// The signature was checked here and holds.
    pub verified: bool,
}

/// The exact bytes, for who wants to see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RawView {
    /// SHA-256 over the proposal's compact string, base64url.
    pub proposal_sha256: String,
    /// SHA-256 over the view model's bytes, base64url: what a decision signs as seen.
    pub view_sha256: String,
    /// The proposal's payload as it came, escaped. Empty while a value is masked for this person, as it would show it.
    pub payload: Vec<RunView>,
    /// The compact string; empty in the same case.
    pub compact: String,
}

/// What is undone and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReversibleView {
    /// It can be undone.
    pub reversible: bool,
    /// Within, in seconds.
    pub within_s: Option<u32>,
    /// By which tool.
    pub by: Option<String>,
}

/// Whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SubjectView {
    /// `customer`, `ticket`, `order`.
    pub kind: Vec<RunView>,
    /// Its id.
    pub id: Vec<RunView>,
    /// Its name.
    pub name: Option<Vec<RunView>>,
    /// The system it lives in.
    pub system: Vec<RunView>,
    /// Where that system shows it, as the source wrote it.
    pub url: Option<Vec<RunView>>,
}

/// How much a decision asks of the hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FrictionView {
    /// One key, then a 5 s undo bar.
    None,
    /// Hold to sign.
    Hold,
    /// Type the last four characters of `confirm`.
    Type,
}

/// Everything about one escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DetailView {
    /// The row, as in the list.
    pub row: RowView,
    /// The end of the id, for people.
    pub short_id: String,
    /// The tool, or absent for a question.
    pub tool: Option<String>,
    /// The contract's version; absent for an inline contract, which nobody reviewed.
    pub contract_version: Option<u32>,
    /// The contract's words on what the tool does.
    pub description: String,
    /// The source.
    pub source: String,
    /// The gateway vouches for the source, which can not sign.
    pub vouched: bool,
    /// The subject.
    pub subject: Option<SubjectView>,
    /// What will happen.
    pub fields: Vec<FieldView>,
    /// What an edit made of what the agent proposed; empty without one.
    pub edited: Vec<ChangeView>,
    /// The record before and after, as the source tells it.
    pub changes: Vec<ChangeView>,
    /// Can it be undone.
    pub reversible: ReversibleView,
    /// Why it is asked.
    pub why: WhyView,
    /// What the agent says, untrusted.
    pub narration: Option<Vec<RunView>>,
    /// The conversation, ending with the proposed call.
    pub messages: Vec<MessageView>,
    /// Evidence.
    pub evidence: Vec<EvidenceView>,
    /// What was recorded of the run.
    pub trace: Option<TraceView>,
    /// History.
    pub history: Vec<EventView>,
    /// Raw.
    pub raw: RawView,
    /// Verbs that the source allows.
    pub allowed: Vec<VerbView>,
    /// What approving asks of the hand.
    pub friction: FrictionView,
    /// For friction `type`: the value whose last four characters must be typed.
    pub confirm: Option<String>,
    /// Reasons for a reject, in order.
    pub reject_reasons: Vec<RejectReasonView>,
    /// The one picked at first.
    pub default_reason: String,
    /// The arguments as JSON text, for the edit form, with `••••••••` for what is masked: left where it is, it stays as it was.
    pub arguments: String,
    /// This person has the right to uncover what is masked.
    pub reveals: bool,
    /// The contract's JSON Schema as text, for the edit form.
    pub schema: String,
    /// Distinct people needed and how many stand on it.
    pub approvals_needed: u32,
    /// How many stand on it.
    pub approvals_have: u32,
    /// A second look without the first: until this person has decided, nobody's decision is shown to them.
    pub blind: bool,
    /// Who closed it, when a person did.
    pub decided_by: Option<String>,
    /// The stop that keeps it from being run.
    pub halt: Option<HaltView>,
    /// What this person may stop from here: nothing when it is over and gives no reason to, or not theirs to stop.
    pub stops: Vec<ScopeView>,
    /// What somebody must look at, the worst first.
    pub alarms: Vec<AlarmView>,
    /// What others do around it.
    pub around: AroundView,
    /// Exactly the same action within a day, the newest first.
    pub again: Vec<AgainView>,
    /// The earlier decisions that are most like this one, the most alike first.
    pub precedents: Vec<PrecedentView>,
}

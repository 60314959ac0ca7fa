//! What crosses between the desk and its page.
//!
//! These are views: built for one screen, typed for TypeScript, never signed and never stored.
//! Protocol payloads do not cross; the page gets text that is already escaped and marked, and gives back ids, verbs and, for an edit, arguments as JSON text.
//! Numbers that may pass 2^53 cross as strings. Times cross as RFC 3339 text; the page does the locale.

mod around;
mod asked;
mod notices;
mod outside;
mod reply;
mod search;
mod shortcut;
mod team;
mod trace;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use around::{
    AroundView, AssignedView, ClosedView, ColleagueView, HolderView, LinkedView, NoteForm,
    RowAroundView, SaidView, StandView,
};
pub use asked::{AgainView, BaseRateView, PrecedentView};
pub use notices::{NoticesView, QuietView};
pub use outside::{AddressFault, AddressView, FileKind, FileView, PictureFault, PictureView};
pub use reply::SavedReply;
pub use search::{FoundRowView, FoundView, SavedSearch, SearchForm, SortName};
pub use shortcut::{ShortcutChoice, ShortcutView};
pub use team::{TeamPersonView, TeamQueueView, TeamView};
pub use trace::{AttributeView, SpanView, TraceView};

/// A piece of untrusted text. `mark` is set where a character was replaced by a visible sign (a bidi control, a zero-width space, an escape).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RunView {
    /// What to lay out, as a text node.
    pub text: String,
    /// The name of what stands here, such as `U+202E right-to-left override`, when the text is a stand-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// Risk of an action, by its contract and verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RiskView {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where an escalation stands, in the protocol's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the protocol's status words, one by one")]
pub enum StatusView {
    Open,
    Allowed,
    Denied,
    Approved,
    Edited,
    Rejected,
    Responded,
    Expired,
    Withdrawn,
    Accepted,
    Refused,
    Executed,
    Failed,
    Compensated,
    Unknown,
}

/// What a person can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the protocol's verbs, one by one")]
pub enum VerbView {
    Approve,
    Edit,
    Reject,
    Respond,
}

/// How far one's own decision has come. Each step is shown only once it is true and durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProgressStep {
    /// In the undo bar: nothing is signed yet.
    Holding,
    /// Signed on this machine, durable, on its way.
    Signed,
    /// In the log.
    Recorded,
    /// It took effect and the source took it.
    Accepted,
    /// The source reports that it ran.
    Executed,
    /// In the log, and it had no effect; `note` says why.
    NotApplied,
    /// The source refused it or could not run it; `note` says why.
    Failed,
}

/// One's own decision on an escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ProgressView {
    /// What was decided.
    pub verb: VerbView,
    /// How far it has come.
    pub step: ProgressStep,
    /// While holding: when it will be signed (RFC 3339).
    pub until: Option<String>,
    /// One sentence where the step needs one.
    pub note: Option<String>,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RowView {
    /// The escalation's id.
    pub esc: String,
    /// Its queue.
    pub queue: String,
    /// The title, from the contract.
    pub title: Vec<RunView>,
    /// Risk.
    pub risk: RiskView,
    /// Confidence in percent, when the agent gave one.
    pub confidence: Option<u32>,
    /// The first reason that policy gave, in words.
    pub reason: String,
    /// Until when it can be decided (RFC 3339).
    pub due: String,
    /// When it arrived (RFC 3339).
    pub arrived: String,
    /// Where it stands.
    pub status: StatusView,
    /// One's own decision.
    pub progress: Option<ProgressView>,
    /// It was stopped by name: as long as that holds, it is not run.
    #[serde(default)]
    pub stopped: bool,
    /// Somebody must look at it: the worst of why.
    #[serde(default)]
    pub alarm: Option<AlarmKind>,
    /// It is put off on this desk, up to this instant (RFC 3339).
    #[serde(default)]
    pub snoozed: Option<String>,
    /// How many entries the log has of it: with each, what its detail shows has changed.
    #[serde(default)]
    pub entries: u32,
    /// What others do around it.
    #[serde(default)]
    pub around: RowAroundView,
    /// Opaque order key: rows sort by it ascending as text, the most urgent first.
    pub order: String,
}

/// One page of rows. `next` continues after the last row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RowsView {
    /// The rows, in order.
    pub rows: Vec<RowView>,
    /// Give this back as `after` for the next page; absent at the end.
    pub next: Option<String>,
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ListName {
    /// What waits.
    Inbox,
    /// What is closed, newest first.
    Decided,
    /// What waits and is held by this person, or was given to them.
    Mine,
    /// What somebody approved and this person can too.
    Second,
    /// What waits with a question that nobody answered.
    Asked,
    /// What waits and is put off on this desk, what comes back first.
    Snoozed,
}

/// Maintained counts for the rail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CountsView {
    /// Open and not in the undo bar, and what somebody must look at.
    pub inbox: u32,
    /// Closed.
    pub decided: u32,
    /// Held by this person, or given to them.
    pub mine: u32,
    /// Approved by somebody, and by this person not yet.
    pub second: u32,
    /// With a question that nobody answered.
    pub asked: u32,
    /// Put off on this desk.
    pub snoozed: u32,
    /// Open, per queue, by name.
    pub queues: Vec<QueueCountView>,
    /// Signed and not yet recorded.
    pub outbox: u32,
}

/// A queue's count of open escalations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QueueCountView {
    /// The queue's name.
    pub queue: String,
    /// Open.
    pub open: u32,
}

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

/// Why somebody must look at an outcome, the worst first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// Something else ran than what was approved.
    ExecutedOther,
    /// It ran and nobody had approved it.
    ExecutedWithoutApproval,
    /// The source's reports contradict each other, or what was decided.
    OutcomeOutOfOrder,
    /// The log was shown to two readers in two ways, or lost entries.
    Forked,
    /// A key signed two decisions in one place of its chain.
    KeyForked,
    /// Whether it ran is not known.
    Unknown,
    /// It ran and failed.
    Failed,
    /// The source did not run what was approved.
    Refused,
    /// It was approved, and no source has taken it in time.
    NotRun,
    /// The source took it, and has not said in time how it ended.
    NoWord,
}

/// Something to look at, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AlarmView {
    /// Its name within the item: given back when it was looked at.
    pub id: String,
    /// Why.
    pub kind: AlarmKind,
    /// Since when (RFC 3339).
    pub at: String,
    /// In one line.
    pub title: String,
    /// What happened.
    pub what: String,
    /// What it means.
    pub means: String,
    /// What to do.
    pub todo: String,
    /// The source's own words on it, untrusted.
    pub said: Vec<RunView>,
    /// What the first column of `lines` is.
    pub asked: String,
    /// What was approved beside what the source says it ran; empty when it did not say.
    pub lines: Vec<AlarmLineView>,
    /// Nobody here has looked at it.
    pub open: bool,
    /// When the person looked at it (RFC 3339).
    pub looked: Option<String>,
}

/// One value of what was approved and of what ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AlarmLineView {
    /// Its label.
    pub label: String,
    /// As it was approved, or asked for.
    pub asked: Option<FieldView>,
    /// As the source says it ran.
    pub ran: Option<FieldView>,
    /// They are not the same.
    pub differs: bool,
}

/// How much a stop is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// One escalation.
    Esc,
    /// One agent, by the name that it gives itself.
    Agent,
    /// One queue.
    Queue,
    /// One source.
    Source,
    /// Everything in the workspace.
    All,
}

/// What a stop is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ScopeView {
    /// How much.
    pub kind: ScopeKind,
    /// Of what: an id or a name, escaped; empty for everything.
    pub id: String,
}

/// A stop in force: nothing that it is about is handed out or run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HaltView {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub scope: ScopeView,
    /// Who stopped it, by display name.
    pub by: String,
    /// When it was signed (RFC 3339).
    pub at: String,
    /// Why, escaped; empty when nothing was said.
    pub reason: Vec<RunView>,
    /// This person may lift it.
    pub may_lift: bool,
}

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
    pub off: Option<String>,
    /// Stops of more than one escalation that are in force, the oldest first.
    pub halts: Vec<HaltView>,
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

/// The one error type of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UiError {
    /// What the page branches on.
    pub code: UiErrorCode,
    /// In words, with what to do.
    pub message: String,
    /// For who wants to know more.
    pub detail: Option<String>,
}

/// Codes that the page branches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum UiErrorCode {
    /// Somebody or something closed it before.
    AlreadyDecided,
    /// Its time is over.
    Expired,
    /// No such escalation here.
    NotFound,
    /// The arguments do not satisfy the contract, or policy denies them.
    BadArguments,
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
    /// The desk is still starting.
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

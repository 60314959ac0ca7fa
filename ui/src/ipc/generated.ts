// The types of the IPC contract. They follow crates/desk/src/ipc.rs; do not edit by hand.

/** A piece of untrusted text. `mark` is set where a character was replaced by a visible sign (a bidi control, a zero-width space, an escape). */
export type RunView = {
	/** What to lay out, as a text node. */
	text: string,
	/** The name of what stands here, such as `U+202E right-to-left override`, when the text is a stand-in. */
	mark?: string | null,
};

/** Risk of an action, by its contract and verdict. */
export type RiskView = "low" | "medium" | "high" | "critical";

/** Where an escalation stands, in the protocol's words. */
export type StatusView = "open" | "allowed" | "denied" | "approved" | "edited" | "rejected" | "responded" | "expired" | "withdrawn" | "accepted" | "refused" | "executed" | "failed" | "compensated" | "unknown";

/** What a person can decide. */
export type VerbView = "approve" | "edit" | "reject" | "respond";

/** How far one's own decision has come. Each step is shown only once it is true and durable. */
export type ProgressStep = "holding" | "signed" | "recorded" | "accepted" | "executed" | "not_applied" | "failed";

/** One's own decision on an escalation. */
export type ProgressView = {
	/** What was decided. */
	verb: VerbView,
	/** How far it has come. */
	step: ProgressStep,
	/** While holding: when it will be signed (RFC 3339). */
	until: string | null,
	/** One sentence where the step needs one. */
	note: string | null,
};

/** A row of a list. */
export type RowView = {
	/** The escalation's id. */
	esc: string,
	/** Its queue. */
	queue: string,
	/** The title, from the contract. */
	title: RunView[],
	/** Risk. */
	risk: RiskView,
	/** Confidence in percent, when the agent gave one. */
	confidence: number | null,
	/** The first reason that policy gave, in words. */
	reason: string,
	/** Until when it can be decided (RFC 3339). */
	due: string,
	/** When it arrived (RFC 3339). */
	arrived: string,
	/** Where it stands. */
	status: StatusView,
	/** One's own decision. */
	progress: ProgressView | null,
	/** Opaque order key: rows sort by it ascending as text, the most urgent first. */
	order: string,
};

/** One page of rows. `next` continues after the last row. */
export type RowsView = {
	/** The rows, in order. */
	rows: RowView[],
	/** Give this back as `after` for the next page; absent at the end. */
	next: string | null,
};

/** Which list. */
export type ListName = "inbox" | "decided";

/** Maintained counts for the rail. */
export type CountsView = {
	/** Open and not in the undo bar. */
	inbox: number,
	/** Closed. */
	decided: number,
	/** Open, per queue, by name. */
	queues: QueueCountView[],
	/** Signed and not yet recorded. */
	outbox: number,
};

/** A queue's count of open escalations. */
export type QueueCountView = {
	/** The queue's name. */
	queue: string,
	/** Open. */
	open: number,
};

/** One labelled value of the action. */
export type FieldView = {
	/** RFC 6901 pointer into the arguments. */
	pointer: string,
	/** The contract's label, or the pointer's last part. */
	label: string,
	/** `text`, `money`, `id`, `date`, `instant`, `email`, `url`, `code`, `secret`, `number`, `bool` or `json`. */
	format: string,
	/** The value, escaped. Money comes as `412.50 USD`, dates as written. */
	value: RunView[],
	/** The value before, when the source told it. */
	before: RunView[] | null,
	/** Set when the value could not be read in full (too large, not text): a label that says so. */
	uninspectable: string | null,
	/** For array items: `Flights 1`, `Passengers 2`; fields of one item share it and are laid out together. */
	group: string | null,
};

/** Why policy asks. */
export type WhyView = {
	/** Confidence in percent. */
	confidence: number | null,
	/** `self_consistency`, `logprob`, `verbalized` or `classifier`. */
	method: string | null,
	/** For self-consistency: how many rehearsals chose this. */
	agreeing: number | null,
	/** Of how many. */
	of: number | null,
	/** The threshold that it had to reach, in percent. */
	threshold: number | null,
	/** Policy's reasons. */
	reasons: ReasonView[],
	/** The agent's own reasons, untrusted. */
	agent_reasons: RunView[][],
};

/** A reason with its stable code. */
export type ReasonView = {
	/** Stable code. */
	code: string,
	/** In words. */
	text: string,
};

/** One message of the conversation. */
export type MessageView = {
	/** `user`, `assistant`, `tool`, `system`, or `proposed` for the call that is asked about. */
	role: string,
	/** What was said. */
	text: RunView[],
	/** Calls that the assistant made in this message. */
	calls: CallView[],
	/** For a tool's answer: the tool. */
	tool: string | null,
};

/** A tool call in the conversation. */
export type CallView = {
	/** The tool. */
	tool: string,
	/** Its arguments as compact JSON, escaped. */
	arguments: RunView[],
};

/** A piece of evidence. */
export type EvidenceView = {
	/** Its title, escaped. */
	title: RunView[],
	/** Its media type. */
	media_type: string,
	/** Its text, escaped; absent when it is not text. */
	text: RunView[] | null,
	/** Why it can not be shown. */
	uninspectable: string | null,
};

/** One event of the history. */
export type EventView = {
	/** Position in the log, as text. */
	seq: string,
	/** When the log took it (RFC 3339). */
	at: string,
	/** Who signed it. */
	by: string,
	/** What it says, in words. */
	text: string,
	/** `ok`, or the mark that the fold gave: `unauthorised`, `late`, `superseded`, `invalid`. */
	mark: string,
	/** The signature was checked here and holds. */
	verified: boolean,
};

/** The exact bytes, for who wants to see them. */
export type RawView = {
	/** SHA-256 over the proposal's compact string, base64url. */
	proposal_sha256: string,
	/** SHA-256 over the view model's bytes, base64url: what a decision signs as seen. */
	view_sha256: string,
	/** The proposal's payload as it came, escaped. */
	payload: RunView[],
	/** The compact string. */
	compact: string,
};

/** What is undone and how. */
export type ReversibleView = {
	/** It can be undone. */
	reversible: boolean,
	/** Within, in seconds. */
	within_s: number | null,
	/** By which tool. */
	by: string | null,
};

/** Whom it is about. */
export type SubjectView = {
	/** `customer`, `ticket`, `order`. */
	kind: RunView[],
	/** Its id. */
	id: RunView[],
	/** Its name. */
	name: RunView[] | null,
	/** The system it lives in. */
	system: RunView[],
};

/** How much a decision asks of the hand. */
export type FrictionView = "none" | "hold" | "type";

/** Everything about one escalation. */
export type DetailView = {
	/** The row, as in the list. */
	row: RowView,
	/** The end of the id, for people. */
	short_id: string,
	/** The tool, or absent for a question. */
	tool: string | null,
	/** The contract's version; absent for an inline contract, which nobody reviewed. */
	contract_version: number | null,
	/** The contract's words on what the tool does. */
	description: string,
	/** The source. */
	source: string,
	/** The gateway vouches for the source, which can not sign. */
	vouched: boolean,
	/** The subject. */
	subject: SubjectView | null,
	/** What will happen. */
	fields: FieldView[],
	/** Can it be undone. */
	reversible: ReversibleView,
	/** Why it is asked. */
	why: WhyView,
	/** What the agent says, untrusted. */
	narration: RunView[] | null,
	/** The conversation, ending with the proposed call. */
	messages: MessageView[],
	/** Evidence. */
	evidence: EvidenceView[],
	/** History. */
	history: EventView[],
	/** Raw. */
	raw: RawView,
	/** Verbs that the source allows. */
	allowed: VerbView[],
	/** What approving asks of the hand. */
	friction: FrictionView,
	/** For friction `type`: the value whose last four characters must be typed. */
	confirm: string | null,
	/** Reasons for a reject, in order. */
	reject_reasons: RejectReasonView[],
	/** The one picked at first. */
	default_reason: string,
	/** The arguments as JSON text, for the edit form. */
	arguments: string,
	/** The contract's JSON Schema as text, for the edit form. */
	schema: string,
	/** Distinct people needed and how many stand on it. */
	approvals_needed: number,
	/** How many stand on it. */
	approvals_have: number,
	/** Who closed it, when a person did. */
	decided_by: string | null,
};

/** A reason for a reject. */
export type RejectReasonView = {
	/** Stable code. */
	code: string,
	/** In words. */
	label: string,
};

/** What the page knows of how the item was looked at; it is signed with the decision. */
export type SeenForm = {
	/** The view that was on screen. */
	view_sha256: string,
	/** Sections that were opened: `conversation`, `evidence`, `history`, `raw`. */
	opened: string[],
	/** How long it was open, in milliseconds. */
	dwell_ms: number,
};

/** A decision from the page: an id, a verb, and what the verb needs. */
export type DecisionForm =
	| { verb: "approve"; typed: string | null }
	| { verb: "edit"; arguments: string }
	| { verb: "reject"; reason: string; message: string | null }
	| { verb: "respond"; answer: string };

/** What policy and schema say about an edit, before it is signed. */
export type PreviewView = {
	/** Empty when the arguments satisfy the contract's schema. */
	errors: FieldErrorView[],
	/** Pointers whose value differs from the proposal's. */
	changed: string[],
	/** Policy would refuse it outright. */
	denied: boolean,
	/** Risk of the edited action. */
	risk: RiskView | null,
	/** Policy's words on the edited action. */
	reasons: ReasonView[],
	/** Approvals it would need. */
	approvals_needed: number | null,
	/** What will happen then. */
	fields: FieldView[],
	/** Its title then. */
	title: RunView[],
};

/** A value that does not satisfy the schema. */
export type FieldErrorView = {
	/** RFC 6901 pointer. */
	pointer: string,
	/** In words. */
	text: string,
};

/** Connection to the gateway. */
export type LinkView = "connecting" | "live" | "offline" | "refused";

/** The status bar. */
export type StatusBarView = {
	/** Connection. */
	link: LinkView,
	/** Where to, for people, such as `this machine`. */
	gateway: string,
	/** What the log's acknowledgement means: `synced`, `replicated`, `unconfirmed`. */
	durability: string,
	/** One sentence when something is wrong and what to do. */
	trouble: UiError | null,
	/** When the last decision was signed (RFC 3339). */
	last_decision: string | null,
};

/** Who sits here. */
export type IdentityView = {
	/** Display name. */
	name: string,
	/** Person id in the roster. */
	person: string,
	/** The key's fingerprint as three words. */
	words: string[],
	/** Key id. */
	kid: string,
	/** Personal mode: the gateway runs in this process. */
	personal: boolean,
};

/** Theme choice. */
export type ThemeChoice = "system" | "light" | "dark";

/** Everything the page needs for its first paint. */
export type HydrationView = {
	/** Who sits here; absent until the key is made. */
	identity: IdentityView | null,
	/** First run: the key was made just now and no escalation has ever arrived. */
	first_run: boolean,
	/** The status bar. */
	status: StatusBarView,
	/** Counts. */
	counts: CountsView,
	/** The inbox's first page. */
	inbox: RowsView,
	/** Theme. */
	theme: ThemeChoice,
	/** A line a newcomer can copy to send a first escalation with the command line. */
	first_command: string,
};

/** A change that the desk tells the page. They come in batches and are applied in order. */
export type DeltaView =
	| { kind: "upsert"; list: ListName; row: RowView }
	| { kind: "remove"; esc: string }
	| { kind: "counts"; counts: CountsView }
	| { kind: "status"; status: StatusBarView }
	| { kind: "identity"; identity: IdentityView }
	| { kind: "open"; esc: string };

/** The one error type of the page. */
export type UiError = {
	/** What the page branches on. */
	code: UiErrorCode,
	/** In words, with what to do. */
	message: string,
	/** For who wants to know more. */
	detail: string | null,
};

/** Codes that the page branches on. */
export type UiErrorCode = "alreadyDecided" | "expired" | "notFound" | "badArguments" | "notAllowed" | "changed" | "confirmMismatch" | "offline" | "keychain" | "disk" | "taken" | "newerDatabase" | "starting" | "internal";

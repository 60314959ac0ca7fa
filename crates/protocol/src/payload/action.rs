//! Proposals and contracts (protocol, section 3).

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::{Map, Value};

use super::{object, payload, short, words};
use crate::{Esc, Name, Nonce, Sha, Timestamp};

/// Arguments of a tool: a JSON object with the types of the tool's schema.
pub type Arguments = Map<String, Value>;

/// Nothing may wait longer than this: 30 days, in milliseconds.
pub const MAX_LIFE_MS: i64 = 30 * 24 * 3_600_000;

payload! {
    /// One action, or question, that an agent puts before people.
    Proposal {
        /// Makes two equal proposals differ.
        nonce: Nonce,
        /// After this nobody can decide it and nothing may run. Final.
        expires_at: Timestamp,
        /// Where it waits.
        queue: Name,
        /// Action or question.
        kind: Kind,
        /// The contract that describes the tool.
        contract: ContractRef,
        /// What people may answer.
        allowed: Vec<Verb>,
        /// How the source wants to hear.
        deliver: Deliver,
    } optional {
        /// For kind `action`.
        action: Action,
        /// For kind `question`.
        question: Question,
        /// How sure the agent is.
        confidence: Confidence,
        /// The agent's reasons, untrusted.
        reasons: Vec<Reason>,
        /// What the agent says, untrusted.
        narration: String,
        /// What a person needs to judge it.
        context: Context,
        /// The run it comes from, for people; free-form.
        run: Map<String, Value>,
        /// A wish, which can only raise what policy requires.
        requires: Wish,
        /// The earlier escalation whose question this answers.
        supersedes: Esc,
    } where |p| {
        let kinds = match p.kind {
            Kind::Action => p.action.is_some() && p.question.is_none(),
            Kind::Question => p.question.is_some() && p.action.is_none(),
        };
        let confident = p.confidence.as_ref().is_none_or(|c| {
            (0.0..=1.0).contains(&c.value) && c.samples.as_ref().is_none_or(|s| s.of > 0 && s.agreeing <= s.of)
        });
        let life = p.expires_at.millis() - p.issued_at.millis();
        let asks = p.requires.as_ref().is_none_or(Wish::is_sound);
        kinds
            && confident
            && asks
            && !p.allowed.is_empty()
            && life <= MAX_LIFE_MS
            && Esc::of(p.jti).is_some()
            && short([p.allowed.len(), p.reasons.as_ref().map_or(0, Vec::len)])
    }
}

words! {
    /// What a proposal is.
    Kind {
        /// A tool call.
        Action = "action",
        /// A question to people.
        Question = "question",
    }
}

words! {
    /// What people can answer.
    Verb {
        /// Run it as it stands.
        Approve = "approve",
        /// Run it with other arguments.
        Edit = "edit",
        /// Do not run it.
        Reject = "reject",
        /// An answer to a question.
        Respond = "respond",
    }
}

words! {
    /// Risk, rising.
    Risk {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

words! {
    /// What deciding asks of the hand, rising.
    Friction {
        /// One key and an undo bar.
        None = "none",
        /// Hold to sign.
        Hold = "hold",
        /// Type part of a value.
        Type = "type",
    }
}

words! {
    /// How a confidence was found.
    Method {
        /// Share of rehearsals that chose the same.
        SelfConsistency = "self_consistency",
        /// From token probabilities.
        Logprob = "logprob",
        /// The agent said so.
        Verbalized = "verbalized",
        /// Another model said so.
        Classifier = "classifier",
    }
}

object! {
    /// A tool call.
    Action {
        /// The tool.
        tool: Name,
        /// Its arguments.
        arguments: Arguments,
    } optional {}
}

object! {
    /// A question.
    Question {
        /// The question.
        text: String,
    } optional {
        /// JSON Schema of the answer.
        answer_schema: Map<String, Value>,
    }
}

object! {
    /// How sure the agent is.
    Confidence {
        /// From 0 to 1.
        value: f64,
        /// How it was found.
        method: Method,
    } optional {
        /// For self-consistency.
        samples: Samples,
    }
}

object! {
    /// Rehearsals.
    Samples {
        /// That chose this.
        agreeing: u32,
        /// Of so many.
        of: u32,
    } optional {}
}

object! {
    /// A reason with its stable code.
    Reason {
        /// Stable code.
        code: String,
        /// In words.
        text: String,
    } optional {}
}

object! {
    /// What a proposal, queue or contract asks for beyond policy.
    Wish {} optional {
        /// Distinct people.
        approvals: u32,
        /// Friction.
        friction: Friction,
    }
}

impl Wish {
    /// Nobody wishes for nobody.
    pub(crate) fn is_sound(&self) -> bool {
        self.approvals.is_none_or(|approvals| approvals >= 1)
    }
}

/// A contract by digest, or brought along unreviewed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "a proposal has one, and a box would stand in every pattern"
)]
pub enum ContractRef {
    /// SHA-256 of the contract statement.
    Reviewed(Sha),
    /// Brought along: nobody reviewed it, so it counts as high risk and is never allowed unseen.
    Inline(Inline),
}

impl<'de> Deserialize<'de> for ContractRef {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::String(text) => text.parse().map(Self::Reviewed).map_err(Error::custom),
            value => Inline::deserialize(value)
                .map(Self::Inline)
                .map_err(Error::custom),
        }
    }
}

object! {
    /// Wraps a contract that the proposal brings along.
    Inline {
        /// The terms.
        inline: Terms,
    } optional {}
}

object! {
    /// How the source wants to hear of the resolution.
    Deliver {
        /// `poll`, `webhook`, `langgraph`, `temporal` or `step_functions`.
        kind: DeliverKind,
    } optional {
        /// Where to, for kinds that push.
        url: String,
    }
}

words! {
    /// Ways of delivery.
    DeliverKind {
        /// The source asks.
        Poll = "poll",
        /// A signed POST.
        Webhook = "webhook",
        /// LangGraph Server.
        Langgraph = "langgraph",
        /// Temporal.
        Temporal = "temporal",
        /// AWS Step Functions.
        StepFunctions = "step_functions",
    }
}

/// What a person needs to judge it: messages, evidence, before, after, trace, subject, and whatever else the source adds.
/// Everything in it is untrusted, and any JSON may stand in it: what the view knows it lays out, the rest it shows as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// The record before.
    #[serde(
        default,
        deserialize_with = "crate::json::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub before: Option<Value>,
    /// All its other members.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

payload! {
    /// The versioned, reviewed description of one tool.
    Contract {
        /// The tool.
        tool: Name,
        /// Rises with each change.
        version: u32,
        /// Template of the title.
        title: String,
        /// What the tool does, for people.
        description: String,
        /// JSON Schema 2020-12 of the arguments.
        input_schema: Map<String, Value>,
        /// Risk.
        risk: Risk,
        /// Can it be undone.
        reversible: Reversible,
        /// Running it twice with the same key is running it once.
        idempotent: bool,
        /// Labels and formats.
        fields: Vec<Field>,
        /// Pointers to values that logs and notifications must not show.
        redact: Vec<String>,
    } optional {
        /// The value whose end must be typed at friction `type`.
        confirm: String,
    } where |c| c.terms().check().is_ok()
}

object! {
    /// A contract without its head: what an inline contract is, and what files on disk hold.
    Terms {
        /// The tool.
        tool: Name,
        /// Rises with each change.
        version: u32,
        /// Template of the title.
        title: String,
        /// What the tool does, for people.
        description: String,
        /// JSON Schema 2020-12 of the arguments.
        input_schema: Map<String, Value>,
        /// Risk.
        risk: Risk,
        /// Can it be undone.
        reversible: Reversible,
        /// Running it twice with the same key is running it once.
        idempotent: bool,
        /// Labels and formats.
        fields: Vec<Field>,
        /// Pointers to values that logs and notifications must not show.
        redact: Vec<String>,
    } optional {
        /// The value whose end must be typed at friction `type`.
        confirm: String,
    }
}

impl Contract {
    /// What it says, without who signed it.
    pub fn terms(&self) -> Terms {
        Terms {
            tool: self.tool.clone(),
            version: self.version,
            title: self.title.clone(),
            description: self.description.clone(),
            input_schema: self.input_schema.clone(),
            risk: self.risk,
            reversible: self.reversible.clone(),
            idempotent: self.idempotent,
            fields: self.fields.clone(),
            redact: self.redact.clone(),
            confirm: self.confirm.clone(),
        }
    }
}

/// Can it be undone: `false`, or how.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Reversible {
    /// It can not; the wire says `false`, and `true` is refused because it says nothing.
    No(Never),
    /// It can.
    Yes(Undo),
}

impl<'de> Deserialize<'de> for Reversible {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::Bool(false) => Ok(Self::No(Never)),
            value => Undo::deserialize(value)
                .map(Self::Yes)
                .map_err(Error::custom),
        }
    }
}

/// The wire's `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Never;

impl Serialize for Never {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bool(false)
    }
}

object! {
    /// How it is undone.
    Undo {} optional {
        /// ISO 8601 duration such as `PT24H`.
        within: String,
        /// The tool that undoes it.
        by: Name,
    }
}

object! {
    /// Label and format of a value.
    Field {
        /// RFC 6901 pointer into the arguments, `*` for array items.
        pointer: String,
        /// For people.
        label: String,
        /// How to show it.
        format: Format,
    } optional {
        /// An ISO 4217 code, or a pointer to one.
        currency: String,
        /// Whether the number counts major or minor units.
        unit: Unit,
    }
}

words! {
    /// How a value is shown.
    Format {
        /// As text.
        Text = "text",
        /// With its currency.
        Money = "money",
        /// Monospaced.
        Id = "id",
        /// As written.
        Date = "date",
        /// In local time with zone.
        Instant = "instant",
        /// An e-mail address.
        Email = "email",
        /// An inert link.
        Url = "url",
        /// Monospaced block.
        Code = "code",
        /// Masked.
        Secret = "secret",
    }
}

words! {
    /// Units of money.
    Unit {
        /// Dollars.
        Major = "major",
        /// Cents.
        Minor = "minor",
    }
}

//! What the simulated people and machines say, signed with real keys.
//!
//! Every maker returns the compact string beside what a test must know of it; nothing here decides whether it may be said.

#![expect(clippy::unwrap_used, reason = "a fixture reports by panicking")]

use fermata_protocol::{
    Esc, Jti, Kid, Nonce, Payload, Sha, Signed, Timestamp,
    payload::{
        Action, Arguments, ChainHead, ContractRef, Decision, Deliver, DeliverKind, Friction, Halt,
        HaltSays, Kind, Note, NoteBody, NoteType, Outcome, OutcomeStatus, Proposal, Receipt,
        RejectReason, Requires, Risk, Ruling, Saw, Says, Scope, Seen, Status, Verb, Verdict, Wish,
    },
};
use serde_json::json;

use super::cast::Cast;
use crate::{workspace::key, world::name};

/// A proposal, and what must be known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its escalation.
    pub esc: Esc,
    /// Its statement's digest.
    pub sha: Sha,
    /// Its statement.
    pub compact: String,
    /// Who proposes.
    pub source: &'static str,
    /// What.
    pub action: Action,
    /// Where it waits.
    pub queue: &'static str,
    /// How many people it wishes for.
    pub wish: Option<u32>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A verdict, and what must be known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Its statement's digest.
    pub sha: Sha,
    /// Its statement.
    pub compact: String,
    /// What it is over.
    pub candidate: Sha,
    /// How many people it takes.
    pub approvals: u32,
    /// Until when.
    pub due: Timestamp,
}

/// A decision as its signer made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Its id.
    pub jti: Jti,
    /// Its statement's digest.
    pub sha: Sha,
    /// Its statement.
    pub compact: String,
    /// Which escalation.
    pub esc: Esc,
    /// Who.
    pub person: &'static str,
    /// With which key.
    pub kid: Kid,
    /// The verb.
    pub verb: Verb,
    /// What it approves.
    pub candidate: Option<Sha>,
    /// For an edit.
    pub arguments: Option<Arguments>,
    /// The verdict that it names.
    pub verdict: Sha,
    /// What of the log its signer saw.
    pub saw: Saw,
}

/// A key's last decision: where the next one hangs.
pub type Link = Option<(u64, Sha)>;

/// What a decision is made of.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    /// The proposal.
    pub asked: &'a Asked,
    /// The verdict over the live candidate.
    pub verdict: Sha,
    /// The live candidate.
    pub candidate: Sha,
    /// The verb.
    pub verb: Verb,
    /// For an edit.
    pub amount: i64,
    /// What was on screen.
    pub view: Sha,
    /// What of the log was seen.
    pub saw: Saw,
    /// By this roster.
    pub roster: u64,
    /// The decision before, of the same key.
    pub link: Link,
}

/// Arguments of any of the tools.
pub fn arguments(order: &str, amount: i64) -> Arguments {
    let value = json!({ "order": order, "amount": amount });
    value.as_object().cloned().unwrap_or_default()
}

/// Signs with the key that this holder has.
pub fn sign<T: Payload>(holder: &str, payload: &T) -> String {
    let signed = Signed::sign(&key(holder), payload).unwrap();
    signed.compact().to_owned()
}

/// What is proposed.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Who proposes.
    pub source: &'static str,
    /// The tool.
    pub tool: &'static str,
    /// How much.
    pub amount: i64,
    /// Where it waits.
    pub queue: &'static str,
    /// How many people it wishes for.
    pub wish: Option<u32>,
    /// For how many milliseconds it is good.
    pub life: i64,
}

impl Cast {
    /// Proposes.
    pub fn propose(&mut self, at: Timestamp, plan: Plan) -> Asked {
        let jti = self.jti(at);
        let action = Action {
            tool: name(plan.tool),
            arguments: arguments(&format!("A-{}", self.versions.len()), plan.amount),
        };
        let expires_at = Timestamp::from_millis(at.millis() + plan.life);
        let requires = plan.wish.map(|people| Wish {
            approvals: Some(people),
            friction: None,
        });
        let payload = Proposal {
            jti,
            iss: name(plan.source),
            ws: self.ws,
            issued_at: at,
            nonce: Nonce::new(jti.uuid().into_bytes()),
            expires_at,
            queue: name(plan.queue),
            kind: Kind::Action,
            contract: ContractRef::Reviewed(self.contract(plan.tool)),
            allowed: vec![Verb::Approve, Verb::Edit, Verb::Reject],
            deliver: Deliver {
                kind: DeliverKind::Poll,
                url: None,
            },
            action: Some(action.clone()),
            question: None,
            confidence: None,
            reasons: None,
            narration: None,
            context: None,
            run: None,
            requires,
            supersedes: None,
        };
        let compact = sign(plan.source, &payload);
        Asked {
            esc: Esc::of(jti).unwrap(),
            sha: Sha::of(&compact),
            compact,
            source: plan.source,
            action,
            queue: plan.queue,
            wish: plan.wish,
            expires_at,
        }
    }

    /// A gateway judges a candidate: the proposal, or an edit of it.
    pub fn judge(
        &mut self,
        gateway: &str,
        at: Timestamp,
        asked: &Asked,
        candidate: Sha,
        ruling: Ruling,
        (approvals, due): (u32, Timestamp),
    ) -> Judged {
        let payload = Verdict {
            jti: self.jti(at),
            iss: name(gateway),
            ws: self.ws,
            issued_at: at,
            esc: asked.esc,
            proposal_sha256: asked.sha,
            candidate_sha256: candidate,
            verdict: ruling,
            reasons: Vec::new(),
            risk: Risk::Low,
            policy_sha256: self.policy(),
            requires: Requires {
                approvals,
                groups: Vec::new(),
                friction: Friction::None,
                blind: false,
            },
            due,
            contract_sha256: Some(self.contract(asked.action.tool.as_str())),
        };
        let compact = sign(gateway, &payload);
        Judged {
            sha: Sha::of(&compact),
            compact,
            candidate,
            approvals,
            due,
        }
    }

    /// A person decides, at one of their devices.
    pub fn decide(
        &mut self,
        person: &'static str,
        device: &str,
        at: Timestamp,
        choice: &Choice<'_>,
    ) -> Decided {
        let asked = choice.asked;
        let edited = arguments("E-1", choice.amount);
        let (verb, jti) = (choice.verb, self.jti(at));
        let payload = Decision {
            jti,
            iss: name(person),
            ws: self.ws,
            issued_at: at,
            esc: asked.esc,
            aud: name(asked.source),
            expires_at: asked.expires_at,
            proposal_sha256: asked.sha,
            decision: verb,
            view: Seen {
                v: fermata_protocol::view::VIEW_V,
                sha256: choice.view,
                uninspectable: Vec::new(),
                opened: Vec::new(),
                dwell_ms: 900,
            },
            verdict_sha256: choice.verdict,
            roster_version: choice.roster,
            saw: choice.saw.clone(),
            seq: choice.link.map_or(1, |(seq, _)| seq + 1),
            candidate_sha256: (verb == Verb::Approve).then_some(choice.candidate),
            arguments: (verb == Verb::Edit).then_some(edited),
            reason: (verb == Verb::Reject).then(|| RejectReason {
                code: "no".to_owned(),
                message: None,
            }),
            answer: None,
            prev: choice.link.map(|(_, sha)| sha),
        };
        let compact = sign(device, &payload);
        Decided {
            jti,
            sha: Sha::of(&compact),
            compact,
            esc: asked.esc,
            person,
            kid: key(device).kid(),
            verb,
            candidate: payload.candidate_sha256,
            arguments: payload.arguments,
            verdict: choice.verdict,
            saw: payload.saw,
        }
    }

    /// A note of a person's device or of a source.
    pub fn note(
        &mut self,
        holder: &str,
        iss: &str,
        at: Timestamp,
        esc: Esc,
        said: (NoteType, NoteBody),
    ) -> String {
        let payload = Note {
            jti: self.jti(at),
            iss: name(iss),
            ws: self.ws,
            issued_at: at,
            esc,
            r#type: said.0,
            body: said.1,
        };
        sign(holder, &payload)
    }

    /// A source's word on what it did with the candidate.
    pub fn outcome(
        &mut self,
        at: Timestamp,
        asked: &Asked,
        status: OutcomeStatus,
        candidate: Option<Sha>,
        code: Option<String>,
    ) -> String {
        let payload = Outcome {
            jti: self.jti(at),
            iss: name(asked.source),
            ws: self.ws,
            issued_at: at,
            esc: asked.esc,
            proposal_sha256: asked.sha,
            status,
            attempt: 1,
            candidate_sha256: candidate,
            code,
            action: None,
            started_at: None,
            ended_at: None,
            external_id: None,
            error: None,
        };
        sign(asked.source, &payload)
    }

    /// A gateway's receipt: over these statements, at this place of the chain.
    pub fn receipt(
        &mut self,
        gateway: &str,
        at: Timestamp,
        esc: Esc,
        says: (Says, Option<Status>),
        statements: &[String],
        (n, head): (u64, ChainHead),
    ) -> String {
        let jti = self.jti(at);
        self.receipt_as(jti, gateway, at, esc, says, statements, (n, head))
    }

    /// The same with an id that is given: what a gateway writes by itself has a derived one.
    #[expect(clippy::too_many_arguments, reason = "a receipt has so many members")]
    pub fn receipt_as(
        &self,
        jti: Jti,
        gateway: &str,
        at: Timestamp,
        esc: Esc,
        (says, status): (Says, Option<Status>),
        statements: &[String],
        (n, head): (u64, ChainHead),
    ) -> String {
        let payload = Receipt {
            jti,
            iss: name(gateway),
            ws: self.ws,
            issued_at: at,
            esc,
            says,
            statements: statements.iter().map(Sha::of).collect(),
            n,
            head,
            at,
            status,
            detail: None,
        };
        sign(gateway, &payload)
    }

    /// A halt, or with `lifts` the end of one. Returns its id too.
    pub fn halt(
        &mut self,
        device: &str,
        person: &str,
        at: Timestamp,
        scope: Scope,
        lifts: Option<Jti>,
    ) -> (Jti, String) {
        let jti = self.jti(at);
        let says = match lifts {
            Some(_) => HaltSays::Lift,
            None => HaltSays::Halt,
        };
        let payload = Halt {
            jti,
            iss: name(person),
            ws: self.ws,
            issued_at: at,
            scope,
            says,
            reason: "To be looked at.".to_owned(),
            lifts,
        };
        (jti, sign(device, &payload))
    }
}

//! A small workspace with real signatures: a root, a gateway, a source, three reviewers, one contract.
//!
//! Its keys follow from their owners' names, so anything here can be made again anywhere; they guard nothing.
//! Not here: policy that means something, and what a gateway or a desk does with any of it.

#![expect(clippy::unwrap_used, reason = "a fixture reports by panicking")]

use std::sync::atomic::{AtomicU64, Ordering};

use fermata_protocol::{
    Entry, Esc, Jti, NewEntry, Nonce, Payload, SecretKey, Sha, Signed, Timestamp, Ws, chain_head,
    payload::{
        ChainHead, Contract, Decision, Halt, Note, Outcome, Policy, Proposal, Receipt, Roster,
        Verdict,
    },
};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::clock::{BEGIN, HandClock};

/// The gateway's name.
pub const GATEWAY: &str = "gateway-1";
/// The source, which signs for itself.
pub const SOURCE: &str = "airline-agent";
/// A source that a gateway vouches for.
pub const VOUCHED: &str = "intern-agent";
/// The person who answers for both sources, and therefore decides nothing of theirs.
pub const OWNER: &str = "olga";
/// Reviewers: both may decide everything in the queue and have every right.
pub const REVIEWERS: [&str; 2] = ["ana", "ben"];
/// The queue.
pub const QUEUE: &str = "refunds";
/// The tool that the contract describes.
pub const TOOL: &str = "refund";

const DAY: i64 = 24 * 3_600_000;

/// The workspace. Statements are issued at its clock's time; every one has an id of its own.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Moves time for everything issued here; give [`HandClock::for_log`] to the log.
    pub clock: HandClock,
    made: AtomicU64,
}

/// A proposal with the verdict over it, as one entry holds them.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// Its escalation.
    pub esc: Esc,
    /// Nobody can decide it after this.
    pub expires_at: Timestamp,
    /// The proposal.
    pub proposal: Signed<Proposal>,
    /// The gateway's verdict: escalate, one approval.
    pub verdict: Signed<Verdict>,
}

impl Proposed {
    /// As it is appended.
    pub fn entry(&self) -> NewEntry {
        entry([self.proposal.compact(), self.verdict.compact()])
    }
}

/// The entry of these statements.
pub fn entry<const N: usize>(statements: [&str; N]) -> NewEntry {
    NewEntry::of(statements.map(str::to_owned).to_vec()).unwrap()
}

/// The key that this name has in the workspace; `root` has one too.
pub fn key(name: &str) -> SecretKey {
    SecretKey::from_seed(&Zeroizing::new(
        *Sha::of(format!("fermata test key of {name}")).bytes(),
    ))
}

/// The end of the chain over these entries of one escalation, and how many they are.
pub fn saw(esc: Esc, entries: &[Entry]) -> Value {
    let head = entries.iter().fold(ChainHead::Start(esc), chain_head);
    json!({ "n": entries.len(), "head": head })
}

impl Workspace {
    /// Its id.
    pub fn id(&self) -> Ws {
        Ws::make(Timestamp::from_millis(BEGIN), [7; 10])
    }

    /// An id that nothing here has yet.
    pub fn jti(&self) -> Jti {
        let mut random = [0; 10];
        random[2..].copy_from_slice(&self.made.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Jti::make(self.clock.now(), random)
    }

    /// Signs a payload of these members, with the head that every payload begins with, as `iss`.
    /// Members of the head may be given too, and then replace it.
    pub fn sign<T: Payload>(&self, iss: &str, members: Value) -> Signed<T> {
        self.sign_with(&key(iss), iss, members)
    }

    /// As [`Self::sign`], with another key: for what must be refused, and for a gateway that vouches.
    pub fn sign_with<T: Payload>(&self, key: &SecretKey, iss: &str, members: Value) -> Signed<T> {
        let mut payload: Map<String, Value> = Map::new();
        payload.insert("jti".to_owned(), json!(self.jti()));
        payload.insert("iss".to_owned(), json!(iss));
        payload.insert("ws".to_owned(), json!(self.id()));
        payload.insert("issued_at".to_owned(), json!(self.clock.now()));
        let Value::Object(members) = members else {
            panic!("members are an object: {members}")
        };
        payload.extend(members);
        let payload: T = serde_json::from_value(Value::Object(payload)).unwrap();
        Signed::sign(key, &payload).unwrap()
    }

    /// The first roster. It is the same each time, so its digest can be pinned.
    pub fn roster(&self) -> Signed<Roster> {
        let begin = Timestamp::from_millis(BEGIN);
        let plain = |name: &str| json!([{ "jwk": key(name).public().jwk(), "not_before": begin, "not_after": days(30) }]);
        let device = |name: &str| {
            json!([{ "jwk": key(name).public().jwk(), "not_before": begin, "not_after": days(30),
                     "tier": "software", "use": ["decide", "session"] }])
        };
        let person = |name: &str, groups: Value| {
            json!({ "id": name, "name": name, "email": format!("{name}@example.org"), "groups": groups,
                    "max_risk": "critical", "keys": device(name),
                    "rights": ["halt", "contracts", "policy", "assign", "extend", "reveal", "audit"] })
        };
        self.sign(
            "root",
            json!({
                "jti": Jti::make(begin, [1; 10]), "issued_at": begin,
                "version": 1, "expires_at": days(30), "threshold": 1, "roots": [key("root").public().jwk()],
                "allow": { "max_risk": "low", "tools": [TOOL] },
                "people": [person(REVIEWERS[0], json!(["support"])), person(REVIEWERS[1], json!(["support"])),
                           person(OWNER, json!(["support"]))],
                "sources": [
                    { "id": SOURCE, "keys": plain(SOURCE), "owners": [OWNER], "queues": [QUEUE], "max_risk": "high" },
                    { "id": VOUCHED, "vouched": true, "owners": [OWNER], "queues": [QUEUE], "max_risk": "medium" },
                ],
                "gateways": [{ "id": GATEWAY, "keys": plain(GATEWAY) }],
                "queues": [{ "id": QUEUE, "groups": ["support"], "default_reason": "against_policy", "reasons": [
                    { "code": "against_policy", "label": "Against policy" },
                    { "code": "wrong_arguments", "label": "Wrong arguments" } ] }],
                "revoked": [],
            }),
        )
    }

    /// What an invite pins.
    pub fn pin(&self) -> Sha {
        self.roster().payload_sha()
    }

    /// The contract of [`TOOL`]; the same each time.
    pub fn contract(&self) -> Signed<Contract> {
        let begin = Timestamp::from_millis(BEGIN);
        self.sign(
            REVIEWERS[0],
            json!({
                "jti": Jti::make(begin, [2; 10]), "issued_at": begin,
                "tool": TOOL, "version": 1, "title": "Refund {/amount} to order {/order_id}",
                "description": "Pays money back.", "risk": "high", "reversible": false, "idempotent": true,
                "input_schema": { "type": "object", "additionalProperties": false, "required": ["order_id", "amount"],
                    "properties": { "order_id": { "type": "string" }, "amount": { "type": "number" },
                                    "note": { "type": "string" } } },
                "fields": [
                    { "pointer": "/order_id", "label": "Order", "format": "id" },
                    { "pointer": "/amount", "label": "Amount", "format": "money", "currency": "USD", "unit": "major" },
                    { "pointer": "/note", "label": "Note", "format": "text" } ],
                "confirm": "/order_id", "redact": [],
            }),
        )
    }

    /// A policy bundle without files; the same each time.
    pub fn policy(&self) -> Signed<Policy> {
        let begin = Timestamp::from_millis(BEGIN);
        let members = json!({ "jti": Jti::make(begin, [3; 10]), "issued_at": begin, "version": 1, "files": [] });
        self.sign(REVIEWERS[0], members)
    }

    /// What must stand in a log before anything is proposed: roster, contract, policy.
    pub fn standing(&self) -> Vec<NewEntry> {
        let (roster, contract, policy) = (self.roster(), self.contract(), self.policy());
        [roster.compact(), contract.compact(), policy.compact()]
            .map(|statement| entry([statement]))
            .into()
    }

    /// Members of a proposal by the source: refund 120 to an order. To be changed and signed, or posted as a draft.
    pub fn draft(&self) -> Value {
        json!({
            "expires_at": self.clock.now().plus(chrono::TimeDelta::hours(8)), "queue": QUEUE, "kind": "action",
            "action": { "tool": TOOL, "arguments": { "order_id": "W-1001", "amount": 120 } },
            "contract": self.contract().sha(), "allowed": ["approve", "edit", "reject"],
            "deliver": { "kind": "poll" },
        })
    }

    /// A proposal of the source with the gateway's verdict over it.
    pub fn propose(&self) -> Proposed {
        self.propose_with(self.draft())
    }

    /// As [`Self::propose`], with other members.
    pub fn propose_with(&self, mut members: Value) -> Proposed {
        let jti = self.jti();
        let esc = Esc::of(jti).unwrap();
        members["jti"] = json!(jti);
        members["nonce"] = json!(Nonce::new(jti.uuid().into_bytes()));
        let expires_at: Timestamp = serde_json::from_value(members["expires_at"].clone()).unwrap();
        let proposal: Signed<Proposal> = self.sign(SOURCE, members);
        let verdict = self.verdict(esc, proposal.sha(), proposal.sha(), expires_at, json!({}));
        Proposed {
            esc,
            expires_at,
            proposal,
            verdict,
        }
    }

    /// The gateway's verdict over a candidate: escalate, high risk, one approval, hold. `other` members replace these.
    pub fn verdict(
        &self,
        esc: Esc,
        proposal: Sha,
        candidate: Sha,
        due: Timestamp,
        other: Value,
    ) -> Signed<Verdict> {
        let members = json!({
            "esc": esc, "proposal_sha256": proposal, "candidate_sha256": candidate, "verdict": "escalate",
            "reasons": [{ "code": "risk", "text": "High risk: a person decides" }], "risk": "high",
            "contract_sha256": self.contract().sha(), "policy_sha256": self.policy().sha(), "due": due,
            "requires": { "approvals": 1, "groups": [], "friction": "hold", "blind": false },
        });
        self.sign(GATEWAY, merged(members, other))
    }

    /// A reviewer's decision on the proposal as it was proposed, the first of their key; `verb` holds what the verb needs.
    /// `entries` are those of the escalation that the reviewer saw.
    pub fn decide(
        &self,
        who: &str,
        on: &Proposed,
        entries: &[Entry],
        verb: Value,
    ) -> Signed<Decision> {
        let members = json!({
            "esc": on.esc, "aud": SOURCE, "expires_at": on.expires_at, "proposal_sha256": on.proposal.sha(),
            "view": { "v": 1, "sha256": Sha::of("view"), "uninspectable": [], "opened": [], "dwell_ms": 4000 },
            "verdict_sha256": on.verdict.sha(), "roster_version": 1, "saw": saw(on.esc, entries), "seq": 1,
        });
        self.sign(who, merged(members, verb))
    }

    /// A reviewer approves the proposal as it was proposed.
    pub fn approve(&self, who: &str, on: &Proposed, entries: &[Entry]) -> Signed<Decision> {
        self.decide(
            who,
            on,
            entries,
            json!({ "decision": "approve", "candidate_sha256": on.proposal.sha() }),
        )
    }

    /// A reviewer rejects it.
    pub fn reject(&self, who: &str, on: &Proposed, entries: &[Entry]) -> Signed<Decision> {
        let reason = json!({ "code": "against_policy", "message": "Not within 30 days" });
        self.decide(
            who,
            on,
            entries,
            json!({ "decision": "reject", "reason": reason }),
        )
    }

    /// A note such as `withdrawn` with its body.
    pub fn note(&self, who: &str, esc: Esc, kind: &str, body: Value) -> Signed<Note> {
        self.sign(who, json!({ "esc": esc, "type": kind, "body": body }))
    }

    /// The source's word on what it did with the proposal.
    pub fn outcome(&self, on: &Proposed, status: &str) -> Signed<Outcome> {
        let members = json!({ "esc": on.esc, "proposal_sha256": on.proposal.sha(), "status": status, "attempt": 1,
                              "candidate_sha256": on.proposal.sha() });
        self.sign(SOURCE, members)
    }

    /// The gateway's receipt over these entries; `members` holds `says` and what it needs.
    pub fn receipt(&self, esc: Esc, entries: &[Entry], members: Value) -> Signed<Receipt> {
        let saw = saw(esc, entries);
        let base = json!({ "esc": esc, "statements": [], "n": saw["n"], "head": saw["head"], "at": self.clock.now() });
        self.sign(GATEWAY, merged(base, members))
    }

    /// A reviewer stops everything.
    pub fn halt_all(&self, who: &str) -> Signed<Halt> {
        self.sign(
            who,
            json!({ "scope": { "all": true }, "says": "halt", "reason": "Something is wrong" }),
        )
    }
}

fn days(n: i64) -> Timestamp {
    Timestamp::from_millis(BEGIN + n * DAY)
}

fn merged(mut members: Value, other: Value) -> Value {
    let (Some(into), Value::Object(other)) = (members.as_object_mut(), other) else {
        panic!("members are objects")
    };
    into.extend(other);
    members
}

//! A small workspace for tests: root, people, gateway, sources, contracts, policy.
//!
//! Every key comes from a fixed seed and every test begins at the same instant, so two worlds are equal to the byte until a test changes something.

#![expect(
    clippy::expect_used,
    reason = "a fixture that can not be made ends the test"
)]

use std::sync::atomic::{AtomicU32, Ordering};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use fermata_protocol::{
    Esc, Jti, Name, NewEntry, Nonce, Payload, SecretKey, Sha, Signed, Timestamp, Typ, Ws,
    payload::{
        All, AllowBound, Away, ChainHead, Contract, Decision, GatewayEntry, Halt, HaltSays, Note,
        NoteBody, NoteType, Outcome, OutcomeStatus, Person, PersonKey, PlainKey, Policy,
        PolicyFile, Proposal, Queue, QueueReason, RejectReason, Right, Risk, Roster, Saw, Scope,
        Seen, Session, SourceEntry, StandIn, Terms, Tier, Use, Verb, Verdict,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::clock::{BEGIN, HandClock};

/// Keys are good around the instant at which tests begin.
const DAY: i64 = 24 * 3_600_000;

/// The bearer token of the vouched source.
pub const TOKEN: &str = "the-vouched-source-of-the-small-world";

/// The policy that it begins with.
pub const POLICY: &str = r#"
version = 1

[[rule]]
tools = ["refund"]
verdict = "escalate"
code = "money_out"
text = "{tool} moves money."
due = "PT30M"

[[rule]]
tools = ["lookup"]
verdict = "allow"
code = "only_reads"
text = "It only reads."

[[rule]]
tools = ["wipe"]
verdict = "deny"
code = "never"
text = "Nothing is wiped."
"#;

/// A workspace with a clock.
///
/// | who | what |
/// |---|---|
/// | `ann`, `bob` | decide in `refunds`, up to high; `ann` has every right |
/// | `eve` | decides in `nights`, up to low |
/// | `olga` | owns both sources, is in every group |
/// | `shop` | vouched source, token [`TOKEN`] |
/// | `ledger` | source with a key |
/// | `gate` | gateway |
///
/// Tools: `refund` (medium), `lookup` (low, may pass unseen), `wipe` (critical).
pub struct World {
    /// Its clock.
    pub clock: HandClock,
    /// Its id.
    pub ws: Ws,
    /// The roster in force.
    pub roster: Roster,
    /// The first roster's statement, contracts and policy.
    pub genesis: Vec<NewEntry>,
    /// SHA-256 of the first roster's payload bytes.
    pub pin: Sha,
    last: Sha,
    count: AtomicU32,
}

/// A name.
pub fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

/// Who has a key in this world, in the order of their seeds. The roster does not know the stranger.
const HOLDERS: [&str; 8] = [
    "root", "ann", "bob", "eve", "olga", "gate", "ledger", "stranger",
];

/// The key of one who has one.
pub fn key(who: &str) -> SecretKey {
    let place = HOLDERS
        .iter()
        .position(|holder| *holder == who)
        .expect("somebody with a key");
    SecretKey::from_seed(&Zeroizing::new([place as u8 + 1; 32]))
}

/// A payload as it stands in a statement, unverified.
pub fn peek<T: DeserializeOwned>(compact: &str) -> T {
    let part = compact.split('.').nth(1).expect("three parts");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("the payload")
}

/// The exact bytes of a statement's payload.
pub fn payload_bytes(compact: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD
        .decode(compact.split('.').nth(1).expect("three parts"))
        .expect("base64url")
}

impl Default for World {
    fn default() -> Self {
        let clock = HandClock::default();
        let ws = Ws::make(Timestamp::from_millis(BEGIN), [7; 10]);
        let roster = roster(ws);
        let signed = sign("root", &roster);
        let pin = Sha::of(payload_bytes(&signed));
        let count = AtomicU32::new(1);
        let mut world = Self {
            clock,
            ws,
            roster,
            genesis: Vec::new(),
            pin,
            last: pin,
            count,
        };
        let mut statements = vec![signed];
        for (tool, risk) in [
            ("refund", Risk::Medium),
            ("lookup", Risk::Low),
            ("wipe", Risk::Critical),
        ] {
            statements.push(sign("ann", &world.contract(tool, risk)));
        }
        statements.push(sign("ann", &world.policy(POLICY)));
        world.genesis = statements
            .into_iter()
            .map(|text| NewEntry::of(vec![text]).expect("an entry"))
            .collect();
        world
    }
}

/// Signs a payload with somebody's key.
pub fn sign<T: Payload>(who: &str, payload: &T) -> String {
    Signed::sign(&key(who), payload)
        .expect("a sound payload")
        .compact()
        .to_owned()
}

/// Signs any bytes at all as a payload, as somebody would who uses other software: for what must be refused.
pub fn seal(who: &str, typ: Typ, payload: &[u8]) -> String {
    let key = key(who);
    let header = format!(
        r#"{{"alg":"EdDSA","kid":"{}","typ":"{}"}}"#,
        key.kid(),
        typ.as_str()
    );
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = SigningKey::from_bytes(&key.dangerous_seed()).sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

impl World {
    /// What its clock says.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh id.
    pub fn jti(&self) -> Jti {
        let mut random = [0; 10];
        random[6..].copy_from_slice(&self.count.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Jti::make(self.now(), random)
    }

    /// The digest of a tool's contract statement.
    pub fn contract_sha(&self, tool: &str) -> Sha {
        let place = ["refund", "lookup", "wipe"]
            .iter()
            .position(|known| *known == tool)
            .expect("a tool");
        Sha::of(&self.genesis[place + 1].statements[0])
    }

    /// A session of five minutes, signed.
    pub fn session(&self, who: &str) -> String {
        let now = self.now();
        let expires_at = Timestamp::from_millis(now.millis() + 300_000);
        sign(
            who,
            &Session {
                jti: self.jti(),
                iss: name(who),
                ws: self.ws,
                issued_at: now,
                expires_at,
            },
        )
    }

    /// A draft for a refund of 20, as a vouched source sends it.
    pub fn draft(&self) -> Value {
        json!({
            "expires_at": Timestamp::from_millis(self.now().millis() + DAY),
            "queue": "refunds",
            "kind": "action",
            "contract": self.contract_sha("refund"),
            "allowed": ["approve", "edit", "reject", "respond"],
            "deliver": { "kind": "poll" },
            "action": { "tool": "refund", "arguments": { "order": "A-1", "amount": 20 } },
            "confidence": { "value": 0.75, "method": "self_consistency", "samples": { "agreeing": 3, "of": 4 } },
        })
    }

    /// The same as a proposal of the signing source.
    pub fn proposal(&self) -> Proposal {
        let mut draft = self.draft();
        let head = json!({
            "jti": self.jti(), "iss": "ledger", "ws": self.ws, "issued_at": self.now(),
            "nonce": Nonce::new([9; 16]),
        });
        let (Value::Object(draft), Value::Object(head)) = (&mut draft, head) else {
            panic!("objects")
        };
        draft.extend(head);
        serde_json::from_value(Value::Object(draft.clone())).expect("a proposal")
    }

    /// A decision on a proposal's verdict. For an edit it refunds 15.
    pub fn decision(&self, who: &str, proposal: &str, verdict: &str, verb: Verb) -> Decision {
        let proposed: Proposal = peek(proposal);
        let judged: Verdict = peek(verdict);
        let esc = Esc::from(proposed.jti);
        let edited = json!({ "order": "A-1", "amount": 15 });
        Decision {
            jti: self.jti(),
            iss: name(who),
            ws: self.ws,
            issued_at: self.now(),
            esc,
            aud: proposed.iss,
            expires_at: proposed.expires_at,
            proposal_sha256: Sha::of(proposal),
            decision: verb,
            view: Seen {
                v: 1,
                sha256: Sha::of("view"),
                uninspectable: vec![],
                opened: vec![],
                dwell_ms: 900,
            },
            verdict_sha256: Sha::of(verdict),
            roster_version: self.roster.version,
            saw: Saw {
                n: 0,
                head: ChainHead::Start(esc),
            },
            seq: 1,
            candidate_sha256: (verb == Verb::Approve).then_some(judged.candidate_sha256),
            arguments: (verb == Verb::Edit)
                .then(|| edited.as_object().cloned().unwrap_or_default()),
            reason: (verb == Verb::Reject).then(|| RejectReason {
                code: "wrong_arguments".to_owned(),
                message: None,
            }),
            answer: (verb == Verb::Respond).then(|| "Ask the customer.".to_owned()),
            prev: None,
        }
    }

    /// A note.
    pub fn note(&self, who: &str, esc: Esc, r#type: NoteType, body: NoteBody) -> Note {
        Note {
            jti: self.jti(),
            iss: name(who),
            ws: self.ws,
            issued_at: self.now(),
            esc,
            r#type,
            body,
        }
    }

    /// An outcome.
    pub fn outcome(&self, who: &str, proposal: &str, status: OutcomeStatus) -> Outcome {
        let proposed: Proposal = peek(proposal);
        Outcome {
            jti: self.jti(),
            iss: name(who),
            ws: self.ws,
            issued_at: self.now(),
            esc: Esc::from(proposed.jti),
            proposal_sha256: Sha::of(proposal),
            status,
            attempt: 1,
            candidate_sha256: Some(Sha::of(proposal)),
            code: None,
            action: None,
            started_at: None,
            ended_at: None,
            external_id: None,
            error: None,
        }
    }

    /// A halt of this scope.
    pub fn halt(&self, who: &str, scope: Scope) -> Halt {
        let (jti, issued_at) = (self.jti(), self.now());
        let reason = "To be looked at.".to_owned();
        Halt {
            jti,
            iss: name(who),
            ws: self.ws,
            issued_at,
            scope,
            says: HaltSays::Halt,
            reason,
            lifts: None,
        }
    }

    /// The end of a halt.
    pub fn lift(&self, who: &str, halt: &Halt) -> Halt {
        let scope = Scope::All(All);
        Halt {
            says: HaltSays::Lift,
            lifts: Some(halt.jti),
            ..self.halt(who, scope)
        }
    }

    /// Being away until then.
    pub fn away(&self, who: &str, until: Timestamp, to: StandIn) -> Away {
        Away {
            jti: self.jti(),
            iss: name(who),
            ws: self.ws,
            issued_at: self.now(),
            until,
            to,
        }
    }

    /// A policy of ann's.
    pub fn policy(&self, text: &str) -> Policy {
        let files = vec![PolicyFile {
            name: "policy.toml".to_owned(),
            text: text.to_owned(),
        }];
        Policy {
            jti: self.jti(),
            iss: name("ann"),
            ws: self.ws,
            issued_at: self.now(),
            version: 1,
            files,
        }
    }

    /// Terms of a tool that takes an order and an amount up to 100.
    pub fn terms(&self, tool: &str, risk: Risk) -> Terms {
        let terms = json!({
            "tool": tool, "version": 1, "title": "Refund {/amount} to order {/order}",
            "description": "Moves an amount to an order.",
            "input_schema": {
                "type": "object",
                "properties": {
                    "order": { "type": "string" },
                    "amount": { "type": "number", "minimum": 0, "maximum": 100 },
                },
                "required": ["order", "amount"],
                "additionalProperties": false,
            },
            "risk": risk, "reversible": false, "idempotent": true,
            "fields": [
                { "pointer": "/order", "label": "Order", "format": "id" },
                { "pointer": "/amount", "label": "Amount", "format": "money", "currency": "EUR", "unit": "major" },
            ],
            "redact": [],
        });
        serde_json::from_value(terms).expect("terms")
    }

    /// A contract of ann's.
    pub fn contract(&self, tool: &str, risk: Risk) -> Contract {
        let mut terms = serde_json::to_value(self.terms(tool, risk)).expect("terms");
        let head =
            json!({ "jti": self.jti(), "iss": "ann", "ws": self.ws, "issued_at": self.now() });
        if let (Some(terms), Value::Object(head)) = (terms.as_object_mut(), head) {
            terms.extend(head);
        }
        serde_json::from_value(terms).expect("a contract")
    }

    /// Changes the roster and signs the next version.
    pub fn next_roster(&mut self, change: impl FnOnce(&mut Roster)) -> String {
        let mut next = self.roster.clone();
        change(&mut next);
        next.version += 1;
        next.jti = self.jti();
        next.issued_at = self.now();
        next.prev_sha256 = Some(self.last);
        let signed = sign("root", &next);
        self.last = Sha::of(payload_bytes(&signed));
        self.roster = next;
        signed
    }
}

fn roster(ws: Ws) -> Roster {
    let at = Timestamp::from_millis;
    let plain = |who| PlainKey {
        jwk: key(who).public().jwk(),
        not_before: at(BEGIN - DAY),
        not_after: at(BEGIN + 90 * DAY),
    };
    let every = [
        Right::Halt,
        Right::Contracts,
        Right::Policy,
        Right::Assign,
        Right::Extend,
        Right::Reveal,
    ];
    let person = |who: &str, groups: &[&str], max_risk, rights: &[Right]| Person {
        id: name(who),
        name: who.to_owned(),
        email: format!("{who}@example.org"),
        groups: groups.iter().map(|group| name(group)).collect(),
        max_risk,
        rights: rights.to_vec(),
        keys: vec![PersonKey {
            jwk: key(who).public().jwk(),
            not_before: at(BEGIN - DAY),
            not_after: at(BEGIN + 90 * DAY),
            tier: Tier::Software,
            r#use: vec![Use::Decide, Use::Session],
        }],
    };
    let queue = |id: &str, group: &str| Queue {
        id: name(id),
        groups: vec![name(group)],
        reasons: vec![QueueReason {
            code: "wrong_arguments".to_owned(),
            label: "Wrong arguments".to_owned(),
        }],
        default_reason: "wrong_arguments".to_owned(),
        requires: None,
    };
    let source = |id: &str, keys: Option<Vec<PlainKey>>| SourceEntry {
        id: name(id),
        owners: vec![name("olga")],
        queues: vec![name("refunds"), name("nights")],
        max_risk: Risk::Critical,
        vouched: keys.is_none().then_some(true),
        keys,
    };
    Roster {
        jti: Jti::make(at(BEGIN), [1; 10]),
        iss: name("root"),
        ws,
        issued_at: at(BEGIN),
        version: 1,
        expires_at: at(BEGIN + 30 * DAY),
        threshold: 1,
        roots: vec![key("root").public().jwk()],
        allow: AllowBound {
            max_risk: Risk::Low,
            tools: vec![name("lookup")],
        },
        people: vec![
            person("ann", &["desk"], Risk::High, &every),
            person("bob", &["desk"], Risk::High, &[]),
            person("eve", &["night"], Risk::Low, &[]),
            person("olga", &["desk", "night"], Risk::Critical, &[]),
        ],
        sources: vec![
            source("shop", None),
            source("ledger", Some(vec![plain("ledger")])),
        ],
        gateways: vec![GatewayEntry {
            id: name("gate"),
            keys: vec![plain("gate")],
        }],
        queues: vec![queue("refunds", "desk"), queue("nights", "night")],
        revoked: vec![],
        prev_sha256: None,
    }
}

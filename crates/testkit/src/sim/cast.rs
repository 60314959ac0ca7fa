//! Who is in the simulated workspace, and its rosters: eight people, some with two devices, an owner, two gateways, two sources, three tools.
//!
//! Keys follow from the names of their holders, so any workspace can be made again anywhere.
//! Not here: what any of them says, which is [`super::pen`]'s.

#![expect(clippy::unwrap_used, reason = "a fixture reports by panicking")]

use fermata_protocol::{
    Jti, NewEntry, Sha, Signed, Timestamp, Ws,
    payload::{Contract, Policy, Right, Risk, Roster},
};
use serde_json::{Value, json};

use crate::{
    clock::BEGIN,
    workspace::{entry, key},
    world::name,
};

/// Reviewers of everything; the first three have every right.
pub const PEOPLE: [&str; 8] = ["ann", "bob", "cem", "dia", "eve", "fay", "gus", "hal"];
/// Answers for both sources, and so decides nothing.
pub const OWNER: &str = "olga";
/// Gateways.
pub const GATEWAYS: [&str; 2] = ["gate-1", "gate-2"];
/// Sources, each with a key of its own.
pub const SOURCES: [&str; 2] = ["ledger", "till"];
/// Tools, with whether running one twice is running it once, and its risk.
pub const TOOLS: [(&str, bool, Risk); 3] = [
    ("refund", true, Risk::Medium),
    ("wire", false, Risk::High),
    ("lookup", true, Risk::Low),
];
/// Queues; the second asks for two people.
pub const QUEUES: [&str; 2] = ["money", "vault"];

/// An hour in milliseconds.
pub const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The devices of a person: the first three have two.
pub fn devices(person: &str) -> Vec<String> {
    let many = PEOPLE.iter().take(3).any(|two| *two == person);
    let count = if many { 2 } else { 1 };
    (0..count).map(|n| format!("{person}/{n}")).collect()
}

/// One version of the roster.
#[derive(Debug, Clone)]
pub struct Version {
    /// What it says.
    pub roster: Roster,
    /// Its signed statement.
    pub statement: String,
}

/// A workspace: its rosters so far, its contracts, and a counter of ids.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Its id.
    pub ws: Ws,
    /// SHA-256 of the first roster's payload bytes.
    pub pin: Sha,
    /// Every version, the first first.
    pub versions: Vec<Version>,
    contracts: Vec<String>,
    policy: String,
    last: Sha,
    made: u64,
}

impl Cast {
    /// The n-th workspace, with a first roster that is good for `life` milliseconds. All of them have the same people and keys.
    pub fn new(n: u8, life: i64) -> Self {
        let begin = Timestamp::from_millis(BEGIN);
        let ws = Ws::make(begin, [n; 10]);
        let roster: Roster = serde_json::from_value(roster(ws, life)).unwrap();
        let signed = Signed::sign(&key("root"), &roster).unwrap();
        let versions = vec![Version {
            roster,
            statement: signed.compact().to_owned(),
        }];
        let contract = |(place, (tool, again, risk)): (usize, &(&str, bool, Risk))| {
            let payload = contract(ws, place, tool, *again, *risk);
            let payload: Contract = serde_json::from_value(payload).unwrap();
            let signed = Signed::sign(&key("ann/0"), &payload).unwrap();
            signed.compact().to_owned()
        };
        let policy = json!({ "jti": Jti::make(begin, [3; 10]), "iss": "ann", "ws": ws, "issued_at": begin,
                             "version": 1, "files": [] });
        let policy: Policy = serde_json::from_value(policy).unwrap();
        let policy = Signed::sign(&key("ann/0"), &policy).unwrap();
        Self {
            ws,
            pin: signed.payload_sha(),
            versions,
            contracts: TOOLS.iter().enumerate().map(contract).collect(),
            policy: policy.compact().to_owned(),
            last: signed.payload_sha(),
            made: 0,
        }
    }

    /// What stands before anything is proposed.
    pub fn genesis(&self) -> Vec<NewEntry> {
        let first = self.versions[0].statement.as_str();
        let rest = self.contracts.iter().chain([&self.policy]);
        let all = [first].into_iter().chain(rest.map(String::as_str));
        all.map(|statement| entry([statement])).collect()
    }

    /// The roster that was made last.
    pub fn roster(&self) -> &Roster {
        &self.versions[self.versions.len() - 1].roster
    }

    /// The digest of a tool's contract.
    pub fn contract(&self, tool: &str) -> Sha {
        let place = TOOLS.iter().position(|(known, ..)| *known == tool);
        Sha::of(&self.contracts[place.unwrap()])
    }

    /// The digest of the policy.
    pub fn policy(&self) -> Sha {
        Sha::of(&self.policy)
    }

    /// An id that nothing in this workspace has yet.
    pub fn jti(&mut self, at: Timestamp) -> Jti {
        self.made += 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&self.made.to_be_bytes());
        Jti::make(at, random)
    }

    /// Signs the next version of the roster.
    pub fn renew(
        &mut self,
        at: Timestamp,
        life: i64,
        change: impl FnOnce(&mut Roster),
    ) -> NewEntry {
        let mut next = self.roster().clone();
        change(&mut next);
        next.version += 1;
        next.jti = self.jti(at);
        next.issued_at = at;
        next.expires_at = Timestamp::from_millis(at.millis() + life);
        next.prev_sha256 = Some(self.last);
        let signed = Signed::sign(&key("root"), &next).unwrap();
        self.last = signed.payload_sha();
        self.versions.push(Version {
            roster: next,
            statement: signed.compact().to_owned(),
        });
        entry([signed.compact()])
    }
}

fn roster(ws: Ws, life: i64) -> Value {
    let at = Timestamp::from_millis;
    let plain = |holder: &str| json!([{ "jwk": key(holder).public().jwk(), "not_before": at(BEGIN - DAY), "not_after": at(BEGIN + 90 * DAY) }]);
    let device = |device: &String| {
        json!({ "jwk": key(device).public().jwk(), "not_before": at(BEGIN - DAY), "not_after": at(BEGIN + 90 * DAY),
                "tier": "software", "use": ["decide", "session"] })
    };
    let every = [
        Right::Halt,
        Right::Contracts,
        Right::Policy,
        Right::Assign,
        Right::Extend,
        Right::Reveal,
    ];
    let people = PEOPLE.iter().copied().chain([OWNER]).enumerate();
    let people = people.map(|(place, person)| {
        let rights = if place < 3 { &every[..] } else { &[] };
        let keys: Vec<Value> = devices(person).iter().map(device).collect();
        json!({ "id": person, "name": person, "email": format!("{person}@example.org"), "groups": ["desk"],
                "max_risk": "critical", "rights": rights, "keys": keys })
    });
    let sources = SOURCES.map(|source| {
        json!({ "id": source, "keys": plain(source), "owners": [OWNER], "queues": QUEUES, "max_risk": "critical" })
    });
    let queue = |id: &str| {
        json!({ "id": id, "groups": ["desk"], "default_reason": "no",
                "reasons": [{ "code": "no", "label": "No" }] })
    };
    let mut vault = queue(QUEUES[1]);
    vault["requires"] = json!({ "approvals": 2 });
    json!({
        "jti": Jti::make(at(BEGIN), [1; 10]), "iss": "root", "ws": ws, "issued_at": at(BEGIN),
        "version": 1, "expires_at": at(BEGIN + life), "threshold": 1, "roots": [key("root").public().jwk()],
        "allow": { "max_risk": "low", "tools": ["lookup"] },
        "people": people.collect::<Vec<_>>(), "sources": sources,
        "gateways": GATEWAYS.map(|gateway| json!({ "id": name(gateway), "keys": plain(gateway) })),
        "queues": [queue(QUEUES[0]), vault], "revoked": [],
    })
}

fn contract(ws: Ws, place: usize, tool: &str, again: bool, risk: Risk) -> Value {
    let begin = Timestamp::from_millis(BEGIN);
    json!({
        "jti": Jti::make(begin, [place as u8 + 10; 10]), "iss": "ann", "ws": ws, "issued_at": begin,
        "tool": tool, "version": 1, "title": "Move {/amount} for {/order}", "description": "Moves money.",
        "risk": risk, "reversible": false, "idempotent": again,
        "input_schema": { "type": "object", "additionalProperties": false, "required": ["order", "amount"],
            "properties": { "order": { "type": "string" }, "amount": { "type": "number", "maximum": 1000 } } },
        "fields": [{ "pointer": "/order", "label": "Order", "format": "id" },
                   { "pointer": "/amount", "label": "Amount", "format": "money", "currency": "EUR", "unit": "major" }],
        "redact": [],
    })
}

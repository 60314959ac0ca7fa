//! The roster's payload (protocol, section 7). How a chain of them is verified is in [`crate::roster`].

use std::{collections::HashSet, hash::Hash};

use super::{Reason, Risk, Wish, object, payload, short, words};
use crate::{Jwk, Kid, Name, Sha, Timestamp};

payload! {
    /// Who may propose, decide and vouch. Signed by roots; `iss` is `root`.
    Roster {
        /// Counts from 1.
        version: u64,
        /// A roster is good for at most 30 days.
        expires_at: Timestamp,
        /// How many roots must sign the next.
        threshold: u32,
        /// The root keys.
        roots: Vec<Jwk>,
        /// What may run unseen.
        allow: AllowBound,
        /// Reviewers.
        people: Vec<Person>,
        /// Orchestrators.
        sources: Vec<SourceEntry>,
        /// Gateways.
        gateways: Vec<GatewayEntry>,
        /// Queues.
        queues: Vec<Queue>,
        /// Keys that are good no longer.
        revoked: Vec<Revoked>,
    } optional {
        /// SHA-256 of the payload bytes of the version before; absent at 1.
        prev_sha256: Sha,
    } where Roster::is_sound
}

/// At most so many roots.
const MAX_ROOTS: usize = 32;

impl Roster {
    /// Every reader would index it alike: ids and keys stand once, and a source either signs or is vouched for.
    fn is_sound(&self) -> bool {
        let life = self.expires_at.millis() - self.issued_at.millis();
        let ids = once(self.people.iter().map(|p| &p.id))
            && once(self.sources.iter().map(|s| &s.id))
            && once(self.gateways.iter().map(|g| &g.id))
            && once(self.queues.iter().map(|q| &q.id))
            && once(self.roots.iter().map(Jwk::thumbprint));
        let sources = self.sources.iter().all(|source| {
            matches!(
                (&source.keys, source.vouched),
                (Some(_), None) | (None, Some(true))
            )
        });
        let people = self.people.iter().all(|person| {
            short([person.groups.len(), person.rights.len(), person.keys.len()])
                && person.keys.iter().all(|key| once(key.r#use.iter()))
        });
        let queues = self.queues.iter().all(|queue| {
            short([queue.groups.len(), queue.reasons.len()])
                && queue.requires.as_ref().is_none_or(Wish::is_sound)
        });
        let lists = short([
            self.allow.tools.len(),
            self.people.len(),
            self.sources.len(),
            self.gateways.len(),
            self.queues.len(),
            self.revoked.len(),
        ]);
        let of_sources = self.sources.iter().all(|source| {
            let keys = source.keys.as_ref().map_or(0, Vec::len);
            short([keys, source.owners.len(), source.queues.len()])
        });
        self.iss.as_str() == "root"
            && self.version >= 1
            && (self.version == 1) == self.prev_sha256.is_none()
            && self.threshold >= 1
            && self.threshold as usize <= self.roots.len()
            && self.roots.len() <= MAX_ROOTS
            && life <= super::MAX_LIFE_MS
            && (ids && sources && people && queues)
            && (lists && of_sources && self.gateways.iter().all(|g| short([g.keys.len()])))
    }
}

/// None of them stands twice.
fn once<T: Eq + Hash>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    items.into_iter().all(|item| seen.insert(item))
}

object! {
    /// Bounds what no person sees.
    AllowBound {
        /// At most this risk.
        max_risk: Risk,
        /// Only these tools.
        tools: Vec<Name>,
    } optional {}
}

object! {
    /// A reviewer.
    Person {
        /// Its id.
        id: Name,
        /// For people.
        name: String,
        /// For people.
        email: String,
        /// Groups.
        groups: Vec<Name>,
        /// May decide up to this risk.
        max_risk: Risk,
        /// Rights beyond deciding.
        rights: Vec<Right>,
        /// Devices.
        keys: Vec<PersonKey>,
    } optional {}
}

words! {
    /// Rights beyond deciding.
    Right {
        /// Halts of any scope, and lifting.
        Halt = "halt",
        /// Contracts.
        Contracts = "contracts",
        /// Policy.
        Policy = "policy",
        /// Assigning.
        Assign = "assign",
        /// Extending.
        Extend = "extend",
        /// Revealing masked values.
        Reveal = "reveal",
        /// Reading everything.
        Audit = "audit",
    }
}

object! {
    /// A device's key.
    PersonKey {
        /// The key.
        jwk: Jwk,
        /// Good from.
        not_before: Timestamp,
        /// Good until.
        not_after: Timestamp,
        /// How it is kept.
        tier: Tier,
        /// For what.
        r#use: Vec<Use>,
    } optional {}
}

words! {
    /// How a key is kept.
    Tier {
        /// In a keychain.
        Software = "software",
        /// With a touch or a passphrase each time.
        Presence = "presence",
        /// In hardware.
        Hardware = "hardware",
    }
}

words! {
    /// What a device key is for.
    Use {
        /// Decisions, notes, halts, contracts, policy.
        Decide = "decide",
        /// Sessions.
        Session = "session",
    }
}

object! {
    /// A key of a source or a gateway.
    PlainKey {
        /// The key.
        jwk: Jwk,
        /// Good from.
        not_before: Timestamp,
        /// Good until.
        not_after: Timestamp,
    } optional {}
}

object! {
    /// An orchestrator: with keys, or vouched for.
    SourceEntry {
        /// Its id.
        id: Name,
        /// People who answer for it and therefore decide nothing of it.
        owners: Vec<Name>,
        /// Where it may propose.
        queues: Vec<Name>,
        /// Up to this risk.
        max_risk: Risk,
    } optional {
        /// Its keys.
        keys: Vec<PlainKey>,
        /// A gateway signs for it.
        vouched: bool,
    }
}

impl SourceEntry {
    /// A gateway signs for it, and it has no keys of its own.
    pub fn is_vouched(&self) -> bool {
        self.vouched == Some(true) && self.keys.is_none()
    }
}

object! {
    /// A gateway.
    GatewayEntry {
        /// Its id.
        id: Name,
        /// Its keys.
        keys: Vec<PlainKey>,
    } optional {}
}

object! {
    /// A queue.
    Queue {
        /// Its id.
        id: Name,
        /// Who decides there.
        groups: Vec<Name>,
        /// Reasons for a reject, as code and label.
        reasons: Vec<QueueReason>,
        /// The one picked at first.
        default_reason: String,
    } optional {
        /// What it asks for beyond policy.
        requires: Wish,
    }
}

object! {
    /// A reason for a reject.
    QueueReason {
        /// Stable code.
        code: String,
        /// For people.
        label: String,
    } optional {}
}

impl From<QueueReason> for Reason {
    fn from(reason: QueueReason) -> Self {
        Self {
            code: reason.code,
            text: reason.label,
        }
    }
}

object! {
    /// A key that is good no longer.
    Revoked {
        /// The key.
        kid: Kid,
        /// Since when it must be mistrusted.
        at: Timestamp,
    } optional {}
}

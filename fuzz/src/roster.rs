//! Rosters: a chain of versions, each signed and changed as four bytes say, judged by an oracle that knows what was done; and a payload of any bytes.
//!
//! An input that begins with `{` is the payload of a first roster. Any other is steps of four bytes.

use std::sync::LazyLock;

use fermata_protocol::{
    Code, Jti, Jwk, Keyring, Sha, Timestamp, Typ, Ws, json,
    payload::{Revoked, Roster},
    roster::{Draft, InForce},
};
use fermata_testkit::{
    World,
    world::{key, name, peek, seal},
};

use super::statement::same_document;

/// Who may become a root. Nothing forbids that a root's key is somebody's for something else too.
const ROOTS: [&str; 4] = ["root", "stranger", "gate", "ledger"];
/// The world before the first roster, made once: its keys are slow to derive.
static BEGIN: LazyLock<(World, [Jwk; 4])> =
    LazyLock::new(|| (World::default(), ROOTS.map(|who| key(who).public().jwk())));

/// More steps find nothing that these do not.
const STEPS: usize = 6;

pub(crate) fn run(data: &[u8]) {
    if data.first() == Some(&b'{') {
        return first_of_any_bytes(data);
    }
    let mut chain = Chain::default();
    for step in data.chunks_exact(4).take(STEPS) {
        chain.step([step[0], step[1], step[2], step[3]]);
    }
}

fn first_of_any_bytes(payload: &[u8]) {
    let statements = ROOTS.map(|who| seal(who, Typ::Roster, payload));
    let pin = Sha::of(payload);
    for signers in [&statements[..1], &statements[..]] {
        let Ok(first) = InForce::first(signers, pin) else {
            continue;
        };
        assert!(json::check(payload).is_ok());
        same_document::<Roster>(&first, payload);
        assert_eq!((first.version, first.payload_sha()), (1, pin));
        assert!(first.threshold >= 1 && first.threshold as usize <= signers.len());
        let people = first.people.iter().flat_map(|person| &person.keys);
        for jwk in first.roots.iter().chain(people.map(|key| &key.jwk)) {
            assert!(jwk.key().is_ok(), "a weak key in force");
        }
        assert!(first.next(signers).is_err(), "in force twice");
        let other = Sha::of("another roster");
        assert!(
            InForce::first(signers, other).is_err(),
            "not the pinned one"
        );
        assert!(Draft::read(signers).is_ok());
    }
}

struct Chain {
    roster: Roster,
    steps: u8,
    in_force: Option<InForce>,
    /// What was accepted before, newest last.
    before: Vec<Vec<String>>,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            roster: BEGIN.0.roster.clone(),
            steps: 0,
            in_force: None,
            before: Vec::new(),
        }
    }
}

/// Bit `n`.
fn bit(byte: u8, n: u8) -> bool {
    byte >> n & 1 == 1
}

impl Chain {
    fn step(&mut self, [order, roots, signers, change]: [u8; 4]) {
        let mut next = self.roster.clone();
        let mut good = true;
        self.steps += 1;
        next.jti = Jti::make(BEGIN.0.now(), [self.steps; 10]);
        if self.in_force.is_some() {
            next.version += 1;
        }
        // Its place in the chain.
        match order & 7 {
            0 => {
                next.version = u64::from(order >> 3);
                good &= next.version == self.in_force.as_ref().map_or(1, |f| f.version + 1);
            }
            1 => {
                next.prev_sha256 = Some(Sha::of([order]));
                good = false;
            }
            2 if self.in_force.is_some() => {
                next.ws = Ws::make(Timestamp::from_millis(0), [order; 10]);
                good = false;
            }
            _ => {}
        }
        if order & 7 != 1 {
            next.prev_sha256 = self.in_force.as_ref().map(InForce::payload_sha);
        }
        // `prev_sha256` stands in every version but the first: else it is none.
        good &= next.version >= 1 && (next.version == 1) == next.prev_sha256.is_none();
        // Who are the roots from now on.
        let chosen = |mask: u8| {
            (0..4)
                .filter(move |n| bit(mask, *n))
                .map(|n| ROOTS[usize::from(n)])
        };
        if roots & 15 != 0 {
            let jwk = |n: u8| BEGIN.1[usize::from(n)].clone();
            next.roots = (0..4).filter(|n| bit(roots, *n)).map(jwk).collect();
            next.threshold = u32::from(roots >> 4 & 7);
        }
        good &= next.threshold >= 1 && next.threshold as usize <= next.roots.len();
        good &= self.change(&mut next, change);

        let payload = serde_json::to_vec(&next).unwrap();
        let mut statements: Vec<String> = chosen(signers)
            .map(|who| seal(who, Typ::Roster, &payload))
            .collect();
        let whole = !statements.is_empty();
        good &= whole && self.enough(&next, signers);
        if whole && bit(signers, 4) {
            // The same signature again counts once.
            statements.push(statements[0].clone());
        }
        if whole && bit(signers, 5) {
            // The same roster in other bytes is another one.
            let spaced = [&payload[..], b" "].concat();
            let who = chosen(signers).next_back().unwrap();
            statements.push(seal(who, Typ::Roster, &spaced));
            good = false;
        }
        if whole && bit(signers, 6) {
            let last = statements.last_mut().unwrap();
            let flipped = if last.ends_with('A') { "Q" } else { "A" };
            last.replace_range(last.len() - 1.., flipped);
            good = false;
        }
        let judged = match &self.in_force {
            None => InForce::first(&statements, Sha::of(&payload)),
            Some(before) => before.next(&statements),
        };
        assert_eq!(judged.is_ok(), good, "{:?}", judged.err());
        if let Ok(accepted) = judged {
            self.accepted(accepted, statements, next);
        }
    }

    /// Changes people and keys; whether it may stand.
    fn change(&self, next: &mut Roster, change: u8) -> bool {
        let weak = Jwk::of_bytes(&[0; 32]);
        match change & 15 {
            1 => {
                let kid = key("ann").kid();
                let at = BEGIN.0.now();
                next.revoked.push(Revoked { kid, at });
                true
            }
            2 => {
                next.people[1].id = name("ann");
                false
            }
            3 => {
                next.people[0].keys[0].jwk = weak;
                false
            }
            4 => {
                next.people[0].keys[0].jwk = key("bob").public().jwk();
                false
            }
            5 => {
                next.roots.push(weak);
                false
            }
            6 => {
                next.expires_at = Timestamp::from_millis(next.expires_at.millis() + 1);
                false
            }
            7 => {
                next.iss = name("ann");
                false
            }
            8 => {
                next.sources[0].vouched = None;
                false
            }
            9 => {
                next.gateways[0].keys[0].jwk = next.people[0].keys[0].jwk.clone();
                false
            }
            _ => true,
        }
    }

    /// Every signer is a root of before or after, and there are enough of both.
    fn enough(&self, next: &Roster, signers: u8) -> bool {
        let of = |roster: &Roster| {
            let is = |n: u8| roster.roots.contains(&BEGIN.1[usize::from(n)]);
            let mask = |n: &u8| bit(signers, *n) && is(*n);
            (0..4).filter(mask).fold(0_u8, |all, n| all | 1 << n)
        };
        let after = of(next);
        let before = self.in_force.as_ref().map_or(after, |roster| of(roster));
        let threshold = self.in_force.as_ref().map_or(0, |roster| roster.threshold);
        let many = |mask: u8, threshold: u32| mask.count_ones() >= threshold;
        many(before, threshold) && many(after, next.threshold) && before | after == signers & 15
    }

    /// What was in force before, and everything older, never comes back.
    fn accepted(&mut self, accepted: InForce, statements: Vec<String>, next: Roster) {
        assert_eq!(accepted.version, next.version);
        assert_eq!(*accepted, next, "another one than was signed");
        let before = self.in_force.as_ref().map_or(0, |roster| roster.version);
        assert_eq!(accepted.version, before + 1);
        assert_eq!(Draft::read(&statements).unwrap().roster(), &next);
        self.before.push(statements);
        for old in &self.before {
            let again = accepted.next(old).err();
            assert!(again.is_some(), "{:?}", peek::<Roster>(&old[0]).version);
        }
        let revoked = accepted.revoked.iter().any(|r| r.kid == key("ann").kid());
        let found = Keyring::key(&accepted, key("ann").kid(), Typ::Decision, BEGIN.0.now());
        assert_eq!(found.err(), revoked.then_some(Code::KeyRevoked));
        self.roster = next;
        self.in_force = Some(accepted);
    }
}

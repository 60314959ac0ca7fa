//! One flipped bit anywhere in a statement, and nobody believes it.
//!
//! Here: every bit of a proposal, a decision and a roster as they travel, and every bit of what their three parts hold.
//! Not here: statements that were changed and signed again, which are the vectors'.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fermata_protocol::{
    Code, Entry, Signed, Timestamp,
    payload::{Decision, Proposal, Roster, Verb},
    resolution::Resolution,
    roster::InForce,
};
use fermata_testkit::sim::{
    Chance,
    cast::{HOUR, PEOPLE, SOURCES, TOOLS},
    pen::{Asked, Plan},
    scene::{Reader, Scene},
    seeds,
};

/// An approved escalation, its resolution, and the roster that comes next.
struct Taken {
    scene: Scene,
    asked: Asked,
    resolution: Resolution,
    next: String,
}

fn taken(seed: u64) -> Taken {
    let mut chance = Chance::new(seed);
    let mut scene = Scene::new(7);
    let plan = Plan {
        source: chance.pick(&SOURCES),
        tool: chance.pick(&TOOLS).0,
        amount: chance.between(1, 900),
        queue: "money",
        wish: None,
        life: HOUR,
    };
    let (asked, verdict) = scene.propose(plan, 1);
    scene.wait(chance.between(1, 60_000));
    let person = chance.pick(&PEOPLE);
    let decision = scene.decide(person, &asked, &verdict, (Verb::Approve, 0), None);
    scene.say(&[&decision.compact]);
    let resolution = scene.resolution(asked.esc).unwrap();
    let renewed = scene.cast.renew(scene.now, HOUR, |_| {});
    Taken {
        asked,
        resolution,
        next: renewed.statements[0].clone(),
        scene,
    }
}

impl Taken {
    fn roster(&self) -> &InForce {
        self.scene.timeline.now().roster().unwrap().as_ref()
    }

    /// The proposal is first, the decision last.
    fn decision(&self) -> usize {
        self.resolution.statements.len() - 1
    }

    /// As a statement, and in its place in the resolution. A flipped one must leave the row pending: who sends rubbish ends nothing.
    fn statement_is_believed(&self, place: usize, flipped: &str) -> bool {
        let now = self.scene.now;
        let alone = if place == 0 {
            Signed::<Proposal>::parse(flipped)
                .and_then(|s| s.verify(self.roster(), now))
                .is_ok()
        } else {
            Signed::<Decision>::parse(flipped)
                .and_then(|s| s.verify(self.roster(), now))
                .is_ok()
        };
        let mut resolution = self.resolution.clone();
        flipped.clone_into(&mut resolution.statements[place]);
        match Reader::of(&self.scene, &self.asked).verify(&resolution) {
            Ok(_) => true,
            Err(refused) => alone || refused.last,
        }
    }

    /// By the roster before it.
    fn roster_is_believed(&self, flipped: &str) -> bool {
        self.roster().next(&[flipped.to_owned()]).is_ok()
    }

    /// As an entry of the standing list: it is skipped, and what stood still stands.
    fn entry_changes_what_stands(&self, flipped: &str) -> bool {
        let id = Signed::<Roster>::parse(&self.next).map(|_| self.scene.cast.roster().jti);
        let mut timeline = self.scene.timeline.clone();
        let entry = Entry {
            seq: 1_000,
            at: self.scene.now,
            id: id.unwrap(),
            statements: vec![flipped.to_owned()],
            esc: None,
            queue: None,
        };
        timeline.take(&entry).is_ok() || timeline.now().roster().unwrap().version != 1
    }

    fn is_believed(&self, which: Which, flipped: &str, sampled: bool) -> bool {
        match which {
            Which::Proposal => self.statement_is_believed(0, flipped),
            Which::Decision => self.statement_is_believed(self.decision(), flipped),
            Which::Roster => {
                self.roster_is_believed(flipped)
                    || (sampled && self.entry_changes_what_stands(flipped))
            }
        }
    }

    fn text(&self, which: Which) -> &str {
        match which {
            Which::Proposal => &self.resolution.statements[0],
            Which::Decision => &self.resolution.statements[self.decision()],
            Which::Roster => &self.next,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Which {
    Proposal,
    Decision,
    Roster,
}

const EACH: [Which; 3] = [Which::Proposal, Which::Decision, Which::Roster];

fn flip(bytes: &[u8], bit: u64) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[bit as usize / 8] ^= 1 << (bit % 8);
    flipped
}

fn parts(compact: &str) -> Option<Vec<Vec<u8>>> {
    let decode = |part| URL_SAFE_NO_PAD.decode(part).ok();
    compact.split('.').map(decode).collect()
}

#[test]
fn unflipped_each_of_them_is_believed() {
    let taken = taken(seeds::seed());
    for which in EACH {
        let text = taken.text(which);
        assert!(taken.is_believed(which, text, true), "{which:?}");
    }
    assert!(taken.entry_changes_what_stands(&taken.next));
}

#[test]
fn of_every_bit_that_travels_not_one_can_be_flipped() {
    let seed = seeds::seed();
    let taken = taken(seed);
    let (mut flips, mut no_text, mut accepted) = (0, 0, Vec::new());
    for which in EACH {
        let text = taken.text(which);
        let bits = text.len() as u64 * 8;
        let original = parts(text).unwrap();
        let believed = seeds::each(0..bits, |bit| {
            // What is no text can not even be handed to a verifier.
            let Ok(flipped) = String::from_utf8(flip(text.as_bytes(), bit)) else {
                return None;
            };
            // One string for what is signed: no other spelling decodes to it.
            let same = parts(&flipped).is_some_and(|parts| parts == original);
            Some(same || taken.is_believed(which, &flipped, bit % 16 == 0))
        });
        flips += bits;
        no_text += believed.iter().filter(|found| found.is_none()).count();
        let found = (0..bits).zip(&believed);
        accepted.extend(
            found
                .filter(|(_, b)| **b == Some(true))
                .map(|(bit, _)| (which, bit)),
        );
        println!("{which:?}: {bits} bits");
    }
    println!("{flips} flips, {no_text} of them no text, 0 accepted");
    assert!(flips >= 60_000, "{flips} flips are too few");
    assert!(accepted.is_empty(), "FERMATA_SEED={seed}: {accepted:?}");
}

#[test]
fn of_every_bit_that_was_signed_not_one_can_be_flipped() {
    let seed = seeds::seed();
    let taken = taken(seed);
    let mut flips = 0;
    for which in EACH {
        let original = parts(taken.text(which)).unwrap();
        for part in 0..3 {
            let bits = original[part].len() as u64 * 8;
            let believed = seeds::each(0..bits, |bit| {
                let mut changed = original.clone();
                changed[part] = flip(&changed[part], bit);
                let encoded: Vec<_> = changed
                    .iter()
                    .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
                    .collect();
                taken.is_believed(which, &encoded.join("."), bit % 16 == 0)
            });
            let accepted = believed.iter().position(|believed| *believed);
            assert_eq!(
                accepted, None,
                "FERMATA_SEED={seed}: {which:?}, part {part}"
            );
            flips += bits;
        }
    }
    println!("{flips} flips inside the parts, 0 accepted");
}

#[test]
fn a_flip_in_the_payload_is_a_bad_signature_and_nothing_is_read_of_it() {
    let taken = taken(seeds::seed());
    let mut changed = parts(taken.text(Which::Decision)).unwrap();
    changed[1] = flip(&changed[1], 1);
    let encoded: Vec<_> = changed.iter().map(|b| URL_SAFE_NO_PAD.encode(b)).collect();
    let signed = Signed::<Decision>::parse(&encoded.join(".")).unwrap();
    let code = signed.verify(taken.roster(), taken.scene.now).unwrap_err();
    assert_eq!(code, Code::BadSignature);
    let never = Timestamp::from_millis(0);
    let code = signed.verify(taken.roster(), never).unwrap_err();
    assert_eq!(code, Code::KeyNotYetValid, "and the key is asked first");
}

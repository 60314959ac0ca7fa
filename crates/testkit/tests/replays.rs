//! What was valid once, told again elsewhere or later: nothing comes of it.
//!
//! Captured are whole resolutions and single decisions, all of them accepted where they belong. A replay changes the place or the time, and not one bit of a statement.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::collections::BTreeMap;

use fermata_protocol::{
    Code, Entry, NewEntry,
    fold::Mark,
    payload::{Says, Status, Verb},
    resolution::{Answer, Resolution, RowState},
};
use fermata_testkit::sim::{
    Chance,
    cast::{GATEWAYS, HOUR, PEOPLE, SOURCES},
    pen::{Asked, Decided, Judged, Plan},
    scene::{Reader, Scene},
    seeds,
};

/// Something that was recorded, and the resolution that a source took.
struct Captured {
    scene: Scene,
    asked: Asked,
    decided: Vec<Decided>,
    resolution: Resolution,
    /// Another escalation of the same source that is still open, by the same arguments.
    other: (Asked, Judged),
    /// Another workspace with the same people, keys and proposal.
    elsewhere: Scene,
}

const CAPTURED: u64 = 48;
const REPLAYS: usize = 100_000;

fn captured(seed: u64) -> Captured {
    let mut chance = Chance::new(seed);
    let mut scene = Scene::new(7);
    let plan = Plan {
        source: chance.pick(&SOURCES),
        tool: chance.pick(&["refund", "wire"]),
        amount: chance.between(1, 900),
        queue: chance.pick(&["money", "vault"]),
        wish: None,
        life: HOUR,
    };
    let quorum = chance.between(1, 2) as u32;
    let needed = if plan.queue == "vault" { 2 } else { quorum };
    let (asked, mut on) = scene.propose(plan, quorum);
    let mut people = PEOPLE;
    chance.shuffle(&mut people);
    let mut decided = Vec::new();
    let end = chance.pick(&[Status::Approved, Status::Edited, Status::Rejected]);
    if end == Status::Edited {
        let edit = scene.decide(people[7], &asked, &on, (Verb::Edit, 13), None);
        let judged = scene.judge_edit(&asked, &edit, &on);
        scene.say(&[&edit.compact, &judged.compact]);
        decided.push(edit);
        on = judged;
    }
    let verb = match end {
        Status::Rejected => Verb::Reject,
        _ => Verb::Approve,
    };
    for person in &people[..needed as usize] {
        if scene.fold(asked.esc).resolved().is_none() {
            scene.wait(chance.between(0, 5_000));
            let said = scene.decide(person, &asked, &on, (verb, 0), None);
            scene.say(&[&said.compact]);
            decided.push(said);
        }
    }
    let resolution = scene.resolution(asked.esc).unwrap();
    assert_eq!(resolution.status, end);
    let other = scene.propose(plan, quorum);
    Captured {
        elsewhere: Scene::new(8),
        scene,
        asked,
        decided,
        resolution,
        other,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    OtherSource,
    OtherEscalation,
    OtherEscalationUnderAFreshReceipt,
    OtherWorkspace,
    AfterItsTime,
    AfterItWasDecided,
    AfterARestart,
    DecisionIntoAnotherEscalation,
    DecisionIntoTheSameOne,
}

const KINDS: [Kind; 9] = [
    Kind::OtherSource,
    Kind::OtherEscalation,
    Kind::OtherEscalationUnderAFreshReceipt,
    Kind::OtherWorkspace,
    Kind::AfterItsTime,
    Kind::AfterItWasDecided,
    Kind::AfterARestart,
    Kind::DecisionIntoAnotherEscalation,
    Kind::DecisionIntoTheSameOne,
];

/// The word for why it was refused; `accepted` would be one too many.
fn replay(captured: &Captured, kind: Kind, chance: &mut Chance) -> String {
    let mut scene = captured.scene.clone();
    let (asked, other) = (&captured.asked, &captured.other.0);
    let mut resolution = captured.resolution.clone();
    // A gateway can say of anything that it is resolved, and date it now.
    if chance.one_in(2) {
        resolution.receipt = receipt(&mut scene, &resolution);
    }
    let reader = Reader::of(&scene, asked);
    let told = match kind {
        Kind::OtherSource => {
            let name = SOURCES.into_iter().find(|s| *s != asked.source).unwrap();
            Reader { name, ..reader }.verify(&resolution)
        }
        Kind::OtherEscalation => {
            let row = (other, RowState::Pending);
            Reader { row, ..reader }.verify(&resolution)
        }
        Kind::OtherEscalationUnderAFreshReceipt => {
            resolution.esc = other.esc;
            if chance.one_in(2) {
                resolution.statements[0].clone_from(&other.compact);
                resolution.statements[1].clone_from(&captured.other.1.compact);
            }
            resolution.receipt = receipt(&mut scene, &resolution);
            Reader::of(&scene, other).verify(&resolution)
        }
        Kind::OtherWorkspace => {
            let elsewhere = &captured.elsewhere;
            let standing = elsewhere.timeline.now();
            let reader = Reader {
                scene: elsewhere,
                standing,
                ..reader
            };
            reader.verify(&resolution)
        }
        Kind::AfterItsTime => {
            scene.wait(HOUR + chance.between(1, 20 * 24 * HOUR));
            resolution.receipt = receipt(&mut scene, &resolution);
            match Reader::of(&scene, asked).verify(&resolution) {
                // A no stays a no after its time, and runs nothing.
                Ok(Answer::Closed { .. }) => return "closed, runs nothing".to_owned(),
                other => other,
            }
        }
        Kind::AfterItWasDecided | Kind::AfterARestart => {
            let ended = match (kind, captured.resolution.status) {
                (Kind::AfterARestart, _) => stored(captured),
                (_, Status::Rejected) => RowState::Closed,
                _ => chance.pick(&[RowState::Decided, RowState::Refused]),
            };
            let row = (asked, ended);
            Reader { row, ..reader }.verify(&resolution)
        }
        Kind::DecisionIntoAnotherEscalation | Kind::DecisionIntoTheSameOne => {
            let said = &captured.decided[chance.below(captured.decided.len())];
            return into_the_log(&scene, captured, said, kind, chance);
        }
    };
    match told {
        Ok(_) => "accepted".to_owned(),
        Err(refused) => refused.code.as_str().to_owned(),
    }
}

/// What a registry holds after a start: the row as it was stored, whatever memory forgot.
fn stored(captured: &Captured) -> RowState {
    match Reader::of(&captured.scene, &captured.asked).verify(&captured.resolution) {
        Ok(Answer::Run { .. }) => RowState::Decided,
        Ok(Answer::Closed { .. }) => RowState::Closed,
        Err(_) => RowState::Refused,
    }
}

fn receipt(scene: &mut Scene, resolution: &Resolution) -> String {
    let esc = resolution.esc;
    let head = scene.fold(esc).head();
    let says = (Says::Resolved, Some(resolution.status));
    let statements = &resolution.statements;
    scene
        .cast
        .receipt(GATEWAYS[1], scene.now, esc, says, statements, head)
}

/// A dishonest log takes a statement a second time: under another id, or into another escalation. The fold does not.
fn into_the_log(
    scene: &Scene,
    captured: &Captured,
    said: &Decided,
    kind: Kind,
    chance: &mut Chance,
) -> String {
    let esc = match kind {
        Kind::DecisionIntoTheSameOne => captured.asked.esc,
        _ => captured.other.0.esc,
    };
    let before = scene.fold(esc);
    let new = NewEntry::of(vec![said.compact.clone()]).unwrap();
    let (now, seq) = (scene.now, scene.log.entries().len() as u64 + 1);
    let id = if chance.one_in(2) {
        scene.cast.clone().jti(now)
    } else {
        new.id
    };
    let entry = Entry {
        seq,
        at: now,
        id,
        statements: new.statements,
        esc: Some(esc),
        queue: None,
    };
    let mut after = before.clone();
    after.apply(&entry, scene.timeline.before(seq));
    if after.head() == before.head() {
        return "a repeated id, ignored".to_owned();
    }
    let mark = after.history().last().unwrap().mark;
    let same = (after.status(), after.live_sha()) == (before.status(), before.live_sha())
        && after.standing_people().eq(before.standing_people());
    match mark {
        Mark::Invalid(code) if same => code.as_str().to_owned(),
        other => format!("accepted: {other:?}"),
    }
}

#[test]
fn of_a_hundred_thousand_replays_not_one_is_accepted() {
    let seed = seeds::seed();
    let all: Vec<Captured> = seeds::each(seed..seed + CAPTURED, captured);
    for captured in &all {
        let answer = Reader::of(&captured.scene, &captured.asked).verify(&captured.resolution);
        assert!(answer.is_ok(), "where it belongs it is taken: {answer:?}");
    }
    let per = REPLAYS / KINDS.len() + 1;
    let parts = seeds::each(0..100, |part| {
        let mut table: BTreeMap<(Kind, String), usize> = BTreeMap::new();
        let mut chance = Chance::new(seed ^ (part << 32));
        for n in (0..per * KINDS.len()).filter(|n| n % 100 == part as usize) {
            let kind = KINDS[n / per];
            let one = &all[chance.below(all.len())];
            let word = replay(one, kind, &mut chance);
            *table.entry((kind, word)).or_default() += 1;
        }
        table
    });
    let mut table: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for (row, count) in parts.into_iter().flatten() {
        *table.entry(row).or_default() += count;
    }
    println!("{:<36} {:<24} {:>8}", "replayed", "came to", "times");
    for ((kind, word), count) in &table {
        println!("{:<36} {word:<24} {count:>8}", format!("{kind:?}"));
    }
    let times: usize = table.values().sum();
    println!("{times} replays");
    assert!(times >= REPLAYS);
    let accepted = table.keys().find(|(_, word)| word.starts_with("accepted"));
    assert_eq!(accepted, None, "FERMATA_SEED={seed}");
    let expect = |kind: Kind, codes: &[Code]| {
        for (of, word) in table.keys().filter(|(of, _)| *of == kind) {
            let known =
                codes.iter().any(|code| code.as_str() == word) || word.starts_with("closed");
            assert!(known, "FERMATA_SEED={seed}: {of:?} came to {word}");
        }
    };
    expect(Kind::OtherSource, &[Code::WrongAudience]);
    expect(Kind::OtherWorkspace, &[Code::WrongWorkspace]);
    expect(Kind::AfterItsTime, &[Code::Expired]);
    expect(Kind::AfterItWasDecided, &[Code::AlreadyConsumed]);
    expect(Kind::AfterARestart, &[Code::AlreadyConsumed]);
    expect(Kind::OtherEscalation, &[Code::NotPending]);
    expect(Kind::OtherEscalationUnderAFreshReceipt, &[Code::NotPending]);
}

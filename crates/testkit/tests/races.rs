//! Eight people decide at once: one outcome, and everybody else can be told whose it is.
//!
//! The fold only: no gateway, no network. What a loser is told is read from the fold and from their own event, as a desk reads it.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use fermata_protocol::{
    Entry, Name, Sha,
    fold::{Escalation, Event, Mark, What, fold},
    payload::{Status, Verb},
};
use fermata_testkit::sim::{
    Chance,
    cast::{HOUR, PEOPLE},
    pen::{Decided, Plan},
    scene::Scene,
    seeds,
};

const VERBS: [Verb; 3] = [Verb::Approve, Verb::Edit, Verb::Reject];

/// One race: what everybody said, and the log that came of it.
struct Race {
    scene: Scene,
    entries: Vec<Entry>,
    said: Vec<Decided>,
    state: Escalation,
    quorum: u32,
}

/// Everybody saw the same open proposal; their entries come in any order, some at the same instant.
/// Half of the races go on: those whose edit lost its candidate look again and approve what is live.
fn race(seed: u64) -> Race {
    let mut chance = Chance::new(seed);
    thread_local!(static BEGUN: Scene = Scene::new(7));
    let mut scene = BEGUN.with(Clone::clone);
    let quorum = chance.between(1, 3) as u32;
    let plan = Plan {
        source: "ledger",
        tool: "refund",
        amount: 20,
        queue: "money",
        wish: None,
        life: HOUR,
    };
    let (asked, verdict) = scene.propose(plan, quorum);
    let mut entries = Vec::new();
    // Races without a no are rare among eight random people, and they are the ones that quorums are for.
    let verbs = match chance.below(3) {
        0 => &VERBS[..],
        1 => &VERBS[..2],
        _ => &[Verb::Approve, Verb::Approve, Verb::Approve, Verb::Reject],
    };
    for person in PEOPLE {
        let verb = chance.pick(verbs);
        let said = scene.decide(
            person,
            &asked,
            &verdict,
            (verb, chance.between(1, 900)),
            None,
        );
        let judged = (verb == Verb::Edit).then(|| scene.judge_edit(&asked, &said, &verdict));
        entries.push((said, judged));
    }
    chance.shuffle(&mut entries);
    let mut live = verdict;
    let mut said = Vec::new();
    for (decided, judged) in entries {
        scene.wait(chance.pick(&[0, 0, 1, 40, 700]));
        match judged {
            Some(judged) => {
                scene.say(&[&decided.compact, &judged.compact]);
                if scene.fold(asked.esc).live_sha() == Some(decided.sha) {
                    live = judged;
                }
            }
            None => scene.say(&[&decided.compact]),
        }
        said.push(decided);
    }
    let open = scene.fold(asked.esc).resolved().is_none();
    if open && chance.one_in(2) {
        let mut again = PEOPLE;
        chance.shuffle(&mut again);
        for person in again {
            let link = said.iter().find(|s| s.person == person);
            let link = link.map(|s| (1, s.sha));
            let decided = scene.decide(person, &asked, &live, (Verb::Approve, 0), link);
            scene.wait(chance.pick(&[0, 3]));
            scene.say(&[&decided.compact]);
            said.push(decided);
        }
    }
    let entries: Vec<Entry> = scene.log.about(asked.esc).cloned().collect();
    let state = fold(asked.esc, &entries, &scene.timeline);
    Race {
        scene,
        entries,
        said,
        state,
        quorum,
    }
}

/// What a loser's desk says: who closed it, and how.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    people: Vec<Name>,
    status: Status,
    verb: Verb,
}

/// From the loser's own event and the fold, and nothing else.
fn told(event: &Event, state: &Escalation) -> Option<Told> {
    if !matches!(event.mark, Mark::Superseded | Mark::Late) {
        return None;
    }
    let resolved = state.resolved()?;
    Some(Told {
        people: resolved.people.clone(),
        status: resolved.status,
        verb: resolved.decision.as_ref()?.decision,
    })
}

/// What happened, found without the fold: in the order of the log, the first no, or the first candidate on which enough people stand.
fn winner(race: &Race) -> Option<(Status, BTreeSet<&'static str>)> {
    let mut live = (Sha::of(&race.entries[0].statements[0]), None);
    let mut standing: BTreeSet<&'static str> = BTreeSet::new();
    for said in &race.said {
        match said.verb {
            Verb::Reject => return Some((Status::Rejected, [said.person].into())),
            // An edit is of the proposal; after the first one it is of something that is not live.
            Verb::Edit if live.1.is_none() => {
                live = (said.sha, Some(said.person));
                standing = [said.person].into();
            }
            Verb::Edit => {}
            _ if said.candidate == Some(live.0) => {
                standing.insert(said.person);
            }
            _ => {}
        }
        if standing.len() >= race.quorum as usize {
            let status = match live.1 {
                Some(_) => Status::Edited,
                None => Status::Approved,
            };
            return Some((status, standing));
        }
    }
    None
}

fn check(seed: u64) -> (Option<Status>, usize, usize) {
    let race = race(seed);
    let at = format!("FERMATA_SEED={seed} cargo test -p fermata-testkit --test races");
    let state = &race.state;
    let resolved = state.resolved();
    let found = resolved.map(|r| {
        let people: BTreeSet<_> = r.people.iter().map(|p| p.as_str().to_owned()).collect();
        (r.status, people)
    });
    let expected = winner(&race).map(|(status, people)| {
        let people: BTreeSet<_> = people.iter().map(|p| (*p).to_owned()).collect();
        (status, people)
    });
    assert_eq!(found, expected, "{at}");
    // Whatever comes after the entry that closed it, it stays as it was closed.
    if let Some(resolved) = resolved {
        let until = race.entries.iter().filter(|e| e.seq <= resolved.seq);
        let until: Vec<Entry> = until.cloned().collect();
        let then = fold(state.esc, &until, &race.scene.timeline);
        let then = then.resolved().unwrap();
        assert_eq!(
            (then.status, &then.people, &then.statements),
            (resolved.status, &resolved.people, &resolved.statements),
            "{at}"
        );
    }
    let (mut losers, mut retired) = (0, 0);
    let closed_at = resolved.map(|r| r.seq);
    let events: BTreeMap<u64, &Event> = state.history().iter().map(|e| (e.seq, e)).collect();
    let decided = race.entries.iter().skip(1).zip(&race.said);
    for (entry, said) in decided {
        let event = events[&entry.seq];
        assert_eq!(
            event.by.as_ref().map(Name::as_str),
            Some(said.person),
            "{at}"
        );
        assert!(
            matches!(&event.what, What::Decided { verb, .. } if *verb == said.verb),
            "{at}"
        );
        let after = closed_at.is_some_and(|closed| entry.seq > closed);
        if after {
            losers += 1;
            let told = told(event, state).unwrap_or_else(|| panic!("{at}: nobody tells {said:?}"));
            let (status, people) = expected.clone().unwrap();
            assert_eq!(told.status, status, "{at}");
            let names: BTreeSet<_> = told.people.iter().map(|p| p.as_str().to_owned()).collect();
            assert_eq!(names, people, "{at}");
            let did = match status {
                Status::Rejected => Verb::Reject,
                Status::Edited => Verb::Edit,
                _ => Verb::Approve,
            };
            assert_eq!(told.verb, did, "{at}");
        } else if event.mark != Mark::Counts {
            // Before the end only what an edit replaced loses, and the live candidate names who replaced it.
            retired += 1;
            assert_eq!(event.mark, Mark::Superseded, "{at}");
            let candidate = state.candidate().unwrap();
            let edit = candidate
                .edit
                .as_ref()
                .unwrap_or_else(|| panic!("{at}: by whom?"));
            let by = race.said.iter().find(|s| s.sha == edit.sha()).unwrap();
            assert_eq!(edit.iss.as_str(), by.person, "{at}");
            assert!(edit.arguments.is_some(), "{at}");
        }
    }
    (resolved.map(|r| r.status), losers, retired)
}

#[test]
fn of_eight_people_at_once_one_outcome_comes_and_every_loser_is_told_who_and_what() {
    let seeds = seeds::seeds(10_000);
    let many = seeds.end - seeds.start;
    let results = seeds::each(seeds, check);
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for (status, ..) in &results {
        *ends
            .entry(status.map_or("open", Status::as_str))
            .or_default() += 1;
    }
    let losers: usize = results.iter().map(|(_, losers, _)| losers).sum();
    let retired: usize = results.iter().map(|(.., retired)| retired).sum();
    println!("{many} races of 8: {ends:?}");
    println!("{losers} losers told who won, {retired} told whose edit replaced what they saw");
    if many >= 1_000 {
        for status in ["approved", "edited", "rejected", "open"] {
            let seen = ends.get(status).copied().unwrap_or(0);
            assert!(
                seen >= many as usize / 100,
                "{status} is as good as never seen"
            );
        }
    }
}

//! Being away: what can be said of it, by whom, and who acts meanwhile.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use fermata_protocol::{
    Code, Entry, Name, NewEntry, Signed, Timestamp,
    away::MAX_AWAY_MS,
    payload::{Away, StandIn},
    roster::Timeline,
};
use fermata_testkit::{
    World,
    world::{key, name, seal, sign},
};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

/// A log that a test writes.
struct Log {
    world: World,
    timeline: Timeline,
    seq: u64,
}

impl Log {
    fn new() -> Self {
        let world = World::default();
        let timeline = Timeline::new(world.pin, world.ws);
        let mut log = Self {
            world,
            timeline,
            seq: 0,
        };
        for entry in log.world.genesis.clone() {
            log.take(entry.statements).unwrap();
        }
        log
    }

    fn take(&mut self, statements: Vec<String>) -> Result<(), Code> {
        let new = NewEntry::of(statements)?;
        self.seq += 1;
        self.timeline.take(&Entry {
            seq: self.seq,
            at: self.world.now(),
            id: new.id,
            statements: new.statements,
            esc: new.esc,
            queue: new.queue,
        })
    }

    fn in_hours(&self, hours: i64) -> Timestamp {
        Timestamp::from_millis(self.world.now().millis() + hours * HOUR)
    }

    fn away(&mut self, who: &str, until: Timestamp, to: StandIn) -> Result<(), Code> {
        let said = self.world.away(who, until, to);
        self.take(vec![sign(who, &said)])
    }

    fn acts(&self, who: &str, at: Timestamp) -> Vec<String> {
        let acts = self.timeline.now().acts_for(&name(who), at);
        acts.into_iter().map(Name::to_string).collect()
    }
}

fn person(id: &str) -> StandIn {
    StandIn::Person(name(id))
}

fn group(id: &str) -> StandIn {
    StandIn::Group(name(id))
}

/// What a statement with these payload bytes is refused with.
fn refused(change: impl FnOnce(&mut Value)) -> Code {
    let mut log = Log::new();
    let said = log.world.away("ann", log.in_hours(1), person("bob"));
    let mut said = serde_json::to_value(said).unwrap();
    change(&mut said);
    let bytes = serde_json::to_vec(&said).unwrap();
    log.take(vec![seal("ann", fermata_protocol::Typ::Away, &bytes)])
        .unwrap_err()
}

#[test]
fn exactly_one_person_or_group_acts_and_never_the_one_who_goes() {
    for to in [
        json!({}),
        json!({ "person": "bob", "group": "desk" }),
        json!({ "person": null }),
        json!("bob"),
        json!({ "person": "Bob" }),
        json!({ "person": "ann" }),
    ] {
        assert_eq!(
            refused(|said| said["to"] = to.clone()),
            Code::BadMember,
            "{to}"
        );
    }
    assert_eq!(
        refused(|said| said["to"] = json!({ "queue": "refunds" })),
        Code::UnknownMember
    );
    assert_eq!(
        refused(|said| said["why"] = json!("ill")),
        Code::UnknownMember
    );
    assert_eq!(
        refused(|said| said["until"] = json!("soon")),
        Code::BadMember
    );
    assert_eq!(
        refused(|said| said["ws"] = json!("01890000-0000-7000-8000-000000000000")),
        Code::WrongWorkspace
    );
}

#[test]
fn who_is_not_on_the_list_acts_for_nobody_and_nobody_is_away_for_longer_than_90_days() {
    let mut log = Log::new();
    let soon = log.in_hours(1);
    for to in [person("stranger"), group("nobodys")] {
        assert_eq!(log.away("ann", soon, to), Err(Code::NotFound));
    }
    let mut alone = Log::new();
    let next = alone
        .world
        .next_roster(|roster| roster.people[3].groups.retain(|one| *one != name("night")));
    alone.take(vec![next]).unwrap();
    assert_eq!(
        alone.away("eve", soon, group("night")),
        Err(Code::NotFound),
        "a group of one's own"
    );
    let last = Timestamp::from_millis(log.world.now().millis() + MAX_AWAY_MS);
    let beyond = Timestamp::from_millis(last.millis() + 1);
    assert_eq!(
        log.away("ann", beyond, person("bob")),
        Err(Code::NotAllowed)
    );
    assert_eq!(log.away("ann", last, person("bob")), Ok(()));
    assert!(
        log.timeline
            .now()
            .away(&name("ann"), log.in_hours(1))
            .is_some()
    );
}

#[test]
fn only_a_persons_own_device_says_it() {
    let mut log = Log::new();
    let soon = log.in_hours(1);
    for who in ["ledger", "gate"] {
        assert_eq!(
            log.away(who, soon, person("bob")),
            Err(Code::WrongRole),
            "{who}"
        );
    }
    assert_eq!(
        log.away("stranger", soon, person("bob")),
        Err(Code::UnknownKey)
    );
    let said = log.world.away("ann", soon, person("eve"));
    assert_eq!(log.take(vec![sign("bob", &said)]), Err(Code::WrongRole));
    let twice = vec![sign("ann", &said), sign("ann", &said)];
    assert_eq!(log.take(twice), Err(Code::Malformed));
    let long = Signed::<Away>::parse(&"a".repeat(32 * 1024 + 1));
    assert_eq!(long.err(), Some(Code::TooLarge));
    assert_eq!(
        Signed::sign(&key("ann"), &log.world.away("ann", soon, person("ann"))).err(),
        Some(Code::BadMember)
    );
    assert_eq!(
        log.timeline.now().absences().count(),
        0,
        "nothing of it has an effect"
    );
}

#[test]
fn the_newest_counts_up_to_its_end_and_one_that_is_over_says_back() {
    let mut log = Log::new();
    let (one, two) = (log.in_hours(1), log.in_hours(2));
    assert_eq!(log.acts("ann", log.world.now()), ["ann"]);
    log.away("ann", two, person("bob")).unwrap();
    log.away("ann", one, person("eve")).unwrap();
    let before = Timestamp::from_millis(one.millis() - 1);
    assert_eq!(log.acts("ann", before), ["eve"]);
    assert_eq!(
        log.timeline.now().acting_changes(&name("ann"), before),
        Some(one)
    );
    assert_eq!(log.acts("ann", one), ["ann"]);
    assert_eq!(log.timeline.now().acting_changes(&name("ann"), one), None);
    // Whoever is back needs nobody: the one that was named may have gone.
    let now = log.world.now();
    log.away("ann", now, person("stranger")).unwrap();
    assert_eq!(log.acts("ann", now), ["ann"]);
}

#[test]
fn everybody_else_of_a_group_acts_but_who_is_away_and_nobody_acts_for_those_in_turn() {
    let mut log = Log::new();
    let (one, two) = (log.in_hours(1), log.in_hours(2));
    let now = log.world.now();
    log.away("ann", two, group("desk")).unwrap();
    assert_eq!(log.acts("ann", now), ["bob", "olga"]);
    log.away("bob", one, person("eve")).unwrap();
    assert_eq!(log.acts("ann", now), ["olga"], "eve acts for bob alone");
    assert_eq!(
        log.timeline.now().acting_changes(&name("ann"), now),
        Some(one)
    );
    log.away("ann", two, person("bob")).unwrap();
    assert_eq!(log.acts("ann", now), [""; 0]);
    assert_eq!(log.acts("ann", one), ["bob"]);
    let next = log
        .world
        .next_roster(|roster| roster.people.retain(|one| one.id != name("bob")));
    log.take(vec![next]).unwrap();
    assert_eq!(
        log.acts("ann", one),
        [""; 0],
        "who was taken off the list acts for nobody"
    );
}

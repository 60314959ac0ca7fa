//! What stands, and who may do what under it: keys by role, drafts of rosters, contracts, policies, halts, and starting again.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use fermata_protocol::{
    Code, Entry, Esc, Holder, Keyring, NewEntry, Payload, Sha, Signed, Timestamp, Typ, Ws,
    payload::{
        All, Contract, Halt, Proposal, Revoked, Right, Risk, Roster, Ruling, Says, Scope, Session,
        Status, Use, Verb,
    },
    resolution::{Answer, FRESH_MS, Resolution, Source, may_run_again, recheck},
    roster::{Draft, InForce, Standing, Timeline},
};
use fermata_testkit::{
    World,
    sim::{
        cast::{GATEWAYS, HOUR, PEOPLE, SOURCES, TOOLS},
        pen::{Asked, Plan},
        scene::{Reader, Scene},
    },
    world::{POLICY, key, name, peek, seal, sign},
};
use serde_json::json;

/// A log that a test writes.
struct Log {
    world: World,
    timeline: Timeline,
    seq: u64,
}

impl Log {
    fn new() -> Self {
        Self::of(World::default())
    }

    fn of(world: World) -> Self {
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

    fn entry(&mut self, statements: Vec<String>) -> Entry {
        self.seq += 1;
        let new = NewEntry::of(statements).unwrap();
        Entry {
            seq: self.seq,
            at: self.world.now(),
            id: new.id,
            statements: new.statements,
            esc: new.esc,
            queue: new.queue,
        }
    }

    fn take(&mut self, statements: Vec<String>) -> Result<(), Code> {
        let entry = self.entry(statements);
        self.timeline.take(&entry)
    }

    fn say<T: Payload>(&mut self, who: &str, payload: &T) -> Result<(), Code> {
        self.take(vec![sign(who, payload)])
    }

    fn now(&self) -> &Standing {
        self.timeline.now()
    }

    fn halts(&self, proposal: &Proposal) -> bool {
        self.now().halted(proposal).is_some()
    }
}

fn in_force(world: &World) -> InForce {
    InForce::first(&world.genesis[0].statements, world.pin).unwrap()
}

/// The first roster with a change, in force in a world of its own.
fn changed(change: impl FnOnce(&mut Roster)) -> InForce {
    let mut roster = World::default().roster;
    change(&mut roster);
    let statement = sign("root", &roster);
    let pin = Signed::<Roster>::parse(&statement).unwrap().payload_sha();
    InForce::first(&[statement], pin).unwrap()
}

/// The kinds that this key may sign.
fn may_sign(roster: &InForce, who: &str, t: Timestamp) -> Vec<Typ> {
    let fits = |typ: &Typ| roster.key(key(who).kid(), *typ, t).is_ok();
    Typ::ALL.iter().copied().filter(fits).collect()
}

#[test]
fn each_key_signs_what_its_role_may_and_nothing_else() {
    use Typ as T;
    let world = World::default();
    let roster = in_force(&world);
    for (who, kinds) in [
        (
            "ann",
            &[
                T::Decision,
                T::Note,
                T::Contract,
                T::Policy,
                T::Halt,
                T::Session,
                T::Invite,
                T::Away,
            ][..],
        ),
        (
            "bob",
            &[
                T::Decision,
                T::Note,
                T::Halt,
                T::Session,
                T::Invite,
                T::Away,
            ],
        ),
        ("ledger", &[T::Proposal, T::Note, T::Outcome, T::Session]),
        (
            "gate",
            &[
                T::Proposal,
                T::Verdict,
                T::Note,
                T::Outcome,
                T::Receipt,
                T::Session,
            ],
        ),
        ("root", &[]),
        ("stranger", &[]),
    ] {
        assert_eq!(may_sign(&roster, who, world.now()), kinds, "{who}");
        assert_eq!(
            roster.knows(key(who).kid()),
            !kinds.is_empty(),
            "root keys are nobody's in the roster"
        );
    }
    let uses = |uses: &[Use]| {
        let uses = uses.to_vec();
        changed(|roster| roster.people[0].keys[0].r#use = uses)
    };
    assert_eq!(
        may_sign(&uses(&[Use::Session]), "ann", world.now()),
        [T::Session]
    );
    let decides = may_sign(&uses(&[Use::Decide]), "ann", world.now());
    assert!(decides.contains(&T::Contract) && !decides.contains(&T::Session));
}

#[test]
fn a_key_is_good_from_its_first_instant_up_to_its_last_and_never_again_once_it_is_revoked() {
    let world = World::default();
    let roster = in_force(&world);
    let person = &roster.people[0].keys[0];
    let ask = |roster: &InForce, who: &str, typ, t| roster.key(key(who).kid(), typ, t).err();
    let near = |at: Timestamp, by| Timestamp::from_millis(at.millis() + by);
    for (t, refused) in [
        (near(person.not_before, -1), Some(Code::KeyNotYetValid)),
        (person.not_before, None),
        (near(person.not_after, -1), None),
        (person.not_after, Some(Code::KeyExpired)),
    ] {
        assert_eq!(ask(&roster, "ann", Typ::Decision, t), refused, "{t}");
    }
    let at = world.now();
    let revoked = changed(|roster| {
        roster.revoked = ["ann", "stranger"]
            .map(|who| Revoked {
                kid: key(who).kid(),
                at,
            })
            .into();
    });
    let revoked = |who, typ| ask(&revoked, who, typ, at);
    assert_eq!(revoked("ann", Typ::Decision), Some(Code::KeyRevoked));
    assert_eq!(revoked("ann", Typ::Verdict), Some(Code::WrongRole));
    assert_eq!(revoked("stranger", Typ::Decision), Some(Code::KeyRevoked));
    assert_eq!(revoked("root", Typ::Decision), Some(Code::UnknownKey));
    assert_eq!(revoked("bob", Typ::Decision), None);
}

#[test]
fn a_gateway_speaks_for_itself_and_for_sources_that_can_not_sign() {
    let roster = in_force(&World::default());
    let speaks = |holder: &Holder, iss: &str, typ| roster.speaks_as(holder, &name(iss), typ);
    let gate = Holder::Gateway(name("gate"));
    for typ in [Typ::Proposal, Typ::Outcome, Typ::Note] {
        assert!(speaks(&gate, "shop", typ));
        for other in ["gate", "ledger", "ann"] {
            assert!(!speaks(&gate, other, typ), "{typ:?} of {other}");
        }
    }
    for typ in [Typ::Verdict, Typ::Receipt, Typ::Session] {
        assert!(speaks(&gate, "gate", typ) && !speaks(&gate, "shop", typ));
    }
    for holder in [Holder::Person(name("ann")), Holder::Source(name("ann"))] {
        assert!(speaks(&holder, "ann", Typ::Note) && !speaks(&holder, "shop", Typ::Note));
    }
}

#[test]
fn who_holds_the_key_of_a_statement_is_told_with_it() {
    let world = World::default();
    let mut proposal = world.proposal();
    let read = |world: &World, who: &str, proposal: &Proposal| {
        let signed = Signed::<Proposal>::parse(&sign(who, proposal)).unwrap();
        signed.verify(&in_force(world), world.now()).unwrap()
    };
    let own = read(&world, "ledger", &proposal);
    assert_eq!(own.holder(), &Holder::Source(name("ledger")));
    assert!(!own.vouched());
    proposal.iss = name("shop");
    let vouched = read(&world, "gate", &proposal);
    assert_eq!(vouched.holder(), &Holder::Gateway(name("gate")));
    assert!(vouched.vouched());
}

#[test]
fn a_statement_may_be_as_long_as_its_cap_and_not_longer() {
    let long = |more| "A".repeat(Typ::Session.cap() + more);
    let parse = |text: &str| Signed::<Session>::parse(text).unwrap_err();
    assert_eq!(parse(&long(0)), Code::Malformed, "long enough to be read");
    assert_eq!(parse(&long(1)), Code::TooLarge);
    let long = |more| "A".repeat(Typ::Proposal.cap() + more);
    let claimed = fermata_protocol::claimed_typ;
    assert_eq!(claimed(&long(0)), Err(Code::Malformed));
    assert_eq!(claimed(&long(1)), Err(Code::TooLarge));
}

#[test]
fn what_a_payload_says_of_itself_is_checked_when_it_is_signed_and_when_it_is_read() {
    let world = World::default();
    let mut session = Session {
        jti: world.jti(),
        iss: name("ann"),
        ws: world.ws,
        issued_at: world.now(),
        expires_at: Timestamp::from_millis(world.now().millis() + 300_000),
    };
    assert!(Signed::sign(&key("ann"), &session).is_ok());
    session.expires_at = Timestamp::from_millis(world.now().millis() + 300_001);
    let refused = Signed::sign(&key("ann"), &session).unwrap_err();
    assert_eq!(refused, Code::BadMember);
    let forged = seal("ann", Typ::Session, &serde_json::to_vec(&session).unwrap());
    let signed = Signed::<Session>::parse(&forged).unwrap();
    let refused = signed.verify(&in_force(&world), world.now()).unwrap_err();
    assert_eq!(refused, Code::BadMember);
}

#[test]
fn a_draft_goes_from_root_to_root_and_is_in_force_when_enough_of_them_signed() {
    let mut world = World::default();
    let first = in_force(&world);
    let next = world.next_roster(|roster| {
        roster.roots = ["root", "stranger"]
            .map(|who| key(who).public().jwk())
            .into();
        roster.threshold = 2;
    });
    let mut draft = Draft::read(std::slice::from_ref(&next)).unwrap();
    assert_eq!(draft.roster(), &world.roster);
    let payload = Signed::<Roster>::parse(&next).unwrap().payload_sha();
    assert_eq!(draft.payload_sha(), payload);
    draft.sign(&key("root")).unwrap();
    assert_eq!(draft.statements(), [next.as_str()], "it had signed already");
    let few = first.next(&draft.statements()).unwrap_err();
    assert_eq!(few, Code::RosterThreshold);
    draft.sign(&key("stranger")).unwrap();
    let both = draft.statements();
    assert_eq!(both.len(), 2);
    assert_eq!(first.next(&both).unwrap().payload_sha(), payload);
    assert_eq!(Draft::read(&both).unwrap().statements(), both);

    let other = world.genesis[0].statements[0].clone();
    assert_eq!(
        Draft::read(&[next, other]).unwrap_err(),
        Code::RosterThreshold
    );
    assert_eq!(Draft::read(&[]).unwrap_err(), Code::Malformed);
}

#[test]
fn up_to_32_signatures_stand_over_one_roster() {
    let world = World::default();
    let statement = world.genesis[0].statements[0].clone();
    let accepted = |n| InForce::first(&vec![statement.clone(); n], world.pin).map(drop);
    assert_eq!(accepted(32), Ok(()));
    assert_eq!(accepted(33), Err(Code::Malformed));
}

#[test]
fn of_each_tool_the_newest_contract_is_the_one_that_is_used() {
    let mut log = Log::new();
    let sha = |log: &Log, tool: &str| {
        let latest = log.now().latest_contracts();
        let found = latest.get(&name(tool)).map(|contract| contract.sha());
        found.unwrap()
    };
    assert_eq!(log.now().latest_contracts().len(), 3);
    assert_eq!(sha(&log, "refund"), log.world.contract_sha("refund"));
    let mut version = |version: u32| {
        let mut contract: Contract = log.world.contract("refund", Risk::Low);
        contract.version = version;
        let compact = sign("ann", &contract);
        log.take(vec![compact.clone()]).unwrap();
        Sha::of(compact)
    };
    let third = version(3);
    let second = version(2);
    assert_eq!(sha(&log, "refund"), third, "whatever comes after it");
    assert!(log.now().contract(second).is_some(), "the older one stays");
    // Of two that say they are the same version every reader takes the same.
    let again = [0; 4].map(|_| {
        let mut contract: Contract = log.world.contract("refund", Risk::Low);
        contract.version = 3;
        let compact = sign("ann", &contract);
        log.take(vec![compact.clone()]).unwrap();
        Sha::of(compact)
    });
    let highest = again.into_iter().chain([third]).max().unwrap();
    assert_eq!(sha(&log, "refund"), highest);
    assert_eq!(log.now().latest_contracts().len(), 3);
}

#[test]
fn a_proposal_has_the_terms_that_it_brings_or_those_of_the_contract_that_it_names() {
    let log = Log::new();
    let mut proposal = log.world.proposal();
    let reviewed = log.now().terms(&proposal).unwrap();
    assert_eq!(
        json!(reviewed),
        json!(log.world.terms("refund", Risk::Medium))
    );
    let own = log.world.terms("cancel", Risk::Low);
    proposal.contract = serde_json::from_value(json!({ "inline": own })).unwrap();
    assert_eq!(json!(log.now().terms(&proposal).unwrap()), json!(own));
    proposal.contract = serde_json::from_value(json!(Sha::of("no contract"))).unwrap();
    assert!(log.now().terms(&proposal).is_none());
}

#[test]
fn the_first_version_that_takes_a_key_off_is_told() {
    let mut log = Log::new();
    let kid = key("ann").kid();
    assert_eq!(log.timeline.revoked_by(kid), None);
    let at = log.world.now();
    let first = log
        .world
        .next_roster(|roster| roster.revoked.push(Revoked { kid, at }));
    let later = log.world.next_roster(|_| {});
    for compact in [&first, &later] {
        log.take(vec![compact.clone()]).unwrap();
    }
    let version = peek::<Roster>(&first).version;
    assert_eq!(log.timeline.revoked_by(kid), Some(version));
    assert_eq!(log.now().roster().unwrap().version, version + 1);
    assert_eq!(log.timeline.revoked_by(key("bob").kid()), None);
}

#[test]
fn the_newest_policy_is_in_force() {
    let mut log = Log::new();
    let before = log.now().policy().unwrap().sha();
    let policy = log.world.policy(POLICY);
    log.say("ann", &policy).unwrap();
    let newest = log.now().policy().unwrap().sha();
    assert_ne!(newest, before);
    assert_eq!(newest, Sha::of(sign("ann", &policy)));
}

#[test]
fn a_timeline_takes_each_entry_once_and_tells_what_it_skipped() {
    let mut log = Log::new();
    let genesis = log.seq;
    assert_eq!(log.timeline.last_seq(), genesis);
    let contract = log.world.contract("refund", Risk::Low);
    let good = log.entry(vec![sign("ann", &contract)]);
    let bad = log.entry(vec![sign("bob", &log.world.contract("refund", Risk::Low))]);
    assert_eq!(log.timeline.take(&good), Ok(()));
    assert_eq!(log.timeline.take(&bad), Err(Code::WrongRole));
    assert_eq!(log.timeline.take(&bad), Ok(()), "it was taken before");
    assert_eq!(log.timeline.skipped(), [(bad.seq, Code::WrongRole)]);
    assert_eq!(log.timeline.last_seq(), bad.seq);
    let contracts = |at: u64| log.timeline.before(at).latest_contracts();
    let sha = |at| contracts(at)[&name("refund")].sha();
    assert_ne!(sha(good.seq), sha(good.seq + 1), "from the entry onward");
    assert_eq!(sha(bad.seq), sha(bad.seq + 9));

    // An id takes effect once.
    let again = Entry {
        seq: bad.seq + 1,
        ..good
    };
    let steps = |timeline: &Timeline| std::sync::Arc::as_ptr(timeline.now());
    let before = steps(&log.timeline);
    assert_eq!(log.timeline.take(&again), Ok(()));
    assert_eq!(steps(&log.timeline), before, "nothing changed");
    assert_eq!(log.timeline.last_seq(), again.seq);

    // What is about an escalation does not stand.
    let proposal = log.world.proposal();
    log.seq += 1;
    let proposed = log.entry(vec![sign("ledger", &proposal)]);
    assert_eq!(log.timeline.take(&proposed), Ok(()));
    assert_eq!(log.timeline.last_seq(), again.seq);
    assert_eq!(log.timeline.skipped().len(), 1);
}

#[test]
fn an_entry_that_stands_is_one_statement_of_this_workspace_under_its_own_id() {
    let mut log = Log::new();
    let halt = log.world.halt("ann", Scope::All(All));
    let one = sign("ann", &halt);
    let mut entry = log.entry(vec![one.clone()]);
    entry.statements.push(one.clone());
    assert_eq!(log.timeline.take(&entry), Err(Code::Malformed));
    let mut entry = log.entry(vec![one]);
    entry.id = log.world.jti();
    assert_eq!(log.timeline.take(&entry), Err(Code::BadMember));
    let mut entry = log.entry(vec![sign("ann", &log.world.halt("ann", Scope::All(All)))]);
    entry.statements = vec![log.world.session("ann")];
    assert_eq!(log.timeline.take(&entry), Err(Code::WrongTyp));
    let elsewhere = Halt {
        ws: Ws::make(log.world.now(), [1; 10]),
        ..log.world.halt("ann", Scope::All(All))
    };
    assert_eq!(log.say("ann", &elsewhere), Err(Code::WrongWorkspace));
    assert_eq!(log.now().halts().count(), 0);
}

#[test]
fn a_halt_stops_what_is_in_its_scope_until_it_is_lifted() {
    let mut log = Log::new();
    assert_eq!(log.now().lifted(), None);
    let mut proposal = log.world.proposal();
    proposal.run = json!({ "agent": "clerk" }).as_object().cloned();
    let esc = proposal.jti_esc();
    let other: Esc = log.world.proposal().jti_esc();
    for (scope, stops) in [
        (Scope::All(All), true),
        (Scope::Source(name("ledger")), true),
        (Scope::Source(name("shop")), false),
        (Scope::Queue(name("refunds")), true),
        (Scope::Queue(name("nights")), false),
        (Scope::Agent("clerk".to_owned()), true),
        (Scope::Agent("other".to_owned()), false),
        (Scope::Esc(esc), true),
        (Scope::Esc(other), false),
    ] {
        let halt = log.world.halt("ann", scope.clone());
        log.say("ann", &halt).unwrap();
        assert_eq!(log.halts(&proposal), stops, "{scope:?}");
        assert_eq!(log.now().halts().count(), 1);
        let active = log.now().halts().next().unwrap();
        assert_eq!((active.halt.jti, active.seq), (halt.jti, log.seq));
        log.say("ann", &log.world.lift("ann", &halt)).unwrap();
        assert!(!log.halts(&proposal) && log.now().halts().count() == 0);
    }
    assert_eq!(
        log.now().lifted(),
        Some(log.world.now()),
        "what it held could not run before"
    );
    let nameless = log.world.proposal();
    let halt = log.world.halt("ann", Scope::Agent("clerk".to_owned()));
    log.say("ann", &halt).unwrap();
    assert!(log.halts(&proposal) && !log.halts(&nameless));
}

#[test]
fn who_may_decide_an_escalation_may_halt_it_and_nothing_wider() {
    let mut log = Log::new();
    let proposal = log.world.proposal();
    let mut critical = log.world.proposal();
    critical.contract = serde_json::from_value(json!(log.world.contract_sha("wipe"))).unwrap();
    let may = |log: &Log, who: &str, proposal| log.now().may_halt(&name(who), proposal);
    assert_eq!(may(&log, "ann", &proposal), Ok(()));
    assert_eq!(may(&log, "ann", &critical), Ok(()), "she has the right");
    assert_eq!(may(&log, "bob", &proposal), Ok(()));
    assert_eq!(may(&log, "bob", &critical), Err(Code::RiskTooHigh));
    assert_eq!(may(&log, "eve", &proposal), Err(Code::GroupMissing));
    assert_eq!(may(&log, "olga", &proposal), Err(Code::OwnProposal));
    assert_eq!(may(&log, "nobody", &proposal), Err(Code::UnknownKey));
    let nothing = Standing::default();
    assert_eq!(
        nothing.may_halt(&name("ann"), &proposal),
        Err(Code::UnknownKey)
    );
    let rights = in_force(&log.world);
    assert!(rights.has_right(&name("ann"), Right::Halt));
    assert!(!rights.has_right(&name("ann"), Right::Audit));
    assert!(!rights.has_right(&name("bob"), Right::Halt));

    for scope in [Scope::All(All), Scope::Queue(name("refunds"))] {
        let wide = log.world.halt("bob", scope);
        assert_eq!(log.say("bob", &wide), Err(Code::WrongRole));
    }
    let own = log.world.halt("bob", Scope::Esc(proposal.jti_esc()));
    log.say("bob", &own).unwrap();
    assert!(log.halts(&proposal));
    let mut lift = log.world.lift("bob", &own);
    lift.scope = own.scope.clone();
    assert_eq!(log.say("bob", &lift), Err(Code::WrongRole));
    assert!(log.halts(&proposal), "it takes the right to lift");
    log.say("ann", &log.world.lift("ann", &own)).unwrap();
    let vain = log.world.halt("eve", Scope::Esc(proposal.jti_esc()));
    log.say("eve", &vain).unwrap();
    assert!(!log.halts(&proposal), "she could not decide it");
}

#[test]
fn a_decided_action_is_run_again_only_while_all_that_let_it_run_still_holds() {
    let mut log = Log::new();
    let proposal = log.world.proposal();
    let expires = proposal.expires_at;
    let compact = sign("ledger", &proposal);
    let roster = log.now().roster().unwrap().expires_at;
    let near = |at: Timestamp, by| Timestamp::from_millis(at.millis() + by);
    let again = |standing: &Standing, answered: Timestamp, now: Timestamp| {
        let (name, ws) = (name("ledger"), World::default().ws);
        let source = Source {
            name: &name,
            ws,
            standing,
            answered_at: answered,
        };
        let both = (
            may_run_again(&compact, &source, now),
            recheck(&compact, &source, now),
        );
        (both.0.err(), both.1.err())
    };
    let at = log.world.now();
    let standing = log.now().clone();
    assert_eq!(again(&standing, at, at), (None, None));
    assert_eq!(again(&standing, at, near(at, FRESH_MS - 1)), (None, None));
    let stale = (Some(Code::RosterStale), Some(Code::HaltUnknown));
    assert_eq!(again(&standing, at, near(at, FRESH_MS)), stale);
    assert_eq!(again(&standing, near(at, 1), at), stale, "a clock set back");
    assert_eq!(again(&standing, expires, expires), (None, None));
    let late = near(expires, 1);
    assert_eq!(again(&standing, late, late).0, Some(Code::Expired));
    assert_eq!(again(&standing, roster, roster).0, Some(Code::Expired));
    let late = near(roster, 1);
    assert_eq!(again(&standing, late, late).0, Some(Code::RosterExpired));
    let nothing = Standing::default();
    assert_eq!(again(&nothing, at, at).0, Some(Code::RosterStale));

    let halt = log.world.halt("ann", Scope::All(All));
    log.say("ann", &halt).unwrap();
    let halted = Some(Code::Halted);
    assert_eq!(again(log.now(), at, at), (halted, halted));
    let session = log.world.session("ann");
    let (name, ws) = (name("ledger"), log.world.ws);
    let source = Source {
        name: &name,
        ws,
        standing: &standing,
        answered_at: at,
    };
    assert_eq!(
        may_run_again(&session, &source, at),
        Err(Code::WrongTyp),
        "a row that holds something else"
    );
}

/// A closed escalation, and what a gateway hands out over it.
fn ended(verb: Verb) -> (Scene, Asked, Resolution) {
    let mut scene = Scene::new(7);
    let plan = Plan {
        source: SOURCES[0],
        tool: TOOLS[0].0,
        amount: 20,
        queue: "money",
        wish: None,
        life: HOUR,
    };
    let (asked, verdict) = scene.propose(plan, 1);
    let decision = scene.decide(PEOPLE[0], &asked, &verdict, (verb, 0), None);
    scene.say(&[&decision.compact]);
    let resolution = scene.resolution(asked.esc).unwrap();
    (scene, asked, resolution)
}

#[test]
fn a_resolution_has_up_to_128_statements() {
    let (scene, asked, resolution) = ended(Verb::Approve);
    let code = |n: usize| {
        let mut padded = resolution.clone();
        let last = padded.statements.last().unwrap().clone();
        padded.statements.resize(n, last);
        let refused = Reader::of(&scene, &asked).verify(&padded).unwrap_err();
        (refused.code, refused.last)
    };
    assert!(Reader::of(&scene, &asked).verify(&resolution).is_ok());
    assert_eq!(code(128), (Code::CandidateMismatch, true), "it was read");
    assert_eq!(code(129), (Code::BadMember, false));
}

#[test]
fn a_roster_is_judged_by_up_to_its_last_millisecond() {
    let (scene, asked, resolution) = ended(Verb::Reject);
    let last = scene.timeline.now().roster().unwrap().expires_at;
    let at = |millis| {
        let now = Timestamp::from_millis(last.millis() + millis);
        let reader = Reader {
            now,
            ..Reader::of(&scene, &asked)
        };
        reader.verify(&resolution).map(drop).map_err(|r| r.code)
    };
    assert_eq!(at(0), Ok(()));
    assert_eq!(at(1), Err(Code::RosterExpired));
}

#[test]
fn what_policy_allowed_carries_nobodys_approval() {
    let mut scene = Scene::new(7);
    let plan = Plan {
        source: SOURCES[0],
        tool: "lookup",
        amount: 20,
        queue: "money",
        wish: None,
        life: HOUR,
    };
    let (now, gate) = (scene.now, GATEWAYS[0]);
    let asked = scene.cast.propose(now, plan);
    let takes = (1, asked.expires_at);
    let cast = &mut scene.cast;
    let verdict = cast.judge(gate, now, &asked, asked.sha, Ruling::Allow, takes);
    scene.say(&[&asked.compact, &verdict.compact]);
    let alone = scene.resolution(asked.esc).unwrap();
    let answer = Reader::of(&scene, &asked).verify(&alone);
    assert!(matches!(answer, Ok(Answer::Run { .. })), "{answer:?}");

    // Over the very verdict, the very candidate, and all of it under the receipt.
    let approval = scene.decide("ann", &asked, &verdict, (Verb::Approve, 0), None);
    let mut statements = alone.statements;
    statements.push(approval.compact);
    let head = scene.fold(asked.esc).head();
    let says = (Says::Resolved, Some(Status::Allowed));
    let cast = &mut scene.cast;
    let receipt = cast.receipt(gate, now, asked.esc, says, &statements, head);
    let more = Resolution {
        statements,
        receipt,
        ..alone
    };
    let refused = Reader::of(&scene, &asked).verify(&more).unwrap_err();
    assert_eq!(refused.code, Code::CandidateMismatch);
}

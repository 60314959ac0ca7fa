//! What reviewers do around an escalation, at any time that one asks for it.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use fermata_protocol::{
    Code, Entry, Esc, NewEntry, Timestamp,
    fold::{AGENT, Around, Escalation, Mark, READING_S, fold},
    payload::{NoteBody, NoteType, Proposal, Risk, Status, Verb, Verdict},
    roster::Timeline,
};
use fermata_testkit::{
    World,
    world::{name, sign},
};
use serde_json::json;

/// One escalation of `ledger`, and its log by hand.
struct Case {
    world: World,
    entries: Vec<Entry>,
    timeline: Timeline,
    esc: Esc,
    proposal: Proposal,
    opened: [String; 2],
}

impl Case {
    fn new() -> Self {
        let world = World::default();
        let mut timeline = Timeline::new(world.pin, world.ws);
        let mut seq = 0;
        for new in &world.genesis {
            seq += 1;
            timeline
                .take(&entry(new.clone(), seq, world.now()))
                .unwrap();
        }
        let proposal = world.proposal();
        let signed = sign("ledger", &proposal);
        let due = Timestamp::from_millis(world.now().millis() + 1_800_000);
        let verdict = json!({
            "jti": world.jti(), "iss": "gate", "ws": world.ws, "issued_at": world.now(), "esc": proposal.jti,
            "proposal_sha256": fermata_protocol::Sha::of(&signed), "candidate_sha256": fermata_protocol::Sha::of(&signed),
            "verdict": "escalate", "reasons": [], "risk": Risk::Medium, "policy_sha256": fermata_protocol::Sha::of("p"),
            "contract_sha256": world.contract_sha("refund"),
            "requires": { "approvals": 1, "groups": [], "friction": "none", "blind": false }, "due": due,
        });
        let verdict: Verdict = serde_json::from_value(verdict).unwrap();
        let opened = [signed, sign("gate", &verdict)];
        let esc = Esc::from(proposal.jti);
        let mut case = Self {
            world,
            entries: Vec::new(),
            timeline,
            esc,
            proposal,
            opened: opened.clone(),
        };
        case.append(opened.to_vec());
        case
    }

    fn append(&mut self, statements: Vec<String>) {
        let seq = 100 + self.entries.len() as u64;
        let new = NewEntry::of(statements).unwrap();
        self.entries.push(entry(new, seq, self.world.now()));
    }

    fn note(&mut self, who: &str, kind: NoteType, body: serde_json::Value) -> Mark {
        let body: NoteBody = serde_json::from_value(body).unwrap();
        let note = self.world.note(who, self.esc, kind, body);
        self.append(vec![sign(who, &note)]);
        self.state().history().last().unwrap().mark
    }

    fn claim(&mut self, who: &str, lease_s: u32) {
        let mark = self.note(who, NoteType::Claimed, json!({ "lease_s": lease_s }));
        assert_eq!(mark, Mark::Counts);
    }

    fn state(&self) -> Escalation {
        fold(self.esc, &self.entries, &self.timeline)
    }

    fn around(&self) -> Around {
        Around::of(&self.state())
    }

    fn holder(&self) -> Option<String> {
        let around = self.around();
        around.holder(self.world.now()).map(|it| it.by.to_string())
    }

    fn readers(&self) -> Vec<String> {
        let around = self.around();
        let readers = around.readers(self.world.now());
        readers.into_iter().map(|it| it.by.to_string()).collect()
    }

    fn seconds(&self, s: i64) {
        self.world.clock.step(s * 1_000);
    }
}

fn entry(new: NewEntry, seq: u64, at: Timestamp) -> Entry {
    let NewEntry {
        id,
        statements,
        esc,
        queue,
    } = new;
    Entry {
        seq,
        at,
        id,
        statements,
        esc,
        queue,
    }
}

#[test]
fn the_newest_claim_that_has_not_ended_holds_it_and_a_short_one_only_reads() {
    let mut case = Case::new();
    assert_eq!((case.holder(), case.readers()), (None, vec![]));
    case.claim("ann", READING_S);
    assert_eq!((case.holder(), case.readers()), (None, vec!["ann".into()]));
    case.claim("bob", READING_S + 1);
    assert_eq!(case.holder().as_deref(), Some("bob"));
    case.seconds(i64::from(READING_S));
    assert_eq!(
        (case.holder().as_deref(), case.readers()),
        (Some("bob"), vec![]),
        "a lease ends at the instant that it names"
    );
    case.claim("ann", 900);
    assert_eq!(case.holder().as_deref(), Some("ann"), "the newest one");
    case.seconds(899);
    assert_eq!(case.holder().as_deref(), Some("ann"));
    case.seconds(1);
    assert_eq!(case.holder(), None);
}

#[test]
fn an_older_claim_holds_again_when_a_newer_one_was_given_back() {
    let mut case = Case::new();
    case.claim("ann", 900);
    case.seconds(10);
    case.claim("bob", 300);
    assert_eq!(case.holder().as_deref(), Some("bob"));
    case.note("bob", NoteType::Released, json!({}));
    assert_eq!(case.holder().as_deref(), Some("ann"));
}

#[test]
fn opening_it_again_takes_nothing_from_who_holds_it() {
    let mut case = Case::new();
    case.claim("ann", 900);
    case.seconds(5);
    case.claim("ann", READING_S);
    case.seconds(i64::from(READING_S));
    assert_eq!(case.holder().as_deref(), Some("ann"));
    assert_eq!(case.readers(), Vec::<String>::new());
    let (around, now) = (case.around(), case.world.now());
    let until = around.claimed(&name("ann"), now).unwrap();
    assert_eq!(until.millis() - now.millis(), (900 - 5 - 120) * 1_000);
    assert_eq!(around.changes(now), Some(until));
    assert_eq!(around.claimed(&name("bob"), now), None);
    assert_eq!(
        around.claimed(&name("ann"), until),
        None,
        "a lease is over at its end"
    );
}

#[test]
fn it_is_for_whom_it_was_given_to_last_until_they_give_it_back() {
    let mut case = Case::new();
    let no = case.note("bob", NoteType::Assigned, json!({ "to": "bob" }));
    assert_eq!(no, Mark::Invalid(Code::NotAllowed));
    assert_eq!(case.around().assigned(), None);
    case.note("ann", NoteType::Assigned, json!({ "to": "bob" }));
    let given = case.around().assigned().cloned().unwrap();
    assert_eq!((given.to, given.by), (name("bob"), name("ann")));
    case.note("ann", NoteType::Released, json!({}));
    assert!(
        case.around().assigned().is_some(),
        "it is not ann's to give back"
    );
    case.note("bob", NoteType::Released, json!({}));
    assert_eq!(case.around().assigned(), None);
}

#[test]
fn a_question_waits_until_somebody_else_says_something() {
    let mut case = Case::new();
    let ask = json!({ "to": AGENT, "text": "Which card?" });
    case.note("ann", NoteType::Asked, ask);
    case.note(
        "ann",
        NoteType::Commented,
        json!({ "text": "The one on file?" }),
    );
    let around = case.around();
    assert_eq!(around.waits().unwrap().text, "Which card?");
    assert_eq!(around.waits().unwrap().to, Some(name(AGENT)));
    case.note("bob", NoteType::Commented, json!({ "text": "That one." }));
    assert_eq!(case.around().waits(), None);
    let texts: Vec<_> = case
        .around()
        .said()
        .iter()
        .map(|s| s.text.clone())
        .collect();
    assert_eq!(texts, ["Which card?", "The one on file?", "That one."]);
    case.note(
        "bob",
        NoteType::Asked,
        json!({ "to": "ann", "text": "Sure?" }),
    );
    assert_eq!(case.around().waits().unwrap().by, name("bob"));
    case.note("ledger", NoteType::Commented, json!({ "text": "Yes." }));
    assert_eq!(case.around().waits(), None, "the agent may answer so too");
}

#[test]
fn more_time_is_told_with_who_gave_it_and_what_did_not_count_is_not() {
    let mut case = Case::new();
    let later = |minutes: i64| Timestamp::from_millis(case.world.now().millis() + minutes * 60_000);
    let (hour, two) = (later(60), later(120));
    let no = case.note("bob", NoteType::Extended, json!({ "due": two }));
    assert_eq!(no, Mark::Invalid(Code::NotAllowed));
    case.note("ann", NoteType::Extended, json!({ "due": hour }));
    let given = case.around().extended().cloned().unwrap();
    assert_eq!((given.by, given.due), (name("ann"), hour));
    assert_eq!(case.state().due(), Some(hour));
}

#[test]
fn of_what_is_closed_nobody_holds_anything_and_nothing_waits() {
    let mut case = Case::new();
    case.claim("bob", 900);
    case.note("ann", NoteType::Assigned, json!({ "to": "bob" }));
    case.note(
        "ann",
        NoteType::Asked,
        json!({ "to": "bob", "text": "Sure?" }),
    );
    let no = case
        .world
        .decision("ann", &case.opened[0], &case.opened[1], Verb::Reject);
    case.append(vec![sign("ann", &no)]);
    let around = case.around();
    assert_eq!(case.state().status(), Status::Rejected);
    assert_eq!(
        (case.holder(), around.assigned(), around.waits()),
        (None, None, None)
    );
    assert_eq!(around.said().len(), 1, "what was said stays");
    assert_eq!(around.changes(case.world.now()), None);
}

#[test]
fn a_claim_of_somebody_else_keeps_no_decision_from_counting() {
    let mut case = Case::new();
    case.claim("bob", 900);
    let yes = case
        .world
        .decision("ann", &case.opened[0], &case.opened[1], Verb::Approve);
    case.append(vec![sign("ann", &yes)]);
    assert_eq!(case.state().status(), Status::Approved);
}

#[test]
fn who_may_decide_is_told_as_a_decision_would_be_marked() {
    let case = Case::new();
    let (state, standing) = (case.state(), case.timeline.now());
    let may = |who: &str| state.admits(standing, &name(who));
    assert_eq!(may("ann"), Ok(()));
    assert_eq!(may("olga"), Err(Code::OwnProposal));
    assert_eq!(may("eve"), Err(Code::GroupMissing));
    assert_eq!(may("nobody"), Err(Code::UnknownKey));
    assert_eq!(case.proposal.iss, name("ledger"));
}

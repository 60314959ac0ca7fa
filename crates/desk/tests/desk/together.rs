//! Two people around one item: who reads and holds it, what was said, and what became of a decision that another one overtook.

use fermata_client::Client;
use fermata_desk::ipc::{
    DeltaView, DetailView, ListName, NoteForm, ProgressStep, RowView, StatusView, UiErrorCode,
};
use fermata_protocol::{
    Esc, Jti, Name, SecretKey, Sha, Signed, Timestamp,
    fold::AGENT,
    payload::{
        Decision, Note, NoteBody, NoteType, Person, Right, Risk, Saw, Seen, Use, Verb, Wish,
    },
    view,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{
    approve,
    office::{Office, Output, Seat},
    waiting,
};

/// Bob, who is on the team list and sits elsewhere.
pub(crate) struct Bob {
    key: SecretKey,
    client: Client,
    ws: fermata_protocol::Ws,
    clock: fermata_testkit::clock::HandClock,
    count: std::cell::Cell<u8>,
}

fn bob() -> Name {
    "bob".parse().unwrap()
}

impl Bob {
    /// Puts Bob on the team list, and lets two people be needed where that is asked.
    pub(crate) async fn joins(office: &Office, approvals: u32, rights: &[Right]) -> Self {
        let key = SecretKey::from_seed(&Zeroizing::new([77; 32]));
        office
            .change_roster(|roster| {
                let ada = roster.people[0].clone();
                let mut entry = ada.keys[0].clone();
                entry.jwk = key.public().jwk();
                entry.r#use = vec![Use::Decide, Use::Session];
                roster.people[0].rights = rights.to_vec();
                roster.people.push(Person {
                    id: bob(),
                    name: "Bob Berg".to_owned(),
                    rights: vec![Right::Assign, Right::Extend],
                    keys: vec![entry],
                    ..ada
                });
                for queue in &mut roster.queues {
                    queue.requires = Some(Wish {
                        approvals: Some(approvals),
                        friction: None,
                    });
                }
            })
            .await;
        Self {
            client: office.client_of(&key, bob()),
            key,
            ws: office.workspace.workspace,
            clock: office.clock.clone(),
            count: std::cell::Cell::new(0),
        }
    }

    fn jti(&self) -> Jti {
        self.count.set(self.count.get() + 1);
        Jti::make(self.clock.now(), [self.count.get(); 10])
    }

    pub(crate) async fn says(&self, esc: Esc, r#type: NoteType, body: Value) {
        let body: NoteBody = serde_json::from_value(body).unwrap();
        let note = Note {
            jti: self.jti(),
            iss: bob(),
            ws: self.ws,
            issued_at: self.clock.now(),
            esc,
            r#type,
            body,
        };
        let signed = Signed::sign(&self.key, &note).unwrap();
        let sent = self.client.append(&[signed.compact().to_owned()]).await;
        sent.unwrap();
    }

    /// Decides as Bob's own desk would, with what the log has.
    async fn decides(&self, esc: Esc, verb: Verb, detail: &DetailView) {
        let entries = self.client.escalation(esc).await.unwrap().entries;
        let [proposal, verdict] = [&entries[0].statements[0], &entries[0].statements[1]];
        let proposed: fermata_protocol::payload::Proposal = fermata_testkit::world::peek(proposal);
        let (n, head) = (1, fermata_protocol::payload::ChainHead::Start(esc));
        let decision = Decision {
            jti: self.jti(),
            iss: bob(),
            ws: self.ws,
            issued_at: self.clock.now(),
            esc,
            aud: proposed.iss,
            expires_at: proposed.expires_at,
            proposal_sha256: Sha::of(proposal),
            decision: verb,
            view: Seen {
                v: view::VIEW_V,
                sha256: detail.raw.view_sha256.parse().unwrap(),
                uninspectable: vec![],
                opened: vec![],
                dwell_ms: 900,
            },
            verdict_sha256: Sha::of(verdict),
            roster_version: 2,
            saw: Saw { n, head },
            seq: u64::from(self.count.get()),
            candidate_sha256: (verb == Verb::Approve).then(|| Sha::of(proposal)),
            arguments: (verb == Verb::Edit).then(|| {
                let edited = json!({ "amount": 7, "to": "acc-4417" });
                edited.as_object().cloned().unwrap()
            }),
            reason: None,
            answer: None,
            prev: (self.count.get() > 1).then(|| Sha::of("before")),
        };
        let signed = Signed::sign(&self.key, &decision).unwrap();
        let sent = self.client.append(&[signed.compact().to_owned()]).await;
        sent.unwrap();
    }
}

pub(crate) async fn team(approvals: u32) -> (Office, Seat, Esc, Bob) {
    let (office, seat, esc) = waiting(Risk::Low).await;
    let bob = Bob::joins(&office, approvals, &[Right::Assign, Right::Extend]).await;
    (office, seat, esc, bob)
}

/// The item once it looks so.
pub(crate) async fn once(
    seat: &mut Seat,
    esc: Esc,
    is: impl Fn(&DetailView) -> bool,
) -> DetailView {
    loop {
        let detail = seat.desk.detail(esc).await.unwrap();
        if is(&detail) {
            return detail;
        }
        let told = |output: &Output| match output {
            Output::Delta(DeltaView::Upsert { row, .. }) if row.esc == esc.to_string() => Some(()),
            Output::Delta(DeltaView::Identity { .. }) => Some(()),
            _ => None,
        };
        seat.next(told).await;
    }
}

/// Names of who is at it, with whether they only read.
fn at_it(row: &RowView) -> Vec<(String, bool)> {
    let all = row.around.at_it.iter();
    all.map(|one| (one.name.clone(), one.reads)).collect()
}

async fn listed(seat: &Seat, list: ListName) -> Vec<String> {
    let page = seat.desk.rows(list, None, None, false).await.unwrap();
    page.rows.into_iter().map(|row| row.esc).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_and_who_holds_it_is_shown_until_the_lease_ends_and_not_longer() {
    let (office, mut seat, esc, bob) = team(1).await;
    bob.says(esc, NoteType::Claimed, json!({ "lease_s": 120 }))
        .await;
    let detail = once(&mut seat, esc, |d| !d.row.around.at_it.is_empty()).await;
    assert_eq!(at_it(&detail.row), [("Bob Berg".to_owned(), true)]);
    assert_eq!(detail.row.around.at_it[0].initials, "BB");
    bob.says(esc, NoteType::Claimed, json!({ "lease_s": 900 }))
        .await;
    let held = |d: &DetailView| d.row.around.at_it.iter().any(|one| !one.reads);
    let detail = once(&mut seat, esc, held).await;
    assert_eq!(at_it(&detail.row), [("Bob Berg".to_owned(), false)]);
    office.clock.step(899_999);
    seat.alarm().await;
    assert!(held(&seat.desk.detail(esc).await.unwrap()));
    office.clock.step(1);
    seat.alarm().await;
    let rows = seat
        .desk
        .rows(ListName::Inbox, None, None, false)
        .await
        .unwrap();
    assert_eq!(at_it(&rows.rows[0]), [], "the row changed by itself");
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_puts_it_into_mine_and_the_count_follows_until_it_ends_or_is_given_back() {
    let (office, mut seat, esc, _bob) = team(1).await;
    once(&mut seat, esc, |d| !d.around.colleagues.is_empty()).await;
    seat.desk.note(esc, NoteForm::Claim).await.unwrap();
    let mine = |d: &DetailView| d.row.around.lists == [ListName::Mine];
    once(&mut seat, esc, mine).await;
    assert_eq!(listed(&seat, ListName::Mine).await, [esc.to_string()]);
    assert_eq!(seat.desk.hydrate().await.unwrap().counts.mine, 1);
    seat.desk.note(esc, NoteForm::Release).await.unwrap();
    once(&mut seat, esc, |d| d.row.around.lists.is_empty()).await;
    assert_eq!(seat.desk.hydrate().await.unwrap().counts.mine, 0);

    seat.desk.note(esc, NoteForm::Claim).await.unwrap();
    once(&mut seat, esc, mine).await;
    seat.stand_up().await;
    office.clock.step(900_000);
    let mut again = office.sit().await;
    while again.desk.hydrate().await.unwrap().counts.mine != 0 {
        again
            .next(|output| matches!(output, Output::Delta(_)).then_some(()))
            .await;
    }
    assert_eq!(listed(&again, ListName::Mine).await, Vec::<String>::new());
    assert_eq!(again.desk.hydrate().await.unwrap().counts.inbox, 1);
    again.stand_up().await;
}

/// Every note of this type that the log holds.
async fn notes(office: &Office, esc: Esc, r#type: NoteType) -> usize {
    let entries = office.client().escalation(esc).await.unwrap().entries;
    let texts = entries.iter().map(|entry| &entry.statements[0]);
    texts
        .filter(|text| Signed::<Note>::parse(text).is_ok())
        .filter(|text| fermata_testkit::world::peek::<Note>(text).r#type == r#type)
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_is_told_once_for_each_lease_and_by_nobody_who_is_alone() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    seat.desk.note(esc, NoteForm::Read).await.unwrap();
    assert_eq!(notes(&office, esc, NoteType::Claimed).await, 0, "alone");
    let _bob = Bob::joins(&office, 1, &[]).await;
    once(&mut seat, esc, |d| !d.around.colleagues.is_empty()).await;
    seat.desk.note(esc, NoteForm::Read).await.unwrap();
    once(&mut seat, esc, |d| !d.row.around.at_it.is_empty()).await;
    seat.desk.note(esc, NoteForm::Read).await.unwrap();
    assert_eq!(notes(&office, esc, NoteType::Claimed).await, 1);
    office.clock.step(120_000);
    seat.desk.note(esc, NoteForm::Read).await.unwrap();
    assert_eq!(notes(&office, esc, NoteType::Claimed).await, 2);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_was_written_offline_survives_a_restart_and_is_in_the_log_once() {
    let (mut office, seat, esc) = waiting(Risk::Low).await;
    office.stop_gateway().await;
    let text = "Look at the\u{202e} second bag.".to_owned();
    let comment = NoteForm::Comment { text };
    seat.desk.note(esc, comment).await.unwrap();
    let said = seat.desk.detail(esc).await.unwrap().around.said;
    assert_eq!((said.len(), said[0].waits, said[0].me), (1, true, true));
    assert!(said[0].text.iter().any(|run| run.mark.is_some()), "escaped");
    assert_eq!(seat.desk.hydrate().await.unwrap().counts.outbox, 1);
    let claim = seat.desk.note(esc, NoteForm::Claim).await.unwrap_err();
    assert_eq!(claim.code, UiErrorCode::Offline);
    assert!(claim.message.en.starts_with("Nothing changed"), "{claim:?}");
    seat.stand_up().await;

    let mut again = office.sit().await;
    assert!(again.desk.detail(esc).await.unwrap().around.said[0].waits);
    office.start_gateway().await;
    let detail = once(&mut again, esc, |d| {
        d.around.said.iter().all(|one| !one.waits)
    })
    .await;
    assert_eq!(detail.around.said.len(), 1);
    assert_eq!(notes(&office, esc, NoteType::Commented).await, 1);
    assert_eq!(
        notes(&office, esc, NoteType::Claimed).await,
        0,
        "a claim does not wait"
    );
    assert_eq!(again.desk.hydrate().await.unwrap().counts.outbox, 0);
    let line = detail.history.last().unwrap();
    assert_eq!(
        (line.text.as_str(), line.said.is_empty()),
        ("commented", false)
    );
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_waits_under_asked_until_somebody_else_says_something() {
    let (_office, mut seat, esc, bob) = team(1).await;
    once(&mut seat, esc, |d| !d.around.colleagues.is_empty()).await;
    let ask = |to: &str| NoteForm::Ask {
        to: to.to_owned(),
        text: "Is she gold?".to_owned(),
    };
    let nobody = seat.desk.note(esc, ask("nobody")).await.unwrap_err();
    assert_eq!(nobody.code, UiErrorCode::NotAllowed);
    let nothing = NoteForm::Comment { text: " \n".into() };
    let nothing = seat.desk.note(esc, nothing).await.unwrap_err();
    assert_eq!(nothing.code, UiErrorCode::BadArguments);
    seat.desk.note(esc, ask(AGENT)).await.unwrap();
    let detail = once(&mut seat, esc, |d| d.around.asks).await;
    assert_eq!(detail.around.said[0].to.as_deref(), Some("the agent"));
    assert_eq!(listed(&seat, ListName::Asked).await, [esc.to_string()]);
    let answer = json!({ "text": "Since May." });
    bob.says(esc, NoteType::Commented, answer).await;
    let detail = once(&mut seat, esc, |d| !d.around.asks).await;
    assert_eq!(detail.around.said[1].by, "Bob Berg");
    let counts = seat.desk.hydrate().await.unwrap().counts;
    assert_eq!((counts.asked, counts.inbox), (0, 1));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_it_away_and_more_time_take_their_rights_and_are_refused_here_before_anything_is_signed()
 {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    let _bob = Bob::joins(&office, 1, &[]).await;
    let detail = once(&mut seat, esc, |d| !d.around.colleagues.is_empty()).await;
    assert_eq!(
        (detail.around.may_assign, &detail.around.may_extend),
        (false, &None)
    );
    let hour = office.clock.now().plus(chrono::TimeDelta::minutes(59));
    let assign = |to: &str| NoteForm::Assign { to: to.to_owned() };
    let extend = |due: Timestamp| NoteForm::Extend {
        due: due.to_string(),
    };
    for form in [assign("bob"), extend(hour)] {
        let no = seat.desk.note(esc, form).await.unwrap_err();
        assert_eq!(no.code, UiErrorCode::NotAllowed);
        assert!(no.message.en.contains("the right to"), "{no:?}");
    }
    seat.stand_up().await;

    let (office, mut seat, esc, bob) = team(1).await;
    let detail = once(&mut seat, esc, |d| d.around.may_assign).await;
    let end: Timestamp = detail
        .around
        .may_extend
        .clone()
        .map_or(office.clock.now(), |end| end.parse().unwrap());
    let no = seat.desk.note(esc, assign("cy")).await.unwrap_err();
    assert!(no.message.en.contains("may not decide"), "{no:?}");
    seat.desk.note(esc, assign("bob")).await.unwrap();
    let given = |d: &DetailView| d.row.around.assigned.is_some();
    let detail = once(&mut seat, esc, given).await;
    let to = detail.row.around.assigned.unwrap();
    assert_eq!(
        (to.to.as_str(), to.me, to.by.as_str()),
        ("Bob Berg", false, "Ada")
    );
    let me = office.workspace.person.to_string();
    bob.says(esc, NoteType::Assigned, json!({ "to": me })).await;
    let mine = |d: &DetailView| d.row.around.lists.contains(&ListName::Mine);
    let detail = once(&mut seat, esc, mine).await;
    assert_eq!(detail.row.around.assigned.unwrap().by, "Bob Berg");
    let past = extend(end.plus(chrono::TimeDelta::seconds(1)));
    let no = seat.desk.note(esc, past).await.unwrap_err();
    assert_eq!(no.code, UiErrorCode::BadTime);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_approved_stands_under_needs_a_second_person_until_i_have_too() {
    let (_office, mut seat, esc, bob) = team(2).await;
    let detail = once(&mut seat, esc, |d| d.approvals_needed == 2).await;
    assert_eq!(listed(&seat, ListName::Second).await, Vec::<String>::new());
    bob.count.set(1);
    bob.decides(esc, Verb::Approve, &detail).await;
    let second = |d: &DetailView| d.row.around.lists == [ListName::Second];
    let detail = once(&mut seat, esc, second).await;
    let stand = detail.row.around.stand.unwrap();
    assert_eq!((stand.have, stand.needed), (1, 2));
    assert_eq!(listed(&seat, ListName::Second).await, [esc.to_string()]);
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.stands(esc, StatusView::Approved).await;
    assert_eq!(listed(&seat, ListName::Second).await, Vec::<String>::new());
    assert_eq!(seat.desk.hydrate().await.unwrap().counts.second, 0);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_replaces_what_i_approved_brings_it_back_and_says_so() {
    let (_office, mut seat, esc, bob) = team(2).await;
    let detail = once(&mut seat, esc, |d| d.approvals_needed == 2).await;
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.step(esc, ProgressStep::Recorded).await;
    bob.decides(esc, Verb::Edit, &detail).await;
    let undone = |d: &DetailView| {
        let progress = d.row.progress.as_ref();
        progress.is_some_and(|p| p.step == ProgressStep::NotApplied)
    };
    let detail = once(&mut seat, esc, undone).await;
    let note = detail.row.progress.unwrap().note.unwrap();
    assert_eq!(
        note,
        "Bob Berg’s edit replaced what you approved: yours no longer counts, look again."
    );
    assert_eq!(listed(&seat, ListName::Inbox).await, [esc.to_string()]);
    assert_eq!(listed(&seat, ListName::Second).await, [esc.to_string()]);
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.stands(esc, StatusView::Edited).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_agent_withdrew_and_why_is_told_and_its_answer_is_linked() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let first = office.propose(contract, 412, "one").await;
    seat.row(first, ListName::Inbox).await;
    office
        .withdraw(first, "asked again with another card")
        .await;
    seat.stands(first, StatusView::Withdrawn).await;
    let detail = seat.desk.detail(first).await.unwrap();
    let closed = detail.around.closed.unwrap();
    let why: String = closed.why.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(
        (closed.by.as_str(), why.as_str()),
        ("agent", "asked again with another card")
    );

    let second = office.answer(contract, first, "two").await;
    seat.row(second, ListName::Inbox).await;
    let new = seat.desk.detail(second).await.unwrap().around;
    assert_eq!(new.answers.unwrap().esc, first.to_string());
    let old = once(&mut seat, first, |d| d.around.answered_by.is_some()).await;
    let answer = old.around.answered_by.unwrap();
    let title: String = answer.title.iter().map(|run| run.text.as_str()).collect();
    assert_eq!(
        (answer.esc, title.as_str()),
        (second.to_string(), "Pay 5.00 USD to acc-4417")
    );
    assert_eq!(old.row.around.answered_by, Some(second.to_string()));
    seat.stand_up().await;
}

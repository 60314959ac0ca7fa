//! Outcomes to look at: raised by what a source reports and by what it does not, told of once, and there until somebody has looked.

use fermata_client::{Auth, Client};
use fermata_desk::{
    Alert, SourceFile,
    ipc::{AlarmKind, AlarmView, Language, ListName, RowView, ScopeKind, StatusView},
};
use fermata_protocol::{Esc, Sha, payload::Risk};
use serde_json::{Value, json};

use crate::{
    approve,
    office::{Office, Output, Seat},
    waiting,
};

const MINUTE: i64 = 60_000;

/// What the workspace's source says of it.
async fn reports(office: &Office, esc: Esc, status: &str, more: Value) {
    let text = std::fs::read(office.home.sources().join("agent.json")).unwrap();
    let file: SourceFile = serde_json::from_slice(&text).unwrap();
    let source = Client::new(&file.gateway, Auth::Token(file.token)).unwrap();
    let entries = office.client().escalation(esc).await.unwrap().entries;
    let proposal = Sha::of(&entries[0].statements[0]);
    let mut draft = json!({
        "esc": esc, "proposal_sha256": proposal, "candidate_sha256": proposal, "status": status, "attempt": 1
    });
    let members = draft.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    // A key for each report, so that none is taken for a retry.
    let key = format!("{status}-{}", entries.len());
    let draft = draft.to_string();
    source.outcome_draft(draft.as_bytes(), &key).await.unwrap();
}

async fn approved() -> (Office, Seat, Esc) {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.stands(esc, StatusView::Approved).await;
    (office, seat, esc)
}

/// Its row, once it stands in the inbox for this.
pub(crate) async fn raised(seat: &mut Seat, esc: Esc, kind: AlarmKind) -> RowView {
    loop {
        let row = seat.row(esc, ListName::Inbox).await;
        if row.alarm == Some(kind) {
            return row;
        }
    }
}

async fn alarms(seat: &Seat, esc: Esc) -> Vec<AlarmView> {
    seat.desk.detail(esc).await.unwrap().alarms
}

async fn first(seat: &Seat) -> Option<RowView> {
    let rows = seat
        .desk
        .rows(ListName::Inbox, None, None, false)
        .await
        .unwrap();
    rows.rows.into_iter().next()
}

/// The next notification about an alarm; those about items that wait are passed over.
async fn told(seat: &mut Seat, office: &Office) -> Alert {
    loop {
        let alert = seat.alert(office).await;
        if alert.title.starts_with("Look at this") {
            return alert;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_instead_stands_beside_what_was_approved_until_somebody_has_looked() {
    let (office, mut seat, esc) = approved().await;
    reports(&office, esc, "accepted", json!({})).await;
    let other = json!({ "tool": "pay", "arguments": { "amount": 4120, "to": "acc-4417" } });
    reports(&office, esc, "executed", json!({ "action": other })).await;
    let row = raised(&mut seat, esc, AlarmKind::ExecutedOther).await;
    office.clock.step(1);
    let waits = office.contract(Risk::Critical).await;
    let waits = office.propose(waits, 1, "urgent").await;
    seat.row(waits, ListName::Inbox).await;
    assert_eq!(
        first(&seat).await.unwrap().esc,
        row.esc,
        "before what waits"
    );
    let alert = told(&mut seat, &office).await;
    assert_eq!(alert.risk, Risk::Critical);
    assert_eq!(
        (alert.title.as_str(), alert.body.as_str(), alert.esc),
        (
            "Look at this: Pay 412.00 USD to acc-4417",
            "Something else ran than what was approved",
            Some(esc)
        )
    );
    let all = alarms(&seat, esc).await;
    let [alarm] = &all[..] else {
        panic!("one alarm")
    };
    let text = |field: &Option<fermata_desk::ipc::FieldView>| -> String {
        field
            .iter()
            .flat_map(|f| f.value.iter().map(|run| run.text.as_str()))
            .collect()
    };
    let lines: Vec<(&str, String, String, bool)> = alarm
        .lines
        .iter()
        .map(|l| (l.label.as_str(), text(&l.asked), text(&l.ran), l.differs))
        .collect();
    assert_eq!(
        lines,
        [
            ("Amount", "412.00 USD".into(), "4,120.00 USD".into(), true),
            ("To", "acc-4417".into(), "acc-4417".into(), false)
        ]
    );
    assert!(alarm.todo.contains("Stop agent"), "{}", alarm.todo);
    assert!(
        alarm.todo.contains("nothing that undoes it"),
        "{}",
        alarm.todo
    );
    let stops = seat.desk.detail(esc).await.unwrap().stops;
    let kinds: Vec<ScopeKind> = stops.iter().map(|stop| stop.kind).collect();
    assert_eq!(kinds, [ScopeKind::Queue, ScopeKind::Source, ScopeKind::All]);
    seat.stand_up().await;

    let mut again = office.sit().await;
    assert_eq!(
        first(&again).await.unwrap().alarm,
        Some(AlarmKind::ExecutedOther)
    );
    let id = alarms(&again, esc).await[0].id.clone();
    again
        .desk
        .looked(esc, vec!["unknown:1".to_owned()])
        .await
        .unwrap();
    assert!(
        alarms(&again, esc).await[0].open,
        "only what is named is put away"
    );
    again.desk.looked(esc, vec![id]).await.unwrap();
    while again.row(esc, ListName::Decided).await.alarm.is_some() {}
    let all = alarms(&again, esc).await;
    let [alarm] = &all[..] else {
        panic!("it is kept with the item")
    };
    assert!(!alarm.open && alarm.looked.is_some());
    assert_eq!(told_again(&mut again, &office, waits).await, 0);
    reports(&office, esc, "executed", json!({ "action": other })).await;
    raised(&mut again, esc, AlarmKind::ExecutedOther).await;
    again.stand_up().await;
}

/// How many alarms were told of until something else is: here, that `waits` was decided elsewhere.
async fn told_again(seat: &mut Seat, office: &Office, waits: Esc) -> usize {
    office.clock.step(400);
    seat.alarm().await;
    let seen = seat.seen(waits).await;
    let typed = Some("4417".to_owned());
    let form = fermata_desk::ipc::DecisionForm::Approve { typed };
    seat.desk.decide(waits, form, seen).await.unwrap();
    let mut alarms = 0;
    loop {
        let output = seat.outputs.recv().await.unwrap();
        match output {
            Output::Alert(alert) if alert.title.starts_with("Look") => alarms += 1,
            Output::Withdrawn(esc) if esc == waits => return alarms,
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_and_not_run_is_told_after_ten_minutes_and_gone_once_it_ran() {
    let (office, mut seat, esc) = approved().await;
    let due = office.clock.now().plus(chrono::TimeDelta::minutes(10));
    // Before that the timer is for telling of the item itself.
    office.clock.step(400);
    seat.alarm().await;
    seat.next(|output| matches!(output, Output::Timer(Some(at)) if *at == due).then_some(()))
        .await;
    office.clock.step(10 * MINUTE - 401);
    seat.alarm().await;
    assert!(alarms(&seat, esc).await.is_empty());
    office.clock.step(1);
    seat.alarm().await;
    raised(&mut seat, esc, AlarmKind::NotRun).await;
    assert_eq!(
        told(&mut seat, &office).await.body,
        "It was approved, and nobody has taken it"
    );
    seat.stand_up().await;

    let mut again = office.sit().await;
    assert_eq!(first(&again).await.unwrap().alarm, Some(AlarmKind::NotRun));
    reports(&office, esc, "accepted", json!({})).await;
    while again.row(esc, ListName::Decided).await.status != StatusView::Accepted {}
    office.clock.step(10 * MINUTE);
    again.alarm().await;
    raised(&mut again, esc, AlarmKind::NoWord).await;
    reports(&office, esc, "executed", json!({})).await;
    while again.row(esc, ListName::Decided).await.status != StatusView::Executed {}
    assert!(alarms(&again, esc).await.is_empty());
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_late_while_no_desk_ran_is_raised_by_the_next_one() {
    let (office, seat, esc) = approved().await;
    seat.stand_up().await;
    office.clock.step(11 * MINUTE);
    let mut again = office.sit().await;
    assert_eq!(told(&mut again, &office).await.esc, Some(esc));
    raised(&mut again, esc, AlarmKind::NotRun).await;
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_can_not_read_the_log_does_not_say_that_nothing_ran() {
    let (mut office, mut seat, esc) = approved().await;
    office.stop_gateway().await;
    seat.next(|output| match output {
        Output::Delta(fermata_desk::ipc::DeltaView::Status { status })
            if status.link == fermata_desk::ipc::LinkView::Offline =>
        {
            Some(())
        }
        _ => None,
    })
    .await;
    office.clock.step(11 * MINUTE);
    seat.alarm().await;
    assert!(alarms(&seat, esc).await.is_empty());
    office.start_gateway().await;
    raised(&mut seat, esc, AlarmKind::NotRun).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_is_not_late_and_gets_its_time_again_when_the_stop_ends() {
    let (office, mut seat, esc) = approved().await;
    seat.desk
        .halt(esc, ScopeKind::Source, String::new())
        .await
        .unwrap();
    let halts = seat
        .next(|output| match output {
            Output::Delta(fermata_desk::ipc::DeltaView::Status { status }) => {
                status.halts.first().cloned()
            }
            _ => None,
        })
        .await;
    office.clock.step(11 * MINUTE);
    seat.alarm().await;
    assert!(alarms(&seat, esc).await.is_empty(), "it is held on purpose");
    seat.desk.lift(halts.id).await.unwrap();
    let due = office.clock.now().plus(chrono::TimeDelta::minutes(10));
    office.clock.step(400);
    seat.alarm().await;
    seat.next(|output| matches!(output, Output::Timer(Some(at)) if *at == due).then_some(()))
        .await;
    assert!(alarms(&seat, esc).await.is_empty());
    office.clock.step(10 * MINUTE - 400);
    seat.alarm().await;
    raised(&mut seat, esc, AlarmKind::NotRun).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_outcome_that_needs_a_person_is_raised_in_its_own_words() {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    reports(&office, esc, "executed", json!({})).await;
    let row = raised(&mut seat, esc, AlarmKind::ExecutedWithoutApproval).await;
    assert_eq!(row.status, StatusView::Open, "it can still be decided");
    let alarm = alarms(&seat, esc).await.remove(0);
    assert_eq!(alarm.asked, "Asked for");
    assert!(alarm.what.contains("which is open"), "{}", alarm.what);
    seat.desk.looked(esc, vec![alarm.id.clone()]).await.unwrap();
    while seat.row(esc, ListName::Inbox).await.alarm.is_some() {}
    seat.stand_up().await;

    let said = |alarm: &AlarmView| format!("{} {} {}", alarm.what, alarm.means, alarm.todo);
    let (office, mut seat, esc) = approved().await;
    reports(&office, esc, "accepted", json!({})).await;
    reports(&office, esc, "unknown", json!({})).await;
    raised(&mut seat, esc, AlarmKind::Unknown).await;
    let unknown = alarms(&seat, esc).await.remove(0);
    assert!(
        said(&unknown).contains("before anybody does it again"),
        "{unknown:?}"
    );
    reports(
        &office,
        esc,
        "failed",
        json!({ "error": "card \u{202e}declined" }),
    )
    .await;
    raised(&mut seat, esc, AlarmKind::Failed).await;
    let failed = alarms(&seat, esc).await.remove(0);
    assert!(
        failed.said.iter().any(|run| run.mark.is_some()),
        "{failed:?}"
    );
    reports(&office, esc, "executed", json!({})).await;
    raised(&mut seat, esc, AlarmKind::OutcomeOutOfOrder).await;
    let all = alarms(&seat, esc).await;
    let kinds: Vec<AlarmKind> = all.iter().map(|alarm| alarm.kind).collect();
    assert_eq!(kinds, [AlarmKind::OutcomeOutOfOrder, AlarmKind::Failed]);
    assert!(
        all[0]
            .what
            .contains("“executed” although it had reported “failed”"),
        "{all:?}"
    );
    reports(&office, esc, "compensated", json!({})).await;
    while alarms(&seat, esc).await.len() != 1 {
        seat.row(esc, ListName::Inbox).await;
    }
    seat.stand_up().await;

    let (office, mut seat, esc) = approved().await;
    reports(&office, esc, "refused", json!({ "code": "quorum_not_met" })).await;
    raised(&mut seat, esc, AlarmKind::Refused).await;
    let detail = seat.desk.detail(esc).await.unwrap();
    let plain = "too few people had signed it (quorum_not_met)";
    assert!(detail.alarms[0].what.contains(plain), "{:?}", detail.alarms);
    assert!(detail.history.last().unwrap().text.contains(plain));
    assert!(detail.row.progress.unwrap().note.unwrap().contains(plain));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_new_raises_no_failure_of_last_month_but_every_contradiction() {
    let (office, mut seat, failed) = approved().await;
    reports(&office, failed, "accepted", json!({})).await;
    reports(&office, failed, "failed", json!({})).await;
    raised(&mut seat, failed, AlarmKind::Failed).await;
    office.clock.step(1);
    let contract = office.contract(Risk::Low).await;
    let other = office.propose(contract, 7, "two").await;
    seat.row(other, ListName::Inbox).await;
    reports(&office, other, "executed", json!({})).await;
    raised(&mut seat, other, AlarmKind::ExecutedWithoutApproval).await;
    seat.stand_up().await;
    for path in [office.home.desk_db(), office.home.projection_db()] {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
    }
    office.clock.step(8 * 24 * 60 * MINUTE);
    let mut again = office.sit().await;
    raised(&mut again, other, AlarmKind::ExecutedWithoutApproval).await;
    let detail = again.desk.detail(failed).await.unwrap();
    assert_eq!(detail.row.status, StatusView::Failed);
    assert!(
        detail.row.alarm.is_none() && !detail.alarms[0].open,
        "{:?}",
        detail.alarms
    );
    assert_eq!(
        detail.alarms[0].looked, None,
        "nobody here has looked at it"
    );
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_instead_is_compared_in_german_where_the_page_speaks_it() {
    let (office, mut seat, esc) = approved().await;
    reports(&office, esc, "accepted", json!({})).await;
    let other = json!({ "tool": "wire", "arguments": { "amount": 4120 } });
    reports(&office, esc, "executed", json!({ "action": other })).await;
    raised(&mut seat, esc, AlarmKind::ExecutedOther).await;
    let over = |alarm: AlarmView| {
        let labels = alarm.lines.into_iter().map(|line| line.label);
        (alarm.asked, labels.collect::<Vec<_>>())
    };
    let (asked, labels) = over(alarms(&seat, esc).await.remove(0));
    assert_eq!(asked, "Approved");
    // What the contract calls its own values stays as it was written.
    assert_eq!(labels, ["Tool", "Amount", "To", "Arguments"]);
    seat.speak(Language::De);
    let (asked, labels) = over(alarms(&seat, esc).await.remove(0));
    assert_eq!(asked, "Freigegeben");
    assert_eq!(labels, ["Werkzeug", "Amount", "To", "Argumente"]);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_ones_own_decision_and_the_history_are_in_the_language_of_the_page() {
    let (office, mut seat, esc) = approved().await;
    reports(&office, esc, "refused", json!({ "code": "quorum_not_met" })).await;
    raised(&mut seat, esc, AlarmKind::Refused).await;
    seat.speak(Language::De);
    let detail = seat.desk.detail(esc).await.unwrap();
    let plain = "zu wenige Personen hatten es signiert (quorum_not_met)";
    assert_eq!(
        detail.row.progress.unwrap().note.unwrap(),
        format!("Der Agent hat es abgelehnt: {plain}. Nichts lief.")
    );
    let said: Vec<&str> = detail.history.iter().map(|e| e.text.as_str()).collect();
    let refused = format!("hat es nicht ausgeführt: {plain}");
    assert!(said[0].starts_with("hat es vorgeschlagen"), "{said:?}");
    assert!(said.contains(&"hat es freigegeben"), "{said:?}");
    assert_eq!(said.last(), Some(&refused.as_str()));
    seat.speak(Language::En);
    let detail = seat.desk.detail(esc).await.unwrap();
    let note = detail.row.progress.unwrap().note.unwrap();
    assert!(note.starts_with("The agent refused it: too few people"));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_is_told_in_the_language_of_the_page_and_in_english_elsewhere() {
    let (office, mut seat, esc) = approved().await;
    reports(&office, esc, "refused", json!({ "code": "quorum_not_met" })).await;
    raised(&mut seat, esc, AlarmKind::Refused).await;
    let words = |alarm: AlarmView| [alarm.title, alarm.what, alarm.means, alarm.todo];
    let en = words(alarms(&seat, esc).await.remove(0));
    seat.speak(Language::De);
    let de = words(alarms(&seat, esc).await.remove(0));
    assert!(en.iter().zip(&de).all(|(en, de)| en != de), "{en:?}");
    assert_eq!(de[0], "Freigegeben und von der Quelle abgelehnt");
    assert_eq!(
        de[1],
        "agent hat es nicht ausgeführt: zu wenige Personen hatten es signiert (quorum_not_met)."
    );
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_kept_in_another_language_is_in_the_pages_when_it_is_read_again() {
    let (office, mut seat, esc) = approved().await;
    reports(&office, esc, "refused", json!({ "code": "quorum_not_met" })).await;
    raised(&mut seat, esc, AlarmKind::Refused).await;
    let note = async |seat: &Seat| {
        seat.desk.hydrate().await.unwrap();
        first(seat).await.unwrap().progress.unwrap().note.unwrap()
    };
    assert!(note(&seat).await.starts_with("The agent refused it"));
    seat.speak(Language::De);
    assert!(note(&seat).await.starts_with("Der Agent hat es abgelehnt"));
    // Kept so: a start in this language finds it, and one in another folds it again.
    seat.stand_up().await;
    let seat = office.sit().await;
    assert!(note(&seat).await.starts_with("The agent refused it"));
    seat.stand_up().await;
}

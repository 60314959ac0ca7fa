//! What a contract masks: nothing of it leaves the desk's core before this person uncovered it on record.

use fermata_desk::ipc::{
    DecisionForm, DetailView, ListName, NoteForm, ProgressStep, SearchForm, UiErrorCode,
};
use fermata_protocol::{
    Esc,
    payload::{Contract, Decision, Format, Right, Risk},
};
use fermata_testkit::world::peek;
use serde_json::json;

use crate::{
    decisions,
    office::{Office, Output, Seat, field},
};

const SECRET: &str = "hunter2-4471";
/// Of the first masked value.
const MASK: &str = "••••••••1";

/// A payment with a code that its contract masks.
async fn masked() -> (Office, Seat, Esc) {
    masked_with(Risk::Low, json!({}), |_| {}).await
}

/// The same with more beside the arguments, under another contract.
async fn masked_with(
    risk: Risk,
    beside: serde_json::Value,
    change: impl FnOnce(&mut Contract),
) -> (Office, Seat, Esc) {
    let office = Office::open().await;
    let contract = office
        .contract_with(risk, |contract| {
            contract.input_schema["properties"]["code"] = json!({ "type": "string" });
            contract
                .fields
                .push(field("/code", "Code", Format::Secret, None));
            change(contract);
        })
        .await;
    let mut seat = office.sit().await;
    let arguments = json!({ "amount": 412, "to": "acc-4417", "code": SECRET });
    let mut more = json!({ "action": { "tool": "pay", "arguments": arguments } });
    more.as_object_mut()
        .unwrap()
        .extend(beside.as_object().unwrap().clone());
    let esc = office.draft(contract, 412, "one", more).await;
    seat.row(esc, ListName::Inbox).await;
    (office, seat, esc)
}

fn holds(detail: &DetailView) -> bool {
    serde_json::to_string(detail).unwrap().contains(SECRET)
}

/// The detail once it is so; it is looked at again with whatever the desk tells.
async fn until(seat: &mut Seat, esc: Esc, so: impl Fn(&DetailView) -> bool) -> DetailView {
    loop {
        let detail = seat.desk.detail(esc).await.unwrap();
        if so(&detail) {
            return detail;
        }
        seat.next(|output| matches!(output, Output::Delta(_)).then_some(()))
            .await;
    }
}

fn reveal() -> NoteForm {
    NoteForm::Reveal {
        pointer: "/code".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_value_is_in_nothing_that_the_page_gets_and_no_search_finds_it() {
    let (_office, seat, esc) = masked().await;
    let detail = seat.desk.detail(esc).await.unwrap();
    assert!(!holds(&detail));
    assert!(detail.arguments.contains(MASK));
    assert!(
        detail.raw.compact.is_empty() && detail.raw.payload.is_empty(),
        "the signed bytes would tell it"
    );
    let preview = seat
        .desk
        .preview(esc, detail.arguments.clone())
        .await
        .unwrap();
    assert!(!serde_json::to_string(&preview).unwrap().contains(SECRET));
    let form = SearchForm {
        text: SECRET.to_owned(),
        ..SearchForm::default()
    };
    let found = seat.desk.search(form, None).await.unwrap();
    assert!(found.rows.is_empty());
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_value_is_shown_once_the_log_says_who_looked() {
    let (_office, mut seat, esc) = masked().await;
    seat.desk.note(esc, reveal()).await.unwrap();
    let shown = |detail: &DetailView| {
        let field = detail.fields.iter().find(|field| field.pointer == "/code");
        field.unwrap().value[0].text == SECRET
    };
    let detail = until(&mut seat, esc, shown).await;
    assert!(detail.arguments.contains(SECRET) && !detail.raw.compact.is_empty());
    let last = detail.history.last().unwrap();
    assert_eq!(
        (last.text.as_str(), last.mark.as_str()),
        ("uncovered a masked value", "ok")
    );
    let again = seat.desk.note(esc, reveal()).await.unwrap_err();
    assert_eq!(again.code, UiErrorCode::BadArguments);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_right_to_it_uncovers_nothing() {
    let (office, mut seat, esc) = masked().await;
    office
        .change_roster(|roster| roster.people[0].rights = vec![Right::Halt])
        .await;
    let detail = until(&mut seat, esc, |detail| !detail.reveals).await;
    let error = seat.desk.note(esc, reveal()).await.unwrap_err();
    assert_eq!(error.code, UiErrorCode::NotAllowed);
    assert!(!holds(&detail) && !holds(&seat.desk.detail(esc).await.unwrap()));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_leaves_the_mask_signs_what_was_under_it_and_a_moved_mask_is_refused() {
    let (office, mut seat, esc) = masked().await;
    let seen = seat.seen(esc).await;
    let edit = |to: &str, code: &str| DecisionForm::Edit {
        arguments: json!({ "amount": 400, "to": to, "code": code }).to_string(),
        typed: None,
    };
    let moved = seat.desk.decide(esc, edit(MASK, "x"), seen.clone()).await;
    assert_eq!(moved.unwrap_err().code, UiErrorCode::BadArguments);
    seat.desk
        .decide(esc, edit("acc-4417", MASK), seen)
        .await
        .unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.step(esc, ProgressStep::Recorded).await;
    let signed = decisions(&office, esc).await;
    let decision: Decision = peek(&signed[0]);
    let arguments = decision.arguments.unwrap();
    assert_eq!(
        arguments["code"], SECRET,
        "what runs is what the agent gave"
    );
    assert_eq!(arguments["amount"], 400);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mask_counts_at_its_own_place_alone() {
    let cards = json!([{ "pin": "1111" }, { "pin": "2222" }]);
    let arguments = json!({ "amount": 412, "to": "acc-4417", "code": SECRET, "cards": cards });
    let action = json!({ "action": { "tool": "pay", "arguments": arguments } });
    let (_office, seat, esc) = masked_with(Risk::Low, action, |contract| {
        contract.input_schema["properties"]["cards"] = json!({ "type": "array" });
        contract
            .fields
            .push(field("/cards/*/pin", "PIN", Format::Secret, None));
    })
    .await;
    let shown = seat.desk.detail(esc).await.unwrap().arguments;
    let mut edit: serde_json::Value = serde_json::from_str(&shown).unwrap();
    edit["cards"].as_array_mut().unwrap().remove(0);
    let preview = seat.desk.preview(esc, edit.to_string()).await;
    assert_eq!(preview.unwrap_err().code, UiErrorCode::BadArguments);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_over_a_mask_is_told_nothing_of_what_is_under_it() {
    let (_office, seat, esc) = masked().await;
    let guess = |code: &str| json!({ "amount": 412, "to": "acc-4417", "code": code }).to_string();
    let mut told = Vec::new();
    for code in [SECRET, "another"] {
        let preview = seat.desk.preview(esc, guess(code)).await.unwrap();
        told.push((preview.changed, preview.changes));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].0, ["/code"]);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_stay_away_while_the_record_beside_holds_what_is_masked() {
    let beside =
        json!({ "context": { "before": { "code": "older-9" }, "after": { "code": SECRET } } });
    let (_office, mut seat, esc) = masked_with(Risk::Low, beside, |_| {}).await;
    seat.desk.note(esc, reveal()).await.unwrap();
    let detail = until(&mut seat, esc, |detail| detail.arguments.contains(SECRET)).await;
    assert!(detail.raw.compact.is_empty() && detail.raw.payload.is_empty());
    assert!(!serde_json::to_string(&detail).unwrap().contains("older-9"));
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_masked_can_not_be_typed_to_confirm_and_is_not_saved_as_evidence_unseen() {
    let confirm = |contract: &mut Contract| contract.confirm = Some("/code".to_owned());
    let (_office, mut seat, esc) = masked_with(Risk::Critical, json!({}), confirm).await;
    let detail = seat.desk.detail(esc).await.unwrap();
    assert!(!holds(&detail));
    assert_eq!(detail.confirm.as_deref(), Some("••••••••"));
    let error = seat.desk.export(esc).await.unwrap_err();
    assert_eq!(error.code, UiErrorCode::NotAllowed);
    seat.desk.note(esc, reveal()).await.unwrap();
    let clear = |detail: &DetailView| detail.confirm.as_deref() == Some(SECRET);
    until(&mut seat, esc, clear).await;
    assert!(seat.desk.export(esc).await.is_ok());
    seat.stand_up().await;
}

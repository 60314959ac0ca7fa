//! What a desk says of itself to whoever looks for a fault: numbers and words of the program, and nothing that is anybody's.

use fermata_desk::{
    Wake,
    diagnostics::{Facts, text},
    ipc::{
        DeltaView, LinkView, ListName, NoteForm, NoticesView, QuietView, SavedReply, SavedSearch,
        Sentence, UiError, UiErrorCode,
    },
};
use fermata_protocol::payload::Risk;

use crate::{
    office::{Office, Output, Seat},
    reject,
};

async fn facts(seat: &Seat) -> Facts {
    seat.desk.diagnose().await.unwrap()
}

fn said(facts: &Facts, what: &str) -> Vec<String> {
    let found = facts.iter().filter(|(name, _)| *name == what);
    found.map(|(_, fact)| fact.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn diagnostics_hold_nothing_of_anybodys() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let esc = office.propose(contract, 412, "one").await;
    seat.row(esc, ListName::Inbox).await;
    let secret = "tok-5ecret".to_owned();
    let search = SavedSearch {
        name: secret.clone(),
        query: secret.clone(),
    };
    seat.desk.keep_searches(vec![search]).await.unwrap();
    let reply = SavedReply {
        queue: secret.clone(),
        text: secret.clone(),
    };
    seat.desk.keep_replies(vec![reply]).await.unwrap();
    let quiet = QuietView {
        from: "21:47".to_owned(),
        to: "06:13".to_owned(),
    };
    let notices = NoticesView {
        quiet: Some(quiet),
        ..NoticesView::default()
    };
    seat.desk.set_notices(notices).await.unwrap();
    let said_by_somebody = NoteForm::Comment {
        text: secret.clone(),
    };
    seat.desk.note(esc, said_by_somebody).await.unwrap();
    let form = reject("wrong_arguments", Some(&secret));
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, form, seen).await.unwrap();
    let trouble = UiError::new(UiErrorCode::Offline, Sentence::english(secret.clone()));
    seat.desk
        .wake(Wake::Link(LinkView::Offline, Some(trouble)))
        .await;

    let facts = facts(&seat).await;
    for (what, expected) in [
        ("gateway", "loopback"),
        ("link", "offline"),
        ("durability", "synced"),
        ("people on it", "1"),
        ("undo bars", "1"),
        ("quiet hours", "yes"),
        ("kept searches", "1"),
        ("kept replies", "1"),
        ("trouble", "offline"),
    ] {
        assert_eq!(said(&facts, what), [expected], "{what}");
    }
    let text = text(office.clock.now(), &[("desk", facts)], &[]);
    let workspace = &office.workspace;
    let name_of_home = office.home.dir().display().to_string();
    let anybodys = [
        secret.as_str(),
        "5ecret",
        "Ada",
        workspace.person.as_str(),
        &workspace.workspace.to_string(),
        &workspace.pin.to_string(),
        &esc.to_string(),
        &workspace.url(),
        "127.0.0.1",
        &name_of_home,
        "acc-4417",
        "412",
        "pay",
        "Pay",
        "21:47",
        "wrong_arguments",
    ];
    for word in anybodys {
        assert!(!text.contains(word), "{word} stands in\n{text}");
    }
    seat.stand_up().await;
}

/// The item that the page is told to open.
async fn opened(seat: &mut Seat) -> String {
    seat.next(|output| match output {
        Output::Delta(DeltaView::Open { esc }) => Some(esc.clone()),
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_from_anywhere_open_what_is_most_urgent_and_waits() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let first = office.propose(contract, 412, "one").await;
    seat.row(first, ListName::Inbox).await;
    let second = office.propose(contract, 20, "two").await;
    seat.row(second, ListName::Inbox).await;
    let rows = seat
        .desk
        .rows(ListName::Inbox, None, None, false)
        .await
        .unwrap();
    let [urgent, next] = [0, 1].map(|n| rows.rows[n].esc.clone());
    seat.desk.wake(Wake::Jump).await;
    assert_eq!(opened(&mut seat).await, urgent);
    let esc = urgent.parse().unwrap();
    let seen = seat.seen(esc).await;
    seat.desk
        .decide(esc, reject("wrong_arguments", None), seen)
        .await
        .unwrap();
    seat.desk.wake(Wake::Jump).await;
    assert_eq!(
        opened(&mut seat).await,
        next,
        "what is in an undo bar waits no more"
    );
    seat.stand_up().await;
}

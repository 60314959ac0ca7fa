//! Stops, seen and signed at the desk: done when the log has them, and what they are about is not handed out.

use fermata_client::{Auth, Client, ClientError};
use fermata_desk::{
    SourceFile,
    ipc::{DeltaView, HaltView, ListName, ProgressStep, ScopeKind, StatusView, UiErrorCode},
};
use fermata_protocol::{Code, Esc, payload::Risk};

use crate::{
    approve,
    office::{Office, Output, Seat},
    waiting,
};

/// An approved action that its source has not asked for.
async fn approved() -> (Office, Seat, Esc) {
    let (office, mut seat, esc) = waiting(Risk::Low).await;
    let seen = seat.seen(esc).await;
    seat.desk.decide(esc, approve(), seen).await.unwrap();
    seat.desk.sign_now(esc).await.unwrap();
    seat.stands(esc, StatusView::Approved).await;
    (office, seat, esc)
}

/// Whether the gateway hands it out to its source.
async fn handed_out(office: &Office, esc: Esc) -> bool {
    let text = std::fs::read(office.home.sources().join("agent.json")).unwrap();
    let file: SourceFile = serde_json::from_slice(&text).unwrap();
    let source = Client::new(&file.gateway, Auth::Token(file.token)).unwrap();
    match source.resolution(esc, 0).await {
        Ok(answer) => answer.is_some(),
        Err(ClientError::Problem {
            code: Some(Code::Halted),
            ..
        }) => false,
        Err(error) => panic!("{error}"),
    }
}

/// What is stopped for more than one item, once it is as many as this.
async fn stopped(seat: &mut Seat, many: usize) -> Vec<HaltView> {
    seat.next(|output| match output {
        Output::Delta(DeltaView::Status { status }) if status.halts.len() == many => {
            Some(status.halts.clone())
        }
        _ => None,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_approved_and_stopped_is_not_handed_out_and_its_row_says_so() {
    let (office, mut seat, esc) = approved().await;
    let why = "wrong\u{202e} account".to_owned();
    seat.desk.halt(esc, ScopeKind::Esc, why).await.unwrap();
    assert!(!handed_out(&office, esc).await);
    while !seat.row(esc, ListName::Decided).await.stopped {}
    let detail = seat.desk.detail(esc).await.unwrap();
    let halt = detail.halt.unwrap();
    assert_eq!((halt.by.as_str(), halt.may_lift), ("Ada", true));
    assert!(halt.reason.iter().any(|run| run.mark.is_some()));
    let progress = detail.row.progress.unwrap();
    assert_eq!(progress.step, ProgressStep::Recorded);
    assert!(progress.note.unwrap().starts_with("Stopped by Ada"));

    seat.desk.lift(halt.id.clone()).await.unwrap();
    while seat.row(esc, ListName::Decided).await.stopped {}
    assert!(handed_out(&office, esc).await);
    assert_eq!(seat.desk.detail(esc).await.unwrap().halt, None);
    let again = seat.desk.lift(halt.id).await.unwrap_err();
    assert_eq!(again.code, UiErrorCode::NotFound);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_stop_holds_its_item_and_is_told_until_it_is_lifted() {
    let (office, mut seat, esc) = approved().await;
    for kind in [ScopeKind::Queue, ScopeKind::Source, ScopeKind::All] {
        seat.desk.halt(esc, kind, String::new()).await.unwrap();
        assert!(!handed_out(&office, esc).await, "{kind:?}");
        let halts = stopped(&mut seat, 1).await;
        assert_eq!(halts[0].scope.kind, kind);
        seat.desk.lift(halts[0].id.clone()).await.unwrap();
        stopped(&mut seat, 0).await;
        assert!(handed_out(&office, esc).await, "{kind:?}");
    }
    let stops = seat.desk.detail(esc).await.unwrap().stops;
    let kinds: Vec<ScopeKind> = stops.iter().map(|stop| stop.kind).collect();
    use ScopeKind as K;
    assert_eq!(
        kinds,
        [K::Esc, K::Queue, K::Source, K::All],
        "no agent is named"
    );
    let none = seat
        .desk
        .halt(esc, K::Agent, String::new())
        .await
        .unwrap_err();
    assert_eq!(none.code, UiErrorCode::NotFound);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_the_log_does_not_have_is_said_to_be_none() {
    let (mut office, seat, esc) = approved().await;
    office.stop_gateway().await;
    let no = seat.desk.halt(esc, ScopeKind::All, String::new()).await;
    let no = no.unwrap_err();
    assert_eq!(no.code, UiErrorCode::Offline);
    assert!(no.message.en.starts_with("Nothing was stopped"), "{no:?}");
    assert!(seat.desk.hydrate().await.unwrap().status.halts.is_empty());
    seat.stand_up().await;
}

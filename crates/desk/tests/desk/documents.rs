//! What comes beside an action: the record before and after, addresses, pictures and files, as the page gets them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use fermata_desk::{
    address,
    ipc::{
        AddressFault, AddressView, ChangeView, DetailView, FieldView, FileKind, ListName,
        PictureFault, PictureView, RunView, UiErrorCode,
    },
    pdf, picture,
};
use fermata_protocol::{Esc, payload::Risk};
use serde_json::{Value, json};

use crate::office::{Office, Seat};

/// One pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
const PAGE: &str = "https://crm.example/accounts/4417?tab=all";

async fn shown(context: Value) -> (Office, Seat, Esc, DetailView) {
    let office = Office::open().await;
    let contract = office.contract(Risk::Low).await;
    let mut seat = office.sit().await;
    let more = json!({ "context": context });
    let esc = office.draft(contract, 412, "documents", more).await;
    seat.row(esc, ListName::Inbox).await;
    let detail = seat.desk.detail(esc).await.unwrap();
    (office, seat, esc, detail)
}

fn plain(runs: &[RunView]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn told(change: &ChangeView) -> (String, Option<String>, Option<String>, bool) {
    let name = change.after.as_ref().or(change.before.as_ref()).unwrap();
    let text = |side: &Option<FieldView>| side.as_ref().map(|field| plain(&field.value));
    (
        name.label.clone(),
        text(&change.before),
        text(&change.after),
        change.same,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_told_value_by_value_under_the_contracts_labels() {
    let (_office, seat, _, detail) = shown(json!({
        "before": { "amount": 100, "to": "acc-4417", "note": "old", "gone": true },
        "after": { "amount": 412, "to": "acc-4417", "note": "new\u{202e}", "flag": "1" },
    }))
    .await;
    let changes: Vec<_> = detail.changes.iter().map(told).collect();
    let text = |text: &str| Some(text.to_owned());
    let of = |label: &str| {
        let found = changes.iter().find(|(name, ..)| name == label);
        found
            .unwrap_or_else(|| panic!("{label} in {changes:?}"))
            .clone()
    };
    assert_eq!(
        of("Amount"),
        (
            "Amount".to_owned(),
            text("100.00 USD"),
            text("412.00 USD"),
            false
        )
    );
    assert_eq!(
        of("To"),
        ("To".to_owned(), text("acc-4417"), text("acc-4417"), true)
    );
    assert_eq!(of("note").2, text("new⟨U+202E⟩"));
    assert_eq!((of("gone").2, of("flag").1), (None, None));
    assert!(detail.edited.is_empty());
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_record_with_one_side_alone_nothing_is_said_to_come_or_go() {
    for side in ["before", "after"] {
        let (_office, seat, _, detail) =
            shown(json!({ side: { "amount": 100, "note": "x" } })).await;
        assert!(detail.changes.is_empty(), "{side}");
        seat.stand_up().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_and_a_pdf_come_as_files_and_anything_else_stays_what_it_was() {
    let bytes = |text: &str| STANDARD.encode(text);
    let broken = STANDARD.encode(b"\x89PNG\r\n\x1a\n\0\0\xff");
    let (_office, seat, esc, detail) = shown(json!({ "evidence": [
        { "title": "Photo", "media_type": "image/png", "base64": PNG },
        { "title": "Bill", "media_type": "application/pdf", "base64": bytes("%PDF-1.7\n\0") },
        { "title": "Drawing", "media_type": "image/svg+xml", "base64": bytes("<svg onload='x()'/>") },
        { "title": "Damaged", "media_type": "image/png", "base64": broken },
        { "title": "Program", "media_type": "application/x-elf", "base64": bytes("\u{7f}ELF\0") },
        { "title": "No bill", "media_type": "application/pdf", "base64": bytes("MZ\0") },
    ] }))
    .await;
    let kinds: Vec<_> = detail
        .evidence
        .iter()
        .map(|it| it.file.as_ref().map(|it| it.kind))
        .collect();
    let (photo, bill) = (Some(FileKind::Picture), Some(FileKind::Pdf));
    assert_eq!(kinds, [photo, bill, None, photo, None, bill]);
    let drawing = detail.evidence[2].text.as_deref().map(plain);
    assert_eq!(drawing.as_deref(), Some("<svg onload='x()'/>"));
    assert_eq!(detail.evidence[1].file.as_ref().unwrap().bytes, "10");

    let read = async |place| {
        let document = seat.desk.document(esc, place).await.unwrap();
        picture(&document.media_type, &document.bytes)
    };
    assert!(matches!(
        read(0).await,
        PictureView::Shown {
            width: 1,
            height: 1,
            ..
        }
    ));
    let refused = |why| PictureView::Refused { why };
    assert_eq!(read(3).await, refused(PictureFault::Damaged));
    assert_eq!(read(1).await, refused(PictureFault::Other));
    assert!(pdf(seat.desk.document(esc, 1).await.unwrap()).is_ok());
    assert!(pdf(seat.desk.document(esc, 5).await.unwrap()).is_err());
    assert!(pdf(seat.desk.document(esc, 0).await.unwrap()).is_err());
    let none = seat.desk.document(esc, 6).await.unwrap_err();
    assert_eq!(none.code, UiErrorCode::NotFound);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_address_that_stands_in_the_item_is_opened() {
    let note = "Sent from [here](http://upload.example/4417).";
    let (_office, seat, _, detail) = shown(json!({
        "subject": { "system": "crm", "type": "account", "id": "4417", "url": PAGE },
        "evidence": [{ "title": "Note", "media_type": "text/markdown", "text": note }],
    }))
    .await;
    let opens = |url: &str| matches!(address(&detail, url), AddressView::Opens { .. });
    assert_eq!(
        detail
            .subject
            .as_ref()
            .unwrap()
            .url
            .as_deref()
            .map(plain)
            .as_deref(),
        Some(PAGE)
    );
    assert!(opens(PAGE));
    assert!(opens("http://upload.example/4417"));
    for elsewhere in ["https://crm.example/", "https://evil.example/?secret=1"] {
        let why = AddressFault::Elsewhere;
        assert_eq!(address(&detail, elsewhere), AddressView::Refused { why });
    }
    seat.stand_up().await;
}

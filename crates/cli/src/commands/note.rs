//! `fermata note`: what a reviewer says about an escalation without deciding it. Same key, same checks as the desk.
//!
//! What was written waits in the outbox if it must; anything else is said now or not at all.

use fermata_client::Appended;
use fermata_desk::{Item, NoteRow, Store, check_receipt, ipc::NoteForm, sign_note};
use serde_json::json;

use crate::{args::Note, context::Context, failure::Failure, out::Done, outbox, seat::Seat, text};

pub(crate) async fn run(context: &Context, id: &str, says: Note) -> Result<Done, Failure> {
    let (form, words) = (form(&says), spoken(&says));
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let item = seat.item(seat.find(id).await?).await?;
            let (row, appended) = say(context, &seat, &item, &form).await?;
            let effect = appended.effect.unwrap_or_else(|| "counts".to_owned());
            if effect != "counts" {
                return Err(Failure::new(
                    &effect,
                    format!("It is recorded and has no effect ({effect}): `fermata show {id}` tells what came first."),
                ));
            }
            let esc = item.esc();
            let words = format!("{words}: {esc}\nRecorded as entry {} with a verified receipt", appended.seq);
            let json = json!({ "esc": esc, "note": row.jti, "seq": appended.seq, "receipt": appended.receipt, "effect": effect });
            Ok(Done::new(words, json))
        })
        .await
}

async fn say(
    context: &Context,
    seat: &Seat,
    item: &Item,
    form: &NoteForm,
) -> Result<(NoteRow, Appended), Failure> {
    let now = context.now();
    let signed = sign_note(&seat.key, &seat.workspace.person, item, form, now)?;
    let row = NoteRow::of(item.esc(), &signed, now)?;
    if form.is_kept() {
        let store = Store::open(&context.home).await?;
        let kept = store.keep_note(&row).await.map_err(Failure::from);
        let sent = match kept {
            Ok(()) => outbox::deliver_note(context, seat, &store, &row).await,
            Err(failure) => Err(failure),
        };
        store.close().await;
        return Ok((row, sent?));
    }
    let appended = seat
        .client
        .append(std::slice::from_ref(&row.compact))
        .await?;
    check_receipt(&row.compact, &appended, &seat.timeline, now)?;
    Ok((row, appended))
}

fn form(says: &Note) -> NoteForm {
    match says {
        Note::Claim => NoteForm::Claim,
        Note::Release => NoteForm::Release,
        Note::Assign { person } => NoteForm::Assign {
            to: person.to_string(),
        },
        Note::Ask { text, to } => NoteForm::Ask {
            to: to.to_string(),
            text: text.clone(),
        },
        Note::Comment { text } => NoteForm::Comment { text: text.clone() },
        Note::Extend { time } => NoteForm::Extend {
            due: time.to_string(),
        },
    }
}

fn spoken(says: &Note) -> String {
    match says {
        Note::Claim => "You hold it for 15 minutes".to_owned(),
        Note::Release => "You gave it back".to_owned(),
        Note::Assign { person } => format!("Given to {person}"),
        Note::Ask { text, to } => format!("Asked {to}: {}", text::line_of(text)),
        Note::Comment { text } => format!("Commented: {}", text::line_of(text)),
        Note::Extend { time } => format!("It may be decided until {time}"),
    }
}

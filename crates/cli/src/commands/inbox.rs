//! `fermata inbox`: what waits, the least time left first.

use fermata_desk::Store;
use serde_json::json;

use crate::{alarms, context::Context, failure::Failure, out::Done, outbox, text};

pub(crate) async fn run(context: &Context) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let store = Store::open(&context.home).await?;
            outbox::deliver_waiting(context, &seat, &store).await?;
            let (decisions, notes) = (store.waiting().await?, store.waiting_notes().await?);
            let (waiting, written) = (decisions.len(), notes.len());
            let look = alarms::all(&seat, &store, context.now()).await?;
            store.close().await;
            let rows: Vec<_> = seat
                .open()
                .await?
                .iter()
                .map(|item| item.row_for(&seat.workspace.person, context.now()))
                .collect();
            let mut words: Vec<String> = look.iter().map(alarms::line).collect();
            if !look.is_empty() {
                words.insert(0, "Needs looking at:".to_owned());
                words.push(
                    "`fermata show ID` says what to do; `fermata looked ID` puts it away.\n"
                        .to_owned(),
                );
            }
            words.extend(rows.iter().map(text::line));
            words.push(match rows.len() {
                0 => "Nothing waits for you.".to_owned(),
                1 => "One waits; `fermata show ID` tells everything about it.".to_owned(),
                many => format!("{many} wait; `fermata show ID` tells everything about one."),
            });
            if waiting > 0 {
                words.push(format!(
                    "{waiting} of your decisions are signed and wait to be sent."
                ));
            }
            if written > 0 {
                words.push(format!(
                    "{written} of your comments and questions are signed and wait to be sent."
                ));
            }
            Ok(Done::new(
                words.join("\n"),
                json!({ "rows": rows, "alarms": look, "outbox": waiting + written }),
            ))
        })
        .await
}

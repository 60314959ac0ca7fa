//! `fermata looked`: puts away what the person has looked at, on this machine alone.

use fermata_desk::Store;
use serde_json::json;

use crate::{alarms, context::Context, failure::Failure, out::Done};

pub(crate) async fn run(context: &Context, id: &str) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let esc = seat.find(id).await?;
            let item = seat.item(esc).await?;
            let store = Store::open(&context.home).await?;
            let now = context.now();
            let raised = alarms::of(&item, &store, now).await?;
            let open = raised.into_iter().filter(|alarm| alarm.open);
            let names: Vec<String> = open.map(|alarm| alarm.id).collect();
            store.looked(esc, &names, now).await?;
            store.close().await;
            let words = match names.len() {
                0 => format!("There is nothing to look at on {esc}."),
                _ => format!("You have looked at {esc}; it is put away on this machine."),
            };
            Ok(Done::new(words, json!({ "esc": esc, "looked": names })))
        })
        .await
}

//! `fermata show`: everything about one escalation, from the same view that a decision signs.

use fermata_desk::Store;

use crate::{alarms, context::Context, failure::Failure, out::Done, text};

pub(crate) async fn run(context: &Context, id: &str) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let esc = seat.find(id).await?;
            let item = seat.item(esc).await?;
            let now = context.now();
            let mut view = item.detail(None, &seat.workspace.person, now)?;
            let store = Store::open(&context.home).await?;
            view.alarms = alarms::of(&item, &store, now).await?;
            let open = view.alarms.iter().find(|alarm| alarm.open);
            view.row.alarm = open.map(|alarm| alarm.kind);
            store.close().await;
            let json = serde_json::to_value(&view).map_err(|error| {
                Failure::new(
                    "internal",
                    format!("The view can not be written as JSON: {error}."),
                )
            })?;
            let mut words = alarms::words(&view);
            words.push(text::detail(&view));
            Ok(Done::new(words.join("\n"), json))
        })
        .await
}

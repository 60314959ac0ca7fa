//! `fermata show`: everything about one escalation, from the same view that a decision signs.

use crate::{context::Context, failure::Failure, out::Done, text};

pub(crate) async fn run(context: &Context, id: &str) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let esc = seat.find(id).await?;
            let view = seat
                .item(esc)
                .await?
                .detail(None, &seat.workspace.person, context.now())?;
            let json = serde_json::to_value(&view).map_err(|error| {
                Failure::new(
                    "internal",
                    format!("The view can not be written as JSON: {error}."),
                )
            })?;
            Ok(Done::new(text::detail(&view), json))
        })
        .await
}

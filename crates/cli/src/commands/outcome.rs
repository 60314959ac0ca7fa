//! `fermata outcome`: what came of an action that `propose --wait` handed out.

use fermata_client::source::SourceError;
use fermata_protocol::{Code, payload::OutcomeStatus};
use serde_json::json;

use crate::{
    args::{Came, Outcome},
    context::Context,
    failure::Failure,
    out::Done,
};

pub(crate) async fn run(context: &Context, asked: Outcome) -> Result<Done, Failure> {
    let config = context.source(asked.source.as_ref())?;
    let (esc, status) = (asked.esc, status(asked.came));
    context
        .with_gateway(async |reach| {
            let source = context.speak_as(reach, config).await?;
            let (id, error) = (asked.external_id.as_deref(), asked.error.as_deref());
            let reported = source.report(esc, status, id, error).await;
            source.close().await;
            reported.map_err(|error| told(&asked, error))?;
            let words = format!("Reported: {esc} is {status}");
            Ok(Done::new(words, json!({ "esc": esc, "status": status })))
        })
        .await
}

fn status(came: Came) -> OutcomeStatus {
    match came {
        Came::Executed => OutcomeStatus::Executed,
        Came::Failed => OutcomeStatus::Failed,
        Came::Unknown => OutcomeStatus::Unknown,
        Came::Compensated => OutcomeStatus::Compensated,
    }
}

fn told(asked: &Outcome, error: SourceError) -> Failure {
    let esc = asked.esc;
    match error {
        SourceError::Refused(code @ Code::NotPending) => Failure::new(
            code.as_str(),
            format!(
                "{esc} was not handed out to this source: `fermata propose --wait` hands out what was approved."
            ),
        ),
        SourceError::Refused(code @ Code::AlreadyConsumed) => Failure::new(
            code.as_str(),
            format!("Something else was reported of {esc} before: `fermata show {esc}` says what."),
        ),
        other => other.into(),
    }
}

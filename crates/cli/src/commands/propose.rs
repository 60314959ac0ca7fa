//! `fermata propose`: an action goes before people.

use fermata_desk::first;
use fermata_protocol::json as strict;
use serde_json::{Map, Value, json};

use crate::{
    args::Propose,
    context::{Context, read},
    failure::Failure,
    out::Done,
    outcome, random,
    reach::Reach,
    source,
};

pub(crate) async fn run(context: &Context, asked: Propose) -> Result<Done, Failure> {
    let file = context.source(asked.source.as_ref())?;
    let given = if asked.example { None } else { Some(draft(&asked)?) };
    context
        .with_gateway(async |reach| {
            let draft = match given {
                Some(draft) => draft,
                None => example(context, reach).await?,
            };
            let key = match asked.key {
                Some(key) => key,
                None => random::jti(context.now())?.to_string(),
            };
            let proposed = source::client(reach, &file)?.propose_draft(draft.as_bytes(), &key).await?;
            let words = format!("Proposed: {} is {}", proposed.esc, proposed.status);
            let json = json!({ "esc": proposed.esc, "status": proposed.status });
            Ok(Done::new(words, json).with_exit(outcome::exit(proposed.status)))
        })
        .await
}

/// The draft as it was given, byte for byte, once it is sure that a gateway can read it.
fn draft(asked: &Propose) -> Result<String, Failure> {
    let path = asked.file.clone().unwrap_or_else(|| "-".into());
    let bytes = read(&path)?;
    strict::read::<Map<String, Value>>(&bytes)
        .map_err(|code| Failure::new(code.as_str(), format!("{} is not a JSON object that can be signed ({code}): correct it and run this again.", path.display())))?;
    String::from_utf8(bytes).map_err(|_| Failure::new("not_utf8", "The draft is not text in UTF-8: save it as such."))
}

/// The same harmless action that the desk sends on a first run.
async fn example(context: &Context, reach: &Reach) -> Result<String, Failure> {
    let mut seat = context.seat(reach).await?;
    let known = seat.standing().latest_contracts().into_iter().find(|(tool, _)| tool.as_str() == first::TOOL);
    let contract = match known.map(|(_, contract)| contract.sha()) {
        Some(sha) => sha,
        None => {
            let contract = first::contract(&seat.workspace, context.now())?;
            seat.sign_and_publish(&contract).await?
        }
    };
    let queue = seat.roster()?.queues.first().map(|queue| queue.id.to_string()).unwrap_or_default();
    Ok(first::draft(contract, &queue, context.now()).to_string())
}

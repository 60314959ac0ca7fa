//! `fermata propose`: an action goes before people.

use std::time::Duration;

use fermata_client::source::{Source, Waited};
use fermata_desk::first;
use fermata_protocol::{Code, Esc, Name, json as strict};
use serde_json::{Map, Value, json};

use crate::{
    args::Propose,
    context::{Context, read},
    failure::{ERROR, Failure},
    out::Done,
    outcome, random,
    reach::Reach,
    text,
};

/// Without a limit of one's own a wait ends when nothing could be decided any more: after 30 days.
const LONGEST_S: u64 = 30 * 24 * 3_600;

pub(crate) async fn run(context: &Context, asked: Propose) -> Result<Done, Failure> {
    let config = context.source(asked.source.as_ref())?;
    let given = if asked.example {
        None
    } else {
        Some(draft(&asked)?)
    };
    context
        .with_gateway(async |reach| {
            let draft = match given {
                Some(draft) => draft,
                None => example(context, reach).await?,
            };
            let key = match &asked.key {
                Some(key) => key.clone(),
                None => random::jti(context.now())?.to_string(),
            };
            let source = context.speak_as(reach, config).await?;
            let done = propose(context, &source, &asked, &key, &draft).await;
            source.close().await;
            done
        })
        .await
}

async fn propose(
    context: &Context,
    source: &Source,
    asked: &Propose,
    key: &str,
    draft: &str,
) -> Result<Done, Failure> {
    let proposed = source.propose(key, draft.as_bytes()).await?;
    let status = proposed
        .status
        .map_or_else(|| "proposed before".to_owned(), |status| status.to_string());
    let words = format!("Proposed: {} is {status}", proposed.esc);
    if !asked.wait {
        let json = json!({ "esc": proposed.esc, "status": proposed.status, "key": key });
        return Ok(Done::new(words, json).with_exit(proposed.status.map_or(0, outcome::exit)));
    }
    context.out.tell(&words);
    let timeout = Duration::from_secs(asked.timeout.unwrap_or(LONGEST_S));
    told(proposed.esc, key, source.wait(proposed.esc, timeout).await?)
}

/// What was verified, and the exit code that scripts branch on. Only `approved`, `edited` and `allowed` end with 0.
fn told(esc: Esc, key: &str, waited: Waited) -> Result<Done, Failure> {
    let names = |people: &[Name]| {
        people
            .iter()
            .map(Name::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    Ok(match waited {
        Waited::Run(run) => {
            let by = if run.people.is_empty() {
                "policy".to_owned()
            } else {
                names(&run.people)
            };
            let arguments = Value::Object(run.action.arguments.clone());
            let words = format!(
                "Verified: {} by {by}; run exactly this, once:\n{} {arguments}",
                run.status, run.action.tool
            );
            let json = json!({
                "esc": esc, "key": key, "status": run.status, "people": run.people, "action": run.action,
                "candidate_sha256": run.candidate_sha256,
            });
            Done::new(words, json).with_exit(outcome::exit(run.status))
        }
        Waited::Closed {
            status,
            people,
            reason,
            answer,
        } => {
            let by = if people.is_empty() {
                String::new()
            } else {
                format!(" by {}", names(&people))
            };
            let message = reason
                .as_ref()
                .and_then(|reason| reason.message.clone())
                .or_else(|| answer.clone());
            let message = message
                .map(|text| format!(": {}", text::line_of(&text)))
                .unwrap_or_default();
            let words = format!("Verified: {status}{by}{message}; run nothing");
            let json = json!({ "esc": esc, "key": key, "status": status, "people": people, "reason": reason, "answer": answer });
            Done::new(words, json).with_exit(outcome::exit(status))
        }
        Waited::Refused { code } => {
            let words = format!(
                "Refused by this source: {code}; run nothing, and propose anew if it is still wanted"
            );
            Done::new(
                words,
                json!({ "esc": esc, "key": key, "status": "refused", "code": code.as_str() }),
            )
            .with_exit(outcome::REFUSED)
        }
        Waited::Done { outcome } => {
            let words = format!("It was handed out before and is {outcome}; run nothing");
            Done::new(words, json!({ "esc": esc, "key": key, "status": outcome })).with_exit(ERROR)
        }
        Waited::Open {
            because: Some(Code::Halted),
        } => {
            let words = "A halt is in force, so nothing is handed out; wait again with the same --key once it is lifted";
            Done::new(words, json!({ "esc": esc, "key": key, "status": "halted" }))
                .with_exit(outcome::HALTED)
        }
        Waited::Open { because } => {
            let why = because
                .map(|code| format!(" (the last answer did not hold: {code})"))
                .unwrap_or_default();
            return Err(Failure::new(
                "still_open",
                format!(
                    "Nobody has decided {esc} yet{why}: wait again with the same draft and --key {key}."
                ),
            ));
        }
    })
}

/// The draft as it was given, byte for byte, once it is sure that a gateway can read it.
fn draft(asked: &Propose) -> Result<String, Failure> {
    let path = asked.file.clone().unwrap_or_else(|| "-".into());
    let bytes = read(&path)?;
    strict::read::<Map<String, Value>>(&bytes)
        .map_err(|code| Failure::new(code.as_str(), format!("{} is not a JSON object that can be signed ({code}): correct it and run this again.", path.display())))?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::new(
            "not_utf8",
            "The draft is not text in UTF-8: save it as such.",
        )
    })
}

/// The same harmless action that the desk sends on a first run.
async fn example(context: &Context, reach: &Reach) -> Result<String, Failure> {
    let mut seat = context.seat(reach).await?;
    let known = seat
        .standing()
        .latest_contracts()
        .into_iter()
        .find(|(tool, _)| tool.as_str() == first::TOOL);
    let contract = match known.map(|(_, contract)| contract.sha()) {
        Some(sha) => sha,
        None => {
            let contract = first::contract(&seat.workspace, context.now())?;
            seat.sign_and_publish(&contract).await?
        }
    };
    let queue = seat
        .roster()?
        .queues
        .first()
        .map(|queue| queue.id.to_string())
        .unwrap_or_default();
    Ok(first::draft(contract, &queue, context.now()).to_string())
}

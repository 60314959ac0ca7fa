//! `fermata replay`: every sensitive call of recorded runs goes before people, once, with what was known when it was made.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use chrono::TimeDelta;
use fermata_client::{
    ClientError,
    source::{Source, SourceError},
};
use fermata_desk::Store;
use fermata_protocol::{
    Name, Sha, Timestamp,
    payload::{Status, Terms},
    roster::InForce,
};
use serde_json::{Value, json};

use crate::{
    args::Replay,
    context::Context,
    failure::Failure,
    out::Done,
    queues::Queues,
    reach::Reach,
    runs::{Call, Runs},
    terms,
};

use super::contracts;

/// People have this long, unless policy gives them less.
const DAYS: i64 = 7;

/// What became of the sensitive calls.
#[derive(Debug, Default)]
struct Counts {
    escalated: usize,
    allowed: usize,
    denied: usize,
    /// Proposed by an earlier replay.
    before: usize,
    refused: Vec<Value>,
}

pub(crate) async fn run(context: &Context, asked: Replay) -> Result<Done, Failure> {
    let config = context.source(asked.source.as_ref())?;
    let name = config.source.clone();
    let queues = queues(&asked)?;
    let made = terms::make(&asked.tools, Some(&asked.contracts), false)?;
    let tools: BTreeSet<String> = made
        .terms
        .iter()
        .map(|terms| terms.tool.to_string())
        .collect();
    let runs = Runs::read(&asked.trajectories)?;
    let mut calls = runs.calls(|tool| tools.contains(tool));
    let sensitive = calls.len();
    calls.truncate(asked.limit.unwrap_or(usize::MAX));
    context
        .with_gateway(async |reach| {
            let (contracts, roster) = publish(context, reach, made.terms.clone()).await?;
            let places = places(&contracts, &queues, &roster, &name)?;
            let expires_at = expires_at(context, runs.sha).await?;
            let source = context.speak_as(reach, config).await?;
            let replay = Replayed {
                source: &source,
                name: &name,
                runs: &runs,
                contracts,
                places,
                expires_at,
            };
            let counts = replay.all(&calls).await;
            source.close().await;
            let counts = counts?;
            Ok(told(sensitive, calls.len(), &counts))
        })
        .await
}

/// The file that was named, else the one beside the contracts.
fn queues(asked: &Replay) -> Result<Queues, Failure> {
    let beside = asked
        .contracts
        .parent()
        .map(|dir| dir.join("queues.json"))
        .filter(|path| path.is_file());
    let path: Option<&Path> = asked.queues.as_deref().or(beside.as_deref());
    path.map_or_else(|| Ok(Queues::default()), Queues::read)
}

async fn publish(
    context: &Context,
    reach: &Reach,
    terms: Vec<Terms>,
) -> Result<(BTreeMap<Name, Sha>, std::sync::Arc<InForce>), Failure> {
    let mut seat = context.seat(reach).await?;
    let published = contracts::publish(context, &mut seat, terms).await?;
    let roster = seat.roster()?.clone();
    Ok((
        published.into_iter().map(|p| (p.tool, p.sha)).collect(),
        roster,
    ))
}

/// Where each tool waits: as the file says, else in the source's first queue.
fn places(
    contracts: &BTreeMap<Name, Sha>,
    queues: &Queues,
    roster: &InForce,
    source: &Name,
) -> Result<BTreeMap<Name, Name>, Failure> {
    let allowed = roster
        .source(source)
        .map(|entry| entry.queues.as_slice())
        .unwrap_or_default();
    contracts
        .keys()
        .map(|tool| match queues.tools.get(tool).or(allowed.first()) {
            Some(queue) if allowed.contains(queue) => Ok((tool.clone(), queue.clone())),
            Some(queue) => Err(Failure::new("unknown_queue", format!("{tool} waits in {queue}, where {source} may not propose: run `fermata init --queues FILE` with that queue first."))),
            None => Err(Failure::new("unknown_queue", format!("{source} has no queue to propose in: run `fermata init --queues FILE` first."))),
        })
        .collect()
}

/// A file's runs get their time when they are replayed first, so that a later replay makes the same drafts.
async fn expires_at(context: &Context, runs: Sha) -> Result<Timestamp, Failure> {
    let store = Store::open(&context.home).await?;
    let setting = format!("replay {runs}");
    let known = store
        .setting(&setting)
        .await?
        .and_then(|text| text.parse().ok());
    let time = known.unwrap_or_else(|| context.now().plus(TimeDelta::days(DAYS)));
    store.set(&setting, &time.to_string()).await?;
    store.close().await;
    Ok(time)
}

struct Replayed<'a> {
    source: &'a Source,
    name: &'a Name,
    runs: &'a Runs,
    contracts: BTreeMap<Name, Sha>,
    places: BTreeMap<Name, Name>,
    expires_at: Timestamp,
}

impl Replayed<'_> {
    async fn all(&self, calls: &[Call<'_>]) -> Result<Counts, Failure> {
        let mut counts = Counts::default();
        for call in calls {
            self.propose(call, &mut counts).await?;
        }
        Ok(counts)
    }

    async fn propose(&self, call: &Call<'_>, counts: &mut Counts) -> Result<(), Failure> {
        let arguments = match call.arguments() {
            Ok(arguments) => arguments,
            Err(code) => {
                counts.refuse(
                    call,
                    code.as_str(),
                    "its arguments are not a JSON object that can be signed",
                );
                return Ok(());
            }
        };
        let tool = name(call.tool)?;
        let (contract, queue) = (self.contracts[&tool], &self.places[&tool]);
        let draft = call.draft(
            self.runs,
            &arguments,
            contract,
            queue,
            self.name,
            self.expires_at,
        );
        let key = call.key(self.runs.sha);
        match self
            .source
            .propose(&key, draft.to_string().as_bytes())
            .await
        {
            Ok(proposed) => match proposed.status {
                None => counts.before += 1,
                Some(Status::Allowed) => counts.allowed += 1,
                Some(Status::Denied) => counts.denied += 1,
                Some(_) => counts.escalated += 1,
            },
            // Proposed before under another contract or queue: what people have seen stays as it is.
            Err(SourceError::KeyUsed(_)) => counts.before += 1,
            Err(SourceError::Client(ClientError::Problem {
                status: 400..=499,
                code_text,
                detail,
                ..
            })) => {
                counts.refuse(call, &code_text, &detail);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

fn name(tool: &str) -> Result<Name, Failure> {
    tool.parse()
        .map_err(|_| Failure::new("unknown_tool", format!("{tool} can not be a tool's name.")))
}

impl Counts {
    fn refuse(&mut self, call: &Call<'_>, code: &str, why: &str) {
        self.refused.push(json!({ "line": call.line + 1, "call": call.index, "tool": call.tool, "code": code, "why": why }));
    }
}

fn told(sensitive: usize, taken: usize, counts: &Counts) -> Done {
    let proposed = counts.escalated + counts.allowed + counts.denied;
    let mut words = vec![
        format!(
            "Sensitive calls: {sensitive}{}",
            if taken < sensitive {
                format!(", of which {taken} were taken")
            } else {
                String::new()
            }
        ),
        format!("Proposed: {proposed}"),
        format!("Escalated: {}", counts.escalated),
        format!("Allowed: {}", counts.allowed),
        format!("Denied: {}", counts.denied),
        format!("Proposed before: {}", counts.before),
        format!("Refused: {}", counts.refused.len()),
    ];
    for refused in &counts.refused {
        words.push(format!(
            "  line {}, {}: {} ({})",
            refused["line"],
            text(&refused["tool"]),
            text(&refused["why"]),
            text(&refused["code"])
        ));
    }
    let json = json!({
        "sensitive": sensitive,
        "taken": taken,
        "proposed": proposed,
        "escalated": counts.escalated,
        "allowed": counts.allowed,
        "denied": counts.denied,
        "before": counts.before,
        "refused": counts.refused,
    });
    Done::new(words.join("\n"), json)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

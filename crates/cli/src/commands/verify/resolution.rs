//! A resolution, checked as its source would check it.

use std::path::Path;

use fermata_client::Standing as Listed;
use fermata_protocol::{
    Code, Entry, Payload, Sha, Signed, Timestamp, Typ, Ws, claimed_typ,
    payload::{Contract, Decision, Note, Proposal, Receipt, Verdict},
    resolution::{self, Answer, Resolution, Row, RowState, Source},
    roster::{InForce, Standing, Timeline},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    args::Verify,
    context::{Context, read_json},
    failure::Failure,
    out::Done,
    outcome,
};

pub(super) async fn check(
    context: &Context,
    asked: &Verify,
    bytes: &[u8],
) -> Result<Done, Failure> {
    let resolution = Resolution::read(bytes).map_err(|code| {
        Failure::new(
            code.as_str(),
            format!(
                "{} is neither a resolution nor an evidence bundle ({code}): give the answer of a gateway, or what `fermata export` wrote, unchanged.",
                asked.file.display()
            ),
        )
    })?;
    let entries = entries(context, asked).await?;
    let (pin, ws) = pinned(context, asked, &entries)?;
    let timeline = timeline(pin, ws, &entries);
    let standing = timeline.now();
    let roster = standing.roster().map_err(|_| {
        Failure::new("roster_threshold", format!("The standing entries have no roster with the pinned digest {pin}: give the pin and the entries of one workspace."))
    })?;
    let at = match asked.at {
        Some(at) => at,
        None => receipt_time(&resolution, roster, context.now()),
    };
    let lines: Vec<Line> = resolution
        .statements
        .iter()
        .chain([&resolution.receipt])
        .map(|compact| Line::of(compact, roster, at))
        .collect();
    told(
        &resolution,
        &lines,
        judge(&resolution, standing, ws, at),
        at,
    )
}

/// When the gateway says that it was resolved: the time at which a source would have looked.
fn receipt_time(resolution: &Resolution, roster: &InForce, now: Timestamp) -> Timestamp {
    let receipt =
        Signed::<Receipt>::parse(&resolution.receipt).and_then(|signed| signed.verify(roster, now));
    receipt.map_or(now, |receipt| receipt.at)
}

pub(super) fn timeline(pin: Sha, ws: Ws, standing: &[Entry]) -> Timeline {
    let mut timeline = Timeline::new(pin, ws);
    for entry in standing {
        // What has no effect has none for every reader alike; the timeline remembers why.
        let _ = timeline.take(entry);
    }
    timeline
}

async fn entries(context: &Context, asked: &Verify) -> Result<Vec<Entry>, Failure> {
    if let Some(path) = &asked.standing {
        return listed(path);
    }
    context
        .with_gateway(async |reach| {
            Ok(context
                .seat(reach)
                .await?
                .client
                .standing(0, 0)
                .await?
                .entries)
        })
        .await
}

/// A list of entries, alone or in the gateway's answer.
fn listed(path: &Path) -> Result<Vec<Entry>, Failure> {
    let value: Value = read_json(path)?;
    let read = match value {
        Value::Array(_) => serde_json::from_value(value),
        _ => serde_json::from_value::<Listed>(value).map(|listed| listed.entries),
    };
    read.map_err(|error| Failure::new("bad_json", format!("{} is no list of standing entries ({error}): give a gateway's answer to /v1/standing.", path.display())))
}

/// The pin and the workspace that this machine, or the caller, believes in.
fn pinned(context: &Context, asked: &Verify, entries: &[Entry]) -> Result<(Sha, Ws), Failure> {
    let pinned: Pinned = match (&asked.workspace, asked.pin) {
        (_, Some(pin)) => {
            let first = entries
                .first()
                .map(|entry| entry.statements.as_slice())
                .unwrap_or_default();
            let roster = InForce::first(first, pin).map_err(|code| {
                Failure::new(
                    code.as_str(),
                    format!("The first standing entry is not the roster that {pin} pins ({code})."),
                )
            })?;
            return Ok((pin, roster.ws));
        }
        (Some(path), None) => read_pinned(path)?,
        (None, None) => {
            let workspace = context.workspace()?;
            return Ok((workspace.pin, workspace.workspace));
        }
    };
    let Pinned { pin, workspace } = pinned;
    Ok((pin, workspace))
}

/// What a `workspace.json` says of the roster that it pins; the rest of it is its desk's.
#[derive(Deserialize)]
pub(super) struct Pinned {
    workspace: Ws,
    pub(super) pin: Sha,
}

pub(super) fn read_pinned(path: &Path) -> Result<Pinned, Failure> {
    read_json(path)
}

/// One statement and what its own checks say.
struct Line {
    typ: &'static str,
    by: String,
    sha: Sha,
    code: Option<Code>,
}

impl Line {
    fn of(compact: &str, roster: &InForce, at: Timestamp) -> Self {
        fn one<T: Payload>(compact: &str, roster: &InForce, at: Timestamp) -> Result<String, Code> {
            Ok(Signed::<T>::parse(compact)?
                .verify(roster, at)?
                .iss()
                .to_string())
        }
        let typ = claimed_typ(compact);
        let by = typ.and_then(|typ| match typ {
            Typ::Proposal => one::<Proposal>(compact, roster, at),
            Typ::Verdict => one::<Verdict>(compact, roster, at),
            Typ::Decision => one::<Decision>(compact, roster, at),
            Typ::Note => one::<Note>(compact, roster, at),
            Typ::Receipt => one::<Receipt>(compact, roster, at),
            Typ::Contract => one::<Contract>(compact, roster, at),
            _ => Err(Code::WrongTyp),
        });
        Self {
            typ: typ.map_or("unreadable", Typ::as_str),
            sha: Sha::of(compact),
            code: by.as_ref().err().copied(),
            by: by.unwrap_or_else(|_| "nobody known".to_owned()),
        }
    }

    fn words(&self) -> String {
        let holds = self
            .code
            .map_or_else(|| "holds".to_owned(), |code| format!("fails: {code}"));
        format!("{:<24} by {:<16} {}  {holds}", self.typ, self.by, self.sha)
    }
}

/// The source's own checks, for the source that the proposal names.
fn judge(
    resolution: &Resolution,
    standing: &Standing,
    ws: Ws,
    at: Timestamp,
) -> Result<Answer, Code> {
    let roster: &InForce = standing.roster()?;
    let first = resolution.statements.first().ok_or(Code::Malformed)?;
    let proposal = Signed::<Proposal>::parse(first)?.verify(roster, at)?;
    let source = Source {
        name: &proposal.iss,
        ws,
        standing,
        answered_at: at,
    };
    let row = |esc| {
        (esc == resolution.esc).then_some(Row {
            proposal: first,
            state: RowState::Pending,
        })
    };
    resolution::verify(resolution, row, &source, at).map_err(|refused| refused.code)
}

fn told(
    resolution: &Resolution,
    lines: &[Line],
    judged: Result<Answer, Code>,
    at: Timestamp,
) -> Result<Done, Failure> {
    let mut words: Vec<String> = lines.iter().map(Line::words).collect();
    let statements: Vec<Value> = lines
        .iter()
        .map(|line| json!({ "typ": line.typ, "by": line.by, "sha256": line.sha, "code": line.code.map(Code::as_str) }))
        .collect();
    let mut json = json!({ "esc": resolution.esc, "at": at, "statements": statements });
    let exit = match judged {
        Ok(Answer::Run {
            status,
            action,
            people,
            ..
        }) => {
            let by: Vec<_> = people.iter().map(|name| name.as_str()).collect();
            let by = if by.is_empty() {
                "policy".to_owned()
            } else {
                by.join(", ")
            };
            words.push(format!(
                "It holds at {at}: {status} by {by}; the source may run {}.",
                action.tool
            ));
            json["holds"] = true.into();
            json["status"] = json!(status);
            json["people"] = json!(people);
            json["action"] = json!(action);
            outcome::exit(status)
        }
        Ok(Answer::Closed {
            status,
            people,
            reason,
            answer,
        }) => {
            words.push(format!(
                "It holds at {at}: {status}; the source runs nothing."
            ));
            json["holds"] = true.into();
            json["status"] = json!(status);
            json["people"] = json!(people);
            json["reason"] = json!(reason);
            json["answer"] = json!(answer);
            outcome::exit(status)
        }
        Err(code) => {
            words.push(format!(
                "It fails at {at}: {code}; a source must not act on it."
            ));
            json["holds"] = false.into();
            json["code"] = code.as_str().into();
            if code == Code::Halted {
                outcome::HALTED
            } else {
                outcome::REFUSED
            }
        }
    };
    Ok(Done::new(words.join("\n"), json).with_exit(exit))
}

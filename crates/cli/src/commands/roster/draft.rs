//! A roster on its way from root to root, as a file: the same bytes, and one signature after the other.

use std::path::Path;

use fermata_protocol::roster::Draft;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{change, show};
use crate::{
    args::SignRoster,
    context::{Context, read_json},
    failure::Failure,
    out::Done,
};

/// The file: what `POST /v1/entries` takes for a roster.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    statements: Vec<String>,
}

pub(super) fn write(context: &Context, path: &Path, statements: &[String]) -> Result<(), Failure> {
    let form = Form {
        statements: statements.to_vec(),
    };
    let text = serde_json::to_vec_pretty(&form)
        .map_err(|error| Failure::new("internal", error.to_string()))?;
    context.home.write_private(path, &text).map_err(|error| {
        Failure::new(
            "disk",
            format!("Can not write {}: {error}.", path.display()),
        )
    })
}

fn read(path: &Path) -> Result<Draft, Failure> {
    let form: Form = read_json(path)?;
    Draft::read(&form.statements).map_err(|code| {
        let words = format!("{} is no roster's draft ({code}).", path.display());
        Failure::new(code.as_str(), words)
    })
}

/// Shows what a draft changes, and signs exactly that when its digest is given back.
pub(super) async fn sign(context: &Context, asked: SignRoster) -> Result<Done, Failure> {
    let mut draft = read(&asked.file)?;
    let next = draft.roster().clone();
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let current = seat.roster()?.clone();
            let enough = change::enough(&current, &draft.statements())?;
            let (sha, lines) = (draft.payload_sha(), show::differences(&current, &next));
            let mut json = json!({
                "version": next.version, "changes": lines, "sha256": sha,
                "signatures": draft.statements().len(), "enough": enough, "signed": false,
            });
            let Some(view) = asked.view else {
                let words = format!(
                    "Version {} would change:\n{}\nDigest {sha}\nNothing is signed yet: give the digest back with --view to sign exactly this.",
                    next.version,
                    lines.join("\n")
                );
                return Ok(Done::new(words, json));
            };
            if view != sha {
                return Err(Failure::new(
                    "changed",
                    "That is not what was shown, so nothing was signed: look at it again without --view.",
                ));
            }
            let key = change::root(&seat, asked.root.as_deref())?;
            change::is_root(&key, &current, &next)?;
            draft.sign(&key)?;
            let statements = draft.statements();
            write(context, &asked.file, &statements)?;
            let enough = change::enough(&current, &statements)?;
            json["signatures"] = statements.len().into();
            json["enough"] = enough.into();
            json["signed"] = true.into();
            let next_step = match enough {
                true => "That is enough: `fermata roster publish` puts it into force.",
                false => "More roots must sign it before it can be in force.",
            };
            let words = format!("Signed version {} as {}\n{next_step}", next.version, key.kid());
            Ok(Done::new(words, json))
        })
        .await
}

/// Puts a draft into force.
pub(super) async fn publish(context: &Context, file: &Path) -> Result<Done, Failure> {
    let draft = read(file)?;
    let (statements, next) = (draft.statements(), draft.roster());
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let current = seat.roster()?.clone();
            if current.payload_sha() == draft.payload_sha() {
                return told(next.version, false);
            }
            if !change::enough(&current, &statements)? {
                return Err(Failure::new(
                    "roster_threshold",
                    format!(
                        "{} of {} roots have signed it: let another one sign with `fermata roster sign {}`.",
                        statements.len(),
                        current.threshold.max(next.threshold),
                        file.display()
                    ),
                ));
            }
            change::publish(&seat, &statements).await?;
            told(next.version, true)
        })
        .await
}

fn told(version: u64, changed: bool) -> Result<Done, Failure> {
    let words = format!("Version {version} is in force.");
    Ok(Done::new(
        words,
        json!({ "version": version, "changed": changed }),
    ))
}

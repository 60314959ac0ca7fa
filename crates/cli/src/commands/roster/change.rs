//! The next version: what changes, who signs it, and whether that is enough.

use std::path::Path;

use chrono::TimeDelta;
use fermata_desk::{SetupError, SystemKeychain, root_key};
use fermata_protocol::{
    Code, SecretKey, Signed,
    payload::{self, Roster},
    roster::InForce,
};
use serde_json::json;

use super::{draft, show};
use crate::{args::ByRoot, context::Context, failure::Failure, out::Done, random, seat::Seat};

/// A roster is good for this long; that is all that the protocol allows.
const DAYS: i64 = 30;

/// Changes the roster in force, signs the next version, and puts it into force or writes it for the other roots.
pub(super) async fn apply(
    context: &Context,
    by: &ByRoot,
    change: impl AsyncFnOnce(&Seat, &mut Roster) -> Result<(), Failure>,
) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let current = seat.roster()?.clone();
            let mut next = Roster::clone(&current);
            change(&seat, &mut next).await?;
            if next == **current {
                let words = "The roster in force says this already; nothing was signed.";
                return Ok(Done::new(
                    words,
                    json!({ "version": current.version, "changed": false }),
                ));
            }
            let now = context.now();
            next.jti = random::jti(now)?;
            next.issued_at = now;
            next.version += 1;
            next.expires_at = now.plus(TimeDelta::days(DAYS));
            next.prev_sha256 = Some(current.payload_sha());
            let key = root(&seat, by.root.as_deref())?;
            is_root(&key, &current, &next)?;
            let signed = Signed::sign(&key, &next).map_err(unsound)?;
            let statements = vec![signed.compact().to_owned()];
            let lines = show::differences(&current, &next);
            let enough = enough(&current, &statements)?;
            let (version, changed) = (next.version, true);
            let mut json = json!({
                "version": version, "changed": changed, "changes": lines, "enough": enough,
                "sha256": signed.payload_sha(),
            });
            if let Some(out) = &by.out {
                draft::write(context, out, &statements)?;
                json["draft"] = json!(out);
                let words = format!(
                    "Version {version}, signed by one root and not in force:\n{}\nWritten to {}",
                    lines.join("\n"),
                    out.display()
                );
                return Ok(Done::new(words, json));
            }
            if !enough {
                return Err(Failure::new(
                    "roster_threshold",
                    format!(
                        "This takes {} roots, and one can not put it into force alone: write it for the others with --out FILE; each signs with `fermata roster sign FILE`, then run `fermata roster publish FILE`.",
                        needed(&current, &next)
                    ),
                ));
            }
            publish(&seat, &statements).await?;
            let words = format!("Version {version} is in force:\n{}", lines.join("\n"));
            Ok(Done::new(words, json))
        })
        .await
}

/// Puts it into force. Afterwards nothing is read: it may have taken this very device off the roster.
pub(super) async fn publish(seat: &Seat, statements: &[String]) -> Result<(), Failure> {
    let appended = seat.client.append(statements).await?;
    match appended.effect.as_deref() {
        Some("counts") => Ok(()),
        _ => Err(Failure::new(
            "roster_rollback",
            "It was recorded without effect: another version came first; look with `fermata roster show` and make the change again.",
        )),
    }
}

/// The root key of this file, or the keychain's.
pub(super) fn root(seat: &Seat, file: Option<&Path>) -> Result<SecretKey, Failure> {
    if let Some(file) = file {
        return tokio::task::block_in_place(|| super::root_key::load(file));
    }
    let found = tokio::task::block_in_place(|| root_key(&seat.workspace, &SystemKeychain));
    found.map_err(|error| match error {
        SetupError::KeyMissing(_) => Failure::new(
            "keychain",
            "The keychain of this machine has no root key of this workspace: name a root key's file with --root.",
        ),
        other => other.into(),
    })
}

/// Its signature would count: it is a root now, or becomes one.
pub(super) fn is_root(key: &SecretKey, current: &InForce, next: &Roster) -> Result<(), Failure> {
    let kid = key.kid();
    let mut roots = current.roots.iter().chain(&next.roots);
    match roots.any(|jwk| jwk.thumbprint() == kid) {
        true => Ok(()),
        false => Err(Failure::new(
            "unknown_key",
            format!(
                "{kid} is no root of this workspace, so its signature would count for nothing: name another with --root."
            ),
        )),
    }
}

/// Whether these signatures put it into force; any fault but too few of them is one.
pub(super) fn enough(current: &InForce, statements: &[String]) -> Result<bool, Failure> {
    match current.next(statements) {
        Ok(_) => Ok(true),
        Err(Code::RosterThreshold) => Ok(false),
        Err(code) => Err(unsound(code)),
    }
}

fn needed(current: &InForce, next: &payload::Roster) -> u32 {
    current.threshold.max(next.threshold)
}

fn unsound(code: Code) -> Failure {
    Failure::new(
        code.as_str(),
        format!(
            "That roster would not be accepted by anybody ({code}), so nothing was signed: keep ids and keys unique, and the threshold between 1 and the number of roots."
        ),
    )
}

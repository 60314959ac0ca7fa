//! Taking one of a person's own devices off the team list. A revocation is a new version of that list, and only its roots sign one:
//! a desk whose keychain holds a root signs it, and says when that is not enough.

use std::{path::PathBuf, sync::Arc};

use chrono::TimeDelta;
use fermata_client::Client;
use fermata_protocol::{
    Code, Jti, Kid, Signed, Timestamp,
    payload::{Revoked, Roster},
    roster::{InForce, Timeline},
};
use serde_json::json;

use crate::{
    DeskError, Fault, Home, Keystore, SetupError, Workspace,
    ipc::UiErrorCode,
    root_key,
    setup::{at, random, write_json},
};

/// A roster is good for this long.
const DAYS: i64 = 30;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retired {
    /// This version of the team list is in force, and the device is off it.
    InForce(u64),
    /// More roots must sign this version: it lies here for them, and nothing has changed yet.
    Draft(u64, PathBuf),
}

/// Signs the version of the team list that takes this device of the desk's own person off, and puts it into force if one root is enough.
///
/// # Errors
/// It is no device of theirs, or the last that decides; this machine has no root key; the gateway's and the disk's.
pub async fn retire_device(
    home: &Home,
    workspace: &Workspace,
    keystore: Arc<dyn Keystore>,
    client: &Client,
    kid: Kid,
    now: Timestamp,
) -> Result<Retired, DeskError> {
    let mut timeline = Timeline::new(workspace.pin, workspace.workspace);
    for entry in client.standing(0, 0).await?.entries {
        // What is skipped has no effect for any reader.
        let _ = timeline.take(&entry);
    }
    let current = timeline.now().roster()?.clone();
    let next = without(&current, workspace, kid, now)?;
    let owner = workspace.clone();
    let root = tokio::task::spawn_blocking(move || root_key(&owner, keystore.as_ref()));
    let gone = |_| DeskError::now(UiErrorCode::Starting, Fault::Closing);
    let root = match root.await.map_err(gone)? {
        Err(SetupError::KeyMissing(_)) => {
            return Err(DeskError::now(
                UiErrorCode::NotAllowed,
                Fault::NoRootKey(&kid.to_string()),
            ));
        }
        found => found?,
    };
    let signed = Signed::sign(&root, &next)?;
    let statements = vec![signed.compact().to_owned()];
    match current.next(&statements) {
        Ok(_) => {
            let appended = client.append(&statements).await?;
            match appended.effect.as_deref() {
                Some("counts") => Ok(Retired::InForce(next.version)),
                _ => Err(DeskError::now(UiErrorCode::Changed, Fault::ListChanged)),
            }
        }
        Err(Code::RosterThreshold) => {
            let path = home.dir().join(format!("team-list-{}.json", next.version));
            write_json(home, &path, &json!({ "statements": statements }))?;
            let path = at("find", &path, path.canonicalize())?;
            Ok(Retired::Draft(next.version, path))
        }
        Err(code) => Err(code.into()),
    }
}

/// The next version, in which this key is good no longer.
fn without(
    current: &InForce,
    workspace: &Workspace,
    kid: Kid,
    now: Timestamp,
) -> Result<Roster, DeskError> {
    let gone = |kid: Kid| current.revoked.iter().any(|revoked| revoked.kid == kid);
    let person = current.person(&workspace.person);
    let keys = person.map(|person| &person.keys).into_iter().flatten();
    let mut good = keys.filter(|key| !gone(key.jwk.thumbprint()) && now < key.not_after);
    let others = good.clone().any(|key| key.jwk.thumbprint() != kid);
    if !good.any(|key| key.jwk.thumbprint() == kid) {
        let words = Fault::NoDevice;
        return Err(DeskError::now(UiErrorCode::NotFound, words));
    }
    if !others && workspace.here().is_some() {
        let words = Fault::OnlyDevice;
        return Err(DeskError::now(UiErrorCode::NotAllowed, words));
    }
    let mut next = Roster::clone(current);
    next.revoked.push(Revoked { kid, at: now });
    next.jti = Jti::make(now, random()?);
    next.issued_at = now;
    next.version += 1;
    next.expires_at = now.plus(TimeDelta::days(DAYS));
    next.prev_sha256 = Some(current.payload_sha());
    Ok(next)
}

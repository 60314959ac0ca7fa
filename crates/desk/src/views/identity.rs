//! Who sits here, and with which devices.

use fermata_protocol::{Kid, Timestamp, payload::PersonKey, roster::InForce};

use crate::{
    Place, Workspace, fingerprint,
    ipc::{DeviceState, DeviceView, IdentityView},
    join::words_to_compare,
};

/// Words of a key, where people read it.
const WORDS: usize = 3;

/// By the roster in force, if there is one yet.
pub(crate) fn identity(
    workspace: &Workspace,
    kid: Kid,
    roster: Option<&InForce>,
    now: Timestamp,
) -> IdentityView {
    let person = roster.and_then(|roster| roster.person(&workspace.person));
    let let_in = roster.is_some_and(|roster| roster.knows(kid));
    let joining = match &workspace.place {
        // A request that was damaged has no words; the gateway refuses it, and says so.
        Place::Team(team) if !let_in => words_to_compare(team).unwrap_or_default(),
        _ => Vec::new(),
    };
    let devices = person.zip(roster).map(|(person, roster)| {
        let device = |key: &PersonKey| device(key, kid, roster, now);
        person.keys.iter().map(device).collect()
    });
    IdentityView {
        name: person.map_or_else(|| workspace.person.to_string(), |p| p.name.clone()),
        person: workspace.person.to_string(),
        words: fingerprint(kid, WORDS),
        kid: kid.to_string(),
        personal: workspace.here().is_some(),
        joining,
        devices: devices.unwrap_or_default(),
    }
}

fn device(key: &PersonKey, here: Kid, roster: &InForce, now: Timestamp) -> DeviceView {
    let kid = key.jwk.thumbprint();
    let state = if roster.revoked.iter().any(|revoked| revoked.kid == kid) {
        DeviceState::Revoked
    } else if now < key.not_before || now >= key.not_after {
        DeviceState::Expired
    } else {
        DeviceState::Good
    };
    DeviceView {
        kid: kid.to_string(),
        words: fingerprint(kid, WORDS),
        tier: key.tier.as_str().to_owned(),
        until: key.not_after.to_string(),
        state,
        here: kid == here,
    }
}

//! Who sits here, and with which devices.

use fermata_protocol::{
    Kid, Timestamp,
    payload::PersonKey,
    roster::{InForce, Timeline},
};

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
    timeline: &Timeline,
    now: Timestamp,
) -> IdentityView {
    let roster = timeline.now().roster().ok().map(AsRef::as_ref);
    let person = roster.and_then(|roster| roster.person(&workspace.person));
    let let_in = roster.is_some_and(|roster| roster.knows(kid));
    let joining = match &workspace.place {
        // A request that was damaged has no words; the gateway refuses it, and says so.
        Place::Team(team) if !let_in => words_to_compare(team).unwrap_or_default(),
        _ => Vec::new(),
    };
    let devices = person.zip(roster).map(|(person, roster)| {
        let device = |key: &PersonKey| device(key, kid, timeline, roster, now);
        person.keys.iter().map(device).collect()
    });
    IdentityView {
        name: person.map_or_else(|| workspace.person.to_string(), |p| p.name.clone()),
        person: workspace.person.to_string(),
        words: fingerprint(kid, WORDS),
        kid: kid.to_string(),
        personal: workspace.here().is_some(),
        alone: roster.is_none_or(|roster| roster.people.len() <= 1),
        joining,
        devices: devices.unwrap_or_default(),
        list_version: roster.map_or(0, |roster| short(roster.version)),
        signs_list: workspace.here().is_some(),
    }
}

fn short(version: u64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}

fn device(
    key: &PersonKey,
    here: Kid,
    timeline: &Timeline,
    roster: &InForce,
    now: Timestamp,
) -> DeviceView {
    let kid = key.jwk.thumbprint();
    let revoked = roster.revoked.iter().find(|revoked| revoked.kid == kid);
    let state = if revoked.is_some() {
        DeviceState::Revoked
    } else if now < key.not_before || now >= key.not_after {
        DeviceState::Expired
    } else {
        DeviceState::Good
    };
    DeviceView {
        kid: kid.to_string(),
        words: fingerprint(kid, crate::WORDS),
        tier: key.tier.as_str().to_owned(),
        until: key.not_after.to_string(),
        state,
        since: revoked.map(|revoked| revoked.at.to_string()),
        by_version: revoked.and_then(|_| timeline.revoked_by(kid)).map(short),
        here: kid == here,
    }
}

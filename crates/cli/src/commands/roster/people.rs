//! People, their devices, and the roots.

use chrono::TimeDelta;
use fermata_protocol::{
    Jwk, Kid, Name,
    payload::{Person, PersonKey, Revoked, Risk, Roster, Tier, Use},
};

use super::{change, joins, root_key};
use crate::{
    args::{AddPerson, Revoke, Roots},
    context::Context,
    failure::Failure,
    out::Done,
    seat::Seat,
};

/// A device's key is good for this long.
pub(super) const KEY_DAYS: i64 = 730;

/// Adds a person with a device, or a device to a person; what else is given changes what the roster says of them.
pub(super) async fn add(context: &Context, asked: AddPerson) -> Result<Done, Failure> {
    let now = context.now();
    change::apply(context, &asked.by, async |seat, roster| {
        let device = device(context, seat, &asked).await?;
        device.jwk.key()?;
        let key = PersonKey {
            jwk: device.jwk,
            not_before: now,
            not_after: now.plus(TimeDelta::days(KEY_DAYS)),
            tier: Tier::Software,
            r#use: vec![Use::Decide, Use::Session],
        };
        not_revoked(roster, key.jwk.thumbprint())?;
        for group in &asked.group {
            if !roster.queues.iter().any(|queue| queue.groups.contains(group)) {
                return Err(Failure::new(
                    "unknown_queue",
                    format!("No queue is decided by the group {group}, so being in it would mean nothing: name a group that `fermata roster show` lists."),
                ));
            }
        }
        let found = roster.people.iter_mut().find(|person| person.id == asked.id);
        let Some(person) = found else {
            let person = new_person(&asked, device.name, key)?;
            roster.people.push(person);
            return Ok(());
        };
        if let Some(name) = &asked.name {
            person.name.clone_from(name);
        }
        if let Some(email) = &asked.email {
            person.email.clone_from(email);
        }
        if let Some(risk) = asked.max_risk {
            person.max_risk = risk;
        }
        merge(&mut person.groups, &asked.group);
        merge(&mut person.rights, &asked.right);
        if !person.keys.iter().any(|there| there.jwk == key.jwk) {
            person.keys.push(key);
        }
        Ok(())
    })
    .await
}

/// The device that is added, and the name that its person gave.
struct Device {
    jwk: Jwk,
    name: Option<String>,
}

/// Of a file, or of who asks to join and reads the right words.
async fn device(context: &Context, seat: &Seat, asked: &AddPerson) -> Result<Device, Failure> {
    if let Some(file) = &asked.key {
        let jwk = root_key::public(file)?;
        return Ok(Device { jwk, name: None });
    }
    let words = asked.words.as_deref().unwrap_or_default();
    let found = joins::found(context, seat, &asked.id, words).await?;
    Ok(Device {
        jwk: found.join.jwk,
        name: Some(found.join.name),
    })
}

fn new_person(asked: &AddPerson, told: Option<String>, key: PersonKey) -> Result<Person, Failure> {
    let Some(name) = asked.name.clone().or(told) else {
        return Err(Failure::usage(format!(
            "{} is not on the roster yet: give the person's name with --name.",
            asked.id
        )));
    };
    if asked.group.is_empty() {
        return Err(Failure::usage(
            "Somebody in no group decides nothing: name one with --group; `fermata roster show` lists them.",
        ));
    }
    Ok(Person {
        id: asked.id.clone(),
        name,
        email: asked.email.clone().unwrap_or_default(),
        groups: asked.group.clone(),
        max_risk: asked.max_risk.unwrap_or(Risk::Medium),
        rights: asked.right.clone(),
        keys: vec![key],
    })
}

fn merge<T: Clone + PartialEq>(there: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !there.contains(one) {
            there.push(one.clone());
        }
    }
}

fn not_revoked(roster: &Roster, kid: Kid) -> Result<(), Failure> {
    match roster.revoked.iter().any(|revoked| revoked.kid == kid) {
        false => Ok(()),
        true => Err(Failure::new(
            "key_revoked",
            format!("The key {kid} was revoked for good: make a new one on that device."),
        )),
    }
}

/// Takes devices off the roster. From its entry on nothing that they sign counts, anywhere.
pub(super) async fn revoke(context: &Context, asked: Revoke) -> Result<Done, Failure> {
    let at = asked.since.unwrap_or_else(|| context.now());
    change::apply(context, &asked.by, async |_, roster| {
        let kids = devices(roster, &asked.what);
        if kids.is_empty() {
            return Err(Failure::new(
                "unknown_key",
                format!("{} is neither a device nor a person with devices: `fermata roster show` lists both.", asked.what),
            ));
        }
        for kid in kids {
            if !roster.revoked.iter().any(|revoked| revoked.kid == kid) {
                roster.revoked.push(Revoked { kid, at });
            }
        }
        Ok(())
    })
    .await
}

/// The device with this id, or all of a person's or a source's.
fn devices(roster: &Roster, what: &str) -> Vec<Kid> {
    let people = roster.people.iter();
    let of_people = people.flat_map(|p| p.keys.iter().map(|key| (&p.id, key.jwk.thumbprint())));
    let sources = roster.sources.iter();
    let of_sources = sources.flat_map(|s| {
        let keys = s.keys.iter().flatten();
        keys.map(|key| (&s.id, key.jwk.thumbprint()))
    });
    let all: Vec<(&Name, Kid)> = of_people.chain(of_sources).collect();
    let one = all.iter().find(|(_, kid)| kid.to_string() == what);
    match one {
        Some((_, kid)) => vec![*kid],
        None => all
            .iter()
            .filter(|(id, _)| id.as_str() == what)
            .map(|(_, kid)| *kid)
            .collect(),
    }
}

/// Changes the roots: a rotation takes the old ones' threshold and the new ones'.
pub(super) async fn roots(context: &Context, asked: Roots) -> Result<Done, Failure> {
    let add: Vec<Jwk> = asked
        .add
        .iter()
        .map(|path| root_key::public(path))
        .collect::<Result<_, _>>()?;
    change::apply(context, &asked.by, async |_, roster| {
        for kid in &asked.remove {
            if !roster.roots.iter().any(|jwk| jwk.thumbprint() == *kid) {
                return Err(Failure::new(
                    "unknown_key",
                    format!("{kid} is no root: `fermata roster show` lists them."),
                ));
            }
        }
        roster
            .roots
            .retain(|jwk| !asked.remove.contains(&jwk.thumbprint()));
        merge(&mut roster.roots, &add);
        if let Some(threshold) = asked.threshold {
            roster.threshold = threshold;
        }
        Ok(())
    })
    .await
}

//! What bounds everybody: queues with who decides in them and why one may say no, what runs without a person, and gateways.

use chrono::TimeDelta;
use fermata_protocol::payload::{AllowBound, GatewayEntry, PlainKey, Queue};

use super::{change, people::KEY_DAYS, root_key};
use crate::{
    args::{AddGateway, Allow, SetQueues},
    context::Context,
    failure::Failure,
    out::Done,
    queues::Queues,
};

/// Adds the queues of a file, or replaces those of the same id; what it does not name stays as it is.
pub(super) async fn queues(context: &Context, asked: SetQueues) -> Result<Done, Failure> {
    let described = Queues::read(&asked.file)?.queues;
    change::apply(context, &asked.by, async |_, roster| {
        for mut queue in described {
            let id = queue.id.clone();
            let found = roster.queues.iter_mut().find(|known| known.id == id);
            if queue.groups.is_empty() {
                queue.groups = groups(found.as_deref(), &queue)?;
            }
            match found {
                Some(known) => *known = queue,
                None => roster.queues.push(queue),
            }
            for source in &asked.source {
                let found = roster.sources.iter_mut().find(|known| known.id == *source);
                let known = found.ok_or_else(|| {
                    Failure::new(
                        "not_found",
                        format!(
                            "The roster has no source {source}: `fermata roster show` lists them."
                        ),
                    )
                })?;
                if !known.queues.contains(&id) {
                    known.queues.push(id.clone());
                }
            }
        }
        Ok(())
    })
    .await
}

/// A queue that names nobody keeps who decided in it before.
fn groups(before: Option<&Queue>, queue: &Queue) -> Result<Vec<fermata_protocol::Name>, Failure> {
    let before = before.map(|known| known.groups.clone());
    before.ok_or_else(|| {
        Failure::new(
            "bad_queues",
            format!(
                "{} is new and names no group, so nobody could decide in it: give it `groups`.",
                queue.id
            ),
        )
    })
}

/// Says anew what may run without a person: these tools and no others.
pub(super) async fn allow(context: &Context, asked: Allow) -> Result<Done, Failure> {
    change::apply(context, &asked.by, async |_, roster| {
        roster.allow = AllowBound {
            max_risk: asked.max_risk,
            tools: asked.tool.clone(),
        };
        Ok(())
    })
    .await
}

/// Adds a gateway, or another key of one.
pub(super) async fn add_gateway(context: &Context, asked: AddGateway) -> Result<Done, Failure> {
    let (now, jwk) = (context.now(), root_key::public(&asked.key)?);
    change::apply(context, &asked.by, async |_, roster| {
        let key = PlainKey {
            jwk,
            not_before: now,
            not_after: now.plus(TimeDelta::days(KEY_DAYS)),
        };
        match roster
            .gateways
            .iter_mut()
            .find(|known| known.id == asked.id)
        {
            Some(known) if known.keys.iter().any(|other| other.jwk == key.jwk) => {}
            Some(known) => known.keys.push(key),
            None => roster.gateways.push(GatewayEntry {
                id: asked.id.clone(),
                keys: vec![key],
            }),
        }
        Ok(())
    })
    .await
}

//! Sources: those that sign by themselves, and those that the gateway vouches for.

use chrono::TimeDelta;
use fermata_desk::Additions;
use fermata_protocol::{
    Name,
    payload::{PlainKey, SourceEntry},
};

use super::{change, people::KEY_DAYS, root_key};
use crate::{args::AddSource, context::Context, failure::Failure, out::Done};

pub(super) async fn add(context: &Context, asked: AddSource) -> Result<Done, Failure> {
    let now = context.now();
    let jwk = asked.key.as_deref().map(root_key::public).transpose()?;
    let key = jwk.map(|jwk| PlainKey {
        jwk,
        not_before: now,
        not_after: now.plus(TimeDelta::days(KEY_DAYS)),
    });
    let vouched = key.is_none();
    let done = change::apply(context, &asked.by, async |_, roster| {
        if roster.sources.iter().any(|source| source.id == asked.id) {
            return Err(Failure::new(
                "id_conflict",
                format!("There is a source {} already: choose another id.", asked.id),
            ));
        }
        let known = |id: &Name| roster.queues.iter().any(|queue| queue.id == *id);
        if let Some(queue) = asked.queue.iter().find(|id| !known(id)) {
            return Err(Failure::new(
                "unknown_queue",
                format!("The roster has no queue {queue}: `fermata roster show` lists them."),
            ));
        }
        let is_person = |id: &Name| roster.people.iter().any(|person| person.id == *id);
        if let Some(owner) = asked.owner.iter().find(|id| !is_person(id)) {
            return Err(Failure::new(
                "not_found",
                format!("{owner} is nobody on the roster, so can not own a source."),
            ));
        }
        let queues = match asked.queue.is_empty() {
            true => roster.queues.iter().map(|queue| queue.id.clone()).collect(),
            false => asked.queue.clone(),
        };
        roster.sources.push(SourceEntry {
            id: asked.id.clone(),
            owners: asked.owner.clone(),
            queues,
            max_risk: asked.max_risk,
            vouched: vouched.then_some(true),
            keys: key.map(|key| vec![key]),
        });
        Ok(())
    })
    .await?;
    if vouched {
        // Its token works as soon as the roster that names it is in force.
        let additions = Additions {
            sources: vec![asked.id],
            ..Additions::default()
        };
        context
            .workspace()?
            .give_tokens(&context.home, &additions.sources)?;
    }
    Ok(done)
}

//! The team's page: what waits and who is at it, counted beside the loop, and the week as a table.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use fermata_protocol::{
    Name, Timestamp,
    payload::{Person, Right},
};

use super::{Controller, away, wake::Reply};
use crate::{
    DeskError, Fault, Host, Store,
    ipc::{TeamPersonView, TeamView, UiErrorCode},
    views, week,
};

/// Nobody asks about a longer time: the start of a day lies at most so far back.
const DAY: TimeDelta = TimeDelta::hours(25);
const WEEK: TimeDelta = TimeDelta::days(7);

impl<H: Host> Controller<H> {
    /// How the team stands; the day began at `from`.
    pub(super) fn team(&self, from: Timestamp, reply: Reply<TeamView>) {
        let (store, now) = (self.store.clone(), self.now());
        let me = self.workspace.person.clone();
        let roster = self.timeline.now().roster().ok();
        let may_assign = roster.is_some_and(|roster| roster.has_right(&me, Right::Assign));
        let people: Vec<Person> = roster.map(|r| r.people.clone()).unwrap_or_default();
        let standing = self.timeline.now();
        let acting = away::acting(standing, now);
        let others = people.iter().filter(|one| one.id != me);
        let groups: BTreeSet<&Name> = others.flat_map(|one| &one.groups).collect();
        let groups = groups.into_iter().map(Name::to_string).collect();
        let decides = people.into_iter().filter(|one| !one.groups.is_empty());
        let people = decides.map(|one| TeamPersonView {
            me: one.id == me,
            away: views::away(standing, &one.id, now),
            person: one.id.to_string(),
            name: one.name,
            holds: 0,
            given: 0,
            decided: 0,
        });
        let asked = Asked {
            people: people.collect(),
            acting,
            groups,
            may_assign,
        };
        tokio::spawn(async move {
            let team = team(&store, asked, from, now).await;
            drop(reply.send(team.map_err(Into::into)));
        });
    }

    /// What was closed in the week before now, as CSV.
    pub(super) fn week(&self, reply: Reply<String>) {
        let (store, now) = (self.store.clone(), self.now());
        let roster = self.timeline.now().roster().ok();
        let people = roster.into_iter().flat_map(|roster| &roster.people);
        let names: BTreeMap<String, String> = people
            .map(|one| (one.id.to_string(), one.name.clone()))
            .collect();
        tokio::spawn(async move {
            let closed = store.closed_between(before(now, WEEK), now).await;
            let text = closed
                .map_err(DeskError::from)
                .and_then(|closed| week::csv(&closed, &names));
            drop(reply.send(text.map_err(Into::into)));
        });
    }
}

fn before(now: Timestamp, span: TimeDelta) -> Timestamp {
    Timestamp::from_millis(now.millis() - span.num_milliseconds())
}

/// What the team list says, and who acts for whom.
struct Asked {
    people: Vec<TeamPersonView>,
    acting: BTreeMap<String, Vec<String>>,
    groups: Vec<String>,
    may_assign: bool,
}

async fn team(
    store: &Store,
    asked: Asked,
    from: Timestamp,
    now: Timestamp,
) -> Result<TeamView, DeskError> {
    let mut people = asked.people;
    if from > now || from < before(now, DAY) {
        let words = Fault::NotToday;
        return Err(DeskError::now(UiErrorCode::BadTime, words));
    }
    let closed = store.closed_since(from).await?;
    for row in store.held().await? {
        let held = row.around.at_it.iter().filter(|one| !one.reads);
        for holder in held {
            if let Some(one) = people.iter_mut().find(|one| one.person == holder.person) {
                one.holds += 1;
            }
        }
        let given = row.around.assigned.as_ref();
        let acts = given.and_then(|given| asked.acting.get(&given.person));
        for one in &mut people {
            one.given += u32::from(acts.is_some_and(|acts| acts.contains(&one.person)));
        }
    }
    for one in &mut people {
        one.decided = closed.by.get(&one.person).copied().unwrap_or(0);
    }
    let tomorrow = Timestamp::from_millis(from.millis() + TimeDelta::days(1).num_milliseconds());
    let late = store.late_until(now).await?.len();
    Ok(TeamView {
        queues: store.queues(now).await?,
        people,
        decided: closed.decided,
        expired: closed.expired,
        expiring: store.due_between(now, tomorrow).await?,
        late: u32::try_from(late).unwrap_or(u32::MAX),
        may_assign: asked.may_assign,
        groups: asked.groups,
    })
}

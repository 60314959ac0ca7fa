//! Who is away until when, and who acts for them.

use fermata_protocol::{
    Name, Timestamp,
    payload::StandIn,
    roster::{InForce, Standing},
};

use crate::ipc::AwayView;

fn named(roster: Option<&InForce>, id: &Name) -> String {
    let person = roster.and_then(|roster| roster.person(id));
    person.map_or_else(|| id.to_string(), |person| person.name.clone())
}

/// How this person is away at this time, if they are.
pub(crate) fn away(standing: &Standing, person: &Name, at: Timestamp) -> Option<AwayView> {
    let away = standing.away(person, at)?;
    let roster = standing.roster().ok().map(AsRef::as_ref);
    let (to, group) = match &away.to {
        StandIn::Person(id) => (named(roster, id), false),
        StandIn::Group(id) => (id.to_string(), true),
    };
    Some(AwayView {
        until: away.until.to_string(),
        to,
        group,
        nobody: standing.acts_for(person, at).is_empty(),
    })
}

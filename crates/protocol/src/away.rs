//! Who is away, and who acts for them meanwhile.
//!
//! It never says whether a decision counts: the fold does not look here.
//! An absence ends by itself, so whoever asks gives the time.

use crate::{
    Code, Name, Timestamp, Verified,
    payload::{Away, StandIn},
    roster::{InForce, Standing},
};

/// Nobody is away for longer than this, counted from the arrival of what says so.
pub const MAX_AWAY_MS: i64 = 90 * 24 * 3_600_000;

/// Everybody whom a stand-in names by this roster.
fn named<'a>(roster: &'a InForce, to: &'a StandIn) -> impl Iterator<Item = &'a Name> {
    let is = move |person: &&crate::payload::Person| match to {
        StandIn::Person(id) => person.id == *id,
        StandIn::Group(group) => person.groups.contains(group),
    };
    roster.people.iter().filter(is).map(|person| &person.id)
}

/// Whether this can be said at this time.
///
/// # Errors
/// `not_allowed` beyond the longest absence, `not_found` when nobody but the signer would act.
pub fn check(away: &Away, roster: &InForce, at: Timestamp) -> Result<(), Code> {
    if away.until <= at {
        return Ok(());
    }
    if away.until.millis() - at.millis() > MAX_AWAY_MS {
        return Err(Code::NotAllowed);
    }
    match named(roster, &away.to).any(|one| *one != away.iss) {
        true => Ok(()),
        false => Err(Code::NotFound),
    }
}

impl Standing {
    /// What this person said last of being away, as long as it holds.
    pub fn away(&self, person: &Name, at: Timestamp) -> Option<&Verified<Away>> {
        let said = self.absence(person)?;
        (at < said.until).then_some(said)
    }

    /// Who acts for this person at this time: they themselves, and while they are away those whom they named.
    /// Whoever is away as well is left out, and who stands in for that one is not asked: then it may be nobody.
    pub fn acts_for(&self, person: &Name, at: Timestamp) -> Vec<&Name> {
        let Ok(roster) = self.roster() else {
            return Vec::new();
        };
        let Some(away) = self.away(person, at) else {
            return roster
                .person(person)
                .map(|one| &one.id)
                .into_iter()
                .collect();
        };
        named(roster, &away.to)
            .filter(|one| *one != person && self.away(one, at).is_none())
            .collect()
    }

    /// The next time after this one at which somebody else may act for this person, unless somebody says otherwise.
    pub fn acting_changes(&self, person: &Name, after: Timestamp) -> Option<Timestamp> {
        let away = self.away(person, after)?;
        let roster = self.roster().ok()?;
        let others = named(roster, &away.to).filter_map(|one| self.away(one, after));
        let ends = others.map(|other| other.until);
        ends.chain([away.until]).min()
    }
}

//! Being away and being back: signed here, and done when the log has it. What is given to whoever is away is for their
//! stand-in until a time, and a timer ends that.
//!
//! Like a stop it waits in no outbox: who believes to be away and is not would be waited for.

use std::collections::BTreeMap;

use fermata_protocol::{
    Code, Jti, Name, Signed, Timestamp, away,
    payload::{Away, StandIn},
    roster::Standing,
};

use super::{Controller, wake::Reply};
use crate::{
    DeskError, Fault, Host, NotDone,
    ipc::{AssignedView, DeltaView, StandInForm, UiErrorCode},
    sign::random,
    store::ItemRow,
};

impl<H: Host> Controller<H> {
    /// Says that this person is away, and answers once the log has it.
    pub(super) fn go_away(&self, until: Timestamp, to: &StandInForm, reply: Reply<()>) {
        let signed = self.signed_absence(until, to);
        self.publish(signed, NotDone::Changed, reply);
    }

    /// Says that this person is back, and answers once the log has it.
    pub(super) fn come_back(&self, reply: Reply<()>) {
        self.publish(self.signed_return(), NotDone::Changed, reply);
    }

    fn signed_absence(&self, until: Timestamp, to: &StandInForm) -> Result<String, DeskError> {
        let to = match to {
            StandInForm::Person { id } => id.parse().map(StandIn::Person),
            StandInForm::Group { id } => id.parse().map(StandIn::Group),
        };
        let to = to.map_err(|_| nobody())?;
        let now = self.now();
        if until <= now {
            let words = Fault::PastTime;
            return Err(DeskError::now(UiErrorCode::BadTime, words));
        }
        if to == StandIn::Person(self.workspace.person.clone()) {
            return Err(nobody());
        }
        let away = self.absence(now, until, to)?;
        away::check(&away, self.timeline.now().roster()?, now).map_err(|code| match code {
            Code::NotAllowed => {
                let words = Fault::TooLongAway;
                DeskError::now(UiErrorCode::BadTime, words)
            }
            _ => nobody(),
        })?;
        Ok(Signed::sign(&self.key, &away)?.compact().to_owned())
    }

    fn signed_return(&self) -> Result<String, DeskError> {
        let now = self.now();
        let standing = self.timeline.now();
        let Some(away) = standing.away(&self.workspace.person, now) else {
            let words = Fault::NotAway;
            return Err(DeskError::now(UiErrorCode::NotFound, words));
        };
        // Over by any clock: the gateway's may be behind this one.
        let back = self.absence(now, Timestamp::from_millis(0), away.to.clone())?;
        Ok(Signed::sign(&self.key, &back)?.compact().to_owned())
    }

    fn absence(&self, now: Timestamp, until: Timestamp, to: StandIn) -> Result<Away, DeskError> {
        Ok(Away {
            jti: Jti::make(now, random()?),
            iss: self.workspace.person.clone(),
            ws: self.workspace.workspace,
            issued_at: now,
            until,
            to,
        })
    }

    /// Wakes when the next absence ends.
    pub(super) fn mind_absences(&mut self) {
        let now = self.now();
        let ends = self.timeline.now().absences().map(|away| away.until);
        let next = ends.filter(|until| *until > now).min();
        if next != self.away_at {
            self.away_at = next;
            self.set_alarm();
        }
    }

    /// Somebody is back by the time that they named. Their rows change with the leases, and whatever names them is read anew.
    pub(super) async fn end_absences(&mut self) -> Result<(), DeskError> {
        self.mind_absences();
        let identity = self.identity();
        self.deltas.push(DeltaView::Identity { identity });
        self.tell_status().await;
        self.tell_counts().await
    }

    /// What came to this person because somebody is away is told of like something new.
    pub(super) async fn take_over(
        &mut self,
        before: Option<&ItemRow>,
        row: &ItemRow,
    ) -> Result<(), DeskError> {
        let stands_in = |row: &ItemRow| {
            let given = row.row.around.assigned.as_ref();
            given.is_some_and(|given| given.me && given.away.is_some())
        };
        if let (false, true, Ok(esc)) = (
            before.is_some_and(stands_in),
            stands_in(row),
            row.row.esc.parse(),
        ) {
            self.store.tell_again(esc).await?;
            self.announce_soon();
        }
        Ok(())
    }

    /// It was given to who sits here, who is away.
    pub(super) fn out_of_reach(&self, given: &AssignedView) -> bool {
        given.away.is_some() && given.person == self.workspace.person.to_string()
    }
}

fn nobody() -> DeskError {
    let words = Fault::NobodyStandsIn;
    DeskError::now(UiErrorCode::BadArguments, words)
}

/// Whether somebody else than before may act for somebody.
pub(super) fn any_changed(before: &Standing, after: &Standing) -> bool {
    let said =
        |standing: &Standing| -> Vec<Jti> { standing.absences().map(|away| away.jti).collect() };
    let list = |standing: &Standing| standing.roster().ok().map(|roster| roster.payload_sha());
    let (were, are) = (said(before), said(after));
    were != are || (!are.is_empty() && list(before) != list(after))
}

/// Who acts for each person of the team list at this time, by their ids.
pub(super) fn acting(standing: &Standing, at: Timestamp) -> BTreeMap<String, Vec<String>> {
    let roster = standing.roster().ok();
    let people = roster.into_iter().flat_map(|roster| &roster.people);
    let acts = |id: &Name| standing.acts_for(id, at).into_iter().map(Name::to_string);
    people
        .map(|one| (one.id.to_string(), acts(&one.id).collect()))
        .collect()
}

//! Telling of items by notification: asks [`crate::notify`] what is told now, and keeps what was.

use chrono::TimeDelta;
use fermata_protocol::{
    Timestamp,
    payload::{Right, Risk},
};

use super::Controller;
use crate::{
    DeskError, Host, Item,
    ipc::{AssignedView, ListName, NoticesView, RiskView},
    notify::{self, Quiet},
    store::ItemRow,
};

impl<H: Host> Controller<H> {
    /// Tells of what waits, once each; what quiet hours hold is told of at their end.
    pub(super) async fn announce(&mut self) -> Result<(), DeskError> {
        let now = self.now();
        let new = self.store.untold_new().await?;
        let halves = self.store.untold_halves(now).await?;
        let passed: Vec<String> = halves.iter().map(|row| row.esc.clone()).collect();
        let halves = if self.leads() { halves } else { Vec::new() };
        let minute = self.minute_of_day(now);
        let waited = self.quiet_until.take().is_some_and(|at| at <= now);
        let plan = notify::plan(
            new,
            halves,
            &self.notices,
            minute,
            waited,
            self.host.words(),
        );
        self.store.told(&plan.told).await?;
        self.store.told_halves(&passed).await?;
        for alert in plan.alerts {
            self.host.notify(alert);
        }
        if let Some(minutes) = plan.again_in {
            let into = now.millis().rem_euclid(60_000);
            let end = now.plus(TimeDelta::minutes(minutes.into()) - TimeDelta::milliseconds(into));
            self.quiet_until = Some(end);
            self.set_alarm();
        }
        self.mind_halves().await?;
        self.tell_alarms().await
    }

    fn minute_of_day(&self, at: Timestamp) -> u16 {
        let local = at.millis() / 60_000 + i64::from(self.host.minutes_east(at));
        u16::try_from(local.rem_euclid(24 * 60)).unwrap_or(0)
    }

    /// Whoever can give an item to somebody is called in where nobody takes it.
    fn leads(&self) -> bool {
        let person = &self.workspace.person;
        let roster = self.timeline.now().roster().ok();
        roster.is_some_and(|roster| roster.has_right(person, Right::Assign))
    }

    /// Says whom a notification about a row is for, and when half of its time is over without anybody at it.
    pub(super) fn address(&self, item: &Item, row: &mut ItemRow) {
        if row.list == ListName::Decided {
            return;
        }
        let around = &row.row.around;
        let given = around.assigned.as_ref();
        if given.is_some_and(|given| self.out_of_reach(given)) {
            return;
        }
        let mine = item.state.admits(&item.standing, &self.workspace.person);
        row.needs = mine.is_ok()
            || given.is_some_and(|given| given.me && given.away.is_some())
            || (row.row.risk == RiskView::from(Risk::Critical) && self.leads());
        let nobodys = |given: &AssignedView| given.away.as_ref().is_some_and(|away| away.nobody);
        let taken =
            given.is_some_and(|given| !nobodys(given)) || around.at_it.iter().any(|one| !one.reads);
        let times = [&row.row.arrived, &row.row.due].map(|text| text.parse::<Timestamp>());
        if let ([Ok(arrived), Ok(due)], false) = (times, taken) {
            let half = (due.millis() - arrived.millis()) / 2;
            row.half_at = Some(Timestamp::from_millis(arrived.millis() + half));
        }
    }

    /// Wakes when half of the time of the next one is over.
    pub(super) async fn mind_halves(&mut self) -> Result<(), DeskError> {
        let next = match self.caught_up {
            true => self.store.next_half(self.now()).await?,
            false => None,
        };
        if next != self.half_at {
            self.half_at = next;
            self.set_alarm();
        }
        Ok(())
    }

    pub(super) async fn set_notices(&mut self, notices: NoticesView) -> Result<(), DeskError> {
        if let Some(quiet) = &notices.quiet {
            Quiet::read(quiet)?;
        }
        let text = serde_json::to_string(&notices).unwrap_or_default();
        self.store.set("notices", &text).await?;
        self.notices = notices;
        // Quiet hours may have ended, or begun.
        self.announce_soon();
        Ok(())
    }
}

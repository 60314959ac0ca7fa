//! Outcomes that a person must look at: raised with the fold, told of once, put away by hand. What does not come in time is
//! judged by a timer for the next one due, and only while the desk knows all that the log has.

use fermata_protocol::Esc;

use super::Controller;
use crate::{
    DeskError, Host, Item, alarm,
    ipc::{AlarmKind, AlarmView, ListName},
    notify,
    store::{Attention, ItemRow},
    views,
};

impl<H: Host> Controller<H> {
    /// Raises what there is to look at; its row then stands at the top of the inbox.
    pub(super) async fn raise(&mut self, item: &Item, row: &mut ItemRow) -> Result<(), DeskError> {
        let now = self.now();
        let late = row.late_at.is_some_and(|at| at <= now);
        let judged = late && self.judges_late(item.esc()).await?;
        let raised = alarm::raised(item, judged.then_some(now));
        if let Some(at) = row.late_at.filter(|at| *at > now)
            && self.late_at.is_none_or(|next| at < next)
        {
            self.late_at = Some(at);
            self.set_alarm();
        }
        if raised.is_empty() {
            return Ok(());
        }
        self.store.raise(item.esc(), &raised, now).await?;
        let attention = self.store.attention(item.esc()).await?;
        let open = raised
            .iter()
            .find(|one| attention.get(&one.id()) == Some(&Attention::Open));
        if let Some(worst) = open {
            row.raise(worst);
        }
        Ok(())
    }

    /// What there is to look at on this item, in words.
    pub(super) async fn alarms_of(&self, item: &Item) -> Result<Vec<AlarmView>, DeskError> {
        let attention = self.store.attention(item.esc()).await?;
        let judged = self.judges_late(item.esc()).await?;
        let now = judged.then(|| self.now());
        Ok(views::alarms(item, now, &attention, self.host.words()))
    }

    /// Whether this desk can say that nothing came: it knows all of the log, or has said so before.
    async fn judges_late(&self, esc: Esc) -> Result<bool, DeskError> {
        let late = [AlarmKind::NotRun, AlarmKind::NoWord].map(alarm::word);
        let before = |id: &String| late.iter().any(|word| id.starts_with(word));
        Ok(self.in_step || self.store.attention(esc).await?.keys().any(before))
    }

    /// The person has looked at these.
    pub(super) async fn looked(&mut self, esc: Esc, ids: Vec<String>) -> Result<(), DeskError> {
        let item = self.item(esc).await?;
        let raised = alarm::raised(&item, Some(self.now()));
        // Only what is raised can be put away, so nobody can do it beforehand.
        let there: Vec<String> = raised.iter().map(alarm::Raised::id).collect();
        let known: Vec<String> = ids.into_iter().filter(|id| there.contains(id)).collect();
        self.store.looked(esc, &known, self.now()).await?;
        self.show(esc).await
    }

    /// Judges what is late by now, and sets the time of the next one.
    pub(super) async fn judge_late(&mut self) -> Result<(), DeskError> {
        if !self.in_step {
            return Ok(());
        }
        let now = self.now();
        let late = self.store.late_until(now).await?;
        let some = !late.is_empty();
        for esc in late {
            self.refresh(esc).await?;
        }
        self.late_at = self.store.next_late(now).await?;
        if some {
            self.tell_counts().await?;
            self.announce_soon();
        }
        self.set_alarm();
        Ok(())
    }

    /// Tells of new alarms, once each.
    pub(super) async fn tell_alarms(&mut self) -> Result<(), DeskError> {
        let mut rows = Vec::new();
        for esc in self.store.take_untold().await? {
            // What has mended itself meanwhile is nothing to tell.
            let row = self.store.row(esc).await?;
            rows.extend(
                row.filter(|row| row.list == ListName::Inbox)
                    .map(|row| row.row),
            );
        }
        for alert in notify::alarms(rows, &self.notices, self.host.words()) {
            self.host.notify(alert);
        }
        Ok(())
    }
}

//! Items that the person put off: away from the inbox until a time, on this desk alone. A timer for the next one ends it.

use fermata_protocol::{Esc, Timestamp, payload::Status};

use super::Controller;
use crate::{
    DeskError, Fault, Host,
    ipc::{ListName, UiErrorCode},
    snooze,
    store::ItemRow,
};

impl<H: Host> Controller<H> {
    pub(super) async fn snooze(
        &mut self,
        esc: Esc,
        until: Option<Timestamp>,
    ) -> Result<(), DeskError> {
        if let Some(until) = until {
            self.may_put_off(esc, until).await?;
        }
        self.store.snooze(esc, until).await?;
        match until {
            Some(until) => self.snoozes.insert(esc, until),
            None => self.snoozes.remove(&esc),
        };
        self.set_alarm();
        self.show(esc).await
    }

    async fn may_put_off(&self, esc: Esc, until: Timestamp) -> Result<(), DeskError> {
        let item = self.item(esc).await?;
        let now = self.now();
        let due = item.state.due().unwrap_or(item.proposal.expires_at);
        if item.state.status() != Status::Open || self.progress(&item).await?.is_some() {
            let words = Fault::NothingToPutOff;
            return Err(DeskError::now(UiErrorCode::AlreadyDecided, words));
        }
        let limit = snooze::limit(due, now);
        if until <= now {
            let words = Fault::PastTime;
            return Err(DeskError::now(UiErrorCode::BadTime, words));
        }
        if until > limit {
            let words = Fault::PutOffAtMost(limit);
            return Err(DeskError::now(UiErrorCode::BadTime, words));
        }
        Ok(())
    }

    /// From a notification, which any program can press: it hides nothing for longer than a short while.
    pub(super) async fn put_off_briefly(&mut self, esc: Esc) {
        let done = async {
            let item = self.item(esc).await?;
            let due = item.state.due().unwrap_or(item.proposal.expires_at);
            let until = snooze::briefly(due, self.now());
            self.snooze(esc, Some(until)).await
        };
        if let Err(error) = done.await {
            tracing::info!(%error, "a notification's item is not put off");
        }
    }

    /// Until when this item is put off now.
    pub(super) fn put_off(&self, esc: Esc) -> Option<Timestamp> {
        let until = self.snoozes.get(&esc).copied();
        until.filter(|until| *until > self.now())
    }

    /// A row that waits and is put off stands in a list of its own, what comes back first at its top.
    pub(super) fn lay_aside(&self, esc: Esc, row: &mut ItemRow) {
        if let (ListName::Inbox, Some(until)) = (row.list, self.put_off(esc)) {
            row.list = ListName::Snoozed;
            row.row.snoozed = Some(until.to_string());
            row.row.order = format!("{:015}-{esc}", until.millis());
        }
    }

    /// What was put off until now is back, and told of like something new.
    pub(super) async fn end_snoozes(&mut self) -> Result<(), DeskError> {
        let now = self.now();
        let over = self.snoozes.iter().filter(|(_, until)| **until <= now);
        let over: Vec<Esc> = over.map(|(esc, _)| *esc).collect();
        for esc in &over {
            self.store.tell_again(*esc).await?;
            self.store.snooze(*esc, None).await?;
            self.snoozes.remove(esc);
            self.refresh(*esc).await?;
        }
        if !over.is_empty() {
            self.tell_counts().await?;
            self.announce_soon();
        }
        Ok(())
    }
}

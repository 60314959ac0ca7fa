//! What comes from the log: kept, folded, shown. A batch is one change for the page.

use std::{collections::BTreeSet, sync::Arc};

use chrono::TimeDelta;
use fermata_protocol::{Entry, Esc, bundle, roster::Timeline};

use super::{Controller, Trouble, away, halt};
use crate::{
    DeskError, Host,
    ipc::{DeltaView, ListName},
    learn_own,
    store::ItemRow,
};

/// New items that come within this of each other share a notification.
const TOGETHER_MS: i64 = 400;

impl<H: Host> Controller<H> {
    pub(super) async fn on_entries(
        &mut self,
        entries: Vec<Entry>,
        position: u64,
    ) -> Result<(), DeskError> {
        let taken = self.take(&entries).await;
        if taken.is_err() {
            self.unshown = None;
        }
        taken?;
        self.store.folded(position).await?;
        self.set_trouble(Trouble::Reading, None).await;
        if entries.iter().any(|entry| entry.esc.is_some()) {
            self.announce_soon();
        }
        Ok(())
    }

    async fn take(&mut self, entries: &[Entry]) -> Result<(), DeskError> {
        self.store.keep(entries).await?;
        let mut touched = BTreeSet::new();
        let mut decided = Vec::new();
        let mut standing = false;
        let stood = Arc::clone(self.timeline.now());
        for entry in entries {
            match entry.esc {
                Some(esc) => {
                    learn_own(&self.store, self.key.kid(), entry, &self.timeline).await?;
                    self.learn_note(entry).await?;
                    touched.insert(esc);
                    decided.extend(bundle::decision(entry, &self.timeline));
                }
                None => {
                    standing = true;
                    if let Err(code) = self.timeline.take(entry) {
                        tracing::warn!(seq = entry.seq, %code, "a standing entry has no effect");
                    }
                }
            }
        }
        if standing {
            // What could not be read before may be readable under what stands now.
            touched.extend(match self.unshown.take() {
                Some(unshown) => unshown,
                None => self.store.unshown().await?.into_iter().collect(),
            });
            self.unshown = Some(BTreeSet::new());
            touched.extend(halt::changed(&stood, self.timeline.now()));
            if halt::any_changed(&stood, self.timeline.now()) {
                // A stop excuses what it holds from being late, and its end gives it time again.
                touched.extend(self.store.unfinished().await?);
            }
            if away::any_changed(&stood, self.timeline.now()) {
                touched.extend(self.store.held_ids().await?);
                self.mind_absences();
            }
        }
        touched.extend(self.store.link(&decided).await?);
        for esc in touched {
            self.refresh(esc).await?;
        }
        if standing {
            let identity = self.identity();
            self.deltas.push(DeltaView::Identity { identity });
            self.tell_status().await;
        }
        self.tell_counts().await
    }

    pub(super) async fn on_caught_up(&mut self) -> Result<(), DeskError> {
        self.caught_up = true;
        self.in_step = true;
        for esc in self.store.between().await? {
            self.show(esc).await?;
        }
        self.judge_late().await?;
        self.end_snoozes().await?;
        self.set_trouble(Trouble::Reading, None).await;
        self.on_leases(self.now()).await?;
        self.go_on().await
    }

    /// What waits for the databases to work: telling of new items, sending what is signed.
    pub(super) async fn go_on(&mut self) -> Result<(), DeskError> {
        self.announce().await?;
        self.deliver().await?;
        self.deliver_notes().await?;
        self.set_trouble(Trouble::Store, None).await;
        Ok(())
    }

    /// The log can not be followed: by the disk, or by a gateway that streams and does not answer.
    pub(super) async fn on_behind(&mut self, error: DeskError) -> Result<(), DeskError> {
        tracing::warn!(%error, "the log can not be followed for now");
        let which = match &error {
            DeskError::Client(_) => Trouble::Link,
            _ => Trouble::Reading,
        };
        self.set_trouble(which, Some(error.into())).await;
        Ok(())
    }

    /// Forgets everything that came from the log, which is not the one that it was; it is read anew. Decisions of one's own that the old one had are sent again.
    pub(super) async fn on_restored(&mut self) -> Result<(), DeskError> {
        tracing::warn!("the log is not the one that this desk has read: it is read anew");
        self.store.send_again().await?;
        let gone = self.store.shown().await?;
        self.store.clear_projection().await?;
        self.store.forget_alarms().await?;
        self.store.forget_snoozes().await?;
        self.timeline = Timeline::new(self.workspace.pin, self.workspace.workspace);
        self.unshown = None;
        self.caught_up = false;
        self.in_step = false;
        self.late_at = None;
        self.away_at = None;
        self.holds.clear();
        self.snoozes.clear();
        self.half_at = None;
        self.bars.clear();
        self.set_alarm();
        for esc in gone {
            self.host.withdraw(esc);
            let esc = esc.to_string();
            self.deltas.push(DeltaView::Remove { esc });
        }
        self.tell_counts().await
    }

    /// What comes within a moment of the first is told of together.
    pub(super) fn announce_soon(&mut self) {
        if self.caught_up && self.announce_at.is_none() {
            self.announce_at = Some(self.now().plus(TimeDelta::milliseconds(TOGETHER_MS)));
            self.set_alarm();
        }
    }

    /// Folds one escalation again and tells the page if its row changed.
    pub(super) async fn refresh(&mut self, esc: Esc) -> Result<(), DeskError> {
        let Some(item) = self.folded(esc).await? else {
            if let Some(unshown) = &mut self.unshown {
                unshown.insert(esc);
            }
            return Ok(());
        };
        let row = self.row_of(&item).await?;
        self.put(esc, row).await?;
        self.refresh_answered(&item).await
    }

    /// Writes a row and tells the page if it changed.
    pub(super) async fn put(&mut self, esc: Esc, mut row: ItemRow) -> Result<(), DeskError> {
        if row.list == ListName::Decided && self.holds.remove(&esc).is_some() {
            self.set_alarm();
        }
        // A bar lives in memory alone: what is stored never says that one runs.
        let before = self.store.put(&row).await?;
        self.take_over(before.as_ref(), &row).await?;
        let same = |before: &ItemRow| before.list == row.list && before.row == row.row;
        let bar = self.holding(esc);
        let had_bar = self.bars.remove(&esc);
        if before.as_ref().is_some_and(same) && bar.is_none() && !had_bar {
            return Ok(());
        }
        let was_open = before.as_ref().is_some_and(|b| b.list == ListName::Inbox);
        if was_open && row.list != ListName::Inbox {
            self.host.withdraw(esc);
        }
        if bar.is_some() {
            self.bars.insert(esc);
            row.row.progress = bar;
        }
        let stood = before.map(|before| before.lists()).unwrap_or_default();
        let mut joins = row.lists();
        joins.retain(|list| !stood.contains(list));
        self.deltas.push(DeltaView::Upsert {
            list: row.list,
            row: row.row,
            joins,
        });
        Ok(())
    }

    pub(super) async fn tell_counts(&mut self) -> Result<(), DeskError> {
        self.mind_leases().await?;
        self.mind_halves().await?;
        let counts = self.store.tallies().await?;
        let live = self.tray.live;
        let waiting = counts.inbox;
        if waiting != self.tray.waiting {
            self.tray = crate::TrayState { waiting, live };
            self.host.tray(self.tray);
        }
        self.deltas.push(DeltaView::Counts { counts });
        Ok(())
    }
}

//! The undo bar: what a person decided and nobody signed yet. It lives in memory alone, so a crash signs nothing.

use chrono::TimeDelta;
use fermata_protocol::{Esc, Jti, Timestamp, payload::Friction};

use super::{Controller, Trouble};
use crate::{
    DeskError, Draft, Fault, Host, Item,
    ipc::{DecisionForm, ProgressStep, ProgressView, UiErrorCode},
    sign,
};

/// The bar runs this long.
const BAR_MS: i64 = 5_000;
/// With less time left than this, approving asks for a held key instead of a bar that would outlive it.
const HURRY_MS: i64 = 30_000;

pub(super) struct Hold {
    pub(super) draft: Draft,
    pub(super) until: Timestamp,
}

/// What deciding this item asks of the hand now.
pub(crate) fn friction(item: &Item, now: Timestamp) -> Friction {
    let asked = item.state.friction(&item.standing);
    let by_risk = match item.state.risk() {
        Some(fermata_protocol::payload::Risk::Critical) => Friction::Type,
        Some(fermata_protocol::payload::Risk::High) => Friction::Hold,
        _ => Friction::None,
    };
    let hurry = item
        .state
        .due()
        .is_some_and(|due| due.millis() - now.millis() < HURRY_MS);
    let by_time = if hurry {
        Friction::Hold
    } else {
        Friction::None
    };
    asked.max(by_risk).max(by_time)
}

/// The value whose last four characters must be typed.
pub(crate) fn confirm(item: &Item) -> Option<String> {
    item.terms.confirm_value(item.state.arguments()?)
}

/// Whether what was typed is the end of that value; anything is when there is none.
pub(crate) fn typed_fits(item: &Item, typed: Option<&str>) -> bool {
    let Some(whole) = confirm(item) else {
        return true;
    };
    let all: Vec<char> = whole.chars().collect();
    let end: String = all[all.len().saturating_sub(4)..].iter().collect();
    typed.is_some_and(|typed| typed.trim() == end)
}

impl<H: Host> Controller<H> {
    /// How much of what was decided or said here is not in the log.
    pub(super) async fn unsent(&self) -> Result<u32, DeskError> {
        let held = u32::try_from(self.holds.len()).unwrap_or(u32::MAX);
        Ok(held.saturating_add(self.store.tallies().await?.outbox))
    }

    pub(super) async fn decide(
        &mut self,
        esc: Esc,
        draft: Draft,
    ) -> Result<ProgressView, DeskError> {
        self.may_decide()?;
        let item = self.item(esc).await?;
        let now = self.now();
        let jti = Jti::make(now, sign::random()?);
        sign::compose(&self.workspace.person, &item, &draft, now, jti)?;
        if let Some(own) = self.store.own_decision(esc).await?
            && sign::counts_still(&own, &item)
        {
            return Err(sign::already());
        }
        let friction = match &draft.form {
            DecisionForm::Approve { .. } | DecisionForm::Edit { .. } => self.asks(&item).await?,
            DecisionForm::Reject { .. } | DecisionForm::Respond { .. } => Friction::None,
        };
        // Whoever pressed once for a bar must not find it signed.
        if draft
            .seen
            .friction
            .is_some_and(|shown| shown < friction.into())
        {
            return Err(DeskError::now(UiErrorCode::Changed, Fault::MoreCare));
        }
        if let DecisionForm::Approve { typed } | DecisionForm::Edit { typed, .. } = &draft.form
            && friction == Friction::Type
            && !typed_fits(&item, typed.as_deref())
        {
            return Err(DeskError::now(UiErrorCode::ConfirmMismatch, Fault::Typed));
        }
        self.holds.insert(
            esc,
            Hold {
                draft,
                until: now.plus(TimeDelta::milliseconds(BAR_MS)),
            },
        );
        if friction != Friction::None {
            return self.sign_held(esc).await;
        }
        self.set_alarm();
        let shown = self.show(esc).await;
        if shown.is_err() {
            // Who is told that it failed must not find it signed later.
            self.holds.remove(&esc);
            self.set_alarm();
        }
        shown?;
        self.progress_of(esc).await
    }

    /// A device that was taken off the team list decides nothing, also what its bar still held.
    fn may_decide(&self) -> Result<(), DeskError> {
        match self.off() {
            Some(why) => Err(DeskError::now(UiErrorCode::Revoked, why)),
            None => Ok(()),
        }
    }

    /// Tells the page where the item stands now.
    pub(super) async fn show(&mut self, esc: Esc) -> Result<(), DeskError> {
        self.refresh(esc).await?;
        self.tell_counts().await
    }

    pub(super) async fn undo(&mut self, esc: Esc) -> Result<(), DeskError> {
        if self.holds.remove(&esc).is_none() {
            let words = match self.store.own_decision(esc).await? {
                Some(_) => Fault::TooLateToUndo,
                None => Fault::NothingToUndo,
            };
            return Err(DeskError::now(UiErrorCode::AlreadyDecided, words));
        }
        self.set_alarm();
        self.show(esc).await
    }

    /// Signs what is held. Whatever happens the hold is over: a failure is shown, not retried behind the person's back.
    /// What fails once it is signed is trouble to show, and no failure of the decision.
    pub(super) async fn sign_held(&mut self, esc: Esc) -> Result<ProgressView, DeskError> {
        let Some(hold) = self.holds.remove(&esc) else {
            return Err(DeskError::now(UiErrorCode::NotFound, Fault::NothingHeld));
        };
        self.set_alarm();
        let signed = self.sign(esc, &hold.draft).await;
        let shown = self.show(esc).await;
        if let Err(cause) = signed {
            return Err(DeskError::NotSigned(Box::new(cause)));
        }
        self.troubles.remove(&Trouble::Signing);
        self.tell_status().await;
        let on_its_way = self.deliver().await;
        if let Err(trouble) = shown.and(on_its_way) {
            self.set_trouble(Trouble::Store, Some(trouble.into())).await;
            self.retry_later();
        }
        self.progress_of(esc).await
    }

    async fn sign(&mut self, esc: Esc, draft: &Draft) -> Result<(), DeskError> {
        self.may_decide()?;
        let item = self.item(esc).await?;
        if !self.caught_up && self.store.chain_link(self.key.kid()).await?.is_none() {
            let words = Fault::LogNotRead;
            return Err(DeskError::now(UiErrorCode::Offline, words));
        }
        let now = self.now();
        sign::sign_decision(
            &self.store,
            &self.key,
            &self.workspace.person,
            &item,
            draft,
            now,
        )
        .await?;
        Ok(())
    }

    pub(super) async fn on_alarm(&mut self) -> Result<(), DeskError> {
        let now = self.now();
        let due: Vec<Esc> = self
            .holds
            .iter()
            .filter(|(_, hold)| hold.until <= now)
            .map(|(esc, _)| *esc)
            .collect();
        for esc in due {
            if let Err(error) = self.sign_held(esc).await {
                self.set_trouble(Trouble::Signing, Some(error.into())).await;
            }
        }
        if self.announce_at.is_some_and(|at| at <= now) {
            self.announce_at = None;
            self.announce().await?;
        }
        if self.lease_at.is_some_and(|at| at <= now) {
            self.on_leases(now).await?;
        }
        if self.away_at.is_some_and(|at| at <= now) {
            self.end_absences().await?;
        }
        if [self.half_at, self.quiet_until]
            .into_iter()
            .flatten()
            .any(|at| at <= now)
        {
            self.half_at = None;
            self.announce().await?;
        }
        self.end_snoozes().await?;
        if self.retry_at.is_some_and(|at| at <= now) {
            self.retry_at = None;
            self.go_on().await?;
        }
        if self.late_at.is_some_and(|at| at <= now) {
            self.late_at = None;
            self.judge_late().await?;
        }
        self.set_alarm();
        Ok(())
    }

    pub(super) fn set_alarm(&mut self) {
        let next = self
            .holds
            .values()
            .map(|hold| hold.until)
            .chain(self.retry_at)
            .chain(self.announce_at)
            .chain(self.late_at)
            .chain(self.lease_at)
            .chain(self.away_at)
            .chain(self.half_at)
            .chain(self.quiet_until)
            .chain(self.snoozes.values().copied())
            .min();
        self.host.wake_at(next);
    }

    /// One's own decision on this item, as far as it has come.
    pub(super) async fn progress_of(&self, esc: Esc) -> Result<ProgressView, DeskError> {
        let item = self.item(esc).await?;
        let gone = || DeskError::now(UiErrorCode::NotFound, Fault::NoDecision);
        self.progress(&item).await?.ok_or_else(gone)
    }

    pub(super) fn holding(&self, esc: Esc) -> Option<ProgressView> {
        let hold = self.holds.get(&esc)?;
        Some(ProgressView {
            verb: hold.draft.form.verb().into(),
            step: ProgressStep::Holding,
            until: Some(hold.until.to_string()),
            note: None,
        })
    }
}

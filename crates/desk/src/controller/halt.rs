//! Stopping and lifting: signed here, and done when the log has it.
//!
//! A stop waits in no outbox: one that comes later than the person believes would be worse than a clear no.

use std::collections::BTreeMap;

use fermata_protocol::{
    Esc, Jti, Signed,
    payload::{Halt, HaltSays, Right, Scope},
    roster::{ActiveHalt, Standing},
};

use super::{Controller, wake::Reply};
use crate::{
    DeskError, Fault, Host, Item, NotDone,
    ipc::{ProgressStep, ProgressView, ScopeKind, UiError, UiErrorCode},
    sign::random,
    views,
    words::Own,
};

impl<H: Host> Controller<H> {
    /// Signs a stop and answers once the log has it.
    pub(super) async fn halt(&self, esc: Esc, kind: ScopeKind, reason: String, reply: Reply<()>) {
        let signed = self.signed_halt(esc, kind, reason).await;
        self.publish(signed, NotDone::Stopped, reply);
    }

    /// Ends a stop; answers once the log has it.
    pub(super) fn lift(&self, id: &str, reply: Reply<()>) {
        self.publish(self.signed_lift(id), NotDone::Stopped, reply);
    }

    /// Appends what stands from then on, once; what is not in the log is not done, and the person must know.
    pub(super) fn publish(
        &self,
        signed: Result<String, DeskError>,
        not_done: NotDone,
        reply: Reply<()>,
    ) {
        let compact = match signed {
            Ok(compact) => compact,
            // Whoever asked may be gone; then the answer has no reader.
            Err(error) => return drop(reply.send(Err(error.into()))),
        };
        let client = self.client.clone();
        tokio::spawn(async move {
            let done = match client.append(&[compact]).await {
                Ok(appended) if appended.effect.as_deref() == Some("invalid") => {
                    let words = Fault::StopWithoutEffect;
                    Err(DeskError::now(UiErrorCode::NotAllowed, words))
                }
                Ok(_) => Ok(()),
                Err(error) => Err(DeskError::from(error)),
            };
            drop(reply.send(done.map_err(|error| {
                let mut error = UiError::from(error);
                error.message = error.message.so(not_done);
                error
            })));
        });
    }

    async fn signed_halt(
        &self,
        esc: Esc,
        kind: ScopeKind,
        reason: String,
    ) -> Result<String, DeskError> {
        let item = self.item(esc).await?;
        let Some(scope) = views::scope_of(&item, kind) else {
            let words = Fault::NoAgent;
            return Err(DeskError::now(UiErrorCode::NotFound, words));
        };
        if kind == ScopeKind::Esc {
            let may = item
                .standing
                .may_halt(&self.workspace.person, &item.proposal);
            may.map_err(|_| not_yours())?;
        } else {
            self.may_halt_widely()?;
        }
        self.sign_halt(scope, reason, None)
    }

    fn signed_lift(&self, id: &str) -> Result<String, DeskError> {
        self.may_halt_widely()?;
        let stops = self.timeline.now().halts();
        let active = stops.into_iter().find(|a| a.halt.jti.to_string() == id);
        let Some(active) = active else {
            let words = Fault::StopOver;
            return Err(DeskError::now(UiErrorCode::NotFound, words));
        };
        let (scope, jti) = (active.halt.scope.clone(), active.halt.jti);
        self.sign_halt(scope, String::new(), Some(jti))
    }

    fn may_halt_widely(&self) -> Result<(), DeskError> {
        let roster = self.timeline.now().roster()?;
        if roster.has_right(&self.workspace.person, Right::Halt) {
            return Ok(());
        }
        Err(not_yours())
    }

    fn sign_halt(
        &self,
        scope: Scope,
        reason: String,
        lifts: Option<Jti>,
    ) -> Result<String, DeskError> {
        let now = self.now();
        let says = match lifts {
            Some(_) => HaltSays::Lift,
            None => HaltSays::Halt,
        };
        let halt = Halt {
            jti: Jti::make(now, random()?),
            iss: self.workspace.person.clone(),
            ws: self.workspace.workspace,
            issued_at: now,
            scope,
            says,
            reason,
            lifts,
        };
        Ok(Signed::sign(&self.key, &halt)?.compact().to_owned())
    }

    /// What is decided and stopped waits for the stop to be lifted.
    pub(super) fn say_if_stopped(&self, item: &Item, progress: &mut ProgressView) {
        let standing = self.timeline.now();
        let running = matches!(
            progress.step,
            ProgressStep::Signed | ProgressStep::Recorded | ProgressStep::Accepted
        );
        let active = standing
            .halted(&item.proposal)
            .filter(|_| running && views::can_be_stopped(item));
        if let Some(active) = active {
            let by = views::halt(active, standing, &self.workspace.person).by;
            let own = match progress.step {
                ProgressStep::Accepted => Own::StoppedLate(&by),
                _ => Own::Stopped(&by),
            };
            progress.note = Some((self.host.words().own)(own));
        }
    }
}

fn not_yours() -> DeskError {
    let words = Fault::StopNotYours;
    DeskError::now(UiErrorCode::NotAllowed, words)
}

/// Escalations that were stopped by name, or no longer are.
pub(super) fn changed(before: &Standing, after: &Standing) -> Vec<Esc> {
    let named = |standing: &Standing| -> BTreeMap<Jti, Esc> {
        let one = |active: &ActiveHalt| match active.halt.scope {
            Scope::Esc(esc) => Some((active.halt.jti, esc)),
            _ => None,
        };
        standing.halts().filter_map(one).collect()
    };
    let (before, after) = (named(before), named(after));
    let differs = |(jti, esc): (&Jti, &Esc)| {
        (before.contains_key(jti) != after.contains_key(jti)).then_some(*esc)
    };
    before.iter().chain(&after).filter_map(differs).collect()
}

/// Whether another stop than before is in force.
pub(super) fn any_changed(before: &Standing, after: &Standing) -> bool {
    let ids = |standing: &Standing| {
        standing
            .halts()
            .map(|active| active.halt.jti)
            .collect::<Vec<_>>()
    };
    ids(before) != ids(after)
}

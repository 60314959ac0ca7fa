//! From signed to recorded: the outbox is sent in order, one at a time, until a gateway's verified receipt says that the log has it.

use chrono::TimeDelta;
use fermata_client::{Appended, ClientError};
use fermata_protocol::{
    Code, Sha, Signed, Timestamp,
    payload::{Receipt, Says},
    roster::Timeline,
};

use super::{Controller, Trouble, Wake, wake::Sent};
use crate::{
    DeskError, Fault, Host, NotDone, Words,
    first::First,
    ipc::{Language, Sentence, UiError, UiErrorCode},
};

/// What failed is tried again after this, first and longest.
pub(super) const RETRY: (TimeDelta, TimeDelta) = (TimeDelta::seconds(1), TimeDelta::seconds(30));

impl<H: Host> Controller<H> {
    /// Sends the oldest waiting decision, unless one is under way. What the log has already is learned from it first.
    pub(super) async fn deliver(&mut self) -> Result<(), DeskError> {
        if self.sending || !self.caught_up {
            return Ok(());
        }
        let Some(row) = self.store.waiting().await?.into_iter().next() else {
            return Ok(());
        };
        self.sending = true;
        let (client, desk) = (self.client.clone(), self.desk.clone());
        tokio::spawn(async move {
            let result = client.append(std::slice::from_ref(&row.compact)).await;
            desk.wake(Wake::Sent(Box::new(Sent { row, result }))).await;
        });
        Ok(())
    }

    pub(super) async fn on_sent(&mut self, sent: Sent) -> Result<(), DeskError> {
        self.sending = false;
        let Sent { row, result } = sent;
        match result {
            Ok(appended) => {
                match check_receipt(&row.compact, &appended, &self.timeline, self.now()) {
                    Ok(()) => {
                        let receipt = Some(appended.receipt.as_str());
                        self.store.recorded(row.jti, appended.seq, receipt).await?;
                    }
                    Err(code) => {
                        let why = Fault::BadReceipt(code).into();
                        self.not_delivered(UiErrorCode::Internal, &why).await;
                        return Ok(());
                    }
                }
            }
            Err(error) if for_good(&error) => {
                tracing::warn!(%error, "a decision was refused");
                self.store.refused(row.jti, &why_refused(&error)).await?;
            }
            Err(error) => {
                tracing::info!(%error, "a decision waits to be delivered");
                let error = UiError::from(DeskError::from(error));
                self.not_delivered(error.code, &error.message).await;
                return Ok(());
            }
        }
        self.retry_wait = RETRY.0;
        self.set_trouble(Trouble::Delivery, None).await;
        self.refresh(row.esc).await?;
        self.tell_counts().await?;
        self.deliver().await
    }

    async fn not_delivered(&mut self, code: UiErrorCode, why: &Sentence) {
        let error = UiError::new(code, why.so(NotDone::Delivered));
        self.set_trouble(Trouble::Delivery, Some(error)).await;
        self.retry_later();
    }

    /// What failed is tried again, after a pause that grows until a delivery goes well.
    pub(super) fn retry_later(&mut self) {
        self.retry_at = Some(self.now().plus(self.retry_wait));
        self.retry_wait = (self.retry_wait * 2).min(RETRY.1);
        self.set_alarm();
    }

    pub(super) fn first(&self) -> First {
        First {
            home: self.home.clone(),
            workspace: self.workspace.clone(),
            key: std::sync::Arc::clone(&self.key),
            client: self.client.clone(),
            standing: std::sync::Arc::clone(self.timeline.now()),
            now: self.now(),
        }
    }
}

/// Only a gateway of the roster can say `recorded`, and only about exactly this statement.
///
/// # Errors
/// The statement's codes, `candidate_mismatch` when it is about something else.
pub fn check_receipt(
    compact: &str,
    appended: &Appended,
    timeline: &Timeline,
    now: Timestamp,
) -> Result<(), Code> {
    let roster = timeline.now().roster()?;
    let receipt = Signed::<Receipt>::parse(&appended.receipt)?.verify(roster.as_ref(), now)?;
    let about = receipt.ws == timeline.ws() && receipt.statements.contains(&Sha::of(compact));
    if about && receipt.says == Says::Recorded {
        Ok(())
    } else {
        Err(Code::CandidateMismatch)
    }
}

/// What is kept of a refusal: its code where there are words for it, which are in every language, or else what was said.
pub(super) fn why_refused(error: &ClientError) -> String {
    match error {
        ClientError::Problem {
            code: Some(code), ..
        } if (Words::of(Language::En).because)(code.as_str()).is_some() => code.to_string(),
        other => other.to_string(),
    }
}

/// Whether sending the same again could never help.
pub fn for_good(error: &ClientError) -> bool {
    match error {
        ClientError::Problem { status, code, .. } => match code {
            // Whoever answers without a code of the protocol is no gateway and decides nothing.
            None => false,
            Some(
                Code::KeyNotYetValid
                | Code::Unauthenticated
                | Code::Saturated
                | Code::LogUnavailable
                | Code::NotDurable
                | Code::RosterStale
                | Code::RosterExpired,
            ) => false,
            _ => (400..500).contains(status) && *status != 408 && *status != 429,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: Code) -> ClientError {
        ClientError::Problem {
            status: 422,
            code: Some(code),
            code_text: code.to_string(),
            cause: None,
            revoked: None,
            title: "No".to_owned(),
            detail: "and why".to_owned(),
            errors: Vec::new(),
        }
    }

    #[test]
    fn of_a_refusal_its_code_is_kept_where_there_are_words_for_it_and_else_its_text() {
        assert_eq!(why_refused(&refused(Code::Expired)), "expired");
        assert_eq!(why_refused(&refused(Code::BadJson)), "No: and why");
    }
}

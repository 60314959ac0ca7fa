//! Running what was signed, and what a start finds unfinished.

use std::time::Duration;

use fermata_protocol::{
    Code, Esc, Timestamp,
    payload::{Action, OutcomeStatus},
};
use serde_json::{Map, json};

use super::{Here, Source, SourceError, Waited, stored::Stored};
use crate::ClientError;

/// How running went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It did not happen, in words.
    Failed(String),
    /// Whether it happened is not known, in words; a person must look.
    Unknown(String),
}

/// What a start found.
#[derive(Debug, Default)]
pub struct Recovered {
    /// May run again: [`Source::perform`].
    pub run_again: Vec<Esc>,
    /// Reported as unknown.
    pub unknown: Vec<Esc>,
    /// Waits for people: [`Source::wait`].
    pub waiting: Vec<Esc>,
    /// Keys of proposals that the gateway did not take, each with why.
    pub not_proposed: Vec<(String, SourceError)>,
}

impl Source {
    /// Waits, then runs exactly what was signed, with the escalation as the idempotency key, and reports what came of it.
    ///
    /// # Errors
    /// As [`Source::wait`] and [`Source::perform`].
    pub async fn run<R: Future<Output = Result<Option<String>, Failure>>>(
        &self,
        esc: Esc,
        timeout: Duration,
        execute: impl FnOnce(Action, Esc) -> R,
    ) -> Result<Waited, SourceError> {
        match self.wait(esc, timeout).await? {
            Waited::Run(_) => self.perform(esc, execute).await,
            other => Ok(other),
        }
    }

    /// Runs what [`Source::wait`] said may run, once. `execute` returns the other system's id of it.
    ///
    /// # Errors
    /// It may not run now; the registry's. After `execute` began, an error means that a person must look.
    pub async fn perform<R: Future<Output = Result<Option<String>, Failure>>>(
        &self,
        esc: Esc,
        execute: impl FnOnce(Action, Esc) -> R,
    ) -> Result<Waited, SourceError> {
        let _running = Running::begin(self, esc)?;
        let row = self.row(esc).await?;
        let (
            Some(taken),
            Some(Stored::Run {
                action,
                candidate_sha256,
                ..
            }),
            None,
        ) = (row.taken, row.answer, row.outcome)
        else {
            return Err(SourceError::NotReady(esc));
        };
        let attempt = self.0.registry.attempt(esc).await?;
        let started_at = self.now();
        let ran = execute(action, esc).await;
        let mut more = Map::new();
        more.insert("attempt".to_owned(), json!(attempt));
        more.insert("candidate_sha256".to_owned(), json!(candidate_sha256));
        more.insert("started_at".to_owned(), json!(started_at));
        more.insert("ended_at".to_owned(), json!(self.now()));
        let outcome = match ran {
            Ok(external_id) => {
                more.extend(external_id.map(|id| ("external_id".to_owned(), json!(id))));
                OutcomeStatus::Executed
            }
            Err(Failure::Failed(error)) => {
                more.insert("error".to_owned(), json!(error));
                OutcomeStatus::Failed
            }
            Err(Failure::Unknown(error)) => {
                more.insert("error".to_owned(), json!(error));
                OutcomeStatus::Unknown
            }
        };
        let report = self.outcome(&taken, outcome, more)?;
        self.0.registry.finish(esc, outcome, &report).await?;
        self.flush().await?;
        Ok(Waited::Done { outcome })
    }

    /// Says what came of something that this source handed out and that ran elsewhere. The same again changes nothing.
    ///
    /// # Errors
    /// `not_pending`: it was never handed out; `already_consumed`: something else was said before; the registry's.
    pub async fn report(
        &self,
        esc: Esc,
        outcome: OutcomeStatus,
        external_id: Option<&str>,
        error: Option<&str>,
    ) -> Result<(), SourceError> {
        let row = self.row(esc).await?;
        let (
            Some(taken),
            Some(Stored::Run {
                candidate_sha256, ..
            }),
        ) = (row.taken, row.answer)
        else {
            return Err(SourceError::Refused(Code::NotPending));
        };
        let mut more = Map::new();
        more.insert("candidate_sha256".to_owned(), json!(candidate_sha256));
        more.extend(external_id.map(|id| ("external_id".to_owned(), json!(id))));
        more.extend(error.map(|words| ("error".to_owned(), json!(words))));
        let report = self.outcome(&taken, outcome, more)?;
        self.0.registry.finish(esc, outcome, &report).await?;
        self.here().remove(&esc);
        self.flush().await.map(drop)
    }

    /// Takes up what the process before left: call it once after [`Source::open`].
    /// What was sent without an answer is sent again; what was decided and has no outcome may run again only by the protocol's rule; reports are sent.
    ///
    /// # Errors
    /// The registry's, and the gateway's when it must be asked and does not answer: then nothing runs.
    pub async fn recover(&self) -> Result<Recovered, SourceError> {
        let mut found = Recovered::default();
        for row in self.0.registry.proposing().await? {
            match self.send(&row).await {
                Ok(_) => {}
                Err(SourceError::Client(
                    error @ (ClientError::Unreachable(_) | ClientError::Timeout),
                )) => {
                    return Err(error.into());
                }
                Err(SourceError::Registry(error)) => return Err(error.into()),
                Err(error) => found.not_proposed.push((row.key, error)),
            }
        }
        for row in self.0.registry.unfinished().await? {
            let Some(esc) = row.taken.as_ref().map(|taken| taken.esc) else {
                continue;
            };
            match self.stored(row).await {
                Ok(Waited::Run(_)) => found.run_again.push(esc),
                Ok(_) => found.unknown.push(esc),
                // Another process, or another task of this one, has it.
                Err(SourceError::Elsewhere(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let waiting = self.0.registry.pending().await?;
        found.waiting = waiting
            .into_iter()
            .filter_map(|row| Some(row.taken?.esc))
            .collect();
        self.flush().await?;
        Ok(found)
    }

    /// After the registry was restored from a backup: what was open then may have run since, so none of it runs.
    /// Call it before anything else.
    ///
    /// # Errors
    /// The registry's.
    pub async fn fence(&self) -> Result<(), SourceError> {
        let _known = self.0.known.lock().await;
        let mut reports = Vec::new();
        for row in self.0.registry.pending().await? {
            let Some(taken) = row.taken else { continue };
            reports.push(self.withdrawal(taken.esc, "The source was restored from a backup.")?);
        }
        self.0.registry.fence(&reports).await?;
        for row in self.0.registry.unfinished().await? {
            let Some(taken) = row.taken else { continue };
            self.here().remove(&taken.esc);
            let mut more = Map::new();
            more.insert(
                "error".to_owned(),
                json!("the source was restored from a backup"),
            );
            let report = self.outcome(&taken, OutcomeStatus::Unknown, more)?;
            self.0
                .registry
                .finish(taken.esc, OutcomeStatus::Unknown, &report)
                .await?;
        }
        self.flush().await.map(drop)
    }

    fn now(&self) -> Timestamp {
        (self.0.clock)()
    }
}

/// While it lives nobody else in this process runs this; when it goes, however, nothing says that it may run again.
struct Running<'a>(&'a Source, Esc);

impl<'a> Running<'a> {
    fn begin(source: &'a Source, esc: Esc) -> Result<Self, SourceError> {
        let mut here = source.here();
        match here.get_mut(&esc) {
            Some(state @ Here::Ready) => {
                *state = Here::Running;
                drop(here);
                Ok(Self(source, esc))
            }
            Some(Here::Running) => Err(SourceError::Elsewhere(esc)),
            None => Err(SourceError::NotReady(esc)),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.here().remove(&self.1);
    }
}

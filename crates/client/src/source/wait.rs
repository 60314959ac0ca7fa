//! Waiting for a resolution, and taking it: steps 1 to 11 of the protocol's section 8.

use std::time::Duration;

use fermata_protocol::{
    Code, Esc, Name, Sha,
    payload::{Action, OutcomeStatus, RejectReason, Status},
    resolution::{Answer, Resolution, Row as Seen, SKEW_MS, may_run_again, recheck, verify},
};
use serde_json::{Map, json};
use tokio::time::Instant;

use super::{
    Here, Source, SourceError,
    registry::{Row, State, Taken},
    stored::Stored,
};
use crate::{ClientError, http::spread};

/// One question to the gateway is held back for so long.
const HOLD: Duration = Duration::from_secs(30);
/// Nobody waits longer, and the clock can not count much further.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);
/// After an answer that does not hold, the next question waits: at first, and at most.
const WAIT: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// What may run: verified, stored, and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The escalation, which is the idempotency key of what runs.
    pub esc: Esc,
    /// `allowed`, `approved` or `edited`.
    pub status: Status,
    /// What runs.
    pub action: Action,
    /// The statement that holds it.
    pub candidate_sha256: Sha,
    /// Who decided, sorted.
    pub people: Vec<Name>,
    /// The contract says that running it twice is running it once.
    pub idempotent: bool,
}

/// What waiting came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Waited {
    /// It may run now: [`Source::perform`].
    Run(Run),
    /// It ended, and nothing runs.
    Closed {
        /// How.
        status: Status,
        /// Who decided, sorted.
        people: Vec<Name>,
        /// For a reject.
        reason: Option<RejectReason>,
        /// For a respond.
        answer: Option<String>,
    },
    /// This source refused it for good.
    Refused {
        /// Why.
        code: Code,
    },
    /// It ran, or nobody knows whether it did.
    Done {
        /// What was reported.
        outcome: OutcomeStatus,
    },
    /// Nothing can be acted on yet.
    Open {
        /// Why the last answer did not hold, `halted` among them; absent when there was none.
        because: Option<Code>,
    },
}

impl Source {
    /// Waits until the escalation ends, at most so long. What ends it is stored before it is returned.
    ///
    /// # Errors
    /// It is not this source's; the gateway refuses this source; the registry's. A gateway that is away for a while is waited for.
    pub async fn wait(&self, esc: Esc, timeout: Duration) -> Result<Waited, SourceError> {
        let until = Instant::now() + timeout.min(LONGEST);
        let mut pause = WAIT.0;
        loop {
            let row = self.row(esc).await?;
            let (State::Pending, Some(taken)) = (row.state, &row.taken) else {
                return self.stored(row).await;
            };
            let left = until.saturating_duration_since(Instant::now());
            let because = match self.ask(taken, left.min(HOLD)).await? {
                Asked::Ended(waited) => return Ok(waited),
                Asked::Open => None,
                Asked::NotYet(code) => Some(code),
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Waited::Open { because });
            }
            tokio::time::sleep(spread(pause).min(left)).await;
            pause = (pause * 2).min(WAIT.1);
        }
    }

    async fn ask(&self, taken: &Taken, hold: Duration) -> Result<Asked, SourceError> {
        let seconds = u32::try_from(hold.as_secs()).unwrap_or(0);
        let asked = match self.0.client.resolution(taken.esc, seconds).await {
            Ok(Some(resolution)) => return self.judge(taken.esc, &resolution).await,
            Ok(None) => Asked::Open,
            Err(ClientError::Problem {
                code: Some(Code::Halted),
                ..
            }) => Asked::NotYet(Code::Halted),
            Err(error) if error.is_passing() => {
                tracing::info!(%error, "the gateway is waited for");
                Asked::Open
            }
            Err(ClientError::Protocol(error)) => {
                tracing::warn!(error, "an answer that is no resolution");
                Asked::NotYet(Code::BadMember)
            }
            Err(error) => return Err(error.into()),
        };
        // Nothing approves it any more, whatever comes.
        if (self.0.clock)().millis() > taken.expires_at.millis() + SKEW_MS {
            return self.refuse(taken, Code::Expired).await.map(Asked::Ended);
        }
        Ok(asked)
    }

    /// Verifies a resolution and takes it. Rubbish leaves the row as it was.
    async fn judge(&self, esc: Esc, resolution: &Resolution) -> Result<Asked, SourceError> {
        let mut known = self.0.known.lock().await;
        let row = self.row(esc).await?;
        let (State::Pending, Some(taken)) = (row.state, &row.taken) else {
            drop(known);
            return self.stored(row).await.map(Asked::Ended);
        };
        match self.refresh(&mut known).await {
            Err(SourceError::Client(error)) if error.is_passing() => {
                return Ok(Asked::NotYet(Code::RosterStale));
            }
            other => other?,
        }
        let own = self.own(&known);
        let seen = |asked: Esc| {
            let state = row.state.seen().filter(|_| asked == esc)?;
            Some(Seen {
                proposal: &taken.proposal,
                state,
            })
        };
        let taking = match verify(resolution, seen, &own, (self.0.clock)()) {
            Ok(
                answer @ Answer::Run {
                    candidate_sha256, ..
                },
            ) => {
                let mut more = Map::new();
                more.insert("candidate_sha256".to_owned(), json!(candidate_sha256));
                let accepted = self.outcome(taken, OutcomeStatus::Accepted, more)?;
                let again = || recheck(&taken.proposal, &own, (self.0.clock)());
                let stored = Stored::from(answer);
                let done = self.0.registry.decide(esc, &stored, &accepted, again).await;
                done.map(|()| self.here().insert(esc, Here::Ready))
                    .map(drop)
            }
            Ok(answer) => self.0.registry.close_with(esc, &answer.into()).await,
            Err(refused) if refused.last => {
                return self.refuse(taken, refused.code).await.map(Asked::Ended);
            }
            Err(refused) => Err(refused.code.into()),
        };
        drop(known);
        match taking {
            // Somebody else took it, or this just did: either way the row says what holds.
            Ok(()) | Err(SourceError::Refused(Code::AlreadyConsumed)) => {
                // That it was accepted is told now, even if whoever waits runs it much later.
                self.flush().await?;
                let row = self.row(esc).await?;
                self.stored(row).await.map(Asked::Ended)
            }
            Err(SourceError::Refused(code)) => {
                tracing::warn!(%esc, %code, "a resolution does not hold");
                Ok(Asked::NotYet(code))
            }
            Err(error) => Err(error),
        }
    }

    async fn refuse(&self, taken: &Taken, code: Code) -> Result<Waited, SourceError> {
        let mut more = Map::new();
        more.insert("code".to_owned(), json!(code.as_str()));
        let report = self.outcome(taken, OutcomeStatus::Refused, more)?;
        self.0.registry.refuse(taken.esc, code, &report).await?;
        self.flush().await?;
        Ok(Waited::Refused { code })
    }

    /// What a row that no longer waits says.
    pub(super) async fn stored(&self, row: Row) -> Result<Waited, SourceError> {
        let taken = row
            .taken
            .ok_or_else(|| SourceError::Fenced(row.key.clone()))?;
        match (row.answer, row.code, row.outcome) {
            (Some(Stored::Run { .. }), _, Some(outcome)) => Ok(Waited::Done { outcome }),
            (
                Some(Stored::Run {
                    status,
                    action,
                    candidate_sha256,
                    people,
                    idempotent,
                }),
                _,
                None,
            ) => {
                let run = Run {
                    esc: taken.esc,
                    status,
                    action,
                    candidate_sha256,
                    people,
                    idempotent,
                };
                self.begun(&taken, run).await
            }
            (
                Some(Stored::Closed {
                    status,
                    people,
                    reason,
                    answer,
                }),
                ..,
            ) => Ok(Waited::Closed {
                status,
                people,
                reason,
                answer,
            }),
            (None, Some(code), _) => Ok(Waited::Refused { code }),
            (None, None, _) => Err(SourceError::Fenced(row.key)),
        }
    }

    /// Decided, without an outcome: by this process just now, or by one that ended. Then the rule for a start applies.
    async fn begun(&self, taken: &Taken, run: Run) -> Result<Waited, SourceError> {
        let mut known = self.0.known.lock().await;
        match self.here().get(&run.esc) {
            Some(Here::Ready) => return Ok(Waited::Run(run)),
            Some(Here::Running) => return Err(SourceError::Elsewhere(run.esc)),
            None => {}
        }
        if !self.0.registry.is_alone().await? {
            return Err(SourceError::Elsewhere(run.esc));
        }
        self.refresh(&mut known).await?;
        let may = may_run_again(&taken.proposal, &self.own(&known), (self.0.clock)());
        if run.idempotent && may.is_ok() {
            self.here().insert(run.esc, Here::Ready);
            return Ok(Waited::Run(run));
        }
        let mut more = Map::new();
        more.insert("candidate_sha256".to_owned(), json!(run.candidate_sha256));
        let why = "the process ended before it was known whether this ran";
        more.insert("error".to_owned(), json!(why));
        let report = self.outcome(taken, OutcomeStatus::Unknown, more)?;
        self.0
            .registry
            .finish(run.esc, OutcomeStatus::Unknown, &report)
            .await?;
        drop(known);
        self.flush().await?;
        Ok(Waited::Done {
            outcome: OutcomeStatus::Unknown,
        })
    }
}

enum Asked {
    Ended(Waited),
    Open,
    NotYet(Code),
}

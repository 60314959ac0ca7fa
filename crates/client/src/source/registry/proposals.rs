//! The table of proposals.

use fermata_protocol::{Code, Esc, Timestamp, payload::OutcomeStatus, resolution::RowState};
use sqlx::{Row as _, sqlite::SqliteRow};

use super::{Registry, RegistryError, Report};
use crate::source::{SourceError, stored::Stored};

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// About to be sent, or sent without an answer yet.
    Proposing,
    /// The gateway took it.
    Pending,
    /// The action is stored, and runs or ran.
    Decided,
    /// This source refused it for good.
    Refused,
    /// It ended without an approval.
    Closed,
    /// It was open in a registry that was restored from a backup: it never runs.
    Fenced,
}

const WORDS: [(State, &str); 6] = [
    (State::Proposing, "proposing"),
    (State::Pending, "pending"),
    (State::Decided, "decided"),
    (State::Refused, "refused"),
    (State::Closed, "closed"),
    (State::Fenced, "fenced"),
];

impl State {
    fn word(self) -> &'static str {
        WORDS
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("", |(_, word)| word)
    }

    fn of(word: &str) -> Option<Self> {
        WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(state, _)| *state)
    }

    /// As the protocol's checks see it.
    pub(crate) fn seen(self) -> Option<RowState> {
        match self {
            Self::Proposing => None,
            Self::Pending => Some(RowState::Pending),
            Self::Decided => Some(RowState::Decided),
            Self::Refused => Some(RowState::Refused),
            Self::Closed | Self::Fenced => Some(RowState::Closed),
        }
    }
}

/// One proposal of this source, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) draft: Vec<u8>,
    pub(crate) sent: Vec<u8>,
    pub(crate) state: State,
    pub(crate) answer: Option<Stored>,
    pub(crate) code: Option<Code>,
    pub(crate) outcome: Option<OutcomeStatus>,
    pub(crate) taken: Option<Taken>,
}

/// What the gateway made of it.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) esc: Esc,
    pub(crate) proposal: String,
    pub(crate) expires_at: Timestamp,
}

const COLUMNS: &str = "key, draft, sent, state, esc, proposal, expires_at, answer, code, outcome";

impl Registry {
    fn row(&self, row: &SqliteRow) -> Result<Row, RegistryError> {
        fn parsed<T: std::str::FromStr>(text: Option<String>) -> Result<Option<T>, ()> {
            text.map(|text| text.parse().map_err(|_| ())).transpose()
        }
        fn json<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, ()> {
            text.map(|text| serde_json::from_str(text).map_err(|_| ()))
                .transpose()
        }
        let read = || {
            let esc: Option<Esc> = parsed(row.get("esc"))?;
            let outcome: Option<String> = row.get("outcome");
            let outcome = outcome.map(|word| format!("{word:?}"));
            let answer: Option<String> = row.get("answer");
            let (proposal, expires_at) = (row.get("proposal"), row.get("expires_at"));
            Ok::<_, ()>(Row {
                key: row.get("key"),
                draft: row.get("draft"),
                sent: row.get("sent"),
                state: State::of(row.get("state")).ok_or(())?,
                answer: json(answer.as_deref())?,
                code: parsed(row.get("code"))?,
                outcome: json(outcome.as_deref())?,
                taken: esc
                    .zip(proposal)
                    .zip(expires_at)
                    .map(|((esc, proposal), at)| Taken {
                        esc,
                        proposal,
                        expires_at: Timestamp::from_millis(at),
                    }),
            })
        };
        read().map_err(|()| self.damaged("a proposal's row can not be read"))
    }

    async fn rows(&self, filter: &'static str) -> Result<Vec<Row>, RegistryError> {
        let text = format!("SELECT {COLUMNS} FROM proposals WHERE {filter} ORDER BY rowid");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(self.db()?);
        self.told(rows.await)?
            .iter()
            .map(|row| self.row(row))
            .collect()
    }

    async fn one(&self, column: &'static str, value: &str) -> Result<Option<Row>, RegistryError> {
        let text = format!("SELECT {COLUMNS} FROM proposals WHERE {column} = ?");
        let found = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(value)
            .fetch_optional(self.db()?);
        self.told(found.await)?
            .map(|row| self.row(&row))
            .transpose()
    }

    pub(crate) async fn by_key(&self, key: &str) -> Result<Option<Row>, RegistryError> {
        self.one("key", key).await
    }

    pub(crate) async fn by_esc(&self, esc: Esc) -> Result<Option<Row>, RegistryError> {
        self.one("esc", &esc.to_string()).await
    }

    /// What was sent, or about to be, without an answer.
    pub(crate) async fn proposing(&self) -> Result<Vec<Row>, RegistryError> {
        self.rows("state = 'proposing'").await
    }

    /// What waits for people.
    pub(crate) async fn pending(&self) -> Result<Vec<Row>, RegistryError> {
        self.rows("state = 'pending'").await
    }

    /// What was to be run, and is not known to have ended.
    pub(crate) async fn unfinished(&self) -> Result<Vec<Row>, RegistryError> {
        self.rows("state = 'decided' AND outcome IS NULL").await
    }

    /// Makes the intention durable; what was stored under this key before wins.
    pub(crate) async fn begin(
        &self,
        key: &str,
        draft: &[u8],
        sent: &[u8],
    ) -> Result<Row, RegistryError> {
        let text =
            "INSERT INTO proposals (key, draft, sent) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        let stored = sqlx::query(text)
            .bind(key)
            .bind(draft)
            .bind(sent)
            .execute(self.db()?);
        self.told(stored.await)?;
        self.by_key(key)
            .await?
            .ok_or_else(|| self.damaged("a row is gone right after it was stored"))
    }

    /// The gateway took it: from here on it is pending.
    pub(crate) async fn proposed(&self, key: &str, taken: &Taken) -> Result<(), SourceError> {
        let text = "UPDATE proposals SET state = 'pending', esc = ?, proposal = ?, expires_at = ? \
                    WHERE key = ? AND state = 'proposing'";
        let done = sqlx::query(text)
            .bind(taken.esc.to_string())
            .bind(&taken.proposal)
            .bind(taken.expires_at.millis())
            .bind(key)
            .execute(self.db()?)
            .await;
        match done {
            // Another call of this source has this escalation.
            Err(error)
                if error
                    .as_database_error()
                    .is_some_and(|e| e.is_unique_violation()) =>
            {
                Err(Code::ProposalMismatch.into())
            }
            other => Ok(self.told(other.map(drop))?),
        }
    }

    /// Step 11: pending → decided with the action and its `accepted`, unless `check`, asked inside, refuses.
    pub(crate) async fn decide(
        &self,
        esc: Esc,
        answer: &Stored,
        accepted: &Report,
        check: impl FnOnce() -> Result<(), Code> + Send,
    ) -> Result<(), SourceError> {
        let mut tx = self.begin_writing().await?;
        check()?;
        let left = leave_pending(&mut tx, esc, State::Decided, Some(answer), None).await;
        once(self.told(left)?)?;
        self.told(super::reports::queue(&mut tx, accepted).await)?;
        Ok(self.commit(tx).await?)
    }

    /// pending → closed: it ended, and nothing runs.
    pub(crate) async fn close_with(&self, esc: Esc, answer: &Stored) -> Result<(), SourceError> {
        let mut tx = self.begin_writing().await?;
        let left = leave_pending(&mut tx, esc, State::Closed, Some(answer), None).await;
        once(self.told(left)?)?;
        Ok(self.commit(tx).await?)
    }

    /// pending → refused, for good.
    pub(crate) async fn refuse(
        &self,
        esc: Esc,
        code: Code,
        report: &Report,
    ) -> Result<(), SourceError> {
        let mut tx = self.begin_writing().await?;
        let left = leave_pending(&mut tx, esc, State::Refused, None, Some(code)).await;
        once(self.told(left)?)?;
        self.told(super::reports::queue(&mut tx, report).await)?;
        Ok(self.commit(tx).await?)
    }

    /// Before it runs: which attempt this is.
    pub(crate) async fn attempt(&self, esc: Esc) -> Result<u32, RegistryError> {
        let text = "UPDATE proposals SET attempts = attempts + 1 \
                    WHERE esc = ? AND state = 'decided' AND outcome IS NULL RETURNING attempts";
        let row = sqlx::query(text)
            .bind(esc.to_string())
            .fetch_one(self.db()?);
        Ok(self.told(row.await)?.get(0))
    }

    /// What running it came to, with the report of it. The same again changes nothing.
    pub(crate) async fn finish(
        &self,
        esc: Esc,
        outcome: OutcomeStatus,
        report: &Report,
    ) -> Result<(), SourceError> {
        let mut tx = self.begin_writing().await?;
        let text = "SELECT outcome FROM proposals WHERE esc = ? AND state = 'decided'";
        let found = sqlx::query_scalar::<_, Option<String>>(text)
            .bind(esc.to_string())
            .fetch_optional(&mut *tx);
        let before = self.told(found.await)?.ok_or(Code::NotPending)?;
        if before.as_deref() == Some(outcome.as_str()) {
            return Ok(());
        }
        if !may_follow(before.as_deref(), outcome) {
            return Err(Code::AlreadyConsumed.into());
        }
        let text = "UPDATE proposals SET outcome = ? WHERE esc = ?";
        let stored = sqlx::query(text)
            .bind(outcome.as_str())
            .bind(esc.to_string())
            .execute(&mut *tx);
        self.told(stored.await)?;
        self.told(super::reports::queue(&mut tx, report).await)?;
        Ok(self.commit(tx).await?)
    }

    /// What was open when a backup was made may have run since: none of it runs.
    pub(crate) async fn fence(&self, withdrawals: &[Report]) -> Result<(), RegistryError> {
        let mut tx = self.begin_writing().await?;
        let text = "UPDATE proposals SET state = 'fenced' WHERE state IN ('proposing', 'pending')";
        self.told(sqlx::query(text).execute(&mut *tx).await)?;
        for report in withdrawals {
            self.told(super::reports::queue(&mut tx, report).await)?;
        }
        self.commit(tx).await
    }
}

/// What may be said after what was said before: the fold takes outcomes in this order only.
fn may_follow(before: Option<&str>, outcome: OutcomeStatus) -> bool {
    use OutcomeStatus::{Compensated, Executed, Failed, Unknown};
    match before {
        None => matches!(outcome, Executed | Failed | Unknown),
        Some("unknown") => matches!(outcome, Executed | Failed),
        Some("executed" | "failed") => outcome == Compensated,
        Some(_) => false,
    }
}

/// A row leaves `pending` once.
fn once(left: bool) -> Result<(), Code> {
    if left {
        Ok(())
    } else {
        Err(Code::AlreadyConsumed)
    }
}

/// Whether the row was pending until now.
async fn leave_pending(
    tx: &mut sqlx::SqliteConnection,
    esc: Esc,
    to: State,
    answer: Option<&Stored>,
    code: Option<Code>,
) -> Result<bool, sqlx::Error> {
    let answer = answer.map(|answer| serde_json::to_string(answer).unwrap_or_default());
    let text =
        "UPDATE proposals SET state = ?, answer = ?, code = ? WHERE esc = ? AND state = 'pending'";
    let done = sqlx::query(text)
        .bind(to.word())
        .bind(answer)
        .bind(code.map(Code::as_str))
        .bind(esc.to_string())
        .execute(tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use fermata_protocol::{Name, Sha, payload::Status};
    use tempfile::TempDir;

    use super::*;
    use crate::source::registry::Kind;

    fn esc() -> Esc {
        Esc::make(Timestamp::from_millis(1), [1; 10])
    }

    fn answer() -> Stored {
        let action = serde_json::from_str(r#"{"tool":"refund","arguments":{"amount":0.1}}"#);
        Stored::Run {
            status: Status::Approved,
            action: action.unwrap(),
            candidate_sha256: Sha::of("it"),
            people: vec!["ann".parse::<Name>().unwrap()],
            idempotent: false,
        }
    }

    fn accepted() -> Report {
        let (key, body) = ("accepted".to_owned(), b"{}".to_vec());
        Report {
            key,
            kind: Kind::Outcome,
            body,
        }
    }

    /// A registry with one pending row.
    async fn registry(home: &TempDir) -> Registry {
        let registry = Registry::open(&home.path().join("registry")).await.unwrap();
        registry.begin("k", b"{}", b"{}").await.unwrap();
        let taken = Taken {
            esc: esc(),
            proposal: "a.b.c".to_owned(),
            expires_at: Timestamp::from_millis(9),
        };
        registry.proposed("k", &taken).await.unwrap();
        registry
    }

    fn code(done: Result<(), SourceError>) -> Option<Code> {
        match done {
            Ok(()) => None,
            Err(SourceError::Refused(code)) => Some(code),
            Err(other) => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn a_halt_that_is_seen_inside_the_step_leaves_the_row_pending_and_queues_nothing() {
        let home = tempfile::tempdir().unwrap();
        let registry = registry(&home).await;
        let halted = || Err(Code::Halted);
        let done = registry.decide(esc(), &answer(), &accepted(), halted).await;
        assert_eq!(code(done), Some(Code::Halted));
        let row = registry.by_esc(esc()).await.unwrap().unwrap();
        assert_eq!((row.state, row.answer), (State::Pending, None));
        assert_eq!(registry.reports().await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_row_is_taken_once_with_its_action_and_its_report() {
        let home = tempfile::tempdir().unwrap();
        let registry = registry(&home).await;
        let (answer, report) = (answer(), accepted());
        let take = || registry.decide(esc(), &answer, &report, || Ok(()));
        assert_eq!(code(take().await), None);
        assert_eq!(code(take().await), Some(Code::AlreadyConsumed));
        let refused = registry.refuse(esc(), Code::Expired, &accepted()).await;
        assert_eq!(code(refused), Some(Code::AlreadyConsumed));
        let row = registry.by_esc(esc()).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.answer),
            (State::Decided, Some(answer.clone()))
        );
        assert_eq!(registry.reports().await.unwrap(), [accepted()]);
    }

    #[tokio::test]
    async fn an_escalation_belongs_to_one_key() {
        let home = tempfile::tempdir().unwrap();
        let registry = registry(&home).await;
        let row = registry.by_key("k").await.unwrap().unwrap();
        registry.begin("other", b"{}", b"{}").await.unwrap();
        let done = registry.proposed("other", &row.taken.unwrap()).await;
        assert_eq!(code(done), Some(Code::ProposalMismatch));
    }
}

//! The queue of what the gateway must be told, until it acknowledges.

use sqlx::Row as _;

use super::{Registry, RegistryError};

/// What a report is, and so where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A vouched source's draft of an outcome.
    Outcome,
    /// A vouched source's draft of a note.
    Note,
    /// A statement of a source that signs.
    Statement,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Note => "note",
            Self::Statement => "statement",
        }
    }
}

/// Something to tell the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) key: String,
    pub(crate) kind: Kind,
    pub(crate) body: Vec<u8>,
}

pub(super) async fn queue(
    tx: &mut sqlx::SqliteConnection,
    report: &Report,
) -> Result<(), sqlx::Error> {
    let text = "INSERT INTO reports (key, kind, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    sqlx::query(text)
        .bind(&report.key)
        .bind(report.kind.word())
        .bind(&report.body)
        .execute(tx)
        .await?;
    Ok(())
}

impl Registry {
    pub(crate) async fn queue(&self, report: &Report) -> Result<(), RegistryError> {
        let mut tx = self.begin_writing().await?;
        self.told(queue(&mut tx, report).await)?;
        self.commit(tx).await
    }

    /// What the gateway has not acknowledged, the oldest first.
    pub(crate) async fn reports(&self) -> Result<Vec<Report>, RegistryError> {
        let text = "SELECT key, kind, body FROM reports WHERE state = 'queued' ORDER BY n";
        let rows = self.told(sqlx::query(text).fetch_all(self.db()?).await)?;
        let report = |row: &sqlx::sqlite::SqliteRow| Report {
            key: row.get(0),
            kind: match row.get(1) {
                "outcome" => Kind::Outcome,
                "note" => Kind::Note,
                _ => Kind::Statement,
            },
            body: row.get(2),
        };
        Ok(rows.iter().map(report).collect())
    }

    /// Acknowledged; or with why the gateway refused it for good, and kept to be seen.
    pub(crate) async fn settle(
        &self,
        key: &str,
        refused: Option<&str>,
    ) -> Result<(), RegistryError> {
        let state = if refused.is_some() {
            "dead"
        } else {
            "acknowledged"
        };
        let text = "UPDATE reports SET state = ?, error = ? WHERE key = ? AND state = 'queued'";
        let settled = sqlx::query(text)
            .bind(state)
            .bind(refused)
            .bind(key)
            .execute(self.db()?);
        self.told(settled.await).map(drop)
    }

    /// Reports that the gateway refused for good, each with why.
    pub(crate) async fn dead_reports(&self) -> Result<Vec<(String, String)>, RegistryError> {
        let text = "SELECT key, error FROM reports WHERE state = 'dead' ORDER BY n";
        let rows = self.told(sqlx::query(text).fetch_all(self.db()?).await)?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }
}

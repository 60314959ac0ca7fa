//! What was raised about outcomes, and which of it this desk's person has looked at.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use fermata_protocol::{Esc, Timestamp};
use sqlx::Row;

use super::{Store, StoreError};
use crate::{alarm::Raised, ipc::AlarmKind};

/// A failure that was over for so long when this desk first read of it is history: others have dealt with it, or nobody will.
/// What contradicts a signature never is.
const HISTORY: TimeDelta = TimeDelta::days(7);

/// How far a person is with an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attention {
    /// Nobody here has looked at it.
    Open,
    /// The person has, then.
    Looked(String),
    /// It was long over when this desk first read of it.
    History,
}

impl Store {
    /// Keeps what is raised. What is here already stays as it is.
    pub(crate) async fn raise(
        &self,
        esc: Esc,
        raised: &[Raised],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known = self.attention(esc).await?;
        for one in raised.iter().filter(|one| !known.contains_key(&one.id())) {
            let age = now.millis() - one.at.millis();
            let over = one.kind >= AlarmKind::Unknown && age > HISTORY.num_milliseconds();
            sqlx::query("INSERT OR IGNORE INTO alarm (esc, id, state) VALUES (?, ?, ?)")
                .bind(esc.to_string())
                .bind(one.id())
                .bind(if over { "old" } else { "new" })
                .execute(&self.desk)
                .await?;
        }
        Ok(())
    }

    /// How far the person is with each alarm of an escalation that was kept, by its name.
    ///
    /// # Errors
    /// The disk's.
    pub async fn attention(&self, esc: Esc) -> Result<BTreeMap<String, Attention>, StoreError> {
        let rows = sqlx::query("SELECT id, state, looked_at FROM alarm WHERE esc = ?")
            .bind(esc.to_string())
            .fetch_all(&self.desk)
            .await?;
        let one = |row: &sqlx::sqlite::SqliteRow| {
            let attention = match row.get::<&str, _>(1) {
                "looked" => Attention::Looked(row.get::<Option<String>, _>(2).unwrap_or_default()),
                "old" => Attention::History,
                _ => Attention::Open,
            };
            (row.get(0), attention)
        };
        Ok(rows.iter().map(one).collect())
    }

    /// Puts these alarms away: the person has looked at them.
    ///
    /// # Errors
    /// The disk's.
    pub async fn looked(&self, esc: Esc, ids: &[String], now: Timestamp) -> Result<(), StoreError> {
        for id in ids {
            sqlx::query(
                "INSERT INTO alarm (esc, id, state, looked_at) VALUES (?, ?, 'looked', ?) \
                 ON CONFLICT (esc, id) DO UPDATE SET state = 'looked', looked_at = excluded.looked_at",
            )
            .bind(esc.to_string())
            .bind(id)
            .bind(now.to_string())
            .execute(&self.desk)
            .await?;
        }
        Ok(())
    }

    /// Escalations with alarms that no notification told of; from now on these count as told.
    pub(crate) async fn take_untold(&self) -> Result<Vec<Esc>, StoreError> {
        let rows = sqlx::query("UPDATE alarm SET state = 'told' WHERE state = 'new' RETURNING esc")
            .fetch_all(&self.desk)
            .await?;
        let mut all: Vec<Esc> = rows
            .iter()
            .filter_map(|row| row.get::<&str, _>(0).parse().ok())
            .collect();
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Forgets them all: they were about another log.
    pub(crate) async fn forget_alarms(&self) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM alarm").execute(&self.desk).await?;
        Ok(())
    }
}

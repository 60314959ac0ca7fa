//! What this desk's person has put off, and until when.

use std::collections::BTreeMap;

use fermata_protocol::{Esc, Timestamp};
use sqlx::Row;

use super::{Store, StoreError};

impl Store {
    /// Everything that is put off.
    pub(crate) async fn snoozes(&self) -> Result<BTreeMap<Esc, Timestamp>, StoreError> {
        let rows = sqlx::query("SELECT esc, until FROM snooze")
            .fetch_all(&self.desk)
            .await?;
        let one = |row: &sqlx::sqlite::SqliteRow| {
            let esc = row.get::<&str, _>(0).parse().ok()?;
            Some((esc, Timestamp::from_millis(row.get(1))))
        };
        Ok(rows.iter().filter_map(one).collect())
    }

    /// Puts one off, or ends that.
    pub(crate) async fn snooze(
        &self,
        esc: Esc,
        until: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let query = match until {
            Some(until) => sqlx::query(
                "INSERT INTO snooze (esc, until) VALUES (?, ?) ON CONFLICT (esc) DO UPDATE SET until = excluded.until",
            )
            .bind(esc.to_string())
            .bind(until.millis()),
            None => sqlx::query("DELETE FROM snooze WHERE esc = ?").bind(esc.to_string()),
        };
        query.execute(&self.desk).await?;
        Ok(())
    }

    /// Forgets them all: they were about another log.
    pub(crate) async fn forget_snoozes(&self) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM snooze")
            .execute(&self.desk)
            .await?;
        Ok(())
    }
}

//! Which items a notification has told of.

use fermata_protocol::{Esc, Timestamp};
use sqlx::Row;

use super::{Store, StoreError, projection::parse};
use crate::ipc::RowView;

/// Waits in the inbox for a person, and not for a look at how it ended.
///
/// Each question here names its own index, of few rows: the index of all that wait looks as good to SQLite, and a million may wait.
const WAITS: &str = "list = 'inbox' AND alarm = 0";

impl Store {
    /// Items that wait for this person and that nothing told of yet.
    pub(crate) async fn untold_new(&self) -> Result<Vec<RowView>, StoreError> {
        let sql = format!(
            "SELECT json FROM item INDEXED BY item_untold WHERE notified = 0 AND needs = 1 AND {WAITS}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(&self.projection)
            .await?;
        rows.iter().map(|row| parse(row.get(0))).collect()
    }

    /// Items that nobody has taken although half of their time is over, and that nothing told of yet.
    pub(crate) async fn untold_halves(&self, now: Timestamp) -> Result<Vec<RowView>, StoreError> {
        let sql = format!(
            "SELECT json FROM item INDEXED BY item_half WHERE half_at <= ?1 AND halved = 0 AND due > ?1 AND {WAITS}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(now.millis())
            .fetch_all(&self.projection)
            .await?;
        rows.iter().map(|row| parse(row.get(0))).collect()
    }

    /// When half of the time of the next one is over: now, where it is already.
    pub(crate) async fn next_half(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let sql = format!(
            "SELECT min(max(half_at, ?1)) FROM item INDEXED BY item_half WHERE half_at IS NOT NULL AND halved = 0 AND due > ?1 AND {WAITS}"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(now.millis())
            .fetch_one(&self.projection)
            .await?;
        Ok(row.get::<Option<i64>, _>(0).map(Timestamp::from_millis))
    }

    /// These count as told of, as new ones.
    pub(crate) async fn told(&self, escs: &[String]) -> Result<(), StoreError> {
        self.each("UPDATE item SET notified = 1 WHERE esc = ?", escs)
            .await
    }

    /// These count as told of, as ones that nobody has taken.
    pub(crate) async fn told_halves(&self, escs: &[String]) -> Result<(), StoreError> {
        self.each(
            "UPDATE item SET notified = 1, halved = 1 WHERE esc = ?",
            escs,
        )
        .await
    }

    /// It is told of again, as a new one.
    pub(crate) async fn tell_again(&self, esc: Esc) -> Result<(), StoreError> {
        let escs = [esc.to_string()];
        self.each("UPDATE item SET notified = 0 WHERE esc = ?", &escs)
            .await
    }

    async fn each(&self, sql: &'static str, escs: &[String]) -> Result<(), StoreError> {
        if escs.is_empty() {
            return Ok(());
        }
        let mut tx = self.projection.begin_with("BEGIN IMMEDIATE").await?;
        for esc in escs {
            sqlx::query(sql).bind(esc).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }
}

//! The lists beside the inbox, leases that end by themselves, and which item answers which: kept with the row that they follow from.

use fermata_protocol::{Esc, Timestamp};
use sqlx::{Row, Sqlite, Transaction};

use super::{
    ItemRow, Store, StoreError,
    projection::{Edge, count, paged, word},
};
use crate::ipc::{ListName, RowsView};

/// Lists beside the inbox are of every queue.
const EVERY_QUEUE: &str = "";

/// Writes what stands beside a row, in the row's own transaction, and keeps the tallies true.
pub(super) async fn put(
    tx: &mut Transaction<'_, Sqlite>,
    before: Option<&ItemRow>,
    item: &ItemRow,
) -> Result<(), StoreError> {
    let row = &item.row;
    if let Some(before) = before {
        for list in &before.row.around.lists {
            count(tx, word(*list), EVERY_QUEUE, -1).await?;
        }
        for sql in [
            "DELETE FROM beside WHERE esc = ?",
            "DELETE FROM lease WHERE esc = ?",
            "DELETE FROM answer WHERE esc = ?",
        ] {
            sqlx::query(sql).bind(&row.esc).execute(&mut **tx).await?;
        }
    }
    for list in &row.around.lists {
        count(tx, word(*list), EVERY_QUEUE, 1).await?;
        sqlx::query("INSERT INTO beside (list, esc, order_key) VALUES (?, ?, ?)")
            .bind(word(*list))
            .bind(&row.esc)
            .bind(&row.order)
            .execute(&mut **tx)
            .await?;
    }
    if let Some(until) = item.changes {
        sqlx::query("INSERT INTO lease (esc, until) VALUES (?, ?)")
            .bind(&row.esc)
            .bind(until.millis())
            .execute(&mut **tx)
            .await?;
    }
    if let Some(earlier) = &row.around.answers {
        sqlx::query("INSERT INTO answer (esc, earlier) VALUES (?, ?)")
            .bind(&row.esc)
            .bind(earlier)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

impl Store {
    /// One page of a list beside the inbox.
    pub(super) async fn page_beside(
        &self,
        list: ListName,
        edge: Edge<'_>,
        limit: u32,
    ) -> Result<RowsView, StoreError> {
        let (key, beyond, way) = edge.terms();
        // Put together of fixed words alone.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT item.json FROM beside JOIN item ON item.esc = beside.esc \
             WHERE beside.list = ? AND beside.order_key {beyond} ? ORDER BY beside.order_key {way} LIMIT ?"
        ));
        let query = sqlx::query(sql).bind(word(list)).bind(key);
        let query = query.bind(i64::from(limit));
        paged(&query.fetch_all(&self.projection).await?, edge, limit)
    }

    /// When the next lease ends after this time.
    pub(crate) async fn next_lease(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT min(until) FROM lease WHERE until > ?")
            .bind(now.millis())
            .fetch_one(&self.projection)
            .await?;
        let until: Option<i64> = row.get(0);
        Ok(until.map(Timestamp::from_millis))
    }

    /// Escalations of which a lease has ended.
    pub(crate) async fn ended_leases(&self, now: Timestamp) -> Result<Vec<Esc>, StoreError> {
        let sql = sqlx::query("SELECT esc FROM lease WHERE until <= ?").bind(now.millis());
        let rows = sql.fetch_all(&self.projection).await?;
        let ids = rows.iter().map(|row| row.get::<String, _>(0));
        Ok(ids.filter_map(|esc| esc.parse().ok()).collect())
    }

    /// The newest item that answers this one.
    pub(crate) async fn answer_to(&self, esc: Esc) -> Result<Option<Esc>, StoreError> {
        let row = sqlx::query("SELECT max(esc) FROM answer WHERE earlier = ?")
            .bind(esc.to_string())
            .fetch_one(&self.projection)
            .await?;
        let id: Option<String> = row.get(0);
        Ok(id.and_then(|id| id.parse().ok()))
    }
}

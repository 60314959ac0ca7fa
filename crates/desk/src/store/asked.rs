//! What was asked before, kept with the row that it follows from.

use fermata_protocol::{Esc, Timestamp};
use sqlx::{Row, Sqlite, Transaction, sqlite::SqliteRow};

use super::{
    ItemRow, Store, StoreError,
    projection::{json, parse},
};
use crate::{
    asked::{AGAIN_MS, Asked, Shape},
    ipc::{RowView, VerbView},
};

/// So many of the newest decisions on a tool are compared.
const COMPARED: i64 = 200;

/// An earlier item, with what people answered.
#[derive(Debug, Clone)]
pub(crate) struct Earlier {
    pub(crate) row: RowView,
    pub(crate) answer: Option<VerbView>,
    pub(crate) closed: Option<Timestamp>,
    pub(crate) people: Vec<String>,
    pub(crate) shape: Shape,
}

fn earlier(row: &SqliteRow) -> Result<Earlier, StoreError> {
    let answer: Option<String> = row.get(1);
    let closed: Option<i64> = row.get(2);
    Ok(Earlier {
        row: parse(row.get(0))?,
        answer: answer.map(|answer| parse(&answer)).transpose()?,
        closed: closed.map(Timestamp::from_millis),
        people: parse(row.get(3))?,
        shape: parse(row.get(4))?,
    })
}

/// Writes what an item asks, in the row's own transaction.
pub(super) async fn put(
    tx: &mut Transaction<'_, Sqlite>,
    item: &ItemRow,
) -> Result<(), StoreError> {
    let Some(asked) = &item.asked else {
        return Ok(());
    };
    sqlx::query(
        "INSERT OR REPLACE INTO asked (esc, tool, action, run, subject, arrived, percent, answer, closed, people, shape) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&item.row.esc)
    .bind(&asked.tool)
    .bind(&asked.action)
    .bind(&asked.run)
    .bind(&asked.subject)
    .bind(asked.arrived.millis())
    .bind(asked.percent.map(i64::from))
    .bind(asked.answer.as_ref().map(json).transpose()?)
    .bind(asked.closed.map(Timestamp::millis))
    .bind(json(&asked.people)?)
    .bind(json(&asked.shape)?)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Store {
    /// Others with exactly this action, in the same run or about the same subject, that came within a day of it; the newest first.
    pub(crate) async fn same(&self, esc: Esc, asked: &Asked) -> Result<Vec<Earlier>, StoreError> {
        let rows = sqlx::query(
            "SELECT item.json, asked.answer, asked.closed, asked.people, asked.shape FROM asked JOIN item ON item.esc = asked.esc \
             WHERE asked.action = ?1 AND asked.arrived BETWEEN ?2 AND ?3 AND asked.esc <> ?4 \
             AND (asked.run = ?5 OR asked.subject = ?6) ORDER BY asked.arrived DESC LIMIT 20",
        )
        .bind(&asked.action)
        .bind(asked.arrived.millis() - AGAIN_MS)
        .bind(asked.arrived.millis() + AGAIN_MS)
        .bind(esc.to_string())
        .bind(&asked.run)
        .bind(&asked.subject)
        .fetch_all(&self.projection)
        .await?;
        rows.iter().map(earlier).collect()
    }

    /// What people decided on this tool, the newest first.
    pub(crate) async fn decided_on(
        &self,
        esc: Esc,
        tool: &str,
    ) -> Result<Vec<Earlier>, StoreError> {
        let rows = sqlx::query(
            "SELECT item.json, asked.answer, asked.closed, asked.people, asked.shape FROM asked JOIN item ON item.esc = asked.esc \
             WHERE asked.tool = ? AND asked.answer IS NOT NULL AND asked.esc <> ? ORDER BY asked.closed DESC LIMIT ?",
        )
        .bind(tool)
        .bind(esc.to_string())
        .bind(COMPARED)
        .fetch_all(&self.projection)
        .await?;
        rows.iter().map(earlier).collect()
    }

    /// How many of this tool's proposals within these percents people decided, and how many of these they approved as they stood.
    pub(crate) async fn rate(
        &self,
        esc: Esc,
        tool: &str,
        percents: std::ops::RangeInclusive<u32>,
    ) -> Result<(u32, u32), StoreError> {
        let row = sqlx::query(
            "SELECT count(*), count(*) FILTER (WHERE answer = '\"approve\"') FROM asked \
             WHERE tool = ? AND percent BETWEEN ? AND ? AND answer IS NOT NULL AND esc <> ?",
        )
        .bind(tool)
        .bind(i64::from(*percents.start()))
        .bind(i64::from(*percents.end()))
        .bind(esc.to_string())
        .fetch_one(&self.projection)
        .await?;
        let n = |at: usize| u32::try_from(row.get::<i64, _>(at)).unwrap_or(u32::MAX);
        Ok((n(0), n(1)))
    }
}

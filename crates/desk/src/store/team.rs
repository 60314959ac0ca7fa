//! What the team's page asks of the rows: counted when somebody opens it, over what waits and what the day closed.

use std::collections::BTreeMap;

use fermata_protocol::{Esc, Timestamp};
use sqlx::Row;

use super::{Store, StoreError, projection::parse};
use crate::ipc::{RowView, StatusView, TeamQueueView};

/// What was closed in a span of time.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Closed {
    /// Decided by people.
    pub(crate) decided: u32,
    /// Ran out.
    pub(crate) expired: u32,
    /// By each person's id, alone or with others.
    pub(crate) by: BTreeMap<String, u32>,
}

/// One item that was closed, as a line of the week needs it.
#[derive(Debug)]
pub(crate) struct ClosedRow {
    pub(crate) row: RowView,
    pub(crate) closed: Timestamp,
    /// Ids of who decided it.
    pub(crate) by: Vec<String>,
}

fn number(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

impl Store {
    /// What waits in each queue at this time.
    pub(crate) async fn queues(&self, now: Timestamp) -> Result<Vec<TeamQueueView>, StoreError> {
        let rows = sqlx::query(
            "SELECT queue, count(*), min(arrived), min(due), \
             sum(held = 0 AND 2 * (? - arrived) > due - arrived) \
             FROM item WHERE list IN ('inbox', 'snoozed') AND alarm = 0 GROUP BY queue ORDER BY queue",
        )
        .bind(now.millis())
        .fetch_all(&self.projection)
        .await?;
        let at = |millis| Timestamp::from_millis(millis).to_string();
        let view = |row: &sqlx::sqlite::SqliteRow| TeamQueueView {
            queue: row.get(0),
            waiting: number(row.get(1)),
            oldest: at(row.get(2)),
            due: at(row.get(3)),
            unclaimed: number(row.get(4)),
        };
        Ok(rows.iter().map(view).collect())
    }

    /// How many of what waits run out between these instants.
    pub(crate) async fn due_between(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<u32, StoreError> {
        let row = sqlx::query(
            "SELECT count(*) FROM item WHERE list IN ('inbox', 'snoozed') AND alarm = 0 AND due >= ? AND due < ?",
        )
        .bind(from.millis())
        .bind(to.millis())
        .fetch_one(&self.projection)
        .await?;
        Ok(number(row.get(0)))
    }

    /// Rows of what waits and somebody is at, or was given.
    pub(crate) async fn held(&self) -> Result<Vec<RowView>, StoreError> {
        let rows =
            sqlx::query("SELECT json FROM item WHERE list IN ('inbox', 'snoozed') AND held = 1")
                .fetch_all(&self.projection)
                .await?;
        rows.iter().map(|row| parse(row.get(0))).collect()
    }

    /// Which those are.
    pub(crate) async fn held_ids(&self) -> Result<Vec<Esc>, StoreError> {
        self.escalations("SELECT esc FROM item WHERE list IN ('inbox', 'snoozed') AND held = 1")
            .await
    }

    /// What was closed from then on, counted.
    pub(crate) async fn closed_since(&self, from: Timestamp) -> Result<Closed, StoreError> {
        let rows = sqlx::query(
            "SELECT status, closed_by, count(*) FROM item WHERE closed >= ? GROUP BY status, closed_by",
        )
        .bind(from.millis())
        .fetch_all(&self.projection)
        .await?;
        let mut closed = Closed::default();
        for row in rows {
            let n = number(row.get(2));
            let people: Vec<String> = parse(row.get(1))?;
            if parse::<StatusView>(row.get(0))? == StatusView::Expired {
                closed.expired += n;
            } else if !people.is_empty() {
                closed.decided += n;
            }
            for person in people {
                *closed.by.entry(person).or_default() += n;
            }
        }
        Ok(closed)
    }

    /// Everything that was closed between these instants, the first first.
    pub(crate) async fn closed_between(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<ClosedRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT json, closed, closed_by FROM item WHERE closed >= ? AND closed < ? ORDER BY closed, esc",
        )
        .bind(from.millis())
        .bind(to.millis())
        .fetch_all(&self.projection)
        .await?;
        let read = |row: &sqlx::sqlite::SqliteRow| {
            Ok(ClosedRow {
                row: parse(row.get(0))?,
                closed: Timestamp::from_millis(row.get(1)),
                by: parse(row.get(2))?,
            })
        };
        rows.iter().map(read).collect()
    }
}

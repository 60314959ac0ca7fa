//! Entries and list rows, as last folded. All of it comes back from the log.

use fermata_protocol::{Entry, Esc, Name, Timestamp};
use sqlx::{Row, Sqlite, Transaction};

use super::{Store, StoreError, asked, beside, search};
use crate::{
    alarm::Raised,
    asked::Asked,
    ipc::{CountsView, ListName, QueueCountView, RowView, RowsView},
    search::Words,
};

/// What the lists keep of one escalation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ItemRow {
    pub(crate) list: ListName,
    pub(crate) row: RowView,
    /// When what was approved counts as late, until its source has said how it ended.
    pub(crate) late_at: Option<Timestamp>,
    /// A notification about it is for this person.
    pub(crate) needs: bool,
    /// When half of its time is over, as long as nobody has taken it.
    pub(crate) half_at: Option<Timestamp>,
    /// When it changes by itself: a lease ends.
    pub(crate) changes: Option<Timestamp>,
    /// By what it is found; not read back.
    pub(crate) words: Words,
    /// When it was closed, and which people did; not read back.
    pub(crate) closed: Option<(Timestamp, Vec<Name>)>,
    /// What it asks, to compare with others; not read back, and absent for a question.
    pub(crate) asked: Option<Asked>,
}

impl ItemRow {
    /// Somebody must look at it: it stands before everything that waits, the worst first, then the newest.
    pub(crate) fn raise(&mut self, worst: &Raised) {
        self.list = ListName::Inbox;
        self.row.alarm = Some(worst.kind);
        self.row.order = format!(
            "!{:02}-{:015}-{}",
            worst.kind as u8,
            999_999_999_999_999 - worst.at.millis(),
            self.row.esc
        );
    }

    /// The lists in which it stands.
    pub(crate) fn lists(&self) -> Vec<ListName> {
        let beside = self.row.around.lists.iter().copied();
        std::iter::once(self.list).chain(beside).collect()
    }

    fn read(list: &str, json: &str, late_at: Option<i64>) -> Result<Self, StoreError> {
        let list = match list {
            "inbox" => ListName::Inbox,
            "snoozed" => ListName::Snoozed,
            _ => ListName::Decided,
        };
        let late_at = late_at.map(Timestamp::from_millis);
        let row = parse(json)?;
        Ok(Self {
            list,
            row,
            late_at,
            needs: false,
            half_at: None,
            changes: None,
            words: Words::default(),
            closed: None,
            asked: None,
        })
    }
}

pub(super) fn word(list: ListName) -> &'static str {
    match list {
        ListName::Inbox => "inbox",
        ListName::Decided => "decided",
        ListName::Mine => "mine",
        ListName::Second => "second",
        ListName::Asked => "asked",
        ListName::Snoozed => "snoozed",
    }
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Disk(error.to_string()))
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged {
        path: "projection.db".to_owned(),
        cause: error.to_string(),
    })
}

/// Of an instant that a view of ours holds.
fn millis(at: &str) -> i64 {
    at.parse::<Timestamp>().map_or(0, Timestamp::millis)
}

fn id(row: &sqlx::sqlite::SqliteRow) -> Result<Esc, StoreError> {
    let esc = row.get::<String, _>(0);
    esc.parse().map_err(|_| StoreError::Damaged {
        path: "projection.db".to_owned(),
        cause: format!("{esc} is no id"),
    })
}

/// Where a page begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Edge<'a> {
    /// At the list's top.
    Top,
    /// After this order key.
    After(&'a str),
    /// It ends before this order key.
    Before(&'a str),
}

impl<'a> Edge<'a> {
    pub(crate) fn of(key: Option<&'a str>, back: bool) -> Self {
        match key {
            None => Self::Top,
            Some(key) if back => Self::Before(key),
            Some(key) => Self::After(key),
        }
    }

    /// The key, how keys of the page compare with it, and in which way they are read from there.
    pub(super) fn terms(self) -> (&'a str, &'static str, &'static str) {
        match self {
            Self::Top => ("", ">", "ASC"),
            Self::After(key) => (key, ">", "ASC"),
            Self::Before(key) => (key, "<", "DESC"),
        }
    }
}

/// The query of one page, put together of fixed words alone.
pub(super) fn page_sql(of_queue: bool, edge: Edge<'_>) -> String {
    let (_, beyond, way) = edge.terms();
    let of = if of_queue { "AND queue = ?" } else { "" };
    format!(
        "SELECT json FROM item WHERE list = ? {of} AND order_key {beyond} ? ORDER BY order_key {way} LIMIT ?"
    )
}

/// Rows as they were read, in the list's order; a full page may go on.
pub(super) fn paged(
    rows: &[sqlx::sqlite::SqliteRow],
    edge: Edge<'_>,
    limit: u32,
) -> Result<RowsView, StoreError> {
    let mut rows: Vec<RowView> = rows
        .iter()
        .map(|row| parse(row.get(0)))
        .collect::<Result<_, _>>()?;
    let full = rows.len() == limit as usize;
    let next = rows.last().filter(|_| full).map(|row| row.order.clone());
    if matches!(edge, Edge::Before(_)) {
        rows.reverse();
    }
    Ok(RowsView { rows, next })
}

impl Store {
    /// The position in the gateway's stream up to which entries were folded into their rows: everything behind it is read again.
    pub(crate) async fn cursor(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT seq FROM cursor")
            .fetch_one(&self.projection)
            .await?;
        Ok(u64::try_from(row.get::<i64, _>(0)).unwrap_or(0))
    }

    /// The newest entry kept, folded or not.
    pub(crate) async fn newest(&self) -> Result<Option<Entry>, StoreError> {
        let row = sqlx::query("SELECT json FROM entry ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&self.projection)
            .await?;
        row.map(|row| parse(row.get(0))).transpose()
    }

    /// Escalations that stand in a list.
    pub(crate) async fn shown(&self) -> Result<Vec<Esc>, StoreError> {
        self.escalations("SELECT esc FROM item").await
    }

    /// The row of an escalation that is shown.
    pub(crate) async fn row(&self, esc: Esc) -> Result<Option<ItemRow>, StoreError> {
        let row = sqlx::query("SELECT list, json, late_at FROM item WHERE esc = ?")
            .bind(esc.to_string())
            .fetch_optional(&self.projection)
            .await?;
        row.map(|row| ItemRow::read(row.get(0), row.get(1), row.get(2)))
            .transpose()
    }

    /// Escalations that were approved and whose source has not said how they ended.
    pub(crate) async fn unfinished(&self) -> Result<Vec<Esc>, StoreError> {
        self.escalations("SELECT esc FROM item WHERE late_at IS NOT NULL")
            .await
    }

    /// Those whose row has a sentence on how far one's own decision has come.
    pub(crate) async fn noted(&self) -> Result<Vec<Esc>, StoreError> {
        self.escalations(
            "SELECT esc FROM item WHERE json_extract(json, '$.progress.note') IS NOT NULL",
        )
        .await
    }

    /// Those that are late at this time.
    pub(crate) async fn late_until(&self, now: Timestamp) -> Result<Vec<Esc>, StoreError> {
        let rows = sqlx::query("SELECT esc FROM item WHERE late_at <= ?")
            .bind(now.millis())
            .fetch_all(&self.projection)
            .await?;
        rows.iter().map(id).collect()
    }

    /// When the next one is late.
    pub(crate) async fn next_late(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let row = sqlx::query("SELECT min(late_at) FROM item WHERE late_at > ?")
            .bind(now.millis())
            .fetch_one(&self.projection)
            .await?;
        Ok(row.get::<Option<i64>, _>(0).map(Timestamp::from_millis))
    }

    /// Escalations with entries that stand in no list.
    pub(crate) async fn unshown(&self) -> Result<Vec<Esc>, StoreError> {
        self.escalations(
            "SELECT DISTINCT esc FROM entry WHERE esc IS NOT NULL AND esc NOT IN (SELECT esc FROM item)",
        )
        .await
    }

    pub(super) async fn escalations(&self, sql: &'static str) -> Result<Vec<Esc>, StoreError> {
        let rows = sqlx::query(sql).fetch_all(&self.projection).await?;
        rows.iter().map(id).collect()
    }

    /// Every entry that came up to this position is in its row now.
    pub(crate) async fn folded(&self, position: u64) -> Result<(), StoreError> {
        sqlx::query("UPDATE cursor SET seq = ?1 WHERE seq < ?1")
            .bind(i64::try_from(position).unwrap_or(i64::MAX))
            .execute(&self.projection)
            .await?;
        Ok(())
    }

    /// Forgets the projection; it comes back from the log.
    pub(crate) async fn clear_projection(&self) -> Result<(), StoreError> {
        let mut tx = self.projection.begin_with("BEGIN IMMEDIATE").await?;
        for sql in [
            "DELETE FROM entry",
            "DELETE FROM item",
            "DELETE FROM doc",
            "DELETE FROM words",
            "DELETE FROM asked",
            "DELETE FROM tally",
            "DELETE FROM link",
            "DELETE FROM beside",
            "DELETE FROM lease",
            "DELETE FROM answer",
            "UPDATE cursor SET seq = 0",
        ] {
            sqlx::query(sql).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Keeps entries, in whichever order they come; those that are here already stay as they are.
    pub(crate) async fn keep(&self, entries: &[Entry]) -> Result<(), StoreError> {
        let mut tx = self.projection.begin_with("BEGIN IMMEDIATE").await?;
        for entry in entries {
            sqlx::query("INSERT OR IGNORE INTO entry (seq, esc, json) VALUES (?, ?, ?)")
                .bind(i64::try_from(entry.seq).unwrap_or(i64::MAX))
                .bind(entry.esc.map(|esc| esc.to_string()))
                .bind(json(entry)?)
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// The newest entry whose statement begins with this header, if any is kept.
    pub(crate) async fn newest_with_header(
        &self,
        header: &str,
    ) -> Result<Option<Entry>, StoreError> {
        let row = sqlx::query(
            "SELECT json FROM entry WHERE esc IS NOT NULL AND instr(json, ?) > 0 ORDER BY seq DESC LIMIT 1",
        )
        .bind(format!("\"{header}."))
        .fetch_optional(&self.projection)
        .await?;
        row.map(|row| parse(row.get(0))).transpose()
    }

    /// Every standing entry, in order.
    pub(crate) async fn standing(&self) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query("SELECT json FROM entry WHERE esc IS NULL ORDER BY seq")
            .fetch_all(&self.projection)
            .await?;
        rows.iter().map(|row| parse(row.get(0))).collect()
    }

    /// Every entry of one escalation, in order.
    pub(crate) async fn entries(&self, esc: Esc) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query("SELECT json FROM entry WHERE esc = ? ORDER BY seq")
            .bind(esc.to_string())
            .fetch_all(&self.projection)
            .await?;
        rows.iter().map(|row| parse(row.get(0))).collect()
    }

    /// Writes an escalation's row and keeps the tallies true. Gives the row that it replaces.
    pub(crate) async fn put(&self, item: &ItemRow) -> Result<Option<ItemRow>, StoreError> {
        let mut tx = self.projection.begin_with("BEGIN IMMEDIATE").await?;
        let old = sqlx::query("SELECT list, queue, json, late_at FROM item WHERE esc = ?")
            .bind(&item.row.esc)
            .fetch_optional(&mut *tx)
            .await?;
        let mut before = None;
        if let Some(old) = old {
            let list: String = old.get(0);
            count(&mut tx, &list, old.get(1), -1).await?;
            before = Some(ItemRow::read(&list, old.get(2), old.get(3))?);
        }
        count(&mut tx, word(item.list), &item.row.queue, 1).await?;
        sqlx::query(
            "INSERT INTO item (esc, list, queue, order_key, json, late_at, alarm, risk, status, confidence, due, arrived, held, closed, closed_by, needs, half_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (esc) DO UPDATE SET list = excluded.list, queue = excluded.queue, \
             order_key = excluded.order_key, json = excluded.json, late_at = excluded.late_at, alarm = excluded.alarm, \
             risk = excluded.risk, status = excluded.status, confidence = excluded.confidence, due = excluded.due, \
             arrived = excluded.arrived, held = excluded.held, closed = excluded.closed, closed_by = excluded.closed_by, \
             needs = excluded.needs, half_at = excluded.half_at",
        )
        .bind(&item.row.esc)
        .bind(word(item.list))
        .bind(&item.row.queue)
        .bind(&item.row.order)
        .bind(json(&item.row)?)
        .bind(item.late_at.map(Timestamp::millis))
        .bind(item.row.alarm.is_some())
        .bind(item.row.risk as i64)
        .bind(json(&item.row.status)?)
        .bind(item.row.confidence.map(i64::from))
        .bind(millis(&item.row.due))
        .bind(millis(&item.row.arrived))
        .bind(item.row.around.at_it.iter().any(|one| !one.reads) || item.row.around.assigned.is_some())
        .bind(item.closed.as_ref().map(|(at, _)| at.millis()))
        .bind(item.closed.as_ref().map(|(_, people)| json(people)).transpose()?)
        .bind(item.needs)
        .bind(item.half_at.map(Timestamp::millis))
        .execute(&mut *tx)
        .await?;
        search::put(&mut tx, item).await?;
        asked::put(&mut tx, item).await?;
        beside::put(&mut tx, before.as_ref(), item).await?;
        tx.commit().await?;
        Ok(before)
    }

    /// One page of a list.
    pub(crate) async fn page(
        &self,
        list: ListName,
        queue: Option<&str>,
        edge: Edge<'_>,
        limit: u32,
    ) -> Result<RowsView, StoreError> {
        if !matches!(
            list,
            ListName::Inbox | ListName::Decided | ListName::Snoozed
        ) {
            return self.page_beside(list, edge, limit).await;
        }
        let (key, ..) = edge.terms();
        let sql = sqlx::AssertSqlSafe(page_sql(queue.is_some(), edge));
        let mut query = sqlx::query(sql).bind(word(list));
        if let Some(queue) = queue {
            query = query.bind(queue);
        }
        let query = query.bind(key).bind(i64::from(limit));
        paged(&query.fetch_all(&self.projection).await?, edge, limit)
    }

    /// The maintained counts.
    pub(crate) async fn tallies(&self) -> Result<CountsView, StoreError> {
        let rows = sqlx::query("SELECT list, queue, n FROM tally WHERE n > 0 ORDER BY list, queue")
            .fetch_all(&self.projection)
            .await?;
        let mut counts = CountsView::default();
        for row in rows {
            let n = u32::try_from(row.get::<i64, _>(2)).unwrap_or(0);
            match row.get::<String, _>(0).as_str() {
                "inbox" => {
                    counts.inbox += n;
                    counts.queues.push(QueueCountView {
                        queue: row.get(1),
                        open: n,
                    });
                }
                "mine" => counts.mine += n,
                "second" => counts.second += n,
                "asked" => counts.asked += n,
                "snoozed" => counts.snoozed += n,
                _ => counts.decided += n,
            }
        }
        let waiting = sqlx::query(
            "SELECT (SELECT count(*) FROM outbox WHERE seq IS NULL AND refused IS NULL AND kept = 1) \
             + (SELECT count(*) FROM note WHERE seq IS NULL AND refused IS NULL)",
        )
        .fetch_one(&self.desk)
        .await?;
        counts.outbox = u32::try_from(waiting.get::<i64, _>(0)).unwrap_or(0);
        Ok(counts)
    }
}

pub(super) async fn count(
    tx: &mut Transaction<'_, Sqlite>,
    list: &str,
    queue: &str,
    by: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO tally (list, queue, n) VALUES (?, ?, ?) ON CONFLICT (list, queue) DO UPDATE SET n = n + excluded.n")
        .bind(list)
        .bind(queue)
        .bind(by)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use fermata_protocol::Timestamp;
    use fermata_testkit::entries::{about, esc};

    use super::*;
    use crate::Home;

    fn entry(seq: u64) -> Entry {
        let new = about(esc(1), u32::try_from(seq).unwrap());
        Entry {
            seq,
            at: Timestamp::from_millis(0),
            id: new.id,
            statements: new.statements,
            esc: new.esc,
            queue: new.queue,
        }
    }

    #[tokio::test]
    async fn what_was_kept_and_not_folded_before_a_kill_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path());
        let store = Store::open(&home).await.unwrap();
        store.keep(&[entry(1), entry(2)]).await.unwrap();
        store.folded(2).await.unwrap();
        store.keep(&[entry(3)]).await.unwrap();
        store.close().await;
        let store = Store::open(&home).await.unwrap();
        assert_eq!(store.cursor().await.unwrap(), 2);
        assert_eq!(store.newest().await.unwrap(), Some(entry(3)));
        store.close().await;
    }
}

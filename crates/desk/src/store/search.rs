//! The index of words, kept with the row that they follow from, and searches over it.

use fermata_protocol::Timestamp;
use sqlx::{QueryBuilder, Row, Sqlite, Transaction};

use super::{
    ItemRow, Store, StoreError,
    projection::{json, parse},
};
use crate::{
    ipc::{FoundRowView, FoundView, SearchForm, SortName},
    search::matching,
};

/// Writes the words of an item, in the row's own transaction, if they are others than those that are there.
pub(super) async fn put(
    tx: &mut Transaction<'_, Sqlite>,
    item: &ItemRow,
) -> Result<(), StoreError> {
    let sha = item.words.sha();
    let known = sqlx::query("SELECT id, sha FROM doc WHERE esc = ?")
        .bind(&item.row.esc)
        .fetch_optional(&mut **tx)
        .await?;
    let id: i64 = match known {
        Some(row) if row.get::<String, _>(1) == sha => return Ok(()),
        Some(row) => {
            let id = row.get(0);
            sqlx::query("UPDATE doc SET sha = ? WHERE id = ?")
                .bind(sha)
                .bind(id)
                .execute(&mut **tx)
                .await?;
            sqlx::query("DELETE FROM words WHERE rowid = ?")
                .bind(id)
                .execute(&mut **tx)
                .await?;
            id
        }
        None => sqlx::query("INSERT INTO doc (esc, sha) VALUES (?, ?)")
            .bind(&item.row.esc)
            .bind(sha)
            .execute(&mut **tx)
            .await?
            .last_insert_rowid(),
    };
    let mut insert = sqlx::query(
        "INSERT INTO words (rowid, title, arguments, conversation, people, ids, tool, source, queue, reason) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id);
    for part in item.words.parts() {
        insert = insert.bind(part.to_owned());
    }
    insert.execute(&mut **tx).await?;
    Ok(())
}

impl Store {
    /// One page of what is found, after this key.
    pub(crate) async fn search(
        &self,
        form: &SearchForm,
        after: Option<&str>,
        limit: u32,
    ) -> Result<FoundView, StoreError> {
        let mut query = page(form, after, limit)?;
        let rows = query.build().fetch_all(&self.projection).await?;
        let full = rows.len() == limit as usize;
        let next = rows.last().filter(|_| full).map(|row| match form.sort {
            SortName::Newest | SortName::Oldest => row.get::<i64, _>(1).to_string(),
            SortName::Urgent => format!("{}:{}", row.get::<String, _>(2), row.get::<String, _>(3)),
            SortName::Unsure => format!("{}:{}", row.get::<i64, _>(4), row.get::<i64, _>(1)),
        });
        let found = rows.iter().map(|row| {
            Ok(FoundRowView {
                row: parse(row.get(0))?,
                excerpt: row.get(5),
            })
        });
        Ok(FoundView {
            rows: found.collect::<Result<_, StoreError>>()?,
            next,
        })
    }

    /// How many are found, counted up to this many.
    pub(crate) async fn count_found(
        &self,
        form: &SearchForm,
        most: u32,
    ) -> Result<u32, StoreError> {
        let wanted = matching(form);
        let mut query = QueryBuilder::new("SELECT count(*) FROM (");
        query.push("SELECT 1 FROM ").push(tables(wanted.as_deref()));
        matched(&mut query, wanted.as_deref());
        narrow(&mut query, form)?;
        query.push(" LIMIT ").push_bind(i64::from(most)).push(")");
        let n: i64 = query.build().fetch_one(&self.projection).await?.get(0);
        Ok(u32::try_from(n).unwrap_or(most))
    }
}

/// The query of one page. The index gives its rows by number, either way round, as long as it is asked by its own name for it:
/// then a page of the newest or the oldest is a few rows, however many are found.
pub(super) fn page(
    form: &SearchForm,
    after: Option<&str>,
    limit: u32,
) -> Result<QueryBuilder<Sqlite>, StoreError> {
    let wanted = matching(form);
    let mut query = select(wanted.as_deref());
    narrow(&mut query, form)?;
    let id = if wanted.is_some() {
        "words.rowid"
    } else {
        "doc.id"
    };
    if let Some(after) = after {
        go_on(&mut query, id, form.sort, after);
    }
    query.push(" ORDER BY ");
    match form.sort {
        SortName::Newest => query.push(id).push(" DESC"),
        SortName::Oldest => query.push(id),
        SortName::Urgent => query.push("item.list DESC, item.order_key"),
        SortName::Unsure => query.push("ifnull(item.confidence, 101), doc.id"),
    };
    query.push(" LIMIT ").push_bind(i64::from(limit));
    Ok(query)
}

/// In the order in which they are read: a planner that began with the rows would sort all that is found.
fn tables(wanted: Option<&str>) -> &'static str {
    match wanted {
        Some(_) => {
            "words CROSS JOIN doc ON doc.id = words.rowid CROSS JOIN item ON item.esc = doc.esc"
        }
        None => "doc CROSS JOIN item ON item.esc = doc.esc",
    }
}

fn select(wanted: Option<&str>) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(
        "SELECT item.json, doc.id, item.list, item.order_key, ifnull(item.confidence, 101), ",
    );
    // Which part has most of the words is the index's to say.
    query.push(match wanted {
        Some(_) => "snippet(words, -1, '', '', '…', 24) FROM ",
        None => "NULL FROM ",
    });
    query.push(tables(wanted));
    matched(&mut query, wanted);
    query
}

fn matched(query: &mut QueryBuilder<Sqlite>, wanted: Option<&str>) {
    match wanted {
        Some(wanted) => query
            .push(" WHERE words MATCH ")
            .push_bind(wanted.to_owned()),
        None => query.push(" WHERE 1"),
    };
}

fn narrow(query: &mut QueryBuilder<Sqlite>, form: &SearchForm) -> Result<(), StoreError> {
    if !form.risk.is_empty() {
        any_of(
            query,
            "item.risk",
            form.risk.iter().map(|risk| *risk as i64),
        );
    }
    if !form.status.is_empty() {
        let words = form
            .status
            .iter()
            .map(json)
            .collect::<Result<Vec<_>, _>>()?;
        any_of(query, "item.status", words);
    }
    if let Some(from) = form.confidence_from {
        query
            .push(" AND item.confidence >= ")
            .push_bind(i64::from(from));
    }
    if let Some(to) = form.confidence_to {
        query
            .push(" AND item.confidence <= ")
            .push_bind(i64::from(to));
    }
    if let Some(by) = form
        .due_by
        .as_deref()
        .and_then(|by| by.parse::<Timestamp>().ok())
    {
        query.push(" AND item.due <= ").push_bind(by.millis());
    }
    Ok(())
}

fn any_of<'q, T>(
    query: &mut QueryBuilder<Sqlite>,
    column: &str,
    values: impl IntoIterator<Item = T>,
) where
    T: 'q + sqlx::Encode<'q, Sqlite> + sqlx::Type<Sqlite>,
{
    query.push(" AND ").push(column).push(" IN (");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    query.push(")");
}

/// After the last row of the page before. A key that is none of ours finds nothing.
fn go_on(query: &mut QueryBuilder<Sqlite>, id: &str, sort: SortName, after: &str) {
    let (first, second) = after.split_once(':').unwrap_or((after, ""));
    let number = |text: &str| text.parse::<i64>().unwrap_or(-1);
    match sort {
        SortName::Newest => query
            .push(" AND ")
            .push(id)
            .push(" < ")
            .push_bind(number(first)),
        SortName::Oldest => query
            .push(" AND ")
            .push(id)
            .push(" > ")
            .push_bind(number(first)),
        SortName::Urgent => query
            .push(" AND (item.list < ")
            .push_bind(first.to_owned())
            .push(" OR (item.list = ")
            .push_bind(first.to_owned())
            .push(" AND item.order_key > ")
            .push_bind(second.to_owned())
            .push("))"),
        SortName::Unsure => query
            .push(" AND (ifnull(item.confidence, 101), doc.id) > (")
            .push_bind(number(first))
            .push(", ")
            .push_bind(number(second))
            .push(")"),
    };
}

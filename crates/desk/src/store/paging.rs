//! What reading a list page by page promises, however long the list is.

use sqlx::Row;

use super::{
    ItemRow, Store,
    projection::{Edge, page_sql},
    search,
};
use crate::{
    Home,
    ipc::{ListName, RowsView, SearchForm, SortName},
    search::Words,
};

const LIMIT: u32 = 20;

/// What a row needs to be valid, and an order by its number.
fn item(n: u32) -> ItemRow {
    let row = serde_json::json!({
        "esc": format!("esc-{n:05}"), "queue": if n.is_multiple_of(2) { "refunds" } else { "accounts" }, "title": [], "risk": "low",
        "confidence": null, "reason": "", "due": "2026-11-23T10:00:00.000Z", "arrived": "2026-11-23T09:00:00.000Z",
        "status": "open", "progress": null, "order": format!("{n:05}"),
    });
    ItemRow {
        list: ListName::Inbox,
        row: serde_json::from_value(row).unwrap(),
        late_at: None,
        needs: false,
        half_at: None,
        changes: None,
        words: Words::default(),
        closed: None,
        asked: None,
    }
}

async fn filled(count: u32) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::at(dir.path());
    home.create().unwrap();
    let store = Store::open(&home).await.unwrap();
    for n in 0..count {
        store.put(&item(n)).await.unwrap();
    }
    (dir, store)
}

async fn page(store: &Store, queue: Option<&str>, edge: Edge<'_>) -> RowsView {
    store
        .page(ListName::Inbox, queue, edge, LIMIT)
        .await
        .unwrap()
}

fn orders(page: &RowsView) -> Vec<String> {
    page.rows.iter().map(|row| row.order.clone()).collect()
}

#[tokio::test]
async fn pages_go_on_both_ways_without_a_gap_or_a_repeat_and_end_at_both_ends() {
    let (_dir, store) = filled(65).await;
    let mut down = Vec::new();
    let mut at = page(&store, None, Edge::Top).await;
    loop {
        down.extend(orders(&at));
        let Some(next) = at.next.clone() else { break };
        at = page(&store, None, Edge::of(Some(&next), false)).await;
    }
    let all: Vec<String> = (0..65).map(|n| format!("{n:05}")).collect();
    assert_eq!(down, all);

    let mut up: Vec<String> = Vec::new();
    let mut edge = Some("00065".to_owned());
    while let Some(key) = edge {
        let before = page(&store, None, Edge::of(Some(&key), true)).await;
        up.splice(0..0, orders(&before));
        edge = before.next;
    }
    assert_eq!(up, all);
}

#[tokio::test]
async fn a_page_before_a_key_ends_right_before_it_and_names_where_it_goes_on_upwards() {
    let (_dir, store) = filled(100).await;
    let before = page(&store, Some("refunds"), Edge::Before("00090")).await;
    let evens: Vec<String> = (50..90).step_by(2).map(|n| format!("{n:05}")).collect();
    assert_eq!(orders(&before), evens);
    assert_eq!(before.next.as_deref(), Some("00050"));
}

#[tokio::test]
async fn each_page_is_one_walk_along_an_index_and_sorts_nothing() {
    let (_dir, store) = filled(3).await;
    for edge in [Edge::Top, Edge::After("00001"), Edge::Before("00001")] {
        for of_queue in [false, true] {
            let sql = format!("EXPLAIN QUERY PLAN {}", page_sql(of_queue, edge));
            let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
                .fetch_all(&store.projection)
                .await
                .unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
            let index = if of_queue { "item_queue" } else { "item_order" };
            assert_eq!(plan.len(), 1, "{plan:?}");
            assert!(
                plan.iter()
                    .all(|step| step.starts_with(&format!("SEARCH item USING INDEX {index}"))),
                "{plan:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_page_of_what_is_found_is_read_in_the_indexs_own_order_and_sorts_nothing() {
    let (_dir, store) = filled(3).await;
    for text in ["", "refund", "refund order"] {
        for sort in [SortName::Newest, SortName::Oldest] {
            for after in [None, Some("2")] {
                let form = SearchForm {
                    text: text.to_owned(),
                    sort,
                    ..SearchForm::default()
                };
                let query = search::page(&form, after, LIMIT).unwrap();
                let sql = format!("EXPLAIN QUERY PLAN {}", query.sql().as_str());
                let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
                    .fetch_all(&store.projection)
                    .await
                    .unwrap();
                let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
                let first = if text.is_empty() { "doc" } else { "words" };
                assert!(plan[0].contains(first), "{plan:?}");
                assert!(
                    !plan.iter().any(|step| step.contains("TEMP B-TREE")),
                    "{plan:?}"
                );
            }
        }
    }
}

//! What the page is told, in messages that it can take between two frames of the screen: of what changed twice the newer, and never more than [`MOST`] changes.
//!
//! Not here: the clock. Whoever sends the messages lets [`FRAME`] pass between them.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use crate::ipc::{DeltaView, ListName};

/// The least time between two messages.
pub const FRAME: Duration = Duration::from_millis(16);
/// The most changes in one.
pub(crate) const MOST: usize = 200;

/// Changes that the page was not told of yet, in order.
#[derive(Debug, Default)]
pub struct Frames {
    waiting: Vec<DeltaView>,
    going: bool,
}

/// What a newer change of the same replaces.
#[derive(PartialEq, Eq, Hash)]
enum About {
    Row(String),
    Counts,
    Status,
    Identity,
}

fn about(delta: &DeltaView) -> Option<About> {
    match delta {
        DeltaView::Upsert { row, .. } => Some(About::Row(row.esc.clone())),
        DeltaView::Remove { esc } => Some(About::Row(esc.clone())),
        DeltaView::Counts { .. } => Some(About::Counts),
        DeltaView::Status { .. } => Some(About::Status),
        DeltaView::Identity { .. } => Some(About::Identity),
        _ => None,
    }
}

impl Frames {
    /// Takes changes. `true` when none were on their way: then the caller sends messages until there is none.
    pub fn add(&mut self, deltas: Vec<DeltaView>) -> bool {
        self.waiting.extend(deltas);
        !std::mem::replace(&mut self.going, true)
    }

    /// The next message. After `None` nothing is on its way.
    pub fn message(&mut self) -> Option<Vec<DeltaView>> {
        let mut left = merged(std::mem::take(&mut self.waiting));
        if left.len() > MOST {
            self.waiting = left.split_off(MOST);
        }
        self.going = !left.is_empty();
        self.going.then_some(left)
    }
}

/// The same changes with less to do, in an order that ends in the same state.
fn merged(deltas: Vec<DeltaView>) -> Vec<DeltaView> {
    let mut told = HashSet::new();
    let mut joined: HashMap<String, Vec<ListName>> = HashMap::new();
    for delta in &deltas {
        match delta {
            DeltaView::Upsert { row, joins, .. } => joined
                .entry(row.esc.clone())
                .or_default()
                .extend(joins.iter().copied()),
            DeltaView::Remove { esc } => drop(joined.remove(esc)),
            _ => {}
        }
    }
    let mut left: Vec<DeltaView> = deltas
        .into_iter()
        .rev()
        .filter(|delta| about(delta).is_none_or(|about| told.insert(about)))
        .collect();
    left.reverse();
    for delta in &mut left {
        if let DeltaView::Upsert { row, joins, .. } = delta
            && let Some(all) = joined.remove(&row.esc)
        {
            *joins = all;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::CountsView;

    fn gone(n: usize) -> DeltaView {
        DeltaView::Remove {
            esc: format!("esc-{n}"),
        }
    }

    fn counts(inbox: u32) -> DeltaView {
        DeltaView::Counts {
            counts: CountsView {
                inbox,
                ..CountsView::default()
            },
        }
    }

    fn upsert(n: usize, status: &str, joins: &[ListName]) -> DeltaView {
        let row = serde_json::json!({
            "esc": format!("esc-{n}"), "queue": "refunds", "title": [], "risk": "low", "confidence": null, "reason": "",
            "due": "", "arrived": "", "status": status, "progress": null, "order": "",
        });
        DeltaView::Upsert {
            list: ListName::Inbox,
            row: serde_json::from_value(row).unwrap(),
            joins: joins.to_vec(),
        }
    }

    #[test]
    fn of_what_changed_twice_the_newer_is_told_once_and_what_happens_is_told_each_time() {
        let mut frames = Frames::default();
        assert!(frames.add(vec![
            counts(1),
            upsert(1, "open", &[ListName::Inbox]),
            DeltaView::Quit
        ]));
        assert!(!frames.add(vec![
            counts(2),
            upsert(1, "approved", &[ListName::Mine]),
            DeltaView::Quit
        ]));
        let both = [ListName::Inbox, ListName::Mine];
        assert_eq!(
            frames.message().unwrap(),
            [
                DeltaView::Quit,
                counts(2),
                upsert(1, "approved", &both),
                DeltaView::Quit
            ]
        );
        assert_eq!(frames.message(), None);
        assert!(frames.add(vec![gone(1)]), "a new round begins");
    }

    #[test]
    fn what_came_back_after_it_was_gone_joins_only_where_it_stands_since() {
        let mut frames = Frames::default();
        frames.add(vec![
            upsert(1, "open", &[ListName::Mine]),
            gone(1),
            upsert(1, "open", &[ListName::Inbox]),
        ]);
        let back = upsert(1, "open", &[ListName::Inbox]);
        assert_eq!(frames.message().unwrap(), [back]);
    }

    #[test]
    fn no_message_is_larger_than_the_page_can_take_and_none_is_lost() {
        let mut frames = Frames::default();
        frames.add((0..2 * MOST + 50).map(gone).collect());
        let sizes: Vec<usize> = std::iter::from_fn(|| frames.message())
            .map(|message| message.len())
            .collect();
        assert_eq!(sizes, [MOST, MOST, 50]);
    }
}

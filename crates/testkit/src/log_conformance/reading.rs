#![expect(clippy::unwrap_used, reason = "a suite reports by panicking")]

use fermata_protocol::Entry;

use super::LogMaker;
use crate::{clock::HandClock, entries};

fn seqs(entries: &[Entry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.seq).collect()
}

pub(super) async fn pages_go_forwards_and_backwards(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    assert_eq!(log.read(0, 10).await.unwrap(), []);
    assert_eq!(log.before(u64::MAX, 10).await.unwrap(), []);
    for n in 1..=10 {
        log.append(entries::standing(n)).await.unwrap();
    }
    for (after, limit, wanted) in [
        (0, 3, vec![1, 2, 3]),
        (3, 3, vec![4, 5, 6]),
        (8, 3, vec![9, 10]),
        (10, 3, vec![]),
        (u64::MAX, 3, vec![]),
        (0, 0, vec![]),
        (7, usize::MAX, vec![8, 9, 10]),
    ] {
        assert_eq!(
            seqs(&log.read(after, limit).await.unwrap()),
            wanted,
            "read({after}, {limit})"
        );
    }
    for (before, limit, wanted) in [
        (u64::MAX, 3, vec![10, 9, 8]),
        (8, 3, vec![7, 6, 5]),
        (3, 3, vec![2, 1]),
        (1, 3, vec![]),
        (0, 3, vec![]),
        (9, 0, vec![]),
        (4, usize::MAX, vec![3, 2, 1]),
    ] {
        assert_eq!(
            seqs(&log.before(before, limit).await.unwrap()),
            wanted,
            "before({before}, {limit})"
        );
    }
    log.close().await.unwrap();
}

pub(super) async fn an_escalation_and_what_stands_are_read_in_order(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    // Every third entry stands; the others are about one of two escalations.
    for n in 1..=12_u32 {
        let entry = if n % 3 == 0 {
            entries::standing(n)
        } else {
            entries::about(entries::esc(n % 3), n)
        };
        log.append(entry).await.unwrap();
    }
    let first = log.escalation(entries::esc(1)).await.unwrap();
    assert_eq!(seqs(&first), [1, 4, 7, 10]);
    assert!(first.iter().all(|entry| entry.esc == Some(entries::esc(1))));
    assert_eq!(
        seqs(&log.escalation(entries::esc(2)).await.unwrap()),
        [2, 5, 8, 11]
    );
    assert_eq!(log.escalation(entries::esc(9)).await.unwrap(), []);
    assert_eq!(seqs(&log.standing(0).await.unwrap()), [3, 6, 9, 12]);
    assert_eq!(seqs(&log.standing(6).await.unwrap()), [9, 12]);
    assert_eq!(log.standing(12).await.unwrap(), []);
    log.close().await.unwrap();
}

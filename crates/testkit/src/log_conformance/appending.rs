#![expect(clippy::unwrap_used, reason = "a suite reports by panicking")]

use fermata_log::{Appended, LogError};
use fermata_protocol::NewEntry;
use futures::future::join_all;

use super::LogMaker;
use crate::{clock::HandClock, entries};

pub(super) async fn a_new_entry_gets_the_next_seq_and_the_time(make: &impl LogMaker) {
    let clock = HandClock::default();
    let log = make.fresh(clock.for_log()).await;
    assert_eq!(log.head(), 0);
    for seq in 1..=3 {
        clock.step(5);
        let appended = log.append(entries::standing(seq)).await.unwrap();
        let Appended::Fresh(entry) = appended else {
            panic!("{appended:?}")
        };
        assert_eq!(
            (entry.seq, entry.at, entry.id),
            (seq.into(), clock.now(), entries::id(seq))
        );
        assert_eq!(log.head(), entry.seq);
    }
    log.close().await.unwrap();
}

pub(super) async fn the_same_again_returns_what_is_stored(make: &impl LogMaker) {
    let clock = HandClock::default();
    let log = make.fresh(clock.for_log()).await;
    let queue = Some("refunds".parse().unwrap());
    let two = vec!["proposal".to_owned(), "verdict".to_owned()];
    let new = NewEntry {
        statements: two,
        queue,
        ..entries::about(entries::esc(1), 1)
    };
    let stored = log.append(new.clone()).await.unwrap().into_entry();
    log.append(entries::standing(2)).await.unwrap();
    clock.step(1000);

    let other_verdict = NewEntry {
        statements: vec!["proposal".to_owned(), "another".to_owned()],
        ..new.clone()
    };
    let no_verdict = NewEntry {
        statements: vec!["proposal".to_owned()],
        ..new.clone()
    };
    for again in [new, other_verdict, no_verdict] {
        assert_eq!(
            log.append(again).await.unwrap(),
            Appended::Same(stored.clone())
        );
    }
    assert_eq!(log.head(), 2);
    log.close().await.unwrap();
}

pub(super) async fn another_first_statement_is_a_conflict_and_changes_nothing(
    make: &impl LogMaker,
) {
    let log = make.fresh(HandClock::default().for_log()).await;
    let stored = log.append(entries::standing(1)).await.unwrap().into_entry();
    let other = NewEntry {
        statements: vec!["something else".to_owned()],
        ..entries::standing(1)
    };
    let prefix = NewEntry {
        statements: vec![stored.statements[0][1..].to_owned()],
        ..entries::standing(1)
    };
    for bad in [other, prefix] {
        assert_eq!(
            log.append(bad).await,
            Err(LogError::Conflict { id: entries::id(1) })
        );
    }
    assert_eq!(log.read(0, 10).await.unwrap(), [stored]);
    let next = log.append(entries::standing(2)).await.unwrap().into_entry();
    assert_eq!(next.seq, 2, "a conflict uses no seq");
    log.close().await.unwrap();
}

pub(super) async fn one_entry_appended_32_times_at_once_is_stored_once(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    let racing = (0..32).map(|_| {
        let log = log.clone();
        tokio::spawn(async move { log.append(entries::standing(1)).await.unwrap() })
    });
    let appended: Vec<_> = join_all(racing)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let fresh = appended
        .iter()
        .filter(|appended| matches!(appended, Appended::Fresh(_)))
        .count();
    assert_eq!(fresh, 1);
    let stored = log.read(0, 10).await.unwrap();
    assert_eq!(stored.len(), 1);
    assert!(
        appended
            .iter()
            .all(|appended| *appended.entry() == stored[0])
    );
    log.close().await.unwrap();
}

pub(super) async fn time_never_goes_back(make: &impl LogMaker) {
    let clock = HandClock::default();
    let log = make.fresh(clock.for_log()).await;
    let mut latest = clock.now();
    for (n, step) in (1..).zip([0, 10, -3_600_000, 1, -1, 3_600_000, -5, 20]) {
        clock.step(step);
        latest = latest.max(clock.now());
        let entry = log.append(entries::standing(n)).await.unwrap().into_entry();
        assert_eq!(entry.at, latest, "after a step of {step} ms");
    }
    log.close().await.unwrap();
}

pub(super) async fn statements_are_kept_to_the_byte(make: &impl LogMaker) {
    let unusual = [
        " leading and trailing ",
        "\0 a NUL \0",
        "\r\t carriage return and tab",
        "quotes ' \" ` ; -- DROP TABLE entries",
        "\u{202e}right to left\u{2069} and \u{200b}nothing",
        "e\u{301} is not \u{e9}",
        "\u{feff}byte order mark",
        "\u{1f9ff}\u{e0041}\u{10ffff}",
        "{\"json\": 1.0, \"json\": 1}",
    ];
    let long = "A-_9".repeat(160 * 1024);
    let log = make.fresh(HandClock::default().for_log()).await;
    for (n, text) in (1..).zip(unusual.into_iter().chain([long.as_str()])) {
        let statements = vec![text.to_owned(), format!("second {text}")];
        log.append(NewEntry {
            statements: statements.clone(),
            ..entries::standing(n)
        })
        .await
        .unwrap();
        let stored = log.read(u64::from(n) - 1, 1).await.unwrap();
        assert_eq!(stored[0].statements, statements);
    }
    let most: Vec<String> = (0..32).map(|n| format!("root {n}")).collect();
    let roster = NewEntry {
        statements: most.clone(),
        ..entries::standing(100)
    };
    assert_eq!(log.append(roster).await.unwrap().entry().statements, most);
    log.close().await.unwrap();
}

pub(super) async fn what_is_no_entry_is_refused(make: &impl LogMaker) {
    let log = make.fresh(HandClock::default().for_log()).await;
    let too_many = (0..33).map(|n| format!("root {n}")).collect();
    for statements in [
        vec![],
        vec![String::new()],
        vec!["two\nlines".to_owned()],
        too_many,
    ] {
        let bad = NewEntry {
            statements,
            ..entries::standing(1)
        };
        assert!(matches!(log.append(bad).await, Err(LogError::Malformed(_))));
    }
    assert_eq!(log.head(), 0);
    log.close().await.unwrap();
}

//! Following the log: gapless and in order, through losses, without asking again and again.

use std::time::Duration;

use axum::routing::get;
use fermata_client::{ClientError, Event};
use fermata_protocol::Entry;
use futures::{Stream, StreamExt};

use crate::site::{Site, fake};

async fn next(stream: &mut (impl Stream<Item = Event> + Unpin)) -> Event {
    let within = Duration::from_secs(30);
    tokio::time::timeout(within, stream.next())
        .await
        .expect("an event in time")
        .unwrap()
}

/// The next entries, over whatever comes between.
async fn entries(stream: &mut (impl Stream<Item = Event> + Unpin), count: usize) -> Vec<Entry> {
    let mut found = Vec::new();
    while found.len() < count {
        if let Event::Entry { entry, .. } = next(stream).await {
            found.push(entry);
        }
    }
    found
}

#[tokio::test]
async fn gives_what_was_there_and_what_comes() {
    let site = Site::new().await;
    site.propose("k1", "refunds").await;
    let mut stream = Box::pin(site.client("ann").follow(0));
    assert!(matches!(next(&mut stream).await, Event::Connected));
    let stood = site.world.genesis.len();
    let found = entries(&mut stream, stood + 1).await;
    let seqs: Vec<_> = found.iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, (1..=stood as u64 + 1).collect::<Vec<_>>());
    let second = site.propose("k2", "refunds").await;
    assert_eq!(entries(&mut stream, 1).await[0].esc, Some(second.esc));
}

#[tokio::test]
async fn leaves_out_what_this_reader_may_not_see() {
    let site = Site::new().await;
    site.propose("k1", "refunds").await;
    let seen = site.propose("k2", "nights").await;
    let mut stream = Box::pin(site.client("eve").follow(site.world.genesis.len() as u64));
    assert_eq!(entries(&mut stream, 1).await[0].esc, Some(seen.esc));
}

#[tokio::test]
async fn takes_up_again_where_it_was_when_the_gateway_comes_back() {
    let mut site = Site::new().await;
    let first = site.propose("k1", "refunds").await;
    let mut stream = Box::pin(site.client("ann").follow(site.world.genesis.len() as u64));
    assert_eq!(entries(&mut stream, 1).await[0].esc, Some(first.esc));
    site.stop().await;
    loop {
        if let Event::Lost(error) = next(&mut stream).await {
            assert!(matches!(error, ClientError::Unreachable(_)), "{error}");
            break;
        }
    }
    site.start().await;
    let second = site.propose("k2", "refunds").await;
    loop {
        match next(&mut stream).await {
            Event::Lost(_) => {}
            Event::Connected => break,
            Event::Entry { entry, .. } => panic!("{} before the connection", entry.seq),
        }
    }
    let found = entries(&mut stream, 1).await;
    assert_eq!(
        found[0].esc,
        Some(second.esc),
        "the first came again, or the second was lost"
    );
}

#[tokio::test]
async fn who_is_not_let_in_is_told() {
    let site = Site::new().await;
    let mut stream = Box::pin(site.client("shop").follow(0));
    let Event::Lost(error) = next(&mut stream).await else {
        panic!("a source reads no queues")
    };
    assert!(error.is_refusal(), "{error}");
}

#[tokio::test]
async fn lines_that_are_no_entries_end_the_stream() {
    let rubbish = get(|| async { ([("content-type", "text/event-stream")], "data: {}\n\n") });
    let client = fake(&[("/v1/entries", rubbish)]).await;
    let mut stream = Box::pin(client.follow(0));
    assert!(matches!(next(&mut stream).await, Event::Connected));
    let Event::Lost(error) = next(&mut stream).await else {
        panic!("an empty object is no entry")
    };
    assert!(matches!(error, ClientError::Protocol(_)), "{error}");
}

#[tokio::test]
async fn a_stream_that_ends_at_once_is_a_loss() {
    let nothing = get(|| async { ([("content-type", "text/event-stream")], "") });
    let client = fake(&[("/v1/entries", nothing)]).await;
    let mut stream = Box::pin(client.follow(0));
    for _ in 0..2 {
        assert!(matches!(next(&mut stream).await, Event::Connected));
        let event = next(&mut stream).await;
        let lost = matches!(event, Event::Lost(ClientError::Unreachable(_)));
        assert!(lost, "{event:?}");
    }
}

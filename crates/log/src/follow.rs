//! Following a log: pages until the head, then wait for the head to move. Nothing polls.

use fermata_protocol::Entry;
use futures::{
    StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use tokio::sync::watch;

use crate::LogError;

const PAGE: usize = 100;

/// Every entry behind `after`, in order, from a function that reads pages and a channel that says the newest `seq`.
/// It ends when the channel's sender is gone, and after the first error.
pub fn follow<R>(
    read: R,
    head: watch::Receiver<u64>,
    after: u64,
) -> BoxStream<'static, Result<Entry, LogError>>
where
    R: Fn(u64, usize) -> BoxFuture<'static, Result<Vec<Entry>, LogError>> + Send + Sync + 'static,
{
    let start = Some((read, head, after));
    stream::unfold(start, |state| async move {
        let (read, mut head, after) = state?;
        if head.wait_for(|head| *head > after).await.is_err() {
            return None;
        }
        match read(after, PAGE).await {
            Ok(page) if page.first().is_some_and(|entry| entry.seq == after + 1) => {
                let last = page.last().map_or(after, |entry| entry.seq);
                Some((page.into_iter().map(Ok).collect(), Some((read, head, last))))
            }
            Ok(_) => Some((
                vec![Err(LogError::Corrupt(format!(
                    "entry {} is missing",
                    after + 1
                )))],
                None,
            )),
            Err(LogError::Closed) => None,
            Err(error) => Some((vec![Err(error)], None)),
        }
    })
    .flat_map(stream::iter)
    .boxed()
}

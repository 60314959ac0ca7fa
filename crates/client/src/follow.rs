//! The log as a stream: server-sent events, taken up again from the last entry after every loss.

use std::time::Duration;

use eventsource_stream::Eventsource;
use fermata_protocol::Entry;
use futures::{Stream, StreamExt, stream};
use reqwest::{Method, header};
use tokio::time::Instant;

use crate::{Client, ClientError, error::Problem, http::spread};

/// The gateway says something at least every 15 s; after three times that the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(45);
/// The wait before connecting again, first and longest.
const WAIT: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// A stream that ends sooner was not worth opening.
const SHORT: Duration = Duration::from_secs(1);

/// What following gives.
#[derive(Debug)]
pub enum Event {
    /// The stream is open; what follows is gapless from the last entry on.
    Connected,
    /// The next entry that this reader may see.
    Entry {
        /// It. What was withheld comes late: with a `seq` from before others, and in the order of the log within its escalation.
        entry: Entry,
        /// Where the stream goes on: give this as `after` once the entry is kept.
        position: u64,
    },
    /// The stream is lost; it is opened again by itself.
    Lost(ClientError),
}

type Lines =
    std::pin::Pin<Box<dyn Stream<Item = Result<Option<(u64, Entry)>, ClientError>> + Send>>;

struct State {
    client: Client,
    after: u64,
    wait: Option<Duration>,
    lines: Option<Lines>,
    opened: Instant,
}

impl Client {
    /// Every entry behind the position `after` that this reader may see, as they come, for ever.
    pub fn follow(&self, after: u64) -> impl Stream<Item = Event> + Send + use<> {
        let state = State {
            client: self.clone(),
            after,
            wait: None,
            lines: None,
            opened: Instant::now(),
        };
        stream::unfold(state, |mut state| async move {
            let event = state.next().await;
            Some((event, state))
        })
    }

    async fn open(&self, after: u64) -> Result<Lines, ClientError> {
        let request = self
            .request(Method::GET, &format!("/v1/entries?after={after}"))?
            .header(header::ACCEPT, "text/event-stream");
        let sent = tokio::time::timeout(Duration::from_secs(20), request.send());
        let response = Self::check(sent.await.map_err(|_| ClientError::Timeout)??).await?;
        // Heartbeats are comments, which the parser drops; they keep the bytes coming.
        let bytes = response.bytes_stream();
        let alive = stream::unfold(Some(Box::pin(bytes)), |bytes| async {
            let mut bytes = bytes?;
            match tokio::time::timeout(SILENCE, bytes.next()).await {
                Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some(bytes))),
                Ok(Some(Err(error))) => Some((Err(ClientError::from(error)), None)),
                Ok(None) => None,
                Err(_) => Some((Err(ClientError::Timeout), None)),
            }
        });
        let lines = alive.eventsource().map(|event| match event {
            Ok(event) if event.data.is_empty() => Ok(None),
            // The gateway says why the stream ends.
            Ok(event) if event.event == "problem" => {
                match serde_json::from_str::<Problem>(&event.data) {
                    Ok(problem) => Err(problem.with(503)),
                    Err(error) => Err(ClientError::Protocol(error.to_string())),
                }
            }
            Ok(event) => at(&event.id, &event.data).map(Some),
            Err(eventsource_stream::EventStreamError::Transport(error)) => Err(error),
            Err(error) => Err(ClientError::Protocol(error.to_string())),
        });
        Ok(Box::pin(lines))
    }
}

fn at(id: &str, data: &str) -> Result<(u64, Entry), ClientError> {
    let told = |error: &dyn std::fmt::Display| ClientError::Protocol(error.to_string());
    let position = id.parse().map_err(|error| told(&error))?;
    let entry = serde_json::from_str(data).map_err(|error| told(&error))?;
    Ok((position, entry))
}

impl State {
    async fn next(&mut self) -> Event {
        loop {
            let Some(lines) = &mut self.lines else {
                if let Some(wait) = self.wait {
                    tokio::time::sleep(spread(wait)).await;
                }
                match self.client.open(self.after).await {
                    Ok(lines) => {
                        self.lines = Some(lines);
                        self.opened = Instant::now();
                        return Event::Connected;
                    }
                    Err(error) => return self.lost(error),
                }
            };
            match lines.next().await {
                // One position may bring several entries, so it may come again.
                Some(Ok(Some((position, entry)))) if position >= self.after => {
                    self.after = position;
                    return Event::Entry { entry, position };
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    self.rest();
                    return self.lost(error);
                }
                None if self.opened.elapsed() < SHORT => {
                    let ended = "the gateway ended the stream at once".to_owned();
                    return self.lost(ClientError::Unreachable(ended));
                }
                // A session's end closes the stream in good order: it is opened again with a new one.
                None => {
                    self.rest();
                    self.lines = None;
                }
            }
        }
    }

    /// What lived for a while starts the waits anew.
    fn rest(&mut self) {
        if self.opened.elapsed() >= SHORT {
            self.wait = None;
        }
    }

    fn lost(&mut self, error: ClientError) -> Event {
        self.lines = None;
        self.wait = Some(self.wait.map_or(WAIT.0, |wait| (wait * 2).min(WAIT.1)));
        Event::Lost(error)
    }
}

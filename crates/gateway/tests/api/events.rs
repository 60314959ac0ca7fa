//! A reader of the stream.

use std::time::Duration;

use fermata_protocol::Entry;
use reqwest::{Method, Response};

use crate::site::Site;

/// Reads a stream of events. It never waits long: a test that hangs has failed.
pub(crate) struct Events {
    response: Response,
    text: String,
}

impl Events {
    pub(crate) async fn open(site: &Site, who: &str, path: &str, last: Option<u64>) -> Self {
        let mut request = site.request(who, Method::GET, path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next entry, which stands where the log has it; `None` when the stream ends.
    pub(crate) async fn next(&mut self) -> Option<Entry> {
        let (position, entry) = self.late().await?;
        assert_eq!(position, entry.seq);
        Some(entry)
    }

    /// The next entry, and its position in the stream.
    pub(crate) async fn late(&mut self) -> Option<(u64, Entry)> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let member = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(str::trim)
                };
                let found = member("data:").map(|data| {
                    let entry: Entry = serde_json::from_str(data).unwrap();
                    (member("id:").unwrap().parse().unwrap(), entry)
                });
                self.text = rest.to_owned();
                if found.is_some() {
                    return found;
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk());
            match chunk.await.expect("something within 20 s") {
                Ok(Some(bytes)) => self.text.push_str(std::str::from_utf8(&bytes).unwrap()),
                Ok(None) | Err(_) => return None,
            }
        }
    }
}

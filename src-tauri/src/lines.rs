//! The last things that happened, kept for the diagnostics: when, where in the code, in which of our own words, with which known code.
//!
//! What a line was about is in its fields, and none of them is kept. A message of ours is the same whatever happens
//! (`crates/testkit/tests/messages.rs` holds that); another library's may hold anything, so only its place is.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use fermata_desk::{
    Clock,
    diagnostics::{Line, known_code},
};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, filter::Targets, layer::Context};

/// So many are kept.
const MOST: usize = 200;
/// Our own modules begin like this.
const OURS: &str = "fermata";

/// The last lines. Cloning shares them.
#[derive(Clone)]
pub(crate) struct Lines {
    kept: Arc<Mutex<VecDeque<Line>>>,
    clock: Clock,
}

impl Lines {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            kept: Arc::default(),
            clock,
        }
    }

    /// From the oldest to the newest.
    pub(crate) fn all(&self) -> Vec<Line> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}

/// Which lines are worth keeping, whatever goes to the terminal.
pub(crate) fn worth() -> Targets {
    Targets::new()
        .with_default(Level::WARN)
        .with_target(OURS, Level::DEBUG)
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let place = event.metadata();
        let mut said = Said {
            ours: place.target().starts_with(OURS),
            ..Said::default()
        };
        event.record(&mut said);
        let line = Line {
            at: (self.clock)(),
            level: place.level().as_str(),
            module: place.target(),
            line: place.line().unwrap_or_default(),
            words: said.words,
            code: said.code,
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == MOST {
            kept.pop_front();
        }
        kept.push_back(line);
    }
}

#[derive(Default)]
struct Said {
    ours: bool,
    words: Option<String>,
    code: Option<String>,
}

impl Said {
    fn take(&mut self, field: &Field, value: impl FnOnce() -> String) {
        match field.name() {
            "message" if self.ours => self.words = Some(value()),
            "code" => self.code = known_code(&value()),
            _ => {}
        }
    }
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.take(field, || format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, || value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt as _;

    fn lines(told: impl FnOnce()) -> Vec<Line> {
        let lines = Lines::new(crate::clock::system());
        let subscriber = tracing_subscriber::registry().with(lines.clone().with_filter(worth()));
        tracing::subscriber::with_default(subscriber, told);
        lines.all()
    }

    #[test]
    fn a_line_keeps_our_words_and_a_known_code_and_nothing_that_it_is_about() {
        let secret = "tok_5ecret";
        let kept = lines(|| {
            let error = std::io::Error::other(secret);
            tracing::warn!(%error, esc = secret, seq = 412, code = "expired", "a decision was refused");
            tracing::info!(code = secret, path = ?std::path::Path::new(secret), "a note waits");
            tracing::warn!(target: "hyper::client", "connected to {secret}");
            tracing::error!(target: "sqlx", error = secret, code = secret, "{secret}");
            tracing::info!(target: "hyper::client", "not worth it");
        });
        let said: Vec<_> = kept
            .iter()
            .map(|line| (line.level, line.words.as_deref(), line.code.as_deref()))
            .collect();
        let expected = [
            ("WARN", Some("a decision was refused"), Some("expired")),
            ("INFO", Some("a note waits"), None),
            ("WARN", None, None),
            ("ERROR", None, None),
        ];
        assert_eq!(said, expected);
        assert!(!format!("{kept:?}").contains("5ecret"));
        assert!(!format!("{kept:?}").contains("412"));
    }

    #[test]
    fn only_the_newest_lines_are_kept() {
        let kept = lines(|| {
            tracing::info!("the first");
            (0..MOST).for_each(|_| tracing::info!("another"));
        });
        assert_eq!(kept.len(), MOST);
        assert!(
            kept.iter()
                .all(|line| line.words.as_deref() == Some("another"))
        );
    }
}

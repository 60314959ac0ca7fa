//! Counters for `/metrics`. They begin at zero with the process, as counters do.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering::Relaxed},
};
use std::{collections::BTreeMap, fmt::Write};

/// What the gateway counts.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) allowed: AtomicU64,
    pub(crate) escalated: AtomicU64,
    pub(crate) denied: AtomicU64,
    pub(crate) followed: AtomicU64,
    pub(crate) expired: AtomicU64,
    pub(crate) streams: AtomicU64,
    pub(crate) resolutions: AtomicU64,
    problems: Mutex<BTreeMap<&'static str, u64>>,
}

/// Counts one.
pub(crate) fn one(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

impl Counters {
    /// Counts a problem under its code.
    pub(crate) fn problem(&self, code: &'static str) {
        *self
            .problems
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(code)
            .or_default() += 1;
    }

    /// The Prometheus text form.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut family = |name: &str, help: &str, lines: &[(String, u64)]| {
            let _ = writeln!(
                text,
                "# HELP fermata_{name} {help}\n# TYPE fermata_{name} counter"
            );
            for (labels, count) in lines {
                let _ = writeln!(text, "fermata_{name}{labels} {count}");
            }
        };
        let ruling = |word: &str, count: &AtomicU64| {
            (format!("{{verdict=\"{word}\"}}"), count.load(Relaxed))
        };
        let plain = |count: &AtomicU64| [(String::new(), count.load(Relaxed))];
        family(
            "proposals_total",
            "Proposals judged.",
            &[
                ruling("allow", &self.allowed),
                ruling("escalate", &self.escalated),
                ruling("deny", &self.denied),
            ],
        );
        family(
            "entries_followed_total",
            "Entries read from the log.",
            &plain(&self.followed),
        );
        family(
            "expired_total",
            "Escalations closed because nobody decided in time.",
            &plain(&self.expired),
        );
        family("streams_total", "Streams begun.", &plain(&self.streams));
        family(
            "resolutions_total",
            "Resolutions handed out.",
            &plain(&self.resolutions),
        );
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        let problems: Vec<_> = problems
            .iter()
            .map(|(code, count)| (format!("{{code=\"{code}\"}}"), *count))
            .collect();
        family("problems_total", "Answers that were a problem.", &problems);
        text
    }
}

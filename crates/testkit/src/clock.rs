//! Clocks that a test moves.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use fermata_log::Clock;
use fermata_protocol::Timestamp;

/// 2026-11-23T09:00:00.000Z, the instant at which tests begin.
pub const BEGIN: i64 = 1_795_424_400_000;

/// A clock that stands still until it is set. Its clones are the same clock.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl Default for HandClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(BEGIN)))
    }
}

impl HandClock {
    /// What it says.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    /// Moves it, forwards or back.
    pub fn step(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// The same clock in the form that a log takes.
    pub fn for_log(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

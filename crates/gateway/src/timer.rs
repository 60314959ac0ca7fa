//! Waiting for an instant of the injected clock.

use std::time::Duration;

use fermata_log::Clock;
use fermata_protocol::Timestamp;
use tokio::sync::watch;

/// A machine that slept wakes with its clock ahead of every timer, so no timer runs longer than this before the clock is read again.
const LONGEST: Duration = Duration::from_secs(60);

/// A clock that can be waited for.
pub(crate) struct Timer {
    clock: Clock,
    moved: watch::Sender<()>,
}

impl Timer {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            moved: watch::channel(()).0,
        }
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The clock was set: whoever waits looks at it again.
    pub(crate) fn moved(&self) {
        self.moved.send_replace(());
    }

    /// Returns when it is later than `at`.
    pub(crate) async fn past(&self, at: Timestamp) {
        let mut moved = self.moved.subscribe();
        loop {
            let left = at.millis() - self.now().millis();
            if left < 0 {
                return;
            }
            let left = Duration::from_millis(u64::try_from(left).unwrap_or(0) + 1).min(LONGEST);
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                _ = moved.changed() => {}
            }
        }
    }
}

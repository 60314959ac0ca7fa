//! The one place of the app that reads the time.

use std::sync::Arc;

use fermata_desk::Clock;
use fermata_protocol::Timestamp;

/// The system's clock.
pub(crate) fn system() -> Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the app's one clock; everything else gets it as a parameter"
    )]
    Arc::new(|| Timestamp::new(chrono::Utc::now()))
}

//! This process's one clock.

use std::sync::Arc;

use fermata_desk::Clock;
use fermata_protocol::Timestamp;

#[expect(clippy::disallowed_methods, reason = "this process's one clock")]
pub(crate) fn system() -> Clock {
    Arc::new(|| Timestamp::new(chrono::Utc::now()))
}

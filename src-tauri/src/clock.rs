//! The one place of the app that reads the time.

use std::sync::Arc;

use chrono::TimeZone as _;
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

/// How far local time is ahead of UTC at this time, in minutes.
pub(crate) fn minutes_east(at: Timestamp) -> i32 {
    let utc = chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    let local = chrono::Local.offset_from_utc_datetime(&utc.naive_utc());
    local.local_minus_utc() / 60
}

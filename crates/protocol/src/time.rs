//! Times as they stand in statements: RFC 3339, UTC, exactly milliseconds, 24 characters.
//!
//! Nothing here reads a clock: whoever needs the time passes it in.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant with millisecond precision, such as `2026-11-22T09:30:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

const FORM: &str = "%Y-%m-%dT%H:%M:%S%.3fZ";

impl Timestamp {
    /// The instant, cut to milliseconds.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self::from_millis(at.timestamp_millis())
    }

    /// Milliseconds since 1970; outside of the years 0–9999 it is clamped to 1970.
    pub fn from_millis(millis: i64) -> Self {
        Self(DateTime::from_timestamp_millis(millis).unwrap_or_default())
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// The same instant for code that computes with it.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Later by `delta`; at the end of time it stays.
    #[must_use]
    pub fn plus(self, delta: TimeDelta) -> Self {
        self.0.checked_add_signed(delta).map_or(self, Self::new)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format(FORM))
    }
}

/// The text is not exactly of the form `2026-11-22T09:30:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time of the form 2026-11-22T09:30:00.000Z")]
pub struct NotATimestamp;

impl std::str::FromStr for Timestamp {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        if text.len() != 24 {
            return Err(NotATimestamp);
        }
        let read = DateTime::parse_from_rfc3339(text).map_err(|_| NotATimestamp)?;
        let time = Self::new(read.with_timezone(&Utc));
        // One instant, one spelling: leap seconds, offsets and lower-case letters do not survive the round trip.
        // And no language has to know a year 0.
        if time.to_string() == text && !text.starts_with("0000") {
            Ok(time)
        } else {
            Err(NotATimestamp)
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_of_an_instant_is_read() {
        for good in ["2026-11-22T09:30:00.000Z", "1999-12-31T23:59:59.999Z"] {
            assert_eq!(good.parse::<Timestamp>().unwrap().to_string(), good);
        }
        for bad in [
            "2026-11-22T09:30:00Z",
            "2026-11-22T09:30:00.0000Z",
            "2026-11-22t09:30:00.000z",
            "2026-11-22T09:30:60.000Z",
            "2026-11-22 09:30:00.000Z",
            "2026-11-22T09:30:00+00:00",
            "2026-02-30T09:30:00.000Z",
            "0000-01-01T00:00:00.000Z",
        ] {
            assert_eq!(bad.parse::<Timestamp>(), Err(NotATimestamp), "{bad}");
        }
    }
}

//! How long an item can be put off. Pure; what is put off is kept in [`crate::Store`].

use chrono::TimeDelta;
use fermata_protocol::Timestamp;

/// How long a notification's own button puts off.
pub(crate) const BRIEFLY: TimeDelta = TimeDelta::minutes(10);

/// The latest time at which an item can come back: a quarter of the time that is left now stays for the decision.
pub(crate) fn limit(due: Timestamp, now: Timestamp) -> Timestamp {
    let left = (due.millis() - now.millis()).max(0);
    Timestamp::from_millis(now.millis() + left / 4 * 3)
}

/// A short while, or as much of it as the item's time allows.
pub(crate) fn briefly(due: Timestamp, now: Timestamp) -> Timestamp {
    now.plus(BRIEFLY).min(limit(due, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_millis(minutes * MINUTE)
    }

    #[test]
    fn a_quarter_of_the_time_that_is_left_stays() {
        assert_eq!(limit(at(140), at(100)), at(130));
        assert_eq!(briefly(at(140), at(100)), at(110));
        assert_eq!(briefly(at(108), at(100)), at(106), "as much as there is");
    }

    #[test]
    fn what_is_over_can_not_be_put_off() {
        assert_eq!(limit(at(99), at(100)), at(100));
        assert_eq!(briefly(at(99), at(100)), at(100));
    }
}

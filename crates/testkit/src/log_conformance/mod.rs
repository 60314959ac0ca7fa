//! What every log must do, as one function over whatever makes logs.

mod appending;
mod following;
mod reading;
mod reopening;

use std::sync::Arc;

use fermata_log::{Clock, EventLog};
use futures::future::BoxFuture;

/// Makes logs for the suite.
pub trait LogMaker: Sync {
    /// A log without entries, on this clock.
    fn fresh(&self, clock: Clock) -> BoxFuture<'_, Arc<dyn EventLog>>;

    /// The log that `fresh` made last, opened again after it was closed; none if this kind forgets.
    fn again(&self, clock: Clock) -> BoxFuture<'_, Option<Arc<dyn EventLog>>>;
}

/// Runs everything; panics at the first thing that does not hold.
/// Wants a runtime of several threads, so that what can race does.
pub async fn log_conformance(make: &impl LogMaker) {
    appending::a_new_entry_gets_the_next_seq_and_the_time(make).await;
    appending::the_same_again_returns_what_is_stored(make).await;
    appending::another_first_statement_is_a_conflict_and_changes_nothing(make).await;
    appending::one_entry_appended_32_times_at_once_is_stored_once(make).await;
    appending::time_never_goes_back(make).await;
    appending::statements_are_kept_to_the_byte(make).await;
    appending::what_is_no_entry_is_refused(make).await;
    reading::pages_go_forwards_and_backwards(make).await;
    reading::an_escalation_and_what_stands_are_read_in_order(make).await;
    following::a_follower_sees_everything_once_while_many_append(make).await;
    following::a_follower_may_start_in_the_middle_and_at_the_end(make).await;
    following::a_follower_of_many_pages_misses_nothing(make).await;
    reopening::a_closed_log_says_so_and_ends_its_followers(make).await;
    reopening::opening_again_keeps_everything(make).await;
}

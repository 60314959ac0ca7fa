//! Ids that nobody can guess.

use fermata_protocol::{Jti, Timestamp};

use crate::failure::Failure;

/// A fresh statement id.
pub(crate) fn jti(now: Timestamp) -> Result<Jti, Failure> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::new(
            "internal",
            format!("The system gives no random bytes: {error}."),
        )
    })?;
    Ok(Jti::make(now, bytes))
}

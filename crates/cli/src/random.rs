//! Ids that nobody can guess.

use fermata_protocol::{Jti, Timestamp};

use crate::failure::Failure;

/// A fresh statement id.
pub(crate) fn jti(now: Timestamp) -> Result<Jti, Failure> {
    Ok(Jti::make(now, bytes()?))
}

/// Random bytes of the system's.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::new(
            "internal",
            format!("The system gives no random bytes: {error}."),
        )
    })?;
    Ok(bytes)
}

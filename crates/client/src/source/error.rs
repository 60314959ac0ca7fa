//! Why a source can not go on.

use fermata_protocol::{Code, Esc};

use super::RegistryError;
use crate::ClientError;

/// Why a source can not go on. Nothing runs after any of these.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// What it was told about itself is wrong.
    #[error("{0}")]
    Config(String),
    /// Its registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Its gateway.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A check of the protocol.
    #[error("refused: {0}")]
    Refused(#[from] Code),
    /// The draft is no draft.
    #[error(
        "the draft can not be sent ({0}): give one JSON object without jti, iss, ws, issued_at, nonce"
    )]
    Draft(Code),
    /// The same key, another draft.
    #[error("the key {0} was used for another draft: use a new key for a new action")]
    KeyUsed(String),
    /// It was open in a registry that was restored from a backup.
    #[error("the key {0} was open when this registry was saved: use a new key")]
    Fenced(String),
    /// Not in the registry.
    #[error("{0} was not proposed by this source: its registry does not have it")]
    NotMine(Esc),
    /// Another process, or another task of this one, has it.
    #[error("{0} is being run elsewhere by this source: wait for it to end")]
    Elsewhere(Esc),
    /// Nothing allows it to run now.
    #[error("{0} is not to be run: wait for its resolution first")]
    NotReady(Esc),
}

//! What can go wrong at the desk, and how the page is told.

use fermata_client::ClientError;
use fermata_protocol::Code;

use crate::{
    KeystoreError, SetupError, StoreError,
    ipc::{UiError, UiErrorCode},
};

/// Every error of the desk. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The keychain.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The desk's databases.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The workspace on disk.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The gateway.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A check of the protocol.
    #[error("refused: {0}")]
    Code(#[from] Code),
    /// A decision came to nothing.
    #[error("nothing was signed: {0}")]
    NotSigned(#[source] Box<DeskError>),
    /// A precondition does not hold; the page shows it as a fact.
    #[error("{message}")]
    Now {
        /// What the page branches on.
        code: UiErrorCode,
        /// In words, with what to do.
        message: String,
    },
}

impl DeskError {
    pub(crate) fn now(code: UiErrorCode, message: impl Into<String>) -> Self {
        Self::Now {
            code,
            message: message.into(),
        }
    }
}

impl DeskError {
    /// What the page branches on.
    fn code(&self) -> UiErrorCode {
        match self {
            DeskError::Keystore(_) | DeskError::Setup(SetupError::Keystore(_)) => {
                UiErrorCode::Keychain
            }
            DeskError::Store(StoreError::Newer { .. })
            | DeskError::Setup(SetupError::Newer { .. }) => UiErrorCode::NewerDatabase,
            DeskError::Store(_) | DeskError::Setup(SetupError::Io { .. }) => UiErrorCode::Disk,
            DeskError::Setup(_) | DeskError::Code(_) => UiErrorCode::Internal,
            DeskError::Client(
                ClientError::Unreachable(_) | ClientError::Timeout | ClientError::Certificate(_),
            ) => UiErrorCode::Offline,
            DeskError::Client(ClientError::Problem {
                cause: Some(Code::KeyRevoked),
                ..
            }) => UiErrorCode::Revoked,
            DeskError::Client(ClientError::Problem { code, .. }) => match code {
                Some(Code::AlreadyResolved) => UiErrorCode::AlreadyDecided,
                Some(Code::Expired) => UiErrorCode::Expired,
                Some(Code::NotFound) => UiErrorCode::NotFound,
                Some(Code::SchemaViolation) => UiErrorCode::BadArguments,
                Some(Code::Unauthenticated) => UiErrorCode::Refused,
                _ => UiErrorCode::NotAllowed,
            },
            DeskError::Client(_) => UiErrorCode::Internal,
            DeskError::NotSigned(cause) => cause.code(),
            DeskError::Now { code, .. } => *code,
        }
    }
}

impl DeskError {
    /// In words, with what to do. Why a gateway lets this device in no longer is the team's doing, so it is said in the team's words.
    fn words(&self) -> String {
        let (cause, revoked) = match self {
            Self::Client(ClientError::Problem { cause, revoked, .. }) => (*cause, revoked.as_ref()),
            _ => (None, None),
        };
        match cause {
            Some(Code::KeyRevoked) => {
                let by = revoked.map(|by| format!(" by its version {}, as of {}", by.version, by.at));
                format!(
                    "This device was taken off the team list{} (key_revoked): nothing that it signs counts. Ask whoever signs the list.",
                    by.unwrap_or_default()
                )
            }
            Some(Code::UnknownKey) => "This device is not on the team list (unknown_key): ask whoever signs the list to add it.".to_owned(),
            Some(Code::KeyExpired) => "This device's time on the team list is over (key_expired): ask whoever signs the list to renew it.".to_owned(),
            _ => self.to_string(),
        }
    }
}

impl From<DeskError> for UiError {
    fn from(error: DeskError) -> Self {
        let code = error.code();
        tracing::debug!(code = code.word(), "an error is told to the page");
        Self {
            code,
            message: error.words(),
            detail: None,
        }
    }
}

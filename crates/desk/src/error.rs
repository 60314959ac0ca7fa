//! What can go wrong at the desk, and how the page is told.

use fermata_client::ClientError;
use fermata_protocol::Code;

use crate::{
    Fault, KeystoreError, NotDone, SetupError, StoreError,
    ipc::{Sentence, UiError, UiErrorCode},
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
    #[error("{}", message.en)]
    Now {
        /// What the page branches on.
        code: UiErrorCode,
        /// In words, with what to do.
        message: Sentence,
    },
}

impl DeskError {
    pub(crate) fn now(code: UiErrorCode, message: impl Into<Sentence>) -> Self {
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
    fn words(&self) -> Sentence {
        match self {
            Self::Now { message, .. } => message.clone(),
            Self::NotSigned(cause) => cause.words().so(NotDone::Signed),
            Self::Code(code) => Fault::Refused(code.as_str()).into(),
            Self::Client(error) => of_client(error),
            Self::Keystore(_) | Self::Store(_) | Self::Setup(_) => {
                Sentence::english(self.to_string())
            }
        }
    }
}

/// Why the gateway could not be asked, or what it said.
pub(crate) fn of_client(error: &ClientError) -> Sentence {
    match error {
        ClientError::Unreachable(why) => Fault::Unreachable(why).into(),
        ClientError::Timeout => Fault::Timeout.into(),
        ClientError::Certificate(why) => Fault::Certificate(why).into(),
        ClientError::Problem {
            cause: Some(Code::KeyRevoked),
            revoked,
            ..
        } => Fault::Revoked(revoked.as_deref()).into(),
        ClientError::Problem {
            cause: Some(Code::UnknownKey),
            ..
        } => Fault::UnknownKey.into(),
        ClientError::Problem {
            cause: Some(Code::KeyExpired),
            ..
        } => Fault::KeyExpired.into(),
        // What the gateway itself says has facts in it that a code has not.
        ClientError::Problem {
            code: Some(code), ..
        } => Sentence {
            en: error.to_string(),
            ..Fault::GatewayRefused(code.as_str()).into()
        },
        _ => Sentence::english(error.to_string()),
    }
}

impl From<DeskError> for UiError {
    fn from(error: DeskError) -> Self {
        let code = error.code();
        tracing::debug!(code = code.word(), "an error is told to the page");
        Self::new(code, error.words())
    }
}

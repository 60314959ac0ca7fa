//! What went wrong, as one sentence that says what to do, with a stable code and an exit code.

use fermata_client::{ClientError, source::SourceError};
use fermata_desk::{DeskError, KeystoreError, SetupError, StoreError};
use fermata_gateway::{EmbedError, GatewayError};
use fermata_log::LogError;
use fermata_protocol::Code;

/// The exit code of an error.
pub(crate) const ERROR: u8 = 1;
/// The exit code of a wrong command line.
pub(crate) const USAGE: u8 = 2;

/// Why a command ended without doing what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) exit: u8,
}

impl Failure {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            exit: ERROR,
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: USAGE,
            ..Self::new("usage", message)
        }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::new(code.as_str(), format!("Refused: {code}."))
    }
}

impl From<KeystoreError> for Failure {
    fn from(error: KeystoreError) -> Self {
        Self::new("keychain", error.to_string())
    }
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::Keystore(error) => error.into(),
            SetupError::KeyMissing(_) => Self::new("keychain", error.to_string()),
            SetupError::Newer { .. } => Self::new("newer_database", error.to_string()),
            SetupError::Code(code) => Self::new(code.as_str(), error.to_string()),
            SetupError::Io { .. } | SetupError::Damaged { .. } => {
                Self::new("disk", error.to_string())
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = if matches!(error, StoreError::Newer { .. }) {
            "newer_database"
        } else {
            "disk"
        };
        Self::new(code, error.to_string())
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Keystore(error) => error.into(),
            DeskError::Store(error) => error.into(),
            DeskError::Setup(error) => error.into(),
            DeskError::Client(error) => error.into(),
            DeskError::Code(code) => code.into(),
            DeskError::NotSigned(cause) => (*cause).into(),
            DeskError::Now { code, message } => {
                let word = serde_json::to_value(code).ok();
                let word = word
                    .as_ref()
                    .and_then(|word| word.as_str())
                    .unwrap_or("internal");
                Self::new(&snake(word), message.en)
            }
        }
    }
}

/// The page's codes are camelCase, everybody else's are snake_case.
fn snake(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        let code = match &error {
            LogError::Taken { .. } => "log_taken",
            LogError::NewerDatabase { .. } => "newer_database",
            _ => "log_unavailable",
        };
        Self::new(code, format!("{error}."))
    }
}

impl From<EmbedError> for Failure {
    fn from(error: EmbedError) -> Self {
        match error {
            EmbedError::Gateway(GatewayError::Log(error)) => error.into(),
            EmbedError::Gateway(GatewayError::PortTaken(_)) => {
                Self::new("port_taken", format!("{error}."))
            }
            EmbedError::Gateway(_) | EmbedError::Genesis(_) => {
                Self::new("gateway", format!("{error}."))
            }
            EmbedError::Address { .. } => Self::new("disk", format!("{error}.")),
        }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let code = match &error {
            ClientError::Unreachable(_) | ClientError::Timeout => "unreachable",
            ClientError::Problem {
                code: Some(code), ..
            } => code.as_str(),
            _ => "gateway",
        };
        Self::new(code, error.to_string())
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let code = match &error {
            SourceError::Client(error) => return error.clone().into(),
            SourceError::Registry(_) => "registry",
            SourceError::Refused(code) | SourceError::Draft(code) => code.as_str(),
            SourceError::KeyUsed(_) | SourceError::Fenced(_) => "id_conflict",
            _ => "source",
        };
        Self::new(code, format!("{error}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desks_codes_are_told_in_snake_case() {
        assert_eq!(snake("alreadyDecided"), "already_decided");
        assert_eq!(snake("changed"), "changed");
    }
}

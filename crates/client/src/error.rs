//! Why a call failed, and whether trying again could help.

use fermata_protocol::{Code, Timestamp};
use serde::Deserialize;

use crate::trust::distrusted;

/// One value that does not satisfy a contract's schema.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FieldError {
    /// RFC 6901 pointer.
    pub pointer: String,
    /// The rule that it breaks.
    pub code: String,
    /// In words.
    pub text: String,
}

/// What took the caller's key off the roster.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RevokedBy {
    /// The roster's version.
    pub version: u64,
    /// Since when it is mistrusted.
    pub at: Timestamp,
}

/// Why a call failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ClientError {
    /// Nobody answers there.
    #[error("the gateway can not be reached ({0}); start it, or check its address")]
    Unreachable(String),
    /// No answer in time.
    #[error("the gateway does not answer in time; try again, or check that its machine is awake")]
    Timeout,
    /// The gateway says no (RFC 9457).
    #[error("{title}: {detail}")]
    Problem {
        /// HTTP status.
        status: u16,
        /// The stable code, when it is one of the protocol's.
        code: Option<Code>,
        /// The word as it came.
        code_text: String,
        /// Why the caller was not let in, when that was it.
        cause: Option<Code>,
        /// For a key that was revoked: by what.
        revoked: Option<Box<RevokedBy>>,
        /// In words.
        title: String,
        /// What to do.
        detail: String,
        /// Values that do not fit.
        errors: Vec<FieldError>,
    },
    /// What answers is no gateway of this protocol.
    #[error("what answers is not a Fermata gateway of this version ({0}); check the address")]
    Protocol(String),
    /// The address can not be used.
    #[error(
        "{0} can not be used as a gateway's address: give https://, or http:// for one on this machine"
    )]
    Address(String),
    /// A token would travel in the clear.
    #[error(
        "{0} is not on this machine, and over plain http whoever stands on the way reads along: put a proxy with TLS before the gateway, and give its https:// address"
    )]
    Plain(String),
    /// No certificate in what should hold one.
    #[error(
        "the team's certificate authority holds no certificate that can be read: give it as PEM, which begins with -----BEGIN CERTIFICATE-----"
    )]
    NoCertificate,
    /// Who answers shows a certificate that does not hold.
    #[error("the gateway's certificate is not accepted: {0}")]
    Certificate(String),
    /// No session could be made.
    #[error("no session could be signed: {0}")]
    Session(String),
}

impl ClientError {
    /// The gateway answered and does not let this client in.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Problem {
                status: 401 | 403,
                ..
            }
        )
    }

    /// The same call could go well later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Timeout => true,
            // 429 passes when people have decided, which no backoff waits for.
            Self::Problem { status, .. } => *status >= 500,
            Self::Protocol(_)
            | Self::Address(_)
            | Self::Plain(_)
            | Self::NoCertificate
            | Self::Certificate(_)
            | Self::Session(_) => false,
        }
    }
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else if let Some(why) = distrusted(&error) {
            Self::Certificate(why)
        } else {
            // A body that breaks off, too, says nothing about what it would have been.
            Self::Unreachable(error.without_url().to_string())
        }
    }
}

/// A problem document as it comes.
#[derive(Deserialize)]
pub(crate) struct Problem {
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    cause: String,
    #[serde(default)]
    revoked: Option<Box<RevokedBy>>,
    #[serde(default)]
    errors: Vec<FieldError>,
}

impl Problem {
    pub(crate) fn with(self, status: u16) -> ClientError {
        ClientError::Problem {
            status,
            code: self.code.parse().ok(),
            code_text: self.code,
            cause: self.cause.parse().ok(),
            revoked: self.revoked,
            title: self.title,
            detail: self.detail,
            errors: self.errors,
        }
    }
}

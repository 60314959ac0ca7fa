//! What goes wrong, as RFC 9457 says it: one table from code to status, and a detail that says what to do.

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use fermata_log::LogError;
use fermata_protocol::Code;
use serde_json::{Map, Value, json};

/// An answer that is not what was asked for.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: Code,
    /// What to do.
    pub detail: String,
    more: Option<Box<Map<String, Value>>>,
}

impl Problem {
    /// With the code's own status and the advice for it.
    pub fn new(code: Code) -> Self {
        let (status, advice) = about(code);
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            code,
            detail: advice.to_owned(),
            more: None,
        }
    }

    /// With these words.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// With another status than the code's own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.more
            .get_or_insert_default()
            .insert(name.to_owned(), value);
        self
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        let code = match &error {
            LogError::Conflict { .. } => Code::IdConflict,
            LogError::Malformed(_) => Code::Malformed,
            _ => Code::LogUnavailable,
        };
        Self::new(code).because(error.to_string())
    }
}

impl Problem {
    /// As RFC 9457 writes it.
    pub(crate) fn document(&self) -> Value {
        let word = self.code.as_str();
        let mut body = json!({
            "type": format!("urn:fermata:problem:{word}"),
            "title": word.replace('_', " "),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": word,
        });
        if let (Some(more), Some(members)) = (&self.more, body.as_object_mut()) {
            members.extend(more.as_ref().clone());
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.document().to_string()));
        *response.status_mut() = self.status;
        let json = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = header::HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response.extensions_mut().insert(self.code);
        response
    }
}

/// Status and advice of each code.
fn about(code: Code) -> (u16, &'static str) {
    use Code as C;
    match code {
        C::TooLarge => (
            413,
            "It is over the size that its kind may have: send less, link the rest.",
        ),
        C::Malformed => (
            400,
            "It is not a statement in compact form: three parts, joined by dots.",
        ),
        C::BadEncoding => (400, "A part is not base64url without padding."),
        C::HeaderNotAllowed => (
            400,
            "The header is not byte for byte the one that the protocol allows.",
        ),
        C::WrongTyp => (400, "This kind of statement does not belong here."),
        C::NotUtf8 => (400, "The text is not UTF-8."),
        C::BadJson => (400, "The text is not JSON."),
        C::DuplicateMember => (400, "A member stands twice in one object: name each once."),
        C::UnsafeInteger => (400, "An integer is beyond ±(2^53−1): send it as a string."),
        C::LoneSurrogate => (400, "A string holds half of a surrogate pair."),
        C::TooDeep => (400, "It nests deeper than 32: send foreign JSON as text."),
        C::UnknownMember => (400, "It has a member that this kind does not have."),
        C::BadMember => (400, "A member is missing, null, or not of its form."),
        C::UnknownKey => (
            403,
            "The roster in force does not have this key: ask for it to be added.",
        ),
        C::KeyNotYetValid => (403, "The key is not valid yet."),
        C::KeyExpired => (
            403,
            "The key is no longer valid: ask for a new one to be added to the roster.",
        ),
        C::KeyRevoked => (403, "The key was revoked: sign with another one."),
        C::WrongRole => (403, "This key may not sign this, or not in this name."),
        C::BadSignature => (403, "The signature does not hold."),
        C::OwnProposal => (
            403,
            "An owner of the source can not decide what it proposes: ask somebody else.",
        ),
        C::GroupMissing => (403, "Only people of the queue's groups decide here."),
        C::RiskTooHigh => (403, "The risk is above what the roster allows here."),
        C::Unauthenticated => (
            401,
            "Send a session statement, or a vouched source's token, as bearer.",
        ),
        C::Forbidden => (403, "These credentials do not give this right."),
        C::NotFound | C::NotPending => (
            404,
            "There is no such thing here, or not for these credentials.",
        ),
        C::IdConflict => (
            409,
            "The id or key was used for something else: use a new one.",
        ),
        C::AlreadyResolved | C::AlreadyConsumed => (409, "It is closed already."),
        C::WrongAudience => (422, "It is addressed to another source."),
        C::WrongWorkspace => (422, "It is of another workspace."),
        C::ProposalMismatch => (
            422,
            "It is about another proposal than the one under this id.",
        ),
        C::CandidateMismatch => (
            422,
            "It is not about the live candidate: read the escalation again.",
        ),
        C::Expired => (422, "Its time is over."),
        C::FromTheFuture => (
            422,
            "It is dated ahead of the gateway's clock: set the clock of its signer.",
        ),
        C::NotAllowed => (422, "This verb or right is not given here."),
        C::ToolChanged => (422, "The tool is not the proposed one."),
        C::SchemaViolation => (
            422,
            "The arguments do not satisfy the contract's schema: see errors.",
        ),
        C::UnknownTool => (
            422,
            "There is no contract for this tool: have one signed, or send it inline.",
        ),
        C::UnknownQueue => (422, "There is no such queue: choose one of the roster's."),
        C::UnsatisfiableQuorum => (
            422,
            "Not enough people could approve this: change the queue's groups or the policy.",
        ),
        C::QuorumNotMet => (422, "Too few people decided."),
        C::AllowNotPermitted => (422, "The roster does not let this pass unseen."),
        C::ClosedWithoutApproval => (422, "It was closed, and not by an approval."),
        C::RosterThreshold => (
            422,
            "Not enough roots of the version before signed exactly these bytes.",
        ),
        C::RosterRollback => (422, "It is not the version that follows the one in force."),
        C::WeakKey => (422, "A key in it is not a sound Ed25519 key."),
        C::Halted => (
            423,
            "A halt is in force: nothing is handed out until it is lifted.",
        ),
        C::Saturated => (
            429,
            "Too much of this source waits already: let people decide first.",
        ),
        C::RosterStale | C::HaltUnknown => {
            (503, "What stands is not known freshly enough: try again.")
        }
        C::RosterExpired => (
            503,
            "The roster in force expired: have its roots sign the next version.",
        ),
        C::LogUnavailable => (503, "The log does not answer: nothing was lost, try again."),
        C::NotDurable => (
            503,
            "The log can not promise that it keeps this: try again later.",
        ),
    }
}

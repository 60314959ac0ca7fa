//! A verified answer as the registry keeps it: a row's own form, read back before anything runs.

use fermata_protocol::{
    Name, Sha,
    payload::{Action, RejectReason, Status},
    resolution::Answer,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Stored {
    Run {
        status: Status,
        action: Action,
        candidate_sha256: Sha,
        people: Vec<Name>,
        idempotent: bool,
    },
    Closed {
        status: Status,
        people: Vec<Name>,
        reason: Option<RejectReason>,
        answer: Option<String>,
    },
}

impl From<Answer> for Stored {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Run {
                status,
                action,
                candidate_sha256,
                people,
                idempotent,
            } => Self::Run {
                status,
                action,
                candidate_sha256,
                people,
                idempotent,
            },
            Answer::Closed {
                status,
                people,
                reason,
                answer,
            } => Self::Closed {
                status,
                people,
                reason,
                answer,
            },
        }
    }
}

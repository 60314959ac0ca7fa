//! Proposing: once per key, however often it is asked and wherever the process ended in between.

use fermata_protocol::{Code, Esc, payload::Status};
use serde_json::{Map, json};

use super::{
    Source, SourceError,
    registry::{Row, State},
};

/// What became of a proposal at the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its escalation.
    pub esc: Esc,
    /// What the gateway says of it, unverified. Absent when it was proposed before; [`Source::wait`] tells.
    pub status: Option<Status>,
}

impl Source {
    /// Proposes the action or question of a draft: a JSON object without the head. The same key and draft again give the same escalation.
    ///
    /// # Errors
    /// The key was used for something else; the gateway refuses it; `proposal_mismatch` when what comes back is not what was sent.
    pub async fn propose(&self, key: &str, draft: &[u8]) -> Result<Proposed, SourceError> {
        let row = match self.0.registry.by_key(key).await? {
            Some(row) => row,
            None => {
                let sent = self.0.voice.around(draft)?;
                self.0.registry.begin(key, draft, &sent).await?
            }
        };
        if row.draft != draft {
            return Err(SourceError::KeyUsed(key.to_owned()));
        }
        if row.state == State::Fenced {
            return Err(SourceError::Fenced(key.to_owned()));
        }
        match row.taken {
            Some(taken) => Ok(Proposed {
                esc: taken.esc,
                status: None,
            }),
            None => self.send(&row).await,
        }
    }

    /// Sends what is stored, and stores what came of it.
    pub(super) async fn send(&self, row: &Row) -> Result<Proposed, SourceError> {
        let client = &self.0.client;
        let answer = if self.0.voice.key.is_some() {
            let text = std::str::from_utf8(&row.sent).map_err(|_| Code::NotUtf8)?;
            client.propose(text).await?
        } else {
            client.propose_draft(&row.sent, &row.key).await?
        };
        let taken = self
            .0
            .voice
            .check(&row.sent, answer.esc, &answer.proposal)?;
        self.0.registry.proposed(&row.key, &taken).await?;
        Ok(Proposed {
            esc: taken.esc,
            status: Some(answer.status),
        })
    }

    /// Takes it back. It counts when the resolution says so.
    ///
    /// # Errors
    /// It is not this source's; the registry's.
    pub async fn withdraw(&self, esc: Esc, reason: &str) -> Result<(), SourceError> {
        self.row(esc).await?;
        let report = self.withdrawal(esc, reason)?;
        self.0.registry.queue(&report).await?;
        self.flush().await.map(drop)
    }

    pub(super) fn withdrawal(
        &self,
        esc: Esc,
        reason: &str,
    ) -> Result<super::registry::Report, SourceError> {
        let mut members = Map::new();
        members.insert("esc".to_owned(), json!(esc));
        members.insert("type".to_owned(), json!("withdrawn"));
        members.insert("body".to_owned(), json!({ "reason": reason }));
        self.0.voice.note(format!("{esc}:withdrawn"), members)
    }
}

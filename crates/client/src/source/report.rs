//! Reporting: what was stored is told until the gateway acknowledges it.

use fermata_protocol::{Esc, Sha, payload::OutcomeStatus};
use serde_json::{Map, Value, json};

use super::{
    Source, SourceError,
    registry::{Kind, Report, Taken},
};
use crate::ClientError;

impl Source {
    /// Sends what is queued, in order. `true`: nothing is left. What can not be sent now stays queued.
    ///
    /// # Errors
    /// The registry's.
    pub async fn flush(&self) -> Result<bool, SourceError> {
        let _turn = self.0.reporting.lock().await;
        for report in self.0.registry.reports().await? {
            match self.tell(&report).await {
                Ok(()) => self.0.registry.settle(&report.key, None).await?,
                Err(error) if is_final(&error) => {
                    tracing::warn!(key = report.key, %error, "the gateway refuses a report for good");
                    self.0
                        .registry
                        .settle(&report.key, Some(&error.to_string()))
                        .await?;
                }
                Err(error) => {
                    tracing::info!(key = report.key, %error, "a report waits");
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Reports that the gateway refused for good, each with why. A person must look.
    ///
    /// # Errors
    /// The registry's.
    pub async fn dead_reports(&self) -> Result<Vec<(String, String)>, SourceError> {
        Ok(self.0.registry.dead_reports().await?)
    }

    async fn tell(&self, report: &Report) -> Result<(), ClientError> {
        let client = &self.0.client;
        match report.kind {
            Kind::Outcome => client
                .outcome_draft(&report.body, &report.key)
                .await
                .map(drop),
            Kind::Note => client.note_draft(&report.body, &report.key).await.map(drop),
            Kind::Statement => {
                let text = String::from_utf8_lossy(&report.body).into_owned();
                client.append(&[text]).await.map(drop)
            }
        }
    }

    /// An outcome about what this row holds.
    pub(super) fn outcome(
        &self,
        taken: &Taken,
        status: OutcomeStatus,
        more: Map<String, Value>,
    ) -> Result<Report, SourceError> {
        let esc: Esc = taken.esc;
        let mut members = Map::new();
        members.insert("esc".to_owned(), json!(esc));
        members.insert(
            "proposal_sha256".to_owned(),
            json!(Sha::of(&taken.proposal)),
        );
        members.insert("status".to_owned(), json!(status));
        members.insert("attempt".to_owned(), json!(1));
        members.extend(more);
        self.0.voice.outcome(format!("{esc}:{status}"), members)
    }
}

/// Whether sending the same again could never help. Credentials can be mended.
fn is_final(error: &ClientError) -> bool {
    match error {
        // Whoever answers without a code of the protocol is no gateway and ends nothing.
        ClientError::Problem {
            status,
            code: Some(_),
            ..
        } => (400..500).contains(status) && ![401, 403, 408, 425, 429].contains(status),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use fermata_protocol::Code;

    use super::*;

    #[test]
    fn only_a_no_in_the_protocols_words_ends_a_report() {
        let problem = |status, code| ClientError::Problem {
            status,
            code,
            code_text: String::new(),
            cause: None,
            revoked: None,
            title: String::new(),
            detail: String::new(),
            errors: Vec::new(),
        };
        assert!(is_final(&problem(409, Some(Code::AlreadyResolved))));
        for passing in [
            problem(404, None),
            problem(403, Some(Code::Forbidden)),
            problem(429, Some(Code::Saturated)),
            problem(503, Some(Code::LogUnavailable)),
            ClientError::Timeout,
        ] {
            assert!(!is_final(&passing), "{passing:?}");
        }
    }
}

//! Writes evidence bundles: what this machine read from the log, with what gateways signed about it.
//!
//! The same for the desk and the command line. What could not be asked is left out, and whoever checks the file is told so.

use fermata_client::Client;
use fermata_protocol::{
    Entry, Esc, Timestamp,
    bundle::{Bundle, Evidence, FORM, shown},
    roster::Timeline,
};

use crate::{DeskError, Fault, ipc::UiErrorCode};

/// Everything about one escalation. A gateway is asked to sign how it ended; if it does not answer, its older receipts must do.
pub async fn evidence(
    client: &Client,
    timeline: &Timeline,
    esc: Esc,
    entries: Vec<Entry>,
    mut receipts: Vec<String>,
) -> Evidence {
    match client.resolution(esc, 0).await {
        Ok(resolution) => receipts.extend(resolution.map(|resolution| resolution.receipt)),
        Err(error) => tracing::info!(%error, "no gateway signs how it ended"),
    }
    Evidence {
        esc,
        views: shown(&entries, timeline),
        entries,
        receipts,
    }
}

/// The file. Who was away proves nothing, and is nobody else's business.
pub fn bundle(
    timeline: &Timeline,
    mut standing: Vec<Entry>,
    escalations: Vec<Evidence>,
    now: Timestamp,
) -> Bundle {
    standing.retain(|entry| !entry.is_absence());
    Bundle {
        fermata_bundle: FORM,
        workspace: timeline.ws(),
        pin: timeline.pin(),
        written_at: now,
        standing,
        escalations,
    }
}

/// Its text, which is JSON.
///
/// # Errors
/// None that is known; what serde says is passed on.
pub fn text(bundle: &Bundle) -> Result<String, DeskError> {
    serde_json::to_string_pretty(bundle).map_err(|error| {
        DeskError::now(
            UiErrorCode::Internal,
            Fault::EvidenceNotWritten(&error.to_string()),
        )
    })
}

//! Personal mode's roster stays young without anybody doing anything.

use std::sync::Arc;

use fermata_client::Client;
use fermata_protocol::{Timestamp, roster::Timeline};

use crate::{Additions, DeskError, Fault, Home, Keystore, Workspace, ipc::UiErrorCode};

/// Signs and appends the next roster version when half of the current one's time is over; gives whether it did.
///
/// # Errors
/// The gateway's, the keychain's.
pub async fn renew_roster(
    home: &Home,
    workspace: Workspace,
    keystore: Arc<dyn Keystore>,
    client: &Client,
    now: Timestamp,
) -> Result<bool, DeskError> {
    let mut timeline = Timeline::new(workspace.pin, workspace.workspace);
    for entry in client.standing(0, 0).await?.entries {
        // What is skipped has no effect for any reader.
        let _ = timeline.take(&entry);
    }
    let current = timeline.now().roster()?.clone();
    let home = home.clone();
    let signed = tokio::task::spawn_blocking(move || {
        workspace.next_roster(
            &home,
            keystore.as_ref(),
            &current,
            &Additions::default(),
            now,
        )
    });
    let gone = |_| DeskError::now(UiErrorCode::Starting, Fault::Closing);
    match signed.await.map_err(gone)?? {
        Some(statements) => client
            .append(&statements)
            .await
            .map(|_| true)
            .map_err(Into::into),
        None => Ok(false),
    }
}

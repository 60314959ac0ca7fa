//! Opens a log again that takes nothing since its storage failed. While it is well, nothing here runs.

use std::{sync::Arc, time::Duration};

use fermata_log::LogError;

use crate::gate::Gate;

/// Between two tries, first and longest.
const WAIT: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(60));

/// Waits for the log to break, then opens it until that holds.
pub(crate) async fn mend(gate: Arc<Gate>) {
    let mut stop = gate.stop.subscribe();
    let mut broken = gate.broken.subscribe();
    let mut wait = WAIT.0;
    loop {
        let pause = async {
            // The gate keeps the sender: this never fails.
            let _ = broken.wait_for(Option::is_some).await;
            tokio::time::sleep(wait).await;
        };
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = pause => {}
        }
        match gate.log.reopen().await {
            Ok(()) => {
                tracing::info!("the log is open again");
                wait = WAIT.0;
                gate.broken.send_replace(None);
            }
            Err(LogError::Closed) => return,
            Err(error) => {
                tracing::error!(%error, "the log can not be opened again; trying later");
                wait = (wait * 2).min(WAIT.1);
                gate.broken.send_replace(Some(error));
            }
        }
    }
}

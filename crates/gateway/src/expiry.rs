//! Closing what nobody decided in time: a signed `expired` receipt, strictly after the due time.

use std::{sync::Arc, time::Duration};

use fermata_log::LogError;
use fermata_protocol::{
    Jti, NewEntry, Timestamp,
    fold::Escalation,
    payload::{Receipt, Says},
};
use futures::{StreamExt, stream};

use crate::{Problem, count::one, gate::Gate};

/// So many are closed at once: enough for the log to commit them together.
const TOGETHER: usize = 64;
/// After a round that closed nothing, because the log failed or its clock is behind, the next one waits this long.
const PAUSE: Duration = Duration::from_secs(1);

/// Expires what is due until the gateway stops.
pub(crate) async fn expire(gate: Arc<Gate>) {
    let mut stop = gate.stop.subscribe();
    let mut seen = gate.seen.subscribe();
    loop {
        let due = gate.live().next_due();
        let round = async {
            match due {
                None => std::future::pending().await,
                Some(due) => gate.timer.past(due).await,
            }
            if !close_overdue(&gate).await {
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::select! {
            () = round => {}
            () = earlier(&gate, due, &mut seen) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Returns when something is due at another time than `due`.
async fn earlier(
    gate: &Gate,
    due: Option<Timestamp>,
    seen: &mut tokio::sync::watch::Receiver<u64>,
) {
    loop {
        if seen.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        let next = gate.live().next_due();
        // What is due already is being closed: leave the round in peace.
        if next != due && due.is_none_or(|due| due >= gate.now()) {
            return;
        }
    }
}

/// Closes what is overdue; whether at least one was closed.
async fn close_overdue(gate: &Arc<Gate>) -> bool {
    let overdue = gate.live().overdue(gate.now(), TOGETHER);
    let closing = overdue.into_iter().map(|state| {
        let gate = gate.clone();
        async move {
            let esc = state.esc;
            if let Err(problem) = close(&gate, &state).await {
                tracing::warn!(%esc, detail = %problem.detail, "could not be expired; trying again");
            }
            gate.live().open(esc).is_none()
        }
    });
    let closed: Vec<bool> = stream::iter(closing)
        .buffer_unordered(TOGETHER)
        .collect()
        .await;
    closed.contains(&true)
}

async fn close(gate: &Gate, state: &Escalation) -> Result<(), Problem> {
    let (Some(due), Some(proposal)) = (state.due(), state.proposal()) else {
        return Ok(());
    };
    let (n, head) = state.head();
    let now = gate.now();
    let receipt = gate.sign(&Receipt {
        jti: Jti::derive(state.esc, Says::Expired.as_str(), &due.to_string(), n),
        iss: gate.id.clone(),
        ws: gate.ws,
        issued_at: now,
        esc: state.esc,
        says: Says::Expired,
        statements: vec![proposal.sha()],
        n,
        head,
        at: now,
        status: None,
        detail: None,
    })?;
    let entry = NewEntry::of(vec![receipt.compact().to_owned()])?;
    let entry = match gate.put(entry).await {
        Ok(appended) => appended.into_entry(),
        // Another gateway closed it with the same id, as it should be.
        Err(LogError::Conflict { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    one(&gate.counters.expired);
    gate.caught_up(entry.seq).await
}

//! From signed to recorded. A decision that can not be delivered waits on disk, and the next command or desk sends it again.

use fermata_client::{Appended, ClientError};
use fermata_desk::{NoteRow, OutboxRow, Store, check_receipt, for_good, learn_own};

use crate::{context::Context, failure::Failure, seat::Seat};

/// Entries per page when the end of one's own chain is looked for.
const PAGE: u32 = 200;

/// Sends one signed decision and checks the receipt.
pub(crate) async fn deliver(
    context: &Context,
    seat: &Seat,
    store: &Store,
    row: &OutboxRow,
) -> Result<Appended, Failure> {
    match seat.client.append(std::slice::from_ref(&row.compact)).await {
        Ok(appended) => {
            checked(context, seat, &row.compact, &appended)?;
            store
                .recorded(row.jti, appended.seq, Some(&appended.receipt))
                .await?;
            Ok(appended)
        }
        Err(error) if for_good(&error) => {
            store.refused(row.jti, &error.to_string()).await?;
            Err(error.into())
        }
        Err(error) => Err(waits(error)),
    }
}

/// Sends what waits from before. What can not be sent now stays where it is.
pub(crate) async fn deliver_waiting(
    context: &Context,
    seat: &Seat,
    store: &Store,
) -> Result<usize, Failure> {
    let mut sent = 0;
    for row in store.waiting().await? {
        sent += usize::from(deliver(context, seat, store, &row).await.is_ok());
    }
    for row in store.waiting_notes().await? {
        sent += usize::from(deliver_note(context, seat, store, &row).await.is_ok());
    }
    Ok(sent)
}

/// Sends one comment or question and checks the receipt.
pub(crate) async fn deliver_note(
    context: &Context,
    seat: &Seat,
    store: &Store,
    row: &NoteRow,
) -> Result<Appended, Failure> {
    match seat.client.append(std::slice::from_ref(&row.compact)).await {
        Ok(appended) => {
            checked(context, seat, &row.compact, &appended)?;
            store.note_recorded(row.jti, appended.seq).await?;
            Ok(appended)
        }
        Err(error) if for_good(&error) => {
            store.note_refused(row.jti, &error.to_string()).await?;
            Err(error.into())
        }
        Err(error) => Err(waits(error)),
    }
}

/// Nothing is called recorded without a verified receipt.
fn checked(
    context: &Context,
    seat: &Seat,
    compact: &str,
    appended: &Appended,
) -> Result<(), Failure> {
    check_receipt(compact, appended, &seat.timeline, context.now()).map_err(|code| {
        Failure::new(code.as_str(), format!("It is signed, but the gateway's receipt does not verify ({code}); it stays in the outbox and is sent again."))
    })
}

fn waits(error: ClientError) -> Failure {
    let failure = Failure::from(error);
    let message = format!(
        "It is signed and waits in the outbox, because the gateway did not take it: {}",
        failure.message
    );
    Failure { message, ..failure }
}

/// A store that never signed with this key reads from the log where the key's chain ends.
pub(crate) async fn know_chain(seat: &Seat, store: &Store) -> Result<(), Failure> {
    let kid = seat.key.kid();
    let mut before = i64::MAX.unsigned_abs();
    while !store.knows_chain(kid).await? {
        let page = seat.client.before(before, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        before = last.seq;
        for entry in &page {
            if learn_own(store, kid, entry, &seat.timeline).await? {
                break;
            }
        }
    }
    Ok(())
}

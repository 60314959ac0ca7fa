//! Notes: what a person says around an item without deciding it.
//!
//! A comment or a question was written by hand, so it is kept and sent until the log has it, as a decision is.
//! A claim, an assignment or an extension waits in no outbox: one that comes later than the person believes would say
//! what is no longer true. It is done when the log has it, and else the person is told.
//! What is shown as said is what came back from the log; what waits is marked as waiting.

use fermata_client::{Appended, ClientError};
use fermata_protocol::{
    Entry, Esc, Signed, Timestamp, Typ, claimed_typ, fold::Around, payload::Note, roster::Timeline,
};
use tokio::sync::oneshot;

use super::{Controller, Trouble, Wake, check_receipt, deliver::why_refused, for_good};
use crate::{
    DeskError, Fault, Host, Item, NotDone, NoteRow,
    ipc::{DeltaView, DetailView, LinkedView, NoteForm, Sentence, UiError, UiErrorCode},
    sign_note,
    store::ItemRow,
    views,
};

type Reply = oneshot::Sender<Result<(), UiError>>;

/// How the delivery of a kept note ended.
pub struct NoteSent {
    row: NoteRow,
    result: Result<Appended, ClientError>,
}

impl<H: Host> Controller<H> {
    pub(super) async fn note(&mut self, esc: Esc, form: NoteForm, reply: Reply) {
        let item = match self.item(esc).await {
            Ok(item) => item,
            // Whoever asked may be gone; then the answer has no reader.
            Err(error) => return drop(reply.send(Err(error.into()))),
        };
        if form == NoteForm::Read && self.needs_no_telling(&item) {
            return drop(reply.send(Ok(())));
        }
        let person = &self.workspace.person;
        let signed = match sign_note(&self.key, person, &item, &form, self.now()) {
            Ok(signed) => signed,
            Err(error) => return drop(reply.send(Err(error.into()))),
        };
        if form.is_kept() {
            let kept = self.keep(&item, &signed).await;
            return drop(reply.send(kept.map_err(Into::into)));
        }
        self.say(signed, reply);
    }

    /// Nobody else would see it, or it stands already.
    fn needs_no_telling(&self, item: &Item) -> bool {
        let person = &self.workspace.person;
        let roster = item.standing.roster();
        let alone = roster.is_ok_and(|roster| roster.people.iter().all(|one| one.id == *person));
        alone
            || Around::of(&item.state)
                .claimed(person, self.now())
                .is_some()
    }

    /// Sends it once, and answers when the log has it.
    fn say(&self, signed: Signed<Note>, reply: Reply) {
        let client = self.client.clone();
        let (timeline, now) = (self.timeline.clone(), self.now());
        tokio::spawn(async move {
            let compact = signed.compact().to_owned();
            let sent = client.append(std::slice::from_ref(&compact)).await;
            let done = match sent {
                Ok(appended) => said(&compact, &appended, &timeline, now),
                Err(error) => Err(DeskError::from(error)),
            };
            drop(reply.send(done.map_err(not_said)));
        });
    }

    async fn keep(&mut self, item: &Item, signed: &Signed<Note>) -> Result<(), DeskError> {
        let row = NoteRow::of(item.esc(), signed, self.now())?;
        self.store.keep_note(&row).await?;
        self.show_note(row.esc).await?;
        self.deliver_notes().await
    }

    /// The row is the same, and what stands beside it is not: whoever has the item open reads it again.
    async fn show_note(&mut self, esc: Esc) -> Result<(), DeskError> {
        if let Some(item) = self.folded(esc).await? {
            let ItemRow { list, mut row, .. } = self.row_of(&item).await?;
            row.progress = self.holding(esc).or(row.progress);
            let joins = Vec::new();
            self.deltas.push(DeltaView::Upsert { list, row, joins });
        }
        self.tell_counts().await
    }

    /// Sends the oldest note that waits, unless one is under way.
    pub(super) async fn deliver_notes(&mut self) -> Result<(), DeskError> {
        if self.sending_note || !self.caught_up {
            return Ok(());
        }
        let Some(row) = self.store.waiting_notes().await?.into_iter().next() else {
            return Ok(());
        };
        self.sending_note = true;
        let (client, desk) = (self.client.clone(), self.desk.clone());
        tokio::spawn(async move {
            let result = client.append(std::slice::from_ref(&row.compact)).await;
            desk.wake(Wake::NoteSent(Box::new(NoteSent { row, result })))
                .await;
        });
        Ok(())
    }

    pub(super) async fn on_note_sent(&mut self, sent: NoteSent) -> Result<(), DeskError> {
        self.sending_note = false;
        let NoteSent { row, result } = sent;
        match result {
            Ok(appended) => {
                match check_receipt(&row.compact, &appended, &self.timeline, self.now()) {
                    Ok(()) => self.store.note_recorded(row.jti, appended.seq).await?,
                    Err(code) => {
                        let why = Fault::BadReceipt(code).into();
                        self.note_waits(UiErrorCode::Internal, &why).await;
                        return Ok(());
                    }
                }
            }
            Err(error) if for_good(&error) => {
                tracing::warn!(%error, "a note was refused");
                self.store
                    .note_refused(row.jti, &why_refused(&error))
                    .await?;
            }
            Err(error) => {
                tracing::info!(%error, "a note waits to be delivered");
                let error = UiError::from(DeskError::from(error));
                self.note_waits(error.code, &error.message).await;
                return Ok(());
            }
        }
        self.set_trouble(Trouble::Saying, None).await;
        self.show_note(row.esc).await?;
        self.deliver_notes().await
    }

    async fn note_waits(&mut self, code: UiErrorCode, why: &Sentence) {
        let error = UiError::new(code, why.so(NotDone::NoteDelivered));
        self.set_trouble(Trouble::Saying, Some(error)).await;
        self.retry_later();
    }

    /// Learns from the log that it has a note of one's own.
    pub(super) async fn learn_note(&self, entry: &Entry) -> Result<(), DeskError> {
        let Some(first) = entry.statements.first() else {
            return Ok(());
        };
        let own = claimed_typ(first) == Ok(Typ::Note)
            && Signed::<Note>::parse(first).is_ok_and(|note| note.kid() == self.key.kid());
        if own {
            self.store.note_recorded(entry.id, entry.seq).await?;
        }
        Ok(())
    }

    /// Rows of which a lease has ended are folded for the time that it is.
    pub(super) async fn on_leases(&mut self, now: Timestamp) -> Result<(), DeskError> {
        for esc in self.store.ended_leases(now).await? {
            self.refresh(esc).await?;
        }
        self.tell_counts().await
    }

    /// Wakes when the next lease ends.
    pub(super) async fn mind_leases(&mut self) -> Result<(), DeskError> {
        let next = self.store.next_lease(self.now()).await?;
        if next != self.lease_at {
            self.lease_at = next;
            self.set_alarm();
        }
        Ok(())
    }

    /// Items that others answer say so too: they are folded again with those that answer them.
    pub(super) async fn refresh_answered(&mut self, item: &Item) -> Result<(), DeskError> {
        let Some(earlier) = item.proposal.supersedes else {
            return Ok(());
        };
        let Some(before) = self.folded(earlier).await? else {
            return Ok(());
        };
        let row = self.row_of(&before).await?;
        self.put(earlier, row).await
    }

    /// Adds to an item's detail what its own log does not say: what waits to be sent, and the items that it is linked with.
    pub(super) async fn beside(
        &self,
        item: &Item,
        detail: &mut DetailView,
    ) -> Result<(), DeskError> {
        let own = self.store.own_notes(item.esc()).await?;
        let person = &self.workspace.person;
        let waits = own
            .iter()
            .filter_map(|row| views::waiting(item, row, person, self.host.words()));
        detail.around.said.extend(waits);
        let answer = self.store.answer_to(item.esc()).await?;
        detail.row.around.answered_by = answer.map(|esc| esc.to_string());
        detail.around.answers = self.linked(item.proposal.supersedes).await?;
        detail.around.answered_by = self.linked(answer).await?;
        Ok(())
    }

    async fn linked(&self, esc: Option<Esc>) -> Result<Option<LinkedView>, DeskError> {
        let Some(esc) = esc else { return Ok(None) };
        let row = self.store.row(esc).await?;
        Ok(Some(views::linked(esc.to_string(), row.map(|row| row.row))))
    }

    /// An item's row as it stands at this time.
    pub(super) async fn row_of(&mut self, item: &Item) -> Result<ItemRow, DeskError> {
        let mut row = views::row(item, self.own_progress(item).await?);
        let answer = self.store.answer_to(item.esc()).await?;
        row.row.around.answered_by = answer.map(|esc| esc.to_string());
        self.lay_aside(item.esc(), &mut row);
        views::mark(item, &mut row, &self.workspace.person, self.now());
        self.address(item, &mut row);
        self.raise(item, &mut row).await?;
        Ok(row)
    }
}

impl NoteRow {
    /// What is kept of a note that was signed now.
    ///
    /// # Errors
    /// The payload's codes.
    pub fn of(esc: Esc, signed: &Signed<Note>, now: Timestamp) -> Result<Self, DeskError> {
        let entry = fermata_protocol::NewEntry::of(vec![signed.compact().to_owned()])?;
        Ok(Self {
            jti: entry.id,
            esc,
            compact: signed.compact().to_owned(),
            signed_at: now,
            refused: None,
        })
    }
}

/// Whether the log has it and it counts.
fn said(
    compact: &str,
    appended: &Appended,
    timeline: &Timeline,
    now: Timestamp,
) -> Result<(), DeskError> {
    check_receipt(compact, appended, timeline, now)?;
    match appended.effect.as_deref() {
        None | Some("counts") => Ok(()),
        Some(_) => Err(DeskError::now(UiErrorCode::AlreadyDecided, Fault::Preceded)),
    }
}

/// What is not in the log was not said, and the person must know.
fn not_said(error: DeskError) -> UiError {
    let mut error = UiError::from(error);
    error.message = error.message.so(NotDone::Changed);
    error
}

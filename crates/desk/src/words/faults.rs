//! Why something was not done: the facts that the sentences are about. Each says what to do, where there is something.
//!
//! Not here: what a library, the system or the gateway's own text says. That is English, and the page has a sentence of its own for its code.

mod de;
mod en;

pub(super) use de::said as de;
pub(super) use en::said as en;
use fermata_client::RevokedBy;
use fermata_protocol::{
    Code, Timestamp,
    contract::SchemaError,
    payload::{Right, Status, Verb},
};

use super::Words;
use crate::ipc::{Language, Sentence};

/// Why something was not done. Names and words of others are in it as they came: the page lays them out as text.
#[derive(Debug, Clone, Copy)]
pub enum Fault<'a> {
    /// It expired.
    Expired,
    /// Somebody closed it before.
    DecidedBy(&'a str, Status),
    /// It was closed before.
    Closed(Status),
    /// Its time is over.
    TimeOver,
    /// The agent does not take this verb.
    VerbNotTaken(Verb),
    /// It is not what was on screen.
    Changed,
    /// No such reason for rejecting.
    NoReason(&'a str),
    /// The answer is not of the form that was asked for.
    AnswerForm,
    /// An edit's values do not satisfy the contract.
    Misfits(&'a [SchemaError]),
    /// An edit is no JSON object that can be signed.
    NotJson(Code),
    /// A mask stands where no masked value was.
    MaskMoved,
    /// A decision would be longer than one can be.
    TooLongToSign,
    /// This person decided it before.
    Decided,
    /// The system gives no random bytes, for this.
    NoRandom(&'a str),
    /// It is closed, and takes no such note.
    NotSaid(Status),
    /// The team list gives no such right.
    NeedsRight(Right),
    /// It is no person's id.
    NoPerson(&'a str),
    /// Whom it would go to may not decide it, for this.
    MayNotDecide(&'a str, Code),
    /// Nobody on the team list is called so.
    NobodyCalled(&'a str),
    /// Nothing is masked there.
    NothingMasked,
    /// There is no text.
    NothingToSend,
    /// A note's text is too long.
    TooLongToSend,
    /// It is no time.
    NoTime(&'a str),
    /// Its time is over, and stays so.
    TooLateForMore,
    /// More time ends after the first, if there is one, and not after the second.
    MoreTime(Option<Timestamp>, Timestamp),
    /// It is no item's id.
    NoItemId,
    /// It is no device's id.
    NoDeviceId,
    /// A search is too long.
    TooLongSearch,
    /// No source of this machine can propose.
    NoSource,
    /// The week's table can not be written, for this.
    WeekNotWritten(&'a str),
    /// The evidence can not be written, for this.
    EvidenceNotWritten(&'a str),
    /// No root key here; the team list could take off this device elsewhere.
    NoRootKey(&'a str),
    /// Another version of the team list came first.
    ListChanged,
    /// No such device.
    NoDevice,
    /// The last device of a workspace that lives on it.
    OnlyDevice,
    /// The desk ends.
    Closing,
    /// It waits for nothing of this person.
    NothingToPutOff,
    /// The time is past.
    PastTime,
    /// It can be put off until then.
    PutOffAtMost(Timestamp),
    /// Approving takes more care than when it was shown.
    MoreCare,
    /// What was typed to confirm does not fit.
    Typed,
    /// What would be undone is signed.
    TooLateToUndo,
    /// There is nothing to undo.
    NothingToUndo,
    /// No bar runs for it.
    NothingHeld,
    /// The log was never read here.
    LogNotRead,
    /// There is no decision of this person.
    NoDecision,
    /// The statements hold a masked value in clear.
    HoldsMasked,
    /// No such document.
    NoDocument,
    /// No such item.
    NoItem,
    /// The agent takes no edits.
    NoEdits,
    /// It is not when a day began.
    NotToday,
    /// An absence that is too long.
    TooLongAway,
    /// Nobody who could stand in.
    NobodyStandsIn,
    /// This person is not away.
    NotAway,
    /// A stop came to the log and has no effect.
    StopWithoutEffect,
    /// An item names no agent.
    NoAgent,
    /// A stop is no longer in force.
    StopOver,
    /// Stopping is not this person's.
    StopNotYours,
    /// A document that is said to be a PDF is none.
    NoPdf,
    /// So many searches are kept.
    MostSearches(usize),
    /// A kept search has no name, or one of more letters, or is longer than the second.
    SearchForm(usize, usize),
    /// So many replies are kept.
    MostReplies(usize),
    /// A kept reply says nothing or more than so many letters.
    ReplyForm(usize),
    /// Quiet hours from when to when.
    QuietHours,
    /// Something else came first.
    Preceded,
    /// This device was taken off the team list, by this if it is known.
    Revoked(Option<&'a RevokedBy>),
    /// This device is not on the team list.
    UnknownKey,
    /// This device's time is over.
    KeyExpired,
    /// The gateway can not be reached, for this.
    Unreachable(&'a str),
    /// The gateway did not answer in time.
    Timeout,
    /// The gateway's certificate is not accepted, for this.
    Certificate(&'a str),
    /// The gateway's receipt does not verify.
    BadReceipt(Code),
    /// The gateway says no, for this.
    GatewayRefused(&'a str),
    /// What was not done, for this.
    NotDone(NotDone, &'a str),
    /// A check of the protocol refused it, for this.
    Refused(&'a str),
    /// A link is longer than any.
    LongLink,
    /// A link names no item.
    NoItemLink,
    /// A link or text is no invite.
    NoInvite,
    /// A link of another kind.
    UnknownLink,
    /// An invite ended then.
    InviteEnded(Timestamp),
    /// An invite is for this person.
    InviteOfAnother(&'a str),
    /// A name of which no id can be made.
    NoName,
    /// This directory holds another workspace.
    Occupied(&'a str),
    /// This desk was used before.
    DeskInUse,
    /// Diagnostics that were not shown.
    NotShown,
    /// No file could be written, for this.
    NoFile(&'a str),
    /// An address that does not lead out.
    BadAddress,
    /// Nothing opens it, for this.
    NotOpened(&'a str),
    /// A picture can not be read, for this.
    PictureNotRead(&'a str),
    /// This desktop lets no program take keys.
    NoKeysHere,
    /// Another program has these keys.
    KeysTaken,
    /// A shortcut could not be kept, for this.
    ShortcutNotKept(&'a str),
    /// Whether to start at login could not be kept, for this.
    LoginNotKept(&'a str),
}

/// What was not done, where another fault says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDone {
    /// Nothing was signed.
    Signed,
    /// A decision is signed and not in the log.
    Delivered,
    /// A note is signed and not in the log.
    NoteDelivered,
    /// Nothing was stopped.
    Stopped,
    /// Nothing changed for others.
    Changed,
}

impl From<Fault<'_>> for Sentence {
    fn from(fault: Fault<'_>) -> Self {
        let said = |language| (Words::of(language).fault)(fault);
        Self {
            en: said(Language::En),
            de: Some(said(Language::De)),
        }
    }
}

impl Sentence {
    /// What a library, the system or another machine says.
    pub fn english(text: impl Into<String>) -> Self {
        Self {
            en: text.into(),
            de: None,
        }
    }

    /// This as the reason for that.
    pub(crate) fn so(&self, what: NotDone) -> Self {
        let said = |language, why: &str| (Words::of(language).fault)(Fault::NotDone(what, why));
        Self {
            en: said(Language::En, &self.en),
            de: self.de.as_deref().map(|why| said(Language::De, why)),
        }
    }
}

/// When, on this machine's clock.
fn local(at: Timestamp, form: &str) -> String {
    at.utc()
        .with_timezone(&chrono::Local)
        .format(form)
        .to_string()
}

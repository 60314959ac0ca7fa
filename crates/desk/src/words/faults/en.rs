//! English.

use fermata_protocol::{Timestamp, payload::Right};

use super::{Fault, NotDone};
use crate::words::en::because;

#[expect(clippy::too_many_lines, reason = "one list of sentences")]
pub(in crate::words) fn said(fault: Fault<'_>) -> String {
    match fault {
        Fault::Expired => "It expired; the agent was told, and nothing ran.".to_owned(),
        Fault::DecidedBy(by, status) => format!("{by} decided it before: {status}. Nothing was signed."),
        Fault::Closed(status) => format!("It is closed: {status}. Nothing was signed."),
        Fault::TimeOver => "Its time is over; nothing was signed.".to_owned(),
        Fault::VerbNotTaken(verb) => format!("The agent does not take “{verb}” here."),
        Fault::Changed => "It changed since you opened it; look again before you decide.".to_owned(),
        Fault::NoReason(reason) => format!("The queue has no reason “{reason}”."),
        Fault::AnswerForm => "The agent asked for an answer in another form; its question says in which. Nothing was signed.".to_owned(),
        Fault::Misfits(all) => {
            let one = |error: &fermata_protocol::contract::SchemaError| format!("{}: {}", error.pointer, error.misfit);
            all.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Fault::NotJson(code) => format!("The arguments are not a JSON object that can be signed: {code}."),
        Fault::MaskMoved => "A masked value was moved, and can not be put back from there: uncover it first, or leave it where it was.".to_owned(),
        Fault::TooLongToSign => "This is longer than a decision can be; shorten it. Nothing was signed.".to_owned(),
        Fault::Decided => "You decided this already; it is on its way.".to_owned(),
        Fault::NoRandom(why) => format!("The system gives no random bytes: {why}"),
        Fault::NotSaid(status) => format!("It is closed: {status}. Nothing was said."),
        Fault::NeedsRight(right) => format!(
            "The team list does not give you the right to {}, so nothing was said; ask somebody who has it.",
            to(right)
        ),
        Fault::NoPerson(id) => format!("“{id}” is no person's id; nothing was said."),
        Fault::MayNotDecide(who, code) => format!("{who} may not decide this one ({code}), so it was not given to them."),
        Fault::NobodyCalled(id) => format!("Nobody on the team list is called “{id}”, so nothing was asked: ask the agent, or a person by their id."),
        Fault::NothingMasked => "Nothing is masked there any more; open the item again to see it.".to_owned(),
        Fault::NothingToSend => "There is nothing to send: write something first.".to_owned(),
        Fault::TooLongToSend => "This is too long to send; shorten it to 8,000 characters.".to_owned(),
        Fault::NoTime(text) => format!("“{text}” is no time such as 2026-11-23T10:30:00.000Z; nothing changed."),
        Fault::TooLateForMore => "Its time is over, and can not be made longer any more.".to_owned(),
        Fault::MoreTime(None, end) => format!("More time ends not after {}; nothing changed.", at(end)),
        Fault::MoreTime(Some(after), end) => format!("More time ends after {} and not after {}; nothing changed.", at(after), at(end)),
        Fault::NoItemId => "This is not the id of an item.".to_owned(),
        Fault::NoDeviceId => "This is not the id of a device.".to_owned(),
        Fault::TooLongSearch => "This search is longer than the desk takes; shorten it.".to_owned(),
        Fault::NoSource => "This workspace has no source on this machine; `fermata init --source NAME` makes one.".to_owned(),
        Fault::WeekNotWritten(why) => format!("The week can not be written as a table: {why}."),
        Fault::EvidenceNotWritten(why) => format!("The evidence can not be written as JSON: {why}."),
        Fault::NoRootKey(kid) => format!("This machine has no key that signs the team list: ask whoever signs it to run `fermata roster revoke {kid}`."),
        Fault::ListChanged => "Another version of the team list came first, so nothing changed: look at it and try again.".to_owned(),
        Fault::NoDevice => "There is no such device of yours that still may decide.".to_owned(),
        Fault::OnlyDevice => "It is your only device, and this workspace lives on it: without it nobody could change anything here again. Let another device in first.".to_owned(),
        Fault::Closing => "The desk is closing.".to_owned(),
        Fault::NothingToPutOff => "It waits for no decision of yours, so there is nothing to put off.".to_owned(),
        Fault::PastTime => "Pick a time that is still to come.".to_owned(),
        Fault::PutOffAtMost(limit) => format!("It can be put off for three quarters of the time that it has left, so until {}; pick an earlier time.", at(limit)),
        Fault::MoreCare => "Approving it takes more than a moment ago: its time is nearly over, or exactly this was decided meanwhile. Nothing was signed.".to_owned(),
        Fault::Typed => "What you typed does not fit; nothing was signed.".to_owned(),
        Fault::TooLateToUndo => "It is signed; there is nothing to undo any more.".to_owned(),
        Fault::NothingToUndo => "Nothing waits to be signed here; there is nothing to undo.".to_owned(),
        Fault::NothingHeld => "Nothing is held for this item.".to_owned(),
        Fault::LogNotRead => "This machine has not read the log yet, so it can not continue your key's chain; connect once, then decide.".to_owned(),
        Fault::NoDecision => "There is no decision of yours on this item.".to_owned(),
        Fault::HoldsMasked => "The statements hold a value that the contract masks, in clear: uncover it first, or ask somebody who may. Nothing was saved.".to_owned(),
        Fault::NoDocument => "There is no such document in this item.".to_owned(),
        Fault::NoItem => "There is no such item on this desk.".to_owned(),
        Fault::NoEdits => "The agent takes no edits here.".to_owned(),
        Fault::NotToday => "This is not when today began; check the clock of this machine.".to_owned(),
        Fault::TooLongAway => "Nobody is away for longer than 90 days: pick an earlier day, and say it again then.".to_owned(),
        Fault::NobodyStandsIn => "Pick somebody else of the team list, or a group that others are in.".to_owned(),
        Fault::NotAway => "You are not away, so there is nothing to end.".to_owned(),
        Fault::StopWithoutEffect => "the log has it, and what stood there by then gives it no effect.".to_owned(),
        Fault::NoAgent => "This item names no agent, so there is none to stop.".to_owned(),
        Fault::StopOver => "This stop is no longer in force.".to_owned(),
        Fault::StopNotYours => "Only who may decide this item, or has the right to stop agents, does this; your team list says who that is.".to_owned(),
        Fault::NoPdf => "This document is said to be a PDF and is none; nothing was saved or opened. Ask the agent for it again.".to_owned(),
        Fault::MostSearches(n) => format!("No more than {n} searches can be kept; remove one first."),
        Fault::SearchForm(name, query) => format!("A search that is kept has a name of at most {name} characters and is at most {query} long."),
        Fault::MostReplies(n) => format!("No more than {n} replies can be kept; remove one first."),
        Fault::ReplyForm(n) => format!("A reply that is kept is for a queue, says something, and is at most {n} characters long."),
        Fault::QuietHours => "Quiet hours go from one time of the day to another, such as 22:00 to 07:00.".to_owned(),
        Fault::Preceded => "something else came first".to_owned(),
        Fault::Revoked(None) => "This device was taken off the team list: nothing that it signs counts. Ask whoever signs the list.".to_owned(),
        Fault::Revoked(Some(by)) => format!(
            "This device was taken off the team list by its version {}, as of {}: nothing that it signs counts. Ask whoever signs the list.",
            by.version,
            at(by.at)
        ),
        Fault::UnknownKey => "This device is not on the team list: ask whoever signs the list to add it.".to_owned(),
        Fault::KeyExpired => "This device's time on the team list is over: ask whoever signs the list to renew it.".to_owned(),
        Fault::Unreachable(why) => format!("the gateway can not be reached ({why}); start it, or check its address"),
        Fault::Timeout => "the gateway does not answer in time; try again, or check that its machine is awake".to_owned(),
        Fault::Certificate(why) => format!("the gateway's certificate is not accepted: {why}"),
        Fault::BadReceipt(code) => format!("the gateway's receipt does not verify ({code})"),
        Fault::GatewayRefused(code) => format!("the gateway refused it: {}", because(code).unwrap_or(code)),
        Fault::NotDone(NotDone::Signed, why) => format!("nothing was signed: {why}"),
        Fault::Refused(code) => format!("refused: {}", because(code).unwrap_or(code)),
        Fault::NotDone(NotDone::Delivered, why) => format!("Your decision is signed and kept on this machine, and not in the log yet: {why}. It is sent again by itself."),
        Fault::NotDone(NotDone::NoteDelivered, why) => format!("What you wrote is signed and kept on this machine, and not in the log yet: {why}. It is sent again by itself."),
        Fault::NotDone(NotDone::Stopped, why) => format!("Nothing was stopped or lifted: {why}"),
        Fault::NotDone(NotDone::Changed, why) => format!("Nothing changed for the others: {why}"),
        Fault::LongLink => "That link is longer than any of Fermata's; nothing was opened.".to_owned(),
        Fault::NoItemLink => "That link names no item; copy the whole link that you were sent.".to_owned(),
        Fault::NoInvite => "That link is not an invite; copy the whole link that you were sent.".to_owned(),
        Fault::UnknownLink => "Fermata does not know that link; nothing was opened.".to_owned(),
        Fault::InviteEnded(end) => format!("The invite ended on {}; ask for a new one.", at(end)),
        Fault::InviteOfAnother(person) => format!("The invite is for {person}; join as that person, or ask for one of your own."),
        Fault::NoName => "The name needs at least one letter from a to z, for your id on the team list.".to_owned(),
        Fault::Occupied(directory) => format!("{directory} holds another workspace already; join with another directory."),
        Fault::DeskInUse => "This desk has been used already, so it keeps its own workspace: join with another directory (FERMATA_HOME), or another account of this machine.".to_owned(),
        Fault::NotShown => "Only what was shown can be saved; open the diagnostics first.".to_owned(),
        Fault::NoFile(why) => format!("No file was written: {why}."),
        Fault::BadAddress => "This address is not one that leads out of Fermata; nothing was opened.".to_owned(),
        Fault::NotOpened(why) => format!("The system has no program that opens this: {why}."),
        Fault::PictureNotRead(why) => format!("The picture could not be read: {why}."),
        Fault::NoKeysHere => "On this desktop no program may take keys: give them to fermata-desk in the desktop's own settings.".to_owned(),
        Fault::KeysTaken => "Another program has taken these keys: choose others, or free them there.".to_owned(),
        Fault::ShortcutNotKept(why) => format!("The shortcut could not be kept ({why}), so nothing changed."),
        Fault::LoginNotKept(why) => format!("Whether to start at login could not be kept ({why}); check the directory autostart in your configuration."),
    }
}

fn to(right: Right) -> &'static str {
    match right {
        Right::Assign => "give items to people",
        Right::Extend => "give items more time",
        Right::Reveal => "uncover masked values",
        Right::Halt => "stop agents",
        Right::Contracts => "change contracts",
        Right::Policy => "change policy",
        Right::Audit => "read everything",
    }
}

fn at(time: Timestamp) -> String {
    super::local(time, "%-d %b, %H:%M")
}

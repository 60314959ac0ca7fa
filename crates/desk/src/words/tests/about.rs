//! Everything that words can be about, with stand-ins for names (§), numbers (47) and what stands for itself (10 min).
//!
//! Each list is made by [`every`], so one that lacks a case does not compile.

use std::sync::LazyLock;

use fermata_client::RevokedBy;
use fermata_protocol::{
    Code, Timestamp,
    contract::{Misfit, SchemaError, ValueKind},
    fold::Mark,
    payload::{NoteType, OutcomeStatus, Right, Status, Verb},
};

use crate::{
    ipc::AlarmKind,
    words::{Facts, Fault, NotDone, Own, Told, Undo, Within},
};

static EPOCH: LazyLock<Timestamp> = LazyLock::new(|| Timestamp::from_millis(0));
static REVOKED: LazyLock<RevokedBy> = LazyLock::new(|| RevokedBy {
    version: 47,
    at: *EPOCH,
});
static MISFITS: LazyLock<[SchemaError; 1]> = LazyLock::new(|| {
    [SchemaError {
        pointer: "§".to_owned(),
        code: String::new(),
        misfit: Misfit::Missing,
    }]
});

/// What was said, by the word's name.
pub(in crate::words) type All = Vec<(&'static str, Vec<String>)>;

/// What says something: a word, or a catalogue of them.
pub(in crate::words) trait Said {
    /// All that it says, of everything that it can be about.
    fn said(&self, name: &'static str, all: &mut All);
}

/// Every case of an enumeration, each with what stands for it where it is more than a name.
macro_rules! every {
    ($name:ident: $of:ident = $($case:ident),* $(,)?) => {
        every!($name: $of = $($of::$case => [$of::$case]),*);
    };
    ($name:ident: $of:ident $(<$life:lifetime>)? = $($case:pat => [$($like:expr),*]),* $(,)?) => {
        fn $name() -> Vec<$of$(<$life>)?> {
            // A case that stands nowhere below ends the build here.
            let _ = |one: $of$(<$life>)?| match one { $($case => (),)* };
            vec![$($($like,)*)*]
        }
    };
}

every!(kinds: AlarmKind = ExecutedOther, ExecutedWithoutApproval, OutcomeOutOfOrder, Forked, KeyForked, Unknown, Failed, Refused, NotRun, NoWord);
every!(statuses: Status = Open, Allowed, Denied, Approved, Edited, Rejected, Responded, Expired, Withdrawn);
every!(verbs: Verb = Approve, Edit, Reject, Respond);
every!(outcomes: OutcomeStatus = Accepted, Refused, Executed, Failed, Compensated, Unknown);

every!(marks: Mark =
    Mark::Counts => [],
    Mark::Late => [Mark::Late],
    Mark::Superseded => [Mark::Superseded],
    Mark::OutOfOrder => [Mark::OutOfOrder],
    // Both are told as one.
    Mark::Unauthorised(_) | Mark::Invalid(_) => [Mark::Invalid(Code::NotAllowed)],
);

every!(notes: NoteType = Claimed, Released, Assigned, Asked, Commented, Extended, Revealed, Withdrawn);

every!(plain_own: Own<'static> =
    Own::Refused(_) => [Own::Refused("§")],
    Own::Interrupted => [Own::Interrupted],
    Own::RanOther => [Own::RanOther],
    Own::Undone => [Own::Undone],
    Own::Failed => [Own::Failed],
    Own::NotRun(_) => [Own::NotRun("§")],
    Own::Unknown => [Own::Unknown],
    Own::Replaced(..) => [Own::Replaced("§", None)],
    Own::EditedBefore(_) => [Own::EditedBefore(Some("§")), Own::EditedBefore(None)],
    Own::Withdrawn => [Own::Withdrawn],
    Own::Preceded(..) | Own::Closed(_) => [],
    Own::DoesNotCount(_) => [Own::DoesNotCount(Code::NotAllowed)],
    Own::NoEffect => [Own::NoEffect],
    Own::Late => [Own::Late],
    Own::LateBy(_) => [Own::LateBy("§")],
    Own::Stopped(_) => [Own::Stopped("§")],
    Own::StoppedLate(_) => [Own::StoppedLate("§")],
);

every!(plain_told: Told<'static> =
    Told::ExecutedOther => [Told::ExecutedOther],
    Told::ExecutedUnnamed => [Told::ExecutedUnnamed],
    Told::ExecutedWithoutApproval(_) | Told::After(..) | Told::Although(..) => [],
    Told::OutOfOrder => [Told::OutOfOrder],
    Told::Forked(_) => [Told::Forked(Some("10 min")), Told::Forked(None)],
    Told::KeyForked(_) => [Told::KeyForked(Some("10 min")), Told::KeyForked(None)],
    Told::Unknown => [Told::Unknown],
    Told::Failed => [Told::Failed],
    Told::Refused(_) => [Told::Refused("10 min")],
    Told::NotRun(_) => [Told::NotRun(47)],
    Told::NoWord(_) => [Told::NoWord(47)],
);

every!(spans: Within =
    Within::Minutes(_) => [Within::Minutes(47), Within::Minutes(1)],
    Within::Hours(_) => [Within::Hours(47), Within::Hours(1)],
    Within::Days(_) => [Within::Days(47), Within::Days(1)],
);

every!(rights: Right = Halt, Contracts, Policy, Assign, Extend, Reveal, Audit);
every!(undone_things: NotDone = Signed, Delivered, NoteDelivered, Stopped, Changed);
every!(value_kinds: ValueKind = Empty, YesOrNo, WholeNumber, Number, Text, List, Group);

every!(misfits: Misfit =
    Misfit::NotKnown => [Misfit::NotKnown],
    Misfit::Missing => [Misfit::Missing],
    Misfit::Kinds(_) => [Misfit::Kinds(value_kinds())],
    Misfit::OneOf(_) => [Misfit::OneOf(vec!["§".to_owned()])],
    Misfit::Only(_) => [Misfit::Only("§".to_owned())],
    Misfit::AtLeast(_) => [Misfit::AtLeast("§".to_owned())],
    Misfit::AtMost(_) => [Misfit::AtMost("§".to_owned())],
    Misfit::MoreThan(_) => [Misfit::MoreThan("§".to_owned())],
    Misfit::LessThan(_) => [Misfit::LessThan("§".to_owned())],
    Misfit::MultipleOf(_) => [Misfit::MultipleOf("§".to_owned())],
    Misfit::Longer(_) => [Misfit::Longer(47), Misfit::Longer(1)],
    Misfit::Shorter(_) => [Misfit::Shorter(47)],
    Misfit::Form(_) => [Misfit::Form("§".to_owned())],
    Misfit::MoreEntries(_) => [Misfit::MoreEntries(47), Misfit::MoreEntries(1)],
    Misfit::FewerEntries(_) => [Misfit::FewerEntries(47)],
    Misfit::Twice => [Misfit::Twice],
    Misfit::LacksEntry => [Misfit::LacksEntry],
    Misfit::TooManyEntries => [Misfit::TooManyEntries],
    Misfit::MoreValues(_) => [Misfit::MoreValues(47)],
    Misfit::FewerValues(_) => [Misfit::FewerValues(47)],
    Misfit::BadName => [Misfit::BadName],
    Misfit::NotHere => [Misfit::NotHere],
    Misfit::NoForm => [Misfit::NoForm],
    Misfit::SeveralForms => [Misfit::SeveralForms],
    Misfit::BadForm => [Misfit::BadForm],
    Misfit::NotChecked => [Misfit::NotChecked],
);

every!(plain_faults: Fault<'static> =
    Fault::Expired => [Fault::Expired],
    Fault::DecidedBy(..) => [],
    Fault::Closed(_) => [],
    Fault::TimeOver => [Fault::TimeOver],
    Fault::VerbNotTaken(_) => [],
    Fault::Changed => [Fault::Changed],
    Fault::NoReason(_) => [Fault::NoReason("§")],
    Fault::AnswerForm => [Fault::AnswerForm],
    Fault::Misfits(_) => [Fault::Misfits(&*MISFITS)],
    Fault::NotJson(_) => [Fault::NotJson(Code::NotAllowed)],
    Fault::MaskMoved => [Fault::MaskMoved],
    Fault::TooLongToSign => [Fault::TooLongToSign],
    Fault::Decided => [Fault::Decided],
    Fault::NoRandom(_) => [Fault::NoRandom("§")],
    Fault::NotSaid(_) => [],
    Fault::NeedsRight(_) => [],
    Fault::NoPerson(_) => [Fault::NoPerson("§")],
    Fault::MayNotDecide(..) => [Fault::MayNotDecide("§", Code::NotAllowed)],
    Fault::NobodyCalled(_) => [Fault::NobodyCalled("§")],
    Fault::NothingMasked => [Fault::NothingMasked],
    Fault::NothingToSend => [Fault::NothingToSend],
    Fault::TooLongToSend => [Fault::TooLongToSend],
    Fault::NoTime(_) => [Fault::NoTime("§")],
    Fault::TooLateForMore => [Fault::TooLateForMore],
    Fault::MoreTime(..) => [Fault::MoreTime(None, *EPOCH), Fault::MoreTime(Some(*EPOCH), *EPOCH)],
    Fault::NoItemId => [Fault::NoItemId],
    Fault::NoDeviceId => [Fault::NoDeviceId],
    Fault::TooLongSearch => [Fault::TooLongSearch],
    Fault::NoSource => [Fault::NoSource],
    Fault::WeekNotWritten(_) => [Fault::WeekNotWritten("§")],
    Fault::EvidenceNotWritten(_) => [Fault::EvidenceNotWritten("§")],
    Fault::NoRootKey(_) => [Fault::NoRootKey("§")],
    Fault::ListChanged => [Fault::ListChanged],
    Fault::NoDevice => [Fault::NoDevice],
    Fault::OnlyDevice => [Fault::OnlyDevice],
    Fault::Closing => [Fault::Closing],
    Fault::NothingToPutOff => [Fault::NothingToPutOff],
    Fault::PastTime => [Fault::PastTime],
    Fault::PutOffAtMost(_) => [Fault::PutOffAtMost(*EPOCH)],
    Fault::MoreCare => [Fault::MoreCare],
    Fault::Typed => [Fault::Typed],
    Fault::TooLateToUndo => [Fault::TooLateToUndo],
    Fault::NothingToUndo => [Fault::NothingToUndo],
    Fault::NothingHeld => [Fault::NothingHeld],
    Fault::LogNotRead => [Fault::LogNotRead],
    Fault::NoDecision => [Fault::NoDecision],
    Fault::HoldsMasked => [Fault::HoldsMasked],
    Fault::NoDocument => [Fault::NoDocument],
    Fault::NoItem => [Fault::NoItem],
    Fault::NoEdits => [Fault::NoEdits],
    Fault::NotToday => [Fault::NotToday],
    Fault::TooLongAway => [Fault::TooLongAway],
    Fault::NobodyStandsIn => [Fault::NobodyStandsIn],
    Fault::NotAway => [Fault::NotAway],
    Fault::StopWithoutEffect => [Fault::StopWithoutEffect],
    Fault::NoAgent => [Fault::NoAgent],
    Fault::StopOver => [Fault::StopOver],
    Fault::StopNotYours => [Fault::StopNotYours],
    Fault::NoPdf => [Fault::NoPdf],
    Fault::MostSearches(_) => [Fault::MostSearches(47)],
    Fault::SearchForm(..) => [Fault::SearchForm(47, 48)],
    Fault::MostReplies(_) => [Fault::MostReplies(47)],
    Fault::ReplyForm(_) => [Fault::ReplyForm(47)],
    Fault::QuietHours => [Fault::QuietHours],
    Fault::Preceded => [Fault::Preceded],
    Fault::Revoked(_) => [Fault::Revoked(None), Fault::Revoked(Some(&REVOKED))],
    Fault::UnknownKey => [Fault::UnknownKey],
    Fault::KeyExpired => [Fault::KeyExpired],
    Fault::Unreachable(_) => [Fault::Unreachable("§")],
    Fault::Timeout => [Fault::Timeout],
    Fault::Certificate(_) => [Fault::Certificate("§")],
    Fault::BadReceipt(_) => [Fault::BadReceipt(Code::NotAllowed)],
    Fault::GatewayRefused(_) => [Fault::GatewayRefused("§")],
    Fault::NotDone(..) => [],
    Fault::Refused(_) => [Fault::Refused("§")],
    Fault::LongLink => [Fault::LongLink],
    Fault::NoItemLink => [Fault::NoItemLink],
    Fault::NoInvite => [Fault::NoInvite],
    Fault::UnknownLink => [Fault::UnknownLink],
    Fault::InviteEnded(_) => [Fault::InviteEnded(*EPOCH)],
    Fault::InviteOfAnother(_) => [Fault::InviteOfAnother("§")],
    Fault::NoName => [Fault::NoName],
    Fault::Occupied(_) => [Fault::Occupied("§")],
    Fault::DeskInUse => [Fault::DeskInUse],
    Fault::NotShown => [Fault::NotShown],
    Fault::NoFile(_) => [Fault::NoFile("§")],
    Fault::BadAddress => [Fault::BadAddress],
    Fault::NotOpened(_) => [Fault::NotOpened("§")],
    Fault::PictureNotRead(_) => [Fault::PictureNotRead("§")],
    Fault::NoKeysHere => [Fault::NoKeysHere],
    Fault::KeysTaken => [Fault::KeysTaken],
    Fault::ShortcutNotKept(_) => [Fault::ShortcutNotKept("§")],
    Fault::LoginNotKept(_) => [Fault::LoginNotKept("§")],
);

/// Every reason for which something is not done.
fn faults() -> Vec<Fault<'static>> {
    let closed = statuses().into_iter().flat_map(|status| {
        [
            Fault::DecidedBy("§", status),
            Fault::Closed(status),
            Fault::NotSaid(status),
        ]
    });
    plain_faults()
        .into_iter()
        .chain(closed)
        .chain(verbs().into_iter().map(Fault::VerbNotTaken))
        .chain(rights().into_iter().map(Fault::NeedsRight))
        .chain(
            undone_things()
                .into_iter()
                .map(|what| Fault::NotDone(what, "§")),
        )
        .collect()
}

/// Everything there is to say of one's own decision.
fn own() -> Vec<Own<'static>> {
    let by_status = |status| {
        [
            Own::Replaced("§", Some(status)),
            Own::Preceded("§", status),
            Own::Closed(status),
        ]
    };
    let closed = statuses().into_iter().flat_map(by_status);
    plain_own().into_iter().chain(closed).collect()
}

/// Everything that happened.
fn told() -> Vec<Told<'static>> {
    let stands = statuses().into_iter().flat_map(|status| {
        [
            Told::ExecutedWithoutApproval(status),
            Told::Although(OutcomeStatus::Executed, status),
        ]
    });
    let reported = outcomes()
        .into_iter()
        .map(|status| Told::After(status, OutcomeStatus::Failed));
    plain_told()
        .into_iter()
        .chain(stands)
        .chain(reported)
        .collect()
}

fn undone() -> Vec<Undo<'static>> {
    let all = |within| [None, Some("§")].map(|tool| Undo::Yes(tool, within));
    let spans = std::iter::once(None).chain(spans().into_iter().map(Some));
    std::iter::once(Undo::No)
        .chain(spans.flat_map(all))
        .collect()
}

/// What a kind of word is about.
macro_rules! said {
    ($($kind:ty: |$say:ident| $words:expr;)*) => {
        $(impl Said for $kind {
            fn said(&self, name: &'static str, all: &mut All) {
                let $say = self;
                let words = $words;
                all.push((name, words.into_iter().map(String::from).collect()));
            }
        })*
    };
}

said! {
    &'static str: |word| [*word];
    fn(&str) -> String: |say| [say("§")];
    fn(usize) -> String: |say| [say(47)];
    fn(u32) -> String: |say| [0, 1, 47].map(say);
    fn(bool) -> &'static str: |say| [true, false].map(say);
    fn(&str) -> Option<&'static str>: |say| Code::ALL.iter().filter_map(|code| say(code.as_str()));
    fn(Fault<'_>) -> String: |say| faults().into_iter().map(say);
    fn(&Misfit) -> String: |say| misfits().into_iter().map(|misfit| say(&misfit));
    fn(Own<'_>) -> String: |say| own().into_iter().map(say);
    fn(Verb) -> &'static str: |say| verbs().into_iter().map(say);
    fn(OutcomeStatus) -> &'static str: |say| outcomes().into_iter().map(say);
    fn(Mark) -> Option<String>: |say| marks().into_iter().filter_map(say);
    // Whom it goes to is told of these two.
    fn(NoteType, Option<&str>) -> String: |say| notes().into_iter().map(|kind| say(kind, None)).chain([NoteType::Assigned, NoteType::Asked].map(|kind| say(kind, Some("§"))));
    fn(AlarmKind) -> &'static str: |say| kinds().into_iter().map(say);
    fn(&str, Told<'_>) -> String: |say| told().into_iter().map(|told| say("§", told));
    fn(AlarmKind, Facts<'_>) -> String: |say| kinds().into_iter().map(|kind| say(kind, Facts { source: "§", until: "47", undo: "10 min" }));
    fn(Undo<'_>) -> String: |say| undone().into_iter().map(say);
}

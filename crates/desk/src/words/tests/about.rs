//! Everything that words can be about, with stand-ins for names (§), numbers (47) and what stands for itself (10 min).
//!
//! Each list is made by [`every`], so one that lacks a case does not compile.

use fermata_protocol::{
    Code,
    fold::Mark,
    payload::{NoteType, OutcomeStatus, Status, Verb},
};

use crate::{
    ipc::AlarmKind,
    words::{Facts, Own, Told, Undo, Within},
};

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

use fermata_protocol::{
    Code,
    payload::{NoteType, OutcomeStatus, Status, Verb},
};

use super::*;

const KINDS: [AlarmKind; 10] = [
    AlarmKind::ExecutedOther,
    AlarmKind::ExecutedWithoutApproval,
    AlarmKind::OutcomeOutOfOrder,
    AlarmKind::Forked,
    AlarmKind::KeyForked,
    AlarmKind::Unknown,
    AlarmKind::Failed,
    AlarmKind::Refused,
    AlarmKind::NotRun,
    AlarmKind::NoWord,
];

const STATUSES: [Status; 9] = [
    Status::Open,
    Status::Allowed,
    Status::Denied,
    Status::Approved,
    Status::Edited,
    Status::Rejected,
    Status::Responded,
    Status::Expired,
    Status::Withdrawn,
];

const VERBS: [Verb; 4] = [Verb::Approve, Verb::Edit, Verb::Reject, Verb::Respond];

const NOTES: [NoteType; 8] = [
    NoteType::Claimed,
    NoteType::Released,
    NoteType::Assigned,
    NoteType::Asked,
    NoteType::Commented,
    NoteType::Extended,
    NoteType::Revealed,
    NoteType::Withdrawn,
];

const OUTCOMES: [OutcomeStatus; 6] = [
    OutcomeStatus::Accepted,
    OutcomeStatus::Refused,
    OutcomeStatus::Executed,
    OutcomeStatus::Failed,
    OutcomeStatus::Compensated,
    OutcomeStatus::Unknown,
];

const MARKS: [Mark; 4] = [
    Mark::Late,
    Mark::Superseded,
    Mark::OutOfOrder,
    Mark::Invalid(Code::NotAllowed),
];

/// Everything there is to say of one's own decision.
fn own() -> Vec<Own<'static>> {
    let mut all = vec![
        Own::Refused("§"),
        Own::Interrupted,
        Own::RanOther,
        Own::Undone,
        Own::Failed,
        Own::NotRun("§"),
        Own::Unknown,
        Own::Replaced("§", None),
        Own::EditedBefore(Some("§")),
        Own::EditedBefore(None),
        Own::Withdrawn,
        Own::DoesNotCount(Code::NotAllowed),
        Own::NoEffect,
        Own::Late,
        Own::LateBy("§"),
        Own::Stopped("§"),
        Own::StoppedLate("§"),
    ];
    for status in STATUSES {
        all.extend([
            Own::Replaced("§", Some(status)),
            Own::Preceded("§", status),
            Own::Closed(status),
        ]);
    }
    all
}

/// Every word with stand-ins for what it is about: a new one that is not in here does not compile.
fn all(words: &Words) -> Vec<String> {
    let Words {
        look_at,
        alarm,
        outcomes,
        at_the_top,
        untaken,
        untaken_many,
        untaken_first,
        arrived,
        arrived_quietly,
        first,
        review,
        put_off,
        open,
        quit,
        waiting,
        offline,
        goes_on,
        in_tray,
        minimised,
        own: own_words,
        because,
        no_reason,
        approved,
        asked_for,
        tool,
        arguments,
        agent,
        nobody_known,
        proposed,
        vouched,
        policy,
        decided,
        reads,
        noted,
        happened,
        ran_other,
        expired,
        delivered,
        unreadable,
        marked,
        forked,
        suspect,
    } = words;
    let titled = [look_at, untaken_first, first].map(|say| say("§"));
    let counted = [outcomes, untaken_many, arrived, arrived_quietly].map(|say| say(47));
    let shown = [waiting, offline].map(|say| [0, 1, 47].map(say));
    let plain = [
        at_the_top,
        untaken,
        review,
        put_off,
        open,
        quit,
        goes_on,
        in_tray,
        minimised,
        no_reason,
        approved,
        asked_for,
        tool,
        arguments,
        agent,
        nobody_known,
        proposed,
        vouched,
        reads,
        ran_other,
        expired,
        delivered,
        unreadable,
        forked,
        suspect,
    ];
    let alarms = KINDS.map(|kind| alarm(kind).to_owned());
    let codes = Code::ALL.iter().filter_map(|code| because(code.as_str()));
    let fixed = [true, false].map(policy).into_iter().chain(codes);
    let fixed = fixed
        .chain(VERBS.map(decided))
        .chain(OUTCOMES.map(happened));
    // Whom it goes to is told of these two.
    let sent = [NoteType::Assigned, NoteType::Asked].map(|kind| noted(kind, Some("§")));
    titled
        .into_iter()
        .chain(counted)
        .chain(shown.into_iter().flatten())
        .chain(plain.map(|word| (*word).to_owned()))
        .chain(alarms)
        .chain(own().into_iter().map(own_words))
        .chain(fixed.map(ToOwned::to_owned))
        .chain(NOTES.map(|kind| noted(kind, None)))
        .chain(sent)
        .chain(MARKS.into_iter().filter_map(marked))
        .collect()
}

#[test]
fn german_has_its_own_word_for_each_and_says_it_of_the_same() {
    let about = |word: &str| {
        (
            word.contains('§'),
            word.contains("47"),
            word.contains("10 min"),
        )
    };
    let [en, de] = [Language::En, Language::De].map(|language| all(Words::of(language)));
    assert_eq!(en.len(), de.len());
    for (en, de) in en.iter().zip(&de) {
        assert!(!en.is_empty() && !de.is_empty());
        assert_ne!(en, de);
        assert_eq!(about(en), about(de), "{en}");
    }
}

#[test]
fn no_word_stands_for_two_things() {
    for language in [Language::En, Language::De] {
        let mut words = all(Words::of(language));
        let count = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), count);
    }
}

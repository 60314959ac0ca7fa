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
    } = words;
    let titled = [look_at, untaken_first, first].map(|say| say("§"));
    let counted = [outcomes, untaken_many, arrived, arrived_quietly].map(|say| say(47));
    let shown = [waiting, offline].map(|say| [0, 1, 47].map(say));
    let plain = [
        at_the_top, untaken, review, put_off, open, quit, goes_on, in_tray, minimised,
    ];
    let alarms = KINDS.map(|kind| alarm(kind).to_owned());
    titled
        .into_iter()
        .chain(counted)
        .chain(shown.into_iter().flatten())
        .chain(plain.map(|word| (*word).to_owned()))
        .chain(alarms)
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

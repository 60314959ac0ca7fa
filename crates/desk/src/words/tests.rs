//! That the languages say the same. What a catalogue has is listed by the catalogue itself, and what its words can be about by [`about`].

mod about;

use super::*;
pub(in crate::words) use about::{All, Said};

/// What each word of the language says, by its name.
fn all(language: Language) -> All {
    let mut all = All::new();
    Words::of(language).said("", &mut all);
    all
}

#[test]
fn german_has_its_own_word_for_each_and_says_it_of_the_same() {
    let facts = |word: &str| {
        (
            word.contains('§'),
            word.contains("47"),
            word.contains("10 min"),
        )
    };
    let [en, de] = [Language::En, Language::De].map(all);
    assert!(en.len() > 40, "{}", en.len());
    for ((name, en), (twin, de)) in en.iter().zip(&de) {
        assert_eq!((name, en.len()), (twin, de.len()));
        assert!(!en.is_empty(), "{name}");
        for (en, de) in en.iter().zip(de) {
            assert!(!en.is_empty() && !de.is_empty(), "{name}");
            assert_ne!(en, de);
            assert_eq!(facts(en), facts(de), "{en}");
        }
    }
}

#[test]
fn no_word_stands_for_two_things() {
    for language in [Language::En, Language::De] {
        let mut words = Vec::new();
        for (_, mut said) in all(language) {
            // One thing may be said of two kinds of alarm.
            said.sort();
            said.dedup();
            words.extend(said);
        }
        words.sort();
        let twice: Vec<_> = words.windows(2).filter(|two| two[0] == two[1]).collect();
        assert_eq!(twice, [[""; 2]; 0]);
    }
}

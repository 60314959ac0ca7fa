//! What a desk is and how it stands, as a text for whoever looks for a fault.
//!
//! Nothing is struck out here, because what somebody could mind is never asked for: a [`Fact`] is a number, a time or a
//! word that is written in this program. Names, titles, arguments, addresses, paths and keys have no form in it.
//! Of a log line the moment, the place in our code and our own words are kept, and none of what they were about.

use std::fmt::{self, Write as _};

use fermata_protocol::{Code, Timestamp};

use crate::ipc::UiErrorCode;

/// What can stand in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A number.
    Number(u64),
    /// Numbers with dots between them.
    Version(Vec<u32>),
    /// A word of this program.
    Word(&'static str),
    /// What went wrong.
    Code(UiErrorCode),
}

impl Fact {
    /// A version, if it is nothing but numbers.
    pub fn version(text: &str) -> Self {
        let parts = text.split('.').map(|part| {
            let plain = part.len() <= 5 && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse().ok()).flatten()
        });
        match parts.collect::<Option<Vec<u32>>>() {
            Some(parts) if parts.len() <= 4 => Self::Version(parts),
            _ => Self::Word("unknown"),
        }
    }

    /// The one of these words that it is, in whatever case.
    pub fn one_of(text: &str, words: &[&'static str]) -> Self {
        let known = words.iter().find(|word| word.eq_ignore_ascii_case(text));
        Self::Word(known.copied().unwrap_or("another"))
    }
}

impl From<bool> for Fact {
    fn from(on: bool) -> Self {
        Self::Word(if on { "yes" } else { "no" })
    }
}

impl From<usize> for Fact {
    fn from(n: usize) -> Self {
        Self::Number(u64::try_from(n).unwrap_or(u64::MAX))
    }
}

impl From<u32> for Fact {
    fn from(n: u32) -> Self {
        Self::Number(n.into())
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Version(parts) => {
                let parts: Vec<String> = parts.iter().map(u32::to_string).collect();
                f.write_str(&parts.join("."))
            }
            Self::Word(word) => f.write_str(word),
            Self::Code(code) => f.write_str(&code.word()),
        }
    }
}

/// Facts with what each of them is.
pub type Facts = Vec<(&'static str, Fact)>;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// How bad it is.
    pub level: &'static str,
    /// The module that said it.
    pub module: &'static str,
    /// The line of its file.
    pub line: u32,
    /// What our own code says there; of other libraries' words none are kept.
    pub words: Option<String>,
    /// The code of what went wrong, if it is one that is known.
    pub code: Option<String>,
}

/// This word, if it is a code of the page or of the protocol.
pub fn known_code(word: &str) -> Option<String> {
    let of_page = || serde_json::from_value::<UiErrorCode>(word.into()).is_ok();
    (word.parse::<Code>().is_ok() || of_page()).then(|| word.to_owned())
}

/// The whole text.
pub fn text(now: Timestamp, parts: &[(&'static str, Facts)], lines: &[Line]) -> String {
    let mut out = format!("Fermata diagnostics\nwritten {now}\n");
    for (name, facts) in parts {
        let _ = write!(out, "\n{name}\n");
        for (what, fact) in facts {
            let _ = writeln!(out, "  {what}: {fact}");
        }
    }
    let _ = write!(
        out,
        "\nlog: the last {} lines, without what they were about\n",
        lines.len()
    );
    for line in lines {
        let _ = write!(
            out,
            "  {} {} {}:{}",
            line.at, line.level, line.module, line.line
        );
        let _ = match &line.words {
            Some(words) => write!(out, " {words}"),
            None => Ok(()),
        };
        let _ = match &line.code {
            Some(code) => writeln!(out, " ({code})"),
            None => writeln!(out),
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_a_version_of_numbers_or_a_word_that_is_known_here() {
        assert_eq!(Fact::version("2.50.6").to_string(), "2.50.6");
        for text in [
            "2.x",
            "",
            "ada",
            "1.2.3.4.5",
            "123456",
            "1.-2",
            "4-tok_secret",
        ] {
            assert_eq!(Fact::version(text).to_string(), "unknown", "{text}");
        }
        let words = &["GNOME", "KDE"];
        assert_eq!(Fact::one_of("gnome", words).to_string(), "GNOME");
        assert_eq!(Fact::one_of("ada's desk", words).to_string(), "another");
    }

    #[test]
    fn only_codes_that_are_known_are_codes() {
        for code in ["key_revoked", "badArguments", "offline"] {
            assert_eq!(known_code(code).as_deref(), Some(code));
        }
        for word in ["W4923227", "tok_secret", "Offline at gateway.example"] {
            assert_eq!(known_code(word), None);
        }
    }

    #[test]
    fn the_text_says_all_of_it_in_lines() {
        let at: Timestamp = "2026-11-23T10:00:00.000Z".parse().unwrap();
        let line = Line {
            at,
            level: "WARN",
            module: "fermata_desk::controller::deliver",
            line: 57,
            words: Some("a decision was refused".to_owned()),
            code: Some("expired".to_owned()),
        };
        let facts = vec![("link", Fact::Word("live")), ("outbox", Fact::Number(2))];
        assert_eq!(
            text(at, &[("desk", facts)], &[line]),
            "Fermata diagnostics\nwritten 2026-11-23T10:00:00.000Z\n\ndesk\n  link: live\n  outbox: 2\n\nlog: the last 1 lines, without what they were about\n  2026-11-23T10:00:00.000Z WARN fermata_desk::controller::deliver:57 a decision was refused (expired)\n"
        );
    }
}

//! The one place that prints. Words come from contracts, gateways and agents, so nothing that moves a terminal's cursor or hides text gets through.

use std::io::{ErrorKind, Write as _};

use serde_json::{Value, json};

use crate::failure::Failure;

/// What a command has to say at its end.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) words: String,
    pub(crate) json: Value,
    pub(crate) exit: u8,
}

impl Done {
    pub(crate) fn new(words: impl Into<String>, json: Value) -> Self {
        Self {
            words: words.into(),
            json,
            exit: 0,
        }
    }

    /// A command that has said everything already.
    pub(crate) fn silent() -> Self {
        Self::new("", Value::Null)
    }

    pub(crate) fn with_exit(mut self, exit: u8) -> Self {
        self.exit = exit;
        self
    }
}

/// Words for people, or one JSON document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    json: bool,
}

/// A reader that is gone has read what it wanted; any other failure is said, for what the command did is done.
#[expect(clippy::print_stderr, reason = "the one place that prints")]
fn print(text: &str) {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("fermata: this was done, and could not be written ({error}):\n{text}");
        }
        _ => {}
    }
}

#[expect(clippy::print_stderr, reason = "the one place that prints")]
impl Out {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn give(self, done: &Done) {
        if self.json && !done.json.is_null() {
            print(&document(&done.json));
        } else if !self.json && !done.words.is_empty() {
            print(&visible(done.words.trim_end()));
        }
    }

    /// Something for people while a command goes on.
    pub(crate) fn tell(self, words: &str) {
        if !self.json {
            print(&visible(words));
        }
    }

    /// Errors go to standard error in words, and to standard output when a program reads it.
    pub(crate) fn fail(self, failure: &Failure) {
        if self.json {
            let error = json!({ "error": { "code": failure.code, "message": failure.message } });
            print(&document(&error));
        }
        eprintln!("fermata: {}", visible(&failure.message));
    }
}

/// What a terminal obeys and people do not see.
fn hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The last fence: what was not escaped before is replaced here.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if hidden(c) { '\u{fffd}' } else { c })
        .collect()
}

/// JSON in which such characters stand as escapes, so that it means the same and can be looked at.
fn document(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_a_terminal_gets_through() {
        let hostile = "a\u{1b}[2J\u{9b}1m\u{202e}\u{7}b\nc";
        let shown = visible(hostile);
        assert!(!shown.chars().any(hidden), "{shown:?}");
        assert!(shown.contains("b\nc"));
        let written = document(&json!({ "x": hostile }));
        assert!(!written.chars().any(hidden), "{written:?}");
        let read: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["x"], hostile, "the document means the same");
    }
}

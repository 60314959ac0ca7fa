//! Untrusted text made safe to look at: what is invisible, or moves other characters, becomes a visible stand-in such as `⟨U+202E⟩`.
//!
//! Nothing is removed and nothing is corrected, so two different texts never look alike for a reason that the eye can not see; the opening angle mark has a stand-in too, so that no text can pretend to be one.
//! Letters that resemble others stay as they are: [`mixed_script`] says where they mix.
//! Categories are those of Unicode 16; a character assigned later counts as unassigned and is shown as a stand-in.

use serde::{Deserialize, Serialize};
use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_security::MixedScript;

/// A piece of escaped text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What to lay out.
    pub text: String,
    /// The name of what stands here, such as `U+202E right-to-left override`, when the text is a stand-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

impl Run {
    /// Text that stands for itself; the caller knows that it holds nothing invisible.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            mark: None,
        }
    }

    /// A stand-in.
    pub(crate) fn marked(text: impl Into<String>, mark: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            mark: Some(mark.into()),
        }
    }
}

/// Whether line feeds and tabs may stand as themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multiline {
    /// In a block of text.
    Yes,
    /// In a label, a title or an id.
    No,
}

/// More combining marks than this on one letter are shown apart.
const MAX_MARKS: usize = 3;

/// Makes `text` safe to look at.
pub fn escape(text: &str, lines: Multiline) -> Vec<Run> {
    let mut runs = Runs(Vec::new());
    // A mark with no letter before it would sit on whatever the screen shows before the text.
    let mut marks = MAX_MARKS;
    for c in text.chars() {
        if lines == Multiline::Yes && matches!(c, '\n' | '\t') {
            marks = MAX_MARKS;
            runs.push(&c.to_string(), None);
        } else if let Some(name) = hidden(c) {
            marks = MAX_MARKS;
            runs.stand_in(c, name);
        } else if !is_combining(c) {
            marks = 0;
            runs.push(c.encode_utf8(&mut [0; 4]), None);
        } else if marks < MAX_MARKS {
            marks += 1;
            runs.push(c.encode_utf8(&mut [0; 4]), None);
        } else {
            runs.stand_in(c, "combining mark");
        }
    }
    runs.0
}

/// The runs as one text, for terminals and logs.
pub fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// `text` on one line, escaped, as one text.
pub(crate) fn line(text: &str) -> String {
    plain(&escape(text, Multiline::No))
}

/// Letters of several scripts that no one language writes together (UTS 39): in an id, an address or a link they are often there to deceive.
pub fn mixed_script(text: &str) -> bool {
    !text.is_single_script()
}

struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, text: &str, mark: Option<String>) {
        match self.0.last_mut() {
            Some(last) if last.mark == mark => last.text.push_str(text),
            _ => self.0.push(Run {
                text: text.to_owned(),
                mark,
            }),
        }
    }

    fn stand_in(&mut self, c: char, name: &str) {
        let code = u32::from(c);
        self.push(
            &format!("⟨U+{code:04X}⟩"),
            Some(format!("U+{code:04X} {name}")),
        );
    }
}

fn is_combining(c: char) -> bool {
    matches!(
        get_general_category(c),
        Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
    )
}

/// The name of what `c` is, when it can not stand as itself.
fn hidden(c: char) -> Option<&'static str> {
    if matches!(c, ' '..='~') {
        return None;
    }
    let named = match c {
        '\0' => "null",
        '\t' => "tab",
        '\n' => "line feed",
        '\r' => "carriage return",
        '\u{1b}' => "escape",
        '\u{7f}' => "delete",
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{61c}' => "Arabic letter mark",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{feff}' => "zero-width no-break space",
        '\u{27e8}' => "angle mark",
        '\u{fffc}' => "object replacement",
        '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}'
        | '\u{180b}'..='\u{180d}'
        | '\u{180f}' => "variation selector",
        '\u{e0000}'..='\u{e007f}' => "tag character",
        // Letters, marks and symbols by category that show nothing: fillers, joiners, blanks.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}'
        | '\u{ffa0}' | '\u{13441}' | '\u{13442}' | '\u{16fe4}' | '\u{1d159}' => "invisible filler",
        _ => "",
    };
    if !named.is_empty() {
        return Some(named);
    }
    Some(match get_general_category(c) {
        Category::Control => "control character",
        Category::Format => "invisible format character",
        Category::LineSeparator => "line separator",
        Category::ParagraphSeparator => "paragraph separator",
        Category::SpaceSeparator => "space of another kind",
        Category::PrivateUse => "private use",
        Category::Unassigned | Category::Surrogate => "unassigned",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use fermata_testkit::unseen;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_scalar_comes_out_invisible_or_moving_others() {
        let mut scalars = 0_u32;
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            scalars += 1;
            let code = u32::from(c);
            let raw = |lines| plain(&escape(&format!("x{c}"), lines)).contains(c);
            if unseen(c) {
                assert!(!raw(Multiline::No), "U+{code:04X} came out raw");
                assert_eq!(
                    raw(Multiline::Yes),
                    matches!(c, '\n' | '\t'),
                    "U+{code:04X}"
                );
            }
        }
        assert_eq!(scalars, 1_112_064);
    }

    #[test]
    fn stand_ins_are_named() {
        let runs = escape("pay\u{202e}\u{1b}[2J", Multiline::No);
        assert_eq!(
            runs[1],
            Run::marked("⟨U+202E⟩", "U+202E right-to-left override")
        );
        assert_eq!(runs[2], Run::marked("⟨U+001B⟩", "U+001B escape"));
        assert_eq!(plain(&runs), "pay⟨U+202E⟩⟨U+001B⟩[2J");
    }

    #[test]
    fn lines_stand_as_themselves_only_where_they_may() {
        assert_eq!(line("a\nb\tc"), "a⟨U+000A⟩b⟨U+0009⟩c");
        assert_eq!(plain(&escape("a\nb\tc", Multiline::Yes)), "a\nb\tc");
        assert_eq!(plain(&escape("a\r\n", Multiline::Yes)), "a⟨U+000D⟩\n");
    }

    #[test]
    fn a_text_can_not_pretend_to_be_a_stand_in() {
        assert_eq!(line("⟨U+202E⟩"), "⟨U+27E8⟩U+202E⟩");
    }

    #[test]
    fn floods_of_combining_marks_are_shown_apart() {
        assert_eq!(line("e\u{301}"), "e\u{301}");
        let flood = line(&format!("e{}", "\u{301}".repeat(5)));
        assert_eq!(flood, "e\u{301}\u{301}\u{301}⟨U+0301⟩⟨U+0301⟩");
        assert_eq!(line("\u{301}a"), "⟨U+0301⟩a", "no letter to sit on");
    }

    #[test]
    fn ordinary_writing_is_left_alone() {
        for text in ["Refund 12 €", "Zoë Grüße", "東京", "שלום", "हिन्दी", "😀"]
        {
            assert_eq!(escape(text, Multiline::No), [Run::plain(text)], "{text}");
        }
    }

    #[test]
    fn mixed_scripts_are_seen() {
        assert!(
            mixed_script("p\u{430}ypal"),
            "a Cyrillic letter between Latin ones"
        );
        for text in ["paypal", "ann@example.com", "東京タワー", "order-12"] {
            assert!(!mixed_script(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn different_texts_look_different(a in ".{0,12}", b in ".{0,12}") {
            prop_assert_eq!(a == b, line(&a) == line(&b));
        }
    }
}

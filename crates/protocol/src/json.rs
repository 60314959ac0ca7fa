//! The strict reader of payload bytes: I-JSON (RFC 7493) and a little stricter, so that every language reads the same document.
//!
//! [`check`] walks the bytes once and refuses what two parsers could read differently: duplicate members, halves of surrogate pairs, integers that a double can not hold, a byte order mark, deep nesting.
//! What passes is handed to `serde_json`; payload structs refuse unknown members and nulls themselves.

use std::collections::HashSet;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Visitor},
};

use crate::Code;

/// Containers may nest this deep.
pub const MAX_DEPTH: usize = 32;
const MAX_SAFE: u64 = (1 << 53) - 1;

/// Reads `bytes` strictly into `T`.
///
/// # Errors
/// `not_utf8`, `bad_json`, `duplicate_member`, `unsafe_integer`, `lone_surrogate`, `too_deep`, then `unknown_member` or `bad_member`.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Code> {
    let text = check(bytes)?;
    serde_json::from_str(text).map_err(|error| {
        // serde has no typed kind for this; its wording has been the same since 1.0.
        if error.to_string().starts_with("unknown field") {
            Code::UnknownMember
        } else {
            Code::BadMember
        }
    })
}

/// Checks that `bytes` are one strict JSON document and returns them as text.
///
/// # Errors
/// `not_utf8`, `bad_json`, `duplicate_member`, `unsafe_integer`, `lone_surrogate` or `too_deep`.
pub fn check(bytes: &[u8]) -> Result<&str, Code> {
    let text = std::str::from_utf8(bytes).map_err(|_| Code::NotUtf8)?;
    let mut scan = Scan {
        text: text.as_bytes(),
        pos: 0,
    };
    scan.space();
    scan.value(0)?;
    scan.space();
    if scan.pos == bytes.len() {
        Ok(text)
    } else {
        Err(Code::BadJson)
    }
}

/// For optional members: present means not null.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Reads a struct from an object and from nothing else: by itself serde takes an array of its members too.
pub(crate) struct Object<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Object<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Scan<'a> {
    text: &'a [u8],
    pos: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.pos).copied()
    }

    fn take(&mut self) -> Result<u8, Code> {
        let byte = self.peek().ok_or(Code::BadJson)?;
        self.pos += 1;
        Ok(byte)
    }

    fn expect(&mut self, word: &[u8]) -> Result<(), Code> {
        if self.text[self.pos..].starts_with(word) {
            self.pos += word.len();
            Ok(())
        } else {
            Err(Code::BadJson)
        }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.pos += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Code> {
        match self.peek() {
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(drop),
            Some(b't') => self.expect(b"true"),
            Some(b'f') => self.expect(b"false"),
            Some(b'n') => self.expect(b"null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(Code::BadJson),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Code> {
        if depth > MAX_DEPTH {
            return Err(Code::TooDeep);
        }
        self.pos += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.pos += 1;
            return Ok(());
        }
        let mut seen = HashSet::new();
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(Code::BadJson);
            }
            if !seen.insert(self.string()?) {
                return Err(Code::DuplicateMember);
            }
            self.space();
            self.expect(b":")?;
            self.space();
            self.value(depth)?;
            self.space();
            match self.take()? {
                b',' => {}
                b'}' => return Ok(()),
                _ => return Err(Code::BadJson),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Code> {
        if depth > MAX_DEPTH {
            return Err(Code::TooDeep);
        }
        self.pos += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.pos += 1;
            return Ok(());
        }
        loop {
            self.space();
            self.value(depth)?;
            self.space();
            match self.take()? {
                b',' => {}
                b']' => return Ok(()),
                _ => return Err(Code::BadJson),
            }
        }
    }

    /// The decoded string, because `"a"` and `"\u0061"` are one member name.
    fn string(&mut self) -> Result<Vec<u8>, Code> {
        self.pos += 1;
        let mut out = Vec::new();
        loop {
            match self.take()? {
                b'"' => return Ok(out),
                b'\\' => self.escape(&mut out)?,
                0..=0x1f => return Err(Code::BadJson),
                byte => out.push(byte),
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), Code> {
        match self.take()? {
            byte @ (b'"' | b'\\' | b'/') => out.push(byte),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'u' => {
                let mut unit = self.hex4()?;
                if (0xd800..0xdc00).contains(&unit) {
                    if self.expect(b"\\u").is_err() {
                        return Err(Code::LoneSurrogate);
                    }
                    let low = self.hex4()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(Code::LoneSurrogate);
                    }
                    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                }
                let scalar = char::from_u32(unit).ok_or(Code::LoneSurrogate)?;
                out.extend(scalar.encode_utf8(&mut [0; 4]).as_bytes());
            }
            _ => return Err(Code::BadJson),
        }
        Ok(())
    }

    fn hex4(&mut self) -> Result<u32, Code> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.take()?).to_digit(16).ok_or(Code::BadJson)?;
        }
        Ok(unit)
    }

    fn digits(&mut self) -> usize {
        let from = self.pos;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.pos += 1;
        }
        self.pos - from
    }

    fn number(&mut self) -> Result<(), Code> {
        let from = self.pos;
        if self.peek() == Some(b'-') {
            self.pos += 1;
        }
        let whole = self.pos;
        let count = self.digits();
        if count == 0 || (count > 1 && self.text[whole] == b'0') {
            return Err(Code::BadJson);
        }
        let mut integer = true;
        if self.peek() == Some(b'.') {
            integer = false;
            self.pos += 1;
            if self.digits() == 0 {
                return Err(Code::BadJson);
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            integer = false;
            self.pos += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.pos += 1;
            }
            if self.digits() == 0 {
                return Err(Code::BadJson);
            }
        }
        let text = |range: std::ops::Range<usize>| {
            std::str::from_utf8(&self.text[range]).unwrap_or_default()
        };
        if integer {
            let safe = text(whole..self.pos)
                .parse::<u64>()
                .is_ok_and(|n| n <= MAX_SAFE);
            if safe {
                Ok(())
            } else {
                Err(Code::UnsafeInteger)
            }
        } else {
            let number = text(from..self.pos)
                .parse::<f64>()
                .ok()
                .filter(|n| n.is_finite())
                .ok_or(Code::BadJson)?;
            // `1e20` is an integer to some languages and a double to others.
            let unsafe_integer = number.fract() == 0.0 && number.abs() > MAX_SAFE as f64;
            if unsafe_integer {
                Err(Code::UnsafeInteger)
            } else {
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn refusal(text: &str) -> Option<Code> {
        check(text.as_bytes()).err()
    }

    #[test]
    fn refuses_what_two_parsers_read_differently() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        for (text, code) in [
            (r#"{"a":1,"a":2}"#, Code::DuplicateMember),
            (r#"{"a":1,"\u0061":2}"#, Code::DuplicateMember),
            (r#"{"x":{"a":1,"b":{},"a":[]}}"#, Code::DuplicateMember),
            (r#""\ud800""#, Code::LoneSurrogate),
            (r#""\ud800x""#, Code::LoneSurrogate),
            (r#""\ud800\u0041""#, Code::LoneSurrogate),
            (r#""\udc00""#, Code::LoneSurrogate),
            ("9007199254740992", Code::UnsafeInteger),
            ("-9007199254740992", Code::UnsafeInteger),
            ("123456789012345678901234567890", Code::UnsafeInteger),
            ("1e20", Code::UnsafeInteger),
            ("NaN", Code::BadJson),
            ("1e999", Code::BadJson),
            ("01", Code::BadJson),
            ("1.", Code::BadJson),
            ("+1", Code::BadJson),
            ("[1,]", Code::BadJson),
            ("{} {}", Code::BadJson),
            ("", Code::BadJson),
            ("\u{feff}{}", Code::BadJson),
            ("\"a\nb\"", Code::BadJson),
            ("'a'", Code::BadJson),
            ("// c\n1", Code::BadJson),
            (&deep(33), Code::TooDeep),
        ] {
            assert_eq!(refusal(text), Some(code), "{text}");
        }
        for text in [
            "9007199254740991",
            "-9007199254740991",
            "-0",
            "1e3",
            r#""\ud83d\ude00""#,
            " [ ] ",
            &deep(32),
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
        assert_eq!(check(&[b'"', 0xff, b'"']), Err(Code::NotUtf8));
    }

    #[test]
    fn a_member_is_known_by_its_name_however_it_is_escaped() {
        for (name, again) in [
            (r#"\""#, r"\u0022"),
            (r"\\\\", r"\u005c\u005c"),
            (r"\/", "/"),
            (r"\b", r"\u0008"),
            (r"\f", r"\u000C"),
            (r"\n", r"\u000a"),
            (r"\r", r"\u000D"),
            (r"\t", r"\u0009"),
            (r"\u00e9", "é"),
            (r"\ud83d\ude00", "😀"),
            (r"\uDBFF\uDFFF", "\u{10ffff}"),
        ] {
            let twice = format!(r#"{{"{name}":1,"{again}":2}}"#);
            assert_eq!(refusal(&twice), Some(Code::DuplicateMember), "{twice}");
            let once = format!(r#"{{"{name}":1,"x{again}":2}}"#);
            assert_eq!(refusal(&once), None, "{once}");
        }
        for text in [
            r#""\x""#,
            r#""\u12""#,
            r#""\u12g4""#,
            r#""\"#,
            r#""\ud83d\u""#,
        ] {
            assert_eq!(refusal(text), Some(Code::BadJson), "{text}");
        }
    }

    #[test]
    fn numbers_and_depth_are_taken_up_to_their_bounds() {
        let deep = |n: usize| format!("{}0{}", r#"{"a":"#.repeat(n), "}".repeat(n));
        for text in [
            "0",
            "-0.5",
            "1e+3",
            "1E-3",
            "10",
            "9007199254740991.0",
            "-9007199254740991.0",
            "9007199254740990.5",
            &deep(32),
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
        for (text, code) in [
            ("9007199254740992.0", Code::UnsafeInteger),
            ("-9007199254740993e0", Code::UnsafeInteger),
            ("-", Code::BadJson),
            ("-01", Code::BadJson),
            ("1e", Code::BadJson),
            ("1e+", Code::BadJson),
            ("1.e1", Code::BadJson),
            ("-a", Code::BadJson),
            (&deep(33), Code::TooDeep),
        ] {
            assert_eq!(refusal(text), Some(code), "{text}");
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
            (-1e15_f64..1e15).prop_filter_map("finite", |n| serde_json::Number::from_f64(n)
                .map(Value::Number)),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_document_within_the_limits_is_read(value in any_json()) {
            let text = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(check(text.as_bytes()), Ok(text.as_str()));
        }

        #[test]
        fn what_passes_is_json_for_serde_too(text in r#"[\[\]{}:,"0-9eE.+\-\\u\sntfalsr]{0,24}"#) {
            if check(text.as_bytes()).is_ok() {
                prop_assert!(serde_json::from_str::<Value>(&text).is_ok());
            }
        }
    }
}

//! The strict reader: what it takes every parser reads alike, and what it does not take for JSON no parser takes.

use std::collections::HashSet;

use fermata_protocol::{Code, json};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

const MAX_SAFE: u64 = (1 << 53) - 1;

pub(crate) fn run(data: &[u8]) {
    match json::check(data) {
        Ok(text) => {
            assert_eq!(text.as_bytes(), data);
            let seen: Seen =
                serde_json::from_slice(data).expect("taken, and no JSON for serde_json");
            assert!(seen.depth <= json::MAX_DEPTH, "{} deep", seen.depth);
            let value: Value = serde_json::from_slice(data).unwrap();
            assert_eq!(json::read::<Value>(data).as_ref(), Ok(&value));
            let again = serde_json::to_vec(&value).unwrap();
            assert_eq!(
                json::read::<Value>(&again).as_ref(),
                Ok(&value),
                "written again"
            );
        }
        Err(Code::NotUtf8) => assert!(std::str::from_utf8(data).is_err()),
        Err(Code::BadJson) => assert!(
            serde_json::from_slice::<Value>(data).is_err(),
            "JSON for serde_json, and not taken for it"
        ),
        Err(code) => assert!(
            matches!(
                code,
                Code::DuplicateMember | Code::UnsafeInteger | Code::LoneSurrogate | Code::TooDeep
            ),
            "{code} is none of the reader's"
        ),
    }
}

/// A document as serde tells of it, member by member: how deep it is; and it is none that two parsers read differently.
struct Seen {
    depth: usize,
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Watch)
    }
}

struct Watch;

const LEAF: Seen = Seen { depth: 0 };

impl<'de> Visitor<'de> for Watch {
    type Value = Seen;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Seen, E> {
        Ok(LEAF)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Seen, E> {
        Ok(LEAF)
    }

    fn visit_str<E>(self, _: &str) -> Result<Seen, E> {
        Ok(LEAF)
    }

    fn visit_u64<E>(self, n: u64) -> Result<Seen, E> {
        assert!(n <= MAX_SAFE, "{n} taken");
        Ok(LEAF)
    }

    fn visit_i64<E>(self, n: i64) -> Result<Seen, E> {
        assert!(n.unsigned_abs() <= MAX_SAFE, "{n} taken");
        Ok(LEAF)
    }

    fn visit_f64<E>(self, n: f64) -> Result<Seen, E> {
        assert!(n.is_finite());
        assert!(n.fract() != 0.0 || n.abs() <= MAX_SAFE as f64, "{n} taken");
        Ok(LEAF)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Seen, A::Error> {
        let mut depth = 0;
        while let Some(inner) = items.next_element::<Seen>()? {
            depth = depth.max(inner.depth);
        }
        Ok(Seen { depth: depth + 1 })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Seen, A::Error> {
        let (mut names, mut depth) = (HashSet::new(), 0);
        while let Some((name, inner)) = members.next_entry::<String, Seen>()? {
            depth = depth.max(inner.depth);
            assert!(!names.contains(&name), "{name:?} twice, and taken");
            names.insert(name);
        }
        Ok(Seen { depth: depth + 1 })
    }
}

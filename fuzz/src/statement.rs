//! Statements of every kind: as compact strings of any bytes, and as payloads of any bytes under a signature that holds.
//!
//! An input that begins with a capital letter is a payload: `A` for the first kind, `B` for the second, and so on. Any other is a compact string.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fermata_protocol::{
    Code, Holder, Payload, Sha, Signed, Timestamp, Typ, Verified, claimed_typ, json,
    payload::{
        Away, Contract, Decision, Halt, Invite, Join, Note, Outcome, Policy, Proposal, Receipt,
        Roster, Session, Verdict,
    },
    roster::InForce,
};
use fermata_testkit::{
    World,
    world::{key, seal},
};
use serde_json::Value;

struct Known {
    roster: InForce,
    now: Timestamp,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let world = World::default();
    Known {
        roster: InForce::first(&world.genesis[0].statements, world.pin).unwrap(),
        now: world.now(),
    }
});

macro_rules! each_kind {
    ($run:ident, $($argument:expr),*) => {{
        $run::<Proposal>($($argument),*);
        $run::<Verdict>($($argument),*);
        $run::<Decision>($($argument),*);
        $run::<Note>($($argument),*);
        $run::<Outcome>($($argument),*);
        $run::<Receipt>($($argument),*);
        $run::<Roster>($($argument),*);
        $run::<Contract>($($argument),*);
        $run::<Policy>($($argument),*);
        $run::<Halt>($($argument),*);
        $run::<Session>($($argument),*);
        $run::<Invite>($($argument),*);
        $run::<Join>($($argument),*);
        $run::<Away>($($argument),*);
    }};
}

pub(crate) fn run(data: &[u8]) {
    match data.split_first() {
        Some((first, payload)) if first.is_ascii_uppercase() => {
            let kind = Typ::ALL.get(usize::from(first - b'A'));
            if let Some(kind) = kind {
                each_kind!(signed, *kind, payload);
            }
        }
        _ => {
            if let Ok(text) = std::str::from_utf8(data) {
                each_kind!(compact, text);
            }
        }
    }
}

/// Exactly the kind that it claims reads it, and only in the one spelling of its bytes.
fn compact<T: Payload>(text: &str) {
    let claimed = claimed_typ(text);
    let signed = match Signed::<T>::parse(text) {
        Ok(signed) => signed,
        Err(code) => {
            let too_large = code == Code::TooLarge && text.len() > T::TYP.cap();
            assert!(claimed != Ok(T::TYP) || too_large);
            return;
        }
    };
    assert_eq!(claimed, Ok(T::TYP));
    assert!(text.len() <= T::TYP.cap());
    assert_eq!((signed.compact(), signed.sha()), (text, Sha::of(text)));
    let parts: Vec<Vec<u8>> = text
        .split('.')
        .map(|part| {
            let bytes = URL_SAFE_NO_PAD.decode(part).unwrap();
            assert_eq!(URL_SAFE_NO_PAD.encode(&bytes), part, "a second spelling");
            bytes
        })
        .collect();
    assert_eq!(parts.len(), 3);
    let (kid, typ) = (signed.kid(), T::TYP.as_str());
    let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"{typ}"}}"#);
    assert_eq!(parts[0], header.as_bytes());
    assert_eq!(signed.payload_sha(), Sha::of(&parts[1]));
    if let Ok(verified) = signed.verify(&KNOWN.roster, KNOWN.now) {
        opened(&verified, &parts[1]);
    }
}

/// Under a good signature: what is taken is the payload, whole; what is not says why, and could not have been signed here either.
fn signed<T: Payload>(kind: Typ, payload: &[u8]) {
    if kind != T::TYP {
        return;
    }
    let who = signer::<T>(payload);
    let text = seal(who, kind, payload);
    let parsed = Signed::<T>::parse(&text);
    if text.len() > kind.cap() || payload.is_empty() {
        assert!(parsed.is_err());
        return;
    }
    let ours = Signed::<T>::sign_bytes(&key(who), payload);
    match parsed.unwrap().verify(&KNOWN.roster, KNOWN.now) {
        Ok(verified) => {
            opened(&verified, payload);
            assert_eq!(ours.unwrap().compact(), text);
        }
        Err(Code::WrongRole | Code::UnknownKey) => {}
        Err(code) => assert_eq!(ours.err(), Some(code)),
    }
}

/// Somebody who could have signed it: the one that it names, or one who may sign its kind.
fn signer<T: Payload>(payload: &[u8]) -> &'static str {
    let value: Value = serde_json::from_slice(payload).unwrap_or_default();
    let named = value["iss"].as_str().unwrap_or_default();
    ["ann", "bob", "eve", "olga", "gate", "ledger"]
        .into_iter()
        .find(|who| *who == named)
        .unwrap_or(match T::TYP {
            Typ::Decision | Typ::Contract | Typ::Policy | Typ::Halt | Typ::Invite | Typ::Away => {
                "ann"
            }
            _ => "gate",
        })
}

fn opened<T: Payload>(verified: &Verified<T>, bytes: &[u8]) {
    assert_eq!(json::check(bytes).map(str::len), Ok(bytes.len()));
    assert_eq!(verified.payload_text().as_bytes(), bytes);
    assert_eq!(verified.sha(), Sha::of(verified.compact()));
    let speaks = match verified.holder() {
        Holder::Person(name) | Holder::Source(name) => name == verified.iss(),
        Holder::Gateway(name) => {
            let source = KNOWN.roster.source(verified.iss());
            name == verified.iss() || source.is_some_and(|source| source.is_vouched())
        }
    };
    assert!(speaks, "{:?} as {}", verified.holder(), verified.iss());
    same_document::<T>(verified, bytes);
}

/// Nothing that was signed went unread, and nothing is read that was not signed.
pub(crate) fn same_document<T: Payload>(payload: &T, bytes: &[u8]) {
    let read = serde_json::to_value(payload).unwrap();
    let written: Value = serde_json::from_slice(bytes).unwrap();
    assert!(same(&read, &written), "{written} was read as {read}");
}

/// A number is the same however it was written.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let member = |(name, a): (&String, &Value)| b.get(name).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(member)
        }
        (a, b) => a == b,
    }
}

//! Signing for sources that can not sign: the draft's bytes stay as they came.

use axum::http::HeaderMap;
use fermata_protocol::{Code, json};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{Problem, live::KeyBits};

/// `{`, the head's members, `,`, and the draft's bytes after their first `{`.
pub(super) fn around(head: &Map<String, Value>, draft: &[u8]) -> Result<Vec<u8>, Problem> {
    let not_an_object = || Problem::new(Code::BadMember).because("A draft is one JSON object.");
    json::check(draft)?;
    let members: Map<String, Value> = serde_json::from_slice(draft).map_err(|_| not_an_object())?;
    if let Some(name) = head.keys().find(|name| members.contains_key(*name)) {
        let text = format!("A draft has no {name}: the gateway adds it.");
        return Err(Problem::new(Code::BadMember).because(text));
    }
    let begin = draft
        .iter()
        .position(|byte| *byte == b'{')
        .ok_or_else(not_an_object)?;
    let mut payload = serde_json::to_vec(head).map_err(|_| Code::BadMember)?;
    payload.pop();
    if !members.is_empty() {
        payload.push(b',');
    }
    payload.extend_from_slice(&draft[begin + 1..]);
    Ok(payload)
}

/// The request's `Idempotency-Key`.
pub(super) fn key(headers: &HeaderMap) -> Result<&str, Problem> {
    let value = headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok());
    let good =
        |key: &&str| (1..=200).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    value.filter(good).ok_or_else(|| {
        let text = "Send an Idempotency-Key of 1 to 200 visible ASCII characters, the same at every retry.";
        Problem::new(Code::BadMember).because(text)
    })
}

/// The random part of the id of a proposal that this source sent with this key.
pub(super) fn bits(source: &fermata_protocol::Name, key: &str) -> KeyBits {
    let digest = Sha256::digest(format!("proposal\n{source}\n{key}"));
    let mut bits = [0; 10];
    bits.copy_from_slice(&digest[..10]);
    bits
}

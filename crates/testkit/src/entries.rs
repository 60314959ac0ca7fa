//! Entries whose statements are plain text: enough for a log, which verifies nothing.

use fermata_protocol::{Esc, Jti, NewEntry, Timestamp};

use crate::clock::BEGIN;

/// The n-th id.
pub fn id(n: u32) -> Jti {
    Jti::make(Timestamp::from_millis(BEGIN), random(n))
}

/// The n-th escalation.
pub fn esc(n: u32) -> Esc {
    Esc::make(Timestamp::from_millis(BEGIN), random(n))
}

/// The n-th entry, about no escalation.
pub fn standing(n: u32) -> NewEntry {
    NewEntry {
        id: id(n),
        statements: vec![format!("header.statement {n}.signature")],
        esc: None,
        queue: None,
    }
}

/// The n-th entry, about this escalation.
pub fn about(esc: Esc, n: u32) -> NewEntry {
    NewEntry {
        esc: Some(esc),
        ..standing(n)
    }
}

fn random(n: u32) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[6..].copy_from_slice(&n.to_be_bytes());
    bytes
}

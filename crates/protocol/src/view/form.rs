//! Forms of text: which strings are an id, a date, an address, and which nobody can read.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

/// An unbroken string of base64's letters counts as unreadable from here on.
const OPAQUE_FROM: usize = 128;

/// A string that nobody can read: a `data:` link with base64 in it, or a long one without a space in an alphabet of base64.
pub(super) fn is_opaque(value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=');
    (text.starts_with("data:") && text.contains(";base64,"))
        || (text.len() >= OPAQUE_FROM && text.bytes().all(letter))
}

/// No room for words.
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// `YYYY-MM-DD`, a day that exists.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && text.is_ascii() && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// RFC 3339, with its zone.
pub(super) fn is_instant(text: &str) -> bool {
    text.len() <= 40
        && text.is_ascii()
        && text.as_bytes().get(10) == Some(&b'T')
        && DateTime::parse_from_rfc3339(text).is_ok()
}

/// Stricter than the standard: what ordinary addresses look like, in ASCII, so that no letter can be taken for another.
pub(super) fn is_email(text: &str) -> bool {
    let local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    text.len() <= 254 && !name.is_empty() && name.bytes().all(local) && is_host(domain)
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.contains('.') && host.split('.').all(label)
}

/// A web address whose host can be read: no name and password before it, no letters beyond ASCII.
pub(super) fn is_url(text: &str) -> bool {
    let Some(rest) = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
    else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && !port.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit())
        && (host == "localhost" || is_host(host))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unreadable_strings_are_known_by_their_form() {
        assert!(is_opaque(&json!("data:text/html;base64,PGI+")));
        assert!(is_opaque(&json!("QUJD".repeat(32))));
        assert!(!is_opaque(&json!("QUJD".repeat(31))));
        assert!(!is_opaque(&json!("plain words of some length ".repeat(20))));
    }
}

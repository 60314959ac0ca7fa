//! What the page sends, checked before anything else sees it: ids are ids, and no text is longer than a statement could be.

use fermata_protocol::{Esc, Timestamp, Typ};

use crate::{
    Fault,
    ipc::{DecisionForm, SearchForm, UiError, UiErrorCode},
};

/// An item's id.
///
/// # Errors
/// `NotFound` when it is none.
pub fn id(esc: &str) -> Result<Esc, UiError> {
    esc.parse()
        .map_err(|_| UiError::new(UiErrorCode::NotFound, Fault::NoItemId))
}

/// A text that could stand in a decision.
///
/// # Errors
/// `TooLong` when it is longer.
pub fn short(text: &str) -> Result<(), UiError> {
    if text.len() <= Typ::Decision.cap() {
        return Ok(());
    }
    Err(UiError::new(UiErrorCode::TooLong, Fault::TooLongToSign))
}

/// A decision whose texts could stand in one.
///
/// # Errors
/// `TooLong` when one is longer.
pub fn short_form(form: &DecisionForm) -> Result<(), UiError> {
    match form {
        DecisionForm::Approve { typed } => short(typed.as_deref().unwrap_or_default()),
        DecisionForm::Edit { arguments, typed } => {
            short(arguments)?;
            short(typed.as_deref().unwrap_or_default())
        }
        DecisionForm::Reject { reason, message } => {
            short(reason)?;
            short(message.as_deref().unwrap_or_default())
        }
        DecisionForm::Respond { answer } => short(answer),
    }
}

/// An instant, such as when the person's day began.
///
/// # Errors
/// `BadTime` when it is none.
pub fn instant(at: &str) -> Result<Timestamp, UiError> {
    at.parse()
        .map_err(|_| UiError::new(UiErrorCode::BadTime, Fault::NoTime(at)))
}

/// Words that a search may have together, its filters included.
const MOST_WORDS: usize = 64;
/// The length of all of them, in bytes.
const MOST_TEXT: usize = 1_024;

/// A search that the index answers soon.
///
/// # Errors
/// `TooLong` when it has too many words, `BadTime` when its time is none.
pub fn searchable(form: &SearchForm) -> Result<(), UiError> {
    let filters = [
        &form.queue,
        &form.tool,
        &form.source,
        &form.who,
        &form.reason,
    ];
    let filters = filters.into_iter().flatten().map(String::as_str);
    let words = form.text.split_whitespace().chain(filters);
    let (count, length) = words.fold((0, 0), |(n, len), word| (n + 1, len + word.len()));
    if let Some(due) = &form.due_by {
        instant(due)?;
    }
    if count <= MOST_WORDS && length <= MOST_TEXT {
        return Ok(());
    }
    Err(UiError::new(UiErrorCode::TooLong, Fault::TooLongSearch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_texts_of_the_page_are_checked_before_anything_else() {
        let long = "x".repeat(Typ::Decision.cap() + 1);
        assert!(id("../../etc/passwd").is_err());
        assert!(instant("today").is_err());
        assert!(short(&long).is_err());
        let form = |text: &str, due: &str| SearchForm {
            text: text.to_owned(),
            due_by: Some(due.to_owned()),
            ..SearchForm::default()
        };
        let soon = "2026-11-23T10:00:00.000Z";
        assert!(searchable(&form("refund w4923227", soon)).is_ok());
        assert!(searchable(&form("a ".repeat(65).as_str(), soon)).is_err());
        assert!(searchable(&form(&"a".repeat(1_025), soon)).is_err());
        assert!(searchable(&form("refund", "soon")).is_err());
        let arguments = long;
        let typed = None;
        assert!(short_form(&DecisionForm::Edit { arguments, typed }).is_err());
    }
}

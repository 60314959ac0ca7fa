//! What the page sends, checked before anything else sees it: ids are ids, and no text is longer than a statement could be.

use fermata_protocol::{Esc, Typ};

use crate::ipc::{DecisionForm, UiError, UiErrorCode};

/// An item's id.
///
/// # Errors
/// `NotFound` when it is none.
pub fn id(esc: &str) -> Result<Esc, UiError> {
    esc.parse().map_err(|_| UiError {
        code: UiErrorCode::NotFound,
        message: "This is not the id of an item.".to_owned(),
        detail: None,
    })
}

/// A text that could stand in a decision.
///
/// # Errors
/// `BadArguments` when it is longer.
pub fn short(text: &str) -> Result<(), UiError> {
    if text.len() <= Typ::Decision.cap() {
        return Ok(());
    }
    Err(UiError {
        code: UiErrorCode::BadArguments,
        message: "This is longer than a decision can be; shorten it.".to_owned(),
        detail: None,
    })
}

/// A decision whose texts could stand in one.
///
/// # Errors
/// `BadArguments` when one is longer.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_texts_of_the_page_are_checked_before_anything_else() {
        let long = "x".repeat(Typ::Decision.cap() + 1);
        assert!(id("../../etc/passwd").is_err());
        assert!(short(&long).is_err());
        let arguments = long;
        let typed = None;
        assert!(short_form(&DecisionForm::Edit { arguments, typed }).is_err());
    }
}

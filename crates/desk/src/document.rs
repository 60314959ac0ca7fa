//! A document of an item as the bytes that it is: for what is no text.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{
    Fault, Item,
    ipc::{FileKind, UiError, UiErrorCode},
    picture,
};

/// A document that came as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it is said to be.
    pub media_type: String,
    /// What it is.
    pub bytes: Vec<u8>,
}

impl Item {
    /// The item's document at that place, if it came as bytes that can be read.
    pub fn document(&self, place: u32) -> Option<Document> {
        let context = self.proposal.context.as_ref()?;
        let documents = context.more.get("evidence")?.as_array()?;
        let document = documents.get(usize::try_from(place).ok()?)?;
        let member = |name| document.get(name).and_then(Value::as_str);
        Some(Document {
            media_type: member("media_type")?.to_owned(),
            bytes: STANDARD.decode(member("base64")?).ok()?,
        })
    }
}

/// What a document of that type is said to be, where the desk can do something with it.
pub(crate) fn kind(media_type: &str) -> Option<FileKind> {
    if picture::format(media_type).is_some() {
        return Some(FileKind::Picture);
    }
    let bare = media_type.split(';').next()?.trim();
    bare.eq_ignore_ascii_case("application/pdf")
        .then_some(FileKind::Pdf)
}

/// The bytes of a PDF, which begin as one.
///
/// # Errors
/// `BadArguments` when they are none, whatever was said.
pub fn pdf(document: Document) -> Result<Vec<u8>, UiError> {
    if kind(&document.media_type) == Some(FileKind::Pdf) && document.bytes.starts_with(b"%PDF-") {
        return Ok(document.bytes);
    }
    Err(UiError::new(UiErrorCode::BadArguments, Fault::NoPdf))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pdf_that_begins_as_one_is_taken_for_one() {
        let is = |media_type: &str, bytes: &[u8]| {
            pdf(Document {
                media_type: media_type.to_owned(),
                bytes: bytes.to_owned(),
            })
            .is_ok()
        };
        assert!(is("application/pdf", b"%PDF-1.7\n"));
        assert!(is("Application/PDF; version=1.7", b"%PDF-1.7\n"));
        assert!(!is("application/pdf", b"#!/bin/sh\n"));
        assert!(!is("application/pdf", b" %PDF-1.7\n"));
        assert!(!is("application/pdf", b""));
        assert!(!is("application/x-sh", b"%PDF-1.7\n"));
    }
}

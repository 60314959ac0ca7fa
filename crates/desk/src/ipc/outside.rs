//! What leaves the app and what comes in as bytes: addresses, pictures, files. Each is judged in Rust, and again when it is acted on.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::RunView;

/// What an address is, before anybody opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AddressView {
    /// It can be opened outside.
    Opens {
        /// All of it as it would be opened, in ASCII.
        url: String,
        /// Its host as the network is asked for it, in ASCII, with a port that is not the usual one.
        host: String,
        /// The host in the letters that it stands for, where these are others.
        letters: Option<Vec<RunView>>,
        /// What is sent and read there is encrypted.
        encrypted: bool,
    },
    /// It is not opened.
    Refused {
        /// Why.
        why: AddressFault,
    },
}

/// Why an address is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AddressFault {
    /// Longer than an address may be.
    Long,
    /// It holds spaces, or characters that nobody sees.
    Unseen,
    /// It is no address.
    Unreadable,
    /// It is not for a browser: neither `https` nor `http`.
    Scheme,
    /// A name or a password stands before its host.
    Name,
    /// It does not stand in this item.
    Elsewhere,
}

/// What became of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PictureView {
    /// It was read, and written again by the desk.
    Shown {
        /// A PNG in base64.
        png: String,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// It is not shown.
    Refused {
        /// Why.
        why: PictureFault,
    },
}

/// Why a picture is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PictureFault {
    /// More bytes, pixels or memory than a picture may take.
    Large,
    /// It is not of the type that it is said to be.
    Other,
    /// It can not be read to its end.
    Damaged,
}

/// A document that is no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct FileView {
    /// What it is said to be.
    pub kind: FileKind,
    /// Its length in bytes, as text.
    pub bytes: String,
    /// SHA-256 of it, base64url.
    pub sha256: String,
}

/// What a file is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture that the desk can read.
    Picture,
    /// A PDF, which is never laid out here.
    Pdf,
}

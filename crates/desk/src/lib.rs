//! The desk without a window.
//!
//! Here: the controller that owns the desk's state, its stores, the signer, the keychain, set-up, and the views that the page gets.
//! Not here: a window, notifications on screen, a tray, a clock. They are the [`Host`]'s and the caller's, so that tests drive the real controller.

mod alarm;
mod asked;
mod controller;
pub mod diagnostics;
mod document;
mod error;
pub mod export;
mod fingerprint;
pub mod first;
mod frames;
mod home;
mod host;
pub mod ipc;
mod item;
mod join;
mod keystore;
mod link;
mod note;
mod notify;
mod opened;
mod outside;
pub mod page;
mod picture;
mod renew;
mod retire;
mod search;
mod secret;
mod setup;
mod sign;
mod snooze;
mod store;
mod views;
mod week;
mod words;
mod workspace;

pub use alarm::is_quiet;
pub use controller::{Ask, Controller, Desk, Taken, Wake, check_receipt, for_good};
pub use document::{Document, pdf};
pub use error::DeskError;
pub use fingerprint::{fingerprint, words_of};
pub use frames::{FRAME, Frames};
pub use home::Home;
pub use host::{Alert, Clock, Host, TrayState};
pub use item::Item;
pub use join::{Asking, JoinError, LINK, WORDS, ask_to_join, move_in};
pub use keystore::{Keystore, KeystoreError, MemoryKeystore, SystemKeychain};
pub use link::follow_gateway;
pub use note::sign_note;
pub use opened::{Link, read_link};
pub use outside::address;
pub use picture::picture;
pub use renew::renew_roster;
pub use retire::{Retired, retire_device};
pub use setup::{Additions, SetupError, SourceFile, reviewer_key, root_key};
pub use sign::{Draft, compose, learn_own, sign_decision};
pub use store::{Attention, NoteRow, OutboxRow, Store, StoreError};
pub use words::{Fault, NotDone, Words};
pub use workspace::{Here, Place, Team, Workspace};

//! What the controller asks of the world around it.
//!
//! Operations only, grown when a caller needs one. Deliberately absent: reading a clock, showing a dialog, opening a link, approving anything.

use std::sync::Arc;

use fermata_protocol::{Esc, Timestamp, payload::Risk};

use crate::{
    Words,
    ipc::{DeltaView, Language},
};

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A notification. Its text comes from contracts, never from an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The item that a click opens; absent for a digest.
    pub esc: Option<Esc>,
    /// First line.
    pub title: String,
    /// Second line.
    pub body: String,
    /// How urgent.
    pub risk: Risk,
    /// It waits for a decision, so it can be put off.
    pub waits: bool,
    /// It makes a sound.
    pub sound: bool,
}

/// What the tray shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrayState {
    /// Open items.
    pub waiting: u32,
    /// Connected to the gateway.
    pub live: bool,
}

/// The world around the controller: the window in the app, a recorder in tests.
pub trait Host: Send + Sync + 'static {
    /// Tells the page what changed, in order.
    fn emit(&mut self, deltas: Vec<DeltaView>);
    /// Shows a notification.
    fn notify(&mut self, alert: Alert);
    /// Takes an item's notification back: it was decided.
    fn withdraw(&mut self, esc: Esc);
    /// Sets the tray.
    fn tray(&mut self, state: TrayState);
    /// The language of the page, for what is said outside of it and for sentences in what it gets.
    fn language(&self) -> Language;
    /// What is said in it.
    fn words(&self) -> &'static Words {
        Words::of(self.language())
    }
    /// How far local time is ahead of UTC at this time, in minutes.
    fn minutes_east(&self, at: Timestamp) -> i32;
    /// Brings the window to the front.
    fn raise(&mut self);
    /// Sends [`crate::Wake::Alarm`] at this time, instead of any set before; `None` sets none.
    fn wake_at(&mut self, at: Option<Timestamp>);
}

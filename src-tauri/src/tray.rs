//! The icon in the panel, and its menu: how much waits, and whether the gateway is there.
//!
//! A panel does not say its colour; it mostly goes with the desktop's colour scheme, so the mark is drawn for that one.

use std::sync::{Mutex, PoisonError};

use fermata_desk::TrayState;
use tauri::{
    App, AppHandle, Manager, Theme, Wry,
    image::Image,
    include_image,
    menu::{Menu, MenuItem},
    tray::TrayIconBuilder,
};

use crate::{language, seat::Seat, shell};

const TRAY: &str = "desk";

/// What the icon shows now.
struct Shown(Mutex<(TrayState, Theme)>);

/// What its menu holds.
struct Entries {
    open: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// Adds the tray. Linux trays send no clicks, so everything is in its menu.
pub(crate) fn add(app: &App) -> tauri::Result<()> {
    let words = language::words(app.handle());
    let open = MenuItem::with_id(app, "open", words.open, true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", words.quit, true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    let now = (TrayState::default(), shell::theme(app.handle()));
    TrayIconBuilder::with_id(TRAY)
        .menu(&menu)
        .tooltip("Fermata")
        .icon(icon(now))
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => shell::raise(app),
            "quit" => app.state::<Seat>().quit(),
            _ => {}
        })
        .build(app)?;
    app.manage(Shown(Mutex::new(now)));
    app.manage(Entries { open, quit });
    Ok(())
}

/// Shows how much waits, and whether the gateway is there.
pub(crate) fn set(app: &AppHandle, state: TrayState) {
    let words = language::words(app);
    let say = if state.live {
        words.waiting
    } else {
        words.offline
    };
    if let Some(tray) = app.tray_by_id(TRAY) {
        // Not every tray host shows them.
        let _ = tray.set_tooltip(Some(say(state.waiting)));
        let _ = tray.set_title((state.waiting > 0).then(|| state.waiting.to_string()));
    }
    draw(app, |now| now.0 = state);
}

/// Says everything anew, in the language that is kept now.
pub(crate) fn speak(app: &AppHandle) {
    let words = language::words(app);
    if let Some(entries) = app.try_state::<Entries>() {
        // Not every tray host shows a menu that changes.
        let _ = entries.open.set_text(words.open);
        let _ = entries.quit.set_text(words.quit);
    }
    if let Some(shown) = app.try_state::<Shown>() {
        let state = shown.0.lock().unwrap_or_else(PoisonError::into_inner).0;
        set(app, state);
    }
}

/// The desktop's colour scheme is another now.
pub(crate) fn recolour(app: &AppHandle, theme: Theme) {
    draw(app, |now| now.1 = theme);
}

/// Draws the icon anew, if it is another one.
fn draw(app: &AppHandle, change: impl FnOnce(&mut (TrayState, Theme))) {
    let (Some(shown), Some(tray)) = (app.try_state::<Shown>(), app.tray_by_id(TRAY)) else {
        return;
    };
    let (before, now) = {
        let mut now = shown.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = name(*now);
        change(&mut now);
        (before, *now)
    };
    if name(now) != before
        && let Err(error) = tray.set_icon(Some(icon(now)))
    {
        tracing::warn!(%error, "the tray's icon stays as it was");
    }
}

/// Whether it is for a dark panel, and whether something waits.
fn name((state, theme): (TrayState, Theme)) -> (bool, bool) {
    (theme == Theme::Dark, state.waiting > 0)
}

fn icon(now: (TrayState, Theme)) -> Image<'static> {
    match name(now) {
        (false, false) => include_image!("../icons/tray-light.png"),
        (false, true) => include_image!("../icons/tray-light-waiting.png"),
        (true, false) => include_image!("../icons/tray-dark.png"),
        (true, true) => include_image!("../icons/tray-dark-waiting.png"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_panel_and_whether_something_waits_has_an_icon_of_its_own() {
        let state = |waiting| TrayState {
            waiting,
            live: true,
        };
        let all = [Theme::Light, Theme::Dark]
            .map(|theme| [0, 1, 7].map(|waiting| icon((state(waiting), theme)).rgba().to_vec()));
        assert_eq!(all[0][1], all[0][2]);
        assert_ne!(all[0][0], all[0][1]);
        assert_ne!(all[1][0], all[1][1]);
        assert_ne!(all[0][0], all[1][0]);
        assert_ne!(all[0][1], all[1][1]);
    }
}

//! The window itself: opening it, putting it away, bringing it back.

use std::{
    sync::{
        Once,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tauri::{
    App, AppHandle, Manager, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent, async_runtime, webview::PageLoadEvent,
};

use crate::{alerts, language, room, seat::Seat, tray};

/// The one window's label, which the one capability names.
const WINDOW: &str = "desk";
/// A page that takes longer than this is waited for in sight.
const PATIENCE: Duration = Duration::from_secs(2);

fn own_page(url: &Url) -> bool {
    matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    )
}

/// Opens the window. It goes nowhere but to the app's own page.
///
/// It is shown once that page is there. A window that is shown while its web process starts is painted white first, and now and then
/// not for half a second: WebKit waits so long for a first picture, and the page for the main thread that waits.
pub(crate) fn open_window(app: &App) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::default())
        .title("Fermata")
        .visible(false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                show_first(&window);
            }
        })
        .on_navigation(own_page);
    let window = room::place(app, window).build()?;
    let slow = window.clone();
    async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        show_first(&slow);
    });
    let (closing, same) = (window.clone(), window.clone());
    let moved = room::keep_at_rest(window.clone());
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            async_runtime::spawn(put_away(closing.clone()));
        }
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => {
            moved.send_replace(());
        }
        WindowEvent::ThemeChanged(theme) => tray::recolour(same.app_handle(), *theme),
        _ => {}
    });
    Ok(())
}

/// Shows it once: a page that is loaded anew brings back no window that was put away.
fn show_first(window: &WebviewWindow) {
    static SHOWN: Once = Once::new();
    SHOWN.call_once(|| {
        if let Err(error) = window.show() {
            tracing::warn!(%error, "the window does not show");
        }
    });
}

/// Whoever closes the window still wants to hear of what comes: it goes where it can be found again, which is said once. Where no desk runs, nothing comes.
async fn put_away(window: WebviewWindow) {
    static SAID: AtomicBool = AtomicBool::new(false);
    room::keep(&window);
    if !window.state::<Seat>().runs() {
        return window.app_handle().exit(0);
    }
    let words = language::words(window.app_handle());
    let (gone, where_to) = if tray_is_shown().await {
        (window.hide(), words.in_tray)
    } else {
        (window.minimize(), words.minimised)
    };
    if let Err(error) = gone {
        tracing::warn!(%error, "the window does not go away");
    }
    if !SAID.swap(true, Ordering::Relaxed) {
        alerts::say(words.goes_on, where_to).await;
    }
}

/// Whether a tray shows this app's icon: then a closed window can be brought back.
async fn tray_is_shown() -> bool {
    let Ok(bus) = zbus::Connection::session().await else {
        return false;
    };
    let watcher = "org.kde.StatusNotifierWatcher";
    let property = (watcher, "IsStatusNotifierHostRegistered");
    let asked = bus.call_method(
        Some(watcher),
        "/StatusNotifierWatcher",
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &property,
    );
    let Ok(answer) = asked.await else {
        return false;
    };
    let body = answer.body();
    let host: Result<zbus::Variant<'_>, _> = body.deserialize();
    matches!(host, Ok(zbus::Variant::Bool(true)))
}

/// Keeps where the window is, before it goes for good.
pub(crate) fn leave(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        room::keep(&window);
    }
}

/// Brings the window to the front.
pub(crate) fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        // A window manager may refuse; there is nothing to do about it.
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// The desktop's colour scheme, as far as it tells one.
pub(crate) fn theme(app: &AppHandle) -> Theme {
    let window = app.get_webview_window(WINDOW);
    let theme = window.and_then(|window| window.theme().ok());
    theme.unwrap_or(Theme::Light)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_on_the_apps_own_page() {
        let goes = |url: &str| own_page(&url.parse().unwrap());
        assert!(goes("tauri://localhost/index.html"));
        assert!(goes("http://tauri.localhost/"));
        for url in [
            "https://example.org/",
            "http://tauri.localhost.example.org/",
            "file:///etc/passwd",
            "data:text/html,x",
        ] {
            assert!(!goes(url), "{url}");
        }
    }
}

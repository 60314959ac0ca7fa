//! The window itself, and the tray.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{
    App, AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    async_runtime,
    menu::{Menu, MenuItem},
    tray::TrayIconBuilder,
};

use crate::{alerts, seat::Seat};

/// The one window's label, which the one capability names.
const WINDOW: &str = "desk";
const TRAY: &str = "desk";

fn own_page(url: &Url) -> bool {
    matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    )
}

/// Opens the window. It goes nowhere but to the app's own page.
pub(crate) fn open_window(app: &App) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::default())
        .title("Fermata")
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 600.0)
        .on_navigation(own_page)
        .build()?;
    let closing = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            async_runtime::spawn(put_away(closing.clone()));
        }
    });
    Ok(())
}

/// Whoever closes the window still wants to hear of what comes: it goes where it can be found again, which is said once. Where no desk runs, nothing comes.
async fn put_away(window: WebviewWindow) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if !window.state::<Seat>().runs() {
        return window.app_handle().exit(0);
    }
    let (gone, where_to) = if tray_is_shown().await {
        (window.hide(), "It is in the tray; its menu quits it.")
    } else {
        let quits = "It was minimised, because this desktop shows no tray. Ctrl+Q quits it.";
        (window.minimize(), quits)
    };
    if let Err(error) = gone {
        tracing::warn!(%error, "the window does not go away");
    }
    if !SAID.swap(true, Ordering::Relaxed) {
        alerts::say("Fermata goes on", where_to).await;
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

/// Brings the window to the front.
pub(crate) fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        // A window manager may refuse; there is nothing to do about it.
        let _ = window.show();
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Adds the tray. Linux trays send no clicks, so everything is in its menu.
pub(crate) fn add_tray(app: &App) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, "open", "Open Fermata", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    let mut tray = TrayIconBuilder::with_id(TRAY)
        .menu(&menu)
        .tooltip("Fermata")
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => raise(app),
            "quit" => app.state::<Seat>().quit(),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

/// Shows how much waits, and whether the gateway is there.
pub(crate) fn set_tray(app: &AppHandle, state: fermata_desk::TrayState) {
    let words = match (state.live, state.waiting) {
        (false, waiting) => format!("Fermata: offline, {waiting} waiting"),
        (true, 0) => "Fermata: nothing waits".to_owned(),
        (true, waiting) => format!("Fermata: {waiting} waiting"),
    };
    if let Some(tray) = app.tray_by_id(TRAY) {
        // Not every tray host shows them.
        let _ = tray.set_tooltip(Some(&words));
        let _ = tray.set_title((state.waiting > 0).then(|| state.waiting.to_string()));
    }
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

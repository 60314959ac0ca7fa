//! The window of the desk: composition, nothing that decides.
//!
//! Here: starting the parts in one process, thin commands, the notification daemon, the tray.
//! Not here: state, rules, wording of what is signed. They are in `fermata_desk`.

mod alerts;
mod autostart;
mod clock;
mod commands;
mod diagnostics;
mod downloads;
mod gateway;
mod kept;
mod language;
mod lines;
mod outside;
mod pictures;
mod place;
mod room;
mod seat;
mod shell;
mod shortcut;
mod tray;
mod updates;

use std::io::IsTerminal as _;

use tauri::{Manager, async_runtime};
use tracing_subscriber::{Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

fn main() -> anyhow::Result<()> {
    if let Some(media_type) = pictures::asked(std::env::args()) {
        return pictures::answer(&media_type);
    }
    let lines = lines::Lines::new(clock::system());
    let told = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let wanted =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::registry()
        .with(told.with_filter(wanted))
        .with(lines.clone().with_filter(lines::worth()))
        .init();
    let commands = commands::builder();
    let mut context = tauri::generate_context!();
    let updates = updates::Updates::of_build()?;
    let app = updates
        .add(tauri::Builder::default(), &mut context)
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(place::bus_name())
                .callback(|app, arguments, _| {
                    shell::raise(app);
                    // A second start may come before this one is set up; then there is no page either.
                    if let (Some(seat), Some(link)) =
                        (app.try_state::<seat::Seat>(), arguments.get(1))
                    {
                        seat.open_link(link);
                    }
                })
                .build(),
        )
        .invoke_handler(commands.invoke_handler())
        .setup(move |app| {
            commands.mount_events(app);
            let seat = seat::Seat::new(app.handle().clone());
            if let Some(link) = std::env::args().nth(1) {
                seat.open_link(&link);
            }
            app.manage(seat);
            app.manage(lines);
            app.manage(diagnostics::Shown::default());
            app.manage(kept::Kept::read());
            app.manage(updates);
            let handle = app.handle().clone();
            async_runtime::spawn(async move { handle.state::<seat::Seat>().begin().await });
            shell::open_window(app)?;
            shortcut::start(app.handle());
            tray::add(app)?;
            Ok(())
        })
        .build(context)?;
    app.run(|app, event| {
        if let tauri::RunEvent::ExitRequested { .. } = event {
            shell::leave(app);
            async_runtime::block_on(app.state::<seat::Seat>().stop());
        }
    });
    Ok(())
}

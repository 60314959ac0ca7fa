//! The window of the desk: composition, nothing that decides.
//!
//! Here: starting the parts in one process, thin commands, the notification daemon, the tray.
//! Not here: state, rules, wording of what is signed. They are in `fermata_desk`.

mod alerts;
mod clock;
mod commands;
mod evidence;
mod gateway;
mod seat;
mod shell;

use std::io::IsTerminal as _;

use tauri::Manager;

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let commands = commands::builder();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            shell::raise(app)
        }))
        .invoke_handler(commands.invoke_handler())
        .setup(move |app| {
            commands.mount_events(app);
            app.manage(seat::Seat::new(app.handle().clone()));
            shell::open_window(app)?;
            shell::add_tray(app)?;
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let tauri::RunEvent::ExitRequested { .. } = event {
            tauri::async_runtime::block_on(app.state::<seat::Seat>().stop());
        }
    });
    Ok(())
}

//! The diagnostics of this desk: put together, shown, and then written exactly as they were shown.

use std::sync::{Mutex, PoisonError};

use fermata_desk::{
    Fault,
    diagnostics::{Fact, Facts, text},
    ipc::{UiError, UiErrorCode},
};
use tauri::{AppHandle, Manager, State};

use crate::{
    clock,
    downloads::{self, FileName},
    lines::Lines,
    seat::Seat,
};

/// Words that a system may say of itself.
const SYSTEMS: &[&str] = &[
    "almalinux",
    "alpine",
    "arch",
    "centos",
    "debian",
    "fedora",
    "gentoo",
    "linuxmint",
    "manjaro",
    "nixos",
    "opensuse-leap",
    "opensuse-tumbleweed",
    "pop",
    "raspbian",
    "rhel",
    "rocky",
    "ubuntu",
];
const DESKTOPS: &[&str] = &[
    "Budgie", "Cinnamon", "COSMIC", "GNOME", "Hyprland", "i3", "KDE", "LXQt", "MATE", "Pantheon",
    "sway", "Unity", "XFCE",
];
const SESSIONS: &[&str] = &["x11", "wayland", "tty"];

/// What was shown last: that can be saved, and nothing else.
#[derive(Default)]
pub(crate) struct Shown(Mutex<Option<String>>);

/// Puts them together, and remembers what is shown.
pub(crate) async fn show(app: &AppHandle, seat: &Seat) -> Result<String, UiError> {
    let desk = match seat.runs() {
        true => running(seat).await.unwrap_or_else(|error| {
            vec![
                ("state", Fact::Word("answers with an error")),
                ("trouble", Fact::Code(error.code)),
            ]
        }),
        // Whoever looks for why it does not start is not kept waiting for it.
        false => vec![("state", Fact::Word("not running"))],
    };
    let parts = [("program", program()), ("system", system()), ("desk", desk)];
    let lines: State<'_, Lines> = app.state();
    let text = text(clock::system()(), &parts, &lines.all());
    let shown: State<'_, Shown> = app.state();
    *shown.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(text.clone());
    Ok(text)
}

async fn running(seat: &Seat) -> Result<Facts, UiError> {
    seat.desk().await?.diagnose().await
}

/// Writes what was shown into the person's folder of downloads, and says where.
pub(crate) async fn save(app: &AppHandle) -> Result<String, UiError> {
    let shown: State<'_, Shown> = app.state();
    let text = shown
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let text = text.ok_or_else(|| UiError::new(UiErrorCode::NotFound, Fault::NotShown))?;
    let about = "diagnostics".to_owned();
    let ending = "txt";
    downloads::keep(app, FileName { about, ending }, text.into_bytes()).await
}

fn program() -> Facts {
    let webview = tauri::webview_version().unwrap_or_default();
    vec![
        ("Fermata", Fact::version(env!("CARGO_PKG_VERSION"))),
        ("protocol", Fact::Number(1)),
        ("tauri", Fact::version(tauri::VERSION)),
        ("webview", Fact::version(&webview)),
        ("debug build", cfg!(debug_assertions).into()),
    ]
}

fn system() -> Facts {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    said_of(
        &release,
        &var("XDG_CURRENT_DESKTOP"),
        &var("XDG_SESSION_TYPE"),
    )
}

/// What a system says of itself, as far as it is known here.
fn said_of(release: &str, desktop: &str, session: &str) -> Facts {
    let line = |name: &str| {
        let found = release.lines().find_map(|line| line.strip_prefix(name));
        found.unwrap_or_default().trim_matches('"')
    };
    // Such as `ubuntu:GNOME`: the last is the desktop.
    let desktop = desktop.rsplit(':').next().unwrap_or_default();
    vec![
        ("kind", Fact::Word(std::env::consts::OS)),
        ("machine", Fact::Word(std::env::consts::ARCH)),
        ("distribution", Fact::one_of(line("ID="), SYSTEMS)),
        ("its version", Fact::version(line("VERSION_ID="))),
        ("desktop", Fact::one_of(desktop, DESKTOPS)),
        ("session", Fact::one_of(session, SESSIONS)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(facts: &Facts) -> Vec<String> {
        facts.iter().map(|(_, fact)| fact.to_string()).collect()
    }

    #[test]
    fn a_system_is_named_by_words_that_are_known_here() {
        let debian = "PRETTY_NAME=\"Debian\"\nID=debian\nVERSION_ID=\"12\"\n";
        let said = words(&said_of(debian, "ubuntu:GNOME", "x11"));
        assert_eq!(said[2..], ["debian", "12", "GNOME", "x11"]);
    }

    #[test]
    fn what_a_system_says_beside_that_is_not_in_it() {
        let release = "ID=adas-laptop\nVERSION_ID=\"tok_5ecret\"\nPRETTY_NAME=5ecret\n";
        let said = words(&said_of(release, "GNOME:5ecret", "x11 5ecret"));
        assert_eq!(said[2..], ["another", "unknown", "another", "another"]);
    }

    #[test]
    fn the_program_says_its_versions() {
        assert!(words(&program())[0].starts_with(char::is_numeric));
    }
}

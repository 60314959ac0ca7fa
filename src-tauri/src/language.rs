//! The language that the page speaks: kept, so that the tray and the first notification of the next start are in it too.

use fermata_desk::{Words, ipc::Language};
use tauri::{AppHandle, Manager as _};

use crate::{kept::Kept, tray};

/// The language of the page.
pub(crate) fn of(app: &AppHandle) -> Language {
    let kept = app.try_state::<Kept>();
    kept.map_or_else(Language::default, |kept| kept.now().language)
}

/// What the desk says in it.
pub(crate) fn words(app: &AppHandle) -> &'static Words {
    Words::of(of(app))
}

/// From now on it speaks this. One that can not be kept holds nobody up: the words stay as they were.
pub(crate) fn set(app: &AppHandle, language: Language) {
    let kept = app.state::<Kept>();
    match kept.change(|memory| memory.language = language) {
        Ok(false) => {}
        Ok(true) => {
            // All that the tray shows is set on the main thread, so nothing overtakes anything; without one there is no tray.
            let to = app.clone();
            let _ = app.run_on_main_thread(move || tray::speak(&to));
        }
        Err(error) => tracing::warn!(%error, "the language could not be kept"),
    }
}

#[cfg(test)]
mod tests {
    /// The sources that speak to the desktop, up to their tests.
    const SPEAKING: [(&str, &str); 4] = [
        ("notify.rs", include_str!("../../crates/desk/src/notify.rs")),
        ("tray.rs", include_str!("tray.rs")),
        ("alerts.rs", include_str!("alerts.rs")),
        ("shell.rs", include_str!("shell.rs")),
    ];

    #[test]
    fn what_speaks_to_the_desktop_holds_no_sentence_of_its_own() {
        for (name, source) in SPEAKING {
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let spoken = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//") && !line.contains("tracing::"))
                .flat_map(|line| line.split('"').skip(1).step_by(2))
                .filter(|text| text.contains(' '));
            assert_eq!(spoken.collect::<Vec<_>>(), [""; 0], "{name}");
        }
    }
}

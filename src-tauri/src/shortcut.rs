//! Keys that bring the desk to the front from anywhere, at what is most urgent. They decide nothing.
//!
//! Off until a person wants it: what waits for the keys is started only then. On Wayland no program may take keys.

use fermata_desk::{
    Fault, Wake,
    ipc::{Sentence, ShortcutChoice, ShortcutView, UiError, UiErrorCode},
};
use tauri::{AppHandle, Manager, async_runtime};
use tauri_plugin_global_shortcut::{
    Builder, Code, GlobalShortcut, GlobalShortcutExt as _, Modifiers, Shortcut, ShortcutState,
};

use crate::{kept::Kept, seat::Seat, shell};

/// Takes the keys that were chosen before.
pub(crate) fn start(app: &AppHandle) {
    if let Err(error) = take(app, app.state::<Kept>().now().shortcut) {
        tracing::warn!(
            code = error.code.word(),
            error = error.message.en,
            "the shortcut does not work"
        );
    }
}

/// What holds now.
pub(crate) fn view(app: &AppHandle) -> ShortcutView {
    ShortcutView {
        choice: app.state::<Kept>().now().shortcut,
        possible: possible(),
    }
}

/// Other keys, or none. What can not be had changes nothing.
pub(crate) fn set(app: &AppHandle, choice: ShortcutChoice) -> Result<(), UiError> {
    let kept = app.state::<Kept>();
    let before = kept.now().shortcut;
    let had = holds(app, choice);
    if !had {
        take(app, choice)?;
    }
    if let Err(error) = kept.change(|memory| memory.shortcut = choice) {
        if !had {
            release(app, choice);
        }
        return Err(UiError::new(
            UiErrorCode::Disk,
            Fault::ShortcutNotKept(&error.to_string()),
        ));
    }
    if before != choice {
        release(app, before);
    }
    Ok(())
}

/// The keys are ours now; those that another program had at the start are not.
fn holds(app: &AppHandle, choice: ShortcutChoice) -> bool {
    let plugin = app.try_state::<GlobalShortcut<tauri::Wry>>();
    keys(choice).is_some_and(|keys| plugin.is_some_and(|plugin| plugin.is_registered(keys)))
}

fn release(app: &AppHandle, choice: ShortcutChoice) {
    let plugin = app.try_state::<GlobalShortcut<tauri::Wry>>();
    if let (Some(keys), Some(plugin)) = (keys(choice), plugin) {
        // They may not have been had.
        let _ = plugin.unregister(keys);
    }
}

fn take(app: &AppHandle, choice: ShortcutChoice) -> Result<(), UiError> {
    let Some(keys) = keys(choice) else {
        return Ok(());
    };
    if !possible() {
        return Err(refused(Fault::NoKeysHere));
    }
    if app.try_state::<GlobalShortcut<tauri::Wry>>().is_none() {
        let plugin = Builder::new().with_handler(|app, _, event| {
            if event.state() == ShortcutState::Pressed {
                jump(app.clone());
            }
        });
        app.plugin(plugin.build())
            .map_err(|error| refused(Sentence::english(error.to_string())))?;
    }
    app.global_shortcut().register(keys).map_err(|error| {
        tracing::info!(%error, "the shortcut is not given");
        refused(Fault::KeysTaken)
    })
}

fn refused(message: impl Into<Sentence>) -> UiError {
    UiError::new(UiErrorCode::NotAllowed, message)
}

fn keys(choice: ShortcutChoice) -> Option<Shortcut> {
    let ctrl_alt = Modifiers::CONTROL | Modifiers::ALT;
    let (with, key) = match choice {
        ShortcutChoice::Off => return None,
        ShortcutChoice::CtrlAltJ => (ctrl_alt, Code::KeyJ),
        ShortcutChoice::CtrlAltY => (ctrl_alt, Code::KeyY),
        ShortcutChoice::SuperJ => (Modifiers::SUPER, Code::KeyJ),
    };
    Some(Shortcut::new(Some(with), key))
}

/// Whether a program may take keys here.
fn possible() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let wayland = set("WAYLAND_DISPLAY")
        || std::env::var("XDG_SESSION_TYPE").is_ok_and(|kind| kind == "wayland");
    cfg!(not(target_os = "linux")) || (set("DISPLAY") && !wayland)
}

/// To the front, at what is most urgent.
fn jump(app: AppHandle) {
    shell::raise(&app);
    async_runtime::spawn(async move {
        let seat = app.state::<Seat>();
        if seat.runs()
            && let Ok(desk) = seat.desk().await
        {
            desk.wake(Wake::Jump).await;
        }
    });
}

//! Updates of the program: looked for, fetched and installed only when a person asks, and only by a build that was given a key and an address.
//!
//! Not here: verifying. The updater does it, before it looks at what was fetched and again before it installs it. What it says of an error stays in the log; the page gets a code.

mod source;
#[cfg(test)]
mod tests;

use std::{sync::PoisonError, time::Duration};

use fermata_desk::ipc::{InstallView, OfferView, UiError, UpdateFault, UpdatesView};
use fermata_protocol::escape::{Multiline, escape};
use serde_json::json;
use tauri::{AppHandle, Builder, Context, Runtime, State};
use tauri_plugin_updater::{Error, Update, Updater, UpdaterExt as _};
use tokio::{sync::Notify, task::spawn_blocking};

pub(crate) use source::Source;

use crate::seat::Seat;

/// A server that says nothing for so long does not answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// No update is larger.
const MOST_BYTES: usize = 512 * 1024 * 1024;
/// Of what is said of a version, so many characters are shown.
const MOST_NOTES: usize = 4_000;

/// What this build was given, and what was offered since it started.
pub(crate) struct Updates {
    source: Option<Source>,
    offered: std::sync::Mutex<Option<Update>>,
    /// Held while one is looked for or installed, whichever page asked: one after the other.
    one: tokio::sync::Mutex<()>,
}

impl Updates {
    /// By what stood in the environment of the build.
    pub(crate) fn of_build() -> anyhow::Result<Self> {
        let source = Source::read(
            option_env!("FERMATA_UPDATE_KEY"),
            option_env!("FERMATA_UPDATE_URL"),
        );
        Ok(Self::from(source.map_err(anyhow::Error::msg)?))
    }

    /// Adds the updater, where there is a key; without one there is none that could ask anything of anybody.
    pub(crate) fn add<R: Runtime>(
        &self,
        builder: Builder<R>,
        context: &mut Context<R>,
    ) -> Builder<R> {
        let Some(source) = &self.source else {
            return builder;
        };
        let config = json!({
            "pubkey": source.key,
            "endpoints": [source.url],
            // Else an older package, rightly signed, could be offered under a newer number.
            "requireSignedVersion": true,
            "dangerousInsecureTransportProtocol": source.is_here(),
        });
        let plugins = &mut context.config_mut().plugins.0;
        plugins.insert("updater".to_owned(), config);
        let plugin = tauri_plugin_updater::Builder::new()
            // What differs in its build alone is no newer version.
            .default_version_comparator(|now, offered| {
                offered.version.cmp_precedence(&now).is_gt()
            });
        builder.plugin(plugin.build())
    }

    fn updater<R: Runtime>(&self, app: &AppHandle<R>) -> Result<Updater, UpdateFault> {
        let source = self.source.as_ref().ok_or(UpdateFault::Off)?;
        let only_https = !source.is_here();
        let builder = app.updater_builder().configure_client(move |client| {
            // Also where an answer sends on to.
            client.https_only(only_https).read_timeout(PATIENCE)
        });
        builder.timeout(PATIENCE).build().map_err(|e| fault(&e))
    }

    async fn look<R: Runtime>(&self, app: &AppHandle<R>) -> Result<Option<Update>, UpdateFault> {
        let _alone = self.one.lock().await;
        let found = self.updater(app)?.check().await;
        let found = found.map_err(|error| fault(&error))?;
        *self.offered() = found.clone();
        Ok(found)
    }

    fn offered(&self) -> std::sync::MutexGuard<'_, Option<Update>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Option<Source>> for Updates {
    fn from(source: Option<Source>) -> Self {
        Self {
            source,
            offered: std::sync::Mutex::default(),
            one: tokio::sync::Mutex::default(),
        }
    }
}

/// Its bytes, verified.
async fn fetch(update: &Update, most: usize) -> Result<Vec<u8>, UpdateFault> {
    let full = Notify::new();
    let mut room = most;
    let download = update.download(
        |size, _| match room.checked_sub(size) {
            Some(left) => room = left,
            None => full.notify_one(),
        },
        || {},
    );
    tokio::select! {
        biased;
        () = full.notified() => Err(UpdateFault::Large),
        bytes = download => match bytes {
            // Its end came at once, before it was said to be too much.
            Ok(bytes) if bytes.len() > most => Err(UpdateFault::Large),
            bytes => bytes.map_err(|error| fault(&error)),
        },
    }
}

async fn install(update: &Update) -> Result<(), UpdateFault> {
    let bytes = fetch(update, MOST_BYTES).await?;
    let update = update.clone();
    let installed = spawn_blocking(move || update.install(bytes)).await;
    installed
        .map_err(|_| UpdateFault::Install)?
        .map_err(|error| fault(&error))
}

fn fault(error: &Error) -> UpdateFault {
    tracing::warn!(%error, "there is no update");
    match error {
        Error::Reqwest(error) if error.is_decode() => UpdateFault::List,
        Error::Reqwest(_) | Error::Network(_) | Error::ReleaseNotFound => UpdateFault::Unreachable,
        Error::Serialization(_)
        | Error::Semver(_)
        | Error::UrlParse(_)
        | Error::TargetNotFound(_)
        | Error::TargetsNotFound(_) => UpdateFault::List,
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::SignedVersionMismatch { .. }
        | Error::MissingSignedVersion => UpdateFault::Signature,
        _ => UpdateFault::Install,
    }
}

fn offer(found: Result<Option<Update>, UpdateFault>) -> OfferView {
    match found {
        Ok(None) => OfferView::None,
        Ok(Some(update)) => {
            let notes: String = update
                .body
                .iter()
                .flat_map(|b| b.chars())
                .take(MOST_NOTES)
                .collect();
            OfferView::Found {
                version: update.version,
                notes: escape(notes.trim(), Multiline::Yes)
                    .into_iter()
                    .map(Into::into)
                    .collect(),
            }
        }
        Err(why) => OfferView::Failed { why },
    }
}

/// Whether this build can be updated from within.
#[tauri::command]
#[specta::specta]
pub(crate) fn updates(app: AppHandle, updates: State<'_, Updates>) -> UpdatesView {
    UpdatesView {
        on: updates.source.is_some(),
        version: app.package_info().version.to_string(),
    }
}

/// Asks whether there is a newer version.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_for_update(
    app: AppHandle,
    updates: State<'_, Updates>,
) -> Result<OfferView, UiError> {
    Ok(offer(updates.look(&app).await))
}

/// Fetches what was offered last and installs it: not while a decision of this desk is not in the log.
#[tauri::command]
#[specta::specta]
pub(crate) async fn install_update(
    seat: State<'_, Seat>,
    updates: State<'_, Updates>,
) -> Result<InstallView, UiError> {
    let _alone = updates.one.lock().await;
    let desk = seat.desk().await?;
    if desk.unsent().await? > 0 {
        return Ok(InstallView::Unsent);
    }
    // Taken out, so that it is not installed twice.
    let Some(update) = updates.offered().take() else {
        let why = UpdateFault::NotOffered;
        return Ok(InstallView::Failed { why });
    };
    if let Err(why) = install(&update).await {
        updates.offered().get_or_insert(update);
        return Ok(InstallView::Failed { why });
    }
    Ok(InstallView::Installed)
}

/// Starts again as what was installed. The page asks for it once nothing that is written there would be lost.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restart(app: AppHandle, seat: State<'_, Seat>) -> Result<InstallView, UiError> {
    if seat.desk().await?.unsent().await? > 0 {
        return Ok(InstallView::Installed);
    }
    app.request_restart();
    Ok(InstallView::Restarts)
}

//! The commands for what leads out of the app and for what came in as bytes.
//!
//! An address is judged again when it is opened, and nothing but an item's own word is: the page names it, and the desk looks whether it stands there.

use fermata_desk::{
    Fault, address,
    ipc::{AddressView, PictureView, UiError, UiErrorCode},
    page::{id, short},
    pdf,
};
use tauri::{AppHandle, State};
use tokio::task::spawn_blocking;

use crate::{
    downloads::{self, FileName},
    pictures,
    seat::Seat,
};

/// What an address of an item is, before anybody opens it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn look_at(
    seat: State<'_, Seat>,
    esc: String,
    url: String,
) -> Result<AddressView, UiError> {
    short(&url)?;
    let detail = seat.desk().await?.detail(id(&esc)?).await?;
    Ok(address(&detail, &url))
}

/// Opens an address of an item in the person's browser, if it still is one that may be.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_address(
    seat: State<'_, Seat>,
    esc: String,
    url: String,
) -> Result<(), UiError> {
    short(&url)?;
    let detail = seat.desk().await?.detail(id(&esc)?).await?;
    open(allowed(address(&detail, &url))?).await
}

/// A picture of an item, read and written again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn picture(
    seat: State<'_, Seat>,
    esc: String,
    place: u32,
) -> Result<PictureView, UiError> {
    let document = seat.desk().await?.document(id(&esc)?, place).await?;
    pictures::read(pictures::reader()?, document).await
}

/// Writes a PDF of an item into the person's folder of downloads, opens it with a program of theirs, and says where it lies.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_document(
    app: AppHandle,
    seat: State<'_, Seat>,
    esc: String,
    place: u32,
) -> Result<String, UiError> {
    let esc = id(&esc)?;
    let contents = pdf(seat.desk().await?.document(esc, place).await?)?;
    let about = format!("{esc}-{}", u64::from(place) + 1);
    let ending = "pdf";
    let path = downloads::keep(&app, FileName { about, ending }, contents).await?;
    open(path.clone()).await.map(|()| path)
}

/// The whole address, if it may be opened.
fn allowed(address: AddressView) -> Result<String, UiError> {
    match address {
        AddressView::Opens { url, .. } => Ok(url),
        AddressView::Refused { .. } => {
            Err(UiError::new(UiErrorCode::NotAllowed, Fault::BadAddress))
        }
    }
}

/// Hands it to the system's opener. What becomes of it there, nobody tells.
async fn open(what: String) -> Result<(), UiError> {
    let handed = spawn_blocking(move || open::that_detached(what)).await;
    handed
        .map_err(|error| broken(Fault::NotOpened(&error.to_string())))?
        .map_err(|error| broken(Fault::NotOpened(&error.to_string())))
}

fn broken(fault: Fault<'_>) -> UiError {
    UiError::new(UiErrorCode::Internal, fault)
}

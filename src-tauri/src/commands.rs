//! The page's commands: each builds a request, sends it, and waits for the answer.

use fermata_desk::{
    Fault,
    ipc::{
        DecisionForm, DeltaView, DetailView, FoundView, HydrationView, Language, ListName,
        NoteForm, NoticesView, PreviewView, ProgressView, RetiredView, RowsView, SavedReply,
        SavedSearch, ScopeKind, SearchForm, SeenForm, ShortcutChoice, ShortcutView, StandInForm,
        TeamView, ThemeChoice, UiError, UiErrorCode,
    },
    page::{id, instant, searchable, short, short_form},
};
use tauri::{AppHandle, State, Wry, ipc::Channel};
use tauri_specta::{Builder, collect_commands};

use crate::{
    autostart, diagnostics as facts,
    downloads::{self, FileName},
    language as spoken, outside,
    seat::Seat,
    shortcut as keys, updates,
};

/// Every command, once: the handler and the page's bindings are made from it.
pub(crate) fn builder() -> Builder<Wry> {
    Builder::<Wry>::new()
        .disable_serde_phases()
        .commands(collect_commands![
            hydrate,
            rows,
            search,
            count_found,
            keep_searches,
            keep_replies,
            detail,
            preview,
            decide,
            undo,
            sign_now,
            snooze,
            set_theme,
            set_notices,
            starts_at_login,
            start_at_login,
            shortcut,
            set_shortcut,
            halt,
            lift,
            go_away,
            come_back,
            note,
            looked,
            retire,
            join,
            save_evidence,
            outside::look_at,
            outside::open_address,
            outside::picture,
            outside::open_document,
            team,
            save_week,
            diagnostics,
            save_diagnostics,
            send_first,
            updates::updates,
            updates::look_for_update,
            updates::install_update,
            updates::restart,
            quit
        ])
}

#[tauri::command]
#[specta::specta]
async fn hydrate(
    app: AppHandle,
    seat: State<'_, Seat>,
    channel: Channel<Vec<DeltaView>>,
    language: Language,
) -> Result<HydrationView, UiError> {
    // In this order: what is told from here on is told in it, and what changes meanwhile is not missed.
    spoken::set(&app, language);
    seat.subscribe(channel);
    seat.desk().await?.hydrate().await
}

#[tauri::command]
#[specta::specta]
async fn rows(
    seat: State<'_, Seat>,
    list: ListName,
    queue: Option<String>,
    edge: Option<String>,
    back: bool,
) -> Result<RowsView, UiError> {
    seat.desk().await?.rows(list, queue, edge, back).await
}

#[tauri::command]
#[specta::specta]
async fn search(
    seat: State<'_, Seat>,
    form: SearchForm,
    after: Option<String>,
) -> Result<FoundView, UiError> {
    searchable(&form)?;
    seat.desk().await?.search(form, after).await
}

#[tauri::command]
#[specta::specta]
async fn count_found(seat: State<'_, Seat>, form: SearchForm) -> Result<u32, UiError> {
    searchable(&form)?;
    seat.desk().await?.count_found(form).await
}

#[tauri::command]
#[specta::specta]
async fn keep_searches(seat: State<'_, Seat>, searches: Vec<SavedSearch>) -> Result<(), UiError> {
    seat.desk().await?.keep_searches(searches).await
}

#[tauri::command]
#[specta::specta]
async fn keep_replies(seat: State<'_, Seat>, replies: Vec<SavedReply>) -> Result<(), UiError> {
    seat.desk().await?.keep_replies(replies).await
}

#[tauri::command]
#[specta::specta]
async fn detail(seat: State<'_, Seat>, esc: String) -> Result<DetailView, UiError> {
    seat.desk().await?.detail(id(&esc)?).await
}

#[tauri::command]
#[specta::specta]
async fn preview(
    seat: State<'_, Seat>,
    esc: String,
    edited: String,
) -> Result<PreviewView, UiError> {
    short(&edited)?;
    seat.desk().await?.preview(id(&esc)?, edited).await
}

#[tauri::command]
#[specta::specta]
async fn decide(
    seat: State<'_, Seat>,
    esc: String,
    decision: DecisionForm,
    seen: SeenForm,
) -> Result<ProgressView, UiError> {
    short_form(&decision)?;
    seat.desk().await?.decide(id(&esc)?, decision, seen).await
}

#[tauri::command]
#[specta::specta]
async fn undo(seat: State<'_, Seat>, esc: String) -> Result<(), UiError> {
    seat.desk().await?.undo(id(&esc)?).await
}

#[tauri::command]
#[specta::specta]
async fn sign_now(seat: State<'_, Seat>, esc: String) -> Result<ProgressView, UiError> {
    seat.desk().await?.sign_now(id(&esc)?).await
}

/// Puts an item off until then (RFC 3339), or takes that back.
#[tauri::command]
#[specta::specta]
async fn snooze(seat: State<'_, Seat>, esc: String, until: Option<String>) -> Result<(), UiError> {
    let until = until.as_deref().map(instant).transpose()?;
    seat.desk().await?.snooze(id(&esc)?, until).await
}

#[tauri::command]
#[specta::specta]
async fn set_notices(seat: State<'_, Seat>, notices: NoticesView) -> Result<(), UiError> {
    seat.desk().await?.set_notices(notices).await
}

/// Whether the desktop starts this desk at login.
#[tauri::command]
#[specta::specta]
fn starts_at_login() -> Result<bool, UiError> {
    autostart::is_on()
}

#[tauri::command]
#[specta::specta]
fn start_at_login(on: bool) -> Result<(), UiError> {
    autostart::set(on)
}

/// The keys that bring the desk to the front.
#[tauri::command]
#[specta::specta]
fn shortcut(app: AppHandle) -> ShortcutView {
    keys::view(&app)
}

#[tauri::command]
#[specta::specta]
async fn set_shortcut(app: AppHandle, choice: ShortcutChoice) -> Result<(), UiError> {
    keys::set(&app, choice)
}

#[tauri::command]
#[specta::specta]
async fn set_theme(seat: State<'_, Seat>, theme: ThemeChoice) -> Result<(), UiError> {
    seat.desk().await?.set_theme(theme).await
}

#[tauri::command]
#[specta::specta]
async fn halt(
    seat: State<'_, Seat>,
    esc: String,
    scope: ScopeKind,
    reason: String,
) -> Result<(), UiError> {
    short(&reason)?;
    seat.desk().await?.halt(id(&esc)?, scope, reason).await
}

#[tauri::command]
#[specta::specta]
async fn lift(seat: State<'_, Seat>, id: String) -> Result<(), UiError> {
    seat.desk().await?.lift(id).await
}

#[tauri::command]
#[specta::specta]
async fn go_away(seat: State<'_, Seat>, until: String, to: StandInForm) -> Result<(), UiError> {
    seat.desk().await?.go_away(instant(&until)?, to).await
}

#[tauri::command]
#[specta::specta]
async fn come_back(seat: State<'_, Seat>) -> Result<(), UiError> {
    seat.desk().await?.come_back().await
}

#[tauri::command]
#[specta::specta]
async fn looked(seat: State<'_, Seat>, esc: String, alarms: Vec<String>) -> Result<(), UiError> {
    alarms.iter().try_for_each(|name| short(name))?;
    seat.desk().await?.looked(id(&esc)?, alarms).await
}

#[tauri::command]
#[specta::specta]
async fn retire(seat: State<'_, Seat>, kid: String) -> Result<RetiredView, UiError> {
    let kid = kid
        .parse()
        .map_err(|_| UiError::new(UiErrorCode::NotFound, Fault::NoDeviceId))?;
    seat.retire(kid).await
}

#[tauri::command]
#[specta::specta]
async fn note(seat: State<'_, Seat>, esc: String, note: NoteForm) -> Result<(), UiError> {
    if let NoteForm::Ask { text, .. } | NoteForm::Comment { text } = &note {
        short(text)?;
    }
    seat.desk().await?.note(id(&esc)?, note).await
}

#[tauri::command]
#[specta::specta]
async fn join(
    seat: State<'_, Seat>,
    link: String,
    name: String,
    ca: Option<String>,
) -> Result<(), UiError> {
    for text in [&link, &name].into_iter().chain(&ca) {
        short(text)?;
    }
    seat.join(link, name, ca).await
}

/// Writes one item's evidence into the person's folder of downloads, and says where.
#[tauri::command]
#[specta::specta]
async fn save_evidence(
    app: AppHandle,
    seat: State<'_, Seat>,
    esc: String,
) -> Result<String, UiError> {
    let esc = id(&esc)?;
    let text = seat.desk().await?.export(esc).await?;
    let about = esc.to_string();
    let ending = "json";
    downloads::keep(&app, FileName { about, ending }, text.into_bytes()).await
}

#[tauri::command]
#[specta::specta]
async fn team(seat: State<'_, Seat>, today: String) -> Result<TeamView, UiError> {
    seat.desk().await?.team(instant(&today)?).await
}

/// Writes what was closed in the last seven days into the person's folder of downloads, and says where.
#[tauri::command]
#[specta::specta]
async fn save_week(app: AppHandle, seat: State<'_, Seat>) -> Result<String, UiError> {
    let text = seat.desk().await?.week().await?;
    let about = "week".to_owned();
    let ending = "csv";
    downloads::keep(&app, FileName { about, ending }, text.into_bytes()).await
}

/// What of this desk helps to look for a fault, as it can be saved.
#[tauri::command]
#[specta::specta]
async fn diagnostics(app: AppHandle, seat: State<'_, Seat>) -> Result<String, UiError> {
    facts::show(&app, &seat).await
}

/// Writes the diagnostics that were shown into the person's folder of downloads, and says where.
#[tauri::command]
#[specta::specta]
async fn save_diagnostics(app: AppHandle) -> Result<String, UiError> {
    facts::save(&app).await
}

#[tauri::command]
#[specta::specta]
async fn send_first(seat: State<'_, Seat>) -> Result<(), UiError> {
    seat.desk().await?.send_first().await
}

#[tauri::command]
#[specta::specta]
fn quit(app: AppHandle) {
    app.exit(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_bindings_are_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/ipc/generated.ts");
        let fresh =
            std::env::temp_dir().join(format!("fermata-bindings-{}.ts", std::process::id()));
        builder()
            .export(specta_typescript::Typescript::default(), &fresh)
            .unwrap();
        let text = std::fs::read_to_string(&fresh).unwrap();
        std::fs::remove_file(&fresh).unwrap();
        if std::env::var_os("FERMATA_WRITE_BINDINGS").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(
            text == committed,
            "run: FERMATA_WRITE_BINDINGS=1 cargo test -p fermata-app"
        );
    }
}

//! Starts the desk while the window opens, and again when the page asks after a failure: a locked keychain is unlocked and tried again, without a restart.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use fermata_client::{Auth, Client};
use fermata_desk::{
    Additions, Alert, Controller, Desk, DeskError, FRAME, Fault, Frames, Home, Host, JoinError,
    Keystore, Link, Place, Retired, Store, SystemKeychain, TrayState, Wake, Workspace,
    follow_gateway,
    ipc::{DeltaView, Language, RetiredView, Sentence, UiError, UiErrorCode},
    move_in, read_link, retire_device, reviewer_key,
};
use fermata_protocol::{Esc, Kid, SecretKey, Timestamp};
use tauri::{AppHandle, Manager as _, async_runtime, ipc::Channel};
use tokio::{sync::watch, time::timeout};

use crate::{
    alerts::Alerts,
    clock,
    gateway::{self, Found},
    kept::Kept,
    language, shell, tray,
};

/// How often the roster's age is looked at: it is renewed 15 days before its end.
const RENEW_EVERY: Duration = Duration::from_secs(12 * 3600);
/// Who asks to quit a second time within this does not wait for the page.
const ASKED: Duration = Duration::from_secs(5);

/// How often a device that is not let in asks again.
const KNOCK_EVERY: Duration = Duration::from_secs(30);

type Page = Arc<Mutex<Option<Channel<Vec<DeltaView>>>>>;

/// The desk of this process, once it runs.
pub(crate) struct Seat {
    app: AppHandle,
    page: Page,
    /// What links asked for before there was a page.
    links: Mutex<Vec<DeltaView>>,
    running: tokio::sync::Mutex<Option<Running>>,
    /// Why the first start, which nobody asked for, came to nothing. Whoever asks next is told, instead of one more start.
    refused: Mutex<Option<UiError>>,
    stage: watch::Sender<Stage>,
    asked_to_quit: Mutex<Option<Instant>>,
}

/// How far this process is. Whoever only wants to know does not wait for a start, which may take long.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Starting,
    Works,
    Ends,
}

struct Running {
    desk: Desk,
    gateway: gateway::Own,
    /// What a change of the team list is made with.
    signs: (Home, Workspace, Client),
    /// What ends with the desk.
    beside: Vec<async_runtime::JoinHandle<()>>,
}

impl Running {
    /// Finishes what runs and lets go of the log.
    async fn stop(self) {
        for task in self.beside {
            task.abort();
        }
        self.desk.stop().await;
        gateway::stop(&self.gateway).await;
    }
}

impl Seat {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self {
            app,
            page: Page::default(),
            links: Mutex::default(),
            running: tokio::sync::Mutex::new(None),
            refused: Mutex::default(),
            stage: watch::Sender::new(Stage::Starting),
            asked_to_quit: Mutex::default(),
        }
    }

    /// Where changes go from now on: one page, the newest.
    pub(crate) fn subscribe(&self, channel: Channel<Vec<DeltaView>>) {
        let links = std::mem::take(&mut *self.links.lock().unwrap_or_else(PoisonError::into_inner));
        if !links.is_empty()
            && let Err(error) = channel.send(links)
        {
            tracing::warn!(%error, "the page does not listen");
        }
        *self.page.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    /// Shows what a link asks for, now or once there is a page; what is no link of ours is refused with a line.
    pub(crate) fn open_link(&self, text: &str) {
        let asked = match read_link(text) {
            Ok(Link::Item(esc)) => DeltaView::Open {
                esc: esc.to_string(),
            },
            Ok(Link::Join(link)) => DeltaView::Join { link },
            Err(why) => DeltaView::BadLink {
                error: UiError::new(UiErrorCode::BadArguments, why),
            },
        };
        let page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        match page.as_ref() {
            Some(page) if page.send(vec![asked.clone()]).is_ok() => {}
            _ => self
                .links
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(asked),
        }
    }

    /// Takes one of the person's own devices off the team list.
    pub(crate) async fn retire(&self, kid: Kid) -> Result<RetiredView, UiError> {
        self.desk().await?;
        let (home, workspace, client) = {
            let running = self.running.lock().await;
            let running = running
                .as_ref()
                .ok_or_else(|| internal(&"the desk is closing"))?;
            running.signs.clone()
        };
        let keychain = Arc::new(SystemKeychain);
        let now = clock::system()();
        let retired = retire_device(&home, &workspace, keychain, &client, kid, now).await?;
        let (version, draft) = match retired {
            Retired::InForce(version) => (version, None),
            Retired::Draft(version, file) => (version, Some(file.display().to_string())),
        };
        Ok(RetiredView {
            version: u32::try_from(version).unwrap_or(u32::MAX),
            draft,
        })
    }

    /// Starts the desk before the page asks: a page takes its time to load.
    pub(crate) async fn begin(&self) {
        let mut running = self.running.lock().await;
        let refused = self.begun(&mut running).await.err();
        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = refused;
    }

    /// The desk; started if it does not run.
    pub(crate) async fn desk(&self) -> Result<Desk, UiError> {
        let mut running = self.running.lock().await;
        let refused = self
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match refused {
            Some(why) => Err(why),
            None => self.begun(&mut running).await,
        }
    }

    async fn begun(&self, running: &mut Option<Running>) -> Result<Desk, UiError> {
        if let Some(running) = running {
            return Ok(running.desk.clone());
        }
        let mut stage = self.stage.subscribe();
        let started = tokio::select! {
            biased;
            _ = stage.wait_for(|stage| *stage == Stage::Ends) => return Err(UiError::new(UiErrorCode::Starting, Fault::Closing)),
            started = self.start() => started?,
        };
        let desk = started.desk.clone();
        *running = Some(started);
        self.stage.send_if_modified(|stage| {
            let first = *stage == Stage::Starting;
            if first {
                *stage = Stage::Works;
            }
            first
        });
        Ok(desk)
    }

    /// Whether a desk runs, which goes on when its window is closed.
    pub(crate) fn runs(&self) -> bool {
        *self.stage.borrow() == Stage::Works
    }

    /// The page asks about what is not signed yet, then quits. Where it does not work, or is asked again at once, it is not waited for.
    pub(crate) fn quit(&self) {
        let now = Instant::now();
        let asked = self
            .asked_to_quit
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .replace(now);
        let again = asked.is_some_and(|asked| now.duration_since(asked) < ASKED);
        let page = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        match page.as_ref() {
            Some(page) if self.runs() && !again && page.send(vec![DeltaView::Quit]).is_ok() => {
                shell::raise(&self.app);
            }
            _ => self.app.exit(0),
        }
    }

    /// Finishes what runs and lets go of the log.
    pub(crate) async fn stop(&self) {
        self.stage.send_replace(Stage::Ends);
        if let Some(running) = self.running.lock().await.take() {
            running.stop().await;
        }
    }

    /// Asks a team to let this device in. The desk's own workspace, which nothing was done in, is put aside, and the desk
    /// starts again as the team's.
    pub(crate) async fn join(
        &self,
        link: String,
        name: String,
        ca: Option<String>,
    ) -> Result<(), UiError> {
        let desk = self.desk().await?;
        if !desk.hydrate().await?.first_run {
            return Err(UiError::new(UiErrorCode::NotAllowed, Fault::DeskInUse));
        }
        let mut running = self.running.lock().await;
        if let Some(running) = running.take() {
            running.stop().await;
        }
        let home = home()?;
        let now = clock::system()();
        let asked = async_runtime::spawn_blocking(move || {
            move_in(&home, &SystemKeychain, &link, &name, ca.as_deref(), now)
        });
        let asked = asked.await.map_err(|error| internal(&error))?;
        // What the window remembers was put aside with the rest.
        if let Err(error) = self.app.state::<Kept>().again() {
            tracing::warn!(%error, "the window's place could not be kept");
        }
        // Whatever became of it, a desk starts: the team's, or again its own.
        drop(running);
        let started = self.desk().await;
        asked.map_err(refused)?;
        started.map(drop)
    }

    async fn start(&self) -> Result<Running, UiError> {
        let clock = clock::system();
        let home = home()?;
        let now = clock();
        let prepared = {
            let home = home.clone();
            async_runtime::spawn_blocking(move || prepare(&home, now)).await
        };
        let (workspace, key, session_key) = prepared.map_err(|error| internal(&error))??;
        let store = Store::open(&home).await.map_err(DeskError::from)?;
        let auth = fermata_client::session_auth(
            session_key,
            workspace.person.clone(),
            workspace.workspace,
            Arc::clone(&clock),
        );
        let (own, url) = match gateway::find(&home, &workspace).await? {
            Found::Own(own) => {
                let url = own.url().to_owned();
                (Some(*own), url)
            }
            Found::Other(url) => (None, url),
        };
        let own: gateway::Own = Arc::new(Mutex::new(own));
        let client = workspace.client(&url, auth).map_err(DeskError::from)?;
        let started = self.follow(home, workspace, key, store, client, &own).await;
        if started.is_err() {
            gateway::stop(&own).await;
        }
        started
    }

    async fn follow(
        &self,
        home: Home,
        workspace: Workspace,
        key: SecretKey,
        store: Store,
        client: Client,
        own: &gateway::Own,
    ) -> Result<Running, UiError> {
        let clock = clock::system();
        let (wakes, mut inbox) = tokio::sync::mpsc::unbounded_channel::<Wake>();
        let renewal = (home.clone(), workspace.clone());
        let signs = (home.clone(), workspace.clone(), client.clone());
        let (live, is_live) = watch::channel(false);
        let host = Window {
            app: self.app.clone(),
            page: Arc::clone(&self.page),
            frames: Arc::default(),
            alerts: None,
            alarm: None,
            clock: Arc::clone(&clock),
            wakes: wakes.clone(),
            live,
        };
        let (desk, _task) = Controller::start(
            host,
            home,
            store.clone(),
            workspace,
            key,
            client.clone(),
            clock,
        )
        .await?;
        let to = desk.clone();
        async_runtime::spawn(async move {
            while let Some(wake) = inbox.recv().await {
                to.wake(wake).await;
            }
        });
        let mut beside = Vec::new();
        match &renewal.1.place {
            Place::Team(team) => beside.push(async_runtime::spawn(knock(
                renewal.1.clone(),
                team.join.clone(),
                is_live,
            ))),
            Place::Here(_) => {
                if gateway::is_elsewhere(own) {
                    let (home, workspace) = renewal.clone();
                    let (client, desk, own) = (client.clone(), desk.clone(), Arc::clone(own));
                    beside.push(async_runtime::spawn(gateway::take_over(
                        home, workspace, client, desk, own, is_live,
                    )));
                }
                beside.push(async_runtime::spawn(keep_roster_young(
                    renewal,
                    client.clone(),
                )));
            }
        }
        async_runtime::spawn(follow_gateway(client, store, desk.clone()));
        Ok(Running {
            desk,
            gateway: Arc::clone(own),
            signs,
            beside,
        })
    }
}

fn home() -> Result<Home, UiError> {
    Home::from_env()
        .map_err(|error| UiError::new(UiErrorCode::Disk, Sentence::english(error.to_string())))
}

fn refused(error: JoinError) -> UiError {
    match error {
        JoinError::Setup(error) => DeskError::from(error).into(),
        other => UiError::new(UiErrorCode::BadArguments, other.words()),
    }
}

/// Asks the team's gateway to let this device in, until it is in: the gateway keeps who asks in memory alone.
async fn knock(workspace: Workspace, join: String, mut live: watch::Receiver<bool>) {
    let Ok(client) = workspace.client(&workspace.url(), Auth::Token(String::new())) else {
        return;
    };
    while !*live.borrow_and_update() {
        match client.join(&join).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => tracing::info!(%error, "the team's gateway does not take the request"),
        }
        // Coming in ends the wait, and so does a desk that is gone.
        if matches!(timeout(KNOCK_EVERY, live.changed()).await, Ok(Err(_))) {
            return;
        }
    }
}

fn internal(error: &dyn std::fmt::Display) -> UiError {
    UiError::new(UiErrorCode::Internal, Sentence::english(error.to_string()))
}

/// The workspace and its reviewer key, made on the first run. The key comes twice: once to decide, once for sessions.
fn prepare(home: &Home, now: Timestamp) -> Result<(Workspace, SecretKey, SecretKey), DeskError> {
    let keychain: &dyn Keystore = &SystemKeychain;
    let workspace = match Workspace::load(home)? {
        Some(workspace) => workspace,
        None => {
            let name = std::env::var("USER").unwrap_or_default();
            let name = if name.is_empty() { "You" } else { &name };
            Workspace::make(home, keychain, name, &Additions::default(), now)?
        }
    };
    let key = reviewer_key(&workspace, keychain)?;
    let again = reviewer_key(&workspace, keychain)?;
    Ok((workspace, key, again))
}

/// Personal mode renews its roster by itself, for as long as the desk is open. A failure leaves the old one in force, and is tried again.
async fn keep_roster_young((home, workspace): (Home, Workspace), client: Client) {
    let clock = clock::system();
    loop {
        let keychain = Arc::new(SystemKeychain);
        let renewed =
            fermata_desk::renew_roster(&home, workspace.clone(), keychain, &client, clock());
        if let Err(error) = renewed.await {
            tracing::warn!(%error, "the roster could not be renewed");
        }
        tokio::time::sleep(RENEW_EVERY).await;
    }
}

fn send(page: &Page, message: Option<Vec<DeltaView>>) {
    let page = page.lock().unwrap_or_else(PoisonError::into_inner);
    if let (Some(channel), Some(message)) = (page.as_ref(), message)
        && let Err(error) = channel.send(message)
    {
        tracing::warn!(%error, "the page does not listen");
    }
}

/// The window as the controller's world.
struct Window {
    app: AppHandle,
    page: Page,
    frames: Arc<Mutex<Frames>>,
    alerts: Option<Alerts>,
    alarm: Option<async_runtime::JoinHandle<()>>,
    clock: fermata_desk::Clock,
    wakes: tokio::sync::mpsc::UnboundedSender<Wake>,
    live: watch::Sender<bool>,
}

impl Window {
    fn alerts(&mut self) -> &Alerts {
        let wakes = self.wakes.clone();
        self.alerts.get_or_insert_with(|| {
            Alerts::start(move |wake| {
                // A desk that is gone opens nothing.
                let _ = wakes.send(wake);
            })
        })
    }
}

impl Host for Window {
    fn emit(&mut self, deltas: Vec<DeltaView>) {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        if !frames.add(deltas) {
            return;
        }
        send(&self.page, frames.message());
        let (frames, page) = (Arc::clone(&self.frames), Arc::clone(&self.page));
        async_runtime::spawn(async move {
            loop {
                tokio::time::sleep(FRAME).await;
                let mut frames = frames.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(message) = frames.message() else {
                    return;
                };
                send(&page, Some(message));
            }
        });
    }

    fn notify(&mut self, alert: Alert) {
        let words = self.words();
        self.alerts().show(alert, words);
    }

    fn withdraw(&mut self, esc: Esc) {
        self.alerts().withdraw(esc);
    }

    fn tray(&mut self, state: TrayState) {
        self.live.send_replace(state.live);
        let app = self.app.clone();
        // Tray calls belong to the main thread; without one there is no tray to set.
        let _ = self.app.run_on_main_thread(move || tray::set(&app, state));
    }

    fn language(&self) -> Language {
        language::of(&self.app)
    }

    fn minutes_east(&self, at: Timestamp) -> i32 {
        clock::minutes_east(at)
    }

    fn raise(&mut self) {
        let app = self.app.clone();
        let _ = self.app.run_on_main_thread(move || shell::raise(&app));
    }

    fn wake_at(&mut self, at: Option<Timestamp>) {
        if let Some(alarm) = self.alarm.take() {
            alarm.abort();
        }
        let Some(at) = at else { return };
        let wait = u64::try_from(at.millis() - (self.clock)().millis()).unwrap_or(0);
        let wakes = self.wakes.clone();
        self.alarm = Some(async_runtime::spawn(async move {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            let _ = wakes.send(Wake::Alarm);
        }));
    }
}

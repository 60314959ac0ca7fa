//! The gateway that this desk works with: its own, or one that another process of this machine runs over the same log.
//!
//! Whoever holds the log serves it. A command that runs for a moment may hold it when the desk starts, so the desk
//! works with that one and takes the log over once it is gone.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use fermata_client::{Auth, Client};
use fermata_desk::{
    Desk, DeskError, Here, Home, Place, SystemKeychain, Wake, Workspace,
    ipc::{Sentence, UiError, UiErrorCode},
};
use fermata_gateway::{Address, Embed, EmbedError, Embedded, GatewayError};
use fermata_log::LogError;
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

use crate::clock;

/// Whoever holds the log says soon where it serves it; it may also just be ending.
const PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN: Duration = Duration::from_millis(50);
const HEALTH: Duration = Duration::from_secs(2);
/// A gateway that is away is looked for this often.
const AWAY: Duration = Duration::from_secs(2);

/// The desk's own gateway, once it has one.
pub(crate) type Own = Arc<Mutex<Option<Embedded>>>;

/// Where the log is served.
pub(crate) enum Found {
    /// Here.
    Own(Box<Embedded>),
    /// By another process, or by the team, at this URL.
    Other(String),
}

/// Serves the log, or finds who does.
pub(crate) async fn find(home: &Home, workspace: &Workspace) -> Result<Found, UiError> {
    let here = match &workspace.place {
        Place::Here(here) => here,
        Place::Team(team) => return Ok(Found::Other(team.gateway.clone())),
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        let taken = match start(home, workspace, here).await? {
            Ok(own) => return Ok(Found::Own(own)),
            Err(taken) => taken,
        };
        if let Some(url) = served(home).await {
            return Ok(Found::Other(url));
        }
        if Instant::now() >= deadline {
            return Err(error(UiErrorCode::Taken, &taken));
        }
        sleep(BETWEEN).await;
    }
}

/// Takes the log over when whoever serves it is gone, and goes to wherever it is served until then.
pub(crate) async fn take_over(
    home: Home,
    workspace: Workspace,
    client: Client,
    desk: Desk,
    own: Own,
    mut live: watch::Receiver<bool>,
) {
    // As long as the other one is there, there is nothing to do.
    while live.wait_for(|live| !live).await.is_ok() {
        let url = match find(&home, &workspace).await {
            Ok(Found::Own(gateway)) => {
                let url = gateway.url().to_owned();
                *own.lock().unwrap_or_else(PoisonError::into_inner) = Some(*gateway);
                Ok(url)
            }
            Ok(Found::Other(url)) => Ok(url),
            Err(error) => Err(error),
        };
        let moved = url.and_then(|url| Ok(client.move_to(&url).map_err(DeskError::from)?));
        desk.wake(Wake::NoGateway(moved.err())).await;
        if !is_elsewhere(&own) {
            return;
        }
        // Coming back is noticed at once; staying away is looked at again.
        let _ = timeout(AWAY, live.changed()).await;
    }
}

/// Whether another process serves the log.
pub(crate) fn is_elsewhere(own: &Own) -> bool {
    own.lock().unwrap_or_else(PoisonError::into_inner).is_none()
}

/// Lets go of the log, if it is served here.
pub(crate) async fn stop(own: &Own) {
    let gateway = own.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(gateway) = gateway
        && let Err(error) = gateway.stop().await
    {
        tracing::error!(%error, "the log did not close well");
    }
}

/// The gateway of another process that answers now.
async fn served(home: &Home) -> Option<String> {
    let url = Address::read(&home.gateway_json())?.url;
    let client = Client::new(&url, Auth::Token(String::new())).ok()?;
    let answer = timeout(HEALTH, client.health()).await;
    answer.is_ok_and(|answer| answer.is_ok()).then_some(url)
}

/// Starts this workspace's gateway in this process; the inner error says that another one holds the log.
async fn start(
    home: &Home,
    workspace: &Workspace,
    here: &Here,
) -> Result<Result<Box<Embedded>, LogError>, UiError> {
    let embed = Embed {
        log: home.log_db(),
        address: home.gateway_json(),
        listen: here.listen,
        id: here.gateway.clone(),
        key: workspace.gateway_key(home).map_err(DeskError::from)?,
        ws: workspace.workspace,
        pin: workspace.pin,
        genesis: here.genesis.clone(),
        tokens: workspace.tokens(home).map_err(DeskError::from)?,
        clock: clock::system(),
        renew: Some(Box::new(workspace.renewal(
            home,
            Arc::new(SystemKeychain),
            clock::system()(),
        ))),
    };
    match embed.start().await {
        Ok(gateway) => {
            let (home, workspace) = (home.clone(), workspace.clone());
            gateway.reread_tokens(move || workspace.tokens(&home).ok());
            Ok(Ok(Box::new(gateway)))
        }
        Err(EmbedError::Gateway(GatewayError::Log(taken @ LogError::Taken { .. }))) => {
            Ok(Err(taken))
        }
        Err(EmbedError::Gateway(GatewayError::Log(newer @ LogError::NewerDatabase { .. }))) => {
            Err(error(UiErrorCode::NewerDatabase, &newer))
        }
        Err(EmbedError::Gateway(taken @ GatewayError::PortTaken(_))) => {
            Err(error(UiErrorCode::Taken, &taken))
        }
        Err(other) => Err(error(UiErrorCode::Disk, &other)),
    }
}

fn error(code: UiErrorCode, error: &dyn std::fmt::Display) -> UiError {
    UiError::new(code, Sentence::english(error.to_string()))
}

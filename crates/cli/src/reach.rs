//! Finding a gateway: the one named, the one that runs on this machine, or one of our own for as long as the command takes.

use std::{net::SocketAddr, time::Duration};

use fermata_client::{Auth, Client};
use fermata_desk::{Place, SystemKeychain, Workspace};
use fermata_gateway::{Address, Embed, EmbedError, Embedded, GatewayError};
use fermata_log::LogError;

use crate::{context::Context, failure::Failure};

/// Whoever owns the log says soon where it listens; it may also just be ending.
const PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN: Duration = Duration::from_millis(50);
const HEALTH: Duration = Duration::from_secs(2);

/// A gateway that answers.
pub(crate) struct Reach {
    pub(crate) url: String,
    own: Option<Embedded>,
}

impl Reach {
    /// It was started for this command.
    pub(crate) fn is_own(&self) -> bool {
        self.own.is_some()
    }
}

impl Context {
    /// Works with a gateway, and ends it afterwards if it was started for this.
    pub(crate) async fn with_gateway<T>(
        &self,
        work: impl AsyncFnOnce(&Reach) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let reach = self.reach().await?;
        let worked = work(&reach).await;
        if let Some(own) = reach.own {
            own.stop().await?;
        }
        worked
    }

    async fn reach(&self) -> Result<Reach, Failure> {
        if let Some(url) = &self.gateway {
            return Ok(Reach {
                url: url.clone(),
                own: None,
            });
        }
        let workspace = self.workspace()?;
        let here = match &workspace.place {
            Place::Here(here) => here,
            Place::Team(team) => {
                return Ok(Reach {
                    url: team.gateway.clone(),
                    own: None,
                });
            }
        };
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(url) = self.running().await {
                return Ok(Reach { url, own: None });
            }
            match self.embed(here.listen, None).await {
                Ok(own) => {
                    return Ok(Reach {
                        url: own.url().to_owned(),
                        own: Some(own),
                    });
                }
                Err(Start::Taken(error)) => {
                    if tokio::time::Instant::now() >= deadline {
                        return Err(error.into());
                    }
                    tokio::time::sleep(BETWEEN).await;
                }
                // A short-lived gateway needs no known port.
                Err(Start::Port) => {
                    let own = self
                        .embed(SocketAddr::from(([127, 0, 0, 1], 0)), None)
                        .await
                        .map_err(Failure::from)?;
                    return Ok(Reach {
                        url: own.url().to_owned(),
                        own: Some(own),
                    });
                }
                Err(Start::Other(failure)) => return Err(failure),
            }
        }
    }

    /// The gateway of this machine that answers now.
    pub(crate) async fn running(&self) -> Option<String> {
        let address = Address::read(&self.home.gateway_json())?;
        self.healthy(&address.url).await.then_some(address.url)
    }

    /// Whether a gateway answers there.
    pub(crate) async fn healthy(&self, url: &str) -> bool {
        let Ok(client) = self.anonymous(url) else {
            return false;
        };
        tokio::time::timeout(HEALTH, client.health())
            .await
            .is_ok_and(|answer| answer.is_ok())
    }

    /// A client for what anybody may ask.
    pub(crate) fn anonymous(&self, url: &str) -> Result<Client, Failure> {
        let nobody = Auth::Token(String::new());
        Ok(match Workspace::load(&self.home)? {
            Some(workspace) => workspace.client(url, nobody)?,
            None => Client::new(url, nobody)?,
        })
    }

    /// Starts this workspace's gateway in this process.
    pub(crate) async fn embed(
        &self,
        listen: SocketAddr,
        log: Option<std::path::PathBuf>,
    ) -> Result<Embedded, Start> {
        let workspace = self.workspace().map_err(Start::Other)?;
        let here = workspace.here().ok_or_else(|| Start::Other(elsewhere()))?;
        let setup = |error: fermata_desk::SetupError| Start::Other(error.into());
        let (home, again) = (self.home.clone(), workspace.clone());
        let embed = Embed {
            log: log.unwrap_or_else(|| self.home.log_db()),
            address: self.home.gateway_json(),
            listen,
            id: here.gateway.clone(),
            key: workspace.gateway_key(&self.home).map_err(setup)?,
            ws: workspace.workspace,
            pin: workspace.pin,
            genesis: here.genesis.clone(),
            tokens: workspace.tokens(&self.home).map_err(setup)?,
            clock: std::sync::Arc::clone(&self.clock),
            renew: Some(Box::new(workspace.renewal(
                &self.home,
                std::sync::Arc::new(SystemKeychain),
                self.now(),
            ))),
        };
        let own = embed.start().await.map_err(|error| match error {
            EmbedError::Gateway(GatewayError::Log(error @ LogError::Taken { .. })) => {
                Start::Taken(error)
            }
            EmbedError::Gateway(GatewayError::PortTaken(_)) => Start::Port,
            other => Start::Other(other.into()),
        })?;
        own.reread_tokens(move || again.tokens(&home).ok());
        Ok(own)
    }
}

/// Why a gateway does not start here.
pub(crate) enum Start {
    /// Another process owns the log.
    Taken(LogError),
    /// Something else listens there.
    Port,
    /// Anything else.
    Other(Failure),
}

impl From<Start> for Failure {
    fn from(start: Start) -> Self {
        match start {
            Start::Taken(error) => error.into(),
            Start::Port => Self::new(
                "port_taken",
                "The port is taken: stop what listens there, or choose another one with --listen.",
            ),
            Start::Other(failure) => failure,
        }
    }
}

/// What only the machine that serves the log can do.
pub(crate) fn elsewhere() -> Failure {
    Failure::new(
        "not_here",
        "This workspace's log is served by its team's gateway, so none runs here: use it as it is, or run this where the workspace was made.",
    )
}

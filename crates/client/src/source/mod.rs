//! A source in Rust: proposes, waits, verifies, runs, reports. Every step survives the end of the process at any instant.
//!
//! Here: the order of the steps around the protocol's own checks, and the registry that makes them durable.
//! Not here: the checks (`fermata_protocol::resolution`), and any trust in the gateway: what runs is what people signed.

mod error;
mod propose;
mod registry;
mod report;
mod run;
mod stored;
mod voice;
mod wait;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use fermata_protocol::{
    Esc, Name, SecretKey, Sha, Timestamp, Ws,
    resolution::Source as Own,
    roster::{Standing, Timeline},
};
use serde::Deserialize;

use crate::{Auth, Client, session_auth};
use registry::{Registry, Row};
use voice::Voice;

pub use error::SourceError;
pub use propose::Proposed;
pub use registry::RegistryError;
pub use run::{Failure, Recovered};
pub use voice::Credentials;
pub use wait::{Run, Waited};

/// What time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What it takes to be a source.
#[derive(Debug)]
pub struct Config {
    /// The gateway's address.
    pub gateway: String,
    /// The workspace.
    pub workspace: Ws,
    /// The source's name in the roster.
    pub source: Name,
    /// Its token or key.
    pub credentials: Credentials,
    /// SHA-256 of the first roster's payload bytes.
    pub roster_pin: Sha,
    /// Where its registry lies; a local disk.
    pub registry: PathBuf,
    /// The team's own certificate authority, as PEM: no other vouches for the gateway. Without one the machine's do.
    pub ca: Option<String>,
}

/// The file that a set-up writes for a source.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    gateway: String,
    workspace: Ws,
    source: Name,
    token: String,
    roster_pin: Sha,
    ca: Option<String>,
}

impl Config {
    /// From the file that a set-up writes, such as `$FERMATA_HOME/sources/ID.json`; the registry lies beside it as `ID.registry`.
    ///
    /// # Errors
    /// The file can not be read, or is not of its form.
    pub fn from_file(path: &Path) -> Result<Self, SourceError> {
        let wrong = |error: &dyn std::fmt::Display| {
            SourceError::Config(format!("{} can not be used: {error}", path.display()))
        };
        let bytes = std::fs::read(path).map_err(|error| wrong(&error))?;
        let file: SourceFile = serde_json::from_slice(&bytes).map_err(|error| wrong(&error))?;
        Ok(Self {
            gateway: file.gateway,
            workspace: file.workspace,
            source: file.source,
            credentials: Credentials::Token(file.token),
            roster_pin: file.roster_pin,
            registry: path.with_extension("registry"),
            ca: file.ca,
        })
    }
}

/// One source of one workspace, with its own registry. Cloning shares both.
#[derive(Clone)]
pub struct Source(Arc<Inner>);

struct Inner {
    client: Client,
    voice: Voice,
    clock: Clock,
    registry: Registry,
    /// What stands. Whoever judges a resolution holds it until the registry has the result.
    known: tokio::sync::Mutex<Known>,
    /// What this process may run, and what it runs. A decided row in neither is left over from another one.
    here: Mutex<HashMap<Esc, Here>>,
    /// Reports go one at a time, in order.
    reporting: tokio::sync::Mutex<()>,
}

struct Known {
    timeline: Timeline,
    answered_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Here {
    Ready,
    Running,
}

impl Source {
    /// Opens the registry and reads what this source knew. Nothing is sent yet; call [`Source::recover`] before anything is run.
    ///
    /// # Errors
    /// The registry's; `roster_rollback` when it lost a roster that it had accepted.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, SourceError> {
        let (auth, key) = match config.credentials {
            Credentials::Token(token) => (Auth::Token(token), None),
            Credentials::Key(key) => {
                let again = SecretKey::from_seed(&key.dangerous_seed());
                let auth = session_auth(
                    again,
                    config.source.clone(),
                    config.workspace,
                    Arc::clone(&clock),
                );
                (auth, Some(key))
            }
        };
        let client = Client::trusting(&config.gateway, auth, config.ca.as_deref())?;
        let registry = Registry::open(&config.registry).await?;
        let timeline = registry
            .load_standing(config.workspace, config.roster_pin)
            .await?;
        let known = Known {
            timeline,
            answered_at: Timestamp::from_millis(0),
        };
        let voice = Voice {
            name: config.source,
            ws: config.workspace,
            key,
            clock: Arc::clone(&clock),
        };
        Ok(Self(Arc::new(Inner {
            client,
            voice,
            clock,
            registry,
            known: tokio::sync::Mutex::new(known),
            here: Mutex::default(),
            reporting: tokio::sync::Mutex::default(),
        })))
    }

    /// [`Source::open`] with what [`Config::from_file`] reads.
    ///
    /// # Errors
    /// As both.
    pub async fn from_file(path: &Path, clock: Clock) -> Result<Self, SourceError> {
        Self::open(Config::from_file(path)?, clock).await
    }

    /// Finishes what is being stored and closes the registry.
    pub async fn close(self) {
        self.0.registry.close().await;
    }

    /// What stands now, asked of the gateway: contracts for a draft, queues, halts.
    ///
    /// # Errors
    /// The gateway's and the registry's.
    pub async fn standing(&self) -> Result<Arc<Standing>, SourceError> {
        let mut known = self.0.known.lock().await;
        self.refresh(&mut known).await?;
        Ok(Arc::clone(known.timeline.now()))
    }

    /// The gateway, as this source sees it.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Reads what is new. Only an answer counts as fresh, and as old as the question.
    async fn refresh(&self, known: &mut Known) -> Result<(), SourceError> {
        let asked_at = (self.0.clock)();
        let answer = self.0.client.standing(known.timeline.last_seq(), 0).await?;
        let mut entries = answer.entries;
        entries.retain(|entry| entry.seq > known.timeline.last_seq() && entry.esc.is_none());
        // Stored before it is believed: what was believed once must not be forgotten.
        let mut timeline = known.timeline.clone();
        for entry in &entries {
            // What does not hold is skipped by every reader alike.
            let _ = timeline.take(entry);
        }
        let roster = timeline.now().roster().ok().map(AsRef::as_ref);
        self.0.registry.store_standing(&entries, roster).await?;
        *known = Known {
            timeline,
            answered_at: asked_at,
        };
        Ok(())
    }

    fn own<'a>(&'a self, known: &'a Known) -> Own<'a> {
        Own {
            name: &self.0.voice.name,
            ws: self.0.voice.ws,
            standing: known.timeline.now(),
            answered_at: known.answered_at,
        }
    }

    fn here(&self) -> MutexGuard<'_, HashMap<Esc, Here>> {
        self.0.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn row(&self, esc: Esc) -> Result<Row, SourceError> {
        self.0
            .registry
            .by_esc(esc)
            .await?
            .ok_or(SourceError::NotMine(esc))
    }
}

//! A gateway inside another process: the desk's in personal mode, or a command's for as long as it runs.
//!
//! It owns the SQLite log and says in a file where it listens, so that other processes of this machine find it.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use fermata_log::{Clock, EventLog, SqliteLog};
use fermata_protocol::{
    Code, Name, NewEntry, SecretKey, Sha, Ws,
    roster::{InForce, Timeline},
};
use serde::{Deserialize, Serialize};

use crate::{Config, Gateway, GatewayError, Running};

/// Where a gateway of this machine listens, and which process it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Its URL.
    pub url: String,
    /// Its process.
    pub pid: u32,
}

impl Address {
    /// Reads the file that [`Embed::start`] writes; `None` when there is none. Whether the process still lives is for the caller to ask it.
    pub fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(path).ok()?).ok()
    }
}

/// What it takes to run a gateway over the SQLite log of one directory.
pub struct Embed {
    /// The log.
    pub log: PathBuf,
    /// Where to write the [`Address`].
    pub address: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The gateway's name.
    pub id: Name,
    /// Its key.
    pub key: SecretKey,
    /// The workspace.
    pub ws: Ws,
    /// The first roster's digest.
    pub pin: Sha,
    /// The first roster's statements.
    pub genesis: Vec<String>,
    /// Hashes of the tokens of vouched sources.
    pub tokens: BTreeMap<Name, Sha>,
    /// What time it is.
    pub clock: Clock,
    /// Gives a next roster, if the one in force needs one before anything is served.
    pub renew: Option<Renew>,
}

/// Signs the next roster over the one in force, or nothing; it may ask a keychain, and block.
pub type Renew = Box<dyn FnOnce(&InForce) -> Option<Vec<String>> + Send>;

/// A gateway that runs in this process.
pub struct Embedded {
    running: Running,
    log: Arc<dyn EventLog>,
    address: PathBuf,
}

/// Why it can not run here.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// The log or the gateway.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The workspace's first roster can not be read.
    #[error("the workspace's first roster can not be read: {0}")]
    Genesis(#[from] Code),
    /// The address file can not be written.
    #[error("can not write {path}: {cause}")]
    Address {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
}

impl From<fermata_log::LogError> for EmbedError {
    fn from(error: fermata_log::LogError) -> Self {
        Self::Gateway(error.into())
    }
}

impl Embed {
    /// Opens the log and starts the gateway.
    ///
    /// # Errors
    /// The log is taken, damaged or from a newer version; the port is taken; the disk refuses.
    pub async fn start(self) -> Result<Embedded, EmbedError> {
        let sqlite = Arc::new(SqliteLog::open(&self.log, Arc::clone(&self.clock)).await?);
        let log: Arc<dyn EventLog> = Arc::clone(&sqlite) as _;
        let genesis = NewEntry::of(self.genesis)?;
        if let Some(renew) = self.renew {
            bring_up_to_date(log.as_ref(), Timeline::new(self.pin, self.ws), renew).await?;
        }
        let started = Gateway::start(Config {
            listen: self.listen,
            id: self.id,
            key: self.key,
            ws: self.ws,
            pin: self.pin,
            genesis: vec![genesis],
            tokens: self.tokens,
            log: Arc::clone(&log),
            clock: self.clock,
            random: getrandom::fill,
        })
        .await;
        let running = match started {
            Ok(running) => running,
            Err(error) => {
                log.close().await?;
                return Err(error.into());
            }
        };
        // Only so that a second process can be told where; the lock holds without it.
        if let Err(error) = sqlite.serving_at(&running.url) {
            tracing::warn!(%error, "the log's lock file does not say where it is served");
        }
        let address = Address {
            url: running.url.clone(),
            pid: std::process::id(),
        };
        write(&self.address, &address).map_err(|cause| EmbedError::Address {
            path: self.address.display().to_string(),
            cause,
        })?;
        Ok(Embedded {
            running,
            log,
            address: self.address,
        })
    }
}

async fn bring_up_to_date(
    log: &dyn EventLog,
    mut timeline: Timeline,
    renew: Renew,
) -> Result<(), EmbedError> {
    for entry in log.standing(0).await? {
        // What is skipped has no effect for any reader.
        let _ = timeline.take(&entry);
    }
    let Ok(current) = timeline.now().roster().cloned() else {
        return Ok(());
    };
    let next = tokio::task::spawn_blocking(move || renew(&current)).await;
    if let Ok(Some(statements)) = next {
        log.append(NewEntry::of(statements)?).await?;
    }
    Ok(())
}

/// Whole or not at all: who reads it meanwhile finds the old one or the new one.
fn write(path: &Path, address: &Address) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, serde_json::to_vec(address)?)?;
    std::fs::rename(beside, path)
}

impl Embedded {
    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.running.url
    }

    /// Takes other tokens from now on.
    pub fn set_tokens(&self, tokens: BTreeMap<Name, Sha>) {
        self.running.set_tokens(tokens);
    }

    /// Reads the tokens again whenever what stands changes: another process of this machine may have added a source.
    pub fn reread_tokens(&self, read: impl Fn() -> Option<BTreeMap<Name, Sha>> + Send + 'static) {
        self.running.reread_tokens(read);
    }

    /// Stops it and closes the log.
    ///
    /// # Errors
    /// The log's.
    pub async fn stop(self) -> Result<(), EmbedError> {
        self.running.shutdown().await;
        // A file that is gone already is what this wants.
        let _ = std::fs::remove_file(&self.address);
        Ok(self.log.close().await?)
    }
}

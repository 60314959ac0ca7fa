//! Starting and stopping.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError, RwLock, atomic::AtomicUsize, atomic::Ordering},
    time::Duration,
};

use fermata_protocol::{Keyring, Name, Sha, Typ};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    Config, GatewayError, OPEN_LIMIT, count::Counters, expiry, follow, gate::Gate, live::Live,
    mend, routes, timer::Timer,
};

/// After this a request in flight is cut off when the gateway stops.
const GRACE: Duration = Duration::from_secs(3);

/// The service.
#[derive(Debug, Clone, Copy)]
pub struct Gateway;

/// A gateway that answers. Dropped, it stops at once; [`Running::shutdown`] lets requests in flight finish.
pub struct Running {
    /// Where it answers, such as `http://127.0.0.1:7878`.
    pub url: String,
    /// The same as an address.
    pub addr: SocketAddr,
    gate: Arc<Gate>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Gateway {
    /// Starts: listens, reads the log to its end, then answers.
    ///
    /// # Errors
    /// Why not, and what to do.
    pub async fn start(config: Config) -> Result<Running, GatewayError> {
        if !config.listen.ip().is_loopback() {
            return Err(GatewayError::NotLoopback(config.listen));
        }
        let listener = listen(config.listen).await?;
        let addr = listener
            .local_addr()
            .map_err(|error| GatewayError::Listen(config.listen, error))?;
        begin(&config).await?;
        let gate = Arc::new(gate(config));
        let following = tokio::spawn(follow::follow(gate.clone()));
        // The rest is spawned only when the start succeeds; an error drops this and stops the following.
        let running = Running {
            url: format!("http://{addr}"),
            addr,
            gate: gate.clone(),
            tasks: Mutex::new(vec![following]),
        };
        ready(&gate).await?;
        let mut stop = gate.stop.subscribe();
        let stopped = async move {
            let _ = stop.wait_for(|stop| *stop).await;
        };
        let router = routes::router(gate.clone());
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router)
                .with_graceful_shutdown(stopped)
                .await
            {
                tracing::error!(%error, "the gateway stopped serving");
            }
        });
        let expiring = tokio::spawn(expiry::expire(gate.clone()));
        let mending = tokio::spawn(mend::mend(gate));
        running.tasks().extend([serving, expiring, mending]);
        Ok(running)
    }
}

async fn listen(at: SocketAddr) -> Result<TcpListener, GatewayError> {
    TcpListener::bind(at)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => GatewayError::PortTaken(at),
            _ => GatewayError::Listen(at, error),
        })
}

/// Appends what a new workspace begins with, from where an interrupted start ended.
async fn begin(config: &Config) -> Result<(), GatewayError> {
    let stored = config.log.standing(0).await?;
    let ours = stored.len() < config.genesis.len()
        && stored
            .iter()
            .zip(&config.genesis)
            .all(|(stored, entry)| stored.id == entry.id);
    if ours {
        for entry in &config.genesis[stored.len()..] {
            config.log.append(entry.clone()).await?;
        }
    }
    Ok(())
}

fn gate(config: Config) -> Gate {
    Gate {
        id: config.id,
        ws: config.ws,
        key: config.key,
        log: config.log,
        timer: Timer::new(config.clock),
        random: config.random,
        tokens: RwLock::new(config.tokens),
        open_limit: AtomicUsize::new(OPEN_LIMIT),
        counters: Counters::default(),
        live: RwLock::new(Live::new(config.pin, config.ws)),
        seen: watch::channel(0).0,
        standing: watch::channel(0).0,
        unread: watch::channel(None).0,
        broken: watch::channel(None).0,
        stop: watch::channel(false).0,
        compiled: Mutex::default(),
        rules: Mutex::default(),
        turns: Mutex::default(),
        joins: Mutex::default(),
    }
}

/// Waits until the whole log was read, and checks that what is in force lets this gateway work.
async fn ready(gate: &Gate) -> Result<(), GatewayError> {
    let head = gate.log.head();
    let mut seen = gate.seen.subscribe();
    let mut unread = gate.unread.subscribe();
    // A log of any length may take its time; only a log that can not be read ends the wait.
    while *seen.borrow_and_update() < head {
        tokio::select! {
            _ = seen.changed() => {}
            failed = unread.wait_for(Option::is_some) => {
                if let Ok(Some(error)) = failed.as_deref() {
                    return Err(error.clone().into());
                }
            }
        }
    }
    let standing = gate.in_force();
    let pin = gate.live().timeline.pin();
    let roster = standing.roster().map_err(|_| GatewayError::NoRoster(pin))?;
    let named = |code| GatewayError::NotInRoster {
        id: gate.id.clone(),
        code,
    };
    let (_, holder) = roster
        .key(gate.key.kid(), Typ::Receipt, gate.now())
        .map_err(named)?;
    if holder != fermata_protocol::Holder::Gateway(gate.id.clone()) {
        return Err(named(fermata_protocol::Code::WrongRole));
    }
    gate.rules(&standing)?;
    Ok(())
}

impl Running {
    fn tasks(&self) -> std::sync::MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on these are the tokens of vouched sources, as SHA-256.
    pub fn set_tokens(&self, tokens: BTreeMap<Name, Sha>) {
        *self
            .gate
            .tokens
            .write()
            .unwrap_or_else(PoisonError::into_inner) = tokens;
    }

    /// From now on tokens are read again whenever what stands changes: another process of this machine may have added a source.
    pub fn reread_tokens(&self, read: impl Fn() -> Option<BTreeMap<Name, Sha>> + Send + 'static) {
        let gate = self.gate.clone();
        let (mut standing, mut stop) = (gate.standing.subscribe(), gate.stop.subscribe());
        self.tasks().push(tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = stop.wait_for(|stop| *stop) => return,
                    _ = standing.changed() => {}
                }
                if let Some(tokens) = read() {
                    *gate.tokens.write().unwrap_or_else(PoisonError::into_inner) = tokens;
                }
            }
        }));
    }

    /// From now on so many escalations of one source may be open.
    pub fn set_open_limit(&self, limit: usize) {
        self.gate.open_limit.store(limit, Ordering::SeqCst);
    }

    /// The clock was set, or the machine slept: everything that waits for a time looks at it now and not within the minute.
    pub fn clock_moved(&self) {
        self.gate.timer.moved();
    }

    /// Stops: streams and waits end, requests in flight finish. The log stays open; it is the caller's.
    pub async fn shutdown(self) {
        self.gate.stop.send_replace(true);
        let tasks = std::mem::take(&mut *self.tasks());
        for mut task in tasks {
            if tokio::time::timeout(GRACE, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.gate.stop.send_replace(true);
        for task in self.tasks().drain(..) {
            task.abort();
        }
    }
}

//! What a gateway needs to start, and why it may not.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use fermata_log::{Clock, EventLog, LogError};
use fermata_protocol::{Code, Name, NewEntry, SecretKey, Sha, Ws};

/// Fills bytes with randomness of the operating system: `getrandom::fill`.
pub type Random = fn(&mut [u8]) -> Result<(), getrandom::Error>;

/// So many escalations of one source may be open, unless set otherwise.
pub const OPEN_LIMIT: usize = 10_000;

/// What a gateway needs to start.
pub struct Config {
    /// Where to listen: loopback; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The gateway's name in the roster.
    pub id: Name,
    /// Its key, which the roster names.
    pub key: SecretKey,
    /// The workspace.
    pub ws: Ws,
    /// SHA-256 of the first roster's payload bytes.
    pub pin: Sha,
    /// Appended when the log is still empty: the first roster, contracts, a policy.
    /// A start that was interrupted in the middle of them goes on where it ended.
    pub genesis: Vec<NewEntry>,
    /// SHA-256 of each vouched source's bearer token.
    pub tokens: BTreeMap<Name, Sha>,
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// What time it is.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
}

/// Why a gateway does not start, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// Something listens there already.
    #[error("port {} of {} is taken: stop what listens there, or choose another address to listen on", .0.port(), .0.ip())]
    PortTaken(SocketAddr),
    /// It would be reachable from elsewhere without encryption.
    #[error("{0} is not a loopback address: listen on 127.0.0.1 and put a proxy with TLS in front")]
    NotLoopback(SocketAddr),
    /// It can not listen.
    #[error("can not listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// No roster is in force.
    #[error(
        "the log has no roster with the pinned digest {0}: check the workspace and the pin, or start with the first roster"
    )]
    NoRoster(Sha),
    /// The roster does not let this gateway sign.
    #[error(
        "the roster in force does not let {id} sign with this key ({code}): add the key to the roster's gateways"
    )]
    NotInRoster {
        /// The gateway.
        id: Name,
        /// Why.
        code: Code,
    },
    /// The policy in the log can not be read.
    #[error("the policy in force can not be read: {0}; sign a corrected one")]
    Policy(#[from] crate::PolicyError),
}

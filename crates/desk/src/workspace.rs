//! What a workspace is on this machine: whose it is, which roster it pins, and where its log is served; and the file that says so.
//!
//! Not here: how one is made or joined, which is `setup`'s and `join`'s.

use std::net::SocketAddr;

use fermata_client::{Auth, Client, ClientError};
use fermata_protocol::{Name, SecretKey, Sha, Ws};
use serde::{Deserialize, Serialize};

use crate::{
    Home, Keystore, SetupError,
    setup::{label, read_json, write_json},
};

/// What a workspace is, without its keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// The workspace.
    pub workspace: Ws,
    /// SHA-256 of the first roster's payload bytes.
    pub pin: Sha,
    /// The person who sits here.
    pub person: Name,
    /// Where its log is served.
    pub place: Place,
}

/// Where a workspace's log is served.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// On this machine, by a gateway of its own.
    Here(Here),
    /// By a team's gateway.
    Team(Team),
}

/// The gateway of this machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Here {
    /// Its name in the roster.
    pub gateway: Name,
    /// Where it listens. It stays, so that sources find it again.
    pub listen: SocketAddr,
    /// The first roster's statements, for a log that is still empty.
    pub genesis: Vec<String>,
}

/// A team that this machine asked to join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Team {
    /// Where its gateway answers.
    pub gateway: String,
    /// The statement that asked: it gives the words that are compared.
    pub join: String,
    /// The team's own certificate authority, as PEM: no other vouches for its gateway. Without one the machine's do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
}

/// The file of a workspace of this machine.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFile {
    v: u64,
    workspace: Ws,
    pin: Sha,
    person: Name,
    gateway: Name,
    listen: SocketAddr,
    genesis: Vec<String>,
}

/// The file of a team's workspace.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TeamFile {
    v: u64,
    workspace: Ws,
    pin: Sha,
    person: Name,
    team: Team,
}

/// Form of the file of a workspace of this machine, and of a team's: an older Fermata knows only the first.
const OWN_FORM: u64 = 1;
const TEAM_FORM: u64 = 2;

impl From<OwnFile> for Workspace {
    fn from(file: OwnFile) -> Self {
        Self {
            workspace: file.workspace,
            pin: file.pin,
            person: file.person,
            place: Place::Here(Here {
                gateway: file.gateway,
                listen: file.listen,
                genesis: file.genesis,
            }),
        }
    }
}

impl From<TeamFile> for Workspace {
    fn from(file: TeamFile) -> Self {
        Self {
            workspace: file.workspace,
            pin: file.pin,
            person: file.person,
            place: Place::Team(file.team),
        }
    }
}

impl Workspace {
    /// Its key's name in the keychain. Of a team two people may share a machine, and its keychain.
    pub(crate) fn label(&self, role: &str) -> String {
        match self.place {
            Place::Here(_) => label(self.workspace, role),
            Place::Team(_) => label(self.workspace, &format!("{role}/{}", self.person)),
        }
    }

    /// Keeps this person's key in the keychain.
    pub(crate) fn keep_reviewer_key(
        &self,
        keystore: &dyn Keystore,
        key: &SecretKey,
    ) -> Result<(), SetupError> {
        Ok(keystore.save(&self.label("reviewer"), key)?)
    }

    /// The gateway of this machine, unless a team's serves the log.
    pub fn here(&self) -> Option<&Here> {
        match &self.place {
            Place::Here(here) => Some(here),
            Place::Team(_) => None,
        }
    }

    /// Where its gateway answers.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Here(here) => format!("http://{}", here.listen),
            Place::Team(team) => team.gateway.clone(),
        }
    }

    /// A client of its gateway at this address.
    ///
    /// # Errors
    /// The address or the team's certificate authority can not be used.
    pub fn client(&self, url: &str, auth: Auth) -> Result<Client, ClientError> {
        let ca = match &self.place {
            Place::Here(_) => None,
            Place::Team(team) => team.ca.as_deref(),
        };
        Client::trusting(url, auth, ca)
    }

    /// The workspace in this directory, if one was made.
    ///
    /// # Errors
    /// Unreadable, damaged, or from a newer version.
    pub fn load(home: &Home) -> Result<Option<Self>, SetupError> {
        let path = home.workspace();
        let Some(value) = read_json::<serde_json::Value>(&path)? else {
            return Ok(None);
        };
        let damaged = |error: serde_json::Error| SetupError::Damaged {
            path: path.display().to_string(),
            cause: error.to_string(),
        };
        match value.get("v").and_then(serde_json::Value::as_u64) {
            Some(found) if found > TEAM_FORM => Err(SetupError::Newer {
                path: path.display().to_string(),
                found,
            }),
            Some(TEAM_FORM) => serde_json::from_value(value)
                .map(|file: TeamFile| Some(file.into()))
                .map_err(damaged),
            _ => serde_json::from_value(value)
                .map(|file: OwnFile| Some(file.into()))
                .map_err(damaged),
        }
    }

    /// Writes its description; a workspace is there once this is.
    pub(crate) fn save(&self, home: &Home) -> Result<(), SetupError> {
        let (workspace, pin, person) = (self.workspace, self.pin, self.person.clone());
        match self.place.clone() {
            Place::Here(here) => {
                let Here {
                    gateway,
                    listen,
                    genesis,
                } = here;
                let file = OwnFile {
                    v: OWN_FORM,
                    workspace,
                    pin,
                    person,
                    gateway,
                    listen,
                    genesis,
                };
                write_json(home, &home.workspace(), &file)
            }
            Place::Team(team) => {
                let file = TeamFile {
                    v: TEAM_FORM,
                    workspace,
                    pin,
                    person,
                    team,
                };
                write_json(home, &home.workspace(), &file)
            }
        }
    }
}

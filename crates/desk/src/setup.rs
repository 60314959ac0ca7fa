//! A workspace for one person on one machine: root key, gateway key, reviewer key, first roster, sources with tokens.
//!
//! Desk and command line use this same set-up, so a workspace made by one is whole for the other.
//! The root and reviewer keys live in the keychain; the gateway's key is a file that only its owner reads.

use std::{collections::BTreeMap, io, net::TcpListener, path::Path, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use fermata_protocol::{
    Code, Jti, Name, SecretKey, Sha, Signed, Timestamp, Ws,
    payload::{
        AllowBound, GatewayEntry, Person, PersonKey, PlainKey, Queue, QueueReason, Right, Risk,
        Roster, SourceEntry, Tier, Use,
    },
    roster::InForce,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Here, Home, Keystore, KeystoreError, Place, Workspace};

/// A roster is good for this long; personal mode renews it at half.
const ROSTER_DAYS: i64 = 30;
/// Keys made here are good for this long.
const KEY_DAYS: i64 = 730;

/// Why a workspace can not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The disk.
    #[error("can not {doing} {path}: {cause}; make room there, or see whose it is, and try again")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Where.
        path: String,
        /// Why it failed.
        cause: io::Error,
    },
    /// The keychain.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// A newer Fermata wrote it.
    #[error(
        "{path} was written by a newer version of Fermata (form {found}); update Fermata to use it"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its form.
        found: u64,
    },
    /// It can not be read.
    #[error(
        "{path} is damaged ({cause}); restore it from a backup, or move the directory away to start anew"
    )]
    Damaged {
        /// The file.
        path: String,
        /// Why.
        cause: String,
    },
    /// The keychain does not hold a key that the workspace needs.
    #[error(
        "the keychain has no {0} key for this workspace; restore the keychain that it was made with, or move the directory away to start anew"
    )]
    KeyMissing(&'static str),
    /// A statement could not be made.
    #[error("the workspace's own statements do not verify: {0}")]
    Code(#[from] Code),
}

/// What a source needs to connect, as its file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// The gateway's address.
    pub gateway: String,
    /// The workspace.
    pub workspace: Ws,
    /// The source.
    pub source: Name,
    /// Its bearer token.
    pub token: String,
    /// SHA-256 of the first roster's payload bytes.
    pub roster_pin: Sha,
}

/// What to add to a workspace; what is there already stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Additions {
    /// Queues.
    pub queues: Vec<Queue>,
    /// Vouched sources.
    pub sources: Vec<Name>,
}

/// The queue of a workspace that named none.
fn first_queue() -> Result<Queue, Code> {
    let reason = |code: &str, label: &str| QueueReason {
        code: code.to_owned(),
        label: label.to_owned(),
    };
    Ok(Queue {
        id: name("inbox")?,
        groups: vec![name(GROUP)?],
        reasons: vec![
            reason("wrong_arguments", "Wrong arguments"),
            reason("against_policy", "Against policy"),
            reason("not_what_was_asked", "Not what was asked"),
            reason("unproven_claim", "Unproven claim"),
            reason("ask_customer_first", "Ask the customer first"),
            reason("duplicate", "Duplicate"),
            reason("something_else", "Something else"),
        ],
        default_reason: "wrong_arguments".to_owned(),
        requires: None,
    })
}

/// The group that everybody of a personal workspace is in.
const GROUP: &str = "reviewers";

fn name(text: &str) -> Result<Name, Code> {
    text.parse().map_err(|_| Code::BadMember)
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], SetupError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| SetupError::Io {
        doing: "draw random bytes from",
        path: "the operating system".to_owned(),
        cause: io::Error::other(error.to_string()),
    })?;
    Ok(bytes)
}

pub(crate) fn new_key() -> Result<SecretKey, SetupError> {
    Ok(SecretKey::from_seed(&Zeroizing::new(random::<32>()?)))
}

pub(crate) fn at<T>(
    doing: &'static str,
    path: &Path,
    result: io::Result<T>,
) -> Result<T, SetupError> {
    result.map_err(|cause| SetupError::Io {
        doing,
        path: path.display().to_string(),
        cause,
    })
}

pub(crate) fn read_json<T: serde::de::DeserializeOwned>(
    path: &Path,
) -> Result<Option<T>, SetupError> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => at("read", path, Err(error)),
        Ok(bytes) => {
            serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| SetupError::Damaged {
                    path: path.display().to_string(),
                    cause: error.to_string(),
                })
        }
    }
}

pub(crate) fn write_json(
    home: &Home,
    path: &Path,
    value: &impl Serialize,
) -> Result<(), SetupError> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|error| SetupError::Damaged {
        path: path.display().to_string(),
        cause: error.to_string(),
    })?;
    at("write", path, home.write_private(path, &bytes))
}

/// The root key of this machine's keychain; a workspace of several roots may keep its in files instead.
///
/// # Errors
/// The keychain's, and when it holds none.
pub fn root_key(workspace: &Workspace, keystore: &dyn Keystore) -> Result<SecretKey, SetupError> {
    let found = keystore.load(&workspace.label("root"))?;
    found.ok_or(SetupError::KeyMissing("root"))
}

/// The reviewer's key of this workspace.
///
/// # Errors
/// The keychain's, and when it has none.
pub fn reviewer_key(
    workspace: &Workspace,
    keystore: &dyn Keystore,
) -> Result<SecretKey, SetupError> {
    keystore
        .load(&workspace.label("reviewer"))?
        .ok_or(SetupError::KeyMissing("reviewer"))
}

impl Workspace {
    /// Makes a workspace, or gives the one that another process made meanwhile. The description is written last, so a set-up that was cut short leaves none and can be tried again.
    ///
    /// # Errors
    /// The disk's and the keychain's.
    pub fn make(
        home: &Home,
        keystore: &dyn Keystore,
        person_name: &str,
        additions: &Additions,
        now: Timestamp,
    ) -> Result<Self, SetupError> {
        at("make", home.dir(), home.create())?;
        // Two processes never make two workspaces of one.
        let _alone = at("lock", home.dir(), home.lock("setup.lock"))?;
        if let Some(there) = Self::load(home)? {
            return Ok(there);
        }
        let ws = Ws::make(now, random()?);
        let (root, reviewer, gateway) = (new_key()?, new_key()?, new_key()?);
        let seed = URL_SAFE_NO_PAD.encode(*gateway.dangerous_seed());
        at(
            "write",
            &home.gateway_key(),
            home.write_private(&home.gateway_key(), seed.as_bytes()),
        )?;
        keystore.save(&label(ws, "root"), &root)?;
        keystore.save(&label(ws, "reviewer"), &reviewer)?;
        let key = |key: &SecretKey| PlainKey {
            jwk: key.public().jwk(),
            not_before: now,
            not_after: now.plus(TimeDelta::days(KEY_DAYS)),
        };
        let own = key(&reviewer);
        let person = Person {
            id: name("you")?,
            name: person_name.to_owned(),
            email: String::new(),
            groups: vec![name(GROUP)?],
            max_risk: Risk::Critical,
            rights: vec![
                Right::Halt,
                Right::Contracts,
                Right::Policy,
                Right::Assign,
                Right::Extend,
                Right::Reveal,
                Right::Audit,
            ],
            keys: vec![PersonKey {
                jwk: own.jwk,
                not_before: own.not_before,
                not_after: own.not_after,
                tier: Tier::Software,
                r#use: vec![Use::Decide, Use::Session],
            }],
        };
        let mut roster = Roster {
            jti: Jti::make(now, random()?),
            iss: name("root")?,
            ws,
            issued_at: now,
            version: 1,
            expires_at: now.plus(TimeDelta::days(ROSTER_DAYS)),
            threshold: 1,
            roots: vec![root.public().jwk()],
            allow: AllowBound {
                max_risk: Risk::Low,
                tools: Vec::new(),
            },
            people: vec![person],
            sources: Vec::new(),
            gateways: vec![GatewayEntry {
                id: name("local")?,
                keys: vec![key(&gateway)],
            }],
            queues: Vec::new(),
            revoked: Vec::new(),
            prev_sha256: None,
        };
        let mut wanted = additions.clone();
        if wanted.queues.is_empty() {
            wanted.queues.push(first_queue()?);
        }
        if wanted.sources.is_empty() {
            wanted.sources.push(name("agent")?);
        }
        wanted.put_into(&mut roster)?;
        let signed = Signed::sign(&root, &roster)?;
        let free = at(
            "find a free port on",
            Path::new("127.0.0.1"),
            TcpListener::bind("127.0.0.1:0"),
        )?;
        let workspace = Self {
            workspace: ws,
            pin: signed.payload_sha(),
            person: name("you")?,
            place: Place::Here(Here {
                gateway: name("local")?,
                listen: at(
                    "find a free port on",
                    Path::new("127.0.0.1"),
                    free.local_addr(),
                )?,
                genesis: vec![signed.compact().to_owned()],
            }),
        };
        workspace.give_tokens(home, &wanted.sources)?;
        workspace.save(home)?;
        Ok(workspace)
    }

    /// The next roster version with these additions, signed; `None` when nothing is to be added and the roster is young.
    ///
    /// # Errors
    /// The keychain's, and when it has no root key.
    pub fn next_roster(
        &self,
        home: &Home,
        keystore: &dyn Keystore,
        current: &InForce,
        additions: &Additions,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, SetupError> {
        // A team's roster is its roots' to renew.
        if self.here().is_none() {
            return Ok(None);
        }
        let mut roster = Roster::clone(current);
        additions.put_into(&mut roster)?;
        self.keep_keys(&mut roster, now);
        let old = current.expires_at.millis() - now.millis()
            < TimeDelta::days(ROSTER_DAYS / 2).num_milliseconds();
        if roster == **current && !old {
            return Ok(None);
        }
        roster.jti = Jti::make(now, random()?);
        roster.issued_at = now;
        roster.version += 1;
        roster.expires_at = now.plus(TimeDelta::days(ROSTER_DAYS));
        roster.prev_sha256 = Some(current.payload_sha());
        let root = root_key(self, keystore)?;
        let signed = Signed::sign(&root, &roster)?;
        self.give_tokens(home, &additions.sources)?;
        Ok(Some(vec![signed.compact().to_owned()]))
    }

    /// The keys of this machine stay good: a key that has less than half of its time left gets it anew.
    fn keep_keys(&self, roster: &mut Roster, now: Timestamp) {
        let own = roster.people.iter_mut().filter(|p| p.id == self.person);
        let here = self.here().map(|here| &here.gateway);
        let gateways = roster.gateways.iter_mut().filter(|g| Some(&g.id) == here);
        let ends = own
            .flat_map(|person| person.keys.iter_mut().map(|key| &mut key.not_after))
            .chain(gateways.flat_map(|g| g.keys.iter_mut().map(|key| &mut key.not_after)));
        for not_after in ends {
            let left = not_after.millis() - now.millis();
            if left < TimeDelta::days(KEY_DAYS / 2).num_milliseconds() {
                *not_after = now.plus(TimeDelta::days(KEY_DAYS));
            }
        }
    }

    /// What brings the roster and the keys of this machine up to date before a gateway starts: after a long pause it
    /// could not start with them, and nobody could sign in to renew them.
    pub fn renewal(
        &self,
        home: &Home,
        keystore: Arc<dyn Keystore>,
        now: Timestamp,
    ) -> impl FnOnce(&InForce) -> Option<Vec<String>> + Send + use<> {
        let (workspace, home) = (self.clone(), home.clone());
        move |current| {
            let nothing = Additions::default();
            let next = workspace.next_roster(&home, keystore.as_ref(), current, &nothing, now);
            next.unwrap_or_else(|error| {
                tracing::warn!(%error, "the roster could not be renewed");
                None
            })
        }
    }

    /// Makes a token for each source that has none: its file for the source, its hash for the gateway.
    ///
    /// # Errors
    /// The disk's.
    pub fn give_tokens(&self, home: &Home, sources: &[Name]) -> Result<(), SetupError> {
        let mut hashes = self.tokens(home)?;
        for source in sources {
            if hashes.contains_key(source) {
                continue;
            }
            let token = URL_SAFE_NO_PAD.encode(random::<32>()?);
            let file = SourceFile {
                gateway: self.url(),
                workspace: self.workspace,
                source: source.clone(),
                token: token.clone(),
                roster_pin: self.pin,
            };
            write_json(home, &home.sources().join(format!("{source}.json")), &file)?;
            hashes.insert(source.clone(), Sha::of(&token));
            write_json(home, &home.tokens(), &hashes)?;
        }
        Ok(())
    }

    /// Hashes of the tokens of vouched sources, for the gateway.
    ///
    /// # Errors
    /// Unreadable or damaged.
    pub fn tokens(&self, home: &Home) -> Result<BTreeMap<Name, Sha>, SetupError> {
        Ok(read_json(&home.tokens())?.unwrap_or_default())
    }

    /// The gateway's key.
    ///
    /// # Errors
    /// Unreadable or damaged.
    pub fn gateway_key(&self, home: &Home) -> Result<SecretKey, SetupError> {
        let path = home.gateway_key();
        let text = Zeroizing::new(at("read", &path, std::fs::read_to_string(&path))?);
        let damaged = || SetupError::Damaged {
            path: path.display().to_string(),
            cause: "not 32 bytes in base64url".to_owned(),
        };
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| damaged())?);
        let seed: [u8; 32] = bytes.as_slice().try_into().map_err(|_| damaged())?;
        Ok(SecretKey::from_seed(&Zeroizing::new(seed)))
    }
}

pub(crate) fn label(ws: Ws, role: &str) -> String {
    format!("{ws}/{role}")
}

impl Additions {
    /// Puts into the roster what it does not have, and gives every source every queue.
    fn put_into(&self, roster: &mut Roster) -> Result<(), Code> {
        for queue in &self.queues {
            let mut queue = queue.clone();
            if queue.groups.is_empty() {
                queue.groups.push(name(GROUP)?);
            }
            match roster.queues.iter_mut().find(|q| q.id == queue.id) {
                Some(there) => *there = queue,
                None => roster.queues.push(queue),
            }
        }
        for source in &self.sources {
            if !roster.sources.iter().any(|s| s.id == *source) {
                roster.sources.push(SourceEntry {
                    id: source.clone(),
                    owners: Vec::new(),
                    queues: Vec::new(),
                    max_risk: Risk::Critical,
                    keys: None,
                    vouched: Some(true),
                });
            }
        }
        let all: Vec<Name> = roster.queues.iter().map(|q| q.id.clone()).collect();
        for source in &mut roster.sources {
            source.queues.clone_from(&all);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryKeystore;

    fn now() -> Timestamp {
        "2026-11-22T09:30:00.000Z".parse().unwrap()
    }

    fn made() -> (tempfile::TempDir, Home, MemoryKeystore, Workspace) {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("home"));
        let keys = MemoryKeystore::default();
        let workspace = Workspace::make(&home, &keys, "You", &Additions::default(), now()).unwrap();
        (dir, home, keys, workspace)
    }

    #[test]
    fn set_ups_at_once_make_one_workspace() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("home"));
        let keys = MemoryKeystore::default();
        let make = || Workspace::make(&home, &keys, "You", &Additions::default(), now()).unwrap();
        let made: Vec<Workspace> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(made.iter().all(|one| *one == made[0]));
        assert_eq!(Workspace::load(&home).unwrap().as_ref(), made.first());
        assert!(reviewer_key(&made[0], &keys).is_ok());
    }

    #[test]
    fn a_workspace_is_read_back_and_its_first_roster_verifies() {
        let (_dir, home, keys, workspace) = made();
        assert_eq!(Workspace::load(&home).unwrap(), Some(workspace.clone()));
        let roster = InForce::first(&workspace.here().unwrap().genesis, workspace.pin).unwrap();
        let key = reviewer_key(&workspace, &keys).unwrap();
        assert_eq!(roster.people[0].keys[0].jwk.thumbprint(), key.kid());
        assert!(roster.sources[0].is_vouched());
    }

    #[test]
    fn additions_make_the_next_version_and_nothing_makes_none() {
        let (_dir, home, keys, workspace) = made();
        let first = InForce::first(&workspace.here().unwrap().genesis, workspace.pin).unwrap();
        let none = workspace
            .next_roster(&home, &keys, &first, &Additions::default(), now())
            .unwrap();
        assert_eq!(none, None);
        let more = Additions {
            sources: vec![name("airline-agent").unwrap()],
            ..Additions::default()
        };
        let next = workspace
            .next_roster(&home, &keys, &first, &more, now())
            .unwrap()
            .unwrap();
        let second = first.next(&next).unwrap();
        assert_eq!((second.version, second.sources.len()), (2, 2));
        let file: SourceFile = read_json(&home.sources().join("airline-agent.json"))
            .unwrap()
            .unwrap();
        assert_eq!(
            workspace.tokens(&home).unwrap()[&file.source],
            Sha::of(&file.token)
        );
        let late = now().plus(TimeDelta::days(16));
        assert!(
            workspace
                .next_roster(&home, &keys, &second, &more, late)
                .unwrap()
                .is_some(),
            "renewed at half"
        );
    }

    #[test]
    fn no_private_key_of_a_person_is_on_disk_and_files_are_for_their_owner_alone() {
        let (dir, _home, keys, workspace) = made();
        let key = reviewer_key(&workspace, &keys).unwrap();
        let encoded = URL_SAFE_NO_PAD.encode(*key.dangerous_seed());
        let mut files = vec![dir.path().to_path_buf()];
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(
                    std::fs::read_dir(path)
                        .unwrap()
                        .map(|entry| entry.unwrap().path()),
                );
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains(&encoded), "{}", path.display());
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(
                    std::fs::metadata(&path).unwrap().permissions().mode() & 0o077,
                    0,
                    "{}",
                    path.display()
                );
            }
        }
    }

    #[test]
    fn a_workspace_from_a_newer_version_or_a_damaged_one_is_refused() {
        let (_dir, home, _keys, _workspace) = made();
        std::fs::write(home.workspace(), br#"{"v":3}"#).unwrap();
        assert!(matches!(
            Workspace::load(&home),
            Err(SetupError::Newer { found: 3, .. })
        ));
        std::fs::write(home.workspace(), b"{").unwrap();
        assert!(matches!(
            Workspace::load(&home),
            Err(SetupError::Damaged { .. })
        ));
    }
}

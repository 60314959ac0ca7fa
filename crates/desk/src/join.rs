//! Asking a team to let this device in: its key, the statement that proves it, and the words to compare.

use fermata_client::{Auth, Client, ClientError};
use fermata_protocol::{
    Code, Jti, Kid, Name, Nonce, Signed, Timestamp, joining,
    payload::{Invite, Join},
};

use crate::{
    Fault, Home, Keystore, Place, SetupError, Team, Workspace,
    error::of_client,
    ipc::Sentence,
    setup::{new_key, random, reviewer_key},
    words_of,
};

/// What an invite's link begins with; the invite follows.
pub const LINK: &str = "fermata://join?invite=";
/// Words that are compared: six, 66 bits.
pub const WORDS: usize = 6;

/// Why an invite can not be answered here.
#[derive(Debug)]
pub enum JoinError {
    /// It is none.
    NotAnInvite(Code),
    /// Too late.
    Expired(Timestamp),
    /// It is somebody else's.
    SomebodyElse(Name),
    /// No letter of it fits.
    NoName,
    /// There is a workspace already.
    Occupied(String),
    /// Its gateway can not be reached in a way that keeps secrets.
    Gateway(ClientError),
    /// Keychain or disk.
    Setup(SetupError),
}

impl JoinError {
    /// In words, with what to do.
    pub fn words(&self) -> Sentence {
        match self {
            Self::NotAnInvite(_) => Fault::NoInvite.into(),
            Self::Expired(end) => Fault::InviteEnded(*end).into(),
            Self::SomebodyElse(person) => Fault::InviteOfAnother(&person.to_string()).into(),
            Self::NoName => Fault::NoName.into(),
            Self::Occupied(directory) => Fault::Occupied(directory).into(),
            Self::Gateway(error) => of_client(error),
            Self::Setup(error) => Sentence::english(error.to_string()),
        }
    }
}

impl std::fmt::Display for JoinError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl std::error::Error for JoinError {}

impl From<SetupError> for JoinError {
    fn from(error: SetupError) -> Self {
        Self::Setup(error)
    }
}

/// A device that asks.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The workspace as this machine knows it from now on.
    pub workspace: Workspace,
    /// The statement to give to the team's gateway.
    pub statement: String,
    /// The words to compare, over another way than the link came.
    pub words: Vec<String>,
    /// The device's key.
    pub kid: Kid,
}

/// Makes this machine's key for a team, or finds the one that was made, and the statement that asks. The description of the
/// workspace is written last; asking again with the same invite gives the same words. With a `ca` (PEM) no other authority
/// vouches for the team's gateway.
///
/// # Errors
/// See [`JoinError`].
pub fn ask_to_join(
    home: &Home,
    keystore: &dyn Keystore,
    link: &str,
    person: &Name,
    name: &str,
    ca: Option<&str>,
    now: Timestamp,
) -> Result<Asking, JoinError> {
    let (compact, invite) = invited(link)?;
    trusted(&invite, ca)?;
    if let Some(there) = Workspace::load(home)? {
        return again(home, there, &invite, compact, ca);
    }
    if now > invite.expires_at {
        return Err(JoinError::Expired(invite.expires_at));
    }
    if let Some(other) = invite.person.as_ref().filter(|id| *id != person) {
        return Err(JoinError::SomebodyElse(other.clone()));
    }
    let io = |cause| SetupError::Io {
        doing: "make",
        path: home.dir().display().to_string(),
        cause,
    };
    home.create().map_err(io)?;
    let _alone = home.lock("setup.lock").map_err(io)?;
    let team = |join| Workspace {
        workspace: invite.ws,
        pin: invite.pin,
        person: person.clone(),
        place: Place::Team(Team {
            gateway: invite.gateway.clone(),
            join,
            ca: ca.map(str::to_owned),
        }),
    };
    let draft = team(String::new());
    let key = match reviewer_key(&draft, keystore) {
        Err(SetupError::KeyMissing(_)) => {
            let key = new_key()?;
            draft.keep_reviewer_key(keystore, &key)?;
            key
        }
        found => found?,
    };
    let join = Join {
        jti: Jti::make(now, random()?),
        iss: person.clone(),
        ws: invite.ws,
        issued_at: now,
        jwk: key.public().jwk(),
        name: name.to_owned(),
        nonce: Nonce::new(random()?),
        invite: compact.to_owned(),
    };
    let signed = Signed::sign(&key, &join).map_err(SetupError::from)?;
    let workspace = team(signed.compact().to_owned());
    workspace.save(home)?;
    Ok(Asking {
        workspace,
        statement: signed.compact().to_owned(),
        words: words_of(joining::digest(key.kid(), &invite, join.nonce), WORDS),
        kid: key.kid(),
    })
}

/// Joins from a desk on its first run, which has made a workspace of its own and used it for nothing: that one is put aside
/// beside it, whole, and the team's takes its place. Nothing may have it open. A `ca` is as in [`ask_to_join`].
///
/// # Errors
/// See [`JoinError`]; then everything is as it was.
pub fn move_in(
    home: &Home,
    keystore: &dyn Keystore,
    link: &str,
    name: &str,
    ca: Option<&str>,
    now: Timestamp,
) -> Result<Asking, JoinError> {
    let (_, invite) = invited(link)?;
    if now > invite.expires_at {
        return Err(JoinError::Expired(invite.expires_at));
    }
    let person = match &invite.person {
        Some(person) => person.clone(),
        None => id_of(name)?,
    };
    // Said before anything is moved.
    trusted(&invite, ca)?;
    let own = Workspace::load(home)?;
    let own = own.is_some_and(|there| there.here().is_some());
    let aside = match own {
        true => Some(home.put_aside().map_err(|cause| SetupError::Io {
            doing: "put aside what is in",
            path: home.dir().display().to_string(),
            cause,
        })?),
        false => None,
    };
    let asked = ask_to_join(home, keystore, link, &person, name, ca, now);
    if let (Err(_), Some(aside)) = (&asked, aside) {
        home.take_back(&aside).map_err(|cause| SetupError::Io {
            doing: "take back what was put into",
            path: aside.display().to_string(),
            cause,
        })?;
    }
    asked
}

/// Its gateway can be spoken to, and the authority, if one is given, holds a certificate.
fn trusted(invite: &Invite, ca: Option<&str>) -> Result<(), JoinError> {
    let client = Client::trusting(&invite.gateway, Auth::Token(String::new()), ca);
    client.map(drop).map_err(JoinError::Gateway)
}

/// The invite of a link, or alone as it follows in one.
fn invited(link: &str) -> Result<(&str, Invite), JoinError> {
    let text = link.trim();
    let compact = text.strip_prefix(LINK).unwrap_or(text);
    let invite = joining::unproven(compact).map_err(JoinError::NotAnInvite)?;
    Ok((compact, invite))
}

/// An id that is like the name.
fn id_of(name: &str) -> Result<Name, JoinError> {
    let mut id = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            _ if id.ends_with('-') || id.is_empty() => {}
            _ => id.push('-'),
        }
    }
    let id = id.trim_end_matches('-');
    id.get(..id.len().min(64))
        .and_then(|id| id.parse().ok())
        .ok_or(JoinError::NoName)
}

/// The words of a request that was made, for as long as nobody has let the device in.
///
/// # Errors
/// The statements' codes, when the request was damaged.
pub(crate) fn words_to_compare(team: &Team) -> Result<Vec<String>, Code> {
    let asked = joining::asked(&team.join)?;
    let invite = joining::unproven(&asked.invite)?;
    let digest = joining::digest(asked.jwk.thumbprint(), &invite, asked.nonce);
    Ok(words_of(digest, WORDS))
}

/// The same question once more.
fn again(
    home: &Home,
    mut there: Workspace,
    invite: &Invite,
    compact: &str,
    ca: Option<&str>,
) -> Result<Asking, JoinError> {
    let occupied = || JoinError::Occupied(home.dir().display().to_string());
    let Place::Team(team) = &mut there.place else {
        return Err(occupied());
    };
    let statement = team.join.clone();
    let asked = joining::asked(&statement).map_err(SetupError::from)?;
    if asked.invite != compact {
        return Err(occupied());
    }
    if ca.is_some() && team.ca.as_deref() != ca {
        team.ca = ca.map(str::to_owned);
        there.save(home)?;
    }
    let kid = asked.jwk.thumbprint();
    Ok(Asking {
        words: words_of(joining::digest(kid, invite, asked.nonce), WORDS),
        workspace: there,
        statement,
        kid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Additions, MemoryKeystore};
    use fermata_protocol::{SecretKey, Sha, Ws};
    use fermata_testkit::tls::Authority;
    use zeroize::Zeroizing;

    fn now() -> Timestamp {
        "2026-11-22T09:30:00.000Z".parse().unwrap()
    }

    fn link(hours: i64, person: Option<&str>) -> String {
        let invite = Invite {
            jti: Jti::make(now(), [1; 10]),
            iss: "ann".parse().unwrap(),
            ws: Ws::make(now(), [2; 10]),
            issued_at: now(),
            expires_at: now().plus(chrono::TimeDelta::hours(hours)),
            pin: Sha::of("roster"),
            challenge: Nonce::new([3; 16]),
            gateway: "http://127.0.0.1:9".to_owned(),
            person: person.map(|id| id.parse().unwrap()),
        };
        let key = SecretKey::from_seed(&Zeroizing::new([4; 32]));
        format!("{LINK}{}", Signed::sign(&key, &invite).unwrap().compact())
    }

    #[test]
    fn a_desk_that_joins_puts_its_own_workspace_aside_whole_and_one_that_can_not_keeps_it() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("home"));
        let keys = MemoryKeystore::default();
        let own = Workspace::make(&home, &keys, "Bo", &Additions::default(), now()).unwrap();
        let refused = |link: &str, name: &str| {
            let error = move_in(&home, &keys, link, name, None, now()).unwrap_err();
            assert_eq!(
                Workspace::load(&home).unwrap().as_ref(),
                Some(&own),
                "{error}"
            );
            error
        };
        assert!(matches!(refused("hello", "Bo"), JoinError::NotAnInvite(_)));
        assert!(matches!(
            refused(&link(-1, None), "Bo"),
            JoinError::Expired(_)
        ));
        assert!(matches!(refused(&link(1, None), "…"), JoinError::NoName));

        let team_ca = |ca| move_in(&home, &keys, &link(1, None), "Bo Jensen", Some(ca), now());
        let refused = team_ca("a file of another kind").unwrap_err();
        assert!(refused.to_string().contains("-----BEGIN CERTIFICATE-----"));
        assert_eq!(Workspace::load(&home).unwrap().as_ref(), Some(&own));
        let ca = Authority::new("The team's").pem();
        let asking = team_ca(&ca).unwrap();
        assert_eq!(asking.workspace.person.as_str(), "bo-jensen");
        assert_eq!(
            Workspace::load(&home).unwrap().as_ref(),
            Some(&asking.workspace)
        );
        let Place::Team(team) = &asking.workspace.place else {
            panic!("a team's")
        };
        assert_eq!(team.ca.as_deref(), Some(ca.as_str()));
        assert_eq!(words_to_compare(team).unwrap(), asking.words);
        let aside = Home::at(dir.path().join("home.personal-1"));
        assert_eq!(Workspace::load(&aside).unwrap(), Some(own.clone()));
        assert!(reviewer_key(&own, &keys).is_ok(), "its key stays");
        assert_eq!(
            reviewer_key(&asking.workspace, &keys).unwrap().kid(),
            asking.kid
        );
    }
}

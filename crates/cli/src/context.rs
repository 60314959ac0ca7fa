//! What every command works with: where state lives, which gateway, what time it is.

use std::path::Path;

use fermata_desk::{Clock, Home, Workspace};
use fermata_protocol::Timestamp;

use crate::{args::Shared, clock, failure::Failure, out::Out};

pub(crate) struct Context {
    pub(crate) home: Home,
    pub(crate) gateway: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) out: Out,
}

impl Context {
    pub(crate) fn new(shared: &Shared) -> Result<Self, Failure> {
        let home = match shared
            .home
            .as_ref()
            .filter(|dir| !dir.as_os_str().is_empty())
        {
            Some(dir) => Home::at(dir),
            None => Home::from_env()
                .map_err(|error| Failure::new("disk", format!("There is {error}.")))?,
        };
        let gateway = shared.gateway.clone().filter(|url| !url.is_empty());
        Ok(Self {
            home,
            gateway: gateway.map(|url| url.trim_end_matches('/').to_owned()),
            clock: clock::system(),
            out: Out::new(shared.json),
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The workspace of this machine.
    pub(crate) fn workspace(&self) -> Result<Workspace, Failure> {
        let none = || {
            let dir = self.home.dir().display();
            Failure::new(
                "no_workspace",
                format!(
                    "There is no workspace in {dir}: run `fermata init` first, or name another directory with --home."
                ),
            )
        };
        Workspace::load(&self.home)?.ok_or_else(none)
    }
}

/// A file's bytes; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let told = |error: std::io::Error| {
        Failure::new(
            "file",
            format!(
                "Can not read {}: {error}; name a file that exists and that you may read.",
                path.display()
            ),
        )
    };
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map_err(told)?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(told)
}

/// A file's JSON.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bytes = read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::new(
            "bad_json",
            format!(
                "{} is not the JSON that belongs here ({error}); correct it and run this again.",
                path.display()
            ),
        )
    })
}

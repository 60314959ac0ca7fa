//! Where state lives on disk: `$FERMATA_HOME`, else the platform's data directory.

use std::{
    io,
    path::{Path, PathBuf},
};

/// The directory of one workspace on this machine. Only its owner can read it.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// `$FERMATA_HOME`, else `$XDG_DATA_HOME/fermata`, else `~/.local/share/fermata`, or the platform's like.
    ///
    /// # Errors
    /// When none of them can be known.
    pub fn from_env() -> io::Result<Self> {
        let var = |name: &str| {
            std::env::var_os(name)
                .filter(|v| !v.is_empty())
                .map(PathBuf::from)
        };
        let place = var("FERMATA_HOME")
            .or_else(|| var("XDG_DATA_HOME").map(|d| d.join("fermata")))
            .or_else(|| var("APPDATA").map(|d| d.join("fermata")))
            .or_else(|| var("HOME").map(|d| d.join(".local/share/fermata")));
        place
            .map(Self)
            .ok_or_else(|| io::Error::other("no place for state: set FERMATA_HOME to a directory"))
    }

    /// This directory.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self(dir.into())
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.0
    }

    /// Makes the directory, readable by its owner alone.
    ///
    /// # Errors
    /// The disk's.
    pub fn create(&self) -> io::Result<()> {
        std::fs::create_dir_all(self.sources())?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&self.0, std::fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }

    /// The workspace's description.
    pub fn workspace(&self) -> PathBuf {
        self.0.join("workspace.json")
    }

    /// The gateway's key, mode 0600.
    pub fn gateway_key(&self) -> PathBuf {
        self.0.join("gateway.key")
    }

    /// Hashes of the tokens of vouched sources.
    pub fn tokens(&self) -> PathBuf {
        self.0.join("tokens.json")
    }

    /// Address and process of the gateway that runs now.
    pub fn gateway_json(&self) -> PathBuf {
        self.0.join("gateway.json")
    }

    /// The log.
    pub fn log_db(&self) -> PathBuf {
        self.0.join("log.db")
    }

    /// Outbox, chain, settings: can not be rebuilt.
    pub fn desk_db(&self) -> PathBuf {
        self.0.join("desk.db")
    }

    /// The projection: can be deleted, comes back from the log.
    pub fn projection_db(&self) -> PathBuf {
        self.0.join("projection.db")
    }

    /// What sources need to connect, one file each.
    pub fn sources(&self) -> PathBuf {
        self.0.join("sources")
    }

    /// Writes a file whole or not at all, readable by its owner alone.
    ///
    /// # Errors
    /// The disk's.
    pub fn write_private(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        use std::io::Write;
        let beside = path.with_extension(format!("{}.new", std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        // The rename itself must survive a power cut.
        if let Some(dir) = path.parent() {
            std::fs::File::open(dir)?.sync_all()?;
        }
        Ok(())
    }

    /// Moves all that is here beside it, whole, in one step; gives where it is now.
    pub(crate) fn put_aside(&self) -> io::Result<PathBuf> {
        let name = self.0.file_name().unwrap_or_default().to_string_lossy();
        let beside = |n: u32| self.0.with_file_name(format!("{name}.personal-{n}"));
        let free = (1..1_000).map(beside).find(|path| !path.exists());
        let free = free.ok_or_else(|| io::Error::other("too many were put aside before"))?;
        std::fs::rename(&self.0, &free)?;
        Ok(free)
    }

    /// Undoes [`Home::put_aside`]; what came here since is dropped.
    pub(crate) fn take_back(&self, aside: &Path) -> io::Result<()> {
        match std::fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        std::fs::rename(aside, &self.0)
    }

    /// Waits until no other process, and nobody else in this one, holds the lock of this name. Dropping the file lets go of it, and so does dying.
    pub(crate) fn lock(&self, name: &str) -> io::Result<std::fs::File> {
        let path = self.dir().join(name);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(path)?;
        lock.lock()?;
        Ok(lock)
    }
}

//! The lock beside the database: who owns the log, and where it can be reached.
//!
//! The operating system lets go of it when the owner ends, however it ends, so it is never stale.

use std::{
    ffi::OsString,
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::LogError;

/// Held for as long as this process may write to the database; then there is no file.
#[derive(Debug)]
pub(super) struct OwnerLock(Mutex<Option<File>>);

impl OwnerLock {
    pub(super) fn take(database: &Path) -> Result<Self, LogError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        super::connect::private(&mut options);
        let mut file = options.open(lock_path(database)).map_err(|e| storage(&e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(e)) => return Err(storage(&e)),
            Err(TryLockError::WouldBlock) => {
                // Where locks are mandatory the owner's text can not be read; the error then names the database alone.
                let mut by = String::new();
                let read = file.read_to_string(&mut by);
                let by = by.trim();
                let unknown = read.is_err() || by.is_empty();
                let by = if unknown { "it did not say which" } else { by }.to_owned();
                return Err(LogError::Taken {
                    path: database.display().to_string(),
                    by,
                });
            }
        }
        let lock = Self(Mutex::new(Some(file)));
        lock.describe(None)?;
        Ok(lock)
    }

    pub(super) fn describe(&self, url: Option<&str>) -> Result<(), LogError> {
        let pid = std::process::id();
        let text = match url {
            Some(url) => format!("process {pid} at {url}\n"),
            None => format!("process {pid}\n"),
        };
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = held.as_ref().ok_or(LogError::Closed)?;
        file.rewind()
            .and_then(|()| file.set_len(0))
            .and_then(|()| file.write_all(text.as_bytes()))
            .map_err(|e| storage(&e))
    }

    pub(super) fn release(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(".lock");
    name.into()
}

fn storage(error: &std::io::Error) -> LogError {
    LogError::Storage {
        doing: "lock",
        cause: error.to_string(),
    }
}

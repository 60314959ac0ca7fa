//! What the window remembers between starts: a small file of the state directory. It is needed before a desk runs, so it is not among the desk's settings.

use std::{
    io,
    sync::{Mutex, PoisonError},
};

use fermata_desk::{
    Home,
    ipc::{Language, ShortcutChoice},
};
use serde::{Deserialize, Serialize};

use crate::room::Bounds;

const FILE: &str = "window.json";

/// All of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// Where the window stood when it was last neither maximised nor away.
    pub(crate) bounds: Option<Bounds>,
    pub(crate) maximised: bool,
    pub(crate) shortcut: ShortcutChoice,
    pub(crate) language: Language,
}

/// The file, and what is in it.
pub(crate) struct Kept {
    home: Option<Home>,
    now: Mutex<Memory>,
}

impl Kept {
    /// Of the state directory of this process.
    pub(crate) fn read() -> Self {
        Self::of(Home::from_env().ok())
    }

    /// A file that is none of ours is nobody's loss: the window opens as on its first day.
    fn of(home: Option<Home>) -> Self {
        let read = |home: &Home| std::fs::read(home.dir().join(FILE)).ok();
        let found = home.as_ref().and_then(read);
        let memory = found.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self {
            home,
            now: Mutex::new(memory.unwrap_or_default()),
        }
    }

    pub(crate) fn now(&self) -> Memory {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a change, and says whether it is one. What can not be written is not remembered either.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Memory)) -> io::Result<bool> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = *now;
        change(&mut next);
        if next == *now {
            return Ok(false);
        }
        self.write(&next)?;
        *now = next;
        Ok(true)
    }

    /// Writes what it is once more: the state directory is another one now.
    pub(crate) fn again(&self) -> io::Result<()> {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(&now)
    }

    fn write(&self, memory: &Memory) -> io::Result<()> {
        let home = self.home.as_ref();
        let home = home.ok_or_else(|| io::Error::other("there is no place for state"))?;
        home.create()?;
        home.write_private(&home.dir().join(FILE), &serde_json::to_vec(memory)?)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_there_at_the_next_start_and_another_directory_has_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let of = |name: &str| Kept::of(Some(Home::at(dir.path().join(name))));
        let bounds = Bounds {
            x: 40,
            y: 60,
            width: 1100,
            height: 700,
        };
        of("one")
            .change(|memory| memory.bounds = Some(bounds))
            .unwrap();
        of("one").change(|memory| memory.maximised = true).unwrap();
        let expected = Memory {
            bounds: Some(bounds),
            maximised: true,
            ..Memory::default()
        };
        assert_eq!(of("one").now(), expected);
        assert_eq!(of("two").now(), Memory::default());
    }

    #[test]
    fn a_file_that_is_damaged_or_can_not_be_written_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "{ \"bounds\": 7").unwrap();
        let kept = Kept::of(Some(Home::at(dir.path())));
        assert_eq!(kept.now(), Memory::default());
        let file = dir.path().join("file");
        std::fs::write(&file, "").unwrap();
        let nowhere = Kept::of(Some(Home::at(file)));
        assert!(nowhere.change(|memory| memory.maximised = true).is_err());
        assert_eq!(nowhere.now(), Memory::default());
    }
}

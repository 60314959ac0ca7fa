//! Where what a person saves goes: their folder of downloads, under a name of ours. The page names no path.

use std::{
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use fermata_desk::{
    Fault,
    ipc::{UiError, UiErrorCode},
};
use tauri::{AppHandle, Manager};

/// More files of one name than this are not looked past.
const MOST: u32 = 100;

/// What a file is called, beside that it is ours.
pub(crate) struct FileName {
    /// What it is about: letters, digits and hyphens.
    pub(crate) about: String,
    /// What kind of file it is.
    pub(crate) ending: &'static str,
}

/// Writes it beside what is there, and says where.
pub(crate) async fn keep(
    app: &AppHandle,
    name: FileName,
    contents: Vec<u8>,
) -> Result<String, UiError> {
    let downloads = app.path().download_dir().or_else(|_| app.path().home_dir());
    let folder = downloads.map_err(|error| not_written(&error.to_string()))?;
    let written = tokio::task::spawn_blocking(move || write(&folder, &name, &contents)).await;
    written
        .map_err(|error| not_written(&error.to_string()))?
        .map(|path| path.display().to_string())
        .map_err(|error| not_written(&error.to_string()))
}

fn write(folder: &Path, name: &FileName, contents: &[u8]) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    for n in 1..=MOST {
        let again = if n == 1 {
            String::new()
        } else {
            format!("-{n}")
        };
        let path = folder.join(format!("fermata-{}{again}.{}", name.about, name.ending));
        let mut file = match std::fs::File::create_new(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            made => made?,
        };
        let written = file.write_all(contents).and_then(|()| file.sync_all());
        if written.is_err() {
            // Half a file is worse than none.
            let _ = std::fs::remove_file(&path);
        }
        return written.map(|()| path);
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn not_written(why: &str) -> UiError {
    UiError::new(UiErrorCode::Internal, Fault::NoFile(why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_file_of_one_item_stands_beside_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let name = FileName {
            about: "01a207a2-3280-7000-8000-000000000005".to_owned(),
            ending: "json",
        };
        let first = write(dir.path(), &name, b"one").unwrap();
        let second = write(dir.path(), &name, b"two").unwrap();
        assert_ne!(first, second);
        assert_eq!(std::fs::read_to_string(first).unwrap(), "one");
        assert_eq!(std::fs::read_to_string(second).unwrap(), "two");
    }
}

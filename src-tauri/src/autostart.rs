//! Starting at login: one file of ours where the desktop looks for what to start (the XDG autostart directory). It is there or it is not; nothing else remembers it.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use fermata_desk::{
    Fault,
    ipc::{UiError, UiErrorCode},
};

use crate::place;

/// Whether this desk starts at login.
pub(crate) fn is_on() -> Result<bool, UiError> {
    Ok(file()?.exists())
}

/// Writes the file, or removes it.
pub(crate) fn set(on: bool) -> Result<(), UiError> {
    let file = file()?;
    let done = match on {
        true => std::env::current_exe()
            .and_then(|program| write(&file, &entry(&program, place::chosen().as_deref()))),
        false => remove(&file),
    };
    done.map_err(|error| not_kept(&error))
}

fn file() -> Result<PathBuf, UiError> {
    let var = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    let config = var("XDG_CONFIG_HOME").or_else(|| Some(var("HOME")?.join(".config")));
    let config = config.ok_or_else(|| not_kept(&io::Error::other("HOME is not set")))?;
    let name = match place::chosen() {
        Some(dir) => format!("fermata-{}.desktop", place::mark(&dir)),
        None => "fermata.desktop".to_owned(),
    };
    Ok(config.join("autostart").join(name))
}

fn entry(program: &Path, home: Option<&Path>) -> String {
    let home = home.map(|dir| {
        format!(
            "env {} ",
            quoted(&format!("FERMATA_HOME={}", dir.display()))
        )
    });
    format!(
        "[Desktop Entry]\nType=Application\nName=Fermata\nExec={}{}\nTerminal=false\n",
        home.unwrap_or_default(),
        quoted(&program.display().to_string())
    )
}

/// One argument of a command line in a desktop entry. What is quoted is quoted once more as the value that it stands in.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '`' | '$' => out.extend(['\\', '\\', letter]),
            '\\' => out.push_str(r"\\\\"),
            '%' => out.push_str("%%"),
            // A line of its own would be a key of the file.
            '\n' | '\r' => out.push('?'),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    std::fs::create_dir_all(file.parent().unwrap_or(file))?;
    std::fs::write(file, text)
}

fn remove(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn not_kept(error: &io::Error) -> UiError {
    UiError::new(UiErrorCode::Disk, Fault::LoginNotKept(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_starts_this_program_on_this_state_directory() {
        let text = entry(
            Path::new("/opt/fermata desk"),
            Some(Path::new("/home/ada/100 %")),
        );
        assert!(
            text.contains("Exec=env \"FERMATA_HOME=/home/ada/100 %%\" \"/opt/fermata desk\"\n")
        );
        let usual = entry(Path::new("/usr/bin/fermata-desk"), None);
        assert!(usual.contains("Exec=\"/usr/bin/fermata-desk\"\n"));
    }

    #[test]
    fn no_path_ends_its_argument_or_its_line() {
        assert_eq!(quoted("a\"b`c$d\\e"), r#""a\\"b\\`c\\$d\\\\e""#);
        assert!(!quoted("a\nExec=rm").contains('\n'));
    }

    #[test]
    fn what_was_written_is_removed_and_removing_twice_is_no_failure() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("autostart/fermata.desktop");
        write(&file, "x").unwrap();
        assert!(file.exists());
        remove(&file).unwrap();
        remove(&file).unwrap();
        assert!(!file.exists());
    }
}

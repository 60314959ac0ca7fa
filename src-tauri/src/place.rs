//! Which of several desks on this machine this one is: each state directory has a desk of its own, which starts once.

use std::path::Path;

use fermata_desk::Home;
use fermata_protocol::Sha;

const ID: &str = "org.fermata.desk";

/// The directory that `FERMATA_HOME` names, if it does.
pub(crate) fn chosen() -> Option<std::path::PathBuf> {
    std::env::var_os("FERMATA_HOME").filter(|dir| !dir.is_empty())?;
    let dir = Home::from_env().ok()?.dir().to_owned();
    // Two spellings of one directory are one desk. One that is not there yet is made, so that it can be resolved.
    let _ = Home::at(&dir).create();
    Some(dir.canonicalize().unwrap_or(dir))
}

/// The name on the session's bus that only one process has.
pub(crate) fn bus_name() -> String {
    name_of(chosen().as_deref())
}

fn name_of(dir: Option<&Path>) -> String {
    dir.map_or_else(|| ID.to_owned(), |dir| format!("{ID}.{}", mark(dir)))
}

/// A short word for a directory, which begins with a letter.
pub(crate) fn mark(dir: &Path) -> String {
    let sha = Sha::of(dir.to_string_lossy().as_ref()).to_string();
    format!("h{}", sha[..16].replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_directory_has_a_name_of_its_own_and_the_usual_one_the_apps() {
        let [one, two] =
            ["/home/ada/one", "/home/ada/two"].map(|dir| name_of(Some(Path::new(dir))));
        assert_eq!(name_of(None), ID);
        assert_ne!(one, two);
        for name in [one, two] {
            let word = name.strip_prefix("org.fermata.desk.h").unwrap();
            assert!(
                word.len() == 16 && word.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
            );
        }
    }
}

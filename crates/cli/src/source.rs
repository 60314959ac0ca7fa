//! A source of this machine: what `fermata init` wrote for it.

use fermata_client::{Auth, Client};
use fermata_desk::SourceFile;
use fermata_protocol::Name;

use crate::{
    context::{Context, read_json},
    failure::Failure,
    reach::Reach,
};

impl Context {
    /// The named source, or the only one of this machine.
    pub(crate) fn source(&self, asked: Option<&Name>) -> Result<SourceFile, Failure> {
        let known = self.sources()?;
        let choose = |words: String| Failure::new("unknown_source", words);
        let id = match (asked, known.as_slice()) {
            (Some(id), _) if known.contains(id) => id,
            (Some(id), _) => return Err(choose(format!("This machine has no source {id}: run `fermata init --source {id}` first."))),
            (None, [one]) => one,
            (None, []) => return Err(choose("This machine has no source: run `fermata init --source NAME` first.".to_owned())),
            (None, many) => {
                let names: Vec<_> = many.iter().map(Name::as_str).collect();
                return Err(choose(format!("This machine has several sources ({}): choose one with --source.", names.join(", "))));
            }
        };
        read_json(&self.home.sources().join(format!("{id}.json")))
    }

    fn sources(&self) -> Result<Vec<Name>, Failure> {
        self.workspace()?;
        let mut found: Vec<Name> = std::fs::read_dir(self.home.sources())
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json")?.parse().ok())
            .collect();
        found.sort();
        Ok(found)
    }
}

/// A client that speaks as this source.
pub(crate) fn client(reach: &Reach, file: &SourceFile) -> Result<Client, Failure> {
    Ok(Client::new(&reach.url, Auth::Token(file.token.clone()))?)
}

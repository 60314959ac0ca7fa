//! A source of this machine: what `fermata init` wrote for it.

use std::sync::Arc;

use fermata_client::source::{Config, Source};
use fermata_protocol::Name;

use crate::{context::Context, failure::Failure, reach::Reach};

impl Context {
    /// The named source, or the only one of this machine.
    pub(crate) fn source(&self, asked: Option<&Name>) -> Result<Config, Failure> {
        let known = self.sources()?;
        let choose = |words: String| Failure::new("unknown_source", words);
        let id = match (asked, known.as_slice()) {
            (Some(id), _) if known.contains(id) => id,
            (Some(id), _) => {
                return Err(choose(format!(
                    "This machine has no source {id}: run `fermata init --source {id}` first."
                )));
            }
            (None, [one]) => one,
            (None, []) => {
                return Err(choose(
                    "This machine has no source: run `fermata init --source NAME` first."
                        .to_owned(),
                ));
            }
            (None, many) => {
                let names: Vec<_> = many.iter().map(Name::as_str).collect();
                return Err(choose(format!(
                    "This machine has several sources ({}): choose one with --source.",
                    names.join(", ")
                )));
            }
        };
        Ok(Config::from_file(
            &self.home.sources().join(format!("{id}.json")),
        )?)
    }

    fn sources(&self) -> Result<Vec<Name>, Failure> {
        self.workspace()?;
        let mut found: Vec<Name> = std::fs::read_dir(self.home.sources())
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                entry
                    .file_name()
                    .to_str()?
                    .strip_suffix(".json")?
                    .parse()
                    .ok()
            })
            .collect();
        found.sort();
        Ok(found)
    }

    /// Speaks as this source, with its registry, through the gateway that was found.
    pub(crate) async fn speak_as(
        &self,
        reach: &Reach,
        mut config: Config,
    ) -> Result<Source, Failure> {
        config.gateway.clone_from(&reach.url);
        Ok(Source::open(config, Arc::clone(&self.clock)).await?)
    }
}

//! A file of queues: where tools wait, and why a person may say no there.

use std::{collections::BTreeMap, path::Path};

use fermata_protocol::{
    Name,
    payload::{Queue, QueueReason, Wish},
};
use serde::Deserialize;

use crate::{context::read_json, failure::Failure};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    queues: Vec<Described>,
    #[serde(default)]
    tools: BTreeMap<Name, Name>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    id: Name,
    #[serde(default)]
    groups: Vec<Name>,
    reasons: Vec<QueueReason>,
    default_reason: String,
    requires: Option<Wish>,
}

/// Queues, and which tool waits where.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    pub(crate) queues: Vec<Queue>,
    pub(crate) tools: BTreeMap<Name, Name>,
}

impl Queues {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let file: File = read_json(path)?;
        let wrong =
            |words: String| Failure::new("bad_queues", format!("{}: {words}", path.display()));
        for queue in &file.queues {
            if !queue
                .reasons
                .iter()
                .any(|reason| reason.code == queue.default_reason)
            {
                return Err(wrong(format!(
                    "the default reason of {} is none of its reasons; name one of them.",
                    queue.id
                )));
            }
        }
        for (tool, queue) in &file.tools {
            if !file.queues.iter().any(|known| known.id == *queue) {
                return Err(wrong(format!(
                    "{tool} waits in {queue}, which is none of the queues; describe it or name another."
                )));
            }
        }
        let queue = |d: Described| Queue {
            id: d.id,
            groups: d.groups,
            reasons: d.reasons,
            default_reason: d.default_reason,
            requires: d.requires,
        };
        Ok(Self {
            queues: file.queues.into_iter().map(queue).collect(),
            tools: file.tools,
        })
    }
}

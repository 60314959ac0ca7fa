//! A source in memory, as a vector describes it: its standing list and its pending table.

use std::{collections::BTreeMap, sync::Arc};

use fermata_protocol::{
    Code, Entry, Esc, Name, Timestamp,
    payload::Status,
    resolution::{Answer, Resolution, Row, RowState, Source, recheck, verify},
    roster::{InForce, Timeline},
};
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct MemorySource {
    name: Name,
    timeline: Timeline,
    /// What a registry keeps: everything that was read.
    stored: Vec<Entry>,
    answered_at: Timestamp,
    rows: BTreeMap<Esc, (String, RowState)>,
}

fn is<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn word(state: RowState) -> &'static str {
    match state {
        RowState::Pending => "pending",
        RowState::Decided => "decided",
        RowState::Refused => "refused",
        RowState::Closed => "closed",
    }
}

fn state(word: &str) -> RowState {
    match word {
        "pending" => RowState::Pending,
        "decided" => RowState::Decided,
        "refused" => RowState::Refused,
        "closed" => RowState::Closed,
        other => panic!("a row's state is not {other}"),
    }
}

/// An entry of a standing list: what a vector says of it and nothing else.
fn entry(value: &Value) -> Entry {
    Entry {
        seq: is(&value["seq"]),
        at: is(&value["at"]),
        id: is(&value["id"]),
        statements: is(&value["statements"]),
        esc: None,
        queue: None,
    }
}

impl MemorySource {
    /// A source that has read what stands in this world.
    pub(crate) fn new(world: &Value) -> Self {
        let mut source = Self {
            name: is(&world["source"]),
            timeline: Timeline::new(is(&world["roster_pin"]), is(&world["workspace"])),
            stored: Vec::new(),
            answered_at: Timestamp::from_millis(0),
            rows: BTreeMap::new(),
        };
        assert_eq!(
            source.read(&world["standing"], &json!(source.answered_at)),
            json!([])
        );
        source
    }

    /// The same with these rows, answered at this time.
    pub(crate) fn begin(&self, pending: Option<&Value>, answered_at: &Value) -> Self {
        let pending = pending.and_then(Value::as_array).into_iter().flatten();
        let row = |row: &Value| {
            let at = state(row["state"].as_str().unwrap());
            (is(&row["esc"]), (is(&row["proposal"]), at))
        };
        Self {
            answered_at: is(answered_at),
            rows: pending.map(row).collect(),
            ..self.clone()
        }
    }

    pub(crate) fn roster(&self) -> &Arc<InForce> {
        self.timeline.now().roster().unwrap()
    }

    /// Reads what the standing list answered; what does not hold is told with its code.
    pub(crate) fn read(&mut self, entries: &Value, now: &Value) -> Value {
        let mut marked = Vec::new();
        for entry in entries.as_array().unwrap().iter().map(entry) {
            if let Err(code) = self.timeline.take(&entry) {
                marked.push(json!({ "seq": entry.seq, "code": code.as_str() }));
            }
            self.stored.push(entry);
        }
        self.answered_at = is(now);
        json!(marked)
    }

    pub(crate) fn restart(&mut self) {
        self.timeline = Timeline::new(self.timeline.pin(), self.timeline.ws());
        for entry in &self.stored {
            // What does not hold was told when it was read first.
            let _ = self.timeline.take(entry);
        }
        self.answered_at = Timestamp::from_millis(0);
    }

    fn source(&self) -> Source<'_> {
        Source {
            name: &self.name,
            ws: self.timeline.ws(),
            standing: self.timeline.now(),
            answered_at: self.answered_at,
        }
    }

    /// Steps 1 to 11.
    pub(crate) fn resolve(&mut self, step: &Value) -> Value {
        let text = step["resolution"].as_str().unwrap();
        let resolution = match Resolution::read(text.as_bytes()) {
            Ok(resolution) => resolution,
            // It names no escalation: whatever waits must wait on.
            Err(code) => {
                let leaves = self.rows.values().next().map_or("none", |row| word(row.1));
                return json!({ "code": code.as_str(), "leaves": leaves });
            }
        };
        let esc = resolution.esc;
        match self.take(&resolution, step) {
            Ok(answer) => told(&answer, word(self.rows[&esc].1)),
            Err(code) => {
                let leaves = self.rows.get(&esc).map_or("none", |row| word(row.1));
                json!({ "code": code.as_str(), "leaves": leaves })
            }
        }
    }

    fn take(&mut self, resolution: &Resolution, step: &Value) -> Result<Answer, Code> {
        let esc = resolution.esc;
        let row = |asked: Esc| {
            let (proposal, state) = self.rows.get(&asked)?;
            Some(Row {
                proposal,
                state: *state,
            })
        };
        let now = is(&step["now"]);
        let answer = match verify(resolution, row, &self.source(), now) {
            Ok(answer) => answer,
            Err(refused) => {
                if refused.last
                    && let Some(row) = self.rows.get_mut(&esc)
                {
                    row.1 = RowState::Refused;
                }
                return Err(refused.code);
            }
        };
        if let Some(entries) = step.get("before_commit") {
            self.read(entries, &step["now"]);
        }
        let at = is(step.get("commit_now").unwrap_or(&step["now"]));
        let ends = match &answer {
            Answer::Run { .. } => {
                recheck(&self.rows[&esc].0, &self.source(), at)?;
                RowState::Decided
            }
            Answer::Closed { .. } => RowState::Closed,
        };
        self.rows.get_mut(&esc).unwrap().1 = ends;
        Ok(answer)
    }
}

fn told(answer: &Answer, leaves: &str) -> Value {
    match answer {
        Answer::Run {
            status,
            action,
            candidate_sha256,
            people,
            ..
        } => {
            let mut told = json!({ "outcome": status, "leaves": leaves, "action": action,
                                   "candidate_sha256": candidate_sha256 });
            if *status != Status::Allowed {
                told["people"] = json!(people);
            }
            told
        }
        Answer::Closed {
            status,
            people,
            reason,
            answer,
        } => {
            let mut told = json!({ "outcome": status, "leaves": leaves });
            if matches!(status, Status::Rejected | Status::Responded) {
                told["people"] = json!(people);
            }
            if let Some(reason) = reason {
                told["reason"] = json!(reason);
                // An empty message says as much as none.
                if reason.message.as_deref() == Some("") {
                    told["reason"] = json!({ "code": reason.code });
                }
            }
            if let Some(answer) = answer {
                told["answer"] = json!(answer);
            }
            told
        }
    }
}

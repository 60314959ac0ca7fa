//! Recorded agent runs in chat form: which calls they made, what was known before each, and how often the rehearsals agree.

use std::path::Path;

use fermata_protocol::{Name, Sha, payload::Arguments};
use serde::Deserialize;
use serde_json::{Map, Number, Value, json};

use crate::{context, failure::Failure};

/// One recorded run. Members that are not needed here, such as the truth beside it, are ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct Run {
    task_id: Value,
    trial: Value,
    #[serde(default)]
    model: String,
    messages: Vec<Value>,
}

/// A call that a run made.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) run: &'a Run,
    /// The run's place in the file, from 0.
    pub(crate) line: usize,
    /// The message that makes the call.
    step: usize,
    /// The call's place among the run's calls of any kind.
    pub(crate) index: usize,
    pub(crate) tool: &'a str,
    text: &'a str,
}

/// A file of runs with the digest of its bytes.
pub(crate) struct Runs {
    pub(crate) runs: Vec<Run>,
    pub(crate) sha: Sha,
}

impl Runs {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = context::read(path)?;
        let sha = Sha::of(&bytes);
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        let runs = lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(at, line)| {
            serde_json::from_slice(line).map_err(|error| {
                Failure::new("bad_runs", format!("Line {} of {} is not a recorded run ({error}): it needs task_id, trial and messages.", at + 1, path.display()))
            })
        });
        Ok(Self {
            runs: runs.collect::<Result<_, _>>()?,
            sha,
        })
    }

    /// Every call of one of these tools, in the order in which they were made.
    pub(crate) fn calls(&self, sensitive: impl Fn(&str) -> bool) -> Vec<Call<'_>> {
        let all = self
            .runs
            .iter()
            .enumerate()
            .flat_map(|(line, run)| run.calls(line));
        all.filter(|call| sensitive(call.tool)).collect()
    }

    /// How many of the task's recorded trials make an equal call, and how many trials there are.
    fn agreement(&self, call: &Call<'_>, arguments: &Value) -> (u32, u32) {
        let (mut agreeing, mut of) = (0, 0);
        for run in self
            .runs
            .iter()
            .filter(|run| run.task_id == call.run.task_id)
        {
            of += 1;
            let same = |other: &Call<'_>| {
                other.tool == call.tool
                    && serde_json::from_str(other.text).is_ok_and(|other| equal(&other, arguments))
            };
            agreeing += u32::from(run.calls(0).any(|other| same(&other)));
        }
        (agreeing, of)
    }
}

impl Run {
    fn calls(&self, line: usize) -> impl Iterator<Item = Call<'_>> {
        self.messages
            .iter()
            .enumerate()
            .flat_map(|(step, message)| {
                let calls = message
                    .get("tool_calls")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten();
                calls.filter_map(move |call| {
                    let function = call.get("function")?;
                    Some((
                        step,
                        function.get("name")?.as_str()?,
                        function.get("arguments")?.as_str()?,
                    ))
                })
            })
            .enumerate()
            .map(move |(index, (step, tool, text))| Call {
                run: self,
                line,
                step,
                index,
                tool,
                text,
            })
    }
}

impl Call<'_> {
    /// Its arguments, when they are a JSON object that can be signed.
    pub(crate) fn arguments(&self) -> Result<Arguments, fermata_protocol::Code> {
        fermata_protocol::json::read(self.text.as_bytes())
    }

    /// The same key each time, so that a second replay proposes nothing again.
    pub(crate) fn key(&self, file: Sha) -> String {
        format!("replay-{file}-{}-{}", self.line, self.index)
    }

    /// What is proposed, without what the gateway adds.
    pub(crate) fn draft(
        &self,
        runs: &Runs,
        arguments: &Arguments,
        contract: Sha,
        queue: &Name,
        source: &Name,
        expires_at: fermata_protocol::Timestamp,
    ) -> Value {
        let (agreeing, of) = runs.agreement(self, &Value::Object(arguments.clone()));
        let known = &self.run.messages[..self.step];
        let mut context = Map::from_iter([("messages".to_owned(), json!(known))]);
        if let Some((kind, id)) = subject(arguments) {
            let kind = if kind == "user" { "customer" } else { kind };
            context.insert(
                "subject".to_owned(),
                json!({ "system": source, "type": kind, "id": id }),
            );
        }
        if let Some(record) = self.record(arguments) {
            context.insert("before".to_owned(), record);
        }
        let mut draft = json!({
            "expires_at": expires_at,
            "queue": queue,
            "kind": "action",
            "action": { "tool": self.tool, "arguments": arguments },
            "contract": contract,
            "allowed": ["approve", "edit", "reject"],
            "confidence": {
                "value": f64::from(agreeing) / f64::from(of),
                "method": "self_consistency",
                "samples": { "agreeing": agreeing, "of": of },
            },
            "context": context,
            "run": {
                "id": format!("task {} trial {}", self.run.task_id, self.run.trial),
                "agent": source,
                "model": self.run.model,
                "step": self.step,
            },
            "deliver": { "kind": "poll" },
        });
        if let Some(said) = self.said() {
            draft["narration"] = said.into();
        }
        draft
    }

    /// What the agent said last, up to the message that makes the call.
    fn said(&self) -> Option<&str> {
        let before = self.run.messages[..=self.step].iter().rev();
        let mut said =
            before.filter(|message| message.get("role").is_some_and(|role| role == "assistant"));
        said.find_map(|message| {
            message
                .get("content")?
                .as_str()
                .filter(|text| !text.trim().is_empty())
        })
    }

    /// The record that the call is about, as a tool last read it: an answer that names the same id in the same member.
    fn record(&self, arguments: &Arguments) -> Option<Value> {
        let (name, id) = arguments.iter().find(|(name, value)| {
            name.ends_with("_id") && !name.starts_with("user") && value.is_string()
        })?;
        let answers = self.run.messages[..self.step].iter().rev();
        answers
            .filter(|message| message.get("role").is_some_and(|role| role == "tool"))
            .filter_map(|message| {
                fermata_protocol::json::read::<Map<String, Value>>(
                    message.get("content")?.as_str()?.as_bytes(),
                )
                .ok()
            })
            .find(|record| record.get(name) == Some(id))
            .map(Value::Object)
    }
}

/// Whom or what it is about: the customer if an argument names one, else the first thing named by an id.
fn subject(arguments: &Arguments) -> Option<(&str, &str)> {
    let ids = arguments
        .iter()
        .filter_map(|(name, value)| Some((name.strip_suffix("_id")?, value.as_str()?)));
    let all: Vec<_> = ids.collect();
    let person = all
        .iter()
        .find(|(kind, _)| matches!(*kind, "user" | "customer"));
    person.or(all.first()).copied()
}

/// JSON equality by value: 1 and 1.0 are one number, members have no order.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    a == b || (a.is_f64() != b.is_f64() && a.as_f64() == b.as_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(lines: &[Value]) -> Runs {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("runs.jsonl");
        let text: Vec<String> = lines.iter().map(Value::to_string).collect();
        std::fs::write(&path, text.join("\n")).unwrap();
        Runs::read(&path).unwrap()
    }

    fn run(trial: u32, amount: &str) -> Value {
        let call = |id: &str, tool: &str, arguments: String| {
            json!({ "role": "assistant", "content": null, "tool_calls": [
            { "id": id, "type": "function", "function": { "name": tool, "arguments": arguments } } ] })
        };
        json!({ "task_id": 7, "trial": trial, "model": "m", "messages": [
            { "role": "user", "content": "Please refund order 5." },
            { "role": "assistant", "content": "I will look." },
            call("a", "read_order", "{\"order_id\":\"5\"}".to_owned()),
            { "role": "tool", "tool_call_id": "a", "content": "{\"order_id\":\"5\",\"paid\":9}" },
            call("b", "refund", format!("{{\"order_id\":\"5\",\"user_id\":\"mia\",\"amount\":{amount}}}")),
            { "role": "tool", "tool_call_id": "b", "content": "done" },
        ] })
    }

    fn drafts(runs: &Runs) -> Vec<Value> {
        let name: Name = "agent".parse().unwrap();
        let at = fermata_protocol::Timestamp::from_millis(0);
        let calls = runs.calls(|tool| tool == "refund");
        calls
            .iter()
            .map(|c| {
                c.draft(
                    runs,
                    &c.arguments().unwrap(),
                    Sha::of("c"),
                    &name,
                    &name,
                    at,
                )
            })
            .collect()
    }

    #[test]
    fn confidence_is_the_share_of_trials_with_an_equal_call() {
        let drafts = drafts(&runs(&[run(0, "9"), run(1, "9.0"), run(2, "8")]));
        let samples: Vec<_> = drafts.iter().map(|d| &d["confidence"]["samples"]).collect();
        assert_eq!(
            samples[0],
            &json!({ "agreeing": 2, "of": 3 }),
            "9 and 9.0 are equal"
        );
        assert_eq!(samples[2], &json!({ "agreeing": 1, "of": 3 }));
    }

    #[test]
    fn a_person_sees_what_was_known_before_the_call_and_not_its_answer() {
        let draft = &drafts(&runs(&[run(0, "9")]))[0];
        assert_eq!(draft["context"]["messages"].as_array().unwrap().len(), 4);
        assert_eq!(draft["context"]["before"]["paid"], 9);
        assert_eq!(
            draft["context"]["subject"],
            json!({ "system": "agent", "type": "customer", "id": "mia" })
        );
        assert_eq!(draft["narration"], "I will look.");
    }

    #[test]
    fn every_call_has_a_key_of_its_own_that_stays() {
        let runs = runs(&[run(0, "9"), run(1, "9")]);
        let keys = || {
            runs.calls(|tool| tool == "refund")
                .iter()
                .map(|call| call.key(runs.sha))
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(), keys());
        assert_ne!(keys()[0], keys()[1]);
    }
}

//! Everything beside the action: one pass over the payload's leaves puts each into the section that its pointer names.
//!
//! A leaf goes to exactly one place because the pass visits it once; what no section knows goes to [`View::rest`], or to the extras of its message or document.
//! All of it is the source's word, untrusted.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{View, fields::Contract, form::is_opaque, leaves, pointer_text, value::ViewValue};
use crate::{contract::Step, escape, payload::Terms};

/// One leaf of the payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewLeaf {
    /// RFC 6901 pointer into the payload: for machines, since member names may be the agent's.
    pub pointer: String,
    /// The end of the pointer below its section, escaped, without the first `/`.
    pub label: String,
    /// The value.
    pub value: ViewValue,
}

/// A value of the record before and after, by its pointer into the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewChange {
    /// The pointer into the record, escaped, without the first `/`.
    pub label: String,
    /// Absent when the value is new.
    pub before: Option<ViewLeaf>,
    /// Absent when the value goes.
    pub after: Option<ViewLeaf>,
}

/// One message of the conversation, in chat form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewMessage {
    /// `user`, `assistant`, `tool`, `system`.
    pub role: Option<ViewLeaf>,
    /// For a tool's answer: the tool.
    pub name: Option<ViewLeaf>,
    /// For a tool's answer: the call.
    pub tool_call_id: Option<ViewLeaf>,
    /// What was said: the content, or the text of each of its parts.
    pub text: Vec<ViewLeaf>,
    /// Calls that the assistant made in it.
    pub calls: Vec<ViewCall>,
    /// Every other leaf of the message.
    pub extra: Vec<ViewLeaf>,
}

/// A tool call in the conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewCall {
    /// Its id.
    pub id: Option<ViewLeaf>,
    /// Its type, such as `function`.
    pub kind: Option<ViewLeaf>,
    /// The tool.
    pub tool: Option<ViewLeaf>,
    /// Its arguments: one leaf where they came as text, else all of theirs.
    pub arguments: Vec<ViewLeaf>,
    /// Every other leaf of the call.
    pub extra: Vec<ViewLeaf>,
}

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewEvidence {
    /// Its title.
    pub title: Option<ViewLeaf>,
    /// Its media type.
    pub media_type: Option<ViewLeaf>,
    /// Its text, or what is known of its bytes.
    pub content: Vec<ViewLeaf>,
}

impl ViewMessage {
    pub(super) fn leaves(&self) -> impl Iterator<Item = &ViewLeaf> {
        let head = self.role.iter().chain(&self.name).chain(&self.tool_call_id);
        head.chain(&self.text)
            .chain(self.calls.iter().flat_map(ViewCall::leaves))
            .chain(&self.extra)
    }
}

impl ViewCall {
    fn leaves(&self) -> impl Iterator<Item = &ViewLeaf> {
        let head = self.id.iter().chain(&self.kind).chain(&self.tool);
        head.chain(&self.arguments).chain(&self.extra)
    }
}

impl ViewEvidence {
    pub(super) fn leaves(&self) -> impl Iterator<Item = &ViewLeaf> {
        self.title
            .iter()
            .chain(&self.media_type)
            .chain(&self.content)
    }
}

pub(super) fn fill(view: &mut View, terms: &Terms, payload: &Value) {
    let mut filler = Filler {
        contract: Contract::read(terms),
        view,
        changes: HashMap::new(),
    };
    for (path, value) in leaves(payload) {
        filler.place(&path, value);
    }
}

struct Filler<'a> {
    view: &'a mut View,
    contract: Contract<'a>,
    /// Where the change of a record's pointer stands.
    changes: HashMap<String, usize>,
}

impl Filler<'_> {
    fn place(&mut self, path: &[Step], value: &Value) {
        let names: Vec<&str> = path.iter().map(name).collect();
        match (names.as_slice(), path) {
            (["narration"], _) => self.view.narration = Some(self.leaf(path, 0, value)),
            (["question", ..], _) => self.push(path, 1, value, |view| &mut view.question),
            (["confidence", ..], _) => self.push(path, 1, value, |view| &mut view.confidence),
            (["reasons", "*", ..], _) => self.push(path, 2, value, |view| &mut view.reasons),
            (["run", _, ..], _) => self.push(path, 1, value, |view| &mut view.run),
            (["context", "subject", ..], _) => self.push(path, 2, value, |view| &mut view.subject),
            (["context", "trace"], _) => self.push(path, 1, value, |view| &mut view.trace),
            (["context", "trace", rest @ ..], _) => {
                self.push(path, 2, value, |view| &mut view.trace);
                // It is kept elsewhere, so nobody can say what it will show.
                self.opaque(path, *rest == ["url"]);
            }
            (["context", side @ ("before" | "after"), ..], _) => {
                self.change(path, *side == "before", value)
            }
            (["context", "messages", "*", rest @ ..], [_, _, Step::Item(index), ..]) => {
                self.message(*index, rest, path, value);
            }
            (["context", "evidence", "*", rest @ ..], [_, _, Step::Item(index), ..]) => {
                self.document(*index, rest, path, value);
            }
            _ => self.push(path, 0, value, |view| &mut view.rest),
        }
    }

    fn message(&mut self, index: usize, rest: &[&str], path: &[Step], value: &Value) {
        let depth = if rest.is_empty() { 2 } else { 3 };
        let leaf = self.leaf(path, depth, value);
        let message = slot(&mut self.view.messages, index);
        let call = match path.get(4) {
            Some(Step::Item(call)) => *call,
            _ => 0,
        };
        let said = value.is_string();
        match rest {
            ["role"] if said => message.role = Some(leaf),
            ["name"] if said => message.name = Some(leaf),
            ["tool_call_id"] if said => message.tool_call_id = Some(leaf),
            ["content"] | ["content", "*", "text"] if said => message.text.push(leaf),
            ["tool_calls", "*", rest @ ..] => slot(&mut message.calls, call).take(rest, leaf, said),
            _ => message.extra.push(leaf),
        }
    }

    fn document(&mut self, index: usize, rest: &[&str], path: &[Step], value: &Value) {
        let leaf = match (rest, value.as_str()) {
            // What decodes to text can be read, however its base64 looks.
            (["base64"], Some(text)) => self.shown(path, 3, ViewValue::base64(text)),
            _ => self.leaf(path, 3, value),
        };
        let document = slot(&mut self.view.evidence, index);
        match rest {
            ["title"] => document.title = Some(leaf),
            ["media_type"] => document.media_type = Some(leaf),
            _ => document.content.push(leaf),
        }
    }

    fn change(&mut self, path: &[Step], before: bool, value: &Value) {
        let record = &path[2..];
        let leaf = match self.contract.is_secret(record) {
            true => self.shown(path, 2, ViewValue::secret(value)),
            false => self.leaf(path, 2, value),
        };
        let at = *self.changes.entry(pointer_text(record)).or_insert_with(|| {
            let change = ViewChange {
                label: leaf.label.clone(),
                before: None,
                after: None,
            };
            self.view.changes.push(change);
            self.view.changes.len() - 1
        });
        let change = &mut self.view.changes[at];
        if before {
            change.before = Some(leaf)
        } else {
            change.after = Some(leaf)
        }
    }

    fn push(
        &mut self,
        path: &[Step],
        depth: usize,
        value: &Value,
        section: fn(&mut View) -> &mut Vec<ViewLeaf>,
    ) {
        let leaf = self.leaf(path, depth, value);
        section(self.view).push(leaf);
    }

    fn leaf(&mut self, path: &[Step], depth: usize, value: &Value) -> ViewLeaf {
        let leaf = self.shown(path, depth, ViewValue::plain(value));
        self.opaque(path, is_opaque(value));
        leaf
    }

    /// The leaf with the steps of its path after `depth` as its label.
    fn shown(&mut self, path: &[Step], depth: usize, value: ViewValue) -> ViewLeaf {
        self.opaque(path, matches!(value, ViewValue::Uninspectable(_)));
        let label = pointer_text(path.get(depth..).unwrap_or_default());
        ViewLeaf {
            label: escape::line(label.trim_start_matches('/')),
            pointer: pointer_text(path),
            value,
        }
    }

    fn opaque(&mut self, path: &[Step], is: bool) {
        let pointer = pointer_text(path);
        if is && self.view.uninspectable.last() != Some(&pointer) {
            self.view.uninspectable.push(pointer);
        }
    }
}

impl ViewCall {
    fn take(&mut self, rest: &[&str], leaf: ViewLeaf, said: bool) {
        match rest {
            ["id"] if said => self.id = Some(leaf),
            ["type"] if said => self.kind = Some(leaf),
            ["function", "name"] if said => self.tool = Some(leaf),
            ["function", "arguments", ..] => self.arguments.push(leaf),
            _ => self.extra.push(leaf),
        }
    }
}

/// A member's name, or `*` for an array item: a member that is named `*` has no place of its own.
fn name(step: &Step) -> &str {
    match step {
        Step::Member(name) if name == "*" => "~",
        Step::Member(name) => name,
        Step::Item(_) => "*",
    }
}

/// The item at `index`; leaves come in order, so it is the last one or the next.
fn slot<T: Default>(items: &mut Vec<T>, index: usize) -> &mut T {
    if index >= items.len() {
        items.resize_with(index + 1, T::default);
    }
    &mut items[index]
}

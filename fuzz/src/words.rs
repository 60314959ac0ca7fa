//! The agent's words. It may write Markdown; today all of it is shown as plain text through the escaper, so that is what is tried.
//!
//! Nothing that a reader would not see comes out, nothing is lost on the way, and the view of a proposal that says it holds nothing else.

use std::sync::LazyLock;

use fermata_desk::ipc::DetailView;
use fermata_protocol::{
    escape::{Multiline, Run, escape},
    payload::Proposal,
    view::{ViewValue, display},
};
use fermata_testkit::{World, unseen, world::name};
use serde_json::{Value, json};

use super::commands::Log;

/// Text that is longer as JSON than this is escaped and no more: said everywhere at once it would not fit into a statement.
const LONGEST: usize = 4096;

/// What stands before anything is said.
static BEGIN: LazyLock<(World, Log)> = LazyLock::new(|| {
    let world = World::default();
    let log = Log::new(&world);
    (world, log)
});

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for lines in [Multiline::Yes, Multiline::No] {
        let runs = escape(text, lines);
        visible(&runs, lines);
        assert_eq!(restored(&runs), text, "something was lost");
    }
    viewed(text);
}

fn visible(runs: &[Run], lines: Multiline) {
    let may_stand = |c| lines == Multiline::Yes && matches!(c, '\n' | '\t');
    for run in runs {
        assert!(
            !run.text.contains(|c| unseen(c) && !may_stand(c)),
            "{runs:?}"
        );
        let stand_in = run.text.contains('⟨');
        assert_eq!(run.mark.is_some(), stand_in, "{runs:?}");
    }
}

/// The text before it was escaped: a stand-in names the character that it stands for.
fn restored(runs: &[Run]) -> String {
    let one = |run: &Run| match &run.mark {
        None => run.text.clone(),
        Some(_) => {
            let codes = run.text.split('⟨').filter(|code| !code.is_empty());
            let one = |code: &str| {
                let code = code.strip_prefix("U+").unwrap().strip_suffix('⟩').unwrap();
                char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap()
            };
            codes.map(one).collect()
        }
    };
    runs.iter().map(one).collect()
}

/// A proposal whose every free text is this one.
fn viewed(text: &str) {
    if json!(text).to_string().len() > LONGEST {
        return;
    }
    let (world, log) = &*BEGIN;
    let mut proposal = serde_json::to_value(world.proposal()).unwrap();
    let said = json!({
        "narration": text,
        "reasons": [{ "code": text, "text": text }],
        "run": { "agent": text, text: text },
        "context": {
            "messages": [
                { "role": text, "content": text, text: text,
                  "tool_calls": [{ "id": text, "function": { "name": text, "arguments": text } }] },
                { "role": "user", "content": [{ "type": "text", "text": text }] },
            ],
            "evidence": [{ "title": text, "media_type": "text/plain", "text": text }],
            "subject": { "system": text, "type": text, "id": text, "name": text },
            "before": { "order": text, text: text },
            "trace": text,
        },
    });
    let members = proposal.as_object_mut().unwrap();
    members.extend(said.as_object().unwrap().clone());
    proposal["action"]["arguments"]["order"] = json!(text);
    proposal["action"]["arguments"][text] = json!(text);
    let proposal: Proposal = serde_json::from_value(proposal).unwrap();
    let mut log = log.clone();
    log.propose(world, &proposal, ("none", text));
    let item = log.item(proposal.jti_esc()).unwrap();
    visible(&item.view.title, Multiline::No);
    for (_, value) in item.view.leaves() {
        visible(&display(value), Multiline::Yes);
    }
    page(&item.detail(None, &name("ann"), world.now()).unwrap());
    match item.view.narration.map(|leaf| leaf.value) {
        Some(ViewValue::Text(runs)) => assert_eq!(restored(&runs), text, "it is not what was said"),
        other => panic!("{other:?}"),
    }
}

/// Everything that an item's page gets can be seen, but for what is no text to be laid out: pointers, the JSON for the edit form, the compact string.
pub(crate) fn page(detail: &DetailView) {
    fn look(value: &Value) {
        match value {
            Value::Object(members) => {
                let for_machines = ["pointer", "arguments", "schema", "compact"];
                let laid_out = |(name, inner): &(&String, &Value)| {
                    !(inner.is_string() && for_machines.contains(&name.as_str()))
                };
                members
                    .iter()
                    .filter(laid_out)
                    .for_each(|(_, inner)| look(inner));
            }
            Value::Array(items) => items.iter().for_each(look),
            Value::String(text) => {
                let hides = |c| unseen(c) && !matches!(c, '\n' | '\t');
                assert!(!text.contains(hides), "{text:?} comes to the page as it is");
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    look(&serde_json::to_value(detail).unwrap());
}

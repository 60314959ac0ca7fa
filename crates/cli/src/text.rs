//! What a reviewer sees, as text: the desk's own view, laid out for a terminal.

use fermata_desk::ipc::{
    DetailView, FieldView, FrictionView, ListName, MessageView, RowView, RunView,
};
use fermata_protocol::escape;
use serde::Serialize;

/// Escaped runs as one text.
pub(crate) fn plain(runs: &[RunView]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Untrusted text on one line, with visible signs for what would move a cursor or hide.
pub(crate) fn line_of(text: &str) -> String {
    escape::plain(&escape::escape(text, escape::Multiline::No))
}

/// A word of a closed set, as the wire has it.
pub(crate) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The end of an id, which is a name for it.
pub(crate) fn short(esc: &str) -> &str {
    &esc[esc.len().saturating_sub(6)..]
}

/// Who is at it, after a line of the inbox or above an escalation.
fn at_it(row: &RowView) -> Vec<String> {
    let around = &row.around;
    let who = around.at_it.iter().map(|one| match (one.me, one.reads) {
        (true, true) => format!("you read it until {}", one.until),
        (true, false) => format!("you hold it until {}", one.until),
        (false, true) => format!("{} reads it until {}", one.name, one.until),
        (false, false) => format!("{} holds it until {}", one.name, one.until),
    });
    let given = around.assigned.iter().map(|given| match given.me {
        true => format!("given to you by {}", given.by),
        false => format!("given to {} by {}", given.to, given.by),
    });
    let asked = around.lists.contains(&ListName::Asked);
    let asked = asked.then(|| "a question waits".to_owned());
    who.chain(given).chain(asked).collect()
}

/// What goes on around it: who is at it, what was said, what it is linked with.
fn around(page: &mut Page, view: &DetailView) {
    let mut lines = at_it(&view.row);
    let names = &view.row.around;
    lines.extend(names.answers.iter().map(|esc| format!("It answers {esc}")));
    lines.extend(view.around.closed.iter().map(|closed| {
        let why = plain(&closed.why);
        format!("Closed by {} at {}: {why}", closed.by, closed.at)
    }));
    if lines.is_empty() && view.around.said.is_empty() {
        return;
    }
    page.part("Around it");
    lines.iter().for_each(|line| page.line(line));
    for said in &view.around.said {
        let to = said.to.as_deref();
        let what = to.map_or("commented".to_owned(), |to| format!("asked {to}"));
        page.line(&format!("{}  {} {what}", said.at, said.by));
        page.fenced(&plain(&said.text));
    }
}

/// One line of the inbox.
pub(crate) fn line(row: &RowView) -> String {
    let confidence = row
        .confidence
        .map(|percent| format!("  {percent} % sure"))
        .unwrap_or_default();
    let around = at_it(row);
    let around = match around.as_slice() {
        [] => String::new(),
        some => format!("  ({})", some.join(", ")),
    };
    format!(
        "…{}  {:<8}  due {}  {}{confidence}  {}{around}",
        short(&row.esc),
        word(&row.risk),
        row.due,
        row.queue,
        plain(&row.title)
    )
}

/// Everything about one escalation.
pub(crate) fn detail(view: &DetailView) -> String {
    let mut page = Page::default();
    let row = &view.row;
    page.line(&plain(&row.title));
    let vouched = if view.vouched {
        ", vouched for by the gateway"
    } else {
        ""
    };
    page.line(&format!(
        "{} · {} · risk {} · from {}{vouched} · due {}",
        row.esc,
        word(&row.status),
        word(&row.risk),
        view.source,
        row.due
    ));
    page.line(&match view.contract_version {
        Some(version) => format!("{} (contract version {version})", view.description),
        None => format!(
            "{} (nobody reviewed this contract; its words are the agent's)",
            view.description
        ),
    });
    if let Some(subject) = &view.subject {
        let name = subject
            .name
            .as_ref()
            .map(|name| format!(" {}", plain(name)))
            .unwrap_or_default();
        page.line(&format!(
            "About: {} {}{name} in {}",
            plain(&subject.kind),
            plain(&subject.id),
            plain(&subject.system)
        ));
    }
    page.part("What will happen");
    fields(&mut page, &view.fields);
    page.line(&undo(view));
    why(&mut page, view);
    if let Some(said) = &view.narration {
        page.part("The agent says (nobody checked it)");
        page.fenced(&plain(said));
    }
    if !view.messages.is_empty() {
        page.part("Conversation (as the agent sent it)");
        view.messages.iter().for_each(|one| message(&mut page, one));
    }
    for document in &view.evidence {
        page.part(&format!(
            "Evidence: {} ({})",
            plain(&document.title),
            document.media_type
        ));
        match (&document.text, &document.uninspectable) {
            (Some(text), _) => page.fenced(&plain(text)),
            (None, why) => page.line(&format!(
                "Can not be shown: {}",
                why.as_deref().unwrap_or("no text")
            )),
        }
    }
    around(&mut page, view);
    page.part("History");
    for event in &view.history {
        let mark = if event.mark == "ok" { "" } else { &event.mark };
        let until = event.until.as_deref().unwrap_or_default();
        page.line(&format!(
            "{}  {:>5}  {} {} {until} {mark}",
            event.at, event.seq, event.by, event.text
        ));
        if !event.said.is_empty() {
            page.fenced(&plain(&event.said));
        }
    }
    page.part("To decide");
    page.line(&if view.blind {
        format!(
            "It takes {} people. A second look without the first: you see others' decisions after yours.",
            view.approvals_needed
        )
    } else {
        format!(
            "{} of {} people stand on it.",
            view.approvals_have, view.approvals_needed
        )
    });
    let verbs: Vec<String> = view.allowed.iter().map(word).collect();
    page.line(&format!("The agent takes: {}", verbs.join(", ")));
    let reasons: Vec<String> = view
        .reject_reasons
        .iter()
        .map(|r| format!("{} ({})", r.code, r.label))
        .collect();
    page.line(&format!("Reasons for a reject: {}", reasons.join(", ")));
    if view.friction == FrictionView::Type
        && let Some(value) = &view.confirm
    {
        page.line(&format!(
            "To approve, type the last four characters of {value} with --typed."
        ));
    }
    page.line(&format!(
        "Digest of the proposal: {}",
        view.raw.proposal_sha256
    ));
    page.line(&format!(
        "Digest of this view (--view): {}",
        view.raw.view_sha256
    ));
    page.0
}

fn fields(page: &mut Page, fields: &[FieldView]) {
    let mut group = None;
    for field in fields {
        if field.group != group {
            group.clone_from(&field.group);
            if let Some(name) = &group {
                page.line(&format!("  {name}"));
            }
        }
        let indent = if group.is_some() { "    " } else { "  " };
        let before = field
            .before
            .as_ref()
            .filter(|before| **before != field.value);
        let before = before
            .map(|before| format!("  (was {})", plain(before)))
            .unwrap_or_default();
        let value = plain(&field.value);
        if value.contains('\n') {
            page.line(&format!("{indent}{}:{before}", field.label));
            page.fenced(&value);
        } else {
            page.line(&format!("{indent}{}: {value}{before}", field.label));
        }
    }
}

fn undo(view: &DetailView) -> String {
    let undo = &view.reversible;
    let by = undo
        .by
        .as_ref()
        .map(|tool| format!(" by {tool}"))
        .unwrap_or_default();
    match (undo.reversible, undo.within_s) {
        (false, _) => "It can not be undone.".to_owned(),
        (true, Some(seconds)) => format!("It can be undone{by} within {} minutes.", seconds / 60),
        (true, None) => format!("It can be undone{by}."),
    }
}

fn why(page: &mut Page, view: &DetailView) {
    page.part("Why you are asked");
    let why = &view.why;
    for reason in &why.reasons {
        page.line(&format!("  {} ({})", reason.text, reason.code));
    }
    if let (Some(percent), Some(method)) = (why.confidence, &why.method) {
        let samples = why
            .agreeing
            .zip(why.of)
            .map(|(agreeing, of)| format!(", {agreeing} of {of} rehearsals"))
            .unwrap_or_default();
        let asked = why
            .threshold
            .map(|percent| format!("; asked for {percent} %"))
            .unwrap_or_default();
        page.line(&format!(
            "  Confidence {percent} % by {method}{samples}{asked}"
        ));
    }
    for reason in &why.agent_reasons {
        page.fenced(&plain(reason));
    }
}

fn message(page: &mut Page, message: &MessageView) {
    let tool = message
        .tool
        .as_ref()
        .map(|tool| format!(" {tool}"))
        .unwrap_or_default();
    page.line(&format!("{}{tool}:", message.role));
    if !message.text.is_empty() {
        page.fenced(&plain(&message.text));
    }
    for call in &message.calls {
        page.fenced(&format!("{} {}", call.tool, plain(&call.arguments)));
    }
}

/// Lines of text. What an agent wrote stands behind a bar on every line, so that it can not pass for the page's own.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, text: &str) {
        self.0.push_str(&text.trim_end().replace('\n', "⏎"));
        self.0.push('\n');
    }

    fn part(&mut self, title: &str) {
        self.line("");
        self.line(title);
    }

    fn fenced(&mut self, text: &str) {
        for line in text.lines() {
            self.line(&format!("  │ {line}"));
        }
    }
}

//! The words by which an item is found, and a search as the database's index is asked.
//!
//! The words are those that the page shows: what a contract masks is masked here, what is withheld from this desk is not here.
//! Not here: the index itself (`store::search`).

use fermata_protocol::{Sha, escape, view::display};

use crate::{
    Item,
    ipc::{RunView, SearchForm},
    views,
};

/// No conversation is searched further than this, in characters from its end: what is asked about stands there.
const CONVERSATION: usize = 16_384;
/// Everything else together is capped well above what a statement may hold of it.
const PART: usize = 16_384;

/// The words of one item, by where they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) arguments: String,
    pub(crate) conversation: String,
    pub(crate) people: String,
    pub(crate) ids: String,
    pub(crate) tool: String,
    pub(crate) source: String,
    pub(crate) queue: String,
    pub(crate) reason: String,
}

impl Words {
    pub(crate) fn of(item: &Item) -> Self {
        let esc = item.esc().to_string();
        let view = &item.view;
        let fields = view.fields.iter().map(|field| display(&field.value));
        let subject: Vec<String> = view
            .subject
            .iter()
            .map(|leaf| escape::plain(&display(&leaf.value)))
            .collect();
        let verdict = item.state.candidate().map(|candidate| &candidate.verdict);
        let rules = verdict.iter().flat_map(|verdict| &verdict.reasons);
        let rules = rules.map(|reason| format!("{} {}", reason.code, reason.text));
        let roster = item.standing.roster().ok();
        let people = item.state.history().iter().filter_map(|event| {
            let by = event.by.as_ref()?;
            let person = roster.and_then(|roster| roster.person(by));
            Some(match person {
                Some(person) => format!("{by} {}", person.name),
                None => by.to_string(),
            })
        });
        Self {
            title: escape::plain(&view.title),
            arguments: head(&joined(fields.map(|runs| escape::plain(&runs))), PART),
            conversation: tail(&conversation(item), CONVERSATION),
            people: head(&distinct(people), PART),
            ids: format!("{esc} {} {}", &esc[esc.len() - 6..], subject.join(" ")),
            tool: view
                .tool
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            source: item.proposal.iss.to_string(),
            queue: item.proposal.queue.to_string(),
            reason: head(&views::whole(&joined(rules)), PART),
        }
    }

    /// By the index's columns.
    pub(crate) fn parts(&self) -> [&str; 9] {
        [
            &self.title,
            &self.arguments,
            &self.conversation,
            &self.people,
            &self.ids,
            &self.tool,
            &self.source,
            &self.queue,
            &self.reason,
        ]
    }

    /// The same digest for the same words.
    pub(crate) fn sha(&self) -> String {
        Sha::of(self.parts().join("\n")).to_string()
    }
}

fn conversation(item: &Item) -> String {
    let plain = |runs: &[RunView]| -> String { runs.iter().map(|run| run.text.as_str()).collect() };
    let messages = views::messages(item, &item.secrets());
    let said = messages.iter().map(|message| {
        let calls = message.calls.iter();
        let calls = calls.map(|call| format!("{} {}", call.tool, plain(&call.arguments)));
        format!("{} {}", plain(&message.text), joined(calls))
    });
    let narration = item.view.narration.as_ref();
    let narration = narration.map(|leaf| escape::plain(&display(&leaf.value)));
    joined(said.chain(narration))
}

fn joined(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(" ")
}

fn distinct(texts: impl IntoIterator<Item = String>) -> String {
    let all: std::collections::BTreeSet<_> = texts.into_iter().collect();
    joined(all)
}

fn head(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn tail(text: &str, characters: usize) -> String {
    let skip = text.chars().count().saturating_sub(characters);
    text.chars().skip(skip).collect()
}

/// A search in the index's own language; `None` when it asks for no word.
///
/// Every word is quoted, so that nothing in it is an operator there, and counts as a beginning.
pub(crate) fn matching(form: &SearchForm) -> Option<String> {
    let everywhere = form.text.split_whitespace().filter_map(quoted);
    let columns = [
        ("queue", &form.queue),
        ("tool", &form.tool),
        ("source", &form.source),
        ("people", &form.who),
        ("reason", &form.reason),
    ];
    let narrowed = columns.into_iter().filter_map(|(column, words)| {
        let any: Vec<_> = words.iter().filter_map(|word| quoted(word)).collect();
        (!any.is_empty()).then(|| format!("{column} : ({})", any.join(" OR ")))
    });
    let all: Vec<String> = everywhere.chain(narrowed).collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// A word of nothing but signs is no word to the index.
fn quoted(word: &str) -> Option<String> {
    let has_letters = word.chars().any(char::is_alphanumeric);
    has_letters.then(|| format!("\"{}\" *", word.replace('"', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_typed_is_an_operator_of_the_index() {
        let form = |text: &str| SearchForm {
            text: text.to_owned(),
            ..SearchForm::default()
        };
        assert_eq!(
            matching(&form("refund OR x")).unwrap(),
            r#""refund" * AND "OR" * AND "x" *"#
        );
        assert_eq!(matching(&form(r#"a"b - *"#)).unwrap(), r#""a b" *"#);
        assert_eq!(matching(&form("- \" *")), None);
    }

    #[test]
    fn words_of_one_filter_are_alternatives_and_filters_narrow_each_other() {
        let form = SearchForm {
            tool: vec!["cancel".to_owned(), "book".to_owned()],
            who: vec!["ann".to_owned()],
            ..SearchForm::default()
        };
        assert_eq!(
            matching(&form).unwrap(),
            r#"tool : ("cancel" * OR "book" *) AND people : ("ann" *)"#
        );
    }
}

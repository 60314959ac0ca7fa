//! Pointers into arguments: RFC 6901, and `*` as a whole part for the items of an array.
//!
//! A `*` never matches members of an object, so an agent can not choose member names that fall under another label.

use serde_json::{Map, Value};

/// A parsed pointer, as contracts write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(pub(crate) Vec<Part>);

/// One part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A member, or one array item by its index.
    Key(String),
    /// Every array item.
    Items,
}

/// One step of the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Of an object.
    Member(String),
    /// Of an array.
    Item(usize),
}

impl Step {
    /// The part's text, not escaped.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Member(name) => name.clone(),
            Self::Item(index) => index.to_string(),
        }
    }
}

impl Part {
    fn matches(&self, step: &Step) -> bool {
        match (self, step) {
            (Self::Key(key), Step::Member(name)) => key == name,
            (Self::Key(key), Step::Item(index)) => *key == index.to_string(),
            (Self::Items, Step::Item(_)) => true,
            (Self::Items, Step::Member(_)) => false,
        }
    }
}

impl Pattern {
    /// Absent when it is not of the form: `/` before every part, `~` only as `~0` and `~1`.
    pub(crate) fn parse(pointer: &str) -> Option<Self> {
        let parts = pointer.strip_prefix('/')?.split('/').map(|part| {
            if part == "*" {
                return Some(Part::Items);
            }
            let bare = part.replace("~0", "").replace("~1", "");
            (!bare.contains('~')).then(|| Part::Key(part.replace("~1", "/").replace("~0", "~")))
        });
        parts.collect::<Option<_>>().map(Self)
    }

    /// It names this value or something that holds it.
    pub(crate) fn covers(&self, path: &[Step]) -> bool {
        self.0.len() <= path.len()
            && self
                .0
                .iter()
                .zip(path)
                .all(|(part, step)| part.matches(step))
    }

    /// The values that it names, in document order.
    pub(crate) fn find<'a>(
        &self,
        arguments: &'a Map<String, Value>,
    ) -> Vec<(Vec<Step>, &'a Value)> {
        let Some((Part::Key(first), rest)) = self.0.split_first() else {
            return Vec::new();
        };
        let Some(value) = arguments.get(first) else {
            return Vec::new();
        };
        let mut found = vec![(vec![Step::Member(first.clone())], value)];
        for part in rest {
            found = found
                .into_iter()
                .flat_map(|(path, value)| enter(part, &path, value))
                .collect();
        }
        found
    }

    /// The indices that stand for its `*` on the way to a value that it covers.
    pub(crate) fn indices(&self, path: &[Step]) -> Vec<usize> {
        let items = self
            .0
            .iter()
            .zip(path)
            .filter_map(|(part, step)| match (part, step) {
                (Part::Items, Step::Item(index)) => Some(*index),
                _ => None,
            });
        items.collect()
    }
}

/// The RFC 6901 text of a path.
pub(crate) fn text(path: &[Step]) -> String {
    path.iter().fold(String::new(), |pointer, step| {
        pointer + "/" + &step.text().replace('~', "~0").replace('/', "~1")
    })
}

/// What `pointer` names in `arguments`, with the concrete RFC 6901 pointer of each value, in document order.
/// A pointer that is not of the form names nothing.
pub fn expand<'a>(pointer: &str, arguments: &'a Map<String, Value>) -> Vec<(String, &'a Value)> {
    let found = Pattern::parse(pointer)
        .map(|pattern| pattern.find(arguments))
        .unwrap_or_default();
    found
        .into_iter()
        .map(|(path, value)| (text(&path), value))
        .collect()
}

fn enter<'a>(part: &Part, path: &[Step], value: &'a Value) -> Vec<(Vec<Step>, &'a Value)> {
    let at = |step: Step, value: &'a Value| ([path, &[step]].concat(), value);
    match (part, value) {
        (Part::Key(key), Value::Object(members)) => members
            .get(key)
            .map(|v| at(Step::Member(key.clone()), v))
            .into_iter()
            .collect(),
        (part, Value::Array(items)) => {
            let items = items
                .iter()
                .enumerate()
                .map(|(index, v)| (Step::Item(index), v));
            items
                .filter(|(step, _)| part.matches(step))
                .map(|(step, v)| at(step, v))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Every leaf under `value`, in document order; an empty object or array is one.
pub(crate) fn leaves(value: &Value) -> Vec<(Vec<Step>, &Value)> {
    let mut found = Vec::new();
    collect(value, &mut Vec::new(), &mut found);
    found
}

fn collect<'a>(value: &'a Value, path: &mut Vec<Step>, found: &mut Vec<(Vec<Step>, &'a Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                path.push(Step::Member(name.clone()));
                collect(member, path, found);
                path.pop();
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Item(index));
                collect(item, path, found);
                path.pop();
            }
        }
        _ => found.push((path.clone(), value)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(pointer: &str, expected: &[&str]) {
        let arguments = json!({
            "a": 1, "a/b": 2, "m~n": 3, "": 4,
            "list": [{ "x": 1 }, { "y": 2 }, { "x": [5, 6] }],
            "map": { "*": 7, "k": 8 },
        });
        let Value::Object(arguments) = arguments else {
            panic!("an object")
        };
        let found: Vec<String> = expand(pointer, &arguments)
            .into_iter()
            .map(|(at, _)| at)
            .collect();
        assert_eq!(found, expected, "{pointer}");
    }

    #[test]
    fn pointers_name_values_in_document_order() {
        check("/a", &["/a"]);
        check("/a~1b", &["/a~1b"]);
        check("/m~0n", &["/m~0n"]);
        check("/", &["/"]);
        check("/list/*/x", &["/list/0/x", "/list/2/x"]);
        check("/list/*/x/*", &["/list/2/x/0", "/list/2/x/1"]);
        check("/list/1/y", &["/list/1/y"]);
        check("/list/01/y", &[]);
        check("/missing", &[]);
        check("/a/b", &[]);
    }

    #[test]
    fn stars_never_match_members() {
        check("/map/*", &[]);
        check("/*", &[]);
    }

    #[test]
    fn pointers_of_another_form_name_nothing() {
        for bad in ["", "a", "/a~", "/a~2", "/~~"] {
            assert_eq!(Pattern::parse(bad), None, "{bad}");
            check(bad, &[]);
        }
    }

    #[test]
    fn empty_containers_are_leaves() {
        let value = json!({ "a": {}, "b": [[], 1], "c": null });
        let found: Vec<String> = leaves(&value).iter().map(|(path, _)| text(path)).collect();
        assert_eq!(found, ["/a", "/b/0", "/b/1", "/c"]);
        assert_eq!(leaves(&json!({})).len(), 1);
    }
}

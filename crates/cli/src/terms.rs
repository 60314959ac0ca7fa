//! Contracts from tool descriptions: OpenAI's functions give the schema, refined files the words, and names what nobody refined.

use std::{collections::BTreeMap, path::Path};

use fermata_protocol::{
    Name,
    payload::{Field, Format, Never, Reversible, Risk, Terms},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{context::read_json, failure::Failure};

#[derive(Deserialize)]
struct Tool {
    function: Function,
}

#[derive(Deserialize)]
struct Function {
    name: String,
    #[serde(default)]
    description: String,
    parameters: Map<String, Value>,
}

/// What became of a description file.
pub(crate) struct Made {
    /// Terms, in the file's order.
    pub(crate) terms: Vec<Terms>,
    /// Tools that nobody refined.
    pub(crate) skipped: Vec<String>,
}

/// Merges descriptions with refined files by the tool's name.
pub(crate) fn make(tools: &Path, refined: Option<&Path>, all: bool) -> Result<Made, Failure> {
    let functions: Vec<Tool> = read_json(tools)?;
    let mut refined = refined.map(read_refined).transpose()?.unwrap_or_default();
    let mut made = Made {
        terms: Vec::new(),
        skipped: Vec::new(),
    };
    for Tool { function } in functions {
        let terms = match refined.remove(&function.name) {
            Some((path, members)) => merge(&path, members, function)?,
            None if all => from_names(function)?,
            None => {
                made.skipped.push(function.name);
                continue;
            }
        };
        if terms.check().is_err() {
            return Err(Failure::new(
                "bad_contract",
                format!(
                    "The contract of {} is not sound: check its title, pointers, and that its schema is JSON Schema 2020-12 for an object.",
                    terms.tool
                ),
            ));
        }
        made.terms.push(terms);
    }
    match refined.into_iter().next() {
        None => Ok(made),
        Some((tool, (path, _))) => Err(Failure::new(
            "unknown_tool",
            format!(
                "{path} refines {tool}, which {} does not describe: correct its name or remove the file.",
                tools.display()
            ),
        )),
    }
}

type Refined = BTreeMap<String, (String, Map<String, Value>)>;

fn read_refined(dir: &Path) -> Result<Refined, Failure> {
    let told = |error: std::io::Error| {
        Failure::new(
            "file",
            format!(
                "Can not read the directory {}: {error}; name one that exists.",
                dir.display()
            ),
        )
    };
    let mut paths: Vec<_> = std::fs::read_dir(dir)
        .map_err(told)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(told)?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    let mut refined = Refined::new();
    for path in paths {
        let members: Map<String, Value> = read_json(&path)?;
        let shown = path.display().to_string();
        let Some(tool) = members.get("tool").and_then(Value::as_str) else {
            return Err(Failure::new(
                "bad_contract",
                format!("{shown} names no tool: give it a member \"tool\"."),
            ));
        };
        if let Some((other, _)) = refined.insert(tool.to_owned(), (shown.clone(), members.clone()))
        {
            return Err(Failure::new(
                "bad_contract",
                format!("{shown} and {other} refine the same tool: keep one of them."),
            ));
        }
    }
    Ok(refined)
}

fn merge(
    path: &str,
    mut members: Map<String, Value>,
    function: Function,
) -> Result<Terms, Failure> {
    if members.contains_key("input_schema") {
        return Err(Failure::new(
            "bad_contract",
            format!(
                "{path} has an input_schema: it comes from the tool's description, so remove it here."
            ),
        ));
    }
    members.insert("input_schema".to_owned(), function.parameters.into());
    members
        .entry("description")
        .or_insert_with(|| function.description.into());
    members.entry("version").or_insert_with(|| 1.into());
    serde_json::from_value(Value::Object(members)).map_err(|error| {
        Failure::new(
            "bad_contract",
            format!("{path} is not a refined contract: {error}."),
        )
    })
}

/// Nobody looked at this tool, so it counts as high risk and every value is plain text.
fn from_names(function: Function) -> Result<Terms, Failure> {
    let tool: Name = function.name.parse().map_err(|_| {
        Failure::new("bad_contract", format!("{} can not be a tool's name here: use small letters, digits, dots, dashes and underscores.", function.name))
    })?;
    let properties = function
        .parameters
        .get("properties")
        .and_then(Value::as_object);
    let field = |name: &String| Field {
        pointer: format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        label: words(name),
        format: Format::Text,
        currency: None,
        unit: None,
    };
    Ok(Terms {
        version: 1,
        title: words(tool.as_str()),
        description: function.description,
        risk: Risk::High,
        reversible: Reversible::No(Never),
        idempotent: false,
        fields: properties
            .map(|p| p.keys().map(field).collect())
            .unwrap_or_default(),
        redact: Vec::new(),
        confirm: None,
        input_schema: function.parameters,
        tool,
    })
}

/// `get_user_details` as `Get user details`.
fn words(name: &str) -> String {
    let spaced = name.replace(['_', '-', '.'], " ");
    let mut letters = spaced.trim().chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn write(dir: &Path, name: &str, value: &Value) -> std::path::PathBuf {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, value.to_string()).unwrap();
        path
    }

    fn tools(dir: &Path) -> std::path::PathBuf {
        let tool = |name: &str| {
            json!({ "type": "function", "function": { "name": name, "description": "Does it.",
            "parameters": { "type": "object", "properties": { "order_id": { "type": "string" } } } } })
        };
        write(dir, "tools.json", &json!([tool("refund"), tool("look_up")]))
    }

    fn refined() -> Value {
        json!({ "tool": "refund", "version": 1, "title": "Refund {/order_id}", "risk": "high", "reversible": false,
            "idempotent": true, "fields": [{ "pointer": "/order_id", "label": "Order", "format": "id" }], "redact": [] })
    }

    #[test]
    fn a_refined_file_gives_the_words_and_the_description_the_schema() {
        let dir = tempfile::tempdir().unwrap();
        let tools = tools(dir.path());
        write(dir.path(), "refined/refund.json", &refined());
        let made = make(&tools, Some(&dir.path().join("refined")), false).unwrap();
        assert_eq!(made.skipped, ["look_up"]);
        assert_eq!(
            (
                made.terms[0].title.as_str(),
                made.terms[0].description.as_str()
            ),
            ("Refund {/order_id}", "Does it.")
        );
        assert!(made.terms[0].input_schema.contains_key("properties"));
    }

    #[test]
    fn a_tool_that_nobody_refined_is_high_risk_with_labels_from_names() {
        let dir = tempfile::tempdir().unwrap();
        let made = make(&tools(dir.path()), None, true).unwrap();
        let look_up = &made.terms[1];
        assert_eq!(
            (look_up.title.as_str(), look_up.risk),
            ("Look up", Risk::High)
        );
        assert_eq!(
            (
                look_up.fields[0].pointer.as_str(),
                look_up.fields[0].label.as_str()
            ),
            ("/order_id", "Order id")
        );
    }

    #[test]
    fn a_refined_file_without_its_tool_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let tools = tools(dir.path());
        let mut other = refined();
        other["tool"] = json!("refnud");
        write(dir.path(), "refined/refund.json", &other);
        let failure = make(&tools, Some(&dir.path().join("refined")), false)
            .err()
            .unwrap();
        assert_eq!(failure.code, "unknown_tool");
        assert!(failure.message.contains("refnud"), "{}", failure.message);
    }
}

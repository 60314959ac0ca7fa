//! The compiled schema, and what it says about arguments. In which words: `misfit`.

use jsonschema::{
    Draft, JsonType, PatternOptions, ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind as Kind},
};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::misfit::{Misfit, ValueKind};
use crate::{
    Code, escape, json,
    payload::{Arguments, Question, Terms},
};

/// A contract's terms with their schema ready to use.
#[derive(Debug, Clone)]
pub struct CompiledContract {
    terms: Terms,
    validator: Validator,
}

/// A value that does not satisfy the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemaError {
    /// RFC 6901 pointer to the value, or to where one is missing. It may hold member names that the agent chose.
    pub pointer: String,
    /// The schema's keyword, in snake_case.
    pub code: String,
    /// In words, escaped.
    #[serde(rename = "text", serialize_with = "in_words")]
    pub misfit: Misfit,
}

fn in_words<S: Serializer>(misfit: &Misfit, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(misfit)
}

pub(super) fn compile(schema: &Arguments) -> Result<Validator, Code> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .offline()
        .build(&Value::Object(schema.clone()))
        .map_err(|_| Code::BadMember)
}

/// Whether this answers the question: any text, or JSON as text that fits where it has a schema. To a broken schema nothing fits.
///
/// # Errors
/// `schema_violation`.
pub fn answers(question: &Question, answer: &str) -> Result<(), Code> {
    let Some(schema) = &question.answer_schema else {
        return Ok(());
    };
    let value: Value = json::read(answer.as_bytes()).map_err(|_| Code::SchemaViolation)?;
    let usable = compile(schema).map_err(|_| Code::SchemaViolation)?;
    if usable.is_valid(&value) {
        Ok(())
    } else {
        Err(Code::SchemaViolation)
    }
}

/// Whether a question can be answered at all.
///
/// # Errors
/// `bad_member`: its schema can not be used.
pub fn check_question(question: &Question) -> Result<(), Code> {
    match &question.answer_schema {
        Some(schema) if !super::readable(&Value::Object(schema.clone())) => Err(Code::BadMember),
        Some(schema) => compile(schema).map(drop),
        None => Ok(()),
    }
}

impl CompiledContract {
    /// Checks the terms and compiles their schema.
    ///
    /// # Errors
    /// `bad_member`.
    pub fn compile(terms: &Terms) -> Result<Self, Code> {
        terms.check_form()?;
        Ok(Self {
            terms: terms.clone(),
            validator: compile(&terms.input_schema)?,
        })
    }

    /// The terms.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Whether `arguments` satisfy the schema.
    ///
    /// # Errors
    /// Everything that does not, in the schema's order.
    pub fn validate(&self, arguments: &Arguments) -> Result<(), Vec<SchemaError>> {
        let arguments = Value::Object(arguments.clone());
        let errors: Vec<SchemaError> = self
            .validator
            .iter_errors(&arguments)
            .flat_map(explain)
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

fn explain(error: ValidationError<'_>) -> Vec<SchemaError> {
    let code = snake(error.kind().keyword());
    let at = error.instance_path().as_str();
    let below = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    let one = |pointer: String, misfit: Misfit| SchemaError {
        pointer,
        code: code.clone(),
        misfit,
    };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unexpected
                .iter()
                .map(|name| one(below(name), Misfit::NotKnown))
                .collect()
        }
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![one(below(name), Misfit::Missing)]
        }
        kind => vec![one(at.to_owned(), misfit(kind))],
    }
}

fn misfit(kind: &Kind) -> Misfit {
    match kind {
        Kind::Type { kind } => Misfit::Kinds(match kind {
            TypeKind::Single(kind) => vec![of(*kind)],
            TypeKind::Multiple(kinds) => kinds.iter().map(of).collect(),
        }),
        Kind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            Misfit::OneOf(options.iter().map(show).collect())
        }
        Kind::Constant { expected_value } => Misfit::Only(show(expected_value)),
        Kind::Minimum { limit } => Misfit::AtLeast(show(limit)),
        Kind::Maximum { limit } => Misfit::AtMost(show(limit)),
        Kind::ExclusiveMinimum { limit } => Misfit::MoreThan(show(limit)),
        Kind::ExclusiveMaximum { limit } => Misfit::LessThan(show(limit)),
        Kind::MultipleOf { multiple_of } => Misfit::MultipleOf(multiple_of.to_string()),
        Kind::MinLength { limit } => Misfit::Longer(*limit),
        Kind::MaxLength { limit } => Misfit::Shorter(*limit),
        Kind::Pattern { pattern } => Misfit::Form(escape::line(pattern)),
        Kind::MinItems { limit } => Misfit::MoreEntries(*limit),
        Kind::MaxItems { limit } => Misfit::FewerEntries(*limit),
        Kind::UniqueItems => Misfit::Twice,
        Kind::Contains => Misfit::LacksEntry,
        Kind::AdditionalItems { .. } | Kind::UnevaluatedItems { .. } => Misfit::TooManyEntries,
        Kind::MinProperties { limit } => Misfit::MoreValues(*limit),
        Kind::MaxProperties { limit } => Misfit::FewerValues(*limit),
        Kind::PropertyNames { .. } => Misfit::BadName,
        Kind::FalseSchema => Misfit::NotHere,
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => Misfit::NoForm,
        Kind::OneOfMultipleValid { .. } => Misfit::SeveralForms,
        Kind::Not { .. } => Misfit::BadForm,
        _ => Misfit::NotChecked,
    }
}

fn of(kind: JsonType) -> ValueKind {
    match kind {
        JsonType::Null => ValueKind::Empty,
        JsonType::Boolean => ValueKind::YesOrNo,
        JsonType::Integer => ValueKind::WholeNumber,
        JsonType::Number => ValueKind::Number,
        JsonType::String => ValueKind::Text,
        JsonType::Array => ValueKind::List,
        JsonType::Object => ValueKind::Group,
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => escape::line(text),
        other => escape::line(&other.to_string()),
    }
}

fn snake(keyword: &str) -> String {
    keyword.chars().fold(String::new(), |mut word, c| {
        if c.is_ascii_uppercase() {
            word.push('_');
        }
        word.push(c.to_ascii_lowercase());
        word
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contract(input_schema: Value) -> Result<CompiledContract, Code> {
        let terms = json!({
            "tool": "t", "version": 1, "title": "T", "description": "", "risk": "low", "reversible": false,
            "idempotent": true, "input_schema": input_schema, "fields": [], "redact": [],
        });
        CompiledContract::compile(&serde_json::from_value(terms).unwrap())
    }

    fn check(properties: Value, arguments: Value, expected: &[(&str, &str, &str)]) {
        let schema = json!({ "type": "object", "properties": properties, "required": ["id"], "additionalProperties": false });
        let errors = contract(schema)
            .unwrap()
            .validate(arguments.as_object().unwrap())
            .err()
            .unwrap_or_default();
        let found: Vec<_> = errors
            .iter()
            .map(|e| (e.pointer.as_str(), e.code.as_str(), e.misfit.to_string()))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(pointer, code, text)| (*pointer, *code, (*text).to_owned()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn errors_are_told_in_plain_words_at_the_value_itself() {
        check(json!({ "id": {} }), json!({ "id": 1 }), &[]);
        check(
            json!({ "id": {} }),
            json!({}),
            &[("/id", "required", "Is missing")],
        );
        check(
            json!({ "id": {} }),
            json!({ "id": 1, "a/b": 2 }),
            &[(
                "/a~1b",
                "additional_properties",
                "Is not known to this tool",
            )],
        );
        let cabin = json!({ "id": { "enum": ["economy", "business"] } });
        check(
            cabin,
            json!({ "id": "first" }),
            &[("/id", "enum", "Must be one of economy, business")],
        );
        for (schema, value, code, text) in [
            (
                json!({ "type": "string" }),
                json!(1),
                "type",
                "Must be text",
            ),
            (
                json!({ "type": ["integer", "null"] }),
                json!("1"),
                "type",
                "Must be empty or a whole number",
            ),
            (
                json!({ "minimum": 1 }),
                json!(0),
                "minimum",
                "Must be 1 or more",
            ),
            (
                json!({ "minLength": 1 }),
                json!(""),
                "min_length",
                "Must not be empty",
            ),
            (
                json!({ "pattern": "^W[0-9]+$" }),
                json!("x"),
                "pattern",
                "Must have the form ^W[0-9]+$",
            ),
            (
                json!({ "minItems": 1 }),
                json!([]),
                "min_items",
                "Needs at least one entry",
            ),
            (
                json!({ "anyOf": [{ "type": "string" }, false] }),
                json!(1),
                "any_of",
                "Has none of the allowed forms",
            ),
        ] {
            check(
                json!({ "id": schema }),
                json!({ "id": value }),
                &[("/id", code, text)],
            );
        }
    }

    #[test]
    fn formats_are_notes_and_check_nothing() {
        check(
            json!({ "id": { "type": "string", "format": "date" } }),
            json!({ "id": "soon" }),
            &[],
        );
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let tree = json!({
            "type": "object", "properties": { "next": { "$ref": "#" } }, "additionalProperties": false,
        });
        let deep = json!({ "next": { "next": { "stop": 1 } } });
        let errors = contract(tree)
            .unwrap()
            .validate(deep.as_object().unwrap())
            .unwrap_err();
        assert_eq!(errors[0].pointer, "/next/next/stop");
    }

    #[test]
    fn a_schema_that_only_refers_to_itself_ends() {
        for schema in [
            json!({ "type": "object", "$ref": "#" }),
            json!({ "type": "object", "allOf": [{ "$ref": "#" }] }),
            json!({ "type": "object", "$dynamicRef": "#" }),
        ] {
            let contract = contract(schema).unwrap();
            assert_eq!(
                contract.validate(json!({ "a": 1 }).as_object().unwrap()),
                Ok(())
            );
        }
    }

    #[test]
    fn a_pattern_that_would_fill_memory_is_refused() {
        let schema = json!({ "type": "object", "properties": { "x": { "pattern": "((a{1000}){1000}){1000}" } } });
        assert_eq!(contract(schema).err(), Some(Code::BadMember));
    }
}

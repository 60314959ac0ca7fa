//! Typed values: what a leaf is, by the contract's format where it fits and by its JSON type otherwise.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    MAX_TEXT,
    form::{is_date, is_email, is_id, is_instant, is_url},
    money::{Money, grouped, money},
};
use crate::{
    Sha,
    contract::Step,
    escape::{self, Multiline, Run},
    payload::{Arguments, Field, Format},
};

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum ViewValue {
    /// Text, escaped; lines are kept.
    Text(Vec<Run>),
    /// An amount.
    Money(Money),
    /// An id.
    Id(Vec<Run>),
    /// A date as written.
    Date(String),
    /// An instant as written, RFC 3339.
    Instant(String),
    /// An e-mail address.
    Email(Vec<Run>),
    /// A link, which never opens by itself.
    Url(Vec<Run>),
    /// Code, escaped; lines are kept.
    Code(Vec<Run>),
    /// A number as JSON writes it.
    Number(String),
    /// True or false.
    Bool(bool),
    /// The JSON null.
    Null,
    /// An object without members.
    EmptyObject,
    /// An array without items.
    EmptyArray,
    /// Masked: SHA-256 of the value's JSON text.
    Secret(Sha),
    /// It could not be shown.
    Uninspectable(Uninspectable),
}

/// What is known of a value that could not be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uninspectable {
    /// Why.
    pub why: Why,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of it.
    pub sha256: Sha,
}

crate::payload::words! {
    /// Why a value could not be shown.
    Why {
        /// Longer than the view lays out.
        TooLarge = "too_large",
        /// Bytes that are no text.
        NotText = "not_text",
        /// Said to be base64 and is not.
        NotBase64 = "not_base64",
    }
}

impl ViewValue {
    /// The value by its JSON type. Containers that are not empty do not come here as leaves; as a record's value before they are shown as JSON.
    pub(crate) fn plain(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(*yes),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::lines(text, Self::Text),
            Value::Array(items) if items.is_empty() => Self::EmptyArray,
            Value::Object(members) if members.is_empty() => Self::EmptyObject,
            container => Self::lines(&container.to_string(), Self::Code),
        }
    }

    fn lines(text: &str, kind: impl FnOnce(Vec<Run>) -> Self) -> Self {
        if text.len() > MAX_TEXT {
            return Self::Uninspectable(Uninspectable::of(Why::TooLarge, text.as_bytes()));
        }
        kind(escape::escape(text, Multiline::Yes))
    }

    /// A document's base64: the text that it holds, or that it is none.
    pub(crate) fn base64(text: &str) -> Self {
        let Ok(bytes) = STANDARD.decode(text) else {
            return Self::Uninspectable(Uninspectable::of(Why::NotBase64, text.as_bytes()));
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) if !text.contains('\0') => Self::lines(text, Self::Text),
            _ => Self::Uninspectable(Uninspectable::of(Why::NotText, &bytes)),
        }
    }

    pub(crate) fn secret(value: &Value) -> Self {
        Self::Secret(Sha::of(value.to_string()))
    }

    /// The format's word for the page: the contract's formats, and `number`, `bool`, `json`.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Uninspectable(_) => "text",
            Self::Money(_) => "money",
            Self::Id(_) => "id",
            Self::Date(_) => "date",
            Self::Instant(_) => "instant",
            Self::Email(_) => "email",
            Self::Url(_) => "url",
            Self::Code(_) => "code",
            Self::Number(_) => "number",
            Self::Bool(_) => "bool",
            Self::Null | Self::EmptyObject | Self::EmptyArray => "json",
            Self::Secret(_) => "secret",
        }
    }

    /// For a value that could not be shown: why, in words.
    pub fn uninspectable(&self) -> Option<String> {
        let Self::Uninspectable(Uninspectable { why, bytes, .. }) = self else {
            return None;
        };
        let bytes = grouped(&bytes.to_string());
        Some(match why {
            Why::TooLarge => format!("too large to show, {bytes} bytes"),
            Why::NotText => format!("not text, {bytes} bytes"),
            Why::NotBase64 => format!("damaged base64, {bytes} characters"),
        })
    }
}

impl Uninspectable {
    fn of(why: Why, bytes: &[u8]) -> Self {
        Self {
            why,
            bytes: bytes.len() as u64,
            sha256: Sha::of(bytes),
        }
    }
}

/// The value in neutral English, for the command line and as the desk's text.
pub fn display(value: &ViewValue) -> Vec<Run> {
    let stand_in = |text: &str| vec![Run::marked(format!("⟨{text}⟩"), text)];
    match value {
        ViewValue::Text(runs) if runs.is_empty() => stand_in("empty text"),
        ViewValue::Text(runs)
        | ViewValue::Id(runs)
        | ViewValue::Email(runs)
        | ViewValue::Url(runs)
        | ViewValue::Code(runs) => runs.clone(),
        ViewValue::Money(Money { amount, currency }) => {
            let currency = currency
                .iter()
                .fold(String::new(), |_, code| format!(" {code}"));
            vec![Run::plain(grouped(amount) + &currency)]
        }
        ViewValue::Date(text) | ViewValue::Instant(text) | ViewValue::Number(text) => {
            vec![Run::plain(text)]
        }
        ViewValue::Bool(yes) => vec![Run::plain(if *yes { "yes" } else { "no" })],
        ViewValue::Null => stand_in("no value"),
        ViewValue::EmptyObject => stand_in("no members"),
        ViewValue::EmptyArray => stand_in("no items"),
        ViewValue::Secret(_) => vec![Run::marked("••••••••", "secret")],
        ViewValue::Uninspectable(_) => stand_in(&value.uninspectable().unwrap_or_default()),
    }
}

/// The value at `path` by its field's format, and whether it fits it. What does not fit is shown by its JSON type.
pub(crate) fn typed(
    field: Option<&Field>,
    path: &[Step],
    value: &Value,
    arguments: &Arguments,
) -> (ViewValue, bool) {
    let Some(field) = field else {
        return (ViewValue::plain(value), true);
    };
    let plain = || ViewValue::plain(value);
    let text = value.as_str();
    let one_line = |kind: fn(Vec<Run>) -> ViewValue, fits: fn(&str) -> bool| {
        let text = text.filter(|text| fits(text))?;
        Some(kind(escape::escape(text, Multiline::No)))
    };
    let fit = match field.format {
        Format::Text => Some(plain()),
        Format::Secret => Some(ViewValue::secret(value)),
        Format::Code => text.map(|text| ViewValue::lines(text, ViewValue::Code)),
        Format::Money => money(field, path, value, arguments).map(ViewValue::Money),
        Format::Id => one_line(ViewValue::Id, is_id).or_else(|| {
            let number = value.as_u64()?;
            Some(ViewValue::Id(vec![Run::plain(number.to_string())]))
        }),
        Format::Date => text
            .filter(|text| is_date(text))
            .map(|text| ViewValue::Date(text.to_owned())),
        Format::Instant => text
            .filter(|text| is_instant(text))
            .map(|text| ViewValue::Instant(text.to_owned())),
        Format::Email => one_line(ViewValue::Email, is_email),
        Format::Url => one_line(ViewValue::Url, is_url),
    };
    fit.map_or_else(|| (plain(), false), |value| (value, true))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(format: &str, value: Value, fits: bool, shown: &str) {
        let field = json!({ "pointer": "/x", "label": "X", "format": format });
        let field: Field = serde_json::from_value(field).unwrap();
        let (typed, fit) = typed(Some(&field), &[], &value, &Arguments::new());
        assert_eq!(
            (fit, escape::plain(&display(&typed)).as_str()),
            (fits, shown),
            "{format} {value}"
        );
        if fits && format != "code" && !value.is_number() {
            assert_eq!(typed.format(), format, "{value}");
        }
    }

    #[test]
    fn values_that_fit_are_shown_by_their_format() {
        check("text", json!("two\nlines"), true, "two\nlines");
        check("text", json!(3), true, "3");
        check("id", json!("mia_li_3668"), true, "mia_li_3668");
        check("id", json!(4923227), true, "4923227");
        check("date", json!("2024-05-20"), true, "2024-05-20");
        check(
            "instant",
            json!("2024-05-20T09:30:00+02:00"),
            true,
            "2024-05-20T09:30:00+02:00",
        );
        check(
            "email",
            json!("mia.li+x@example.co.uk"),
            true,
            "mia.li+x@example.co.uk",
        );
        check(
            "url",
            json!("https://example.com:8443/a?b#c"),
            true,
            "https://example.com:8443/a?b#c",
        );
        check("code", json!("rm -rf /"), true, "rm -rf /");
        check("secret", json!("hunter2"), true, "••••••••");
    }

    #[test]
    fn values_that_do_not_fit_are_shown_as_what_they_are() {
        check("id", json!("two words"), false, "two words");
        check("id", json!(""), false, "⟨empty text⟩");
        check("id", json!("a".repeat(65)), false, &"a".repeat(65));
        check("id", json!(-1), false, "-1");
        check("date", json!("2024-02-30"), false, "2024-02-30");
        check("date", json!("20 May"), false, "20 May");
        check(
            "instant",
            json!("2024-05-20 09:30:00Z"),
            false,
            "2024-05-20 09:30:00Z",
        );
        check("email", json!("mia@localhost"), false, "mia@localhost");
        check(
            "email",
            json!("mia@ex\u{430}mple.com"),
            false,
            "mia@ex\u{430}mple.com",
        );
        check("email", json!("a@b.c,d@e.f"), false, "a@b.c,d@e.f");
        check(
            "url",
            json!("javascript:alert(1)"),
            false,
            "javascript:alert(1)",
        );
        check(
            "url",
            json!("https://bank.com@evil.com/"),
            false,
            "https://bank.com@evil.com/",
        );
        check(
            "url",
            json!("https://ex\u{430}mple.com/"),
            false,
            "https://ex\u{430}mple.com/",
        );
        check("code", json!(null), false, "⟨no value⟩");
        check("money", json!({}), false, "⟨no members⟩");
    }

    #[test]
    fn what_is_no_text_says_so() {
        let shown = |value: ViewValue| escape::plain(&display(&value));
        assert_eq!(shown(ViewValue::base64("aGVsbG8=")), "hello");
        assert_eq!(shown(ViewValue::base64("AAEC")), "⟨not text, 3 bytes⟩");
        assert_eq!(
            shown(ViewValue::base64("%%%%")),
            "⟨damaged base64, 4 characters⟩"
        );
        let long = Value::from("a b".repeat(MAX_TEXT));
        assert_eq!(
            shown(ViewValue::plain(&long)),
            "⟨too large to show, 196,608 bytes⟩"
        );
    }
}

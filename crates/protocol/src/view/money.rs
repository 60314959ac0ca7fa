//! Money: exact amounts as decimal text, without floating point and without rounding.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    contract::{Part, Pattern, Step, is_currency},
    payload::{Arguments, Field, Unit},
};

/// An exact amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Decimal text in major units, such as `1190.00`.
    pub amount: String,
    /// ISO 4217, when the contract knows it.
    pub currency: Option<String>,
}

/// The exact amount; absent when the value is no decimal number or its currency is not to be found.
pub(super) fn money(
    field: &Field,
    path: &[Step],
    value: &Value,
    arguments: &Arguments,
) -> Option<Money> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let currency = match field.currency.as_deref() {
        Some(pointer) if pointer.starts_with('/') => {
            Some(named_currency(field, pointer, path, arguments)?)
        }
        code => code.map(str::to_owned),
    };
    let digits = minor_digits(currency.as_deref().unwrap_or_default());
    let shift = if field.unit == Some(Unit::Minor) {
        digits
    } else {
        0
    };
    Some(Money {
        amount: decimal(&text, value.is_number(), shift, digits)?,
        currency,
    })
}

/// The currency that the pointer names, with the same items for its `*` as the amount's.
fn named_currency(
    field: &Field,
    pointer: &str,
    path: &[Step],
    arguments: &Arguments,
) -> Option<String> {
    let mut indices = Pattern::parse(&field.pointer)?.indices(path).into_iter();
    let mut pattern = Pattern::parse(pointer)?;
    for part in &mut pattern.0 {
        if *part == Part::Items {
            *part = Part::Key(indices.next()?.to_string());
        }
    }
    let code = pattern.find(arguments).first()?.1.as_str()?;
    is_currency(code).then(|| code.to_owned())
}

/// Digits after the point, by ISO 4217 as amended in 2025; two for what is not in its list of exceptions.
fn minor_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// `text` as plain decimal digits, its point moved `shift` places to the left, with at least `digits` places after it. Nothing is rounded.
/// Only numbers may have an exponent; an agent's text may not.
fn decimal(text: &str, exponent: bool, shift: usize, digits: usize) -> Option<String> {
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) if exponent => (mantissa, power.parse::<i64>().ok()?),
        Some(_) => return None,
        None => (text, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let padded = whole.len() > 1 && whole.starts_with('0');
    let power = power - i64::try_from(shift).ok()?;
    if !numeric(whole) || !numeric(part) || padded || text.len() > 40 || power.abs() > 40 {
        return None;
    }
    let zeros = "0".repeat(usize::try_from(power.abs()).ok()?);
    let all = if power < 0 {
        format!("{zeros}{whole}{part}")
    } else {
        format!("{whole}{part}{zeros}")
    };
    let point = if power < 0 {
        whole.len()
    } else {
        whole.len() + zeros.len()
    };
    let (whole, part) = all.split_at(point);
    let whole = whole.trim_start_matches('0');
    let part = part.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let part = format!("{part}{}", "0".repeat(digits.saturating_sub(part.len())));
    let point = if part.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{part}"))
}

/// Thousands apart.
pub(super) fn grouped(amount: &str) -> String {
    let (whole, part) = amount
        .find('.')
        .map_or((amount, ""), |at| amount.split_at(at));
    let (sign, whole) = whole
        .strip_prefix('-')
        .map_or(("", whole), |rest| ("-", rest));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn amount(value: Value, unit: &str, currency: &str) -> Option<String> {
        let field = json!({ "pointer": "/x", "label": "X", "format": "money", "currency": currency, "unit": unit });
        let field: Field = serde_json::from_value(field).unwrap();
        money(&field, &[], &value, &Arguments::new()).map(|money| grouped(&money.amount))
    }

    #[test]
    fn amounts_are_exact() {
        for (value, unit, currency, shown) in [
            (json!(1190), "major", "USD", "1,190.00"),
            (json!(412.5), "major", "USD", "412.50"),
            (json!("412.505"), "major", "USD", "412.505"),
            (json!(-7), "major", "USD", "-7.00"),
            (json!(0), "major", "USD", "0.00"),
            (json!(119000), "minor", "USD", "1,190.00"),
            (json!(5), "minor", "USD", "0.05"),
            (json!("10.5"), "minor", "USD", "0.105"),
            (json!(1190), "minor", "JPY", "1,190"),
            (json!(1190), "minor", "KWD", "1.190"),
            (
                json!(1e21),
                "major",
                "USD",
                "1,000,000,000,000,000,000,000.00",
            ),
            (json!(1.5e-7), "major", "USD", "0.00000015"),
            (
                json!(9007199254740991_i64),
                "minor",
                "USD",
                "90,071,992,547,409.91",
            ),
        ] {
            assert_eq!(
                amount(value.clone(), unit, currency).as_deref(),
                Some(shown),
                "{value} {unit} {currency}"
            );
        }
    }

    #[test]
    fn what_is_no_amount_is_not_made_one() {
        for value in [
            json!("12 USD"),
            json!("1,190"),
            json!("1e3"),
            json!("+1"),
            json!("007"),
            json!(".5"),
            json!("5."),
            json!(""),
            json!("-"),
            json!("--1"),
            json!("١٢"),
            json!(1e300),
            json!(true),
            json!(null),
        ] {
            assert_eq!(amount(value.clone(), "major", "USD"), None, "{value}");
        }
    }

    #[test]
    fn a_currency_stands_beside_its_own_amount() {
        let field = json!({ "pointer": "/l/*/sum", "label": "X", "format": "money", "currency": "/l/*/cur" });
        let field: Field = serde_json::from_value(field).unwrap();
        let arguments = json!({ "l": [{ "cur": "USD" }, { "cur": "JPY" }, { "cur": "dollars" }] });
        let arguments = arguments.as_object().unwrap();
        let at = |index| {
            let path = [
                Step::Member("l".to_owned()),
                Step::Item(index),
                Step::Member("sum".to_owned()),
            ];
            money(&field, &path, &json!(5), arguments).map(|money| (money.amount, money.currency))
        };
        assert_eq!(at(0), Some(("5.00".to_owned(), Some("USD".to_owned()))));
        assert_eq!(at(1), Some(("5".to_owned(), Some("JPY".to_owned()))));
        assert_eq!(at(2), None, "not a currency");
        assert_eq!(at(3), None, "no such item");
    }

    proptest! {
        #[test]
        fn minor_units_keep_every_digit(cents in -9_007_199_254_740_991_i64..=9_007_199_254_740_991) {
            let shown = amount(Value::from(cents), "minor", "USD").unwrap();
            let digits: String = shown.chars().filter(|c| !matches!(c, ',' | '.')).collect();
            prop_assert_eq!(digits.parse::<i64>().unwrap(), cents);
            prop_assert_eq!(shown.rsplit('.').next().unwrap().len(), 2);
        }

        #[test]
        fn any_text_is_an_amount_or_none(text in "-?[0-9.,eE+ -]{0,40}") {
            if let Some(shown) = amount(Value::from(text.clone()), "major", "USD") {
                prop_assert!(text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()));
                prop_assert!(shown.contains('.'));
            }
        }
    }
}

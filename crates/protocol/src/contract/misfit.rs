//! What is wrong with a value, in words that somebody without JSON Schema understands; in other languages than English a desk has words for it.

use std::fmt;

/// How a value does not fit. Texts in it are escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// The tool has no such value.
    NotKnown,
    /// It is not there.
    Missing,
    /// It is of another kind than one of these.
    Kinds(Vec<ValueKind>),
    /// It is none of these.
    OneOf(Vec<String>),
    /// It is not this.
    Only(String),
    /// It is below this.
    AtLeast(String),
    /// It is above this.
    AtMost(String),
    /// It is this or below.
    MoreThan(String),
    /// It is this or above.
    LessThan(String),
    /// It is no multiple of this.
    MultipleOf(String),
    /// It has fewer characters than this.
    Longer(u64),
    /// It has more characters than this.
    Shorter(u64),
    /// It does not have the form of this regular expression.
    Form(String),
    /// It has fewer entries than this.
    MoreEntries(u64),
    /// It has more entries than this.
    FewerEntries(u64),
    /// An entry stands in it twice.
    Twice,
    /// It has no entry of a form that one must have.
    LacksEntry,
    /// It has entries beyond those that it may have.
    TooManyEntries,
    /// It has fewer values in it than this.
    MoreValues(u64),
    /// It has more values in it than this.
    FewerValues(u64),
    /// A name in it is not allowed.
    BadName,
    /// Nothing may be there.
    NotHere,
    /// It has none of the forms that it may have.
    NoForm,
    /// It has several of the forms of which it may have one.
    SeveralForms,
    /// It has a form that it must not have.
    BadForm,
    /// The schema itself can not tell.
    NotChecked,
}

/// What kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// `null`.
    Empty,
    /// `true` or `false`.
    YesOrNo,
    /// A number without a fraction.
    WholeNumber,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Group,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotKnown => f.write_str("Is not known to this tool"),
            Self::Missing => f.write_str("Is missing"),
            Self::Kinds(kinds) => {
                let kinds: Vec<String> = kinds.iter().map(ValueKind::to_string).collect();
                write!(f, "Must be {}", kinds.join(" or "))
            }
            Self::OneOf(options) => write!(f, "Must be one of {}", options.join(", ")),
            Self::Only(value) => write!(f, "Must be {value}"),
            Self::AtLeast(limit) => write!(f, "Must be {limit} or more"),
            Self::AtMost(limit) => write!(f, "Must be {limit} or less"),
            Self::MoreThan(limit) => write!(f, "Must be more than {limit}"),
            Self::LessThan(limit) => write!(f, "Must be less than {limit}"),
            Self::MultipleOf(unit) => write!(f, "Must be a multiple of {unit}"),
            Self::Longer(1) => f.write_str("Must not be empty"),
            Self::Longer(limit) => write!(f, "Must have {limit} characters or more"),
            Self::Shorter(limit) => write!(f, "Must have {limit} characters or fewer"),
            Self::Form(pattern) => write!(f, "Must have the form {pattern}"),
            Self::MoreEntries(1) => f.write_str("Needs at least one entry"),
            Self::MoreEntries(limit) => write!(f, "Needs {limit} entries or more"),
            Self::FewerEntries(limit) => write!(f, "Can have {limit} entries or fewer"),
            Self::Twice => f.write_str("Has the same entry twice"),
            Self::LacksEntry => f.write_str("Lacks an entry that it needs"),
            Self::TooManyEntries => f.write_str("Has too many entries"),
            Self::MoreValues(limit) => write!(f, "Needs {limit} values or more"),
            Self::FewerValues(limit) => write!(f, "Can have {limit} values or fewer"),
            Self::BadName => f.write_str("Has a name that is not allowed"),
            Self::NotHere => f.write_str("Is not allowed here"),
            Self::NoForm => f.write_str("Has none of the allowed forms"),
            Self::SeveralForms => f.write_str("Fits several forms where only one may fit"),
            Self::BadForm => f.write_str("Has a form that is not allowed"),
            Self::NotChecked => f.write_str("Can not be checked by the contract's schema"),
        }
    }
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::YesOrNo => "yes or no",
            Self::WholeNumber => "a whole number",
            Self::Number => "a number",
            Self::Text => "text",
            Self::List => "a list",
            Self::Group => "a group of values",
        })
    }
}

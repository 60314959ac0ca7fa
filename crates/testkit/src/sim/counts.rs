//! What happened, counted: a run that met no crash and no lie proved nothing.

use std::{collections::BTreeMap, fmt, ops::AddAssign};

/// Words with how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<String, u64>);

impl Counts {
    /// Once more.
    pub fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    /// So many more.
    pub fn add_many(&mut self, what: impl Into<String>, many: u64) {
        *self.0.entry(what.into()).or_default() += many;
    }

    /// How often.
    pub fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        for (what, many) in other.0 {
            self.add_many(what, many);
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, many) in &self.0 {
            writeln!(f, "{what:<44} {many:>12}")?;
        }
        Ok(())
    }
}

//! Reading `policy.toml`, strictly: what is not understood is refused with its place.

use std::ops::Range;

use fermata_protocol::{
    Name,
    contract::parse_duration,
    payload::{Friction, Risk, Ruling},
};
use serde::Deserialize;
use toml::Spanned;

use super::Rule;

/// Why a policy can not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy.toml, line {line}, column {column}: {why}")]
pub struct PolicyError {
    /// Line, from 1; 0 when it is about the whole bundle.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What is wrong.
    pub why: String,
}

impl PolicyError {
    pub(super) fn new(line: usize, column: usize, why: String) -> Self {
        Self { line, column, why }
    }

    fn at(text: &str, place: Option<Range<usize>>, why: String) -> Self {
        let end = place.map_or(0, |place| place.start).min(text.len());
        let before = text.get(..end).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count()
            + 1;
        Self { line, column, why }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: Spanned<u32>,
    #[serde(default)]
    rule: Vec<Spanned<Lines>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    queue: Option<OneOrMore>,
    tools: Option<Vec<Name>>,
    risk: Option<Vec<Risk>>,
    below_confidence: Option<f64>,
    verdict: Ruling,
    code: String,
    text: String,
    approvals: Option<u32>,
    friction: Option<Friction>,
    due: Option<String>,
    groups: Option<Vec<Name>>,
    #[serde(default)]
    blind: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(Name),
    More(Vec<Name>),
}

pub(super) fn parse(text: &str) -> Result<Vec<Rule>, PolicyError> {
    let file: File = toml::from_str(text)
        .map_err(|error| PolicyError::at(text, error.span(), error.message().to_owned()))?;
    if *file.version.get_ref() != 1 {
        let why = "this Fermata reads version 1 of the policy's form".to_owned();
        return Err(PolicyError::at(text, Some(file.version.span()), why));
    }
    let read = |lines: Spanned<Lines>| {
        let place = lines.span();
        lines
            .into_inner()
            .read()
            .map_err(|why| PolicyError::at(text, Some(place), why.to_owned()))
    };
    file.rule.into_iter().map(read).collect()
}

impl Lines {
    fn read(self) -> Result<Rule, &'static str> {
        let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if self.code.is_empty() || self.code.len() > 64 || !self.code.bytes().all(word) {
            return Err("code is a word of a-z, 0-9 and _, at most 64 long");
        }
        if self.text.trim().is_empty() || self.text.len() > 2_000 {
            return Err("text says why, in at most 2000 bytes");
        }
        placeholders(&self.text, self.below_confidence.is_some())?;
        if self
            .below_confidence
            .is_some_and(|below| !(below > 0.0 && below <= 1.0))
        {
            return Err("below_confidence is above 0 and at most 1");
        }
        if self
            .approvals
            .is_some_and(|approvals| approvals == 0 || approvals > 100)
        {
            return Err("approvals is from 1 to 100");
        }
        let due = match self.due.as_deref().map(parse_duration) {
            None => None,
            Some(Some(due)) if due > chrono::TimeDelta::zero() => Some(due),
            Some(_) => return Err("due is a duration above zero such as PT30M or P1DT12H"),
        };
        let queues = self.queue.map(|queue| match queue {
            OneOrMore::One(queue) => vec![queue],
            OneOrMore::More(queues) => queues,
        });
        let lists = [&queues, &self.tools, &self.groups];
        if lists.into_iter().flatten().any(Vec::is_empty)
            || self.risk.as_ref().is_some_and(Vec::is_empty)
        {
            return Err(
                "an empty list matches nothing: name at least one, or leave the member out",
            );
        }
        Ok(Rule {
            queues,
            tools: self.tools,
            risk: self.risk,
            below: self.below_confidence,
            verdict: self.verdict,
            code: self.code,
            text: self.text,
            approvals: self.approvals,
            friction: self.friction,
            due,
            groups: self.groups,
            blind: self.blind,
        })
    }
}

fn placeholders(text: &str, threshold: bool) -> Result<(), &'static str> {
    let bare = text.replace("{confidence}", "").replace("{tool}", "");
    let bare = if threshold {
        bare.replace("{threshold}", "")
    } else {
        bare
    };
    if bare.contains(['{', '}']) {
        Err("text may name {confidence}, {tool} and, beside below_confidence, {threshold}")
    } else {
        Ok(())
    }
}

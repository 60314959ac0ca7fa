//! The policy: rules in TOML that say what happens to a proposal.
//!
//! Every rule that matches fires; the strictest verdict wins; where none fires, a person is asked.
//! Rules can not lower anything: approvals and friction are the highest, the time to decide the shortest, of all that fire.

mod text;

use chrono::TimeDelta;
use fermata_protocol::{
    Name,
    payload::{Confidence, Friction, Policy, Reason, Risk, Ruling},
};

pub use text::PolicyError;

/// The one file of a bundle that is read.
const FILE: &str = "policy.toml";

/// A policy, read and checked.
#[derive(Debug, Clone, Default)]
pub struct Rules(Vec<Rule>);

#[derive(Debug, Clone)]
struct Rule {
    queues: Option<Vec<Name>>,
    tools: Option<Vec<Name>>,
    risk: Option<Vec<Risk>>,
    below: Option<f64>,
    verdict: Ruling,
    code: String,
    text: String,
    approvals: Option<u32>,
    friction: Option<Friction>,
    due: Option<TimeDelta>,
    groups: Option<Vec<Name>>,
    blind: bool,
}

/// What rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Where it waits.
    pub queue: &'a Name,
    /// The tool.
    pub tool: &'a Name,
    /// The contract's risk.
    pub risk: Risk,
    /// How sure the agent is.
    pub confidence: Option<&'a Confidence>,
}

/// What the rules say.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The strictest verdict.
    pub verdict: Ruling,
    /// The deciding rules' reasons, then the others'.
    pub reasons: Vec<Reason>,
    /// Distinct people.
    pub approvals: u32,
    /// What deciding asks of the hand.
    pub friction: Friction,
    /// The time to decide.
    pub due: Option<TimeDelta>,
    /// Only these groups; absent: all of the queue's.
    pub groups: Option<Vec<Name>>,
    /// Who has not decided does not see what others decided.
    pub blind: bool,
}

impl Rules {
    /// Reads a bundle.
    ///
    /// # Errors
    /// What is wrong, with its line and column.
    pub fn of(policy: &Policy) -> Result<Self, PolicyError> {
        match policy.files.as_slice() {
            [file] if file.name == FILE => Self::parse(&file.text),
            _ => Err(PolicyError::new(
                0,
                0,
                format!("a policy is exactly one file named {FILE}"),
            )),
        }
    }

    /// Reads the text of a `policy.toml`.
    ///
    /// # Errors
    /// What is wrong, with its line and column.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        text::parse(text).map(Self)
    }

    /// What they say about these facts.
    pub fn judge(&self, facts: &Facts<'_>) -> Said {
        let fired: Vec<&Rule> = self.0.iter().filter(|rule| rule.fires(facts)).collect();
        let Some(verdict) = fired.iter().map(|rule| rule.verdict).max() else {
            return Said::nothing();
        };
        let (deciding, others): (Vec<&Rule>, Vec<&Rule>) =
            fired.iter().partition(|rule| rule.verdict == verdict);
        Said {
            verdict,
            reasons: deciding
                .into_iter()
                .chain(others)
                .map(|rule| rule.reason(facts))
                .collect(),
            approvals: fired
                .iter()
                .filter_map(|rule| rule.approvals)
                .max()
                .unwrap_or(1),
            friction: fired
                .iter()
                .filter_map(|rule| rule.friction)
                .max()
                .unwrap_or(Friction::None),
            due: fired.iter().filter_map(|rule| rule.due).min(),
            groups: fired.iter().filter_map(|rule| rule.groups.clone()).reduce(
                |mut both, groups| {
                    both.retain(|group| groups.contains(group));
                    both
                },
            ),
            blind: fired.iter().any(|rule| rule.blind),
        }
    }
}

impl Said {
    /// What no rule and no policy says.
    pub(crate) fn nothing() -> Self {
        let text = "No rule of the policy is about this, so a person is asked.";
        Self {
            verdict: Ruling::Escalate,
            reasons: vec![Reason {
                code: "no_rule".to_owned(),
                text: text.to_owned(),
            }],
            approvals: 1,
            friction: Friction::None,
            due: None,
            groups: None,
            blind: false,
        }
    }
}

impl Rule {
    fn fires(&self, facts: &Facts<'_>) -> bool {
        let low = |below: f64| facts.confidence.is_none_or(|found| found.value < below);
        self.queues
            .as_ref()
            .is_none_or(|queues| queues.contains(facts.queue))
            && self
                .tools
                .as_ref()
                .is_none_or(|tools| tools.contains(facts.tool))
            && self
                .risk
                .as_ref()
                .is_none_or(|risks| risks.contains(&facts.risk))
            && self.below.is_none_or(low)
    }

    fn reason(&self, facts: &Facts<'_>) -> Reason {
        let confidence = facts
            .confidence
            .map_or("not given".to_owned(), |found| short(found.value));
        let threshold = self.below.map(short).unwrap_or_default();
        let text = self
            .text
            .replace("{confidence}", &confidence)
            .replace("{threshold}", &threshold)
            .replace("{tool}", facts.tool.as_str());
        Reason {
            code: self.code.clone(),
            text,
        }
    }
}

/// Percent with at most one decimal, cut and not rounded, so that 0.8999 never reads as the 90 % that it missed.
fn short(value: f64) -> String {
    // The tiny addition undoes what binary fractions take away: 0.57 is 569.999… thousandths.
    let tenths = (value * 1000.0 + 1e-6).floor();
    format!("{} %", tenths / 10.0)
}

//! One thing that was looked at, and what came of it.

use serde_json::{Value, json};

/// What a look at something came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is proven.
    Holds,
    /// It is contradicted, or what should prove it does not.
    Fails,
    /// This file can not say.
    Open,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Open => "open",
        }
    }
}

/// A line of the report. `what` is a stable word for programs, `text` a sentence for people.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    what: &'static str,
    text: String,
}

/// A part of the report: the team list, one escalation, the keys.
#[derive(Debug)]
pub(super) struct Part {
    name: String,
    findings: Vec<Finding>,
}

impl Part {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            findings: Vec::new(),
        }
    }

    fn add(&mut self, verdict: Verdict, what: &'static str, text: impl Into<String>) {
        let text = text.into();
        self.findings.push(Finding {
            verdict,
            what,
            text,
        });
    }

    pub(super) fn holds(&mut self, what: &'static str, text: impl Into<String>) {
        self.add(Verdict::Holds, what, text);
    }

    pub(super) fn fails(&mut self, what: &'static str, text: impl Into<String>) {
        self.add(Verdict::Fails, what, text);
    }

    pub(super) fn open(&mut self, what: &'static str, text: impl Into<String>) {
        self.add(Verdict::Open, what, text);
    }

    pub(super) fn failed(&self) -> usize {
        let fails = |finding: &&Finding| finding.verdict == Verdict::Fails;
        self.findings.iter().filter(fails).count()
    }

    pub(super) fn words(&self) -> String {
        let line = |f: &Finding| format!("  {:<6} {}", f.verdict.word(), f.text);
        let lines: Vec<String> = self.findings.iter().map(line).collect();
        format!("{}\n{}", self.name, lines.join("\n"))
    }

    pub(super) fn json(&self) -> Value {
        let line =
            |f: &Finding| json!({ "what": f.what, "verdict": f.verdict.word(), "text": f.text });
        let findings: Vec<Value> = self.findings.iter().map(line).collect();
        json!({ "part": self.name, "findings": findings })
    }
}

//! From what the desk knows to what the page gets. Wording is here; judgement is not.

mod alarm;
mod code;
mod detail;
mod halt;
mod history;
mod identity;
mod progress;
mod row;

use fermata_protocol::{
    escape::Run,
    payload::{Friction, Reason, Risk, Verb},
};

pub(crate) use alarm::{alarm_title, alarms};
pub(crate) use code::refusal;
pub(crate) use detail::{detail, fields};
pub(crate) use halt::{can_be_stopped, halt, scope_of, wide};
pub(crate) use identity::identity;
pub(crate) use progress::progress;
pub(crate) use row::row;

use crate::ipc::{FrictionView, ReasonView, RiskView, RunView, VerbView};

impl From<Run> for RunView {
    fn from(run: Run) -> Self {
        Self {
            text: run.text,
            mark: run.mark,
        }
    }
}

pub(crate) fn runs(runs: Vec<Run>) -> Vec<RunView> {
    runs.into_iter().map(RunView::from).collect()
}

/// Untrusted text, escaped.
pub(crate) fn escaped(text: &str, lines: fermata_protocol::escape::Multiline) -> Vec<RunView> {
    runs(fermata_protocol::escape::escape(text, lines))
}

impl From<Risk> for RiskView {
    fn from(risk: Risk) -> Self {
        match risk {
            Risk::Low => Self::Low,
            Risk::Medium => Self::Medium,
            Risk::High => Self::High,
            Risk::Critical => Self::Critical,
        }
    }
}

impl From<Verb> for VerbView {
    fn from(verb: Verb) -> Self {
        match verb {
            Verb::Approve => Self::Approve,
            Verb::Edit => Self::Edit,
            Verb::Reject => Self::Reject,
            Verb::Respond => Self::Respond,
        }
    }
}

impl From<Friction> for FrictionView {
    fn from(friction: Friction) -> Self {
        match friction {
            Friction::None => Self::None,
            Friction::Hold => Self::Hold,
            Friction::Type => Self::Type,
        }
    }
}

impl From<&Reason> for ReasonView {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code.clone(),
            text: reason.text.clone(),
        }
    }
}

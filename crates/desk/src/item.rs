//! One escalation as the desk knows it: folded state, the contract, the view that a person sees.

use std::sync::Arc;

use fermata_protocol::{
    Code, Entry, Esc, Name, Timestamp,
    contract::CompiledContract,
    fold::{Escalation, fold},
    payload::{Arguments, Friction, Proposal, Terms},
    roster::{Standing, Timeline},
    view::{self, View},
};

use crate::{
    DeskError, Words, controller,
    ipc::{DetailView, Language, ProgressView, RowView},
    views,
};

/// A folded escalation with what it takes to show and decide it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The fold's word.
    pub state: Escalation,
    /// What is in force now.
    pub standing: Arc<Standing>,
    /// The proposal.
    pub proposal: Arc<fermata_protocol::Verified<Proposal>>,
    /// The contract's terms.
    pub terms: Terms,
    /// The view model of the live candidate.
    pub view: View,
}

impl Item {
    /// Folds an escalation's entries; `None` when no valid proposal opened it, or its contract is in no log that this desk has read.
    pub fn of(esc: Esc, entries: &[Entry], timeline: &Timeline) -> Option<Self> {
        let state = fold(esc, entries, timeline);
        let proposal = Arc::clone(state.proposal()?);
        let standing = Arc::clone(timeline.now());
        let terms = standing.terms(&proposal)?;
        let view = view::of(&proposal, &terms, state.arguments());
        Some(Self {
            state,
            standing,
            proposal,
            terms,
            view,
        })
    }

    /// The escalation.
    pub fn esc(&self) -> Esc {
        self.state.esc
    }

    /// The view model as it would be with other arguments.
    pub fn view_with(&self, arguments: &Arguments) -> View {
        view::of(&self.proposal, &self.terms, Some(arguments))
    }

    /// The view model as another action would have, under its own contract's terms.
    pub(crate) fn view_under(&self, terms: &Terms, arguments: &Arguments) -> View {
        view::of(&self.proposal, terms, Some(arguments))
    }

    /// What somebody must look at, in words, by how far the person is with each.
    pub fn alarms(
        &self,
        now: Timestamp,
        attention: &std::collections::BTreeMap<String, crate::Attention>,
    ) -> Vec<crate::ipc::AlarmView> {
        views::alarms(self, Some(now), attention, Words::of(Language::En))
    }

    /// The contract, ready to check arguments.
    ///
    /// # Errors
    /// `bad_member` when its schema can not be compiled.
    pub fn compiled(&self) -> Result<CompiledContract, Code> {
        CompiledContract::compile(&self.terms)
    }

    /// Everything about it, as the page and the command line show it; in English, as the command line speaks.
    ///
    /// # Errors
    /// `unknown_key` when no roster is in force.
    pub fn detail(
        &self,
        progress: Option<ProgressView>,
        person: &Name,
        now: Timestamp,
    ) -> Result<DetailView, DeskError> {
        views::detail(self, progress, person, now, Words::of(Language::En))
    }

    /// Its row in a list.
    pub fn row(&self, progress: Option<ProgressView>) -> RowView {
        views::row(self, progress).row
    }

    /// The same as this person sees it at this time, with what others do around it.
    pub fn row_for(&self, person: &Name, now: Timestamp) -> RowView {
        let mut row = views::row(self, None);
        views::mark(self, &mut row, person, now);
        row.row
    }

    /// What deciding it asks of the hand now.
    pub fn friction(&self, now: Timestamp) -> Friction {
        controller::friction(self, now)
    }

    /// Whether what was typed is the end of the value that must be confirmed; anything is when there is none.
    pub fn confirmed_by(&self, typed: Option<&str>) -> bool {
        controller::typed_fits(self, typed)
    }

    /// The confidence that policy asked for, in percent: the highest threshold of the rules that fired.
    pub fn threshold(&self) -> Option<u32> {
        let verdict = &self.state.candidate()?.verdict;
        let policy = self
            .standing
            .policy()
            .filter(|p| p.sha() == verdict.policy_sha256)?;
        let file = policy
            .files
            .iter()
            .find(|file| file.name == "policy.toml")?;
        let table: toml::Table = file.text.parse().ok()?;
        let fired = |rule: &&toml::Value| {
            let code = rule.get("code").and_then(toml::Value::as_str);
            verdict
                .reasons
                .iter()
                .any(|reason| Some(reason.code.as_str()) == code)
        };
        let rules = table.get("rule")?.as_array()?.iter().filter(fired);
        let highest = rules
            .filter_map(|rule| rule.get("below_confidence")?.as_float())
            .fold(None, max);
        highest.map(percent)
    }
}

fn max(best: Option<f64>, next: f64) -> Option<f64> {
    Some(best.map_or(next, |best| best.max(next)))
}

/// A share as whole percent; shares are checked to be within 0 and 1 when a statement is read.
pub(crate) fn percent(share: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0–100 before"
    )]
    let whole = (share * 100.0).round().clamp(0.0, 100.0) as u32;
    whole
}

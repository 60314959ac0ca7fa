//! From what the desk knows to what the page gets. Wording is here; judgement is not.

mod alarm;
mod around;
mod away;
mod change;
mod code;
mod detail;
mod halt;
mod history;
mod identity;
mod progress;
mod row;
mod trace;

use fermata_protocol::{
    escape::Run,
    payload::{Friction, Reason, Risk, Verb},
};

pub(crate) use alarm::alarms;
pub(crate) use around::{called, linked, mark, waiting};
pub(crate) use away::away;
pub(crate) use change::compared;
pub(crate) use code::refusal;
pub(crate) use detail::{detail, fields, messages, subject};
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

/// Untrusted text as one line that can be seen whole: for sentences of ours that somebody else's word stands in.
pub(crate) fn whole(text: &str) -> String {
    fermata_protocol::escape::plain(&fermata_protocol::escape::escape(
        text,
        fermata_protocol::escape::Multiline::No,
    ))
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
            code: whole(&reason.code),
            text: whole(&reason.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use fermata_protocol::payload::{OutcomeStatus, Reason, Verb};
    use fermata_testkit::{
        sim::{
            cast::{HOUR, SOURCES, TOOLS},
            pen::Plan,
            scene::Scene,
        },
        unseen,
    };

    use super::*;
    use crate::{Item, OutboxRow, Words, ipc::Language};

    /// Overrides the direction, rings, and pretends to be a stand-in.
    const HOSTILE: &str = "done\u{202e}\u{7}\u{200b}\n⟨U+0041⟩";

    #[test]
    fn a_word_of_somebody_else_in_a_sentence_of_ours_is_seen_whole() {
        let mut scene = Scene::new(7);
        let plan = Plan {
            source: SOURCES[0],
            tool: TOOLS[0].0,
            amount: 20,
            queue: "money",
            wish: None,
            life: HOUR,
        };
        let (asked, verdict) = scene.propose(plan, 1);
        let own = scene.decide("ann", &asked, &verdict, (Verb::Approve, 0), None);
        scene.say(&[&own.compact]);
        let seq = scene.log.entries().len() as u64;
        let code = Some(HOSTILE.to_owned());
        let (at, refused) = (scene.now, OutcomeStatus::Refused);
        let outcome = scene.cast.outcome(at, &asked, refused, None, code);
        scene.say(&[&outcome]);
        let mut row = OutboxRow {
            jti: own.jti,
            esc: asked.esc,
            verb: own.verb,
            compact: own.compact,
            signed_at: scene.now,
            seq: Some(seq),
            refused: None,
            kept: true,
        };
        let item = Item::of(asked.esc, scene.log.entries(), &scene.timeline).unwrap();
        let words = Words::of(Language::En);
        let mut said = vec![progress(&row, &item, words).note.unwrap()];
        row.refused = Some(HOSTILE.to_owned());
        said.push(progress(&row, &item, words).note.unwrap());
        let history = history::history(&item.state, scene.cast.roster(), words).into_iter();
        said.extend(history.map(|event| event.text));
        let reason = ReasonView::from(&Reason {
            code: HOSTILE.to_owned(),
            text: HOSTILE.to_owned(),
        });
        said.extend([reason.code, reason.text]);
        let told = said.iter().filter(|text| text.contains("done")).count();
        assert_eq!(told, 5, "{said:?}");
        for text in said {
            assert!(!text.contains(unseen), "{text:?}");
            assert!(!text.contains("⟨U+0041⟩"), "{text:?}");
        }
    }
}

//! What happened, what it means and what to do, in English: for the command line, and below the page's own words, which it has for each kind.

use fermata_protocol::{contract::parse_duration, fold::What, payload::Reversible};

use crate::{
    Item, Words, alarm,
    ipc::{AlarmKind as K, Language},
    views::refusal,
};

pub(super) fn what(item: &Item, kind: K, told: bool) -> String {
    let source = &item.proposal.iss;
    match kind {
        K::ExecutedOther if told => {
            format!("{source} reports that it ran something else than what was approved.")
        }
        K::ExecutedOther => format!(
            "{source} reports that it ran another action than the one that was approved, and does not say which."
        ),
        K::ExecutedWithoutApproval => {
            format!(
                "{source} reports that it ran this, which is {}.",
                item.state.status()
            )
        }
        K::OutcomeOutOfOrder => match alarm::report(item, kind).map(|event| &event.what) {
            Some(What::Happened { status, .. }) => {
                let before = item.state.outcome().map_or_else(
                    || format!("it is {}", item.state.status()),
                    |word| format!("it had reported “{word}”"),
                );
                format!("{source} reports “{status}” although {before}.")
            }
            _ => format!("{source} sent a report that does not follow from what came before."),
        },
        K::Forked => match alarm::report(item, kind).and_then(|event| event.by.as_ref()) {
            Some(who) => format!("{who} signed that they had seen other entries of this item than this log has."),
            None => "The gateway signed for your decision that this item had other entries than this log has now.".to_owned(),
        },
        K::KeyForked => {
            let decided = alarm::report(item, kind).and_then(|event| event.by.as_ref());
            let who = decided.map_or("somebody", |who| who.as_str());
            format!("The key of {who} signed two decisions that can not both follow the same one before.")
        }
        K::Unknown => format!(
            "{source} was interrupted while it ran this, and can not tell whether it happened."
        ),
        K::Failed => format!("{source} reports that it ran this and that it failed."),
        K::Refused => {
            let code = item.state.outcome_code().unwrap_or("no reason given");
            format!("{source} did not run it: {}.", refusal(code, Words::of(Language::En)))
        }
        K::NotRun => format!(
            "{source} has not said anything about it for {} minutes.",
            alarm::PATIENCE.num_minutes()
        ),
        K::NoWord => format!(
            "{source} verified the approval and began, and has not said for {} minutes how it ended.",
            alarm::PATIENCE.num_minutes()
        ),
    }
}

pub(super) fn means(kind: K) -> &'static str {
    match kind {
        K::ExecutedOther | K::ExecutedWithoutApproval => {
            "Nobody signed what ran. Either the source does not check what it runs, or somebody else runs things in its name."
        }
        K::OutcomeOutOfOrder => {
            "One of its reports is wrong, so what is shown here may not be what happened."
        }
        K::Forked => {
            "Either the log was restored from an older copy, or its gateway shows people different things. What was signed still holds: a source runs nothing else."
        }
        K::KeyForked => {
            "Either a copy of the key signs somewhere, or its machine was restored from an older state. Both signatures are genuine."
        }
        K::Unknown => "It may have happened, once. It is not tried again by itself.",
        K::Failed => "It may have happened in part. It is not tried again by itself.",
        K::Refused => "Nothing ran. It is not tried again by itself; the agent was told.",
        K::NotRun => {
            "Nothing ran, as far as the log says. The agent may be down, or can not reach the gateway."
        }
        K::NoWord => "It may have happened. The agent may be slow, or down.",
    }
}

pub(super) fn todo(item: &Item, kind: K) -> String {
    let source = &item.proposal.iss;
    let undo = undo(item);
    match kind {
        K::ExecutedOther | K::ExecutedWithoutApproval => format!(
            "Stop {source} or its agent, so that nothing more of it runs. Look in the other system at what really happened. {undo}"
        ),
        K::OutcomeOutOfOrder => format!(
            "Look in the other system whether it happened, and how often. Stop {source} if it goes on like this. {undo}"
        ),
        K::Forked => "Ask whoever runs the gateway whether its log was restored. If not, save the evidence under Raw before anything else, and compare it with a colleague’s: `fermata verify` names what differs.".to_owned(),
        K::KeyForked => "Ask the person whether they decided both. If not, have that device taken off the team list at once, and look at what it decided.".to_owned(),
        K::Unknown => format!(
            "Look in the other system whether it happened, before anybody does it again. {undo}"
        ),
        K::Failed => format!(
            "Look in the other system at what is half done. If it should still happen, the agent must ask anew. {undo}"
        ),
        K::Refused => {
            "See whether it should still happen; then the agent must ask anew.".to_owned()
        }
        K::NotRun => format!(
            "See whether {source} runs. It may still run this until {}; stop it if it should not run so late.",
            item.proposal.expires_at
        ),
        K::NoWord => format!(
            "See whether {source} runs, and look in the other system whether it happened. {undo}"
        ),
    }
}

/// What its contract says of undoing it.
fn undo(item: &Item) -> String {
    let Reversible::Yes(undo) = &item.terms.reversible else {
        return "Its contract names nothing that undoes it.".to_owned();
    };
    let within = undo.within.as_deref().and_then(parse_duration);
    let within = within.map(|span| match span.num_minutes() {
        minutes if minutes % (24 * 60) == 0 => format!(" within {} days", minutes / (24 * 60)),
        minutes if minutes % 60 == 0 => format!(" within {} hours", minutes / 60),
        minutes => format!(" within {minutes} minutes"),
    });
    let within = within.unwrap_or_default();
    match &undo.by {
        Some(tool) => format!("Its contract says that {tool} undoes it{within}."),
        None => format!("Its contract says that it can be undone{within}."),
    }
}

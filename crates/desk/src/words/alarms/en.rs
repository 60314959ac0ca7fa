//! English.

use super::{Alarms, Told, Undo, Within};
use crate::ipc::AlarmKind as K;

pub(in crate::words) const WORDS: Alarms = Alarms {
    title: |kind| match kind {
        K::ExecutedOther => "Something else ran than what was approved",
        K::ExecutedWithoutApproval => "It ran and nobody had approved it",
        K::OutcomeOutOfOrder => "The source contradicts itself",
        K::Forked => "The log was not shown to everybody alike",
        K::KeyForked => "A signing key may have a copy",
        K::Unknown => "Nobody knows whether it ran",
        K::Failed => "It was approved, and it failed",
        K::Refused => "It was approved, and the source refused it",
        K::NotRun => "It was approved, and nobody has taken it",
        K::NoWord => "It was taken, and there is no word since",
    },
    what: |source, told| {
        match told {
        Told::ExecutedOther => format!("{source} reports that it ran something else than what was approved."),
        Told::ExecutedUnnamed => format!("{source} reports that it ran another action than the one that was approved, and does not say which."),
        Told::ExecutedWithoutApproval(status) => format!("{source} reports that it ran this, which is {status}."),
        Told::After(status, before) => format!("{source} reports “{status}” although it had reported “{before}”."),
        Told::Although(status, stands) => format!("{source} reports “{status}” although it is {stands}."),
        Told::OutOfOrder => format!("{source} sent a report that does not follow from what came before."),
        Told::Forked(Some(who)) => format!("{who} signed that they had seen other entries of this item than this log has."),
        Told::Forked(None) => "The gateway signed for your decision that this item had other entries than this log has now.".to_owned(),
        Told::KeyForked(who) => {
            let who = who.unwrap_or("somebody");
            format!("The key of {who} signed two decisions that can not both follow the same one before.")
        }
        Told::Unknown => format!("{source} was interrupted while it ran this, and can not tell whether it happened."),
        Told::Failed => format!("{source} reports that it ran this and that it failed."),
        Told::Refused(why) => format!("{source} did not run it: {why}."),
        Told::NotRun(minutes) => format!("{source} has not said anything about it for {minutes} minutes."),
        Told::NoWord(minutes) => format!("{source} verified the approval and began, and has not said for {minutes} minutes how it ended."),
    }
    },
    means: |kind| match kind {
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
    },
    todo: |kind, facts| {
        let (source, undo) = (facts.source, facts.undo);
        match kind {
            K::ExecutedOther | K::ExecutedWithoutApproval => format!("Stop {source} or its agent, so that nothing more of it runs. Look in the other system at what really happened. {undo}"),
            K::OutcomeOutOfOrder => format!("Look in the other system whether it happened, and how often. Stop {source} if it goes on like this. {undo}"),
            K::Forked => "Ask whoever runs the gateway whether its log was restored. If not, save the evidence under Raw before anything else, and compare it with a colleague’s: `fermata verify` names what differs.".to_owned(),
            K::KeyForked => "Ask the person whether they decided both. If not, have that device taken off the team list at once, and look at what it decided.".to_owned(),
            K::Unknown => format!("Look in the other system whether it happened, before anybody does it again. {undo}"),
            K::Failed => format!("Look in the other system at what is half done. If it should still happen, the agent must ask anew. {undo}"),
            K::Refused => "See whether it should still happen; then the agent must ask anew.".to_owned(),
            K::NotRun => format!("See whether {source} runs. It may still run this until {} UTC; stop it if it should not run so late.", facts.until),
            K::NoWord => format!("See whether {source} runs, and look in the other system whether it happened. {undo}"),
        }
    },
    undo: |undo| match undo {
        Undo::No => "Its contract names nothing that undoes it.".to_owned(),
        Undo::Yes(Some(tool), within) => {
            format!("Its contract says that {tool} undoes it{}.", span(within))
        }
        Undo::Yes(None, within) => {
            format!("Its contract says that it can be undone{}.", span(within))
        }
    },
};

fn span(within: Option<Within>) -> String {
    let Some(within) = within else {
        return String::new();
    };
    let (n, unit) = match within {
        Within::Minutes(n) => (n, "minute"),
        Within::Hours(n) => (n, "hour"),
        Within::Days(n) => (n, "day"),
    };
    let end = if n == 1 { "" } else { "s" };
    format!(" within {n} {unit}{end}")
}

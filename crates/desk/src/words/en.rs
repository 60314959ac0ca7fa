//! English.

use super::Words;
use crate::ipc::AlarmKind as K;

pub(super) const WORDS: Words = Words {
    look_at: |title| format!("Look at this: {title}"),
    alarm: |kind| match kind {
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
    outcomes: |n| format!("{n} outcomes need looking at"),
    at_the_top: "They stand at the top of the inbox.",
    untaken: "Nobody has taken it, and half of its time is over.",
    untaken_many: |n| format!("{n} actions that nobody has taken"),
    untaken_first: |title| format!("Half of their time is over. The most urgent: {title}"),
    arrived: |n| format!("{n} actions wait for you"),
    arrived_quietly: |n| format!("{n} actions came in quiet hours"),
    first: |title| format!("The most urgent: {title}"),
    review: "Review",
    put_off: "Snooze 10 min",
    open: "Open Fermata",
    quit: "Quit",
    waiting: |n| match n {
        0 => "Fermata: nothing waits".to_owned(),
        n => format!("Fermata: {n} waiting"),
    },
    offline: |n| format!("Fermata: offline, {n} waiting"),
    goes_on: "Fermata goes on",
    in_tray: "It is in the tray; its menu quits it.",
    minimised: "It was minimised, because this desktop shows no tray. Ctrl+Q quits it.",
};

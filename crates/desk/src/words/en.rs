//! English.

use fermata_protocol::{
    Code,
    contract::Misfit,
    fold::Mark,
    payload::{NoteType, OutcomeStatus, Verb},
};

use super::{Own, Words, alarms};

pub(super) const WORDS: Words = Words {
    this_machine: "this machine",
    look_at: |title| format!("Look at this: {title}"),
    alarms: alarms::EN,
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
    own: |own| {
        match own {
        Own::Refused(why) => {
            format!("The gateway refused it: {why}. Nothing ran because of it.")
        }
        Own::Interrupted => "Fermata or the disk stopped while this was being signed. Nothing was sent; decide again.".to_owned(),
        Own::RanOther => "The agent reports something else than what was decided; stop it and look in the other system.".to_owned(),
        Own::Undone => "It was undone later.".to_owned(),
        Own::Failed => "The agent ran it and it failed.".to_owned(),
        Own::NotRun(why) => format!("The agent refused it: {why}. Nothing ran."),
        Own::Unknown => "The agent was stopped while it ran and can not tell whether it did; look in the other system.".to_owned(),
        Own::Replaced(by, None) => format!("{by}’s edit replaced what you approved: yours no longer counts, look again."),
        Own::Replaced(by, Some(status)) => format!("{by}’s edit replaced what you approved: yours no longer counts. It was closed without you: {status}."),
        Own::EditedBefore(by) => {
            let by = by.unwrap_or("Somebody");
            format!("{by}’s edit came first and replaced what you decided about: yours was recorded and had no effect, look again.")
        }
        Own::Withdrawn => "The agent had taken it back; yours had no effect.".to_owned(),
        Own::Preceded(by, status) => format!("{by} was first: {status}. Yours was recorded and had no effect."),
        Own::Closed(status) => format!("It was closed before: {status}. Yours had no effect."),
        Own::DoesNotCount(code) => format!("It does not count: {}.", told(code)),
        Own::NoEffect => "It had no effect.".to_owned(),
        Own::Late => "It came after its time; it was recorded and had no effect.".to_owned(),
        Own::LateBy(span) => format!("Your decision came {span} after its time; it was recorded and had no effect."),
        Own::Stopped(by) => format!("Stopped by {by}: it is not run until that is lifted."),
        Own::StoppedLate(by) => format!("Stopped by {by} after the agent had taken it: look whether it ran."),
    }
    },
    because,
    fault: super::faults::en,
    misfit: Misfit::to_string,
    no_reason: "no reason given",
    approved: "Approved",
    asked_for: "Asked for",
    tool: "Tool",
    arguments: "Arguments",
    agent: "the agent",
    nobody_known: "nobody known",
    proposed: "proposed it",
    vouched: "vouched for by the gateway",
    policy: |let_run| match let_run {
        true => "policy let it run",
        false => "policy refused it",
    },
    decided: |verb| match verb {
        Verb::Approve => "approved it",
        Verb::Edit => "approved it with changes",
        Verb::Reject => "rejected it",
        Verb::Respond => "answered it",
    },
    reads: "is reading it, until",
    noted: |kind, to| match (kind, to) {
        (NoteType::Claimed, _) => "holds it, until".to_owned(),
        (NoteType::Released, _) => "gave it back".to_owned(),
        (NoteType::Assigned, Some(to)) => format!("gave it to {to}"),
        (NoteType::Asked, Some(to)) => format!("asked {to}"),
        (NoteType::Assigned, None) => "gave it away".to_owned(),
        (NoteType::Asked, None) => "asked".to_owned(),
        (NoteType::Commented, _) => "commented".to_owned(),
        (NoteType::Extended, _) => "gave it more time, until".to_owned(),
        (NoteType::Revealed, _) => "uncovered a masked value".to_owned(),
        (NoteType::Withdrawn, _) => "withdrew it".to_owned(),
    },
    happened: |status| match status {
        OutcomeStatus::Accepted => "verified the decision and is running it",
        OutcomeStatus::Refused => "refused to run it",
        OutcomeStatus::Executed => "ran it",
        OutcomeStatus::Failed => "ran it and it failed",
        OutcomeStatus::Compensated => "undid it",
        OutcomeStatus::Unknown => "can not tell whether it ran",
    },
    ran_other: "ran something else than what was signed",
    expired: "closed it: its time was over",
    delivered: "tried to deliver it",
    unreadable: "something that can not be verified",
    marked: |mark| match mark {
        Mark::Counts => None,
        Mark::Late => Some("too late, no effect".to_owned()),
        Mark::Superseded => Some("somebody was first, no effect".to_owned()),
        Mark::OutOfOrder => Some("does not follow from what came before".to_owned()),
        Mark::Unauthorised(code) | Mark::Invalid(code) => {
            Some(format!("does not count: {}", told(code)))
        }
    },
    forked: "whoever signed this had seen other entries before it than this log has",
    suspect: "its key was reported lost before that: look again",
};

/// Why it was refused or does not count, to follow “because”; none for what is no code that anybody needs words for.
pub(super) fn because(code: &str) -> Option<&'static str> {
    Some(match code {
        "expired" => "its time was over",
        "from_the_future" => "it is dated ahead of time: a clock is wrong",
        "wrong_audience" => "it was addressed to another source",
        "wrong_workspace" => "it belongs to another workspace",
        "not_pending" => "the source does not wait for it",
        "proposal_mismatch" => "it is about another action than the source asked for",
        "candidate_mismatch" => "the signatures are about another version of the action",
        "already_consumed" => "the source had taken it before",
        "tool_changed" => "the change names another tool",
        "schema_violation" => "the values do not fit the tool's contract",
        "not_allowed" => "such a decision is not taken for it",
        "own_proposal" => "who decided it answers for the source",
        "risk_too_high" => "who decided it may not decide such a risk",
        "group_missing" => "who decided it is not in the group that does",
        "quorum_not_met" => "too few people had signed it",
        "closed_without_approval" => "nobody had approved it",
        "allow_not_permitted" => "the team list does not let it run without a person",
        "halted" => "it was stopped",
        "halt_unknown" => "it could not be learned whether it was stopped",
        "roster_stale" => "the team list there was too old",
        "roster_expired" => "the team list's time was over",
        "roster_rollback" => "an older team list was shown",
        "roster_threshold" => "too few had signed the team list",
        "weak_key" => "a key on the team list can not be trusted",
        "unknown_key" => "a signature is by a device that is not on the team list",
        "key_not_yet_valid" => "a signature is by a device whose time has not begun",
        "key_expired" => "a signature is by a device whose time is over",
        "key_revoked" => "a signature is by a device that was taken off the team list",
        "wrong_role" => "a signature is by somebody who may not give it",
        "bad_signature" => "a signature does not hold",
        "already_resolved" => "it was decided or closed before",
        "too_large" => "it is longer than is taken",
        "unauthenticated" => "this device is not let in",
        "forbidden" => "this device has no right to it",
        "not_found" => "it is not known there",
        "id_conflict" => "something else stands there under its id",
        "saturated" => "too much waits there already",
        "log_unavailable" => "the log does not answer",
        "not_durable" => "the log could not promise to keep it",
        _ => return None,
    })
}

fn told(code: Code) -> &'static str {
    because(code.as_str()).unwrap_or(code.as_str())
}

//! Codes of a source's refusal in plain words, each to follow “because”.

use super::whole;

/// None for a code that is not one of them.
pub(crate) fn because(code: &str) -> Option<&'static str> {
    Some(match code {
        "expired" => "its time was over",
        "from_the_future" => "the source's clock is behind",
        "wrong_audience" => "it was addressed to another source",
        "wrong_workspace" => "it belongs to another workspace",
        "not_pending" => "the source does not wait for it",
        "proposal_mismatch" => "it is about another action than the source asked for",
        "candidate_mismatch" => "the signatures are about another version of the action",
        "already_consumed" => "the source had taken it before",
        "tool_changed" => "the change names another tool",
        "schema_violation" => "the values do not fit the tool's contract",
        "not_allowed" => "the source does not take such a decision",
        "own_proposal" => "who approved it answers for the source",
        "risk_too_high" => "who approved it may not decide such a risk",
        "group_missing" => "who approved it is not in the group that decides it",
        "quorum_not_met" => "too few people had signed it",
        "closed_without_approval" => "nobody had approved it",
        "allow_not_permitted" => "the team list does not let it run without a person",
        "halted" => "it was stopped",
        "halt_unknown" => "the source could not learn whether it was stopped",
        "roster_stale" => "the source's team list was too old",
        "roster_expired" => "the team list's time was over",
        "roster_rollback" => "the source was shown an older team list",
        "roster_threshold" => "too few had signed the team list",
        "weak_key" => "a key on the team list can not be trusted",
        "unknown_key" => "a signature is by a device that is not on the team list",
        "key_not_yet_valid" => "a signature is by a device whose time has not begun",
        "key_expired" => "a signature is by a device whose time is over",
        "key_revoked" => "a signature is by a device that was taken off the team list",
        "wrong_role" => "a signature is by somebody who may not give it",
        "bad_signature" => "a signature does not hold",
        _ => return None,
    })
}

/// The same with the code behind it; what is no code of ours stands alone, escaped.
pub(crate) fn refusal(code: &str) -> String {
    let shown = whole(code);
    match because(code) {
        Some(words) => format!("{words} ({shown})"),
        None => shown,
    }
}

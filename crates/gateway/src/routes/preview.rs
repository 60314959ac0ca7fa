//! `POST /v1/escalations/{esc}/preview`: what policy would say about an edit, before anybody signs it.

use axum::extract::{Path, Request, State};
use fermata_protocol::{
    Code, json,
    payload::{Arguments, Ruling},
};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, MAX_DRAFT, Shared, body, must_be_json, ok, part, proposals};
use crate::{
    Problem,
    gate::{Folded, Gate},
    judge::{Candidate, Judgment},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    arguments: Arguments,
}

pub(super) async fn preview(
    State(gate): Shared,
    Path(esc): Path<String>,
    request: Request,
) -> Answer {
    let (parts, bytes) = request.into_parts();
    let caller = gate.caller(&parts.headers)?;
    caller.person()?;
    let esc = part(&esc)?;
    gate.must_see(&caller, esc)?;
    must_be_json(&parts.headers)?;
    let edit: Edit = json::read(&body(bytes, MAX_DRAFT).await?)?;
    let folded = gate.fold(esc).await?;
    if folded.state.resolved().is_some() {
        return Err(Code::AlreadyResolved.into());
    }
    let judged = judge_edit(&gate, &folded, &edit.arguments)?;
    ok(&json!({
        "verdict": judged.verdict,
        "risk": judged.risk,
        "requires": judged.requires,
        "reasons": judged.reasons,
    }))
}

/// What policy says about other arguments for this escalation's tool.
pub(super) fn judge_edit(
    gate: &Gate,
    folded: &Folded,
    arguments: &Arguments,
) -> Result<Judgment, Problem> {
    let (Some(proposal), Some(live)) = (folded.state.proposal(), folded.state.candidate()) else {
        return Err(Code::NotFound.into());
    };
    if !proposals::is_action(proposal) {
        let text = "A question has no arguments to change: respond to it.";
        return Err(Problem::new(Code::NotAllowed).because(text));
    }
    let standing = gate.in_force();
    let (contract, reviewed) = gate.contract(&proposal.contract, &standing)?;
    contract
        .validate(arguments)
        .map_err(|errors| proposals::schema_violation(&errors))?;
    let terms = contract.terms();
    let due = Some(live.verdict.due);
    gate.judge(
        &Candidate {
            proposal,
            tool: &terms.tool,
            risk: terms.risk,
            contract: reviewed,
            due,
        },
        &standing,
    )
}

/// An edit that policy denies is not appended.
pub(super) fn must_not_be_denied(judged: &Judgment) -> Result<(), Problem> {
    if judged.verdict != Ruling::Deny {
        return Ok(());
    }
    let text = "The policy denies this edit: see reasons.";
    Err(Problem::new(Code::NotAllowed)
        .because(text)
        .with("reasons", json!(judged.reasons)))
}

//! `POST /v1/proposals`: contract, policy, log.

use std::sync::atomic::Ordering::SeqCst;

use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use fermata_protocol::{
    Code, Esc, Jti, Name, NewEntry, Payload, Signed, Timestamp, Verified,
    contract::{SchemaError, check_question},
    payload::{DeliverKind, Kind as What, MAX_LIFE_MS, Proposal, Ruling},
    roster::Standing,
};
use serde_json::{Map, Value, json};

use super::{Answer, Kind, MAX_DRAFT, Shared, body, kind, vouch};
use crate::{
    Problem,
    admit::{known, verify},
    auth::{Caller, Who},
    count::one,
    gate::{Folded, Gate},
    judge::Candidate,
    live::key_bits,
};

/// A proposal may be dated this much ahead: 120 s, in milliseconds.
const SKEW_MS: i64 = 120_000;

pub(super) async fn propose(State(gate): Shared, request: Request) -> Answer {
    let (parts, bytes) = request.into_parts();
    let caller = gate.caller(&parts.headers)?;
    let source = caller.source()?.clone();
    let signs = matches!(caller.who, Who::Source(_));
    match (kind(&parts.headers)?, signs) {
        (Kind::Jose, true) => {
            let bytes = body(bytes, MAX_DRAFT).await?;
            let compact = String::from_utf8(bytes).map_err(|_| Code::NotUtf8)?;
            signed(&gate, &caller, compact).await
        }
        (Kind::Json, false) => {
            let key = vouch::key(&parts.headers)?.to_owned();
            let bytes = body(bytes, MAX_DRAFT).await?;
            // To its end even when whoever asked goes away: the same key, asked again, must find what became of it.
            tokio::spawn(async move { draft(&gate, &source, &key, &bytes).await })
                .await
                .map_err(|_| Problem::new(Code::LogUnavailable))?
        }
        (Kind::Jose, false) => refuse("A vouched source sends a draft as application/json."),
        (Kind::Json, true) => {
            refuse("A source with keys signs its proposals and sends application/jose.")
        }
    }
}

fn refuse(text: &str) -> Answer {
    let problem = Problem::new(Code::BadMember).because(text);
    Err(problem.with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE))
}

async fn signed(gate: &Gate, caller: &Caller, compact: String) -> Answer {
    let proposal = verify::<Proposal>(gate, &compact)?;
    if proposal.iss != *caller.source()? {
        return Err(Code::WrongRole.into());
    }
    let esc = Esc::of(proposal.jti)
        .ok_or_else(|| Problem::new(Code::BadMember).because("A proposal's jti is a UUIDv7."))?;
    let stored = gate.log.escalation(esc).await?;
    if known(&stored, proposal.jti, &compact)?.is_some() {
        return answer(&gate.fold(esc).await?);
    }
    take(gate, &proposal).await
}

async fn draft(gate: &Gate, source: &Name, key: &str, draft: &[u8]) -> Answer {
    let fresh = Esc::make(gate.now(), vouch::bits(source, key));
    let bits = key_bits(fresh);
    let turn = gate.turn(source, bits);
    let _mine = turn.lock().await;
    let earlier = gate.live().by_key(source, bits);
    if let Some(esc) = earlier {
        let folded = gate.fold(esc).await?;
        let proposal = folded.state.proposal().ok_or(Code::NotFound)?;
        let head = head(
            &proposal.jti,
            &proposal.iss,
            gate,
            proposal.issued_at,
            proposal.nonce.to_string(),
        );
        let same = Signed::<Proposal>::parse(proposal.compact())?.payload_sha()
            == fermata_protocol::Sha::of(vouch::around(&head, draft)?);
        let text =
            "This Idempotency-Key was used with another body: use a new key for a new proposal.";
        return if same {
            answer(&folded)
        } else {
            Err(Problem::new(Code::IdConflict).because(text))
        };
    }
    let head = head(
        &fresh.into(),
        source,
        gate,
        gate.now(),
        gate.new_nonce()?.to_string(),
    );
    let signed = Signed::<Proposal>::sign_bytes(&gate.key, &vouch::around(&head, draft)?)?;
    take(gate, &verify(gate, signed.compact())?).await
}

fn head(
    jti: &Jti,
    iss: &Name,
    gate: &Gate,
    issued_at: Timestamp,
    nonce: String,
) -> Map<String, Value> {
    let mut head = Map::new();
    for (name, value) in [
        ("jti", jti.to_string()),
        ("iss", iss.to_string()),
        ("ws", gate.ws.to_string()),
        ("issued_at", issued_at.to_string()),
        ("nonce", nonce),
    ] {
        head.insert(name.to_owned(), value.into());
    }
    head
}

/// Checks, judges and appends a verified proposal that the log does not have.
async fn take(gate: &Gate, proposal: &Verified<Proposal>) -> Answer {
    gate.good_roster()?;
    let standing = gate.in_force();
    times(proposal, gate.now())?;
    if proposal.deliver.kind != DeliverKind::Poll {
        let text = "This gateway brings a resolution to nobody yet: say deliver.kind \"poll\" and ask for it.";
        return Err(Problem::new(Code::BadMember).because(text));
    }
    let max_risk = queue(proposal, &standing)?;
    supersedes(gate, proposal).await?;
    let (contract, reviewed) = gate.contract(&proposal.contract, &standing)?;
    let terms = contract.terms();
    if let Some(action) = &proposal.action {
        if action.tool != terms.tool {
            let text = format!(
                "The contract describes {}, not {}: name the tool's own.",
                terms.tool, action.tool
            );
            return Err(Problem::new(Code::UnknownTool).because(text));
        }
        contract
            .validate(&action.arguments)
            .map_err(|errors| schema_violation(&errors))?;
    }
    if let Some(question) = &proposal.question {
        check_question(question).map_err(|code| {
            let text = "answer_schema is no schema that an answer can be checked by: correct it.";
            Problem::new(code).because(text)
        })?;
    }
    let about = Candidate {
        proposal,
        tool: &terms.tool,
        risk: terms.risk,
        contract: reviewed,
        due: None,
    };
    let judgment = gate.judge(&about, &standing)?;
    if judgment.risk > max_risk {
        let text = format!(
            "The risk is {} and {} may propose up to {max_risk}: have the roster changed.",
            judgment.risk, proposal.iss
        );
        return Err(Problem::new(Code::RiskTooHigh).because(text));
    }
    let limit = gate.open_limit.load(SeqCst);
    if judgment.verdict == Ruling::Escalate && gate.live().waiting(&proposal.iss) >= limit {
        let text = format!(
            "{limit} escalations of {} are open already: let people decide first.",
            proposal.iss
        );
        return Err(Problem::new(Code::Saturated).because(text));
    }
    let verdict = gate.sign(&gate.verdict(judgment, proposal, proposal.sha())?)?;
    let statements = vec![proposal.compact().to_owned(), verdict.compact().to_owned()];
    let entry = gate.append(NewEntry::of(statements)?).await?;
    let folded = gate.fold(proposal.jti_esc()).await?;
    one(
        match folded.state.first_verdict().map(|verdict| verdict.verdict) {
            Some(Ruling::Allow) => &gate.counters.allowed,
            Some(Ruling::Deny) => &gate.counters.denied,
            _ => &gate.counters.escalated,
        },
    );
    tracing::info!(esc = %proposal.jti_esc(), seq = entry.seq, "proposed");
    answer(&folded)
}

fn times(proposal: &Proposal, now: Timestamp) -> Result<(), Problem> {
    if proposal.issued_at().millis() > now.millis() + SKEW_MS {
        return Err(Code::FromTheFuture.into());
    }
    if proposal.expires_at <= now {
        return Err(
            Problem::new(Code::Expired).because("expires_at is over: give people time to decide.")
        );
    }
    if proposal.expires_at.millis() - now.millis() > MAX_LIFE_MS {
        return Err(Problem::new(Code::BadMember).because("expires_at is at most 30 days ahead."));
    }
    Ok(())
}

/// The queue exists and takes this source's proposals; answers the source's highest risk.
fn queue(
    proposal: &Proposal,
    standing: &Standing,
) -> Result<fermata_protocol::payload::Risk, Problem> {
    let roster = standing.roster()?;
    let source = roster.source(&proposal.iss).ok_or(Code::Forbidden)?;
    if roster.queue(&proposal.queue).is_none() {
        return Err(Code::UnknownQueue.into());
    }
    if !source.queues.contains(&proposal.queue) {
        let text = format!(
            "{} may not propose in {}: have the roster changed.",
            proposal.iss, proposal.queue
        );
        return Err(Problem::new(Code::Forbidden).because(text));
    }
    Ok(source.max_risk)
}

/// An answer follows a question of the same source that is closed.
async fn supersedes(gate: &Gate, proposal: &Proposal) -> Result<(), Problem> {
    let Some(earlier) = proposal.supersedes else {
        return Ok(());
    };
    let folded = gate.fold(earlier).await?;
    if folded
        .state
        .proposal()
        .is_none_or(|before| before.iss != proposal.iss)
    {
        return Err(Code::NotFound.into());
    }
    if folded.state.resolved().is_some() {
        return Ok(());
    }
    Err(Problem::new(Code::NotAllowed)
        .because("What it supersedes is still open: withdraw that first."))
}

/// 422 with one line per value that does not fit.
pub(super) fn schema_violation(errors: &[SchemaError]) -> Problem {
    Problem::new(Code::SchemaViolation).with("errors", json!(errors))
}

/// The same answer at every retry: what policy said at first.
fn answer(folded: &Folded) -> Answer {
    let state = &folded.state;
    let (Some(proposal), Some(verdict)) = (state.proposal(), state.first_verdict()) else {
        return Err(Code::NotFound.into());
    };
    let (http, status) = match verdict.verdict {
        Ruling::Allow => (StatusCode::OK, "allowed"),
        Ruling::Deny => (StatusCode::OK, "denied"),
        Ruling::Escalate => (StatusCode::ACCEPTED, "open"),
    };
    let body = json!({
        "esc": state.esc,
        "status": status,
        "proposal": proposal.compact(),
        "verdict": verdict.compact(),
    });
    super::json(http, &body)
}

/// What a person may be asked to approve or change.
pub(super) fn is_action(proposal: &Proposal) -> bool {
    proposal.kind == What::Action
}

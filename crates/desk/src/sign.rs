//! Signing a decision: the payload is built here, from this process's own reading of the log, never from bytes that somebody hands in.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use fermata_protocol::{
    Code, Entry, Jti, Kid, Name, Payload, SecretKey, Signed, Timestamp, Typ, claimed_typ, contract,
    payload::{Arguments, Decision, RejectReason, Saw, Seen, Status, Verb},
    roster::Timeline,
    view,
};

use crate::{
    DeskError, Fault, Item, OutboxRow, Store, StoreError, Words,
    ipc::{DecisionForm, Language, ProgressStep, SeenForm, UiErrorCode},
    secret::read_edit,
    store::ChainLink,
    views,
};

/// A decision that a person made and nobody signed yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The verb and what it needs.
    pub form: DecisionForm,
    /// How it was looked at.
    pub seen: SeenForm,
}

impl DecisionForm {
    /// Its verb.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Approve { .. } => Verb::Approve,
            Self::Edit { .. } => Verb::Edit,
            Self::Reject { .. } => Verb::Reject,
            Self::Respond { .. } => Verb::Respond,
        }
    }
}

/// Whether this draft can be signed now: still open, verb offered, what was on screen is what stands, arguments fit the contract.
///
/// # Errors
/// A precondition with its words, for the page.
fn check(item: &Item, draft: &Draft, now: Timestamp) -> Result<(), DeskError> {
    if item.state.status() != Status::Open {
        let by = item
            .state
            .resolved()
            .and_then(|r| r.people.first())
            .map(Name::to_string);
        let words = match (item.state.status(), by.as_deref()) {
            (Status::Expired, _) => {
                return Err(DeskError::now(UiErrorCode::Expired, Fault::Expired));
            }
            (status, Some(by)) => Fault::DecidedBy(by, status),
            (status, None) => Fault::Closed(status),
        };
        return Err(DeskError::now(UiErrorCode::AlreadyDecided, words));
    }
    if item.state.due().is_some_and(|due| now > due) {
        return Err(DeskError::now(UiErrorCode::Expired, Fault::TimeOver));
    }
    let verb = draft.form.verb();
    if !item.proposal.allowed.contains(&verb) {
        return Err(DeskError::now(
            UiErrorCode::NotAllowed,
            Fault::VerbNotTaken(verb),
        ));
    }
    if draft.seen.view_sha256 != view::sha256(&item.view).to_string() {
        return Err(DeskError::now(UiErrorCode::Changed, Fault::Changed));
    }
    match &draft.form {
        DecisionForm::Edit { arguments, .. } => edited(item, arguments).map(drop),
        DecisionForm::Reject { reason, .. } => {
            let queue = item.standing.roster()?.queue(&item.proposal.queue);
            let known = queue.is_some_and(|q| q.reasons.iter().any(|r| r.code == *reason));
            if known {
                return Ok(());
            }
            Err(DeskError::now(
                UiErrorCode::NotAllowed,
                Fault::NoReason(reason),
            ))
        }
        DecisionForm::Respond { answer } => match &item.proposal.question {
            Some(question) => contract::answers(question, answer)
                .map_err(|_| DeskError::now(UiErrorCode::BadArguments, Fault::AnswerForm)),
            None => Ok(()),
        },
        DecisionForm::Approve { .. } => Ok(()),
    }
}

/// An edit's arguments, as the contract's schema wants them.
fn edited(item: &Item, text: &str) -> Result<Arguments, DeskError> {
    let arguments = read_edit(item, text)?;
    let compiled = item.compiled()?;
    compiled
        .validate(&arguments)
        .map_err(|errors| DeskError::now(UiErrorCode::BadArguments, Fault::Misfits(&errors)))?;
    Ok(arguments)
}

/// A statement has this many bytes beside its payload, at most: header, signature, dots, and the link to the decision before.
const BESIDE: usize = 512;

/// What a draft says once it is signed, as the first decision of its key. Whatever this gives can be signed: nothing is put
/// into the undo bar that fails when the bar has run.
///
/// # Errors
/// A precondition with its words, for the page.
pub fn compose(
    person: &Name,
    item: &Item,
    draft: &Draft,
    now: Timestamp,
    jti: Jti,
) -> Result<Decision, DeskError> {
    check(item, draft, now)?;
    let candidate = item.state.candidate().ok_or(Code::NotFound)?;
    let (n, head) = item.state.head();
    let mut decision = Decision {
        jti,
        iss: person.clone(),
        ws: item.proposal.ws,
        issued_at: now,
        esc: item.esc(),
        aud: item.proposal.iss.clone(),
        expires_at: item.proposal.expires_at,
        proposal_sha256: item.proposal.sha(),
        decision: draft.form.verb(),
        view: Seen {
            v: view::VIEW_V,
            sha256: view::sha256(&item.view),
            uninspectable: item.view.uninspectable.clone(),
            opened: draft.seen.opened.clone(),
            dwell_ms: u64::from(draft.seen.dwell_ms),
        },
        verdict_sha256: candidate.verdict.sha(),
        roster_version: item.standing.roster()?.version,
        saw: Saw { n, head },
        seq: 1,
        candidate_sha256: None,
        arguments: None,
        reason: None,
        answer: None,
        prev: None,
    };
    match &draft.form {
        DecisionForm::Approve { .. } => decision.candidate_sha256 = Some(candidate.sha),
        DecisionForm::Edit { arguments, .. } => decision.arguments = Some(edited(item, arguments)?),
        DecisionForm::Reject { reason, message } => {
            let message = message
                .as_ref()
                .map(|m| m.trim().to_owned())
                .filter(|m| !m.is_empty());
            decision.reason = Some(RejectReason {
                code: reason.clone(),
                message,
            });
        }
        DecisionForm::Respond { answer } => decision.answer = Some(answer.clone()),
    }
    let payload = serde_json::to_vec(&decision).map_err(|_| Code::BadMember)?;
    if payload.len().div_ceil(3) * 4 + BESIDE > Typ::Decision.cap() || decision.check().is_err() {
        return Err(DeskError::now(UiErrorCode::TooLong, Fault::TooLongToSign));
    }
    Ok(decision)
}

/// Signs a decision and keeps it, its outbox row and its chain link: all of it or nothing.
///
/// # Errors
/// A precondition, the disk's, or a code when the statement could not be made.
pub async fn sign_decision(
    store: &Store,
    key: &SecretKey,
    person: &Name,
    item: &Item,
    draft: &Draft,
    now: Timestamp,
) -> Result<OutboxRow, DeskError> {
    let mut decision = compose(person, item, draft, now, Jti::make(now, random()?))?;
    // The bar may have run while a terminal of the same person signed.
    if let Some(own) = store.own_decision(item.esc()).await?
        && counts_still(&own, item)
    {
        return Err(already());
    }
    store
        .sign(key.kid(), |link| {
            if let Some(link) = link {
                decision.seq = link.seq + 1;
                decision.prev = Some(link.sha);
            }
            let signed = Signed::sign(key, &decision)?;
            let row = OutboxRow {
                jti: decision.jti,
                esc: decision.esc,
                verb: decision.decision,
                compact: signed.compact().to_owned(),
                signed_at: now,
                seq: None,
                refused: None,
                kept: true,
            };
            Ok((row, signed.sha()))
        })
        .await
}

/// The first part of every decision that this key signs.
pub(crate) fn decision_header(kid: Kid) -> String {
    let typ = Typ::Decision.as_str();
    URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"EdDSA","kid":"{kid}","typ":"{typ}"}}"#))
}

/// Learns what an entry says about decisions of one's own key: they are recorded, and the chain goes on behind them.
/// Says whether the entry is such a decision.
///
/// # Errors
/// The disk's.
pub async fn learn_own(
    store: &Store,
    kid: Kid,
    entry: &Entry,
    timeline: &Timeline,
) -> Result<bool, StoreError> {
    let Some(first) = entry.statements.first() else {
        return Ok(false);
    };
    if claimed_typ(first) != Ok(Typ::Decision) {
        return Ok(false);
    }
    let Ok(signed) = Signed::<Decision>::parse(first) else {
        return Ok(false);
    };
    if signed.kid() != kid {
        return Ok(false);
    }
    let Ok(roster) = timeline.before(entry.seq).roster() else {
        return Ok(false);
    };
    let Ok(decision) = signed.verify(roster.as_ref(), entry.at) else {
        return Ok(false);
    };
    store
        .learn_link(
            kid,
            ChainLink {
                seq: decision.seq,
                sha: decision.sha(),
            },
        )
        .await?;
    store.recorded(decision.jti, entry.seq, None).await?;
    Ok(true)
}

/// Whether a decision that was signed before stands in the way of another: one that had no effect does not.
pub(crate) fn counts_still(own: &OutboxRow, item: &Item) -> bool {
    views::progress(own, item, Words::of(Language::En)).step != ProgressStep::NotApplied
}

pub(crate) fn already() -> DeskError {
    DeskError::now(UiErrorCode::AlreadyDecided, Fault::Decided)
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], DeskError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        DeskError::now(UiErrorCode::Internal, Fault::NoRandom(&error.to_string()))
    })?;
    Ok(bytes)
}

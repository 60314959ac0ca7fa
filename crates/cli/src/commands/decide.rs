//! `fermata decide`: a reviewer at a terminal. Same key, same view, same checks, same outbox as the desk.

use fermata_desk::{
    Draft, Item, Store,
    ipc::{DecisionForm, SeenForm},
    sign_decision,
};
use fermata_protocol::{
    payload::{Friction, Status},
    view,
};
use serde_json::json;

use crate::{
    args::{Decide, Verdict},
    context::{Context, read},
    failure::Failure,
    out::Done,
    outbox, outcome,
    seat::Seat,
};

/// The setting that keeps the highest roster version seen.
const ROSTER: &str = "roster_version";

pub(crate) async fn run(context: &Context, asked: Decide) -> Result<Done, Failure> {
    fits(&asked)?;
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let store = Store::open(&context.home).await?;
            let decided = decide(context, &seat, &store, &asked).await;
            store.close().await;
            decided
        })
        .await
}

async fn decide(
    context: &Context,
    seat: &Seat,
    store: &Store,
    asked: &Decide,
) -> Result<Done, Failure> {
    if context.now() > seat.roster()?.expires_at {
        return Err(Failure::new(
            "roster_expired",
            "The roster has expired, so no decision would count: run `fermata init` to renew it.",
        ));
    }
    not_rolled_back(seat, store).await?;
    outbox::know_chain(seat, store).await?;
    outbox::deliver_waiting(context, seat, store).await?;
    let esc = seat.find(&asked.id).await?;
    let item = seat.item(esc).await?;
    let own = store.own_decision(esc).await?;
    if own.is_some_and(|row| row.stands()) && item.state.status() == Status::Open {
        return Err(Failure::new(
            "already_decided",
            "You decided this already; `fermata show ID` tells how far it has come.",
        ));
    }
    let sha = view::sha256(&item.view);
    if asked.view.is_some_and(|seen| seen != sha) {
        return Err(Failure::new(
            "changed",
            "It changed since it was shown to you, so nothing was signed: look at it again with `fermata show ID`.",
        ));
    }
    let form = form(&item, asked)?;
    held(context, &item, asked, &form)?;
    let seen = SeenForm {
        view_sha256: sha.to_string(),
        opened: Vec::new(),
        dwell_ms: 0,
        friction: None,
    };
    let draft = Draft { form, seen };
    let row = sign_decision(
        store,
        &seat.key,
        &seat.workspace.person,
        &item,
        &draft,
        context.now(),
    )
    .await?;
    let appended = outbox::deliver(context, seat, store, &row).await?;
    let status = match seat.item(esc).await {
        Ok(item) => item.state.status(),
        Err(failure) => return Err(recorded(appended.seq, &failure)),
    };
    let effect = appended.effect.unwrap_or_else(|| "counts".to_owned());
    if effect != "counts" {
        return Err(Failure::new(
            &effect,
            format!(
                "Your decision is recorded and has no effect ({effect}): the escalation is {status}."
            ),
        ));
    }
    let words = format!(
        "Signed: {} {esc}\nRecorded as entry {} with a verified receipt\nThe escalation is {status}",
        row.verb, appended.seq
    );
    let json = json!({
        "esc": esc,
        "verb": row.verb,
        "decision": row.jti,
        "signed_at": row.signed_at,
        "seq": appended.seq,
        "receipt": appended.receipt,
        "effect": effect,
        "status": status,
        "view_sha256": sha,
    });
    Ok(Done::new(words, json).with_exit(outcome::exit(status)))
}

/// What is in the log stays there, whatever can not be asked afterwards.
fn recorded(seq: u64, failure: &Failure) -> Failure {
    let why = failure.message.trim_end_matches('.');
    Failure::new(
        &failure.code,
        format!(
            "Your decision is signed and recorded as entry {seq}; how the escalation stands now could not be asked ({why}): `fermata show ID` tells."
        ),
    )
}

/// Who shows an older roster than this machine has seen may be hiding that somebody lost a right.
async fn not_rolled_back(seat: &Seat, store: &Store) -> Result<(), Failure> {
    let shown = seat.roster()?.version;
    let seen = store
        .setting(ROSTER)
        .await?
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    if shown < seen {
        return Err(Failure::new(
            "roster_rollback",
            format!(
                "The gateway shows roster version {shown}, and this machine has seen version {seen}, so nothing was signed: check --gateway, and restore its log if it was set back."
            ),
        ));
    }
    Ok(store.set(ROSTER, &shown.to_string()).await?)
}

/// Options that belong to another verb would be lost without a word.
fn fits(asked: &Decide) -> Result<(), Failure> {
    use Verdict as V;
    let verb = asked.verdict;
    let given = [
        ("--arguments", asked.arguments.is_some(), verb == V::Edit),
        ("--reason", asked.reason.is_some(), verb == V::Reject),
        ("--message", asked.message.is_some(), verb == V::Reject),
        ("--answer", asked.answer.is_some(), verb == V::Respond),
        (
            "--typed",
            asked.typed.is_some(),
            matches!(verb, V::Approve | V::Edit),
        ),
    ];
    if let Some((option, ..)) = given.iter().find(|(_, given, fits)| *given && !fits) {
        return Err(Failure::usage(format!(
            "{option} does not belong to this decision: leave it out, or decide otherwise."
        )));
    }
    match verb {
        V::Edit if asked.arguments.is_none() => Err(Failure::usage(
            "An edit needs all the new arguments: give their file with --arguments.",
        )),
        V::Respond if asked.answer.is_none() => Err(Failure::usage(
            "A response needs its text: give it with --answer.",
        )),
        _ => Ok(()),
    }
}

fn form(item: &Item, asked: &Decide) -> Result<DecisionForm, Failure> {
    Ok(match asked.verdict {
        Verdict::Approve => DecisionForm::Approve {
            typed: asked.typed.clone(),
        },
        Verdict::Edit => {
            let bytes = asked
                .arguments
                .as_deref()
                .map(read)
                .transpose()?
                .unwrap_or_default();
            let arguments = String::from_utf8(bytes).map_err(|_| {
                Failure::new(
                    "not_utf8",
                    "The arguments are not text in UTF-8: save them as such.",
                )
            })?;
            DecisionForm::Edit {
                arguments,
                typed: asked.typed.clone(),
            }
        }
        Verdict::Reject => {
            let queue = item.standing.roster()?.queue(&item.proposal.queue);
            let first = queue
                .map(|queue| queue.default_reason.clone())
                .unwrap_or_default();
            DecisionForm::Reject {
                reason: asked.reason.clone().unwrap_or(first),
                message: asked.message.clone(),
            }
        }
        Verdict::Respond => DecisionForm::Respond {
            answer: asked.answer.clone().unwrap_or_default(),
        },
    })
}

/// Where the desk asks for a held key, a terminal asks for the digest of what was shown; where it asks for typing, so does a terminal.
fn held(
    context: &Context,
    item: &Item,
    asked: &Decide,
    form: &DecisionForm,
) -> Result<(), Failure> {
    if !matches!(
        form,
        DecisionForm::Approve { .. } | DecisionForm::Edit { .. }
    ) {
        return Ok(());
    }
    let friction = item.friction(context.now());
    if friction >= Friction::Hold && asked.view.is_none() {
        return Err(Failure::new(
            "not_shown",
            "This one must be looked at first, so nothing was signed: run `fermata show ID`, then give the digest at its end with --view.",
        ));
    }
    if friction == Friction::Type && !item.confirmed_by(asked.typed.as_deref()) {
        return Err(Failure::new(
            "confirm_mismatch",
            "What was typed does not fit, so nothing was signed: give the last four characters of the value that `fermata show ID` names with --typed.",
        ));
    }
    Ok(())
}

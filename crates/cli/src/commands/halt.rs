//! `fermata halt` and `fermata lift`: a signed stop, and its signed end.
//!
//! A stop is an entry of the log like any other, so every source reads it before it runs anything.
//! Not here: who may stop what, which the timeline judges for every reader alike.

use fermata_protocol::{
    Jti,
    payload::{All, Halt, HaltSays, Right, Scope},
    roster::ActiveHalt,
};
use serde_json::{Value, json};

use crate::{
    args,
    context::Context,
    failure::Failure,
    out::Done,
    random,
    seat::{SHORTEST, Seat},
    text,
};

pub(crate) async fn run(context: &Context, asked: args::Halt) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let mut seat = context.seat(reach).await?;
            let Some(scope) = asked.scope.as_deref() else {
                return Ok(list(&seat));
            };
            let scope = scope_of(&seat, scope).await?;
            let reason = asked.reason.unwrap_or_default();
            let jti = publish(context, &mut seat, scope.clone(), reason, None).await?;
            let stops = spoken(&scope);
            let words = format!(
                "Stopped: {stops}\nNothing of it is handed out or run until `fermata lift {jti}`."
            );
            let json = json!({ "halt": jti, "scope": scope, "in_force": true });
            Ok(Done::new(words, json))
        })
        .await
}

pub(crate) async fn lift(context: &Context, asked: args::Lift) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let mut seat = context.seat(reach).await?;
            let (jti, scope) = find(&seat, &asked.id)?;
            let reason = asked.reason.unwrap_or_default();
            publish(context, &mut seat, scope.clone(), reason, Some(jti)).await?;
            let words = format!("Lifted: {}", spoken(&scope));
            let json = json!({ "halt": jti, "scope": scope, "in_force": false });
            Ok(Done::new(words, json))
        })
        .await
}

/// Signs it, publishes it, and looks whether it is in force (or, for a lift, the halt no longer is).
async fn publish(
    context: &Context,
    seat: &mut Seat,
    scope: Scope,
    reason: String,
    lifts: Option<Jti>,
) -> Result<Jti, Failure> {
    let one = matches!(scope, Scope::Esc(_)) && lifts.is_none();
    let roster = seat.roster()?;
    if !one && !roster.has_right(&seat.workspace.person, Right::Halt) {
        return Err(Failure::new(
            "not_allowed",
            "The roster does not give you the right to halt, so nothing was signed: ask somebody who has it, or stop one escalation that you may decide.",
        ));
    }
    let now = context.now();
    let jti = random::jti(now)?;
    let halt = Halt {
        jti,
        iss: seat.workspace.person.clone(),
        ws: seat.workspace.workspace,
        issued_at: now,
        scope,
        says: match lifts {
            Some(_) => HaltSays::Lift,
            None => HaltSays::Halt,
        },
        reason,
        lifts,
    };
    seat.sign_and_publish(&halt).await?;
    let holds = |jti: Jti| seat.standing().halts().any(|active| active.halt.jti == jti);
    if holds(lifts.unwrap_or(jti)) == lifts.is_some() {
        return Err(Failure::new(
            "not_allowed",
            "It is recorded and has no effect: another entry changed the roster or the stop before it; run `fermata halt` to see what is in force.",
        ));
    }
    Ok(jti)
}

async fn scope_of(seat: &Seat, text: &str) -> Result<Scope, Failure> {
    let name = |text: &str| {
        text.parse().map_err(|_| {
            Failure::usage(format!(
                "{text} is no name of a source or a queue: names are a–z, 0–9, `.`, `_` and `-`."
            ))
        })
    };
    Ok(match text.split_once(':') {
        None if text == "all" => Scope::All(All),
        Some(("source", id)) => {
            let id = name(id)?;
            if seat.roster()?.source(&id).is_none() {
                return Err(Failure::new(
                    "unknown_source",
                    format!("The roster has no source {id}, so there is nothing to stop."),
                ));
            }
            Scope::Source(id)
        }
        Some(("queue", id)) => {
            let id = name(id)?;
            if seat.roster()?.queue(&id).is_none() {
                return Err(Failure::new(
                    "unknown_queue",
                    format!("The roster has no queue {id}, so there is nothing to stop."),
                ));
            }
            Scope::Queue(id)
        }
        Some(("agent", id)) if !id.is_empty() => Scope::Agent(id.to_owned()),
        _ => Scope::Esc(seat.find(text).await?),
    })
}

fn find(seat: &Seat, text: &str) -> Result<(Jti, Scope), Failure> {
    let end = text.to_ascii_lowercase();
    let all = seat.standing().halts();
    let found: Vec<&ActiveHalt> = all
        .filter(|active| active.halt.jti.to_string().ends_with(&end))
        .collect();
    match found.as_slice() {
        [one] if end.len() >= SHORTEST => Ok((one.halt.jti, one.halt.scope.clone())),
        [] => Err(Failure::new(
            "not_found",
            format!("No stop {text} is in force: `fermata halt` lists those that are."),
        )),
        _ => Err(Failure::usage(format!(
            "{text} is not the id of one stop: give more of it; `fermata halt` lists them."
        ))),
    }
}

fn list(seat: &Seat) -> Done {
    let all: Vec<&ActiveHalt> = seat.standing().halts().collect();
    let mut words: Vec<String> = all.iter().map(|active| line(active)).collect();
    words.push(match all.len() {
        0 => "Nothing is stopped.".to_owned(),
        1 => "One stop is in force; `fermata lift ID` ends it.".to_owned(),
        many => format!("{many} stops are in force; `fermata lift ID` ends one."),
    });
    let json: Vec<Value> = all
        .iter()
        .map(|active| {
            let halt = &active.halt;
            json!({ "halt": halt.jti, "scope": halt.scope, "by": halt.iss, "reason": halt.reason, "at": halt.issued_at, "seq": active.seq })
        })
        .collect();
    Done::new(words.join("\n"), json!({ "halts": json }))
}

fn line(active: &ActiveHalt) -> String {
    let halt = &active.halt;
    let why = match halt.reason.as_str() {
        "" => String::new(),
        reason => format!(": {}", text::line_of(reason)),
    };
    format!("{}  {} by {}{why}", halt.jti, spoken(&halt.scope), halt.iss)
}

fn spoken(scope: &Scope) -> String {
    match scope {
        Scope::All(_) => "everything".to_owned(),
        Scope::Source(id) => format!("source {id}"),
        Scope::Queue(id) => format!("queue {id}"),
        Scope::Agent(id) => format!("agent {}", text::line_of(id)),
        Scope::Esc(esc) => format!("escalation {esc}"),
    }
}

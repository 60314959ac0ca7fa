//! The roster in words: what is in force, and what a next version would change.

use fermata_desk::fingerprint;
use fermata_protocol::{
    Jwk, Kid, Timestamp,
    payload::{PersonKey, Roster},
    roster::InForce,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{context::Context, failure::Failure, out::Done, text::line_of};

/// Words of a device, as its desk shows them.
const WORDS: usize = 3;

pub(super) async fn run(context: &Context) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let roster = seat.roster()?;
            let json = json!({
                "version": roster.version,
                "expires_at": roster.expires_at,
                "threshold": roster.threshold,
                "roots": roster.roots.iter().map(Jwk::thumbprint).collect::<Vec<Kid>>(),
                "allow": roster.allow,
                "people": roster.people.iter().map(|person| json!({
                    "id": person.id, "name": person.name, "email": person.email, "groups": person.groups,
                    "max_risk": person.max_risk, "rights": person.rights,
                    "devices": person.keys.iter().map(|key| device(roster, key)).collect::<Vec<Value>>(),
                })).collect::<Vec<Value>>(),
                "sources": roster.sources,
                "gateways": roster.gateways,
                "queues": roster.queues,
                "revoked": roster.revoked,
            });
            Ok(Done::new(words(roster, context.now()), json))
        })
        .await
}

fn device(roster: &Roster, key: &PersonKey) -> Value {
    let kid = key.jwk.thumbprint();
    json!({
        "kid": kid, "words": fingerprint(kid, WORDS), "tier": key.tier, "not_before": key.not_before,
        "not_after": key.not_after, "revoked": revoked(roster, kid),
    })
}

fn revoked(roster: &Roster, kid: Kid) -> bool {
    roster.revoked.iter().any(|revoked| revoked.kid == kid)
}

fn words(roster: &InForce, now: Timestamp) -> String {
    let mut lines = vec![format!(
        "Version {}, good until {}{}",
        roster.version,
        roster.expires_at,
        if now > roster.expires_at {
            ": EXPIRED"
        } else {
            ""
        }
    )];
    let roots = roster.roots.len();
    lines.push(format!(
        "{} of {roots} roots must sign a change",
        roster.threshold
    ));
    lines.extend(
        roster
            .roots
            .iter()
            .map(|root| format!("  root {}", root.thumbprint())),
    );
    for person in &roster.people {
        let rights: Vec<&str> = person.rights.iter().map(|right| right.as_str()).collect();
        let rights = match rights.is_empty() {
            true => String::new(),
            false => format!(", may also {}", rights.join(", ")),
        };
        lines.push(format!(
            "{} ({}): {}, up to {} risk{rights}",
            person.id,
            line_of(&person.name),
            joined(&person.groups),
            person.max_risk
        ));
        for key in &person.keys {
            let kid = key.jwk.thumbprint();
            let state = match revoked(roster, kid) {
                true => "revoked".to_owned(),
                false => format!("{}, until {}", key.tier, key.not_after),
            };
            lines.push(format!(
                "  device {kid} “{}”, {state}",
                fingerprint(kid, WORDS).join(" ")
            ));
        }
    }
    for source in &roster.sources {
        let how = match source.is_vouched() {
            true => "vouched for by the gateway",
            false => "signs",
        };
        let owners = match source.owners.is_empty() {
            true => String::new(),
            false => format!(", owned by {}", joined(&source.owners)),
        };
        lines.push(format!(
            "Source {}: {how}, up to {} risk, in {}{owners}",
            source.id,
            source.max_risk,
            joined(&source.queues)
        ));
    }
    for queue in &roster.queues {
        lines.push(format!(
            "Queue {}: decided by {}",
            queue.id,
            joined(&queue.groups)
        ));
    }
    let allow = &roster.allow;
    lines.push(match allow.tools.is_empty() {
        true => "Nothing runs without a person".to_owned(),
        false => format!(
            "Without a person at most {} up to {} risk",
            joined(&allow.tools),
            allow.max_risk
        ),
    });
    lines.join("\n")
}

fn joined(names: &[fermata_protocol::Name]) -> String {
    let names: Vec<&str> = names.iter().map(fermata_protocol::Name::as_str).collect();
    names.join(", ")
}

/// What a next version changes, one line each; what it does not name stays as it is.
pub(super) fn differences(current: &Roster, next: &Roster) -> Vec<String> {
    let mut lines = Vec::new();
    let mut list = |what: &str, before: Vec<(String, Value)>, after: Vec<(String, Value)>| {
        for (id, value) in &after {
            match before.iter().find(|(other, _)| other == id) {
                None => lines.push(format!("adds {what} {id}: {}", said(value))),
                Some((_, old)) if old != value => {
                    lines.push(format!("changes {what} {id}: {}", said(value)));
                }
                Some(_) => {}
            }
        }
        for (id, _) in &before {
            if !after.iter().any(|(other, _)| other == id) {
                lines.push(format!("removes {what} {id}"));
            }
        }
    };
    let roots = |roster: &Roster| -> Vec<(String, Value)> {
        let one = |jwk: &Jwk| (jwk.thumbprint().to_string(), json!(jwk.thumbprint()));
        roster.roots.iter().map(one).collect()
    };
    list("root", roots(current), roots(next));
    let by = |roster: &Roster| named(&roster.people, |p| p.id.to_string());
    list("person", by(current), by(next));
    let by = |roster: &Roster| named(&roster.sources, |s| s.id.to_string());
    list("source", by(current), by(next));
    let by = |roster: &Roster| named(&roster.gateways, |g| g.id.to_string());
    list("gateway", by(current), by(next));
    let by = |roster: &Roster| named(&roster.queues, |q| q.id.to_string());
    list("queue", by(current), by(next));
    let by = |roster: &Roster| named(&roster.revoked, |r| r.kid.to_string());
    list("revocation of", by(current), by(next));
    let whole = |roster: &Roster| {
        vec![
            ("threshold".to_owned(), json!(roster.threshold)),
            ("allow".to_owned(), json!(roster.allow)),
        ]
    };
    list("the", whole(current), whole(next));
    lines
}

fn named<T: Serialize>(items: &[T], id: impl Fn(&T) -> String) -> Vec<(String, Value)> {
    items.iter().map(|item| (id(item), json!(item))).collect()
}

/// A value on one line; names and labels in it are anybody's words.
fn said(value: &Value) -> String {
    line_of(&value.to_string())
}

//! Inviting, and who asks to join.

use chrono::TimeDelta;
use fermata_client::{Auth, Client};
use fermata_desk::{LINK, WORDS, words_of};
use fermata_protocol::{Code, Name, Nonce, Signed, joining::Joining, payload};
use serde_json::json;

use crate::{
    args::Invite, context::Context, failure::Failure, out::Done, random, seat::Seat, text::line_of,
};

/// Makes a link. It gives no right but to ask, so it may travel by any way.
pub(super) async fn invite(context: &Context, asked: Invite) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let now = context.now();
            let gateway = asked.url.unwrap_or_else(|| reach.url.clone());
            // An address that nobody could use is not sent to anybody.
            Client::new(&gateway, Auth::Token(String::new()))?;
            let invite = payload::Invite {
                jti: random::jti(now)?,
                iss: seat.workspace.person.clone(),
                ws: seat.workspace.workspace,
                issued_at: now,
                expires_at: now.plus(TimeDelta::days(i64::from(asked.days))),
                pin: seat.workspace.pin,
                challenge: Nonce::new(random::bytes()?),
                gateway,
                person: asked.person,
            };
            let signed = Signed::sign(&seat.key, &invite)?;
            let link = format!("{LINK}{}", signed.compact());
            let words = format!(
                "{link}\n\nGood until {}. It only lets somebody ask; `fermata roster joins` shows who did.",
                invite.expires_at
            );
            let json = json!({ "link": link, "expires_at": invite.expires_at, "person": invite.person });
            Ok(Done::new(words, json))
        })
        .await
}

/// Everybody who asks and whose request holds.
pub(super) async fn list(context: &Context) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let all = asking(context, &seat).await?;
            let mut lines: Vec<String> = all
                .iter()
                .map(|one| {
                    format!(
                        "{} ({}), invited by {}: {}",
                        one.join.iss,
                        line_of(&one.join.name),
                        one.invite.iss,
                        words(one).join(" ")
                    )
                })
                .collect();
            lines.push(match all.len() {
                0 => "Nobody asks to join.".to_owned(),
                _ => "Let each person read the words from their own screen, by phone or in person; then `fermata roster add-person ID --words \"…\"`.".to_owned(),
            });
            let json: Vec<_> = all
                .iter()
                .map(|one| {
                    json!({
                        "person": one.join.iss, "name": one.join.name, "kid": one.kid(), "words": words(one),
                        "invited_by": one.invite.iss, "asked_at": one.join.issued_at,
                    })
                })
                .collect();
            Ok(Done::new(lines.join("\n"), json!({ "joins": json })))
        })
        .await
}

/// The device of this person that has these words.
pub(super) async fn found(
    context: &Context,
    seat: &Seat,
    person: &Name,
    given: &str,
) -> Result<Joining, Failure> {
    let given: Vec<String> = given.split_whitespace().map(str::to_lowercase).collect();
    if given.len() != WORDS {
        return Err(Failure::usage(format!(
            "There are {WORDS} words to compare; give all of them, in their order."
        )));
    }
    let all = asking(context, seat).await?;
    let mut fitting = all
        .into_iter()
        .filter(|one| one.join.iss == *person && words(one) == given);
    fitting.next().ok_or_else(|| {
        Failure::new(
            "words_differ",
            format!("No device that asks to join as {person} has these words, so nothing was signed. If they were read from the right screen, something stands between you and that device: do not add it."),
        )
    })
}

async fn asking(context: &Context, seat: &Seat) -> Result<Vec<Joining>, Failure> {
    let (roster, workspace) = (seat.roster()?, &seat.workspace);
    let read = |compact: &String| -> Result<Joining, Code> {
        Joining::read(
            compact,
            roster,
            workspace.pin,
            workspace.workspace,
            context.now(),
        )
    };
    // What does not hold here is nothing to show: the gateway should have refused it.
    let all = seat.client.joins().await?;
    Ok(all.iter().filter_map(|one| read(one).ok()).collect())
}

fn words(one: &Joining) -> Vec<String> {
    words_of(one.digest(), WORDS)
}

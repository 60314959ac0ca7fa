//! `fermata join`: this device asks a team to let it in. It decides nothing before the team's roots have signed for it.

use fermata_client::Auth;
use fermata_desk::{JoinError, SystemKeychain, ask_to_join};
use serde_json::json;

use crate::{
    args::Join,
    context::{Context, read},
    failure::Failure,
    out::Done,
};

pub(crate) async fn run(context: &Context, asked: Join) -> Result<Done, Failure> {
    let name = asked.name.as_deref().unwrap_or(asked.person.as_str());
    let (home, now) = (&context.home, context.now());
    let ca = asked.ca.as_deref().map(read).transpose()?;
    let ca = ca.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let asking = tokio::task::block_in_place(|| {
        let (link, person, ca) = (&asked.link, &asked.person, ca.as_deref());
        ask_to_join(home, &SystemKeychain, link, person, name, ca, now)
    })
    .map_err(told)?;
    let url = context.gateway.clone();
    let url = url.unwrap_or_else(|| asking.workspace.url());
    let nobody = Auth::Token(String::new());
    let client = asking.workspace.client(&url, nobody)?;
    client.join(&asking.statement).await?;
    let words = asking.words.join(" ");
    let text = format!(
        "Asked {url} to let this device in as {}\nRead these six words to whoever signs the team list, by phone or in person:\n\n  {words}\n\nOnce they are added, `fermata inbox` shows what waits.",
        asked.person
    );
    let json = json!({
        "workspace": asking.workspace.workspace, "roster_pin": asking.workspace.pin, "person": asked.person,
        "gateway": url, "kid": asking.kid, "words": asking.words,
    });
    Ok(Done::new(text, json))
}

fn told(error: JoinError) -> Failure {
    let code = match error {
        JoinError::NotAnInvite(code) => code.as_str(),
        JoinError::Expired(_) => "expired",
        JoinError::SomebodyElse(_) => "not_allowed",
        JoinError::NoName => "bad_member",
        JoinError::Occupied(_) => "id_conflict",
        JoinError::Gateway(error) => return error.into(),
        JoinError::Setup(error) => return error.into(),
    };
    let message = error.to_string();
    let mut letters = message.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let words = format!("{}{}.", first.unwrap_or_default(), letters.as_str());
    Failure::new(code, words)
}

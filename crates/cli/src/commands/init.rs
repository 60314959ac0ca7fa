//! `fermata init`: makes a workspace, or adds what is missing. Run again, it changes nothing.

use std::path::Path;

use fermata_desk::{Additions, SystemKeychain, Workspace};
use fermata_gateway::Rules;
use fermata_protocol::payload::{Policy, PolicyFile};
use serde_json::json;

use crate::{
    args::Init,
    context::{Context, read},
    failure::Failure,
    out::Done,
    queues::Queues,
    random,
    seat::Seat,
};

/// The one file of a policy.
const POLICY: &str = "policy.toml";

pub(crate) async fn run(context: &Context, asked: Init) -> Result<Done, Failure> {
    let queues = asked
        .queues
        .as_deref()
        .map(Queues::read)
        .transpose()?
        .unwrap_or_default();
    let policy = asked.policy.as_deref().map(text).transpose()?;
    let additions = Additions {
        queues: queues.queues,
        sources: asked.source,
    };
    let there = Workspace::load(&context.home)?;
    let made = there.is_none();
    let workspace = match there {
        Some(workspace) => workspace,
        None => {
            let user = std::env::var("USER").ok().filter(|name| !name.is_empty());
            let name = asked.name.or(user).unwrap_or_else(|| "You".to_owned());
            let (home, now) = (context.home.clone(), context.now());
            tokio::task::block_in_place(|| {
                Workspace::make(&home, &SystemKeychain, &name, &additions, now)
            })?
        }
    };
    context
        .with_gateway(async |reach| {
            let mut seat = context.seat(reach).await?;
            let added = add(context, &mut seat, &additions).await?;
            let policy = match policy {
                Some(text) => put_policy(context, &mut seat, text).await?,
                None => false,
            };
            told(context, &workspace, &seat, made, added, policy)
        })
        .await
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|_| {
        Failure::new(
            "bad_policy",
            format!("{} is not text in UTF-8; save it as such.", path.display()),
        )
    })
}

async fn add(context: &Context, seat: &mut Seat, additions: &Additions) -> Result<bool, Failure> {
    let (home, now) = (context.home.clone(), context.now());
    let current = seat.roster()?.clone();
    let next = tokio::task::block_in_place(|| {
        seat.workspace
            .next_roster(&home, &SystemKeychain, &current, additions, now)
    })?;
    match next {
        Some(statements) => seat.publish(&statements).await.map(|()| true),
        None => Ok(false),
    }
}

/// Signs the policy and puts it into force, unless it is already.
async fn put_policy(context: &Context, seat: &mut Seat, text: String) -> Result<bool, Failure> {
    let file = PolicyFile {
        name: POLICY.to_owned(),
        text,
    };
    let current = seat.standing().policy().cloned();
    if current
        .as_ref()
        .is_some_and(|policy| policy.files == [file.clone()])
    {
        return Ok(false);
    }
    let now = context.now();
    let policy = Policy {
        jti: random::jti(now)?,
        iss: seat.workspace.person.clone(),
        ws: seat.workspace.workspace,
        issued_at: now,
        version: current.map_or(1, |policy| policy.version + 1),
        files: vec![file],
    };
    Rules::of(&policy).map_err(|error| {
        Failure::new(
            "bad_policy",
            format!(
                "The policy can not be put into force: {error}; correct it and run this again."
            ),
        )
    })?;
    seat.sign_and_publish(&policy).await?;
    Ok(true)
}

fn told(
    context: &Context,
    workspace: &Workspace,
    seat: &Seat,
    made: bool,
    added: bool,
    policy: bool,
) -> Result<Done, Failure> {
    let roster = seat.roster()?;
    let file = |id: &str| {
        context
            .home
            .sources()
            .join(format!("{id}.json"))
            .display()
            .to_string()
    };
    let sources: Vec<(String, String)> = roster
        .sources
        .iter()
        .map(|s| (s.id.to_string(), file(s.id.as_str())))
        .collect();
    let queues: Vec<String> = roster
        .queues
        .iter()
        .map(|queue| queue.id.to_string())
        .collect();
    let version = seat.standing().policy().map(|policy| policy.version);
    let mut words = match (made, added || policy) {
        (true, _) => format!("Made a workspace in {}.\n", context.home.dir().display()),
        (false, true) => format!(
            "Added to the workspace in {}.\n",
            context.home.dir().display()
        ),
        (false, false) => format!(
            "The workspace in {} has all of this already.\n",
            context.home.dir().display()
        ),
    };
    words.push_str(&format!("Gateway: {}\n", workspace.url()));
    words.push_str(&format!("Queues: {}\n", queues.join(", ")));
    for (id, file) in &sources {
        words.push_str(&format!("Source {id}: {file}\n"));
    }
    words.push_str(&match version {
        Some(version) => format!(
            "Policy: version {version}{}\n",
            if policy { ", in force from now on" } else { "" }
        ),
        None => "Policy: none, so a person is asked about everything\n".to_owned(),
    });
    let sources: Vec<_> = sources
        .iter()
        .map(|(id, file)| json!({ "id": id, "file": file }))
        .collect();
    let json = json!({
        "home": context.home.dir(),
        "workspace": workspace.workspace,
        "roster_pin": workspace.pin,
        "roster_version": roster.version,
        "person": workspace.person,
        "gateway": workspace.url(),
        "queues": queues,
        "sources": sources,
        "policy_version": version,
        "made": made,
        "changed": made || added || policy,
    });
    Ok(Done::new(words, json))
}

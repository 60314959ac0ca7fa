//! `fermata contracts import`: tool descriptions become signed contracts. What is in force already is not signed again.

use std::path::Path;

use fermata_protocol::{
    Name, Sha,
    payload::{Contract, Terms},
};
use serde_json::json;

use crate::{context::Context, failure::Failure, out::Done, random, seat::Seat, terms};

pub(crate) async fn run(
    context: &Context,
    openai: &Path,
    refine: Option<&Path>,
    all: bool,
) -> Result<Done, Failure> {
    let made = terms::make(openai, refine, all)?;
    if made.terms.is_empty() {
        return Err(Failure::usage(
            "No tool has a refined file, so nothing would be imported: name their directory with --refine, or take all tools with --all.",
        ));
    }
    let published = context
        .with_gateway(async |reach| {
            let mut seat = context.seat(reach).await?;
            publish(context, &mut seat, made.terms).await
        })
        .await?;
    let line = |p: &Published| {
        format!(
            "{} version {} {}",
            p.tool,
            p.version,
            if p.new {
                "published"
            } else {
                "is in force already"
            }
        )
    };
    let mut words: Vec<String> = published.iter().map(line).collect();
    if !made.skipped.is_empty() {
        words.push(format!(
            "Left out, because nobody refined them: {}",
            made.skipped.join(", ")
        ));
    }
    let contracts: Vec<_> = published
        .iter()
        .map(|p| json!({ "tool": p.tool, "version": p.version, "sha256": p.sha, "new": p.new }))
        .collect();
    Ok(Done::new(
        words.join("\n"),
        json!({ "contracts": contracts, "skipped": made.skipped }),
    ))
}

/// A contract in force.
pub(crate) struct Published {
    pub(crate) tool: Name,
    pub(crate) version: u32,
    pub(crate) sha: Sha,
    pub(crate) new: bool,
}

/// Signs and publishes what is new or changed; a change gets the next version by itself.
pub(crate) async fn publish(
    context: &Context,
    seat: &mut Seat,
    wanted: Vec<Terms>,
) -> Result<Vec<Published>, Failure> {
    let mut published = Vec::new();
    for mut terms in wanted {
        let latest = seat
            .standing()
            .latest_contracts()
            .get(&terms.tool)
            .map(|c| (c.sha(), c.terms()));
        if let Some((sha, there)) = &latest {
            let (asked, version) = (terms.version, there.version);
            terms.version = version;
            if terms == *there {
                published.push(Published {
                    tool: terms.tool,
                    version,
                    sha: *sha,
                    new: false,
                });
                continue;
            }
            terms.version = asked.max(version + 1);
        }
        let (tool, version) = (terms.tool.clone(), terms.version);
        let contract = sign_as(context, seat, terms)?;
        let sha = seat.sign_and_publish(&contract).await?;
        published.push(Published {
            tool,
            version,
            sha,
            new: true,
        });
    }
    Ok(published)
}

fn sign_as(context: &Context, seat: &Seat, terms: Terms) -> Result<Contract, Failure> {
    let now = context.now();
    Ok(Contract {
        jti: random::jti(now)?,
        iss: seat.workspace.person.clone(),
        ws: seat.workspace.workspace,
        issued_at: now,
        tool: terms.tool,
        version: terms.version,
        title: terms.title,
        description: terms.description,
        input_schema: terms.input_schema,
        risk: terms.risk,
        reversible: terms.reversible,
        idempotent: terms.idempotent,
        fields: terms.fields,
        redact: terms.redact,
        confirm: terms.confirm,
    })
}

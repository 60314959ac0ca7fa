//! One file for each command. A command answers with what to say and how to exit; it prints nothing itself.

mod contracts;
mod decide;
mod doctor;
mod export;
mod gateway;
mod halt;
mod inbox;
mod init;
mod join;
mod looked;
mod note;
mod outcome;
mod propose;
mod replay;
mod roster;
mod show;
mod verify;

use crate::{
    args::{Command, Contracts},
    context::Context,
    failure::Failure,
    out::Done,
};

pub(crate) async fn run(context: &Context, command: Command) -> Result<Done, Failure> {
    match command {
        Command::Init(asked) => init::run(context, asked).await,
        Command::Gateway(asked) => gateway::run(context, asked).await,
        Command::Contracts(Contracts::Import {
            openai,
            refine,
            all,
        }) => contracts::run(context, &openai, refine.as_deref(), all).await,
        Command::Propose(asked) => propose::run(context, asked).await,
        Command::Outcome(asked) => outcome::run(context, asked).await,
        Command::Inbox => inbox::run(context).await,
        Command::Show { id } => show::run(context, &id).await,
        Command::Looked { id } => looked::run(context, &id).await,
        Command::Decide(asked) => decide::run(context, asked).await,
        Command::Note { id, says } => note::run(context, &id, says).await,
        Command::Join(asked) => join::run(context, asked).await,
        Command::Roster(asked) => roster::run(context, asked).await,
        Command::Halt(asked) => halt::run(context, asked).await,
        Command::Lift(asked) => halt::lift(context, asked).await,
        Command::Replay(asked) => replay::run(context, asked).await,
        Command::Export(asked) => export::run(context, asked).await,
        Command::Verify(asked) => verify::run(context, asked).await,
        Command::Doctor => doctor::run(context).await,
    }
}

//! `fermata roster …`: who may propose, decide and vouch, and the root keys that sign it.
//!
//! Every change is a new version that names the one before and is signed by its roots; nothing is in force before enough of them signed the same bytes.
//! Root keys stay where they are: in the keychain, or in a file that a passphrase locks; no gateway ever has one.

mod bounds;
mod change;
mod draft;
mod joins;
mod people;
mod root_key;
mod show;
mod sources;

use crate::{args::Roster, context::Context, failure::Failure, out::Done};

pub(crate) async fn run(context: &Context, asked: Roster) -> Result<Done, Failure> {
    match asked {
        Roster::Show => show::run(context).await,
        Roster::Invite(asked) => joins::invite(context, asked).await,
        Roster::Joins => joins::list(context).await,
        Roster::AddPerson(asked) => people::add(context, asked).await,
        Roster::AddSource(asked) => sources::add(context, asked).await,
        Roster::Queues(asked) => bounds::queues(context, asked).await,
        Roster::Allow(asked) => bounds::allow(context, asked).await,
        Roster::AddGateway(asked) => bounds::add_gateway(context, asked).await,
        Roster::Revoke(asked) => people::revoke(context, asked).await,
        Roster::NewRoot { file } => root_key::make(context, &file),
        Roster::Roots(asked) => people::roots(context, asked).await,
        Roster::Sign(asked) => draft::sign(context, asked).await,
        Roster::Publish { file } => draft::publish(context, &file).await,
    }
}

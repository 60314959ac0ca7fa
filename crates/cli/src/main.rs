//! The `fermata` command: everything that the desk does without a window, for terminals, scripts and tests.
//!
//! Here: arguments, finding a gateway, words and JSON, exit codes; each command is one file in `commands`.
//! Not here: rules. Signing, checking, folding and views are the crates' below, so a terminal reviewer is a real one.

mod alarms;
mod args;
mod clock;
mod commands;
mod context;
mod failure;
mod out;
mod outbox;
mod outcome;
mod queues;
mod random;
mod reach;
mod runs;
mod seat;
mod source;
mod terms;
mod text;

use std::process::ExitCode;

use clap::Parser;

use crate::{args::Cli, context::Context, failure::Failure, out::Out};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let out = Out::new(cli.shared.json);
    let worked = runtime().and_then(|runtime| {
        let context = Context::new(&cli.shared)?;
        runtime.block_on(commands::run(&context, cli.command))
    });
    match worked {
        Ok(done) => {
            out.give(&done);
            ExitCode::from(done.exit)
        }
        Err(failure) => {
            out.fail(&failure);
            ExitCode::from(failure.exit)
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Runtime::new()
        .map_err(|error| Failure::new("internal", format!("The system gives no threads: {error}.")))
}

/// Clap's own words and exit codes: 0 for help and version, 2 for a wrong command line; as JSON where that was asked for.
fn usage(error: &clap::Error) -> ExitCode {
    let json = std::env::args().any(|argument| argument == "--json");
    if error.use_stderr() && json {
        let words = error.render().to_string();
        let first: Vec<&str> = words
            .lines()
            .take_while(|line| !line.is_empty())
            .map(str::trim)
            .collect();
        let first = first.join(" ");
        let what = first.trim_start_matches("error: ");
        Out::new(true).fail(&Failure::usage(format!(
            "{what}; `fermata --help` tells what there is."
        )));
    } else if error.print().is_err() {
        return ExitCode::FAILURE;
    }
    ExitCode::from(if error.use_stderr() {
        failure::USAGE
    } else {
        0
    })
}

//! `fermata gateway`: the gateway of this workspace, until it is told to stop.

use std::{net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    args::Gateway,
    context::{Context, read},
    failure::Failure,
    out::Done,
    reach::{Start, elsewhere},
};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    listen: Option<String>,
    log: Option<String>,
}

pub(crate) async fn run(context: &Context, asked: Gateway) -> Result<Done, Failure> {
    let workspace = context.workspace()?;
    let config = asked
        .config
        .as_deref()
        .map(config)
        .transpose()?
        .unwrap_or_default();
    let listen = match asked.listen.or(config.listen) {
        Some(text) => address(&text)?,
        None => workspace.here().ok_or_else(elsewhere)?.listen,
    };
    let log = asked
        .log
        .or(config.log)
        .map(|url| sqlite(&url))
        .transpose()?;
    logging();
    // Installed before it is said that the gateway runs, so that a signal right after it ends it in good order.
    let told = |error: std::io::Error| {
        Failure::new(
            "internal",
            format!("The system takes no signal handler: {error}."),
        )
    };
    let mut interrupt = signal(SignalKind::interrupt()).map_err(told)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(told)?;
    let own = context.embed(listen, log).await.map_err(|start| match start {
        Start::Port => Failure::new("port_taken", format!("Port {} of {} is taken: stop what listens there, or choose another one with --listen.", listen.port(), listen.ip())),
        other => other.into(),
    })?;
    let pid = std::process::id();
    let words = format!(
        "The gateway answers on {} (process {pid}); stop it with Ctrl+C.",
        own.url()
    );
    context
        .out
        .give(&Done::new(words, json!({ "url": own.url(), "pid": pid })));
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    own.stop().await?;
    Ok(Done::silent())
}

fn config(path: &std::path::Path) -> Result<Config, Failure> {
    let wrong = |cause: String| {
        Failure::new(
            "bad_config",
            format!(
                "{} is not a gateway's configuration: {cause}",
                path.display()
            ),
        )
    };
    let text =
        String::from_utf8(read(path)?).map_err(|_| wrong("it is not text in UTF-8.".to_owned()))?;
    toml::from_str(&text).map_err(|error| wrong(error.to_string()))
}

fn address(text: &str) -> Result<SocketAddr, Failure> {
    text.parse().map_err(|_| {
        Failure::usage(format!(
            "{text} is no address to listen on: give an address and a port, such as 127.0.0.1:7878."
        ))
    })
}

fn sqlite(url: &str) -> Result<PathBuf, Failure> {
    match url.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
        Some(path) => Ok(PathBuf::from(path)),
        None => Err(Failure::usage(format!(
            "{url} is no log that this version can keep: give sqlite:PATH."
        ))),
    }
}

/// Its log lines go to standard error; `RUST_LOG` chooses more or fewer.
fn logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // A second one in this process would change nothing.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

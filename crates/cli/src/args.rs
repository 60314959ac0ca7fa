//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fermata_protocol::{Esc, Name, Sha, Timestamp};

/// Holds the risky actions of AI agents until a person has signed for them.
#[derive(Debug, Parser)]
#[command(name = "fermata", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Shared {
    /// One JSON document on standard output instead of words.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The gateway's address; without it the one of this machine is used, and started for as long as the command runs if none does.
    #[arg(long, global = true, env = "FERMATA_GATEWAY", value_name = "URL")]
    pub(crate) gateway: Option<String>,
    /// Where state lives.
    #[arg(long, global = true, env = "FERMATA_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a workspace, or add to it what is missing.
    Init(Init),
    /// Run the gateway of this workspace until it is told to stop.
    Gateway(Gateway),
    /// Contracts of tools.
    #[command(subcommand)]
    Contracts(Contracts),
    /// Propose an action as a source.
    Propose(Propose),
    /// Say what came of an action that was handed out.
    Outcome(Outcome),
    /// List what waits for you.
    Inbox,
    /// Show everything about one escalation.
    Show {
        /// The escalation, or a unique end of its id.
        id: String,
    },
    /// Sign a decision.
    Decide(Decide),
    /// Turn recorded agent runs into proposals.
    Replay(Replay),
    /// Check a resolution offline and say why it holds or fails.
    Verify(Verify),
    /// Say what is installed, reachable, unlocked, durable and in sync.
    Doctor,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The reviewer's name, as colleagues know it.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A source to add; it gets a token. May be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Vec<Name>,
    /// Queues with their reasons, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) queues: Option<PathBuf>,
    /// The policy to put into force, as TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Gateway {
    /// Where to listen instead of the workspace's own address.
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// A file with `listen` and `log`.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The log: `sqlite:PATH`.
    #[arg(long, value_name = "URL")]
    pub(crate) log: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Contracts {
    /// Make contracts of tool descriptions, sign them and publish what is new or changed.
    Import {
        /// OpenAI function descriptions.
        #[arg(long, value_name = "FILE")]
        openai: PathBuf,
        /// Titles, labels and risk, one file for each tool.
        #[arg(long, value_name = "DIR")]
        refine: Option<PathBuf>,
        /// Also tools without a refined file: risk high, labels from names.
        #[arg(long)]
        all: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Propose {
    /// The draft; `-` or nothing reads standard input.
    #[arg(value_name = "FILE", conflicts_with = "example")]
    pub(crate) file: Option<PathBuf>,
    /// The source that proposes; without it the only one of this machine.
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<Name>,
    /// Wait for people, verify what they signed, and exit by it.
    #[arg(long)]
    pub(crate) wait: bool,
    /// Wait no longer than this many seconds.
    #[arg(long, value_name = "S", requires = "wait")]
    pub(crate) timeout: Option<u64>,
    /// Propose once for each key, however often the command runs.
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// A harmless example: say hello.
    #[arg(long)]
    pub(crate) example: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Came {
    Executed,
    Failed,
    Unknown,
    Compensated,
}

#[derive(Debug, Args)]
pub(crate) struct Outcome {
    /// The escalation, whole, as `propose` said it.
    pub(crate) esc: Esc,
    /// What came of it.
    pub(crate) came: Came,
    /// The source that it was handed out to; without it the only one of this machine.
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<Name>,
    /// The other system's id of what was done.
    #[arg(long, value_name = "ID")]
    pub(crate) external_id: Option<String>,
    /// What went wrong, or why it is not known.
    #[arg(long, value_name = "TEXT")]
    pub(crate) error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Verdict {
    Approve,
    Edit,
    Reject,
    Respond,
}

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The escalation, or a unique end of its id.
    pub(crate) id: String,
    /// What you decide.
    pub(crate) verdict: Verdict,
    /// For edit: all the new arguments, as JSON; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) arguments: Option<PathBuf>,
    /// For reject: one of the queue's reasons; without it the queue's first choice.
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: Option<String>,
    /// For reject: what the agent is told.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) message: Option<String>,
    /// For respond: the answer.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) answer: Option<String>,
    /// For approving what must be confirmed: the last four characters of the value that `show` names.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) typed: Option<String>,
    /// The digest of what you were shown; if that is not what stands now, nothing is signed.
    #[arg(long, value_name = "SHA", allow_hyphen_values = true)]
    pub(crate) view: Option<Sha>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Refined contract files; a call of any tool that has one becomes a proposal.
    #[arg(long, value_name = "DIR")]
    pub(crate) contracts: PathBuf,
    /// OpenAI function descriptions of the tools.
    #[arg(long, value_name = "FILE")]
    pub(crate) tools: PathBuf,
    /// Recorded runs, one JSON object on each line.
    #[arg(long, value_name = "FILE")]
    pub(crate) trajectories: PathBuf,
    /// The source that proposes; without it the only one of this machine.
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<Name>,
    /// Which tool waits in which queue; without it `queues.json` beside the contracts is used if there is one.
    #[arg(long, value_name = "FILE")]
    pub(crate) queues: Option<PathBuf>,
    /// Propose no more than this many calls.
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A resolution, as a gateway hands it out; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// The `workspace.json` that pins the first roster; without it this machine's.
    #[arg(long, value_name = "FILE", conflicts_with = "pin")]
    pub(crate) workspace: Option<PathBuf>,
    /// The first roster's digest, instead of a workspace file.
    #[arg(
        long,
        value_name = "SHA",
        requires = "standing",
        allow_hyphen_values = true
    )]
    pub(crate) pin: Option<Sha>,
    /// Standing entries as a gateway lists them; without it they are asked for.
    #[arg(long, value_name = "FILE")]
    pub(crate) standing: Option<PathBuf>,
    /// The time to judge at; without it the time of the resolution's receipt.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_or_a_sentence_may_begin_with_a_dash() {
        let digest = format!("-v{}", "A".repeat(41));
        let given = [
            "fermata",
            "decide",
            "x",
            "approve",
            "--view",
            &digest,
            "--message",
            "-5 %",
        ];
        let cli = Cli::try_parse_from(given).unwrap();
        let Command::Decide(asked) = cli.command else {
            panic!("not a decision")
        };
        assert_eq!(asked.view.unwrap().to_string(), digest);
        assert_eq!(asked.message.as_deref(), Some("-5 %"));
    }
}

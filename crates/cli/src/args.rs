//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use fermata_protocol::{
    Esc, Kid, Name, Sha, Timestamp,
    payload::{Right, Risk},
};

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
    /// Put away on this machine what you have looked at.
    Looked {
        /// The escalation, or a unique end of its id.
        id: String,
    },
    /// Sign a decision.
    Decide(Decide),
    /// Say something about an escalation without deciding it: who holds it, whom it is for, a question, a comment.
    Note {
        /// The escalation, or a unique end of its id.
        id: String,
        #[command(subcommand)]
        says: Note,
    },
    /// Ask a team to let this device in, by the invite that you were sent.
    Join(Join),
    /// Who may propose, decide and vouch: the team list, and the root keys that sign it.
    #[command(subcommand)]
    Roster(Roster),
    /// Stop actions before they run; without a scope, list the stops in force.
    Halt(Halt),
    /// End a stop.
    Lift(Lift),
    /// Turn recorded agent runs into proposals.
    Replay(Replay),
    /// Write an evidence bundle: everything that proves what became of escalations, in one file.
    Export(Export),
    /// Check a resolution or an evidence bundle offline and say why it holds or fails.
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

#[derive(Debug, Subcommand)]
pub(crate) enum Note {
    /// I hold it, for 15 minutes.
    Claim,
    /// I give back what I held or was given.
    Release,
    /// It is for this person; takes the right `assign`.
    Assign {
        /// The person's id.
        person: Name,
    },
    /// A question, which waits until somebody says something.
    Ask {
        /// What.
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// A person's id, or `agent`.
        #[arg(long, value_name = "ID", default_value = "agent")]
        to: Name,
    },
    /// A comment.
    Comment {
        /// What.
        #[arg(allow_hyphen_values = true)]
        text: String,
    },
    /// It may be decided until then; takes the right `extend`.
    Extend {
        /// Such as 2026-11-23T10:30:00.000Z.
        time: Timestamp,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Roster {
    /// Show the roster in force.
    Show,
    /// Make a link with which somebody may ask to join.
    Invite(Invite),
    /// List the devices that ask to join, each with the words to compare.
    Joins,
    /// Add a person, or another device of one.
    AddPerson(AddPerson),
    /// Add a source that signs by itself, or that the gateway vouches for.
    AddSource(AddSource),
    /// Add or change queues: who decides in them, and why one may say no.
    Queues(SetQueues),
    /// Say what may run without a person; what is not named may not.
    Allow(Allow),
    /// Add a gateway, or another key of one.
    AddGateway(AddGateway),
    /// Take a device, or all devices of a person, off the roster for good.
    Revoke(Revoke),
    /// Make a root key in a file that a passphrase locks.
    NewRoot {
        /// Where to keep it; nothing that is there is overwritten.
        file: PathBuf,
    },
    /// Change who the roots are, and how many of them must sign.
    Roots(Roots),
    /// Show what a draft changes; with the digest that was shown, sign it.
    Sign(SignRoster),
    /// Put a draft into force that enough roots have signed.
    Publish {
        /// The draft.
        file: PathBuf,
    },
}

/// Which root signs, and where to.
#[derive(Debug, Clone, Args)]
pub(crate) struct ByRoot {
    /// The root key's file; without it the one in this machine's keychain signs.
    #[arg(long, value_name = "FILE")]
    pub(crate) root: Option<PathBuf>,
    /// Write the signed draft for the other roots instead of putting it into force.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct AddPerson {
    /// The person's id.
    pub(crate) id: Name,
    /// The name, as colleagues know it.
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[arg(long)]
    pub(crate) email: Option<String>,
    /// A group that decides in some queue. May be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) group: Vec<Name>,
    /// May decide up to this risk: low, medium, high or critical.
    #[arg(long, value_name = "RISK", value_parser = word::<Risk>)]
    pub(crate) max_risk: Option<Risk>,
    /// halt, contracts, policy, assign, extend, reveal or audit. May be given several times.
    #[arg(long, value_name = "RIGHT", value_parser = word::<Right>)]
    pub(crate) right: Vec<Right>,
    /// The six words that the person reads from the device that asked to join.
    #[arg(long, value_name = "WORDS", required_unless_present = "key")]
    pub(crate) words: Option<String>,
    /// The public key of the device as a JWK, instead of one that asked.
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    pub(crate) key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) by: ByRoot,
}

#[derive(Debug, Args)]
pub(crate) struct Invite {
    /// Only this person may use it.
    pub(crate) person: Option<Name>,
    /// It ends after so many days, at most 7.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=7))]
    pub(crate) days: u8,
    /// Where the gateway answers for them, if not where it answers here.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Join {
    /// The link, or what follows `invite=` in it.
    pub(crate) link: String,
    /// Your id on the team list.
    #[arg(long, value_name = "ID")]
    pub(crate) person: Name,
    /// Your name, as colleagues know it.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The team's own certificate authority, as PEM: no other vouches for its gateway. Without one the machine's do.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct AddSource {
    /// The source's id.
    pub(crate) id: Name,
    /// Its public key, as a JWK; without one the gateway vouches for it, and it gets a token.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// A person who answers for it and so decides nothing of it. May be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) owner: Vec<Name>,
    /// A queue where it may propose; without one, all. May be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) queue: Vec<Name>,
    /// It may propose up to this risk.
    #[arg(long, value_name = "RISK", value_parser = word::<Risk>, default_value = "critical")]
    pub(crate) max_risk: Risk,
    #[command(flatten)]
    pub(crate) by: ByRoot,
}

#[derive(Debug, Args)]
pub(crate) struct SetQueues {
    /// Queues with their groups and reasons, as JSON; what it does not name stays as it is.
    pub(crate) file: PathBuf,
    /// A source that may propose in them from now on. May be given several times.
    #[arg(long, value_name = "ID")]
    pub(crate) source: Vec<Name>,
    #[command(flatten)]
    pub(crate) by: ByRoot,
}

#[derive(Debug, Args)]
pub(crate) struct Allow {
    /// A tool that policy may let run without a person; without one, none. May be given several times.
    #[arg(long, value_name = "TOOL")]
    pub(crate) tool: Vec<Name>,
    /// Up to this risk of its contract.
    #[arg(long, value_name = "RISK", value_parser = word::<Risk>, default_value = "low")]
    pub(crate) max_risk: Risk,
    #[command(flatten)]
    pub(crate) by: ByRoot,
}

#[derive(Debug, Args)]
pub(crate) struct AddGateway {
    /// The gateway's id.
    pub(crate) id: Name,
    /// Its public key, as a JWK.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    #[command(flatten)]
    pub(crate) by: ByRoot,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    /// A device's key id, or a person, whose every device goes.
    #[arg(allow_hyphen_values = true)]
    pub(crate) what: String,
    /// When it was lost: what it signed since is marked as suspect. No result changes.
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) by: ByRoot,
}

#[derive(Debug, Args)]
pub(crate) struct Roots {
    /// A root to add: its file as `new-root` made it, or its public key as a JWK.
    #[arg(long, value_name = "FILE")]
    pub(crate) add: Vec<PathBuf>,
    /// A root to remove.
    #[arg(long, value_name = "KID", allow_hyphen_values = true)]
    pub(crate) remove: Vec<Kid>,
    /// So many roots must sign each roster.
    #[arg(long, value_name = "N")]
    pub(crate) threshold: Option<u32>,
    #[command(flatten)]
    pub(crate) by: ByRoot,
}

#[derive(Debug, Args)]
pub(crate) struct SignRoster {
    /// The draft.
    pub(crate) file: PathBuf,
    /// The digest of what was shown; without it nothing is signed.
    #[arg(long, value_name = "SHA", allow_hyphen_values = true)]
    pub(crate) view: Option<Sha>,
    /// The root key's file; without it the one in this machine's keychain signs.
    #[arg(long, value_name = "FILE")]
    pub(crate) root: Option<PathBuf>,
}

/// A word of the protocol's.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    let value = serde_json::Value::from(text);
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[derive(Debug, Args)]
pub(crate) struct Halt {
    /// `all`, `source:NAME`, `queue:NAME`, `agent:NAME`, or an escalation (its id, or a unique end of it).
    pub(crate) scope: Option<String>,
    /// Why, in words, for everyone who meets the stop.
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        requires = "scope"
    )]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Lift {
    /// The stop, or a unique end of its id.
    pub(crate) id: String,
    /// Why, in words.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) reason: Option<String>,
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
pub(crate) struct Export {
    /// The escalations, each by its id or a unique end of it; without one, all that you may see.
    pub(crate) ids: Vec<String>,
    /// Where to write it; nothing that is there is overwritten.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A resolution, as a gateway hands it out, or an evidence bundle; `-` reads standard input.
    pub(crate) file: PathBuf,
    /// The `workspace.json` that pins the first roster; without it this machine's.
    #[arg(long, value_name = "FILE", conflicts_with = "pin")]
    pub(crate) workspace: Option<PathBuf>,
    /// The first roster's digest, instead of a workspace file.
    #[arg(long, value_name = "SHA", allow_hyphen_values = true)]
    pub(crate) pin: Option<Sha>,
    /// Standing entries as a gateway lists them; without it they are asked for. A bundle has its own.
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

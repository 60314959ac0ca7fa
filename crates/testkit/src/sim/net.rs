//! What the nodes say to each other.

use fermata_protocol::{Code, Entry, Esc, Jti, Timestamp, resolution::Resolution};

use super::{pen::Asked, stage::Lie};

/// Whom a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// The n-th gateway.
    Gateway(usize),
    /// The n-th source.
    Source(usize),
    /// The n-th desk.
    Desk(usize),
}

/// One message.
#[derive(Debug, Clone)]
pub enum Message {
    /// A source proposes.
    Propose(usize, Box<Asked>),
    /// The gateway took it.
    Taken(Esc),
    /// A source asks how it ended.
    AskResolution(usize, Esc),
    /// So it ended; with the lie in it.
    Resolved(Box<Resolution>, Option<Lie>),
    /// A source asks what stands: after this, asked then.
    AskStanding(usize, u64, Timestamp),
    /// This stands.
    Standing(Vec<Entry>, Timestamp),
    /// Somebody appends these statements.
    Say(Node, Vec<String>),
    /// It is in the log: the id, and the receipt.
    Recorded(Jti, String),
    /// It can never be.
    Refused(Jti, Code),
    /// A desk reads after this; it asked at this time.
    Read(usize, u64, i64),
    /// What came after this; asked then; with a lie in it about this escalation.
    Entries(u64, Vec<Entry>, i64, Option<Esc>),
}

/// A message on its way.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Not before then.
    pub due: i64,
    /// For whom.
    pub to: Node,
    /// What.
    pub message: Message,
}

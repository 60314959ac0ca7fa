//! What the source recorded of the run: spans by time. All of it is the source's word.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::RunView;

/// The trace that came with a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TraceView {
    /// When the first span began (RFC 3339).
    pub at: Option<String>,
    /// From the first begin to the last end, in microseconds as text.
    pub took_us: String,
    /// The spans, each after the one that it stands in, and among those of one by when they began.
    pub spans: Vec<SpanView>,
    /// So many more spans are only in the raw bytes.
    pub left_out: u32,
    /// What came when it is not a list of spans, such as where it is kept: as it was sent.
    pub text: Option<Vec<RunView>>,
}

/// One step of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SpanView {
    /// How many spans it stands in.
    pub depth: u32,
    /// What it is called.
    pub name: Vec<RunView>,
    /// When it began, in microseconds after the first one, as text; absent when its times make no sense.
    pub from_us: Option<String>,
    /// How long it took, in microseconds as text.
    pub took_us: Option<String>,
    /// What the agent did, by OpenTelemetry's word: `chat`, `execute_tool`.
    pub operation: Option<Vec<RunView>>,
    /// The model that answered.
    pub model: Option<Vec<RunView>>,
    /// Tokens that went in.
    pub tokens_in: Option<String>,
    /// Tokens that came out.
    pub tokens_out: Option<String>,
    /// What it cost, as the source wrote it.
    pub cost: Option<Vec<RunView>>,
    /// It failed.
    pub failed: bool,
    /// Why, where the source said so.
    pub error: Option<Vec<RunView>>,
    /// Everything that was noted of it.
    pub attributes: Vec<AttributeView>,
}

/// One thing that was noted of a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AttributeView {
    /// Its name.
    pub name: Vec<RunView>,
    /// Its value.
    pub value: Vec<RunView>,
}

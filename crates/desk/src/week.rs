//! The week as a table (RFC 4180): one line for each item that was closed, for whoever counts in a spreadsheet.
//!
//! Not here: arguments and conversations, which would leave the desk with it.

use std::collections::BTreeMap;

use crate::{DeskError, Fault, ipc::UiErrorCode, store::ClosedRow};

const HEAD: [&str; 11] = [
    "id",
    "queue",
    "title",
    "risk",
    "confidence_percent",
    "arrived",
    "due",
    "closed",
    "waited_s",
    "status",
    "decided_by",
];

/// The table. `names` are the people's, by their ids.
pub(crate) fn csv(
    closed: &[ClosedRow],
    names: &BTreeMap<String, String>,
) -> Result<String, DeskError> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let mut line = |cells: &[String]| table.write_record(cells.iter().map(|cell| inert(cell)));
    let written = line(&HEAD.map(str::to_owned))
        .and_then(|()| closed.iter().try_for_each(|one| line(&cells(one, names))));
    let bytes = written
        .map_err(|error| error.to_string())
        .and_then(|()| table.into_inner().map_err(|error| error.to_string()));
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string()));
    text.map_err(|error| {
        let words = Fault::WeekNotWritten(&error);
        DeskError::now(UiErrorCode::Internal, words)
    })
}

fn cells(one: &ClosedRow, names: &BTreeMap<String, String>) -> [String; 11] {
    let ClosedRow { row, closed, by } = one;
    let word = |value: Result<serde_json::Value, _>| match value {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err::<_, serde_json::Error>(_) => String::new(),
    };
    let arrived = row.arrived.parse::<fermata_protocol::Timestamp>();
    let waited = arrived.map(|arrived| (closed.millis() - arrived.millis()).max(0) / 1_000);
    let called = |id: &String| names.get(id).unwrap_or(id).clone();
    let people: Vec<String> = by.iter().map(called).collect();
    [
        row.esc.clone(),
        row.queue.clone(),
        row.title.iter().map(|run| run.text.as_str()).collect(),
        word(serde_json::to_value(row.risk)),
        row.confidence.map(|c| c.to_string()).unwrap_or_default(),
        row.arrived.clone(),
        row.due.clone(),
        closed.to_string(),
        waited.map(|s| s.to_string()).unwrap_or_default(),
        word(serde_json::to_value(row.status)),
        people.join(", "),
    ]
}

/// A spreadsheet takes what begins like this for a formula: an apostrophe makes it a text (OWASP, CSV Injection).
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_a_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(inert(formula), format!("'{formula}"));
        }
        assert_eq!(inert("Refund -1"), "Refund -1");
    }
}

//! Which notification tells of new items. Pure, so that it is tested without a desktop.

use fermata_protocol::payload::Risk;

use crate::{
    Alert,
    ipc::{RiskView, RowView, RunView},
    views,
};

/// More new items than this at once become one digest.
const SINGLE: usize = 3;

fn risk(view: RiskView) -> Risk {
    match view {
        RiskView::Low => Risk::Low,
        RiskView::Medium => Risk::Medium,
        RiskView::High => Risk::High,
        RiskView::Critical => Risk::Critical,
    }
}

/// A title as one line of plain text.
pub(crate) fn plain(runs: &[RunView]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// One critical notification each for a few outcomes to look at, a digest for many; in the contract's words alone.
pub(crate) fn alarms(rows: Vec<RowView>) -> Vec<Alert> {
    let single = |row: &RowView| Alert {
        esc: row.esc.parse().ok(),
        title: format!("Look at this: {}", plain(&row.title)),
        body: row
            .alarm
            .map(views::alarm_title)
            .unwrap_or_default()
            .to_owned(),
        risk: Risk::Critical,
    };
    match rows.as_slice() {
        few if few.len() <= SINGLE => few.iter().map(single).collect(),
        many => vec![Alert {
            esc: None,
            title: format!("{} outcomes need looking at", many.len()),
            body: "They stand at the top of the inbox.".to_owned(),
            risk: Risk::Critical,
        }],
    }
}

/// One notification each for a few new items, a digest for many; the riskiest first.
pub(crate) fn alerts(mut rows: Vec<RowView>) -> Vec<Alert> {
    rows.sort_by(|a, b| b.risk.cmp(&a.risk).then_with(|| a.order.cmp(&b.order)));
    let single = |row: &RowView| Alert {
        esc: row.esc.parse().ok(),
        title: plain(&row.title),
        body: row.reason.clone(),
        risk: risk(row.risk),
    };
    match rows.as_slice() {
        [] => Vec::new(),
        few if few.len() <= SINGLE => few.iter().map(single).collect(),
        [first, ..] => vec![Alert {
            esc: None,
            title: format!("{} actions wait for you", rows.len()),
            body: format!("The most urgent: {}", plain(&first.title)),
            risk: risk(first.risk),
        }],
    }
}

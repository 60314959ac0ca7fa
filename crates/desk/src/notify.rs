//! What a notification says, and when. Pure: what was told before and the time of day come in, so that it is tested without a desktop.
//!
//! Every word comes from the contract, the policy or [`Words`], and none from an agent.

use std::collections::BTreeSet;

use fermata_protocol::payload::Risk;

use crate::{
    Alert, DeskError, Fault, Words,
    ipc::{NoticesView, QuietView, RiskView, RowView, RunView, UiErrorCode},
};

/// More new items than this at once become one digest.
const SINGLE: usize = 3;
const DAY: u16 = 24 * 60;

/// Quiet hours, in minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quiet {
    from: u16,
    to: u16,
}

impl Quiet {
    /// Reads two times of day.
    ///
    /// # Errors
    /// With what to write instead.
    pub(crate) fn read(view: &QuietView) -> Result<Self, DeskError> {
        match (minutes(&view.from), minutes(&view.to)) {
            (Some(from), Some(to)) if from != to => Ok(Self { from, to }),
            _ => Err(DeskError::now(UiErrorCode::BadTime, Fault::QuietHours)),
        }
    }

    /// How many minutes of them are left at this minute of the day, if it lies in them.
    fn left(self, minute: u16) -> Option<u16> {
        let since = |from: u16, to: u16| (to + DAY - from) % DAY;
        let inside = since(self.from, minute) < since(self.from, self.to);
        inside.then(|| since(minute, self.to))
    }
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str| -> Option<u16> {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok())?
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// What is told now, what counts as told from now on, and when to ask again because something is held.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) alerts: Vec<Alert>,
    pub(crate) told: Vec<String>,
    /// In so many minutes quiet hours end, which hold something.
    pub(crate) again_in: Option<u16>,
}

/// What there is to tell of: new items, and those that nobody has taken although half of their time is over. The latter,
/// and whatever is critical, do not wait for the end of quiet hours; what waited is summarised.
pub(crate) fn plan(
    new: Vec<RowView>,
    halves: Vec<RowView>,
    notices: &NoticesView,
    minute: u16,
    waited: bool,
    words: &Words,
) -> Plan {
    let late: BTreeSet<&str> = halves.iter().map(|row| row.esc.as_str()).collect();
    let (_, new): (Vec<_>, Vec<_>) = new
        .into_iter()
        .partition(|row| late.contains(row.esc.as_str()));
    let quiet = notices.quiet.as_ref().filter(|_| notices.on);
    let left = quiet
        .and_then(|view| Quiet::read(view).ok())
        .and_then(|quiet| quiet.left(minute));
    let (now, held): (Vec<_>, Vec<_>) = new
        .into_iter()
        .partition(|row| left.is_none() || row.risk == RiskView::Critical);
    let told = now.iter().map(|row| row.esc.clone()).collect();
    let mut alerts = Vec::new();
    if notices.on {
        alerts.extend(untaken(halves, notices, words));
        alerts.extend(arrived(now, notices, waited && left.is_none(), words));
    }
    Plan {
        alerts,
        told,
        again_in: left.filter(|_| !held.is_empty()),
    }
}

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

fn alert(
    row: Option<&RowView>,
    title: String,
    body: String,
    risk: Risk,
    notices: &NoticesView,
) -> Alert {
    Alert {
        esc: row.and_then(|row| row.esc.parse().ok()),
        title,
        body,
        risk,
        waits: row.is_some_and(|row| row.alarm.is_none()),
        sound: notices.sound && risk == Risk::Critical,
    }
}

/// One critical notification each for a few outcomes to look at, a digest for many.
pub(crate) fn alarms(rows: Vec<RowView>, notices: &NoticesView, words: &Words) -> Vec<Alert> {
    let single = |row: &RowView| {
        let body = row.alarm.map(words.alarms.title).unwrap_or_default();
        let title = (words.look_at)(&plain(&row.title));
        alert(Some(row), title, body.to_owned(), Risk::Critical, notices)
    };
    match rows.as_slice() {
        _ if !notices.on => Vec::new(),
        few if few.len() <= SINGLE => few.iter().map(single).collect(),
        many => {
            let title = (words.outcomes)(many.len());
            let body = words.at_the_top.to_owned();
            vec![alert(None, title, body, Risk::Critical, notices)]
        }
    }
}

fn by_urgency(rows: &mut [RowView]) {
    rows.sort_by(|a, b| b.risk.cmp(&a.risk).then_with(|| a.order.cmp(&b.order)));
}

/// One notification each for a few items that nobody has taken, a digest for many.
fn untaken(mut rows: Vec<RowView>, notices: &NoticesView, words: &Words) -> Vec<Alert> {
    by_urgency(&mut rows);
    let single = |row: &RowView| {
        let title = plain(&row.title);
        alert(
            Some(row),
            title,
            words.untaken.to_owned(),
            risk(row.risk).max(Risk::High),
            notices,
        )
    };
    match rows.as_slice() {
        [first, ..] if rows.len() > SINGLE => {
            let title = (words.untaken_many)(rows.len());
            let body = (words.untaken_first)(&plain(&first.title));
            vec![alert(
                None,
                title,
                body,
                risk(first.risk).max(Risk::High),
                notices,
            )]
        }
        few => few.iter().map(single).collect(),
    }
}

/// One notification each for a few new items, a digest for many and for what waited; the riskiest first.
fn arrived(
    mut rows: Vec<RowView>,
    notices: &NoticesView,
    waited: bool,
    words: &Words,
) -> Vec<Alert> {
    by_urgency(&mut rows);
    let single = |row: &RowView| {
        let (title, body) = (plain(&row.title), row.reason.clone());
        alert(Some(row), title, body, risk(row.risk), notices)
    };
    let most = if waited { 1 } else { SINGLE };
    match rows.as_slice() {
        [first, ..] if rows.len() > most => {
            let title = match waited {
                true => (words.arrived_quietly)(rows.len()),
                false => (words.arrived)(rows.len()),
            };
            let body = (words.first)(&plain(&first.title));
            vec![alert(None, title, body, risk(first.risk), notices)]
        }
        few => few.iter().map(single).collect(),
    }
}

#[cfg(test)]
mod tests;

//! Outcomes that somebody must look at: read from the end of the log, judged as the desk does, without those that were looked at on this machine.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use fermata_desk::{
    Item, Store,
    ipc::{AlarmView, DetailView, RowView},
    is_quiet,
};
use fermata_protocol::{Entry, Esc, Timestamp, fold::fold};
use serde::Serialize;

use crate::{failure::Failure, seat::Seat, text};

/// The log is read back so far: what nobody looked at for longer is found with `fermata show`.
const BACK: TimeDelta = TimeDelta::days(7);
/// Entries per page.
const PAGE: u32 = 200;

/// An escalation with what there is to look at.
#[derive(Serialize)]
pub(crate) struct Found {
    pub(crate) row: RowView,
    pub(crate) alarms: Vec<AlarmView>,
}

/// Everything to look at, the worst first.
pub(crate) async fn all(seat: &Seat, store: &Store, now: Timestamp) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for (esc, entries) in recent(seat, now).await? {
        let state = fold(esc, &entries, &seat.timeline);
        if state.exists() && is_quiet(&state) {
            continue;
        }
        // Without its beginning, all of it is asked for.
        let item = match Item::of(esc, &entries, &seat.timeline) {
            Some(item) => item,
            None => match seat.item(esc).await {
                Ok(item) => item,
                Err(_) => continue,
            },
        };
        let alarms = of(&item, store, now).await?;
        let open: Vec<AlarmView> = alarms.into_iter().filter(|alarm| alarm.open).collect();
        if let Some(worst) = open.first() {
            let mut row = item.row(None);
            row.alarm = Some(worst.kind);
            found.push(Found { row, alarms: open });
        }
    }
    found.sort_by_key(|found| (found.row.alarm, found.row.order.clone()));
    Ok(found)
}

/// What there is to look at on one escalation.
pub(crate) async fn of(
    item: &Item,
    store: &Store,
    now: Timestamp,
) -> Result<Vec<AlarmView>, Failure> {
    let attention = store.attention(item.esc()).await?;
    Ok(item.alarms(now, &attention))
}

/// The entries of the last days, by escalation, each in order.
async fn recent(seat: &Seat, now: Timestamp) -> Result<BTreeMap<Esc, Vec<Entry>>, Failure> {
    let since = now.millis() - BACK.num_milliseconds();
    let mut all: BTreeMap<Esc, Vec<Entry>> = BTreeMap::new();
    let mut before = i64::MAX.unsigned_abs();
    loop {
        let page = seat.client.before(before, PAGE).await?;
        let Some(last) = page.last() else { break };
        let enough = last.at.millis() < since;
        before = last.seq;
        for entry in page {
            if let Some(esc) = entry.esc {
                all.entry(esc).or_default().push(entry);
            }
        }
        if enough {
            break;
        }
    }
    for entries in all.values_mut() {
        entries.sort_by_key(|entry| entry.seq);
    }
    Ok(all)
}

/// One line for the inbox.
pub(crate) fn line(found: &Found) -> String {
    let title = found
        .alarms
        .first()
        .map_or("", |alarm| alarm.title.as_str());
    format!(
        "…{}  {title}: {}",
        text::short(&found.row.esc),
        text::plain(&found.row.title)
    )
}

/// What `show` says before everything else.
pub(crate) fn words(view: &DetailView) -> Vec<String> {
    let mut words = Vec::new();
    for alarm in &view.alarms {
        let looked = match (&alarm.looked, alarm.open) {
            (Some(at), _) => format!(" (looked at, {at})"),
            (None, true) => String::new(),
            (None, false) => " (over before this machine read of it)".to_owned(),
        };
        words.push(format!("! {}{looked}", alarm.title));
        words.push(format!(
            "  Since {}: {} {}",
            alarm.at, alarm.what, alarm.means
        ));
        if !alarm.said.is_empty() {
            let said = text::plain(&alarm.said).replace('\n', "⏎");
            words.push(format!("  │ {said}"));
        }
        for line in &alarm.lines {
            let value = |field: &Option<fermata_desk::ipc::FieldView>| {
                field.as_ref().map_or_else(
                    || "nothing".to_owned(),
                    |field| text::plain(&field.value).replace('\n', "⏎"),
                )
            };
            let mark = if line.differs { "≠" } else { " " };
            words.push(format!(
                "  {mark} {}: {} {}; reported as run {}",
                line.label,
                alarm.asked.to_lowercase(),
                value(&line.asked),
                value(&line.ran)
            ));
        }
        words.push(format!("  What to do: {}", alarm.todo));
    }
    words
}

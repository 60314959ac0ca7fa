//! A row of a list.

use fermata_protocol::payload::{OutcomeStatus, Risk, Scope, Status};

use super::{halt::can_be_stopped, runs, whole};
use crate::{
    Item, alarm,
    asked::Asked,
    ipc::{ListName, ProgressStep, ProgressView, RowAroundView, RowView, StatusView},
    item::percent,
    search::Words,
    store::ItemRow,
};

/// The status as a person sees it: the source's word once there is one.
pub(super) fn status(item: &Item) -> StatusView {
    match (item.state.status(), item.state.outcome()) {
        (_, Some(OutcomeStatus::Accepted)) => StatusView::Accepted,
        (_, Some(OutcomeStatus::Refused)) => StatusView::Refused,
        (_, Some(OutcomeStatus::Executed)) => StatusView::Executed,
        (_, Some(OutcomeStatus::Failed)) => StatusView::Failed,
        (_, Some(OutcomeStatus::Compensated)) => StatusView::Compensated,
        (_, Some(OutcomeStatus::Unknown)) => StatusView::Unknown,
        (Status::Open, None) => StatusView::Open,
        (Status::Allowed, None) => StatusView::Allowed,
        (Status::Denied, None) => StatusView::Denied,
        (Status::Approved, None) => StatusView::Approved,
        (Status::Edited, None) => StatusView::Edited,
        (Status::Rejected, None) => StatusView::Rejected,
        (Status::Responded, None) => StatusView::Responded,
        (Status::Expired, None) => StatusView::Expired,
        (Status::Withdrawn, None) => StatusView::Withdrawn,
    }
}

/// Stopped by name, and not run yet.
fn stopped(item: &Item) -> bool {
    let halt = item.standing.halted(&item.proposal);
    let one = halt.is_some_and(|active| matches!(active.halt.scope, Scope::Esc(_)));
    one && can_be_stopped(item)
}

pub(super) fn risk(item: &Item) -> Risk {
    item.state.risk().unwrap_or(Risk::High)
}

/// The item's row and the list that it belongs to.
pub(crate) fn row(item: &Item, progress: Option<ProgressView>) -> ItemRow {
    let open = item.state.status() == Status::Open;
    // What this machine decided leaves the inbox as soon as it is signed; what is only held, or had no effect, waits for a decision.
    let decided = progress
        .as_ref()
        .is_some_and(|p| !matches!(p.step, ProgressStep::Holding | ProgressStep::NotApplied));
    let due = item.state.due().unwrap_or(item.proposal.expires_at);
    let arrived = item
        .state
        .history()
        .first()
        .map_or(item.proposal.issued_at, |event| event.at);
    let list = if open && !decided {
        ListName::Inbox
    } else {
        ListName::Decided
    };
    let order = match list {
        // The least time left first, then the highest risk.
        ListName::Inbox => format!(
            "{:015}-{}-{}",
            due.millis(),
            9 - risk(item) as u8,
            item.esc()
        ),
        _ => {
            let closed = item.state.resolved().map_or(arrived, |r| r.at);
            format!(
                "{:015}-{}",
                999_999_999_999_999 - closed.millis(),
                item.esc()
            )
        }
    };
    let verdict = item.state.candidate().map(|c| &c.verdict);
    let row = RowView {
        esc: item.esc().to_string(),
        queue: item.proposal.queue.to_string(),
        title: runs(item.view.title.clone()),
        risk: risk(item).into(),
        confidence: item.proposal.confidence.as_ref().map(|c| percent(c.value)),
        reason: verdict
            .and_then(|v| v.reasons.first())
            .map(|r| whole(&r.text))
            .unwrap_or_default(),
        due: due.to_string(),
        arrived: arrived.to_string(),
        status: status(item),
        progress,
        stopped: stopped(item),
        alarm: None,
        snoozed: None,
        entries: u32::try_from(item.state.head().0).unwrap_or(u32::MAX),
        around: RowAroundView::default(),
        order,
    };
    ItemRow {
        list,
        row,
        late_at: alarm::late_at(item),
        needs: false,
        half_at: None,
        changes: None,
        words: Words::of(item),
        closed: item.state.resolved().map(|r| (r.at, r.people.clone())),
        asked: Asked::of(item),
    }
}

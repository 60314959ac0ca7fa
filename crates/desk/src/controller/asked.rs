//! What was asked before, put beside an item: the same action again raises what approving asks of the hand.

use fermata_protocol::payload::Friction;

use super::{Controller, confirm, friction};
use crate::{
    DeskError, Host, Item,
    asked::Asked,
    ipc::{AgainView, BaseRateView, DetailView, PrecedentView},
    item::percent,
    store::Earlier,
    views,
};

/// So many precedents fit beside a decision.
const MOST: usize = 5;
/// What is less alike is no precedent, in percent.
const ALIKE: u32 = 25;
/// A base rate is over confidences that differ by no more than this, in percent.
const ABOUT: u32 = 5;

impl<H: Host> Controller<H> {
    /// What approving it asks of the hand now: one step more where exactly this was decided before.
    pub(super) async fn asks(&self, item: &Item) -> Result<Friction, DeskError> {
        let asks = friction(item, self.now());
        let again = match Asked::of(item) {
            Some(asked) => self.store.same(item.esc(), &asked).await?,
            None => Vec::new(),
        };
        let decided = again.iter().any(|earlier| earlier.answer.is_some());
        Ok(match asks {
            Friction::None if decided => Friction::Hold,
            Friction::Hold if decided && confirm(item).is_some() => Friction::Type,
            asks => asks,
        })
    }

    /// Adds to an item's detail what was asked before.
    pub(super) async fn compare(
        &self,
        item: &Item,
        detail: &mut DetailView,
    ) -> Result<(), DeskError> {
        detail.friction = self.asks(item).await?.into();
        let Some(asked) = Asked::of(item) else {
            return Ok(());
        };
        let me = views::called(item, &self.workspace.person);
        let again = self.store.same(item.esc(), &asked).await?;
        detail.again = again
            .iter()
            .map(|earlier| again_view(earlier, &me))
            .collect();
        let decided = self.store.decided_on(item.esc(), &asked.tool).await?;
        let mut alike: Vec<_> = decided
            .iter()
            .map(|earlier| (percent(asked.shape.likeness(&earlier.shape)), earlier))
            .filter(|(alike, _)| *alike >= ALIKE)
            .collect();
        // Sorting keeps the newest first among those that are equally alike.
        alike.sort_by_key(|(alike, _)| std::cmp::Reverse(*alike));
        let precedents = alike.into_iter().take(MOST);
        detail.precedents = precedents
            .filter_map(|(alike, earlier)| precedent(earlier, alike))
            .collect();
        if let Some(percent) = asked.percent {
            let (from, to) = (percent.saturating_sub(ABOUT), (percent + ABOUT).min(100));
            let (of, approved) = self.store.rate(item.esc(), &asked.tool, from..=to).await?;
            detail.why.base_rate = (of > 0).then_some(BaseRateView {
                from,
                to,
                of,
                approved,
            });
        }
        Ok(())
    }
}

fn again_view(earlier: &Earlier, me: &str) -> AgainView {
    AgainView {
        esc: earlier.row.esc.clone(),
        status: earlier.row.status,
        people: earlier.people.clone(),
        mine: earlier.people.iter().any(|person| person == me),
        at: earlier
            .closed
            .map_or_else(|| earlier.row.arrived.clone(), |at| at.to_string()),
    }
}

fn precedent(earlier: &Earlier, alike: u32) -> Option<PrecedentView> {
    Some(PrecedentView {
        esc: earlier.row.esc.clone(),
        title: earlier.row.title.clone(),
        verb: earlier.answer?,
        people: earlier.people.clone(),
        at: earlier.closed?.to_string(),
        status: earlier.row.status,
        alike,
    })
}

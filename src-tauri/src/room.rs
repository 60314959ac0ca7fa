//! Where the window stands: kept when it has come to rest, and found again at the next start, on a screen that is there.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tauri::{App, Manager, PhysicalPosition, PhysicalSize, WebviewWindow, Wry, async_runtime};
use tokio::{sync::watch, time::timeout};

use crate::kept::Kept;

type Builder<'a> = tauri::WebviewWindowBuilder<'a, Wry, App>;

/// Logical pixels: as it opens the first time, and never less than this.
const USUAL: (f64, f64) = (1280.0, 800.0);
pub(crate) const LEAST: (f64, f64) = (960.0, 600.0);
/// A window that did not move for so long rests.
const REST: Duration = Duration::from_millis(500);

/// A rectangle of the display, in its own pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bounds {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Bounds {
    /// How many pixels of another rectangle lie in this one.
    fn shared(&self, other: &Self) -> i64 {
        let span = |a: i32, a_len: u32, b: i32, b_len: u32| {
            let end = (i64::from(a) + i64::from(a_len)).min(i64::from(b) + i64::from(b_len));
            (end - i64::from(a.max(b))).max(0)
        };
        span(self.x, self.width, other.x, other.width)
            * span(self.y, self.height, other.y, other.height)
    }
}

/// Where a window that was kept is whole on the screen that holds most of it; `None` where no screen holds any of it.
fn fit(kept: Bounds, screens: &[(Bounds, f64)]) -> Option<(Bounds, f64)> {
    let (screen, scale) = screens
        .iter()
        .filter(|(screen, _)| screen.shared(&kept) > 0)
        .max_by_key(|(screen, _)| screen.shared(&kept))
        .copied()?;
    let along = |at: i32, len: u32, least: f64, from: i32, room: u32| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few thousand pixels"
        )]
        let len = len.clamp(((least * scale).ceil() as u32).min(room), room);
        let last = from.saturating_add_unsigned(room - len);
        (at.clamp(from, last), len)
    };
    let (x, width) = along(kept.x, kept.width, LEAST.0, screen.x, screen.width);
    let (y, height) = along(kept.y, kept.height, LEAST.1, screen.y, screen.height);
    let bounds = Bounds {
        x,
        y,
        width,
        height,
    };
    Some((bounds, scale))
}

/// Gives a window that is being made its place.
pub(crate) fn place<'a>(app: &'a App, window: Builder<'a>) -> Builder<'a> {
    let memory = app.state::<Kept>().now();
    let screens = app.available_monitors().unwrap_or_default();
    let screens: Vec<_> = screens
        .iter()
        .map(|screen| {
            (
                bounds(*screen.position(), *screen.size()),
                screen.scale_factor(),
            )
        })
        .collect();
    let window = window
        .min_inner_size(LEAST.0, LEAST.1)
        .maximized(memory.maximised);
    match memory.bounds.and_then(|kept| fit(kept, &screens)) {
        Some((at, scale)) => window
            .position(f64::from(at.x) / scale, f64::from(at.y) / scale)
            .inner_size(f64::from(at.width) / scale, f64::from(at.height) / scale),
        None => window.inner_size(USUAL.0, USUAL.1),
    }
}

fn bounds(at: PhysicalPosition<i32>, size: PhysicalSize<u32>) -> Bounds {
    Bounds {
        x: at.x,
        y: at.y,
        width: size.width,
        height: size.height,
    }
}

/// Keeps where the window is now, as far as that is a place of its own.
pub(crate) fn keep(window: &WebviewWindow) {
    let seen = || -> tauri::Result<Option<(bool, Bounds)>> {
        if !window.is_visible()? || window.is_minimized()? || window.is_fullscreen()? {
            return Ok(None);
        }
        let at = bounds(window.outer_position()?, window.inner_size()?);
        Ok(Some((window.is_maximized()?, at)))
    };
    let Ok(Some((maximised, at))) = seen() else {
        return;
    };
    let done = window.state::<Kept>().change(|memory| {
        memory.maximised = maximised;
        if !maximised {
            memory.bounds = Some(at);
        }
    });
    if let Err(error) = done {
        tracing::warn!(%error, "where the window stands is not kept");
    }
}

/// Keeps where the window is whenever it has come to rest; send to what this gives when it moves.
pub(crate) fn keep_at_rest(window: WebviewWindow) -> watch::Sender<()> {
    let (moved, mut moves) = watch::channel(());
    async_runtime::spawn(async move {
        while moves.changed().await.is_ok() {
            while let Ok(Ok(())) = timeout(REST, moves.changed()).await {}
            keep(&window);
        }
    });
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Bounds = Bounds {
        x: 0,
        y: 0,
        width: 1920,
        height: 1080,
    };
    const RIGHT: Bounds = Bounds {
        x: 1920,
        width: 2560,
        height: 1440,
        ..SCREEN
    };

    fn at(x: i32, y: i32, width: u32, height: u32) -> Bounds {
        Bounds {
            x,
            y,
            width,
            height,
        }
    }

    fn fitted(kept: Bounds, screens: &[Bounds]) -> Option<Bounds> {
        let screens: Vec<_> = screens.iter().map(|screen| (*screen, 1.0)).collect();
        fit(kept, &screens).map(|(bounds, _)| bounds)
    }

    #[test]
    fn a_window_that_is_whole_on_a_screen_stays_where_it_was() {
        for kept in [at(0, 0, 1280, 800), at(2000, 100, 1920, 1300)] {
            assert_eq!(fitted(kept, &[SCREEN, RIGHT]), Some(kept));
        }
    }

    #[test]
    fn a_window_that_reaches_over_an_edge_is_moved_in_whole() {
        assert_eq!(
            fitted(at(-300, 900, 1280, 800), &[SCREEN]),
            Some(at(0, 280, 1280, 800))
        );
        assert_eq!(
            fitted(at(1800, 0, 1280, 800), &[SCREEN, RIGHT]),
            Some(at(1920, 0, 1280, 800)),
            "the screen that holds most of it"
        );
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_opens_as_on_its_first_day() {
        assert_eq!(fitted(at(2000, 100, 1280, 800), &[SCREEN]), None);
        assert_eq!(fitted(at(0, 0, 1280, 800), &[]), None);
    }

    #[test]
    fn no_window_is_smaller_than_the_desk_or_larger_than_its_screen() {
        assert_eq!(
            fitted(at(10, 10, 5, 5), &[SCREEN]),
            Some(at(10, 10, 960, 600))
        );
        assert_eq!(fitted(at(10, 10, 9000, 9000), &[SCREEN]), Some(SCREEN));
        let dense = [(RIGHT, 2.0)];
        let (bounds, scale) = fit(at(1930, 10, 5, 5), &dense).unwrap();
        assert_eq!((bounds.width, bounds.height, scale), (1920, 1200, 2.0));
        assert_eq!(
            fitted(at(0, 0, 5, 5), &[at(0, 0, 800, 480)]),
            Some(at(0, 0, 800, 480))
        );
    }
}

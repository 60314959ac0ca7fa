"""Two things timed in one run, and what one is of the other.

Each round times the peer, ours, and the peer again. The round's ratio is our median over the mean of the peer's two; a
round whose two peers differ by more than a fifth says more of the machine than of us and is dropped, and counted. More
than half dropped: the machine was too busy, and nothing is said.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean, median

APART = 0.2
RESAMPLED = 2_000


@dataclass
class Result:
    """One line of the table. `value` is held against `target`: never above it."""

    name: str
    value: float
    target: float
    unit: str = "x"
    low: float | None = None
    high: float | None = None
    note: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    inconclusive: bool = False

    @property
    def held(self) -> bool:
        return not self.inconclusive and (self.value if self.high is None else self.high) <= self.target

    @property
    def word(self) -> str:
        return "inconclusive" if self.inconclusive else "ok" if self.held else "ABOVE"


def percentile(values: Sequence[float], part: float) -> float:
    """By nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def paired(
    name: str,
    target: float,
    rounds: int,
    peer: Callable[[], list[float]],
    ours: Callable[[], list[float]],
    seed: int,
    note: str,
) -> list[Result]:
    """The ratio of the medians with its 95 % interval, and that of the 95th percentiles over the rounds that count."""
    kept: list[float] = []
    all_peer: list[float] = []
    all_ours: list[float] = []
    for _ in range(rounds):
        first, own, last = peer(), ours(), peer()
        a, b = median(first), median(last)
        if abs(a - b) > APART * min(a, b):
            continue
        kept.append(median(own) / mean((a, b)))
        all_peer += first + last
        all_ours += own
    dropped = rounds - len(kept)
    if not kept:
        return [Result(f"{name}: p50", float("nan"), target, note=f"all {rounds} rounds dropped", inconclusive=True)]
    draw = random.Random(seed)
    means = sorted(median(draw.choices(kept, k=len(kept))) for _ in range(RESAMPLED))
    low, high = means[int(0.025 * RESAMPLED)], means[int(0.975 * RESAMPLED)]
    counted = f"{note}; {len(kept)} rounds, {dropped} dropped"
    figures = {
        "ours_p50_ms": 1e3 * median(all_ours),
        "peer_p50_ms": 1e3 * median(all_peer),
        "ours_p95_ms": 1e3 * percentile(all_ours, 0.95),
        "peer_p95_ms": 1e3 * percentile(all_peer, 0.95),
    }
    many = dropped * 2 > rounds
    tail = figures["ours_p95_ms"] / figures["peer_p95_ms"]
    return [
        Result(f"{name}: p50", median(kept), target, low=low, high=high, note=counted, figures=figures, inconclusive=many),
        Result(f"{name}: p95", tail, target, note=counted, figures=figures, inconclusive=many),
    ]


def table(results: Sequence[Result]) -> str:
    lines = []
    for it in results:
        between = f" ({it.low:.2f} to {it.high:.2f})" if it.low is not None and it.high is not None else ""
        figures = ", ".join(f"{name} {value:.1f}" for name, value in it.figures.items())
        lines.append(f"{it.word:<13}{it.name:<46}{it.value:>9.2f} {it.unit}{between}, at most {it.target:g}   {figures}   {it.note}")
    return "\n".join(lines)

"""Where each kill hit: which escalations were under way then, and how far, by the log's times and the desk's lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fermata.encoding import read_time

from journal import BEGIN
from processes import Said
from verified import Case

PHASES = ("decide", "commit", "publish", "deliver", "execute")
VICTIMS = ("desk", "gateway", "worker", "airline")


@dataclass(frozen=True)
class Kill:
    """One SIGKILL, and when."""

    victim: str
    at: int


def count(kills: Iterable[Kill], cases: Iterable[Case], said: Iterable[Said]) -> dict[str, dict[str, int]]:
    """For each victim: in how many kills at least one escalation stood in this phase, and how many kills there were."""
    shown: dict[str, int] = {}
    for each in said:
        if each.who == "desk" and each.line.get("step", "holding") != "holding":
            shown.setdefault(each.line["esc"], each.at)
    spans = [span for case in cases for span in _spans(case, shown.get(case.esc))]
    counted: dict[str, Counter[str]] = {victim: Counter() for victim in VICTIMS}
    for kill in kills:
        hit = {phase for phase, begin, end in spans if begin <= kill.at < end}
        counted[kill.victim].update({"kills": 1, "none": not hit, **dict.fromkeys(hit, 1)})
    return {victim: dict(hit) for victim, hit in counted.items()}


def _spans(case: Case, shown: int | None) -> list[tuple[str, int, int]]:
    """decide: until the desk signs. commit: until it shows so. publish: until the log has it.
    deliver: until the log has the agent's `accepted`. execute: until it has the outcome.
    """
    recorded = case.decisions[0][0].at if case.decisions else None
    times = [
        case.proposed_at,
        _ms(case.decisions[0][1].payload["issued_at"]) if case.decisions else None,
        min(shown, recorded) if shown and recorded else recorded,
        recorded,
        case.at("accepted"),
        case.at("executed", "failed", "unknown"),
    ]
    pairs = zip(PHASES, times, times[1:], strict=False)
    return [(phase, begin, end) for phase, begin, end in pairs if begin is not None and end is not None]


def _ms(text: str) -> int:
    return round((read_time(text) - BEGIN).total_seconds() * 1000)

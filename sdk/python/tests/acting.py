"""A tool whose effects are counted, and a proposal in one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_gateway import FakeGateway
from fermata.client import Source
from fermata.results import (
    Action,
)

OpenSource = Callable[..., Source]


class Tool:
    """Counts what took effect; the same escalation twice is one effect."""

    def __init__(self) -> None:
        self.effects: dict[str, Action] = {}
        self.calls = 0

    def __call__(self, action: Action, esc: str) -> str:
        self.calls += 1
        self.effects.setdefault(esc, action)
        return f"done {action.arguments['amount']}"


def proposed(source: Source, gateway: FakeGateway, key: str = "thread-1/call-1", **draft: Any) -> str:
    return source.propose(gateway.world.draft(**draft), key).esc

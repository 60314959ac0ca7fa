"""The driver when the registry can not be used for a while, or any more: no thread is lost to it."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from fermata import RegistryBusy, RegistryError, RegistryFull

from airline_agent.driver import Driver
from airline_agent.script import Run

RUN = Run("runs/1/0", "1", "scripted", [])


class Raising:
    """Raises what it is given, one at each call; then it returns what belongs there."""

    def __init__(self, *raised: Exception, then: Any = True) -> None:
        self.raised = list(raised)
        self.then = then

    def __call__(self, *_: object) -> Any:
        if self.raised:
            raise self.raised.pop(0)
        return self.then


class Telling(list[tuple[str, Any]]):
    def __call__(self, event: str, **members: Any) -> None:
        self.append((event, members.get("what")))


def driver(tell: Telling, flush: Raising, get_state: Raising | None = None, once: bool = False) -> Driver:
    return Driver(SimpleNamespace(get_state=get_state), SimpleNamespace(flush=flush), tell, once)


@pytest.mark.parametrize("kind", [RegistryFull, RegistryBusy])
def test_reports_that_find_no_room_are_told_and_end_nothing(kind: type[Exception]) -> None:
    tell = Telling()
    assert driver(tell, Raising(kind("try again"))).play_all([]), "they stay queued"
    assert tell == [("trouble", "try again")]


def test_a_registry_that_can_not_be_relied_on_is_told_and_is_no_success() -> None:
    tell = Telling()
    assert not driver(tell, Raising(RegistryError("start again"))).play_all([])
    assert tell == [("trouble", "start again")]


@pytest.mark.parametrize("kind", [RegistryFull, RegistryBusy])
def test_a_run_is_tried_again_while_the_registry_is_full_or_busy(
    kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "uniform", lambda low, high: 0.0)
    tell, done = Telling(), SimpleNamespace(values={"run": RUN.thread}, tasks=())
    get_state = Raising(kind("try again"), kind("try again"), then=done)
    assert driver(tell, Raising(), get_state).play_all([RUN])
    assert tell == [("trouble", "try again"), ("trouble", "try again"), ("finished", None)]

"""A gateway that takes connections and does not answer: waiting ends in time, and stalls no other thread."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest

from acting import OpenSource, Tool, proposed
from between import Between, Stopwatch
from fake_gateway import FakeGateway
from fermata.client import Ran, Source
from fermata.deadline import GRACE
from fermata.gateway import LEAST, Unreachable
from fermata.results import Action, Approved, RefusedHere

PATIENCE = GRACE + 2 * LEAST


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def between() -> Between:
    return Between()


@pytest.fixture
def source(open_source: OpenSource, watch: Stopwatch, between: Between) -> Source:
    return open_source(monotonic=watch, sleep=watch.sleep, transport=between)


@pytest.mark.parametrize("path", ["/resolution", "/standing"])
@pytest.mark.parametrize("timeout", [0, 1, 90])
def test_waiting_is_over_in_time_whatever_does_not_answer(
    source: Source, gateway: FakeGateway, watch: Stopwatch, between: Between, path: str, timeout: float
) -> None:
    esc = proposed(source, gateway)
    gateway.approve(esc)
    between.rule = watch.silent(path)
    with pytest.raises(Unreachable):
        source.wait(esc, timeout)
    assert timeout <= watch.seconds <= timeout + PATIENCE
    between.rule = lambda request: None
    assert isinstance(source.wait(esc, 0), Approved), "nothing was lost"


def test_a_refusal_that_can_not_be_told_is_returned_in_time_and_told_later(
    source: Source, gateway: FakeGateway, watch: Stopwatch, between: Between
) -> None:
    esc = proposed(source, gateway)
    gateway.approve(esc, "olga")
    between.rule = watch.silent("/outcomes")
    assert source.wait(esc, 1) == RefusedHere(esc, "own_proposal")
    assert watch.seconds <= 1 + PATIENCE
    between.rule = lambda request: None
    assert source.flush()
    assert gateway.statuses(esc) == ["refused"]


def test_after_a_restart_the_question_whether_it_may_run_again_is_bounded_too(
    open_source: OpenSource, gateway: FakeGateway, watch: Stopwatch, between: Between
) -> None:
    first = open_source()
    esc = proposed(first, gateway)
    gateway.approve(esc)
    assert isinstance(first.wait(esc, 5), Approved)
    first.close()
    between.rule = watch.silent("/standing")
    again = open_source(monotonic=watch, sleep=watch.sleep, transport=between)
    with pytest.raises(Unreachable):
        again.wait(esc, 1)
    assert watch.seconds <= 1 + PATIENCE
    row = again.registry.by_esc(esc)
    assert row and row.outcome is None, "that nobody answered decides nothing"


def test_a_gateway_that_is_away_for_a_while_is_waited_for(
    source: Source, gateway: FakeGateway, watch: Stopwatch, between: Between
) -> None:
    esc = proposed(source, gateway)
    gateway.approve(esc)
    silent = watch.silent("/resolution")
    between.rule = lambda request: silent(request) if watch.seconds < 300 else None
    assert isinstance(source.wait(esc, 600), Approved)


def test_what_was_approved_runs_in_time_while_its_acceptance_can_not_be_told(
    source: Source, gateway: FakeGateway, watch: Stopwatch, between: Between
) -> None:
    esc = proposed(source, gateway)
    gateway.approve(esc)
    began = []

    def tool(action: Action, key: str) -> None:
        began.append(watch.seconds)
        between.rule = lambda request: None

    between.rule = watch.silent("/outcomes")
    assert isinstance(source.run(esc, tool, 0), Ran)
    assert began[0] <= PATIENCE
    assert gateway.statuses(esc) == ["accepted", "executed"]


def test_a_question_that_is_not_answered_stalls_no_other_thread(
    source: Source, gateway: FakeGateway, between: Between
) -> None:
    esc = proposed(source, gateway)
    gateway.approve(esc)
    result = source.wait(esc, 5)
    assert isinstance(result, Approved)
    asked, answered, done = threading.Event(), threading.Event(), []

    def stuck(request: httpx.Request) -> None:
        if request.url.path == "/v1/standing":
            asked.set()
            answered.wait()

    between.rule = stuck
    asks: Any = threading.Thread(target=source.refresh_standing)
    runs = threading.Thread(target=lambda: done.append(source.run(esc, Tool(), 0)), daemon=True)
    asks.start()
    asked.wait()
    runs.start()
    runs.join(10)
    try:
        assert [type(each) for each in done] == [Ran]
    finally:
        answered.set()
        asks.join()
        runs.join()

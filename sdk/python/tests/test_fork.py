"""A fork copies the source and what it may run; only the process that opened it may use it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from acting import OpenSource, Tool, proposed
from fake_gateway import FakeGateway
from fermata.client import Ran, Source
from fermata.results import Approved


def in_a_child(call: Callable[[], Any]) -> str:
    """What the call raised there; a child that hangs is ended by its alarm, and says nothing."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(10)
        try:
            said = repr(call())
        except BaseException as wrong:
            said = f"{type(wrong).__name__}: {wrong}"
        os.write(writes, said.encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, encoding="utf-8") as told:
        said = told.read()
    os.waitpid(child, 0)
    return said


REFUSED = "open the source in the process that uses it"


def test_an_approval_runs_in_the_parent_and_not_once_more_in_its_child(
    source: Source, gateway: FakeGateway
) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.approve(esc)
    result = source.wait(esc, 5)
    assert isinstance(result, Approved)
    said = in_a_child(lambda: source.perform(result, tool))
    assert said.startswith("RegistryError") and REFUSED in said and str(os.getpid()) in said
    assert isinstance(source.perform(result, tool), Ran)
    assert gateway.statuses(esc) == ["accepted", "executed"]


@pytest.mark.parametrize(
    "use",
    [
        lambda source, esc: source.propose({}, "another"),
        lambda source, esc: source.wait(esc, 0),
        lambda source, esc: source.withdraw(esc, "late"),
        lambda source, esc: source.flush(),
        lambda source, esc: source.refresh_standing(),
        lambda source, esc: source.fence(),
        lambda source, esc: source.close(),
        lambda source, esc: source.registry.is_alone(),
    ],
    ids="propose wait withdraw flush refresh fence close alone".split(),
)
def test_a_child_is_refused_every_use_even_while_a_lock_was_held(
    source: Source, gateway: FakeGateway, use: Callable[[Source, str], Any]
) -> None:
    esc = proposed(source, gateway)
    held, free = threading.Event(), threading.Event()

    def holds() -> None:
        with source._reader.lock, source._reporting._sending, source.registry._database._lock:
            held.set()
            free.wait()

    holder = threading.Thread(target=holds)
    holder.start()
    held.wait()
    try:
        said = in_a_child(lambda: use(source, esc))
    finally:
        free.set()
        holder.join()
    assert said.startswith("RegistryError") and REFUSED in said


def test_a_child_that_opens_its_own_source_leaves_its_parents_approval_alone(
    open_source: OpenSource, gateway: FakeGateway
) -> None:
    mine, tool = open_source(), Tool()
    esc = proposed(mine, gateway)
    gateway.approve(esc)
    assert isinstance(mine.wait(esc, 5), Approved)
    assert "another process of this source has" in in_a_child(lambda: open_source().run(esc, tool, 5))
    assert isinstance(mine.run(esc, tool, 5), Ran)

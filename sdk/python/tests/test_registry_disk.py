"""A disk that is full or fails, and a second process: nothing is lost, only what is durable is believed."""

from __future__ import annotations

import fcntl
import itertools
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from acting import OpenSource, Tool, proposed
from fake_gateway import TOKEN, FakeGateway
from fermata.client import Ran, Source
from fermata.codes import Refused
from fermata.database import RegistryError, RegistryFull
from fermata.results import Action, Approved
from fermata.roster import TYP as ROSTER
from named_keys import sign
from signed_world import WORKSPACE


@contextmanager
def full(source: Source) -> Iterator[None]:
    """The database can not grow, and the pages of its reports are full: SQLite answers as on a full disk."""
    no_room(source)
    yield
    with source.registry._database.reading() as db:
        db.execute("PRAGMA max_page_count = 1000000")


def no_room(source: Source) -> None:
    database = source.registry._database
    with database.reading() as db:
        db.execute("PRAGMA max_page_count = 1")
    row = (
        "INSERT INTO outcomes (idempotency_key, path, content_type, body, state) "
        "VALUES (?, '', '', ?, 'acknowledged')"
    )
    for size in (2000, 200, 20, 1):
        for n in itertools.count():
            try:
                with database.writing() as db:
                    db.execute(row, (f"ballast-{size}-{n}", b"x" * size))
            except RegistryFull:
                break


LONG = "x" * 60_000


def test_on_a_full_disk_nothing_is_proposed_and_with_room_again_it_is(
    source: Source, gateway: FakeGateway
) -> None:
    source.refresh_standing()
    with full(source), pytest.raises(RegistryFull, match="make room and try again"):
        proposed(source, gateway, narration=LONG)
    assert gateway.proposals == {}, "what is not kept here was not sent"
    esc = proposed(source, gateway, narration=LONG)
    assert list(gateway.proposals) == [esc]


def test_on_a_full_disk_an_approval_stays_pending(source: Source, gateway: FakeGateway) -> None:
    esc, tool = proposed(source, gateway), Tool()
    gateway.approve(esc)
    with full(source), pytest.raises(RegistryFull):
        source.run(esc, tool, 5)
    row = source.registry.by_esc(esc)
    assert row and row.state == "pending" and tool.calls == 0
    assert source.registry.reports() == [], "`accepted` was not queued for what was not accepted"
    assert isinstance(source.run(esc, tool, 5), Ran)
    assert tool.calls == 1
    assert gateway.statuses(esc) == ["accepted", "executed"]


def test_an_outcome_that_finds_no_room_leaves_the_row_to_the_restart_rule(
    open_source: OpenSource, gateway: FakeGateway
) -> None:
    source = open_source()
    esc = proposed(source, gateway)
    gateway.approve(esc)
    result = source.wait(esc, 5)
    assert isinstance(result, Approved)
    tool = Tool()

    def fills_the_disk(action: Action, key: str) -> str:
        no_room(source)
        return tool(action, key)

    with pytest.raises(RegistryFull):
        source.perform(result, fills_the_disk)
    source.close()
    again = open_source()
    assert isinstance(again.run(esc, tool, 5), Ran), "this tool is idempotent"
    assert len(tool.effects) == 1
    assert gateway.statuses(esc) == ["accepted", "executed"]


def test_a_standing_list_that_found_no_room_is_not_believed_and_not_forgotten(
    open_source: OpenSource, gateway: FakeGateway
) -> None:
    source = open_source()
    source.refresh_standing()
    roster = gateway.world.next_roster()
    gateway.add_standing(sign(ROSTER, roster, "root-1"), sign(ROSTER, roster, "root-2"))
    with full(source), pytest.raises(RegistryFull):
        source.refresh_standing()
    assert source._reader.roster().version == 1
    source.refresh_standing()
    assert source._reader.roster().version == 2
    source.close()
    assert open_source()._reader.roster().version == 2


def test_after_an_io_error_nothing_is_taken_until_the_process_starts_again(
    open_source: OpenSource, gateway: FakeGateway
) -> None:
    source, tool = open_source(), Tool()
    esc = proposed(source, gateway)
    gateway.approve(esc)
    with small_files_only(), pytest.raises(RegistryError, match="start this process again"):
        source.run(esc, tool, 5)
    for call in (lambda: source.run(esc, tool, 5), lambda: proposed(source, gateway, "call-2")):
        with pytest.raises(RegistryError, match="start this process again"):
            call()
    assert tool.calls == 0
    source.close()
    assert isinstance(open_source().run(esc, tool, 5), Ran)
    assert tool.calls == 1


@contextmanager
def small_files_only() -> Iterator[None]:
    """Every write that would make a file larger than it may be fails in the kernel."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


OTHER = """
import sys
from pathlib import Path
from fermata import Source

gateway, workspace, name, pin, registry, token, esc = sys.argv[1:]
source = Source(gateway, workspace, name, roster_pin=pin, registry_path=Path(registry), token=token)


def never_ends(action, key):
    print("running", flush=True)
    sys.stdin.read()


source.run(esc, never_ends, 5)
"""


def test_what_another_process_runs_is_left_to_it_until_it_ends(
    open_source: OpenSource, gateway: FakeGateway, tmp_path: Path
) -> None:
    mine, tool = open_source(), Tool()
    esc = proposed(mine, gateway)
    gateway.approve(esc)
    named = (gateway.url, WORKSPACE, gateway.world.source, gateway.world.pin, tmp_path / "registry.db", TOKEN)
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, *named, esc], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout and other.stdout.readline() == "running\n"
        for _ in range(2):
            with pytest.raises(Refused, match="another process") as refused:
                mine.run(esc, tool, 5)
            assert refused.value.code == "already_consumed"
        assert gateway.statuses(esc) == ["accepted"], "nothing was said in the other's name"
    finally:
        other.kill()
        other.wait()
    assert isinstance(mine.run(esc, tool, 5), Ran), "now it is nobody's, and this tool is idempotent"
    assert tool.calls == 1
    assert gateway.statuses(esc) == ["accepted", "executed"]


def test_of_two_that_ask_at_once_neither_is_told_that_it_is_alone(
    open_source: OpenSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = open_source().registry, open_source().registry
    flock, answers = fcntl.flock, []
    asks = threading.Thread(target=lambda: answers.append(second.is_alone()))

    def interrupted(lock: IO[bytes], how: int) -> None:
        """The second asks at the one moment when the first holds no lock."""
        if how == fcntl.LOCK_SH and not asks.ident:
            asks.start()
            asks.join(0.5)
        flock(lock, how)

    monkeypatch.setattr(fcntl, "flock", interrupted)
    assert not first.is_alone()
    asks.join()
    assert answers == [False]
    first.close()
    assert second.is_alone()

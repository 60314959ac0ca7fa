"""The registry's promises: durable settings, one way through the states, no newer schema, no rollback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from fermata.codes import Refused
from fermata.database import NewerRegistry, open_database
from fermata.registry import Registry, Report
from fermata.results import Action, Approved, Expired
from fermata.standing import Entry, Standing
from signed_world import World

ESC = "01930000-0000-7000-8000-00000000000a"
APPROVED = Approved(ESC, Action("refund.create", {"amount": "1.00"}), "candidate", "proposal", ("ann",))


def report(name: str) -> Report:
    return Report(name, "/v1/outcomes", "application/json", b"{}")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    made = Registry(tmp_path / "registry.db")
    made.begin("key", b"{}")
    made.proposed("key", ESC, "proposal", "hash")
    return made


def test_the_database_is_in_wal_mode_and_fully_synchronous(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "registry.db")
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "registry.db")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(NewerRegistry, match="upgrade the fermata package"):
        Registry(tmp_path / "registry.db")


def test_deciding_stores_the_action_and_accepted_together(registry: Registry) -> None:
    registry.decide(APPROVED, lambda: None, report("accepted"))
    row = registry.by_esc(ESC)
    assert row and (row.state, row.result) == ("decided", APPROVED)
    assert [each.idempotency_key for each in registry.reports()] == ["accepted"]


def test_a_check_that_fails_inside_the_step_changes_nothing(registry: Registry) -> None:
    def halted() -> None:
        raise Refused("halted")

    with pytest.raises(Refused):
        registry.decide(APPROVED, halted, report("accepted"))
    row = registry.by_esc(ESC)
    assert row and row.state == "pending"
    assert registry.reports() == []


def test_pending_is_left_once(registry: Registry) -> None:
    registry.decide(APPROVED, lambda: None, report("accepted"))
    for again in (
        lambda: registry.decide(APPROVED, lambda: None, report("accepted-2")),
        lambda: registry.refuse(ESC, "expired", report("refused")),
        lambda: registry.close_with(Expired(ESC)),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "already_consumed"
    assert [each.idempotency_key for each in registry.reports()] == ["accepted"]


def test_two_connections_can_not_both_decide(registry: Registry, tmp_path: Path) -> None:
    other = Registry(tmp_path / "registry.db")
    other.decide(APPROVED, lambda: None, report("accepted"))
    with pytest.raises(Refused) as refused:
        registry.decide(APPROVED, lambda: None, report("accepted"))
    assert refused.value.code == "already_consumed"


def test_a_state_that_makes_no_sense_can_not_be_stored(registry: Registry, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "registry.db")
    with pytest.raises(sqlite3.IntegrityError):
        other.execute("UPDATE proposals SET state = 'decided'")


def test_a_shortened_standing_list_is_a_rollback(tmp_path: Path) -> None:
    world = World()
    entries = [Entry(each["seq"], each["at"], each["id"], tuple(each["statements"])) for each in world.standing]
    standing = Standing(world.roster_payload()["ws"], world.pin)
    standing.apply(entries)
    registry = Registry(tmp_path / "registry.db")
    registry.store_standing(entries, standing.roster)
    again = registry.load_standing(standing.workspace, world.pin)
    assert again.contracts == standing.contracts
    assert again.roster and again.roster.version == 1
    registry.close()
    other = sqlite3.connect(tmp_path / "registry.db")
    other.execute("DELETE FROM standing")
    other.commit()
    other.close()
    with pytest.raises(Refused) as refused:
        Registry(tmp_path / "registry.db").load_standing(standing.workspace, world.pin)
    assert refused.value.code == "roster_rollback"

"""The registry's promises: durable settings, one way through the states, no newer schema, no rollback."""

from __future__ import annotations

import json
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from fermata.codes import Refused
from fermata.database import NewerRegistry, RegistryBusy, open_database
from fermata.registry import Registry, Report
from fermata.results import Action, Approved, Expired, to_row
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "executed"),
        (None, "failed"),
        (None, "unknown"),
        ("unknown", "executed"),
        ("unknown", "failed"),
        ("executed", "compensated"),
        ("failed", "compensated"),
    ],
)
def test_an_outcome_may_follow(registry: Registry, before: str | None, after: str) -> None:
    registry.decide(APPROVED, lambda: None, report("accepted"))
    for status in (each for each in (before, after) if each):
        registry.finish(ESC, status, report(status))
    row = registry.by_esc(ESC)
    assert row and row.outcome == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["executed"], "unknown"),
        (["executed"], "failed"),
        (["failed"], "executed"),
        (["failed"], "unknown"),
        (["unknown"], "compensated"),
        (["executed", "compensated"], "executed"),
        ([], "compensated"),
    ],
)
def test_an_outcome_is_not_overwritten_and_the_contradiction_not_reported(
    registry: Registry, before: list[str], after: str
) -> None:
    registry.decide(APPROVED, lambda: None, report("accepted"))
    for status in before:
        registry.finish(ESC, status, report(status))
    with pytest.raises(Refused) as refused:
        registry.finish(ESC, after, report("contradiction"))
    assert refused.value.code == "already_consumed"
    row = registry.by_esc(ESC)
    assert row and row.outcome == (before[-1] if before else None)
    assert [each.idempotency_key for each in registry.reports()] == ["accepted", *before]


def test_the_same_outcome_again_changes_nothing(registry: Registry) -> None:
    registry.decide(APPROVED, lambda: None, report("accepted"))
    registry.finish(ESC, "executed", report("executed"))
    registry.finish(ESC, "executed", report("again"))
    assert [each.idempotency_key for each in registry.reports()] == ["accepted", "executed"]


def test_what_was_not_decided_has_no_outcome(registry: Registry) -> None:
    with pytest.raises(Refused) as refused:
        registry.finish(ESC, "executed", report("executed"))
    assert refused.value.code == "not_pending"
    assert registry.reports() == []


def test_a_file_of_version_1_is_taken_up_with_everything_in_it(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "registry.db")
    old.executescript(files("fermata").joinpath("registry.sql").read_text(encoding="utf-8"))
    old.execute("PRAGMA user_version=1")
    columns = "idempotency_key, draft, esc, proposal, proposal_sha256, state, result"
    result = json.dumps(to_row(APPROVED))
    values = ("key", b"{}", ESC, "proposal", "hash", "decided", result)
    old.execute(f"INSERT INTO proposals ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    old.commit()
    old.close()
    registry = Registry(tmp_path / "registry.db")
    assert [(row.result, row.attempts) for row in registry.open_rows()] == [(APPROVED, 0)]
    registry.attempt(ESC)
    registry.close()
    again = Registry(tmp_path / "registry.db")
    assert [row.attempts for row in again.open_rows()] == [1]
    again.close()


def test_a_registry_that_another_program_holds_is_busy_and_can_be_used_again(
    registry: Registry, tmp_path: Path
) -> None:
    with registry._database.reading() as db:
        db.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / "registry.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RegistryBusy, match="try again"):
        registry.queue(report("note"))
    other.execute("ROLLBACK")
    other.close()
    registry.queue(report("note"))
    assert [each.idempotency_key for each in registry.reports()] == ["note"]


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

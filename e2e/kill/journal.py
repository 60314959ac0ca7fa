"""What is on disk: the log, what took effect, and what the sources' registries say. Only read, never written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fermata.compact import take_apart
from fermata.encoding import write_time

BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One entry of the log; `at` in milliseconds since 1970."""

    seq: int
    at: int
    id: str
    esc: str | None
    statements: tuple[str, ...]

    @property
    def time(self) -> datetime:
        return BEGIN + timedelta(milliseconds=self.at)

    @property
    def at_text(self) -> str:
        return write_time(self.time)


@dataclass(frozen=True)
class Effect:
    """Something that really happened in another system, because of an escalation."""

    esc: str
    tool: str
    arguments: dict[str, Any]


@dataclass
class Journal:
    """Everything that was on disk at one moment."""

    entries: list[Entry]
    effects: list[Effect] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)
    """Escalations in the sources' registries, which they made durable before they acted on them."""
    unfinished: list[str] = field(default_factory=list)
    """What the registries do not have at its end: proposals in a state that is not final, reports not acknowledged."""


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


def read(log: Path, worker: Path, airlines: Iterable[Path]) -> Journal:
    stored = _rows(log, "SELECT seq, at, id, esc, statements FROM entries ORDER BY seq")
    journal = Journal([Entry(row[0], row[1], row[2], row[3], tuple(row[4].split("\n"))) for row in stored])
    _add_registry(journal, worker / "registry.db")
    _add_effects(journal, worker / "effects.db", "effects")
    for state in airlines:
        _add_registry(journal, state / "registry.db")
        _add_effects(journal, state / "airline.db", "executions")
    return journal


def _add_effects(journal: Journal, path: Path, table: str) -> None:
    rows = _rows(path, f"SELECT esc, tool, arguments FROM {table}")
    journal.effects += [Effect(esc, tool, json.loads(arguments)) for esc, tool, arguments in rows]


def _add_registry(journal: Journal, path: Path) -> None:
    name = f"{path.parent.name}/"
    for key, esc, state, outcome in _rows(path, "SELECT idempotency_key, esc, state, outcome FROM proposals"):
        if esc:
            journal.proposed.append(esc)
        if state not in ("decided", "refused", "closed") or (state == "decided" and outcome is None):
            journal.unfinished.append(f"{name}{key} ({esc}) is {state}, its outcome {outcome}")
    reports = _rows(path, "SELECT idempotency_key, state, error FROM outcomes WHERE state <> 'acknowledged'")
    journal.unfinished += [f"{name}{key}: its report is {state} ({error})" for key, state, error in reports]


def typ(compact: str) -> str:
    """`proposal`, `decision`, …"""
    return take_apart(compact).typ.removeprefix("fermata-").removesuffix("+jws")

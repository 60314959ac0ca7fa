"""The airline's records: customers, reservations, flights, and every write that was carried out.

Each run has its own world, because runs of one task are rehearsals of the same day. A write and its row in
`executions` are one transaction, keyed by the escalation: the same approval again is the same effect.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    world TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (world, kind, id)
) STRICT;
CREATE TABLE IF NOT EXISTS executions (
    esc TEXT PRIMARY KEY, world TEXT NOT NULL, tool TEXT NOT NULL, arguments TEXT NOT NULL, answer TEXT NOT NULL
) STRICT;
"""

Record = dict[str, Any]


class Airline:
    def __init__(self, path: Path, seed: Path) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma, expected in (("journal_mode=WAL", "wal"), ("synchronous=FULL", 2)):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
            found = self._db.execute(f"PRAGMA {pragma.split('=')[0]}").fetchone()[0]
            if found != expected:
                raise RuntimeError(f"{path}: {pragma} did not take effect, it is {found}")
        self._db.executescript(SCHEMA)
        self._seed: dict[str, dict[str, Record]] = json.loads(seed.read_text(encoding="utf-8"))

    def close(self) -> None:
        self._db.close()

    def find(self, world: str, kind: str, key: str) -> Record | None:
        """A record of this world; one that nobody touched is as it was seeded."""
        with self._lock:
            found = self._db.execute(
                "SELECT body FROM records WHERE world = ? AND kind = ? AND id = ?", (world, kind, key)
            ).fetchone()
        return json.loads(found[0]) if found else self._seed.get(kind, {}).get(key)

    def learn(self, world: str, kind: str, key: str, body: Record) -> None:
        """A record that a recorded run knows of; what is there already stays."""
        with self._lock:
            self._db.execute(
                "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (world, kind, key, json.dumps(body)),
            )

    def search(self, day: str, origin: str, destination: str) -> list[Record]:
        flights = self._seed.get("flights", {}).values()
        route = (day, origin, destination)
        return [each for each in flights if (each["date"], each["origin"], each["destination"]) == route]

    def execute(
        self,
        esc: str,
        world: str,
        tool: str,
        arguments: Record,
        effect: Callable[[], tuple[str, str, Record, str]],
    ) -> str:
        """Carry out a write once per escalation. `effect` gives kind, id, the new record and the answer."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                answer = self.answer(esc)
                if answer is None:
                    kind, key, body, answer = effect()
                    self._db.execute(
                        "INSERT INTO records VALUES (?, ?, ?, ?) "
                        "ON CONFLICT (world, kind, id) DO UPDATE SET body = excluded.body",
                        (world, kind, key, json.dumps(body)),
                    )
                    self._db.execute(
                        "INSERT INTO executions VALUES (?, ?, ?, ?, ?)",
                        (esc, world, tool, json.dumps(arguments), answer),
                    )
                self._db.execute("COMMIT")
            except BaseException:
                # SQLite ends some transactions by itself, a full disk's among them.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        return answer

    def answer(self, esc: str) -> str | None:
        """What the write of this escalation answered, if it was carried out."""
        with self._lock:
            found = self._db.execute("SELECT answer FROM executions WHERE esc = ?", (esc,)).fetchone()
        return str(found[0]) if found else None

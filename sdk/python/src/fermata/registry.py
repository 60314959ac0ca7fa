"""The pending registry: what this source proposed and what it may run, durable, on SQLite.

A row goes proposing → pending → decided | refused | closed and never back. The one step that lets something
run, pending → decided, stores the action and queues `accepted` in the same transaction, after the halts were
checked again inside it. What runs later is read from here, never from memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .codes import Refused
from .database import Database
from .results import Resolution, Runs, from_row, to_row
from .roster import Roster
from .standing import Entry, Standing
from .verify import Pending


@dataclass(frozen=True)
class Row:
    """One proposal of this source, as stored."""

    idempotency_key: str
    draft: bytes
    state: str
    esc: str | None
    proposal: str | None
    proposal_sha256: str | None
    result: Resolution | None
    code: str | None
    outcome: str | None
    attempts: int


# What may stand where nothing, or another outcome, stood. Everything else contradicts what was said before.
_MAY_FOLLOW: dict[str | None, tuple[str, ...]] = {
    None: ("executed", "failed", "unknown"),
    "unknown": ("executed", "failed"),
    "executed": ("compensated",),
    "failed": ("compensated",),
}


@dataclass(frozen=True)
class Report:
    """Something to tell the gateway, until it acknowledges."""

    idempotency_key: str
    path: str
    content_type: str
    body: bytes


class Registry:
    def __init__(self, path: Path) -> None:
        self._database = Database(path)

    def close(self) -> None:
        self._database.close()

    def check_process(self) -> None:
        """`RegistryError` in a process that did not open it."""
        self._database.check_process()

    def is_alone(self) -> bool:
        """Whether no other process has it open."""
        return self._database.is_alone()

    def _one(self, sql: str, *values: object) -> Row | None:
        with self._database.reading() as db:
            found = db.execute(f"SELECT * FROM proposals WHERE {sql}", values).fetchone()
        return _row(found) if found else None

    # Proposing

    def begin(self, idempotency_key: str, draft: bytes) -> Row:
        """Make the intention durable; what was stored under this key before wins."""
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO proposals (idempotency_key, draft) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (idempotency_key, draft),
            )
        row = self._one("idempotency_key = ?", idempotency_key)
        assert row is not None
        return row

    def proposed(self, idempotency_key: str, esc: str, proposal: str, proposal_sha256: str) -> None:
        """The gateway took it: from here on it is pending."""
        try:
            with self._database.writing() as db:
                db.execute(
                    "UPDATE proposals SET state = 'pending', esc = ?, proposal = ?, proposal_sha256 = ? "
                    "WHERE idempotency_key = ? AND state = 'proposing'",
                    (esc, proposal, proposal_sha256, idempotency_key),
                )
        except sqlite3.IntegrityError as taken:
            raise Refused("proposal_mismatch", f"{esc} belongs to another call of this source") from taken

    def fence_calls(self) -> None:
        """Calls whose answer is not stored can not be made again under their keys."""
        with self._database.writing() as db:
            db.execute("UPDATE proposals SET state = 'fenced' WHERE state = 'proposing'")

    def by_esc(self, esc: str) -> Row | None:
        return self._one("esc = ?", esc)

    def pending(self, esc: str) -> Pending | None:
        """The row as the verifier wants to see it."""
        row = self.by_esc(esc)
        if row is None or row.proposal is None or row.proposal_sha256 is None:
            return None
        return Pending(esc, row.proposal, row.proposal_sha256, row.state)

    def proposing(self) -> list[Row]:
        """Made durable, and without an answer of the gateway's: sent perhaps."""
        return self._all("state = 'proposing'")

    def open_rows(self) -> list[Row]:
        """Pending, or decided and without an outcome: what a start has to look at."""
        return self._all("state = 'pending' OR (state = 'decided' AND outcome IS NULL)")

    def _all(self, sql: str) -> list[Row]:
        with self._database.reading() as db:
            found = db.execute(f"SELECT * FROM proposals WHERE {sql} ORDER BY rowid").fetchall()
        return [_row(each) for each in found]

    # Step 11, and the other ends of pending

    def decide(self, result: Runs, check: Callable[[], None], accepted: Report) -> None:
        """pending → decided, with the action and `accepted`, unless `check` (the halts again) refuses."""
        with self._database.writing() as db:
            check()
            self._leave_pending(db, result.esc, "decided", result=json.dumps(to_row(result)))
            _queue(db, accepted)

    def close_with(self, result: Resolution) -> None:
        """pending → closed: it ended, and nothing runs."""
        with self._database.writing() as db:
            self._leave_pending(db, result.esc, "closed", result=json.dumps(to_row(result)))

    def refuse(self, esc: str, code: str, report: Report) -> None:
        """pending → refused, for good."""
        with self._database.writing() as db:
            self._leave_pending(db, esc, "refused", code=code)
            _queue(db, report)

    def _leave_pending(
        self, db: sqlite3.Connection, esc: str, state: str, result: str | None = None, code: str | None = None
    ) -> None:
        changed = db.execute(
            "UPDATE proposals SET state = ?, result = ?, code = ? WHERE esc = ? AND state = 'pending'",
            (state, result, code, esc),
        ).rowcount
        if changed != 1:
            raise Refused("already_consumed", f"{esc} is no longer pending")

    # Outcomes

    def attempt(self, esc: str) -> None:
        """Count it, before it runs."""
        with self._database.writing() as db:
            db.execute("UPDATE proposals SET attempts = attempts + 1 WHERE esc = ?", (esc,))

    def finish(self, esc: str, status: str, report: Report) -> None:
        """Store what running it came to, and queue the report, together. The same again changes nothing."""
        with self._database.writing() as db:
            asked = "SELECT outcome FROM proposals WHERE esc = ? AND state = 'decided'"
            found = db.execute(asked, (esc,)).fetchone()
            if found is None:
                raise Refused("not_pending", f"{esc} was not decided here")
            before = found["outcome"]
            if before == status:
                return
            if status not in _MAY_FOLLOW.get(before, ()):
                raise Refused("already_consumed", f"{esc} ended as {before}, it can not become {status}")
            db.execute("UPDATE proposals SET outcome = ? WHERE esc = ?", (status, esc))
            _queue(db, report)

    def queue(self, report: Report) -> None:
        with self._database.writing() as db:
            _queue(db, report)

    def reports(self) -> list[Report]:
        """What the gateway has not acknowledged, oldest first."""
        with self._database.reading() as db:
            found = db.execute("SELECT * FROM outcomes WHERE state = 'queued' ORDER BY seq").fetchall()
        return [Report(row["idempotency_key"], row["path"], row["content_type"], row["body"]) for row in found]

    def settle_report(self, idempotency_key: str, state: str, error: str | None = None) -> None:
        """`acknowledged`, or `dead`: refused by the gateway for good, and kept to be seen."""
        with self._database.writing() as db:
            db.execute(
                "UPDATE outcomes SET state = ?, error = ? WHERE idempotency_key = ?",
                (state, error, idempotency_key),
            )

    def dead_reports(self) -> list[tuple[str, str]]:
        with self._database.reading() as db:
            found = db.execute(
                "SELECT idempotency_key, error FROM outcomes WHERE state = 'dead' ORDER BY seq"
            ).fetchall()
        return [(row["idempotency_key"], row["error"]) for row in found]

    # The standing list

    def store_standing(self, entries: Sequence[Entry], roster: Roster | None) -> None:
        with self._database.writing() as db:
            for entry in entries:
                db.execute(
                    "INSERT INTO standing (seq, at, id, statements) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    (entry.seq, entry.at, entry.id, json.dumps(entry.statements)),
                )
            if roster:
                db.execute(
                    "INSERT INTO highest_roster (one, version, payload_sha256) VALUES (1, ?, ?) "
                    "ON CONFLICT (one) DO UPDATE SET version = excluded.version, "
                    "payload_sha256 = excluded.payload_sha256 WHERE excluded.version > version",
                    (roster.version, roster.payload_sha256),
                )

    def load_standing(self, workspace: str, pin: str) -> Standing:
        """Fold the stored entries again; `roster_rollback` if that ends below the highest ever accepted."""
        with self._database.reading() as db:
            found = db.execute("SELECT * FROM standing ORDER BY seq").fetchall()
            highest = db.execute("SELECT * FROM highest_roster").fetchone()
        standing = Standing(workspace, pin)
        standing.apply(
            [Entry(row["seq"], row["at"], row["id"], tuple(json.loads(row["statements"]))) for row in found]
        )
        version = standing.roster.version if standing.roster else 0
        if highest and version < highest["version"]:
            raise Refused(
                "roster_rollback",
                f"the stored list ends at roster version {version}, version {highest['version']} was accepted",
            )
        return standing


def _queue(db: sqlite3.Connection, report: Report) -> None:
    db.execute(
        "INSERT INTO outcomes (idempotency_key, path, content_type, body) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (report.idempotency_key, report.path, report.content_type, report.body),
    )


def _row(found: sqlite3.Row) -> Row:
    return Row(
        found["idempotency_key"],
        found["draft"],
        found["state"],
        found["esc"],
        found["proposal"],
        found["proposal_sha256"],
        from_row(json.loads(found["result"])) if found["result"] else None,
        found["code"],
        found["outcome"],
        found["attempts"],
    )

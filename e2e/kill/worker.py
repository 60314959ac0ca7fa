"""A source that proposes on command and carries out what was signed, in a process that may be killed at any instant.

Commands come on standard input, one a line: `propose N` begins so many new actions, `settle TAG` is answered once
nothing is under way and the gateway has acknowledged every report. Its end is the end of the process.

Half of the actions are of a tool that may not run twice, and its effect is a plain insert: a second run would be seen.
The other half is of a tool that takes the escalation as its idempotency key, as its contract promises.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import sqlite3
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from fermata import Action, GatewayError, Ran, Source, Unreachable
from fermata.encoding import utc_now, write_time

THREADS = 8
ONCE = "send_certificate"
REPEATABLE = "update_reservation_baggages"
UNFINISHED = "state IN ('proposing', 'pending') OR (state = 'decided' AND outcome IS NULL)"
EFFECTS = """
CREATE TABLE IF NOT EXISTS effects (
    esc TEXT NOT NULL, tool TEXT NOT NULL, arguments TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
"""

_telling = threading.Lock()


def tell(event: str, **members: Any) -> None:
    with _telling:
        sys.stdout.write(json.dumps({"event": event, **members}) + "\n")
        sys.stdout.flush()


class Effects:
    """The other system, that the actions change. Each effect is durable before `apply` returns."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL").fetchall()
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(EFFECTS)

    def apply(self, action: Action, esc: str) -> None:
        row = (esc, action.tool, json.dumps(action.arguments), write_time(utc_now()))
        tell("running", esc=esc, tool=action.tool)
        with self._lock:
            if action.tool == ONCE:
                self._db.execute("INSERT INTO effects VALUES (?, ?, ?, ?)", row)
            else:
                unless = "WHERE NOT EXISTS (SELECT 1 FROM effects WHERE esc = ?)"
                self._db.execute(f"INSERT INTO effects SELECT ?, ?, ?, ? {unless}", (*row, esc))
        tell("took_effect", esc=esc)


class Worker:
    """Carries numbered actions from proposal to acknowledged outcome, the unfinished ones of its last life first."""

    def __init__(self, source: Source, effects: Effects, registry: Path) -> None:
        self.source = source
        self.effects = effects
        self.work: queue.Queue[int] = queue.Queue()
        self.next, unfinished = _left_behind(registry)
        for number in unfinished:
            self.work.put(number)
        tell("started", unfinished=len(unfinished))

    def draft(self, number: int) -> dict[str, Any]:
        """Every number has its own arguments, so that an effect of the wrong action would be seen."""
        if number % 2:
            tool, arguments, queue_id = ONCE, {"user_id": f"customer_{number}", "amount": number}, "certificates"
        else:
            bags = {"total_baggages": number, "nonfree_baggages": 0, "payment_id": "gift_card_1"}
            tool, arguments, queue_id = REPEATABLE, {"reservation_id": f"R{number}", **bags}, "changes"
        return {
            "expires_at": write_time(utc_now() + timedelta(hours=6)),
            "queue": queue_id,
            "kind": "action",
            "action": {"tool": tool, "arguments": arguments},
            "contract": self.source.contract_for(tool),
            "allowed": ["approve", "reject"],
            "confidence": {"value": 0.95, "method": "classifier"},
            "deliver": {"kind": "poll"},
        }

    def propose(self, count: int) -> None:
        for _ in range(count):
            self.work.put(self.next)
            self.next += 1

    def carry_on(self) -> None:
        while True:
            number = self.work.get()
            try:
                while not self._carry(number):
                    pass
            except Exception as wrong:
                tell("failed", number=number, what=f"{type(wrong).__name__}: {wrong}")
            finally:
                self.work.task_done()

    def _carry(self, number: int) -> bool:
        """True when it has ended; False when the gateway was away longer than the source's own retries."""
        try:
            proposed = self.source.propose(self.draft(number), f"worker/{number}")
            tell("proposed", esc=proposed.esc, number=number)
            ending = self.source.run(proposed.esc, self.effects.apply, timeout=60)
        except (Unreachable, GatewayError) as trouble:
            if isinstance(trouble, GatewayError) and not trouble.temporary:
                raise
            tell("trouble", number=number, what=str(trouble))
            return False
        if ending is None:
            return False
        tell("ended", esc=proposed.esc, how=ending.status if isinstance(ending, Ran) else ending.word)
        return True

    def settle(self, tag: str) -> None:
        self.work.join()
        while not self.source.flush():
            pass
        tell("settled", tag=tag)


def _left_behind(registry: Path) -> tuple[int, list[int]]:
    """The next free number, and the actions that the process before this one did not bring to an end."""
    with sqlite3.connect(registry) as db:
        every = [_number(row) for row in db.execute("SELECT idempotency_key FROM proposals")]
        unfinished = db.execute(f"SELECT idempotency_key FROM proposals WHERE {UNFINISHED}")
        return max(every, default=0) + 1, sorted(_number(row) for row in unfinished)


def _number(row: tuple[str]) -> int:
    return int(row[0].removeprefix("worker/"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    given = parser.parse_args()
    given.state.mkdir(parents=True, exist_ok=True)
    registry = given.state / "registry.db"
    source = Source.from_file(given.source, registry)
    while True:
        try:
            found = source.recover()
            source.refresh_standing()
            break
        except Unreachable as trouble:
            tell("trouble", what=str(trouble))
    tell("recovered", run_again=found.run_again, unknown=found.unknown)
    worker = Worker(source, Effects(given.state / "effects.db"), registry)
    for _ in range(THREADS):
        threading.Thread(target=worker.carry_on, daemon=True).start()
    for line in sys.stdin:
        command, value = line.split()
        if command == "propose":
            worker.propose(int(value))
        else:
            threading.Thread(target=worker.settle, args=(value,), daemon=True).start()
    os._exit(0)


if __name__ == "__main__":
    main()

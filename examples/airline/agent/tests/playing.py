"""Playing a script with the real command in a process of its own, and looking at what it left behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KILLABLE = Path(__file__).with_name("killable.py")


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    function = {"name": tool, "arguments": json.dumps(arguments)}
    return {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": function}]}


def said(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def run(*messages: dict[str, Any], task: int = 1, trial: int = 0) -> dict[str, Any]:
    return {"task_id": task, "trial": trial, "model": "scripted", "messages": list(messages)}


@dataclass(frozen=True)
class Playing:
    source: Path
    runs: Path
    state: Path

    def command(self, *more: str) -> list[str]:
        given = ["--source", str(self.source), "--runs", str(self.runs), "--state", str(self.state), *more]
        return [sys.executable, "-m", "airline_agent", *given]

    def play(self, *more: str) -> list[dict[str, Any]]:
        """Play to the end; the events."""
        done = subprocess.run(self.command(*more), capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def play_and_kill(self, at: int) -> bool:
        """Play until the step with this number, where the process kills itself; False when it ended before."""
        command = self.command()
        command[1:3] = [str(KILLABLE)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env={**os.environ, "KILL_AT": str(at)}
        )
        assert done.returncode in (0, -9), done.stdout + done.stderr
        return done.returncode == -9

    def executions(self) -> list[dict[str, Any]]:
        rows = self._rows("SELECT esc, world, tool, arguments, answer FROM executions")
        return [{**dict(row), "arguments": json.loads(row["arguments"])} for row in rows]

    def record(self, kind: str, key: str) -> dict[str, Any]:
        rows = self._rows("SELECT body FROM records WHERE kind = ? AND id = ?", kind, key)
        assert len(rows) == 1
        found: dict[str, Any] = json.loads(rows[0]["body"])
        return found

    def _rows(self, sql: str, *values: str) -> list[sqlite3.Row]:
        db = sqlite3.connect(self.state / "airline.db")
        db.row_factory = sqlite3.Row
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

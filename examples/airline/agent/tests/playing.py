"""Playing a script with the real command in a process of its own, and looking at what it left behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_gateway import FakeGateway

KILLABLE = Path(__file__).with_name("killable.py")


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    function = {"name": tool, "arguments": json.dumps(arguments)}
    return {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": function}]}


def said(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def run(*messages: dict[str, Any], task: int = 1, trial: int = 0) -> dict[str, Any]:
    return {"task_id": task, "trial": trial, "model": "scripted", "messages": list(messages)}


def written(gateway: FakeGateway, folder: Path, runs: list[dict[str, Any]] | Path) -> Playing:
    """The runs and the source's file; and what plays them."""
    file = folder / "script.jsonl"
    if isinstance(runs, Path):
        file = runs
    else:
        file.write_text("".join(json.dumps(run) + "\n" for run in runs), encoding="utf-8")
    source = folder / "source.json"
    source.write_text(json.dumps(gateway.source_file()), encoding="utf-8")
    return Playing(source, file, folder / "state")


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

    def play_and_kill(self, at: int | str) -> bool:
        """Play until the step with this number, or the first `call`; False when it ended before."""
        command = self.command()
        command[1:3] = [str(KILLABLE)]
        env = {**os.environ, "KILL_AT": str(at), "KILL_CALLS": str(self._calls)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=env)
        assert done.returncode in (0, -9), done.stdout + done.stderr
        return done.returncode == -9

    def play_undisturbed(self) -> int:
        """Play to the end; how many steps that took."""
        assert not self.play_and_kill("never")
        return int(Path(f"{self._calls}.steps").read_text())

    @property
    def _calls(self) -> Path:
        return self.state.with_name("calls")

    def calls(self) -> Counter[str]:
        """How often the tool of each escalation was called, in all lives."""
        lines = self._calls.read_text().splitlines() if self._calls.exists() else []
        return Counter(json.loads(line)["esc"] for line in lines)

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

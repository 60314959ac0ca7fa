"""The airline example's agent, as the process that a user starts, and what it did."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from desk import ROOT
from webdriver import wait_for

EXAMPLE = ROOT / "examples/airline"
RECORDED = Path(os.environ.get("FERMATA_TAU_DIR", ROOT.parent / "shared/data/tau-airline"))
ARRIVE = 20
WRITES = {file.stem for file in (EXAMPLE / "contracts").glob("*.json")}


def recorded() -> list[str]:
    """Runs of a real agent, those that want to write something first; the rest only tell how sure it is."""
    with (RECORDED / "trajectories.jsonl").open() as lines:
        return sorted(lines, key=lambda line: not wanted(json.loads(line)) & WRITES)


def invented() -> list[str]:
    """The example's own runs, which a newcomer sees first."""
    with (EXAMPLE / "runs.jsonl").open() as lines:
        return [line for line in lines if wanted(json.loads(line)) & WRITES]


def wanted(run: dict[str, Any]) -> set[str]:
    return {call["function"]["name"] for message in run["messages"] for call in message.get("tool_calls") or []}


def prepare(home: Path) -> None:
    """A workspace that knows the example's contracts, queues and policy, made as `make run` makes it."""
    subprocess.run([ROOT / "scripts/prepare"], env=os.environ | {"FERMATA_HOME": str(home)}, check=True)


class Airline:
    """The agent; it goes on where it was when it is started again on the same state."""

    def __init__(self, home: Path, state: Path, runs: list[str]) -> None:
        state.mkdir(parents=True, exist_ok=True)
        self._runs = state / "runs.jsonl"
        self._runs.write_text("".join(runs))
        self._log = state / "events.jsonl"
        self._state = state
        self._home = home
        self.asks = min(ARRIVE, len(runs))
        self._start()

    def _start(self) -> None:
        (source,) = (self._home / "sources").glob("*.json")
        given = ["--source", source, "--runs", self._runs, "--state", self._state, "--limit", self.asks]
        queues = ["--queues", EXAMPLE / "queues.json"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "airline_agent", *map(str, given + queues)], stdout=log, stderr=subprocess.STDOUT
            )

    def events(self, kind: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == kind]

    def ran(self) -> list[dict[str, Any]]:
        """Every action that was carried out: `{ esc, status, action }`."""
        return self.events("ran")

    def resolved(self, esc: str) -> dict[str, Any]:
        """What the agent was told about an escalation."""

        def heard() -> list[dict[str, Any]]:
            return [event for event in self.events("resolved") if event["esc"] == esc]

        return wait_for(f"the agent hears of {esc}", heard)[0]

    def keep_running(self) -> None:
        """It lives through a gateway that is gone for a while; one that gave up is started again."""
        if self._process.poll() is not None:
            self._start()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)

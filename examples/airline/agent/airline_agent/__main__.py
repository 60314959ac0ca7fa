"""The command: `python -m airline_agent --source FILE --runs FILE --state DIR [--limit N] [--once]`."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import Any

from fermata import GatewayError, Source
from langgraph.checkpoint.sqlite import SqliteSaver

from .database import Airline
from .driver import PASSING, Driver
from .graph import Agent
from .script import load_runs

SEED = Path(__file__).resolve().parents[1] / "seed.json"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="airline_agent", description="An airline's agent that asks before it writes."
    )
    parser.add_argument("--source", type=Path, required=True, help="the file that `fermata init` wrote")
    parser.add_argument("--runs", type=Path, required=True, help="JSON Lines of runs to play")
    parser.add_argument("--state", type=Path, required=True, help="where checkpoints and the registry live")
    parser.add_argument(
        "--queues", type=Path, help="which tool goes to which queue (queues.json beside the runs)"
    )
    parser.add_argument("--limit", type=int, help="play only the first N runs")
    parser.add_argument("--once", action="store_true", help="go as far as possible without waiting, then end")
    return parser.parse_args()


class Events:
    """One JSON line for each event, whole lines even from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self, event: str, **members: Any) -> None:
        line = json.dumps({"event": event, **members}, ensure_ascii=False)
        with self._lock:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


def _take_up(source: Source, tell: Events, once: bool) -> bool:
    """What the process before left. The gateway may start later than the agent; a no does not get better."""
    while True:
        try:
            source.refresh_standing()
            found = source.recover()
            break
        except PASSING as trouble:
            tell("trouble", what=str(trouble))
            refused = isinstance(trouble, GatewayError) and (trouble.final or trouble.status in (401, 403))
            if once or refused:
                return False
            time.sleep(2.0)
    # Each run goes on where it was and runs what may run again; a person has to know of the rest.
    refused_before = [{"key": key, "why": str(why)} for key, why in found.not_proposed]
    if found.run_again or found.unknown or refused_before:
        tell("recovered", run_again=found.run_again, unknown=found.unknown, not_proposed=refused_before)
    return True


def _instance(state: Path) -> str:
    """A name for this state directory: with a new one, the same script is a new set of proposals."""
    file = state / "instance"
    if not file.exists():
        part = state / "instance.part"
        part.write_text(os.urandom(8).hex())
        part.rename(file)
    return file.read_text()


def _queue_for(source: Source, given: Path | None, beside: Path) -> Any:
    file = given or (beside if beside.exists() else None)
    wanted: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["tools"] if file else {}

    def queue_for(tool: str) -> str:
        queues = source.queues
        if not queues:
            raise SystemExit(f"the roster gives {source.me.source} no queue to propose to")
        return wanted[tool] if wanted.get(tool) in queues else queues[0]

    return queue_for


def main() -> int:
    given = _arguments()
    tell = Events()
    given.state.mkdir(parents=True, exist_ok=True)
    lock = (given.state / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"another agent runs on {given.state}; stop it, or choose another --state", file=sys.stderr)
        return 1
    runs = load_runs(given.runs)
    source = Source.from_file(given.source, given.state / "registry.db")
    if not _take_up(source, tell, given.once):
        return 1
    checkpoints = SqliteSaver(sqlite3.connect(given.state / "checkpoints.db", check_same_thread=False))
    queue_for = _queue_for(source, given.queues, given.runs.parent / "queues.json")
    airline = Airline(given.state / "airline.db", SEED)
    agent = Agent(source, airline, runs, queue_for, tell, _instance(given.state))
    driver = Driver(agent.compiled(checkpoints), source, tell, given.once)
    went_well = driver.play_all(runs[: given.limit])
    tell("done", ok=went_well)
    return 0 if went_well else 1


if __name__ == "__main__":
    sys.exit(main())

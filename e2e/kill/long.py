"""Many cycles, in chunks with a fresh workspace each: `python e2e/kill/long.py [CYCLES]`, 2,000 unless said.

What was done stands in `target/long/kill.json`; the same command goes on there, and begins anew once all are done.
A failed chunk is not written down: its seed is printed, and the same command plays it again.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cycles import Result, play, table
from invariants import Findings
from workspace import ROOT

STATE = ROOT / "target/long/kill.json"
CHUNK = 100


def _read(cycles: int) -> dict[str, Any]:
    """What is left of an earlier call, unless that came to its end."""
    kept: dict[str, Any] = json.loads(STATE.read_text()) if STATE.exists() else {}
    if kept.get("cycles") == cycles and _done(kept) < cycles:
        return kept
    seed = int(os.environ.get("FERMATA_SEED") or random.randrange(1_000_000))
    return {"cycles": cycles, "seed": seed, "chunks": []}


def _done(state: dict[str, Any]) -> int:
    return sum(chunk["cycles"] for chunk in state["chunks"])


def _write(state: dict[str, Any]) -> None:
    STATE.parent.mkdir(parents=True, exist_ok=True)
    part = STATE.with_suffix(".part")
    part.write_text(json.dumps(state))
    part.replace(STATE)


def _result(chunk: dict[str, Any]) -> Result:
    return Result(**{**chunk, "findings": Findings(**chunk["findings"])})


def main() -> int:
    cycles = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    state = _read(cycles)
    while (done := _done(state)) < cycles:
        print(f"kill: {done} of {cycles} cycles done", flush=True)
        with tempfile.TemporaryDirectory(prefix="fermata-kill.") as directory:
            try:
                result, _ = play(Path(directory), min(CHUNK, cycles - done), state["seed"] + len(state["chunks"]))
            except AssertionError as failed:
                print(f"kill: {failed}\nkill: FAILED after {done} of {cycles} cycles", file=sys.stderr)
                return 1
        state["chunks"].append(asdict(result))
        _write(state)
    print(table([_result(chunk) for chunk in state["chunks"]]))
    print(f"kill: all {cycles} cycles ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())

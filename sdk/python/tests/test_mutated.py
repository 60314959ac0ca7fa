"""What this verifier says of randomly changed resolutions is written down: the other verifier says the same."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from make_vectors import file_of
from signed_world import WORKSPACE, World
from test_vectors import VECTORS, Runner
from vector_mutated import CASES, mutated

FILE = VECTORS / "mutated.json"


def judged() -> list[dict[str, Any]]:
    world = World()
    told = []
    with tempfile.TemporaryDirectory() as folder:
        for case in mutated(world):
            given = {"source": world.source, "workspace": WORKSPACE, "roster_pin": world.pin}
            runner = Runner(given, case, Path(folder) / f"{case['name']}.db")
            assert runner.read(world.standing, case["answered_at"]) == []
            told.append({**case, "expect": runner.resolve(case)})
            runner.registry.close()
    return told


def test_the_verdicts_written_down_are_this_verifiers() -> None:
    assert FILE.read_text(encoding="utf-8") == file_of(judged()), "run test_mutated.py"


def test_they_end_in_many_ways() -> None:
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    ends = Counter(case["expect"].get("code", case["expect"].get("outcome")) for case in cases)
    assert sum(ends.values()) == CASES
    assert len(ends) >= 20, ends


if __name__ == "__main__":
    FILE.write_text(file_of(judged()), encoding="utf-8")

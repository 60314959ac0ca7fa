"""kill -9 of desk, gateway and agents in turn, at random instants: nothing is lost, nothing is doubled.

`FERMATA_KILL_CYCLES` says how many cycles (150), `FERMATA_SEED` which ones; a failure prints its seed.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from cycles import play, table


def test_nothing_shown_as_signed_is_lost_and_no_approved_action_runs_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cycles = int(os.environ.get("FERMATA_KILL_CYCLES") or "150")
    seed = int(os.environ.get("FERMATA_SEED") or random.randrange(1_000_000))
    result = play(tmp_path, cycles, seed)
    with capsys.disabled():
        print(f"\n{table([result])}")
    assert sum(hit["kills"] for hit in result.phases.values()) == cycles
    assert result.findings.shown > 0, "the desk showed something as signed"

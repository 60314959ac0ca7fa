"""The fixtures: a gateway with contracts for the airline's tools, and the agent with its scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(CHECKOUT / "sdk" / "python" / "tests"))

from fake_gateway import FakeGateway  # noqa: E402
from fermata.encoding import utc_now  # noqa: E402
from playing import Playing  # noqa: E402
from signed_world import World  # noqa: E402

from airline_agent.writes import WRITES  # noqa: E402


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    made = FakeGateway(World(at=utc_now(), tools={tool: {} for tool in WRITES}))
    yield made
    made.close()


@pytest.fixture
def playing(gateway: FakeGateway, tmp_path: Path) -> Callable[..., Playing]:
    """Writes the runs and the source file; gives what plays them."""

    def make(runs: list[dict[str, Any]] | Path) -> Playing:
        file = tmp_path / "script.jsonl"
        if isinstance(runs, Path):
            file = runs
        else:
            file.write_text("".join(json.dumps(run) + "\n" for run in runs), encoding="utf-8")
        source = tmp_path / "source.json"
        source.write_text(json.dumps(gateway.source_file()), encoding="utf-8")
        return Playing(source, file, tmp_path / "state")

    return make

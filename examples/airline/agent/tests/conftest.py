"""The fixtures: a gateway with contracts for the airline's tools, and the agent with its scripts."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(CHECKOUT / "sdk" / "python" / "tests"))

from fake_gateway import FakeGateway  # noqa: E402
from fermata.encoding import utc_now  # noqa: E402
from playing import Playing, written  # noqa: E402
from signed_world import World  # noqa: E402

from airline_agent.writes import WRITES  # noqa: E402


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    made = FakeGateway(World(at=utc_now(), tools={tool: {} for tool in WRITES}))
    yield made
    made.close()


@pytest.fixture
def playing(gateway: FakeGateway, tmp_path: Path) -> Callable[..., Playing]:
    return functools.partial(written, gateway, tmp_path)

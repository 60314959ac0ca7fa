"""The fixtures: a workspace around the present moment, a gateway over it, a source that speaks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clock import Clock
from fake_gateway import TOKEN, FakeGateway
from fermata.client import Source
from fermata.encoding import utc_now
from signed_world import WORKSPACE, World


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    made = FakeGateway(World(at=utc_now()))
    yield made
    made.close()


@pytest.fixture
def open_source(gateway: FakeGateway, clock: Clock, tmp_path: Path) -> Iterator[Callable[..., Source]]:
    made: list[Source] = []

    def make(**changes: Any) -> Source:
        options: dict[str, Any] = {
            "roster_pin": gateway.world.pin,
            "registry_path": tmp_path / "registry.db",
            "token": TOKEN,
            "now": clock,
            "sleep": clock.sleep,
            **changes,
        }
        url = options.pop("gateway_url", gateway.url)
        source = Source(url, WORKSPACE, gateway.world.source, **options)
        made.append(source)
        return source

    yield make
    for source in made:
        source.close()


@pytest.fixture
def source(open_source: Callable[..., Source]) -> Source:
    return open_source()

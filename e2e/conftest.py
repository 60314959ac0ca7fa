"""One state directory, one bus monitor, one agent and one window for each test file."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from airline import Airline, prepare, recorded
from desk import ROOT, Desk
from truth import Bus, Gateway

BRACKETS = str.maketrans("[]", "--")


def pytest_exception_interact(node: pytest.Item) -> None:
    """What was on the display when a test failed: `target/test/NAME.png`."""
    pictures = ROOT / "target/test"
    pictures.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-window", "root", pictures / f"{node.name.translate(BRACKETS)}.png"], check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    prepare(home)
    return home


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    bus = Bus(tmp_path_factory.mktemp("bus") / "notifications.log")
    yield bus
    bus.close()


@pytest.fixture(scope="module")
def desk(home: Path, bus: Bus) -> Iterator[Desk]:
    desk = Desk(home, home.parent / "window.log")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def gateway(desk: Desk) -> Gateway:
    return Gateway(desk.home)


@pytest.fixture(scope="module")
def airline(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airline]:
    airline = Airline(desk.home, tmp_path_factory.mktemp("airline"), recorded())
    yield airline
    airline.close()

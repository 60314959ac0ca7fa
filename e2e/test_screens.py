"""Pictures of the real window, in both themes, as a person sees it: `target/screens/window-*.png`."""

import subprocess
from collections.abc import Iterator

import pytest
from airline import Airline, invented
from desk import ROOT, Desk
from webdriver import wait_for

INTO_VIEW = "document.querySelector(`[data-testid=tab-${arguments[0]}]`).scrollIntoView({ block: 'start' })"
SCREENS = ROOT / "target/screens"


@pytest.fixture(scope="module")
def airline(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airline]:
    airline = Airline(desk.home, tmp_path_factory.mktemp("airline"), invented())
    yield airline
    airline.close()


def picture(desk: Desk, name: str) -> None:
    subprocess.run(["dunstctl", "close-all"], check=True)
    path = SCREENS / f"window-{name}.png"
    desk.window.screenshot(path)
    colours = subprocess.run(["identify", "-format", "%k", path], capture_output=True, check=True, text=True)
    assert int(colours.stdout) > 50, f"{path} is blank"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_is_painted(theme: str, desk: Desk, airline: Airline) -> None:
    wait_for(f"{airline.asks} rows", lambda: len(desk.rows()) >= airline.asks, 60)
    desk.window.click("settings")
    desk.window.click(f"theme-{theme}")
    desk.window.keys("Escape")
    desk.open(next(iter(desk.rows())))
    picture(desk, f"{theme}-desk")
    for tab in ("conversation", "evidence", "history", "raw"):
        desk.window.click(f"tab-{tab}")
        desk.window.script(INTO_VIEW, tab)
        picture(desk, f"{theme}-{tab}")
    for key, shows, name in (("e", "edit-submit", "edit"), ("r", "reject-sign", "reject"), ("?", "help", "help")):
        desk.press_until(key, shows)
        picture(desk, f"{theme}-{name}")
        desk.window.keys("Escape")
        wait_for(f"{name} is closed", lambda: not desk.window.elements(shows))

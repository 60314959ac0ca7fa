"""The window itself: where it stands is found again at the next start, and keys from anywhere bring it to the front."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from airline import prepare
from desk import Desk
from webdriver import wait_for

# 1280 by 800, without what the frame takes of the display.
FIRST = (1278, 800)


def x(*words: str) -> str:
    return subprocess.run(["xdotool", *words], capture_output=True, text=True).stdout.strip()


def window_id() -> str:
    return wait_for("the window is on the display", lambda: x("search", "--onlyvisible", "--name", "^Fermata$").split())[-1]


def size() -> tuple[int, int]:
    told = x("getwindowgeometry", "--shell", window_id())
    found = dict(line.split("=") for line in told.splitlines() if "=" in line)
    return int(found["WIDTH"]), int(found["HEIGHT"])


def maximised() -> bool:
    told = subprocess.run(["xprop", "-id", window_id(), "_NET_WM_STATE"], capture_output=True, text=True).stdout
    return "MAXIMIZED_VERT" in told and "MAXIMIZED_HORZ" in told


def ask_wm(*words: str) -> None:
    """Asks the window manager, as a pager would."""
    subprocess.run(["wmctrl", "-i", "-r", window_id(), *words], check=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    prepare(home)
    return home


class Runs:
    """One state directory, and one desk on it after another."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.desk: Desk | None = None

    def start(self) -> Desk:
        self.end()
        self.desk = Desk(self.home, self.home.parent / "window.log")
        return self.desk

    def end(self) -> None:
        if self.desk:
            self.desk.close()

    def kept(self) -> dict[str, Any]:
        file = self.home / "window.json"
        return json.loads(file.read_text()) if file.exists() else {}


@pytest.fixture
def runs(home: Path) -> Iterator[Runs]:
    runs = Runs(home)
    yield runs
    runs.end()


def test_a_window_opens_where_it_stood_and_as_large(runs: Runs) -> None:
    runs.start()
    assert size() == FIRST
    ask_wm("-e", "0,90,70,1020,640")
    wait_for("it is kept once it rests", lambda: (runs.kept().get("bounds") or {}).get("width") == 1020)
    before = runs.kept()["bounds"]
    runs.start()
    wait_for("it is as large as it was", lambda: size() == (1020, 640))
    ask_wm("-b", "add,maximized_vert,maximized_horz")
    wait_for("that it is maximised is kept", lambda: runs.kept()["maximised"])
    assert runs.kept()["bounds"] == before, "it did not creep, and its own place is kept beside"
    runs.start()
    wait_for("it opens maximised", maximised)
    ask_wm("-b", "remove,maximized_vert,maximized_horz")
    wait_for("it has its own size again", lambda: size() == (1020, 640))


def test_a_window_of_a_screen_that_is_gone_comes_back_whole(runs: Runs) -> None:
    (runs.home / "window.json").write_text(json.dumps({"bounds": {"x": 5000, "y": 300, "width": 1000, "height": 700}}))
    desk = runs.start()
    assert size() == FIRST
    desk.close()
    (runs.home / "window.json").write_text(json.dumps({"bounds": {"x": 1000, "y": 700, "width": 20, "height": 20}}))
    runs.start()
    assert size() == (960, 600)
    told = x("getwindowgeometry", window_id())
    at = re.search(r"Position: (-?\d+),(-?\d+)", told)
    assert at, told
    assert int(at[1]) + 960 <= 1290 and int(at[2]) + 600 <= 930, told


def test_keys_from_anywhere_bring_a_minimised_window_to_the_front_and_no_others_do(runs: Runs) -> None:
    desk = runs.start()
    desk.window.click("settings")
    desk.window.click("shortcut-ctrl_alt_j")
    wait_for("it is kept", lambda: runs.kept().get("shortcut") == "ctrl_alt_j")
    desk.window.keys("Escape")
    for start in (False, True):
        if start:
            desk = runs.start()
        x("windowminimize", "--sync", window_id())
        wait_for("it is away", lambda: not x("search", "--onlyvisible", "--name", "^Fermata$"))
        x("key", "ctrl+alt+y")
        assert not x("search", "--onlyvisible", "--name", "^Fermata$")
        x("key", "ctrl+alt+j")
        wait_for("it is back", lambda: x("search", "--onlyvisible", "--name", "^Fermata$"))


def test_keys_that_another_program_has_are_refused_and_those_from_before_stay(runs: Runs, tmp_path: Path) -> None:
    first = runs.start()
    first.window.click("settings")
    first.window.click("shortcut-ctrl_alt_j")
    wait_for("it is kept", lambda: runs.kept().get("shortcut") == "ctrl_alt_j")
    other = tmp_path / "other" / "home"
    other.parent.mkdir()
    prepare(other)
    second = Desk(other, tmp_path / "other.log")
    try:
        second.window.click("settings")
        second.window.click("shortcut-ctrl_alt_j")
        assert "Another program" in second.window.text("shortcut-error")
        assert second.window.attribute("shortcut-off", "aria-checked") == "true"
    finally:
        second.close()


def test_the_diagnostics_are_written_as_they_were_shown_and_name_nobody(runs: Runs) -> None:
    desk = runs.start()
    desk.window.click("settings")
    desk.window.click("diagnostics-open")
    shown = wait_for("they are shown", lambda: desk.window.script("return document.querySelector('[data-testid=diagnostics-text]')?.textContent"))
    desk.window.click("diagnostics-save")
    said = wait_for("they are saved", lambda: desk.window.script("return document.querySelector('[data-testid=diagnostics-saved] bdi')?.textContent"))
    assert Path(said).read_text() == shown
    assert "gateway: loopback" in shown
    person = json.loads((runs.home / "workspace.json").read_text())
    for anybodys in (str(runs.home), os.environ["HOME"], "127.0.0.1", person["workspace"], person["pin"]):
        assert anybodys not in shown, anybodys

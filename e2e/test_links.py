"""Links of the scheme fermata: from a start, from a second start, and through the desktop, as a click in a mail comes."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from airline import Airline, invented
from desk import BINARY, ROOT, Desk
from webdriver import Window, wait_for

VALUE = "return document.querySelector(`[data-testid=${arguments[0]}]`)?.value ?? ''"


def fermata(home: Path, *arguments: str) -> dict:
    command = [ROOT / "target/debug/fermata", "--json", *arguments]
    said = subprocess.run(command, env=os.environ | {"FERMATA_HOME": str(home)}, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def invite(home: Path) -> str:
    """Somebody else's workspace, as a link: here the one that the other tests' desk sits at."""
    return fermata(home, "roster", "invite")["link"]


def test_a_start_with_an_invite_fills_the_form_in_and_joins_nothing(invite: str, tmp_path: Path) -> None:
    home = tmp_path / "fresh"
    window = Window(BINARY, [invite], {"FERMATA_HOME": str(home)}, tmp_path / "window.log")
    try:
        wait_for("the form holds the invite", lambda: window.script(VALUE, "join-link") == invite, 40)
        assert window.elements("first-run") and not window.elements("joining")
    finally:
        window.close()


@pytest.fixture(scope="module")
def two(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    airline = Airline(desk.home, tmp_path_factory.mktemp("airline"), invented()[:2])
    yield wait_for("two rows", lambda: len(desk.rows()) >= 2 and list(desk.rows()), 60)
    airline.close()


def second_start(desk: Desk, link: str) -> None:
    again = subprocess.run([BINARY, link], env=os.environ | {"FERMATA_HOME": str(desk.home)}, timeout=30)
    assert again.returncode == 0


def test_a_second_start_with_an_items_link_opens_exactly_that_item(two: list[str], desk: Desk) -> None:
    for esc in reversed(two):
        second_start(desk, f"fermata://escalation/{esc}")
        wait_for(f"{esc} is open", lambda: desk.rows()[esc]["open"])


def test_anything_else_is_refused_with_a_line_and_opens_nothing(two: list[str], desk: Desk, invite: str) -> None:
    desk.open(two[0])
    for link, line in (
        (f"fermata://approve/{two[1]}", "does not know that link"),
        ("fermata://escalation/../../etc/passwd", "names no item"),
        ("/etc/passwd", "does not know that link"),
        (invite, "has been used already"),
    ):
        second_start(desk, link)
        wait_for(f"the line about {link[:40]}", lambda: line in desk.window.text("link-error"))
        assert desk.rows()[two[0]]["open"]
    assert {row["step"] for row in desk.rows().values()} == {None}


def test_the_desktop_gives_links_to_the_desk_once_they_are_registered(two: list[str], desk: Desk) -> None:
    environment = os.environ | {"FERMATA_HOME": str(desk.home)}
    said = subprocess.run([ROOT / "scripts/links"], env=environment, capture_output=True, text=True, check=True)
    assert "open the desk of this checkout" in said.stdout
    told = subprocess.run(["gio", "mime", "x-scheme-handler/fermata"], capture_output=True, text=True, check=True)
    assert "fermata-checkout.desktop" in told.stdout
    subprocess.run(["gio", "open", f"fermata://escalation/{two[1]}"], check=True, timeout=30)
    wait_for("its item is open", lambda: desk.rows()[two[1]]["open"])

"""Every screen of a working desk through the real window, in both themes."""

from collections.abc import Iterator

import pytest
from airline import Airline, invented
from desk import Desk
from pictures import THEMES, picture
from webdriver import wait_for

INTO_VIEW = "document.querySelector(`[data-testid=tab-${arguments[0]}]`).scrollIntoView({ block: 'start' })"
TO_TOP = "document.querySelector('#detail').scrollTo(0, 0)"


@pytest.fixture(scope="module")
def airline(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airline]:
    airline = Airline(desk.home, tmp_path_factory.mktemp("airline"), invented())
    yield airline
    airline.close()


def close(desk: Desk, shown: str) -> None:
    desk.window.keys("Escape")
    wait_for(f"{shown} is closed", lambda: not desk.window.elements(shown))


def one_with_a_bar(desk: Desk) -> str:
    """Opens an item that asks for no held key: approving it runs the undo bar."""
    for esc, row in desk.rows().items():
        if row["risk"] == "low":
            desk.open(esc)
            if desk.window.text("approve").startswith("Approve"):
                return esc
    raise AssertionError("every item asks for a held key")


@pytest.mark.parametrize("theme", THEMES)
def test_every_screen_is_painted(theme: str, desk: Desk, airline: Airline) -> None:
    wait_for(f"{airline.asks} rows", lambda: len(desk.rows()) >= airline.asks - THEMES.index(theme), 60)
    desk.window.click("settings")
    desk.window.click(f"theme-{theme}")
    picture(desk.window, theme, "settings")
    desk.window.keys("Escape")
    first = next(iter(desk.rows()))
    desk.open(first)
    picture(desk.window, theme, "desk")
    for tab in ("conversation", "evidence", "history", "raw"):
        desk.window.click(f"tab-{tab}")
        desk.window.script(INTO_VIEW, tab)
        picture(desk.window, theme, tab)
    desk.window.script(TO_TOP)

    desk.press_until("e", "edit-submit")
    picture(desk.window, theme, "edit")
    desk.window.click("edit-mode")
    desk.window.element("edit-json")
    picture(desk.window, theme, "edit-json")
    close(desk, "edit-submit")
    for key, shown, name in (("r", "reject-sign", "reject"), ("?", "help", "help")):
        desk.press_until(key, shown)
        wait_for(f"{shown} can be used", lambda: desk.window.attribute(shown, "aria-disabled") in (None, "false"))
        picture(desk.window, theme, name)
        close(desk, shown)

    light = one_with_a_bar(desk)
    desk.press_until("a", "undo")
    wait_for("the next item stands", lambda: desk.window.elements("approve"))
    picture(desk.window, theme, "undo")
    desk.window.keys("u")
    wait_for("it is taken back", lambda: not desk.window.elements("undo") and not desk.rows()[light]["step"])

    desk.approve(first)
    desk.show("Decided")
    wait_for("it ran", lambda: desk.step(first) == "executed")
    desk.window.click("row", esc=first)
    wait_for("its outcome is shown", lambda: desk.window.elements("outcome"))
    picture(desk.window, theme, "decided")
    desk.show("Inbox")

"""The first minute of somebody who has never used it: nothing is there, and a few actions later a decision is signed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from pictures import DESKTOP, THEMES, picture
from truth import Gateway, keychain_secrets, payload, public_x, verified
from webdriver import wait_for


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def desk(theme: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk without a workspace: it makes one."""
    fresh = {"XDG_DATA_HOME": str(tmp_path / "data")}
    desk = Desk(tmp_path / "home", tmp_path / "window.log", fresh | DESKTOP[theme])
    yield desk
    desk.close()


def test_a_newcomer_signs_a_first_decision_in_three_actions(desk: Desk, theme: str) -> None:
    assert len(desk.window.text("fingerprint").split()) == 3, "the key is made, and its words are shown"
    picture(desk.window, theme, "first-run")

    desk.window.click("send-first")
    (esc,) = wait_for("it arrives", desk.rows)
    wait_for("it is open", lambda: desk.rows()[esc]["open"] and desk.window.elements("approve"))
    picture(desk.window, theme, "first-escalation")
    desk.press_until("a", "undo")
    wait_for("it is signed", lambda: desk.step(esc) not in (None, "holding") or esc not in desk.rows())

    gateway = Gateway(desk.home)
    wait_for("it is approved", lambda: gateway.status(esc) == "approved")
    (decision,) = gateway.statements(esc, "decision")
    assert verified(decision, gateway.reviewer_key())["decision"] == "approve"
    assert payload(decision)["esc"] == esc
    assert gateway.reviewer_key()["x"] in {public_x(secret) for secret in keychain_secrets()}

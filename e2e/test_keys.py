"""The keys of the desk in the real window, over recorded proposals that no agent waits for."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from airline import EXAMPLE
from desk import ROOT, Desk
from truth import Gateway, payload
from webdriver import wait_for

FOCUSED = "return document.activeElement?.id || document.activeElement?.dataset.testid || ''"
VALUE = "return document.querySelector('[data-testid=edit-json]').value"


@pytest.fixture(scope="module")
def order(home: Path, desk: Desk) -> list[str]:
    """What the list shows, from top to bottom."""
    recorded = ["--contracts", EXAMPLE / "contracts", "--tools", EXAMPLE / "tools.json"]
    runs = ["--trajectories", EXAMPLE / "runs.jsonl", "--limit", "4"]
    replay = [ROOT / "target/debug/fermata", "replay", *recorded, *runs]
    subprocess.run(replay, env=os.environ | {"FERMATA_HOME": str(home)}, check=True)
    wait_for("four rows or more", lambda: len(desk.rows()) >= 4)
    return list(desk.rows())


def is_open(desk: Desk, esc: str) -> bool:
    return desk.rows()[esc]["open"]


def focused(desk: Desk) -> str:
    return desk.window.script(FOCUSED)


def enter(desk: Desk) -> str:
    """Presses Enter where no button has the focus: a row takes it for itself."""
    desk.window.script("document.activeElement?.blur()")
    desk.window.keys("Enter")
    return focused(desk)


def press(desk: Desk, key: str, shows: str, look) -> None:
    desk.window.keys(key)
    wait_for(f"{key}: {shows}", look)


def test_j_and_k_move_enter_goes_to_the_detail_and_nothing_is_decided(desk: Desk, order: list[str]) -> None:
    desk.open(order[0])
    press(desk, "j", "the next one", lambda: is_open(desk, order[1]))
    press(desk, "j", "the one after", lambda: is_open(desk, order[2]))
    press(desk, "k", "back", lambda: is_open(desk, order[1]))
    wait_for("Enter: the detail has the focus", lambda: enter(desk) == "detail")
    for _ in range(3):
        desk.window.keys("Enter")
    assert is_open(desk, order[1])
    assert {row["step"] for row in desk.rows().values()} == {None}


def test_the_slash_searches_every_item_and_escape_comes_back(desk: Desk, order: list[str], gateway: Gateway) -> None:
    reservations = {esc: reservation(gateway, esc) for esc in order}
    sought = reservations[order[1]]
    press(desk, "/", "the search has the focus", lambda: focused(desk) == "search")
    for letter in sought[:-1]:
        desk.window.keys(letter.lower())
    wanted = {esc for esc, one in reservations.items() if one[:-1] == sought[:-1]}
    wait_for("what fits is found, and nothing else", lambda: set(desk.rows()) == wanted)
    press(desk, "Escape", "all are back", lambda: list(desk.rows()) == order)
    assert focused(desk) != "search"


def reservation(gateway: Gateway, esc: str) -> str:
    """What the agent names in its arguments."""
    return payload(gateway.statements(esc, "proposal")[0])["action"]["arguments"].get("reservation_id", "none")


def test_the_question_mark_shows_every_key_and_escape_closes_it(desk: Desk, order: list[str]) -> None:
    press(desk, "?", "help", lambda: desk.window.elements("help"))
    words = desk.window.text("help")
    for action in ("Approve", "Edit", "Reject", "Undo", "Quit Fermata"):
        assert action in words
    press(desk, "Escape", "it is closed", lambda: not desk.window.elements("help"))


def test_u_takes_back_what_is_not_signed_yet(desk: Desk, order: list[str], gateway: Gateway) -> None:
    desk.open(order[0])
    desk.press_until("r", "reject-sign")
    wait_for("the bar runs", lambda: desk.step(order[0]) == "holding")
    press(desk, "u", "it is taken back", lambda: desk.step(order[0]) is None)
    desk.window.keys("Escape")
    assert gateway.statements(order[0], "decision") == []


def test_an_action_is_edited_as_json_and_signed_as_it_was_written(
    desk: Desk, order: list[str], gateway: Gateway
) -> None:
    esc = order[0]
    desk.open(esc)
    desk.press_until("e", "edit-submit")
    desk.window.click("edit-mode")
    desk.window.element("edit-json")
    written = json.loads(desk.window.script(VALUE))
    proposed = payload(gateway.statements(esc, "proposal")[0])["action"]["arguments"]
    assert written == proposed

    desk.window.clear("edit-json")
    desk.window.type("edit-json", '{ "reservation_id": 7 ')
    wait_for("it is no JSON", lambda: "not JSON" in desk.window.text("edit-hint"))
    changed = change_a_text(written)
    desk.window.clear("edit-json")
    desk.window.type("edit-json", json.dumps(changed))
    wait_for("it fits", lambda: desk.window.attribute("edit-submit", "aria-disabled") != "true")
    desk.sign(esc, "Control", "Enter")
    wait_for("it is recorded", lambda: gateway.status(esc) == "edited")
    (decision,) = gateway.statements(esc, "decision")
    assert payload(decision)["arguments"] == changed


def change_a_text(arguments: dict) -> dict:
    """The same arguments with another payment or reservation."""
    name = next(name for name in ("payment_id", "reservation_id", "user_id") if name in arguments)
    return arguments | {name: "gift_card_1234567"}

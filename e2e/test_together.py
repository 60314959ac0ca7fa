"""Two people around one item, each at a real desk: one reads what the other has open, they talk, and one gives it to the other.

The second desk runs in a session of its own, as in `test_team.py`.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from airline import Airline, recorded
from desk import Desk
from pictures import picture
from test_team import bo, elsewhere, fermata, joined  # noqa: F401 (fixtures)
from truth import Gateway, payload
from webdriver import wait_for

FACES = "return [...document.querySelectorAll(`[data-testid=row][data-esc='${arguments[0]}'] [data-testid=face]`)].map((it) => it.ariaLabel)"
TEXTS = "return [...document.querySelectorAll(`[data-testid=${arguments[0]}]`)].map((it) => it.innerText)"


PEOPLE = """
return [...document.querySelectorAll('[data-testid=team-person]')].map((row) =>
  [row.dataset.person, [...row.querySelectorAll('td')].map((cell) => cell.innerText).join(' ')]);
"""


def figures(desk: Desk) -> dict[str, str]:
    """What the team's page says of each person: holds, given, decided today."""
    return dict(desk.window.script(PEOPLE))


@pytest.fixture(scope="module")
def item(joined: list[str], desk: Desk, bo: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: F811
    """One item that both desks show."""
    airline = Airline(desk.home, tmp_path_factory.mktemp("together"), recorded())
    both = wait_for("both desks show one", lambda: [esc for esc in desk.rows() if esc in bo.rows()], 60)
    yield both[0]
    airline.close()


def notes(gateway: Gateway, esc: str) -> list[tuple[str, str]]:
    return [(note["iss"], note["type"]) for note in map(payload, gateway.statements(esc, "note"))]


def test_what_one_has_open_for_a_moment_the_other_sees_being_read(item: str, desk: Desk, bo: Desk, gateway: Gateway) -> None:  # noqa: F811
    bo.open(item)
    wait_for("the row names who reads it", lambda: "Bo Jensen is reading" in desk.window.script(FACES, item), 40)
    desk.open(item)
    wait_for("the header does too", lambda: desk.window.script(TEXTS, "reading") == ["Bo Jensen is reading"])
    picture(desk.window, "light", "reading")
    assert notes(gateway, item).count(("bo-jensen", "claimed")) == 1


def test_a_question_and_its_answer_cross_and_a_claim_is_seen(item: str, desk: Desk, bo: Desk) -> None:  # noqa: F811
    desk.open(item)
    desk.press_until("q", "note-text")
    desk.window.click("note-to", to="bo-jensen")
    desk.window.type("note-text", "Did she pay already?")
    desk.window.click("note-sign")
    desk.show("Asked")
    wait_for("it waits under Asked", lambda: list(desk.rows()) == [item])
    bo.open(item)
    wait_for("Bo reads the question", lambda: any("Did she pay already?" in text for text in bo.window.script(TEXTS, "said")))
    bo.press_until("m", "note-text")
    bo.window.type("note-text", "Yes, <b>yesterday</b>.")
    bo.window.click("note-sign")
    wait_for("it waits no longer", lambda: desk.rows() == {})
    desk.show("Inbox")
    desk.open(item)
    wait_for("the answer is there, as text", lambda: any("Yes, <b>yesterday</b>." in text for text in desk.window.script(TEXTS, "said")))
    bo.claim()
    wait_for("who holds it is named", lambda: any(text.startswith("Bo Jensen holds it until") for text in desk.window.script(TEXTS, "holds")))
    picture(desk.window, "light", "holds")


def test_what_one_gives_to_the_other_is_in_their_list(item: str, desk: Desk, bo: Desk, gateway: Gateway) -> None:  # noqa: F811
    bo.claim()
    wait_for("Bo gave it back", lambda: ("bo-jensen", "released") in notes(gateway, item))
    desk.open(item)
    desk.press_until("g", "note-sign")
    desk.window.click("note-to", to="bo-jensen")
    desk.window.click("note-sign")
    bo.show("Mine")
    wait_for("it is Bo's", lambda: list(bo.rows()) == [item])
    bo.open(item)
    people = fermata(desk.home, "roster", "show")["people"]
    name = next(person["name"] for person in people if person["id"] == "you")
    wait_for("and says by whom", lambda: bo.window.script(TEXTS, "given") == [f"Assigned to you by {name}"])
    picture(bo.window, "light", "mine")


def test_a_lead_sees_who_is_at_what_and_hands_over_all_of_their_own(item: str, desk: Desk, bo: Desk, gateway: Gateway) -> None:  # noqa: F811
    other = next(esc for esc in desk.rows() if esc != item)
    desk.open(other)
    desk.claim()
    wait_for("the log has the claim", lambda: ("you", "claimed") in notes(gateway, other))
    desk.show("Team")
    wait_for("Bo was given one, and I hold one", lambda: figures(desk) == {"you": "1 0 0", "bo-jensen": "0 1 0"})
    picture(desk.window, "light", "team")
    wait_for("mine can be given", lambda: desk.window.attribute("handover-open", "aria-disabled") == "false")
    desk.window.click("handover-open")
    desk.window.click("handover-to", to="bo-jensen")
    desk.window.click("handover-give")
    wait_for("it was given", lambda: "1 item is Bo Jensen's now." in desk.window.text("handed"))
    wait_for("all of it is Bo's", lambda: set(bo.rows()) == {item, other})
    assert notes(gateway, other)[-2:] == [("you", "assigned"), ("you", "released")]
    wait_for("and the page says so", lambda: figures(desk) == {"you": "0 0 0", "bo-jensen": "0 2 0"})


def test_the_week_is_a_table_of_what_was_closed(item: str, desk: Desk, bo: Desk, gateway: Gateway) -> None:  # noqa: F811
    bo.reject(item, "Not covered.")
    wait_for("it is decided", lambda: gateway.statements(item, "decision"))
    wait_for("the page counts it", lambda: figures(desk)["bo-jensen"].endswith(" 1"))
    desk.window.click("save-week")
    path = wait_for("it is saved", lambda: re.search(r"/\S+fermata-week\S*\.csv", desk.window.text("saved-week")))
    with Path(path[0]).open(newline="") as table:
        (line,) = csv.DictReader(table)
    assert (line["id"], line["status"], line["decided_by"]) == (item, "rejected", "Bo Jensen")
    assert int(line["waited_s"]) >= 0

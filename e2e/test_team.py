"""Two people, two desks, two keychains: one joins the other's team by an invite, and what is risky takes both.

The second desk runs in a session of its own: another home, another bus, another keyring, another display.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from airline import EXAMPLE, Airline, recorded
from desk import ROOT, Desk
from pictures import picture
from truth import Gateway, files_with_statement, payload
from webdriver import wait_for

BO = "bo-jensen"
WORDS = "return [...document.querySelectorAll('[data-testid=join-words] li')].map((it) => it.lastChild.textContent.trim())"
PAGE = "return document.body.innerText"
TWO = """
[[rule]]
risk = ["low", "medium", "high", "critical"]
verdict = "escalate"
approvals = 2
code = "two_people"
text = "Two people approve this."

[[rule]]
tools = ["cancel_reservation"]
verdict = "escalate"
blind = true
code = "second_look"
text = "Whoever looks second does not know what the first decided."
"""


def fermata(home: Path, *arguments: str) -> Any:
    """The command, as an administrator runs it beside the first desk."""
    command = [ROOT / "target/debug/fermata", "--json", *arguments]
    said = subprocess.run(command, env=os.environ | {"FERMATA_HOME": str(home)}, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of another person's session."""
    file = tmp_path_factory.mktemp("elsewhere") / "environment"
    outside = {key: value for key, value in os.environ.items() if key not in ("FERMATA_SESSION", "DISPLAY")}
    kept = f"env -0 >{file}.new && mv {file}.new {file} && exec sleep infinity"
    session = subprocess.Popen([ROOT / "scripts/session", "bash", "-c", kept], env=outside)
    wait_for("the other session is there", file.exists, 60)
    pairs = (entry.partition("=") for entry in file.read_text().split("\0") if entry)
    yield {key: value for key, _, value in pairs}
    session.terminate()
    session.wait(30)


@pytest.fixture(scope="module")
def bo(elsewhere: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("bo")
    desk = Desk(place / "home", place / "window.log", elsewhere)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def joined(desk: Desk, bo: Desk) -> list[str]:
    """Bo asks, reads the words aloud, and is let in; the words are given back."""
    link = fermata(desk.home, "roster", "invite")["link"]
    bo.window.click("join-team")
    bo.window.type("join-link", link)
    bo.window.type("join-name", "Bo Jensen")
    bo.window.click("join")
    wait_for("six words are shown", lambda: len(bo.window.script(WORDS)) == 6, 40)
    picture(bo.window, "light", "joining")
    words = bo.window.script(WORDS)
    (asks,) = wait_for("the team sees who asks", lambda: fermata(desk.home, "roster", "joins")["joins"])
    assert asks["words"] == words, "both sides show the same"
    assert (asks["person"], asks["name"]) == (BO, "Bo Jensen")
    add = ["add-person", BO, "--words", " ".join(words), "--group", "reviewers", "--max-risk", "critical"]
    fermata(desk.home, "roster", *add)
    wait_for("Bo's desk goes on by itself", lambda: bo.window.attribute("status-link", "data-link") == "live", 60)
    return words


@pytest.fixture(scope="module")
def waiting(
    joined: list[str], desk: Desk, bo: Desk, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Airline, list[str]]]:
    """Actions that take two people, on both desks: three, and then one whose second look is blind."""
    place = tmp_path_factory.mktemp("two")
    policy = place / "policy.toml"
    policy.write_text((EXAMPLE / "policy.toml").read_text() + TWO)
    fermata(desk.home, "init", "--policy", str(policy))
    airline = Airline(desk.home, place / "airline", recorded())
    calm = lambda one: [esc for esc, row in one.rows().items() if row["risk"] != "critical"]
    blind = lambda esc: payload(gateway.statements(esc, "verdict")[0])["requires"]["blind"]

    def four() -> list[str] | None:
        both = [esc for esc in calm(desk) if esc in calm(bo)]
        open_looks = [esc for esc in both if not blind(esc)][:3]
        return len(open_looks) == 3 and open_looks + [esc for esc in both if blind(esc)][:1]

    yield airline, wait_for("both desks show four", lambda: len(four() or []) == 4 and four(), 60)
    airline.close()


def test_what_takes_two_runs_only_when_both_have_signed_and_each_desk_says_so(
    waiting: tuple[Airline, list[str]], desk: Desk, bo: Desk, gateway: Gateway
) -> None:
    airline, (esc, *_) = waiting
    desk.approve(esc)
    wait_for("one decision is recorded", lambda: len(gateway.statements(esc, "decision")) == 1)
    assert gateway.status(esc) == "open" and airline.ran() == []
    desk.show("Decided")
    desk.window.click("row", esc=esc)
    wait_for("the first is told that another is needed", lambda: "Needs 1 more person" in desk.window.script(PAGE))
    desk.show("Inbox")

    bo.open(esc)
    wait_for("the second sees that it needs them", lambda: "1 of 2 approvals" in bo.window.script(PAGE))
    picture(bo.window, "light", "second")
    bo.approve(esc)
    wait_for("it runs", lambda: gateway.status(esc) == "executed", 60)
    decisions = [payload(statement) for statement in gateway.statements(esc, "decision")]
    assert sorted(decision["iss"] for decision in decisions) == [BO, "you"]
    wanted = payload(gateway.statements(esc, "proposal")[0])["action"]
    assert [run["action"] for run in airline.ran() if run["esc"] == esc] == [wanted]


def test_a_second_look_knows_nothing_of_the_first_until_it_is_signed(
    waiting: tuple[Airline, list[str]], desk: Desk, bo: Desk, gateway: Gateway
) -> None:
    _, (_, _, other, esc) = waiting
    bo.open(esc)
    before = bo.rows()[esc]
    desk.approve(esc)
    (first,) = wait_for("the first decision is recorded", lambda: gateway.statements(esc, "decision"))
    desk.approve(other)
    bo.open(other)
    wait_for("Bo's desk has read on", lambda: "1 of 2 approvals" in bo.window.script(PAGE))
    bo.open(esc)
    wait_for("it says how this is looked at", lambda: bo.window.elements("blind"))
    said = bo.window.script(PAGE)
    assert "you see others’ decisions after yours" in said and "Takes 2 people" in said
    assert "of 2 approvals" not in said and "approved it" not in said
    picture(bo.window, "light", "blind")
    assert bo.rows()[esc] | {"open": None} == before | {"open": None}, "its row looks as it did"
    assert files_with_statement(gateway.statements(esc, "proposal")[0], bo.home), "it is looked for in the right place"
    assert files_with_statement(first, bo.home) == []
    bo.sign(esc, "a")
    wait_for("both have signed", lambda: len(gateway.statements(esc, "decision")) == 2)
    wait_for("now Bo's desk has it", lambda: files_with_statement(first, bo.home))
    own = payload(gateway.statements(esc, "decision")[1])
    entries = [entry["statements"][0] for entry in gateway.escalation(esc)["entries"]]
    assert (own["iss"], own["saw"]["n"]) == (BO, entries.index(first)), "what came before the first decision, and no more"
    bo.show("Decided")
    bo.window.click("row", esc=esc)
    wait_for("and shows it", lambda: not bo.window.elements("blind"))
    bo.show("Inbox")


def test_what_is_assigned_to_who_is_away_is_in_mine_of_who_stands_in_until_they_are_back(
    waiting: tuple[Airline, list[str]], desk: Desk, bo: Desk, gateway: Gateway
) -> None:
    _, (_, esc, *_) = waiting
    fermata(desk.home, "note", esc, "assign", "you")
    desk.show("Mine")
    wait_for("it is the first one's", lambda: esc in desk.rows())
    desk.window.script("document.querySelector('[title=Team]').click()")
    desk.window.click("go-away")
    desk.window.click("away-to", to=BO)
    desk.window.click("away-say")
    wait_for("the log has it", lambda: "Bo Jensen stands in." in desk.window.text("own-away"))
    assert gateway.standing("away") == [], "a source, as which this asks, is not told"
    picture(desk.window, "light", "away")
    bo.show("Mine")
    wait_for("it is Bo's", lambda: esc in bo.rows())
    bo.window.click("row", esc=esc)
    wait_for("and says for whom", lambda: "who is away until" in bo.window.text("given"))
    picture(bo.window, "light", "stands-in")
    desk.window.click("come-back")
    wait_for("it is Bo's no longer", lambda: esc not in bo.rows())
    desk.window.keys("Escape")
    wait_for("it is the first one's again", lambda: esc in desk.rows())
    desk.show("Inbox")
    bo.show("Inbox")


def test_a_device_that_was_taken_off_decides_nothing_and_is_told_why(
    waiting: tuple[Airline, list[str]], desk: Desk, bo: Desk, gateway: Gateway
) -> None:
    airline, (_, esc, *_) = waiting
    desk.approve(esc)
    wait_for("one of two has signed", lambda: len(gateway.statements(esc, "decision")) == 1)
    wait_for("Bo's desk knows", lambda: esc in bo.rows())
    fermata(desk.home, "roster", "revoke", BO)
    wait_for("Bo's desk is told", lambda: bo.window.attribute("status-link", "data-link") == "refused", 60)
    version = gateway.standing("roster")[-1]["version"]
    assert f"taken off the team list by its version {version}, as of " in bo.window.script(PAGE)
    picture(bo.window, "light", "revoked")
    bo.window.click("row", esc=esc)
    wait_for("decisions are off", lambda: "Decisions are off" in bo.window.text("decisions-off"))
    assert not bo.window.elements("approve")
    bo.window.keys("a", hold_ms=1_500)
    assert bo.step(esc) is None
    assert [payload(it)["iss"] for it in gateway.statements(esc, "decision")] == ["you"]
    assert gateway.status(esc) == "open"
    assert esc not in [run["esc"] for run in airline.ran()]

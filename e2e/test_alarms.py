"""A source that checks what was signed and then reports that it ran something else: the window says so until a person has looked."""

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from fermata import Source
from fermata.encoding import utc_now, write_time
from fermata.results import Runs
from pictures import THEMES, picture
from truth import Bus, Gateway
from webdriver import wait_for

TOOL = "send_certificate"
FIRST = "return document.querySelector('[data-testid=row]')?.dataset.esc"


class Liar(Source):
    """Its last word is not what it was handed out."""

    def reports_other(self, result: Runs, arguments: dict[str, Any]) -> None:
        action: Any = {"tool": TOOL, "arguments": arguments}
        report = self._reporting.of_run(result, "executed", action=action)
        self.registry.finish(result.esc, "executed", report)
        assert self.flush()


@pytest.fixture(scope="module")
def liar(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Liar]:
    (file,) = (desk.home / "sources").glob("*.json")
    source = Liar.from_file(file, tmp_path_factory.mktemp("liar") / "registry.db")
    source.refresh_standing()
    yield source
    source.close()


@pytest.fixture(scope="module")
def lied(desk: Desk, liar: Liar) -> str:
    draft = {
        "expires_at": write_time(utc_now() + timedelta(hours=1)),
        "queue": liar.queues[0],
        "kind": "action",
        "action": {"tool": TOOL, "arguments": {"user_id": "mia_li_3668", "amount": 50}},
        "contract": liar.contract_for(TOOL),
        "allowed": ["approve", "reject"],
        "deliver": {"kind": "poll"},
    }
    esc = liar.propose(draft, "a-certificate").esc
    wait_for("it waits", lambda: esc in desk.rows())
    desk.approve(esc)
    result = wait_for("the source is handed it", lambda: liar.wait(esc, 5))
    assert isinstance(result, Runs)
    liar.reports_other(result, {"user_id": "mia_li_3668", "amount": 500})
    return esc


def test_what_ran_stands_beside_what_was_approved_and_is_told(lied: str, desk: Desk, bus: Bus, gateway: Gateway) -> None:
    wait_for("it is first in the inbox", lambda: desk.window.script(FIRST) == lied)
    assert gateway.escalation(lied)["state"]["alarms"] == ["executed_other"]
    desk.window.click("row", esc=lied)
    said = wait_for("the alarm is shown", lambda: desk.window.text("alarm", kind="executed_other"))
    assert "Something else ran than what was approved" in said
    (differs,) = desk.window.elements("alarm-line", differs="true")
    words = desk.window.script("return arguments[0].innerText", {"element-6066-11e4-a52e-4f735466cecf": differs})
    assert "50.00" in words and "500.00" in words, words
    title = desk.rows()[lied]["title"]
    told = wait_for("a notification", lambda: [body for head, body in bus.notifications() if head == f"Look at this: {title}"])
    assert told == ["Something else ran than what was approved"]
    for theme in THEMES:
        desk.window.click("settings")
        desk.window.click(f"theme-{theme}")
        desk.window.keys("Escape")
        picture(desk.window, theme, "alarm")


def test_the_command_says_the_same(lied: str, desk: Desk) -> None:
    command = [Path(__file__).resolve().parent.parent / "target/debug/fermata", "inbox"]
    said = subprocess.run(command, env=os.environ | {"FERMATA_HOME": str(desk.home)}, capture_output=True, text=True, check=True)
    assert said.stdout.startswith("Needs looking at:\n") and "Something else ran" in said.stdout


def test_it_survives_a_kill_and_goes_only_when_a_person_has_looked(lied: str, desk: Desk, tmp_path: Path) -> None:
    desk.kill()
    again = Desk(desk.home, tmp_path / "window.log")
    try:
        wait_for("it is first again", lambda: again.window.script(FIRST) == lied)
        again.window.click("row", esc=lied)
        wait_for("its alarm can be put away", lambda: again.window.elements("alarm-looked"))
        again.window.click("alarm-looked")
        wait_for("it has left the inbox", lambda: lied not in again.rows())
        again.show("Decided")
        wait_for("it is among what is decided", lambda: lied in again.rows())
        again.window.click("row", esc=lied)
        wait_for("it is said that somebody looked", lambda: again.window.elements("alarm-past"))
    finally:
        again.close()

"""Stop, through the real window: what a person approved is not run while the stop holds, and runs once it is lifted."""

import pytest
from airline import ARRIVE, Airline
from desk import Desk
from pictures import picture
from truth import Gateway, payload
from webdriver import wait_for

REASON = "It asked twice for the same thing."


@pytest.fixture(scope="module")
def two(desk: Desk, airline: Airline) -> list[str]:
    wait_for(f"{ARRIVE} rows", lambda: len(desk.rows()) >= ARRIVE, 60)
    return list(desk.rows())[:2]


def test_what_is_approved_and_stopped_runs_only_after_the_stop_is_lifted(
    two: list[str], desk: Desk, gateway: Gateway, airline: Airline
) -> None:
    stopped, other = two
    desk.open(stopped)
    desk.press_until("h", "stop-reason")
    desk.window.type("stop-reason", REASON)
    desk.window.keys("Control", "Enter")
    wait_for("the stop is shown", lambda: REASON in desk.window.text("halt"))
    picture(desk.window, "light", "stopped")
    (halt,) = [it for it in gateway.standing("halt") if it["scope"] == {"esc": stopped}]
    assert (halt["says"], halt["reason"]) == ("halt", REASON)

    for esc in (stopped, other):
        desk.approve(esc)
    wait_for("what is not stopped runs", lambda: gateway.status(other) == "executed", 60)
    assert gateway.status(stopped) == "approved"
    assert [run["esc"] for run in airline.ran()] == [other]

    desk.show("Decided")
    wait_for("it is among what is decided", lambda: stopped in desk.rows())
    desk.window.click("row", esc=stopped)
    wait_for("Lift is offered", lambda: desk.window.elements("lift"))
    desk.window.click("lift")
    wait_for("it runs", lambda: gateway.status(stopped) == "executed", 90)
    wanted = payload(gateway.statements(stopped, "proposal")[0])["action"]
    assert [run["action"] for run in airline.ran() if run["esc"] == stopped] == [wanted]

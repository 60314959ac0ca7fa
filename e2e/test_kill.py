"""Ten times the desk is killed in the middle of deciding; nothing that it showed as signed is lost or doubled."""

from collections import Counter
from pathlib import Path

from airline import ARRIVE, Airline, recorded
from desk import Desk
from truth import Gateway, payload
from webdriver import wait_for

# When to kill: in the undo bar, once the row has left the inbox, or so many milliseconds after the hold began,
# around the moment (600) at which it signs.
MOMENTS = ["holding", "left", 590, "left", 610, "holding", 630, 660, "left", 700]
SETTLED = ("executed", "failed", "unknown")


def pick(desk: Desk, asked: set[str], risks: tuple[str, ...]) -> str:
    return next(esc for esc, row in desk.rows().items() if row["risk"] in risks and esc not in asked)


def decide_until(desk: Desk, moment: str | int, asked: set[str]) -> str:
    """Approves one more item, and comes back at the moment at which the desk is to die."""
    if isinstance(moment, int):
        esc = pick(desk, asked, ("high",))
        desk.open(esc)
        desk.press_approve(hold_ms=moment)
        return esc
    esc = pick(desk, asked, ("low", "medium"))
    desk.approve(esc)
    if moment == "left":
        wait_for(f"{esc} leaves the inbox", lambda: esc not in desk.rows())
    return esc


def test_ten_kills_lose_and_double_nothing(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "window.log"
    desk = Desk(home, log)
    airline = Airline(home, tmp_path / "airline", recorded())
    wait_for(f"{ARRIVE} rows", lambda: len(desk.rows()) >= ARRIVE, 60)
    asked: set[str] = set()
    promised: set[str] = set()
    for moment in MOMENTS:
        esc = decide_until(desk, moment, asked)
        asked.add(esc)
        # What is no longer in the inbox was shown as signed.
        if esc not in desk.rows():
            promised.add(esc)
        desk.kill()
        desk = Desk(home, log)
        airline.keep_running()

    gateway = Gateway(home)
    assert len(promised) >= 3, "several decisions were shown as signed before a kill"
    for esc in asked:
        wait_for(f"{esc} has settled", lambda: settled(gateway, esc, promised), 60)
    ran = Counter(run["esc"] for run in airline.ran())
    for esc in asked:
        decisions = gateway.statements(esc, "decision")
        assert len(decisions) <= 1, f"{esc} was signed {len(decisions)} times"
        assert len(decisions) == 1 or esc not in promised, f"{esc} was shown as signed and is lost"
        assert ran[esc] <= len(decisions), f"{esc} ran {ran[esc]} times"
        assert ran[esc] == 1 or gateway.status(esc) != "executed", f"{esc} is called executed and did not run"
        assert gateway.escalation(esc)["state"]["alarms"] == []
    links = sorted(payload(statement)["seq"] for esc in asked for statement in gateway.statements(esc, "decision"))
    assert links == list(range(1, len(links) + 1)), "the chain of the key has no gap and no link twice"
    airline.close()
    desk.close()


def settled(gateway: Gateway, esc: str, promised: set[str]) -> bool:
    """Done for good; what was never signed may stay open."""
    status = gateway.status(esc)
    return status in SETTLED or (status == "open" and esc not in promised)

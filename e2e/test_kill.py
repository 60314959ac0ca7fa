"""Ten times the desk is killed in the middle of deciding; nothing that it showed as signed is lost or doubled."""

from collections import Counter
from pathlib import Path

from airline import ARRIVE, Airline, prepare
from desk import Desk
from truth import Gateway, payload
from webdriver import wait_for

# How far the desk gets before it is killed, from "still in the undo bar" to "in the log".
MOMENTS = ["pressed", "holding", "signed", "signed", "left", "pressed", "holding", "signed", "left", "left"]
SHOWN = ("signed", "recorded", "accepted", "executed")
SETTLED = ("executed", "failed", "unknown")

# Writes down every step that the list ever showed, so that none is missed between two looks.
WATCH = """
window.__shown = [];
const look = () => document.querySelectorAll('[data-testid=row]').forEach((row) => {
  const step = row.querySelector('[data-testid=progress]')?.dataset.step;
  if (step) window.__shown.push(`${row.dataset.esc} ${step}`);
});
new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
"""


def shown_signed(desk: Desk) -> set[str]:
    seen = (line.split() for line in desk.window.script("return window.__shown"))
    return {esc for esc, step in seen if step in SHOWN}


def reached(desk: Desk, esc: str, moment: str) -> bool:
    if moment == "pressed":
        return True
    if moment == "left":
        return esc not in desk.rows()
    return desk.step(esc) == moment or esc in shown_signed(desk) or esc not in desk.rows()


def test_ten_kills_lose_and_double_nothing(home: Path, tmp_path: Path) -> None:
    log = tmp_path / "window.log"
    prepare(home)
    desk = Desk(home, log)
    airline = Airline(home, tmp_path / "airline")
    wait_for(f"{ARRIVE} rows", lambda: len(desk.rows()) >= ARRIVE, 60)
    promised: set[str] = set()
    pressed: list[str] = []
    for moment in MOMENTS:
        desk.window.script(WATCH)
        esc = next(esc for esc, row in desk.rows().items() if esc not in pressed and not row["step"])
        desk.open(esc)
        desk.press_approve()
        pressed.append(esc)
        wait_for(f"{esc} gets to: {moment}", lambda: reached(desk, esc, moment))
        promised |= shown_signed(desk)
        desk.kill()
        desk = Desk(home, log)
        airline.keep_running()

    gateway = Gateway(home)
    assert promised, "at least one decision was shown as signed before a kill"
    for esc in pressed:
        wait_for(f"{esc} has settled", lambda: settled(gateway, esc, promised), 60)
    ran = Counter(run["esc"] for run in airline.ran())
    for esc in pressed:
        decisions = [payload(statement) for statement in gateway.statements(esc, "decision")]
        status = gateway.status(esc)
        if esc in promised:
            assert len(decisions) == 1, f"{esc} was shown as signed and is in the log {len(decisions)} times"
        assert len({decision["jti"] for decision in decisions}) == len(decisions) <= 1
        assert ran[esc] == (1 if status == "executed" else ran[esc] if status == "unknown" else 0), (esc, status)
        assert ran[esc] <= 1
    links = sorted(payload(s)["seq"] for esc in pressed for s in gateway.statements(esc, "decision"))
    assert links == list(range(1, len(links) + 1)), "the chain of the key has no gap and no link twice"
    airline.close()
    desk.close()


def settled(gateway: Gateway, esc: str, promised: set[str]) -> bool:
    """Done for good; what was never signed may stay open."""
    status = gateway.status(esc)
    return status in SETTLED or (status == "open" and esc not in promised)

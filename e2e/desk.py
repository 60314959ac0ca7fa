"""The real desk, driven as a person would: rows, keys, buttons. Truth about it is asked elsewhere (`truth.py`)."""

import json
import os
import signal
from pathlib import Path

from webdriver import WebDriverError, Window, wait_for

ROOT = Path(__file__).resolve().parent.parent
BINARY = ROOT / "target/debug/fermata-desk"
STEPS = ["holding", "signed", "recorded", "accepted", "executed"]
HOLD_MS = 900

STEP_OF = """
const row = document.querySelector(`[data-testid="row"][data-esc="${arguments[0]}"] [data-testid="progress"]`);
return row ? row.dataset.step : null;
"""
ALL_ROWS = "return [...document.querySelectorAll('[data-testid=row]')].map((row) => row.dataset.esc);"


class Desk:
    """One run of the desk; its state directory outlives it."""

    def __init__(self, home: Path, log: Path) -> None:
        if not BINARY.exists():
            raise SystemExit(f"{BINARY} is missing: cargo build --workspace")
        self.home = home
        stale = home / "gateway.json"
        before = stale.read_text() if stale.exists() else None
        self.window = Window(BINARY, [], {"FERMATA_HOME": str(home)}, log)
        wait_for("the gateway writes where it is", lambda: stale.exists() and stale.read_text() != before)
        self.pid: int = json.loads(stale.read_text())["pid"]
        wait_for("the page is connected", lambda: self.window.attribute("status-link", "data-link") == "live")

    def rows(self) -> list[str]:
        return self.window.script(ALL_ROWS)

    def open(self, esc: str) -> None:
        self.window.click("row", esc=esc)
        wait_for(f"{esc} is open", lambda: self.window.elements("detail-title", esc=esc))

    def step(self, esc: str) -> str | None:
        """How far the desk shows one's own decision on this escalation."""
        return self.window.script(STEP_OF, esc)

    def approve(self, esc: str) -> None:
        """By key; held long enough for items that ask for it, and again while something was still unseen."""
        self.open(esc)

        def press() -> bool:
            self.window.keys("a", hold_ms=HOLD_MS)
            return self.step(esc) is not None or esc not in self.rows()

        wait_for(f"{esc} is approved", press)

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        os.kill(self.pid, signal.SIGKILL)
        try:
            self.window.close()
        except WebDriverError:
            pass

    def close(self) -> None:
        self.window.close()

"""The real desk, driven as a person would: rows, keys, buttons. Truth about it is asked elsewhere (`truth.py`)."""

import json
import os
import signal
from pathlib import Path
from typing import Any

from webdriver import WebDriverError, Window, processes_with, wait_for

ROOT = Path(__file__).resolve().parent.parent
BINARY = ROOT / "target/debug/fermata-desk"
HOLD_MS = 900

# What came above what is on screen waits under a button until it is pressed.
ROWS = """
const more = document.querySelector('[data-testid=arrivals]');
more?.click();
return more ? null : [...document.querySelectorAll('[data-testid=row]')].map((row) => ({
  esc: row.dataset.esc,
  title: row.querySelector('.title')?.innerText,
  risk: ['low', 'medium', 'high', 'critical'].find((risk) => row.classList.contains(risk)),
  open: row.getAttribute('aria-current') === 'true',
  step: row.querySelector('[data-testid=progress]')?.dataset.step ?? null,
}));
"""


class Desk:
    """One run of the desk; its state directory outlives it."""

    def __init__(self, home: Path, log: Path, environment: dict[str, str] | None = None) -> None:
        if not BINARY.exists():
            raise SystemExit(f"{BINARY} is missing: cargo build --workspace")
        self.home = home
        before = self._address()
        self.window = Window(BINARY, [], {"FERMATA_HOME": str(home)} | (environment or {}), log)
        try:
            wait_for("the gateway writes where it is", lambda: self._address() not in (None, before), 60)
            self.pid: int = self._address()["pid"]
            wait_for("the page is connected", lambda: self.window.attribute("status-link", "data-link") == "live", 60)
        except Exception:
            # One that nobody holds would keep every later start from opening a window.
            self.window.close()
            raise

    def _address(self) -> dict[str, Any] | None:
        try:
            return json.loads((self.home / "gateway.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def rows(self) -> dict[str, dict[str, Any]]:
        """What the list shows, by escalation, in its order."""
        (rows,) = wait_for("what is new is listed", lambda: (found := self.window.script(ROWS)) is not None and [found])
        return {row["esc"]: row for row in rows}

    def show(self, view: str) -> None:
        """Goes to a list by its name in the rail."""
        self.window.script("document.querySelector(`nav [title='${arguments[0]}']`).click()", view)

    def open(self, esc: str) -> None:
        # The driver takes what lies behind the status bar for visible.
        self.window.script("document.querySelector(`[data-testid=row][data-esc='${arguments[0]}']`)?.scrollIntoView({ block: 'center' })", esc)
        self.window.click("row", esc=esc)
        wait_for(f"{esc} is open", lambda: self.rows().get(esc, {}).get("open") and self.window.elements("approve"))

    def step(self, esc: str) -> str | None:
        """How far the list shows one's own decision; None also where the list does not hold it."""
        return self.rows().get(esc, {}).get("step")

    def approve(self, esc: str) -> None:
        """By key."""
        self.open(esc)
        self.sign(esc, "a")

    def sign(self, esc: str, *keys: str) -> None:
        """Held long enough for items that ask for it, and again while something was still unseen."""

        def press() -> bool:
            row = self.rows().get(esc)
            if row is None or row["step"]:
                return True
            if row["open"]:
                self.window.keys(*keys, hold_ms=HOLD_MS)
            return False

        wait_for(f"{esc} is signed", press)

    def press_approve(self, hold_ms: int) -> None:
        """Looks at every field of the open item first, then presses once."""

        def seen() -> bool:
            if self.window.attribute("approve", "aria-disabled") == "false":
                return True
            self.window.keys("a")
            return False

        wait_for("approve can be pressed", seen)
        self.window.keys("a", hold_ms=hold_ms)

    def edit(self, esc: str, pointer: str, value: str) -> None:
        """By the form: one field gets another value."""
        self.open(esc)
        self.press_until("e", "edit-submit")
        self.window.clear("edit-input", pointer=pointer)
        self.window.type("edit-input", value, pointer=pointer)
        self.sign(esc, "Control", "Enter")

    def reject(self, esc: str, message: str) -> str:
        """By the sheet: another reason than the default one, a message, sign now. Returns the reason's code."""
        self.open(esc)
        self.press_until("r", "reject-sign")
        code = self.window.attribute_of(self.window.elements("reject-reason")[1], "data-code")
        self.window.click("reject-reason", code=code)
        self.window.type("reject-message", message)
        self.window.click("reject-sign")
        wait_for(f"{esc} is rejected", lambda: esc not in self.rows() or self.step(esc))
        return code

    def press_until(self, key: str, testid: str) -> None:
        """Decision keys are dead for a moment after another item opened, so one press may be too early."""

        def press() -> bool:
            self.window.keys(key)
            return bool(self.window.elements(testid))

        wait_for(f"{key} opens {testid}", press)

    def claim(self) -> None:
        """Takes the open item or gives it back: once, for a second press would undo the first."""
        wait_for("the keys live", lambda: self.window.script("return document.querySelector('[data-testid=approve]')?.disabled === false"))
        self.window.keys("c")

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        os.kill(self.pid, signal.SIGKILL)
        try:
            self.close()
        except WebDriverError:
            pass

    def close(self) -> None:
        """Comes back once the process is gone."""
        self.window.close()


def processes_of(home: Path) -> list[int]:
    """Every process that runs on this state directory."""
    return processes_with(f"FERMATA_HOME={home}")

"""A disk that fails while a decision is written: what the window says is still true after a kill and a new start."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from airline import EXAMPLE, prepare
from desk import ROOT, Desk
from pictures import DESKTOP, THEMES, picture
from truth import Gateway, payload
from webdriver import runs, wait_for


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Each test begins a key's chain."""
    prepare(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def failing(tmp_path: Path) -> dict[str, str]:
    """An environment in which syncs of the desk's write-ahead log fail once the file `fail` is there."""
    library = tmp_path / "failing_sync.so"
    source = Path(__file__).with_name("failing_sync.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "FAIL_SYNC_OF": "/desk.db-wal", "FAIL_SYNC_WHEN": str(tmp_path / "fail")}


@pytest.fixture
def desk(home: Path, failing: dict[str, str]) -> Iterator[Desk]:
    desk = Desk(home, home.parent / "window.log", failing)
    yield desk
    if runs(desk.pid):
        desk.kill()


def test_what_was_said_to_be_unsigned_is_not_sent_after_a_kill(
    desk: Desk, home: Path, failing: dict[str, str], theme: str, tmp_path: Path
) -> None:
    recorded = ["--contracts", EXAMPLE / "contracts", "--tools", EXAMPLE / "tools.json"]
    subprocess.run(
        [ROOT / "target/debug/fermata", "replay", *recorded, "--trajectories", EXAMPLE / "runs.jsonl", "--limit", "1"],
        env=os.environ | {"FERMATA_HOME": str(home)},
        check=True,
    )
    (esc,) = wait_for("it arrives", desk.rows)
    gateway = Gateway(home)
    Path(failing["FAIL_SYNC_WHEN"]).touch()
    desk.open(esc)
    desk.press_until("r", "reject-sign")
    desk.window.click("reject-sign")
    wait_for("the failure is said", lambda: "Nothing was signed" in desk.window.text("notice"))

    desk.kill()
    again = Desk(home, tmp_path / "again.log", DESKTOP[theme] | {"XDG_DATA_HOME": str(tmp_path)})
    try:
        wait_for("it is said to be undone", lambda: again.step(esc) == "not_applied")
        assert "decide again" in again.window.text("undone")
        picture(again.window, theme, "not-applied")
        assert gateway.statements(esc, "decision") == [], "and nothing was sent"
        assert gateway.status(esc) == "open"
        again.reject(esc, "Once more.")
        wait_for("it is recorded", lambda: gateway.status(esc) == "rejected")
        (decision,) = gateway.statements(esc, "decision")
        assert payload(decision)["seq"] == 1, "the one that was not signed has no place in the key's chain"
        assert payload(decision)["reason"]["message"] == "Once more."
    finally:
        again.close()

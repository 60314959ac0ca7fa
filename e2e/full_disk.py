"""A disk that is really full, under the desk, its gateway and the command line at once: nothing is half done, nothing is lost.

The state directory is a small file system of its own. `test_full_disk.py` runs this where it may be mounted.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from airline import EXAMPLE, prepare
from desk import ROOT, Desk
from truth import Gateway, payload, sha256, typ
from webdriver import wait_for

FERMATA = ROOT / "target/debug/fermata"
# So much text that a decision with it finds no room in pages that are there already.
LONG = "The customer asked for something else. " * 500
TYPE = """
const field = document.getElementById('reject-message');
field.value = arguments[0];
field.dispatchEvent(new Event('input', { bubbles: true }));
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    small = tmp_path_factory.mktemp("small")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "fermata", small], check=True)
    prepare(small / "home")
    yield small / "home"
    subprocess.run(["umount", "--lazy", small], check=True)


class Disk:
    def __init__(self, home: Path) -> None:
        self._ballast = home / "ballast"

    def fill(self) -> None:
        """To the last byte: smaller and smaller pieces, as long as one fits."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 14, 1 << 10, 1):
                try:
                    while file.write(b"x" * size) == size:
                        pass
                except OSError:
                    pass

    def make_room(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(home: Path) -> Disk:
    return Disk(home)


def fermata(home: Path, *words: str | Path, stdin: str | None = None) -> tuple[int, Any]:
    done = subprocess.run(
        [FERMATA, "--json", *words],
        env=os.environ | {"FERMATA_HOME": str(home)},
        input=stdin,
        capture_output=True,
        text=True,
    )
    return done.returncode, json.loads(done.stdout)


def reject(desk: Desk, esc: str, message: str) -> None:
    desk.open(esc)
    desk.press_until("r", "reject-sign")
    desk.window.script(TYPE, message)
    wait_for("the message is in", lambda: desk.window.script("return document.getElementById('reject-message').value"))
    desk.window.keys("Control", "Enter")


def test_on_a_full_disk_nothing_is_half_done_and_with_room_again_the_work_goes_on(
    desk: Desk, home: Path, gateway: Gateway, disk: Disk
) -> None:
    recorded = ["--contracts", EXAMPLE / "contracts", "--tools", EXAMPLE / "tools.json"]
    code, _ = fermata(home, "replay", *recorded, "--trajectories", EXAMPLE / "runs.jsonl", "--limit", "8")
    assert code == 0
    wait_for("eight rows", lambda: len(desk.rows()) == 8)
    order = list(desk.rows())

    disk.fill()
    refused = decide_until_refused(desk, gateway, order)
    words = desk.window.text("notice")
    assert "full" in words and "make room" in words
    assert gateway.statements(refused, "decision") == [], "what was not signed is nowhere"
    assert desk.rows()[refused]["step"] is None, "and is not shown as signed"

    code, said = fermata(home, "decide", refused, "reject", "--reason", "wrong_arguments", "--message", LONG)
    assert (code, said["error"]["code"]) == (1, "disk"), said
    code, said = propose(home, gateway)
    assert code == 1 and "room" in said["error"]["message"], said
    before = entries(gateway)

    disk.make_room()
    # The sheet is still there, with what was written in it.
    desk.window.keys("Control", "Enter")
    wait_for("it is recorded", lambda: gateway.status(refused) == "rejected")
    (decision,) = gateway.statements(refused, "decision")
    assert payload(decision)["reason"]["message"].startswith("The customer asked for something else.")
    assert entries(gateway)[: len(before)] == before, "what was there is there"
    code, said = propose(home, gateway)
    assert code == 0, said
    chain = [payload(decision) for esc in order for decision in gateway.statements(esc, "decision")]
    assert sorted(link["seq"] for link in chain) == list(range(1, len(chain) + 1)), "no link of the key's chain is missing"


def decide_until_refused(desk: Desk, gateway: Gateway, order: list[str]) -> str:
    """What fits into pages that are there already may still be signed: then it is recorded too."""
    for esc in order:
        reject(desk, esc, LONG)
        wait_for("an answer", lambda: desk.window.elements("notice") or esc not in desk.rows() or desk.step(esc))
        if desk.window.elements("notice"):
            return esc
        wait_for("it is recorded", lambda: gateway.status(esc) == "rejected")
    raise AssertionError("everything found room: the disk is not full")


def propose(home: Path, gateway: Gateway) -> tuple[int, Any]:
    """The same each time: what did not happen can be asked for again under its key."""
    statements = [statement for entry in entries(gateway) for statement in entry["statements"]]
    contracts = [each for each in statements if typ(each) == "fermata-contract+jws"]
    draft = {
        "expires_at": f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%dT%H:%M:%S.000Z}",
        "queue": "refunds",
        "kind": "action",
        "action": {"tool": "cancel_reservation", "arguments": {"reservation_id": "ABC123"}},
        "contract": next(sha256(each) for each in contracts if payload(each)["tool"] == "cancel_reservation"),
        "allowed": ["approve", "reject"],
        "narration": LONG,
        "deliver": {"kind": "poll"},
    }
    return fermata(home, "propose", "-", "--key", "once", stdin=json.dumps(draft))


def entries(gateway: Gateway) -> list[Any]:
    return gateway.get("/v1/standing?after=0")["entries"]

"""What leaves the window, and what comes in as bytes: a picture that WebKit shows, and what the system's opener is given.

The opener is a stand-in that writes down what it gets; nothing is opened.
"""

import base64
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from airline import Airline, invented
from desk import Desk
from truth import Gateway, payload
from webdriver import wait_for

PAGE = "https://crm.example/travellers/41190?tab=documents&from=agent"
EVIL = "https://crm.example@evil.example/"
PICTURE = "const it = document.querySelector('[data-testid=picture] img'); return it && it.complete ? [it.naturalWidth, it.naturalHeight, it.src.slice(0, 5)] : null"
PRESS = "document.querySelectorAll(`[data-testid=${arguments[0]}]`)[arguments[1]].click()"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xc8\x28\x28" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("opener")


@pytest.fixture(scope="module")
def desk(home: Path, given: Path) -> Iterator[Desk]:
    opener = given / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{given}/opened"\n')
    opener.chmod(0o755)
    path = f"{given}{os.pathsep}{os.environ['PATH']}"
    desk = Desk(home, home.parent / "window.log", {"PATH": path})
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def esc(desk: Desk, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    airline = Airline(desk.home, tmp_path_factory.mktemp("airline"), invented()[:1])
    like = wait_for("a row", lambda: list(desk.rows())[:1], 60)[0]
    draft = payload(gateway.statements(like, "proposal")[0])
    for member in ("jti", "iss", "ws", "issued_at", "nonce"):
        del draft[member]
    draft["context"]["subject"] |= {"id": "41190", "url": PAGE}
    encoded = base64.b64encode
    draft["context"]["evidence"] = [
        {"title": "Photo", "media_type": "image/png", "base64": encoded(png(40, 30)).decode()},
        {"title": "Bill", "media_type": "application/pdf", "base64": encoded(b"%PDF-1.7\n\0\xff").decode()},
        {"title": "Note", "media_type": "text/markdown", "text": f"[help]({EVIL})"},
    ]
    made = gateway.propose(draft, "outside")
    wait_for("it stands in the list", lambda: made in desk.rows())
    desk.open(made)
    yield made
    airline.close()


def opened(given: Path) -> list[str]:
    file = given / "opened"
    return file.read_text().splitlines() if file.exists() else []


def test_a_picture_is_shown_under_the_windows_own_policy(desk: Desk, esc: str) -> None:
    desk.window.script(PRESS, "tab-evidence", 0)
    assert wait_for("the picture is there", lambda: desk.window.script(PICTURE)) == [40, 30, "blob:"]


def test_an_address_reaches_the_opener_only_by_the_button(desk: Desk, esc: str, given: Path) -> None:
    desk.window.script(PRESS, "subject-link", 0)
    wait_for("the host is shown", lambda: desk.window.text("outside-host") == "crm.example")
    assert opened(given) == []
    desk.window.script(PRESS, "outside-open", 0)
    wait_for("the opener has it", lambda: opened(given) == [PAGE])
    desk.window.script(PRESS, "outside-cancel", 0)
    desk.window.script(PRESS, "link", 0)
    wait_for("it is refused", lambda: desk.window.elements("outside-refused"))
    assert not desk.window.elements("outside-open")
    desk.window.script(PRESS, "outside-cancel", 0)
    assert opened(given) == [PAGE]


def test_a_pdf_is_saved_as_it_came_and_given_to_the_opener(desk: Desk, esc: str, given: Path) -> None:
    desk.window.script(PRESS, "open-file", 0)
    wait_for("the dialog stands", lambda: desk.window.elements("outside-save"))
    desk.window.script(PRESS, "outside-save", 0)
    path = Path(wait_for("the opener has it", lambda: opened(given)[1:])[0])
    assert path.name == f"fermata-{esc}-2.pdf"
    assert path.read_bytes() == b"%PDF-1.7\n\0\xff"

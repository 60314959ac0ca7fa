"""What the window shows when the desk can not work: what it is, what to do, and that it goes on once that was done."""

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import BINARY, ROOT, processes_of
from pictures import DESKTOP, THEMES, picture
from webdriver import WebDriverError, Window, runs, wait_for

KEYCHAIN = "/org/freedesktop/secrets"


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def opened(home: Path, theme: str, tmp_path: Path) -> Iterator[Window]:
    # With data of its own the page remembers no theme that another test chose.
    fresh = {"FERMATA_HOME": str(home), "XDG_DATA_HOME": str(tmp_path)}
    window = Window(BINARY, [], fresh | DESKTOP[theme], tmp_path / "window.log")
    yield window
    window.close()


def failed(window: Window) -> tuple[str | None, str]:
    """Its code, and all that it says."""
    window.element("failed")
    return window.attribute("failed", "data-code"), window.text("failed")


def works(window: Window) -> bool:
    return window.attribute("status-link", "data-link") == "live"


@pytest.fixture
def locked_keychain(home: Path) -> Iterator[None]:
    asked = ["--session", "--print-reply", "--dest=org.freedesktop.secrets", KEYCHAIN]
    collection = f"array:objpath:{KEYCHAIN}/collection/login"
    subprocess.run(["dbus-send", *asked, "org.freedesktop.Secret.Service.Lock", collection], check=True)
    yield
    unlock()


def unlock() -> None:
    """As somebody who logs in again does: the keyring's daemon starts anew, with the password."""
    asked = ["gnome-keyring-daemon", "--replace", "--unlock", "--components=secrets"]
    subprocess.run(asked, input=b"session\n", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    wait_for("the keychain is unlocked", lambda: not is_locked())


def is_locked() -> bool:
    asked = ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets"]
    path = ["--object-path", f"{KEYCHAIN}/collection/login", "--method", "org.freedesktop.DBus.Properties.Get"]
    told = subprocess.run([*asked, *path, "org.freedesktop.Secret.Collection", "Locked"], capture_output=True, text=True)
    return "<false>" not in told.stdout


def test_a_locked_keychain_is_named_and_the_desk_goes_on_once_it_is_unlocked(
    locked_keychain: None, opened: Window, theme: str
) -> None:
    code, words = failed(opened)
    assert code == "keychain"
    assert "unlock it" in words.lower()
    picture(opened, theme, "keychain-locked")
    unlock()
    opened.click("retry")
    wait_for("it works", lambda: works(opened))


@pytest.fixture
def newer_database(home: Path) -> Iterator[None]:
    with sqlite3.connect(home / "log.db") as log:
        newer = (99999999999999, "newer", "2030-01-01", 1, b"", 0)
        log.execute("INSERT INTO _sqlx_migrations VALUES (?, ?, ?, ?, ?, ?)", newer)
    yield
    with sqlite3.connect(home / "log.db") as log:
        log.execute("DELETE FROM _sqlx_migrations WHERE version = 99999999999999")


def test_a_database_of_a_newer_version_is_left_alone(newer_database: None, opened: Window, theme: str) -> None:
    code, words = failed(opened)
    assert code == "newerDatabase"
    assert "update" in words.lower()
    picture(opened, theme, "newer-database")


@pytest.fixture
def damaged_database(home: Path) -> Iterator[bytes]:
    kept = {file: file.read_bytes() for file in home.glob("desk.db*")}
    for file in kept:
        file.unlink()
    text = b"this is no database; somebody may need it, so nobody overwrites it"
    (home / "desk.db").write_bytes(text)
    yield text
    for file in home.glob("desk.db*"):
        file.unlink()
    for file, content in kept.items():
        file.write_bytes(content)


def test_a_damaged_database_is_named_and_left_alone_and_the_desk_goes_on_once_it_is_gone(
    damaged_database: bytes, opened: Window, home: Path, theme: str
) -> None:
    code, words = failed(opened)
    assert code == "disk"
    assert "desk.db" in words
    assert (home / "desk.db").read_bytes() == damaged_database
    picture(opened, theme, "disk")
    (home / "desk.db").unlink()
    opened.click("retry")
    wait_for("it works", lambda: works(opened))


@pytest.fixture
def gateway_elsewhere(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    gateway = subprocess.Popen(
        [ROOT / "target/debug/fermata", "--json", "gateway", "--listen", "127.0.0.1:0"],
        env=os.environ | {"FERMATA_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert gateway.stdout
    said = b"".join(iter(gateway.stdout.readline, b"}\n"))
    assert b'"url"' in said, said
    yield gateway
    gateway.kill()
    gateway.wait()


@pytest.fixture
def port_taken(home: Path) -> Iterator[socket.socket]:
    """Something else listens where the desk's own gateway would."""
    host, port = json.loads((home / "workspace.json").read_text())["listen"].rsplit(":", 1)
    with socket.create_server((host, int(port))) as listener:
        yield listener


def test_a_gateway_of_another_process_that_goes_away_is_missed_and_the_desk_serves_the_log_itself(
    gateway_elsewhere: subprocess.Popen[bytes], port_taken: socket.socket, opened: Window, home: Path, theme: str
) -> None:
    wait_for("it works", lambda: works(opened))
    gateway_elsewhere.kill()
    wait_for("it says so", lambda: opened.attribute("status-link", "data-link") == "offline", 40)
    wait_for("and what to do", lambda: "in use" in opened.text("notice") or "taken" in opened.text("notice"))
    assert opened.elements("notice", code="internal") == [], "a gateway that is gone is no fault of the desk"
    picture(opened, theme, "offline")
    port_taken.close()
    wait_for("it works again", lambda: works(opened), 40)
    served = json.loads((home / "gateway.json").read_text())
    assert served["pid"] in processes_of(home), "by a gateway of its own"
    assert opened.elements("notice") == []


@pytest.fixture
def silent_disk(home: Path) -> Iterator[Path]:
    """Whoever reads the workspace's description waits for ever, as on a file system that went away."""
    described = home / "workspace.json"
    content = described.read_bytes()
    described.unlink()
    os.mkfifo(described)
    yield described
    described.unlink()
    described.write_bytes(content)


def test_a_desk_that_can_not_start_can_be_quit(silent_disk: Path, opened: Window, home: Path) -> None:
    pids = [pid for pid in processes_of(home) if Path(f"/proc/{pid}/exe").resolve() == BINARY]
    wait_for("the window", lambda: opened.element("loading"))
    # A window that goes away has no answer for its driver.
    with contextlib.suppress(WebDriverError):
        opened.keys("Control", "q")
    wait_for("it has ended", lambda: not any(map(runs, pids)))

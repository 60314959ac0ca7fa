"""What surrounds the window: clicks on notifications, a second start, closing with and without a tray, quitting.

The tray is Xfce's, a real one, started only where a test needs it.
"""

import contextlib
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from airline import Airline, invented, recorded
from desk import BINARY, Desk
from truth import Bus, Gateway
from webdriver import WebDriverError, runs, wait_for

XFCONFD = "/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd"
WATCHER = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")
ITEM = "org.kde.StatusNotifierItem"
Propose = Callable[[], str]


@pytest.fixture(scope="module")
def propose(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Propose]:
    """Each call: one agent with one run of its own asks for one thing."""
    agents: list[Airline] = []
    different = iter(invented())

    def one() -> str:
        before = set(desk.rows())
        agents.append(Airline(desk.home, tmp_path_factory.mktemp("airline"), [next(different)]))
        return wait_for("one more row", lambda: set(desk.rows()) - before, 60).pop()

    yield one
    for agent in agents:
        agent.close()


def call(name: str, path: str, method: str, *arguments: str) -> str:
    asked = ["gdbus", "call", "--session", "--dest", name, "--object-path", path, "--method", method, "--", *arguments]
    return subprocess.run(asked, capture_output=True, check=True, text=True).stdout


def prop(name: str, path: str, interface: str, member: str) -> str:
    return call(name, path, "org.freedesktop.DBus.Properties.Get", interface, member)


def x(*words: str) -> str:
    return subprocess.run(["xdotool", *words], capture_output=True, text=True).stdout.strip()


def window_id() -> str:
    return wait_for("the window is on the display", lambda: x("search", "--name", "^Fermata$").split())[-1]


def state() -> str:
    """`Normal`, `Iconic` or `Withdrawn`: what the window manager says of the window."""
    told = subprocess.run(["xprop", "-id", window_id(), "WM_STATE"], capture_output=True, text=True).stdout
    found = re.search(r"window state: (\w+)", told)
    return found[1] if found else "Withdrawn"


def close_window() -> None:
    """As a click on the title bar's cross does: the window manager asks the window to go."""
    subprocess.run(["wmctrl", "-i", "-c", window_id()], check=True)


def start_again(desk: Desk) -> int:
    """Somebody starts it a second time, as from a menu."""
    again = subprocess.run([BINARY], env=os.environ | {"FERMATA_HOME": str(desk.home)}, timeout=30)
    return again.returncode


def says(bus: Bus, title: str) -> list[str]:
    return [body for summary, body in bus.notifications() if summary == title]


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[None]:
    """Xfce's panel and the settings daemon that it needs; without bus activation both are started by hand."""
    missing = [what for what in ("/usr/bin/xfce4-panel", XFCONFD) if not Path(what).exists()]
    assert not missing, f"{missing} is missing: apt-get install --no-install-recommends xfce4-panel"
    log = (tmp_path / "panel.log").open("wb")
    started = [subprocess.Popen([XFCONFD], stdout=log, stderr=log)]
    wait_for(
        "xfconfd answers",
        lambda: "true" in call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", "org.xfce.Xfconf"),
    )
    started.append(subprocess.Popen(["xfce4-panel", "--disable-wm-check"], stdout=log, stderr=log))
    wait_for("the panel's tray has Fermata's icon", items, 30)
    yield
    for process in reversed(started):
        process.terminate()
        process.wait(10)


def items() -> list[tuple[str, str]]:
    """Bus name and path of each icon that the tray shows."""
    try:
        told = prop(*WATCHER, WATCHER[0], "RegisteredStatusNotifierItems")
    except subprocess.CalledProcessError:
        return []
    return re.findall(r"'([^'/]+)(/[^']*)'", told)


def choose(label: str) -> None:
    """Picks an entry of the icon's menu, as the tray does when it is clicked."""
    ((name, path),) = items()
    menu = re.search(r"objectpath '([^']+)'|<'(/[^']+)'>", prop(name, path, ITEM, "Menu"))
    assert menu
    at = menu[1] or menu[2]
    layout = call(name, at, "com.canonical.dbusmenu.GetLayout", "0", "-1", "@as []")
    entry = re.search(rf"\((\d+), \{{[^}}]*'label': <'_?{label}'>", layout)
    assert entry, layout
    call(name, at, "com.canonical.dbusmenu.Event", entry[1], "clicked", "<''>", "0")


def test_a_click_on_a_notification_opens_exactly_its_item(desk: Desk, bus: Bus, propose: Propose) -> None:
    first = propose()
    desk.open(first)
    second = propose()
    title = desk.rows()[second]["title"]
    wait_for("its notification", lambda: says(bus, title))
    subprocess.run(["dunstctl", "close-all"], check=True)
    third = propose()
    title = desk.rows()[third]["title"]
    wait_for("its notification is displayed", lambda: says(bus, title) and displayed() == 1)
    assert desk.rows()[first]["open"], "what arrives does not move what is open"
    subprocess.run(["dunstctl", "action", "0"], check=True)
    wait_for("its item is open", lambda: desk.rows()[third]["open"])


def press(action: str) -> None:
    """Presses a button of every notification that stands: the daemon's own tool presses only the first."""
    for number in range(1, 60):
        said = ["--signal", "org.freedesktop.Notifications.ActionInvoked", f"uint32 {number}", action]
        path = ["--object-path", "/org/freedesktop/Notifications"]
        subprocess.run(["gdbus", "emit", "--session", *path, *said], check=True)


def test_a_notifications_button_puts_exactly_its_item_off_and_decides_nothing(desk: Desk, bus: Bus, propose: Propose, gateway: Gateway) -> None:
    subprocess.run(["dunstctl", "close-all"], check=True)
    wait_for("none is displayed", lambda: displayed() == 0)
    esc = propose()
    wait_for("its notification is displayed", lambda: displayed() == 1)
    others = set(desk.rows()) - {esc}
    press("snooze")
    wait_for("it left the inbox", lambda: set(desk.rows()) == others)
    desk.show("Snoozed")
    wait_for("it is snoozed", lambda: set(desk.rows()) == {esc})
    assert gateway.status(esc) == "open"
    desk.show("Inbox")
    wait_for("the others are there", lambda: set(desk.rows()) == others)


def test_starting_at_login_is_a_file_of_the_desktop_that_comes_and_goes(desk: Desk) -> None:
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    files = lambda: list((config / "autostart").glob("fermata*.desktop"))  # noqa: E731
    desk.window.click("settings")
    desk.window.click("at-login")
    (file,) = wait_for("its file is there", files)
    assert f'"FERMATA_HOME={desk.home}" "{BINARY}"' in file.read_text()
    desk.window.click("at-login")
    wait_for("its file is gone", lambda: not files())
    desk.window.keys("Escape")


def test_a_desk_of_another_state_directory_starts_beside_this_one(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with (tmp_path / "other.log").open("wb") as log:
        beside = subprocess.Popen([BINARY], env=os.environ | {"FERMATA_HOME": str(other)}, stdout=log, stderr=log)
    try:
        wait_for("it serves its own log", (other / "gateway.json").exists, 60)
        assert beside.poll() is None
        assert runs(desk.pid)
    finally:
        beside.terminate()
        beside.wait(20)


def test_a_click_that_another_program_forges_decides_nothing(desk: Desk, bus: Bus, gateway: Gateway) -> None:
    waiting = list(desk.rows())
    for number in range(1, 20):
        for action in ("default", "approve", "review"):
            said = ["--signal", "org.freedesktop.Notifications.ActionInvoked", f"uint32 {number}", action]
            path = ["--object-path", "/org/freedesktop/Notifications"]
            subprocess.run(["gdbus", "emit", "--session", *path, *said], check=True)
    desk.open(waiting[0])
    assert [gateway.status(esc) for esc in waiting] == ["open"] * len(waiting)
    assert {row["step"] for row in desk.rows().values()} == {None}


def displayed() -> int:
    told = subprocess.run(["dunstctl", "count", "displayed"], capture_output=True, check=True, text=True)
    return int(told.stdout)


def test_a_second_start_raises_the_window_of_the_first(desk: Desk) -> None:
    x("windowminimize", window_id())
    wait_for("it is minimised", lambda: state() == "Iconic")
    assert start_again(desk) == 0
    wait_for("it is back", lambda: state() == "Normal")
    assert runs(desk.pid)


def test_where_no_tray_is_shown_closing_minimises_and_says_so_once(desk: Desk, bus: Bus) -> None:
    for _ in range(2):
        close_window()
        wait_for("it is minimised", lambda: state() == "Iconic")
        assert start_again(desk) == 0
        wait_for("it is back", lambda: state() == "Normal")
    assert runs(desk.pid), "it goes on, and would tell of what comes"
    (said,) = wait_for("it is said", lambda: says(bus, "Fermata goes on"))
    assert "Ctrl+Q" in said


def test_where_a_tray_is_shown_closing_hides_and_the_tray_brings_it_back(desk: Desk, tray: None) -> None:
    ((name, path),) = items()
    label = prop(name, path, ITEM, "XAyatanaLabel")
    assert f"'{len(desk.rows())}'" in label, "the tray says how much waits"
    close_window()
    wait_for("it is hidden", lambda: state() == "Withdrawn")
    desk.window.script("document.body.dataset.before = 'yes'; location.reload()")
    wait_for("its page is loaded anew", lambda: desk.window.script("return !document.body.dataset.before && document.readyState === 'complete'"))
    wait_for("and is connected", lambda: desk.window.attribute("status-link", "data-link") == "live")
    assert state() == "Withdrawn", "a page that is loaded anew brings back no window"
    choose("Open Fermata")
    wait_for("it is back", lambda: state() == "Normal")


def test_the_trays_menu_quits(desk: Desk, tray: None) -> None:
    choose("Quit")
    wait_for("it has ended", lambda: not runs(desk.pid))


def test_quitting_asks_about_what_is_not_signed_and_signs_it(desk_again: Desk) -> None:
    esc = next(iter(desk_again.rows()))
    desk_again.open(esc)
    desk_again.press_until("r", "reject-sign")
    wait_for("the bar runs", lambda: desk_again.step(esc) == "holding")
    desk_again.window.keys("Control", "q")
    desk_again.window.element("quit")
    with contextlib.suppress(WebDriverError, httpx.TransportError):
        desk_again.window.click("quit-sign")
    wait_for("it has ended", lambda: not runs(desk_again.pid))
    with sqlite3.connect(desk_again.home / "desk.db") as store:
        assert store.execute("SELECT esc, verb FROM outbox").fetchall() == [(esc, "reject")]


def test_what_waits_when_the_desk_starts_is_told_of_in_one_digest(home: Path, bus: Bus, tmp_path: Path) -> None:
    desk = Desk(home, tmp_path / "window.log")
    airline = Airline(home, tmp_path / "airline", recorded()[:6])
    try:
        wait_for("six wait", lambda: len(desk.rows()) >= 6, 60)
    finally:
        airline.close()
        desk.close()
    # A desk that has read nothing yet has told of nothing yet.
    for file in home.glob("projection.db*"):
        file.unlink()
    before = len(bus.notifications())
    again = Desk(home, tmp_path / "again.log")
    try:
        told = wait_for("the digest", lambda: bus.notifications()[before:])
        (summary, body) = told[0]
        wait_for("as many are listed", lambda: summary == f"{len(again.rows())} actions wait for you")
        assert told == [(summary, body)]
        assert body.startswith("The most urgent: ")
    finally:
        again.close()


def test_a_key_quits(desk_again: Desk) -> None:
    # The driver may find nobody to let go of the keys for.
    with contextlib.suppress(WebDriverError, httpx.TransportError):
        desk_again.window.keys("Control", "q")
    wait_for("it has ended", lambda: not runs(desk_again.pid))


@pytest.fixture
def desk_again(home: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(home, tmp_path / "window.log")
    yield desk
    desk.close()

"""The measurements. Each returns lines for the table; limits and targets are those of the design, with what they are held against."""

import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from parts import BARE, DESK, Shown, chromium, started
from ratio import Result, paired, percentile
from screen import Mark, Point, Screen
from tree import processes_under, pss_mib, wakings
from webdriver import wait_for

FEW, MANY = 10_000, 1_000_000
# A practised hand: long enough for everything that a key sets off to come to its end.
PACE_S = 0.12
FRAME_S = 1 / 60

SECOND_ROW = """
const row = document.querySelectorAll('[data-testid=row]')[1].getBoundingClientRect();
return [Math.round(row.right - 6), Math.round(row.bottom - 6)];
"""
VISIBLE = """
const list = document.querySelector('[data-testid=list]').getBoundingClientRect();
const rows = [...document.querySelectorAll('[data-testid=row]')];
const seen = rows.filter((row) => { const at = row.getBoundingClientRect(); return at.bottom > list.top && at.top < list.bottom; });
const bytes = (text) => new TextEncoder().encode(text).length;
return { laid: rows.length, seen: seen.length, text: seen.map((row) => bytes(row.innerText)).reduce((a, b) => a + b, 0) / seen.length,
  middle: [Math.round((list.left + list.right) / 2), Math.round((list.top + list.bottom) / 2)] };
"""
FRAMES = """
window.__frames = [];
const look = (at) => { window.__frames.push(at); window.__frames.length < 100000 && requestAnimationFrame(look); };
requestAnimationFrame(look);
"""
# From the press on another list's name to the frame that shows the inbox's first row.
OPEN_INBOX = """
const [times, done] = arguments;
const button = (view) => document.querySelector(`nav [title='${view}']`);
const first = () => document.querySelector('[data-testid=row]');
const frame = () => new Promise((next) => requestAnimationFrame(next));
const rest = (ms) => new Promise((next) => setTimeout(next, ms));
(async () => {
  const took = [];
  for (let n = 0; n < times; n++) {
    button('Snoozed').click();
    while (first()) await frame();
    await rest(100);
    const began = performance.now();
    button('Inbox').click();
    while (!first()) await frame();
    took.push((performance.now() - began) / 1000);
    await rest(100);
  }
  done(took);
})();
"""
FORM = {
    "text": "", "queue": [], "risk": [], "tool": [], "source": [], "status": [], "who": [], "reason": [],
    "confidence_from": None, "confidence_to": None, "due_by": None, "sort": "newest",
}


def key_to_paint(screen: Screen, desk: Shown, plain: Shown, rounds: int, presses: int) -> list[Result]:
    """From the key to the pixel: moving through the list, against a page that only turns its colour over."""

    def timed(at: Point, keys: list[str]) -> list[float]:
        took = []
        for n in range(presses):
            before = screen.pixel(at)
            sent = screen.press(keys[n % len(keys)])
            took.append(screen.changed(at, before) - sent)
            time.sleep(max(0.0, sent + PACE_S - time.monotonic()))
        return took

    def on_bare() -> list[float]:
        x, y = screen.bring_up(plain.id)
        screen.point(Point(x + 600, y + 780))
        time.sleep(0.3)
        return timed(Point(x + 200, y + 200), ["j", "k"])

    def on_desk() -> list[float]:
        x, y = screen.bring_up(desk.id)
        screen.point(Point(x + 1270, y + 790))
        desk.script("document.querySelector('[data-testid=row]').click()")
        time.sleep(0.5)
        column, row = desk.script(SECOND_ROW)
        return timed(Point(x + column, y + row), ["j", "k"])

    on_bare(), on_desk()
    return paired("key to paint, j and k", 1.5, rounds, on_bare, on_desk, 1, "peer: a bare WebKitGTK page that turns its colour over")


def inbox(few: Shown, many: Shown, rounds: int, times: int) -> list[Result]:
    """Going to the inbox, from the press to the frame with its first row; and its page alone, as the desk answers it."""
    given = {"list": "inbox", "queue": None, "edge": None, "back": False}
    whole = paired(
        f"inbox open, {MANY:,} against {FEW:,}", 1.5, rounds,
        lambda: few.later(OPEN_INBOX, times), lambda: many.later(OPEN_INBOX, times), 2, "the same desk with fewer items",
    )
    page = paired(
        f"first page of rows, {MANY:,} against {FEW:,}", 1.5, rounds,
        lambda: [sum(few.call("rows", given, 20)[0]) / 20], lambda: [sum(many.call("rows", given, 20)[0]) / 20], 3, "means of 20",
    )
    return whole + page[:1]


def searches(seed: int, each: int) -> dict[str, list[str]]:
    """Words as they are typed: one item's, a thousandth of all, one in every conversation, two of these, and a beginning."""
    draw = random.Random(seed)
    common = ["flight", "reservation", "refund", "cancel", "booking"]
    return {
        "rare": [f"case{draw.randrange(MANY // 2):07d}" for _ in range(each)],
        "middling": [f"group{draw.randrange(1000):03d}" for _ in range(each)],
        "common": [draw.choice(common) for _ in range(each)],
        "two words": [f"{draw.choice(common)} group{draw.randrange(1000):03d}" for _ in range(each)],
        "beginning": [draw.choice(common)[: draw.randrange(2, 5)] for _ in range(each)],
    }


def search(few: Shown, many: Shown, projection: Path, each: int) -> list[Result]:
    """As the page searches, newest first and through the window, against the plainest full-text table over the same words, asked in
    this process: by rank, as such a table is asked, and newest first, which is the same question without the window, rows and excerpts."""
    peer = plain_table(projection)
    results, all_ours, all_peer = [], [], []
    for name, queries in searches(4, each).items():
        ours, small, theirs, newest = [], [], [], []
        for text in queries:
            form = {"form": FORM | {"text": text}, "after": None}
            theirs.append(asked(peer, text, "rank"))
            newest.append(asked(peer, text, "rowid DESC"))
            ours += many.call("search", form)[0]
            small += few.call("search", form)[0]
        figures = {f"{who}_{mark}_ms": 1e3 * percentile(took, part) for who, took in (("ours", ours), ("few", small), ("peer", theirs), ("newest", newest)) for mark, part in (("p50", 0.5), ("p95", 0.95))}
        results.append(Result(f"search, {name}: p95", percentile(ours, 0.95) / percentile(theirs, 0.95), 0.5, note=f"{each} queries; peer: FTS5 as it comes, by rank", figures=figures))
        all_ours += ours
        all_peer += theirs
    peer.close()
    figures = {"ours_p95_ms": 1e3 * percentile(all_ours, 0.95), "peer_p95_ms": 1e3 * percentile(all_peer, 0.95)}
    return [Result(f"search over {MANY:,}, all kinds: p95", figures["ours_p95_ms"] / figures["peer_p95_ms"], 0.5, note="the same queries", figures=figures), *results]


def plain_table(projection: Path) -> sqlite3.Connection:
    """The same words in a full-text table without any setting, in a file of its own beside the projection."""
    peer = sqlite3.connect(projection.with_name("plain.db"))
    peer.execute("PRAGMA synchronous = OFF")
    peer.execute("ATTACH ? AS ours", (str(projection),))
    columns = [name for _, name, *_ in peer.execute("PRAGMA ours.table_info(words)")]
    peer.execute(f"CREATE VIRTUAL TABLE plain USING fts5 ({', '.join(columns)})")
    peer.execute(f"INSERT INTO plain (rowid, {', '.join(columns)}) SELECT rowid, {', '.join(columns)} FROM ours.words")
    peer.commit()
    peer.execute("DETACH ours")
    # Gigabytes were just written: whoever reads now would wait for the disk.
    os.sync()
    return peer


def asked(peer: sqlite3.Connection, text: str, order: str) -> float:
    """The first fifty in this order, each word as a beginning, as one types."""
    match = " ".join(f'"{word}"*' for word in text.split())
    began = time.monotonic()
    peer.execute(f"SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY {order} LIMIT 50", (match,)).fetchall()
    return time.monotonic() - began


def scrolling(screen: Screen, desk: Shown, plain: Shown, seconds: float) -> list[Result]:
    """The wheel over a million rows: frames that came late, against those of a page that does nothing meanwhile."""

    def late(shown: Shown, at: Point) -> tuple[float, int]:
        screen.point(at)
        time.sleep(0.5)
        shown.script(FRAMES)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            screen.wheel()
            time.sleep(0.05)
        times = shown.script("const all = window.__frames; window.__frames = { length: 100000, push() {} }; return all;")
        steps = [(b - a) / 1000 for a, b in zip(times, times[1:])]
        missed = sum(max(0, round(step / FRAME_S) - 1) for step in steps)
        return 100 * missed / (len(steps) + missed), len(steps)

    x, y = screen.bring_up(plain.id)
    floor, _ = late(plain, Point(x + 400, y + 400))
    x, y = screen.bring_up(desk.id)
    before = desk.script(VISIBLE)
    middle = before["middle"]
    ours, frames = late(desk, Point(x + middle[0], y + middle[1]))
    after = desk.script(VISIBLE)
    figures = {"ours": ours, "bare": floor, "frames": float(frames)}
    return [
        Result(f"scrolling {MANY:,} rows: late frames over bare", ours - floor, 1.0, "%", note=f"{seconds:.0f} s of wheel, 20 notches a second", figures=figures),
        Result("rows laid out per row in view, while scrolled", after["laid"] / after["seen"], 3.0, figures={"laid": after["laid"], "seen": after["seen"]}),
    ]


def bytes_per_row(desk: Shown) -> list[Result]:
    """What crosses for a page of rows and for an item, in UTF-8, against the text that is seen of them."""
    _, page = desk.call("rows", {"list": "inbox", "queue": None, "edge": None, "back": False})
    shown = desk.script(VISIBLE)["text"]
    row = sum(len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()) for row in page["rows"]) / len(page["rows"])
    return [Result("bytes that cross for a row, to its text", row / shown, 2.0, figures={"crossing": row, "text": shown})]


def idle(desk: Callable[[], list[int]], plain: Callable[[], list[int]], seconds: float) -> list[Result]:
    """How often threads wake while nothing happens, connected and with an empty queue, against the bare window in the same time."""
    pids = {"ours": desk(), "bare": plain()}
    before = {name: wakings(found) for name, found in pids.items()}
    time.sleep(seconds)
    each = {name: (wakings(found) - before[name]) / seconds for name, found in pids.items()}
    return [Result("wakings per idle second, over the bare window's", each["ours"] - each["bare"], 2.0, "/s", note=f"{seconds:.0f} s, all threads and processes", figures=each)]


def starts(screen: Screen, few: Path, many: Path, marks: tuple[Mark, Mark], times: int, rest: float) -> list[Result]:
    """From the start to the first row, to its item open, and the memory some time after; the parts take turns."""
    took: dict[str, list[float]] = {}
    memory: dict[str, list[float]] = {}
    listed, opened = marks
    page = Mark(Point(640, 400), 0x00FF00)

    def one(name: str, command: list[str], home: Path | None, *seen: Mark) -> None:
        for mark in seen:
            wait_for("the display is clear", lambda: screen.pixel(mark.at) != mark.colour)
        with started(command, home) as (began, pid):
            for mark, what in zip(seen, (name, f"{name} open")):
                took.setdefault(what, []).append(screen.became(mark) - began)
            time.sleep(rest)
            memory.setdefault(name, []).append(pss_mib(processes_under(pid)))

    for n in range(times + 1):
        with tempfile.TemporaryDirectory(prefix="fermata-chromium.") as profile:
            one("chromium", chromium(Path(profile)), None, page)
        one("bare", [str(BARE)], None, page)
        one("few", [str(DESK)], few, listed, opened)
        one("many", [str(DESK)], many, listed, opened)
        if n == 0:
            # The first of each reads its files from the disk.
            took.clear(), memory.clear()
    start = {name: 1e3 * median(values) for name, values in took.items()}
    pss = {name: median(values) for name, values in memory.items()}
    note = f"medians of {times} warm starts; Chromium stands in for Electron, which can not be had here"
    return [
        Result("start to first row, over a bare window", start["few"] / start["bare"], 1.25, figures=start, note=note),
        Result("start to first row, over Chromium", start["few"] / start["chromium"], 0.8, note=note),
        Result(f"start, {MANY:,} against {FEW:,}", start["many"] / start["few"], 1.5, note=note),
        Result("memory, over a bare window", pss["few"] / pss["bare"], 1.15, figures=pss, note=f"PSS in MiB, {rest:.0f} s after"),
        Result("memory, over Chromium", pss["few"] / pss["chromium"], 0.7),
        Result(f"memory, {MANY:,} against {FEW:,}", pss["many"] / pss["few"], 1.05),
    ]

"""Runs every measurement in one go and says how it went: a table on standard output, the same as JSON in target/bench.

    scripts/session target/venv/bin/python e2e/bench/run.py [--quick] [NAME…]

`--quick` does each with a few rounds only, to see that it runs. Names choose among: keys inbox search scroll bytes idle start.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import measures  # noqa: E402
from airline import ARRIVE, Airline, prepare, recorded  # noqa: E402
from desk import ROWS  # noqa: E402
from parts import ROOT, bare, connected, desk_at, say  # noqa: E402
from ratio import Result, table  # noqa: E402
from screen import Mark, Point, Screen  # noqa: E402
from stores import copied  # noqa: E402
from tree import processes_under  # noqa: E402
from webdriver import wait_for  # noqa: E402

NAMES = ["keys", "inbox", "search", "scroll", "bytes", "idle", "start"]
# The first row's risk, which it has from its first frame on, and its edge, which it has once its item is open.
FIRST_ROW = """
const row = document.querySelector('[data-testid=row]').getBoundingClientRect();
const middle = Math.round(row.top + row.height / 2);
return [[Math.round(row.left + 9), middle], [Math.round(row.left + 1), middle]];
"""


def seeded(work: Path) -> Path:
    """A workspace with the recorded runs waiting in it, as the desk folded them."""
    home = work / "home"
    prepare(home)
    with connected(home, work / "window.log") as desk:
        agent = Airline(home, work / "agent", recorded())
        try:
            wait_for("the runs are listed", lambda: len(desk.script(ROWS) or []) >= ARRIVE, 120)
        finally:
            agent.close()
    return home


def main() -> int:
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("--quick", action="store_true")
    asks.add_argument("names", nargs="*", choices=[[], *NAMES])
    given = asks.parse_args()
    names = given.names or NAMES
    few_times = given.quick
    screen = Screen()
    results: list[Result] = []
    work = Path(tempfile.mkdtemp(prefix="fermata-bench."))

    def add(found: list[Result]) -> None:
        say(table(found))
        results.extend(found)

    try:
        say("making a workspace with the recorded runs")
        empty = work / "empty"
        prepare(empty)
        home = seeded(work)
        subprocess.run(["dunstctl", "close-all"], check=True)
        say(f"copying its items until there are {measures.FEW:,}, and {measures.MANY:,}")
        few = copied(home, work / "few", measures.FEW)
        many = copied(home, work / "many", measures.MANY)
        log = work / "windows.log"
        say("opening the windows")
        with ExitStack() as open_windows:
            plain = open_windows.enter_context(bare(log))
            small = open_windows.enter_context(desk_at(few, log))
            large = open_windows.enter_context(desk_at(many, log))
            x, y = screen.bring_up(large.id)
            listed, opened = (Mark(at, screen.pixel(at)) for at in (Point(x + left, y + top) for left, top in large.script(FIRST_ROW)))
            if "bytes" in names:
                add(measures.bytes_per_row(large))
            if "inbox" in names:
                add(measures.inbox(small, large, 4 if few_times else 40, 5 if few_times else 10))
            if "search" in names:
                add(measures.search(small, large, many / "projection.db", 10 if few_times else 100))
            small.close()
            if "keys" in names:
                add(measures.key_to_paint(screen, large, plain, 3 if few_times else 40, 10 if few_times else 20))
            if "scroll" in names:
                add(measures.scrolling(screen, large, plain, 3 if few_times else 20))
        if "idle" in names:
            with bare(log) as plain, connected(empty, log) as nothing:
                add(measures.idle(lambda: processes_under(nothing.pid), lambda: processes_under(plain.pid), 10 if few_times else 60))
        if "start" in names:
            add(measures.starts(screen, few, many, (listed, opened), 2 if few_times else 10, 3 if few_times else 30))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(table(results))
    out = ROOT / "target/bench"
    out.mkdir(parents=True, exist_ok=True)
    (out / "desk.json").write_text(json.dumps([asdict(it) | {"word": it.word} for it in results], indent=2) + "\n")
    short = [it for it in results if not it.held]
    print(f"bench: {len(results) - len(short)} of {len(results)} within their targets" + (f"; {len(short)} not" if short else ""))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())

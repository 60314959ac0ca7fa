"""What a program and everything it started use: memory by PSS, and how often its threads were woken."""

import contextlib
import os
from pathlib import Path


def processes_under(pid: int) -> list[int]:
    """`pid` and its descendants, WebKit's and Chromium's helpers included."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            after = status.read_text().rsplit(")", 1)[1].split()
            parents.setdefault(int(after[1]), []).append(int(status.parent.name))
    found, ask = [], [pid]
    while ask:
        one = ask.pop()
        found.append(one)
        ask += parents.get(one, [])
    return [one for one in found if os.path.exists(f"/proc/{one}")]


def pss_mib(pids: list[int]) -> float:
    """Proportional set size of all of them: memory that several share counts once."""
    kib = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kib += int(line.split()[1])
    return kib / 1024


def wakings(pids: list[int]) -> int:
    """How often all threads of these processes gave up or lost the processor since they began."""
    count = 0
    for pid in pids:
        for status in Path(f"/proc/{pid}/task").glob("*/status"):
            with contextlib.suppress(OSError):
                for line in status.read_text().splitlines():
                    if line.startswith(("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches")):
                        count += int(line.split()[1])
    return count

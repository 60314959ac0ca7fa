"""What docs/SECURITY.md names as tried is tried: each test in its table exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (C9\.\d+\.\d+) \|.*\|(.*)\|$", re.MULTILINE)
NAMED = {line: re.findall(r"`(\w+)`", tests) for line, tests in ROW.findall((ROOT / "docs/SECURITY.md").read_text())}
SOURCES = [path for place in ("crates", "e2e", "sdk/python/tests") for path in (ROOT / place).rglob("*") if path.suffix in (".rs", ".py")]
DEFINED = {name for path in SOURCES for name in re.findall(r"^\s*(?:async )?(?:fn|def) (\w+)\(", path.read_text(), re.MULTILINE)}


def test_every_line_that_asks_something_of_approvals_or_their_log_is_there() -> None:
    assert sorted(NAMED) == ["C9.2.1", "C9.2.2", "C9.2.3", "C9.2.4", "C9.2.5", "C9.2.6", "C9.4.3"]


@pytest.mark.parametrize("line", sorted(NAMED))
def test_what_a_line_is_tried_by_exists(line: str) -> None:
    assert NAMED[line], "at least one test"
    assert [name for name in NAMED[line] if name not in DEFINED] == []

"""The SDK and the example agent are formatted, lint-free and fully typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
SDK = CHECKOUT / "sdk" / "python"
AGENT = CHECKOUT / "examples" / "airline" / "agent"


@pytest.mark.parametrize("folder", [SDK, AGENT], ids=["sdk", "agent"])
@pytest.mark.parametrize(
    "command", [("ruff", "check"), ("ruff", "format", "--check"), ("mypy", "--strict")], ids=" ".join
)
def test_holds(folder: Path, command: tuple[str, ...]) -> None:
    target = [folder / "src" / "fermata" if folder == SDK else folder / "airline_agent"]
    paths = target if command[0] == "mypy" else [folder]
    done = subprocess.run(
        [sys.executable, "-m", *command, *map(str, paths)], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr

"""Hostile documents on a network that counts: the tests themselves are in `apart`, and run where nothing can leave unseen."""

import os
import subprocess
import sys

from desk import ROOT


def test_nothing_of_a_thousand_hostile_documents_runs_or_leaves_a_network_that_counts() -> None:
    outside = {key: value for key, value in os.environ.items() if key not in ("FERMATA_SESSION", "DISPLAY")}
    inside = [sys.executable, "-m", "pytest", "-q", "--tb=short", ROOT / "e2e/apart/hostile.py"]
    ran = subprocess.run(
        [ROOT / "scripts/apart", ROOT / "scripts/session", *inside], env=outside, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 passed" in ran.stdout, ran.stdout

"""Runs `full_disk.py` where it can mount a small file system of its own, seen by nobody else."""

import subprocess
import sys
from pathlib import Path


def test_a_really_full_disk() -> None:
    """See `full_disk.py`."""
    alone = ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount"]
    inner = Path(__file__).with_name("full_disk.py")
    done = subprocess.run(
        [*alone, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", inner], capture_output=True, text=True
    )
    assert done.returncode == 0, (
        f"{done.stdout[-6000:]}{done.stderr}\n"
        "Where user namespaces are not allowed: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    )

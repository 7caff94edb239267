"""Where do the tests write? A plugin of pytest's that comes before everything else."""

import os
import tempfile
from pathlib import Path

# Memory that looks like a folder, on Linux. SQLite waits for the disk with each commit, two
# milliseconds where this was measured, and nobody takes the power away from the tests.
MEMORY = Path("/dev/shm")
LEAST_FREE_BYTES = 4 * 1024**3


def _has_room(folder: Path) -> bool:
    """Whether all that the tests write at any one time fits in, and programs may run from there."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    about = os.statvfs(folder)
    may_run = not about.f_flag & os.ST_NOEXEC
    return may_run and about.f_bavail * about.f_frsize >= LEAST_FREE_BYTES


if "TMPDIR" not in os.environ and _has_room(MEMORY):
    # The processes of a test run, and the servers that they start, are told so, too.
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None

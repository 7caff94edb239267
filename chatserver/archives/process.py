"""The process that looks through one archive and ends: `python -m chatserver.archives.process`.

It may take only so much memory and time, and says what it found as JSON on its standard output.
"""

import json
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from chatserver.archives.archive import Entry, Report, inspect
from chatserver.core.archives import Finding
from chatserver.core.manifests import read_manifest

MEMORY_BYTES = 512 * 1024 * 1024
CPU_S = 30
# The chats go first.
NICENESS = 10


def main(path: str) -> None:
    """Look through the archive at `path` within the bounds."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(as_text(inspect(Path(path))))


def as_text(report: Report) -> str:
    """Return a report as it goes from process to process."""
    return json.dumps(
        {
            "findings": [asdict(one) for one in report.findings],
            "entries": [asdict(one) for one in report.entries],
            "manifest": report.manifest.document(),
            "keys": report.keys,
        }
    )


def from_text(text: bytes) -> Report:
    """Return the report that this text says; raises `ValueError` for what is none."""
    told = json.loads(text)
    return Report(
        findings=[Finding(**one) for one in told["findings"]],
        entries=[Entry(**one) for one in told["entries"]],
        manifest=read_manifest(told["manifest"])[0],
        keys=told["keys"],
    )


if __name__ == "__main__":
    main(sys.argv[1])

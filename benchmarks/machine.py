"""On which machine was it measured, and what did the processes of the server use of it?"""

import os
import platform
import sqlite3
import subprocess
import time
import timeit
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

PROC = Path("/proc")
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") / 1024


def describe() -> dict[str, str]:
    """Return what makes a difference to the figures."""
    return {
        "cpu": _cpu(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "commit": _commit(),
    }


class _Send(msgspec.Struct, tag="send", tag_field="type"):
    id: int
    key: str
    chat: str
    text: str


def pace_us() -> float:
    """Return how long decoding one `send` takes here and now, best of some tries.

    A core that is shared with others, or a slower one, shows here before it shows in any figure:
    CPU microseconds are for comparing at the same pace only. Where the reference figures of
    docs/performance.md were measured it was 0.22.
    """
    frame = msgspec.json.encode(_Send(1, "k" * 24, "chat_" + "c" * 24, "t" * 120))
    decode = msgspec.json.Decoder(_Send).decode
    tries = timeit.repeat(lambda: decode(frame), timer=time.process_time, number=20_000, repeat=9)
    return min(tries) / 20_000 * 1e6


def family(roots: Iterable[int]) -> set[int]:
    """Return these processes with all that descend from them."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents():
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting.extend(children.get(pid, ()))
    return found


def cpu_s(roots: Iterable[int]) -> float:
    """Return the user and system time of these processes and of all that they started."""
    return sum(_times(pid) for pid in family(roots)) * _TICK_S


def rss_kib(roots: Iterable[int]) -> float:
    """Return the resident memory of these processes and of all that they started."""
    return sum(_resident(pid) for pid in family(roots)) * _PAGE_KIB


def _parents() -> Iterator[tuple[int, int]]:
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                yield int(entry.name), int(fields[1])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; the name before may hold anything."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _times(pid: int) -> int:
    fields = _stat(pid)
    # utime, stime, and those of children that ended.
    return sum(int(field) for field in fields[11:15]) if fields else 0


def _resident(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _cpu() -> str:
    for line in (PROC / "cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _memory() -> str:
    kib = int((PROC / "meminfo").read_text().split()[1])
    return f"{kib / 1024 / 1024:.1f} GiB"


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "unknown"

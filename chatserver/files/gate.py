"""How is an archive looked through without harm to the server: apart, and not for long?"""

import asyncio
import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from chatserver.core.archives import Finding
from chatserver.files.archive import Report, inspect

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 60


async def inspected(path: Path) -> Report:
    """Return what the gate finds, from a process of its own: what eats memory or time there is
    ended there, and told as a finding.
    """
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=_bound
    ) as pool:
        try:
            return await loop.run_in_executor(pool, inspect, path)
        except (BrokenProcessPool, MemoryError):
            text = "looking through it took too much memory or time"
            return Report(findings=[Finding("too_expensive", "", text)])


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))

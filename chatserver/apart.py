"""How does something run in a process apart, and end with whoever waits for it?"""

import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

__all__ = ["DEVNULL", "PIPE", "Process", "our_program", "program"]

# What a Python of ours needs to start, and none of the server's secrets.
_KEPT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "TMPDIR")


@asynccontextmanager
async def program(
    *words: str, stdin: int = DEVNULL, stdout: int = DEVNULL, env: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """Yield a running program; behind the block it has ended, by force where it had not yet."""
    process = await create_subprocess_exec(
        *words, stdin=stdin, stdout=stdout, stderr=DEVNULL, env=env
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def our_program(
    module: str, *words: str, stdin: int = DEVNULL, stdout: int = DEVNULL
) -> AsyncIterator[Process]:
    """Yield a module of ours that runs as a program."""
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    command = (sys.executable, "-m", module, *words)
    async with program(*command, stdin=stdin, stdout=stdout, env=env) as process:
        yield process

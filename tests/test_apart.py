"""Does what runs apart end with whoever waits for it, and know nothing that it need not?"""

import signal
import sys

import pytest

from chatserver.apart import PIPE, Process, our_program, program

SLEEPS = (sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)")


async def left(processes: list[Process]) -> None:
    async with program(*SLEEPS, stdout=PIPE) as process:
        processes.append(process)
        assert process.stdout is not None
        assert await process.stdout.readline() == b"here\n"
        raise LookupError


async def test_who_leaves_by_an_exception_leaves_no_process() -> None:
    processes: list[Process] = []
    with pytest.raises(LookupError):
        await left(processes)
    assert processes[0].returncode == -signal.SIGKILL


async def test_one_that_came_to_its_end_is_left_alone() -> None:
    async with program(sys.executable, "-c", "raise SystemExit(3)") as process:
        await process.wait()
    assert process.returncode == 3


async def test_our_own_are_not_told_the_servers_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATSERVER_IDENTITY__STAFF_KEY", "secret")
    told = "import os; print(sorted(os.environ))"
    async with our_program("timeit", "-n1", "-r1", "-s", told, "pass", stdout=PIPE) as process:
        said, _ = await process.communicate()
    assert b"'PATH'" in said
    assert b"CHATSERVER" not in said

"""Is a workbook written apart, row by row, and is nothing left of one that is not wanted?"""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from python_calamine import load_workbook

from chatserver.workbooks.bindery import Bindery, Unwritten
from chatserver.workbooks.sheet import Row, write_workbook

COLUMNS = ("Number", "Text")


def read(path: Path) -> list[list[object]]:
    return [list(row) for row in load_workbook(path).get_sheet_by_index(0).to_python()]


def children() -> list[str]:
    tasks = Path("/proc/self/task").glob("*/children")
    return [child for task in tasks for child in task.read_text().split()]


async def test_what_is_added_stands_in_the_book(tmp_path: Path) -> None:
    path = tmp_path / "some.xlsx"
    async with Bindery().book(path, "Chats", COLUMNS) as book:
        for start in range(0, 3_000, 500):
            await book.add([(number, f"=text {number}") for number in range(start, start + 500)])
        await book.add([])
        await book.add([(3_000, "last")])
    rows = read(path)
    assert rows[0] == list(COLUMNS)
    assert rows[1] == [0, "=text 0"]
    assert rows[-1] == [3_000, "last"]
    assert len(rows) == 3_002


async def test_who_leaves_by_an_exception_leaves_no_process_and_no_book(tmp_path: Path) -> None:
    before, path = children(), tmp_path / "half.xlsx"

    async def leave() -> None:
        async with Bindery().book(path, "Chats", COLUMNS) as book:
            await book.add([(1, "one")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await leave()
    assert children() == before
    assert not path.exists()


async def test_a_process_that_fails_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(Unwritten):
        async with Bindery().book(tmp_path / "nowhere" / "some.xlsx", "Chats", COLUMNS) as book:
            await book.add([(1, "one")])


async def test_a_process_that_was_killed_is_told_of_whatever_comes_next(tmp_path: Path) -> None:
    before = children()

    async def write() -> None:
        async with asyncio.timeout(20), Bindery().book(tmp_path / "a.xlsx", "C", COLUMNS) as book:
            [child] = set(children()) - set(before)
            os.kill(int(child), signal.SIGKILL)
            with suppress(Unwritten):
                while True:
                    await book.add([(1, "one")])

    with pytest.raises(Unwritten, match="gone"):
        await write()


async def test_two_are_written_at_once_and_a_third_waits(tmp_path: Path) -> None:
    bindery, begun = Bindery(), asyncio.Queue[str]()

    async def write(name: str, until: asyncio.Event) -> None:
        async with bindery.book(tmp_path / name, "Chats", COLUMNS):
            await begun.put(name)
            await until.wait()

    go = {name: asyncio.Event() for name in ("one", "two", "three")}
    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(write(name, event)) for name, event in go.items()}
        assert {await begun.get(), await begun.get()} == {"one", "two"}
        go["two"].set()
        await tasks["two"]
        assert await begun.get() == "three"
        assert not tasks["one"].done()
        go["one"].set()
        go["three"].set()


def test_rows_are_taken_as_they_are_written(tmp_path: Path) -> None:
    taken = 0

    def rows() -> Iterator[Row]:
        nonlocal taken
        for number in range(5_000):
            taken += 1
            yield number, f"text {number}"

    write_workbook(tmp_path / "many.xlsx", "Chats", COLUMNS, rows())
    assert taken == 5_000
    assert read(tmp_path / "many.xlsx")[5_000] == [4_999.0, "text 4999"]

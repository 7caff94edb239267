"""How do bytes that come slowly lie on the local disk until they are all there?"""

import hashlib
import resource
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chatserver.files import StoreDown, TooLarge, spooled

KIB = 1024


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's bytes lie meanwhile."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


async def chunks(count: int) -> AsyncIterator[bytes]:
    for number in range(count):
        yield bytes([number % 256]) * KIB


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file become larger, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_they_are_whole_and_counted_while_the_block_lasts(temporary: Path) -> None:
    content = b"".join([chunk async for chunk in chunks(100)])
    async with spooled(chunks(100), most=100 * KIB) as file:
        assert file.path.read_bytes() == content
        assert (file.stored.size, file.stored.sha256) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        )
    assert left_in(temporary) == []


async def test_a_byte_too_many_leaves_nothing(temporary: Path) -> None:
    with pytest.raises(TooLarge):
        async with spooled(chunks(2), most=2 * KIB - 1):
            pytest.fail("more than may be taken")
    assert left_in(temporary) == []


@pytest.mark.parametrize("count", [1, 200])
async def test_a_full_disk_is_told_as_one_that_takes_nothing(temporary: Path, count: int) -> None:
    with room_for(KIB // 2), pytest.raises(StoreDown):
        async with spooled(chunks(count), most=200 * KIB):
            pytest.fail("there was no room")
    assert left_in(temporary) == []


async def test_a_disk_that_is_not_there_is_told_so(temporary: Path) -> None:
    tempfile.tempdir = str(temporary / "none")
    with pytest.raises(StoreDown, match="No such file"):
        async with spooled(chunks(1), most=KIB):
            pytest.fail("there was no disk")

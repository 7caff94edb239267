"""Are bytes kept whole or not at all, and found again, on a disk and in S3?"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from chatserver.config import Files
from chatserver.files import FileStore, NoSuchFile, StoreDown, TooLarge, open_files
from chatserver.files.store import READ_BYTES
from tests.files.shelves import on_s3

MIB = 1024 * 1024
UNSET = {"region": "", "access_key": SecretStr(""), "secret_key": SecretStr("")}


async def pieces(total: int, *, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    """So many bytes, no two pieces alike."""
    for at in range(0, total, size):
        yield (at.to_bytes(8, "big") * (size // 8))[: min(size, total - at)]


async def whole(total: int) -> bytes:
    return b"".join([piece async for piece in pieces(total)])


@pytest.mark.slow
async def test_what_was_put_is_found_with_its_size_and_digest(store: FileStore) -> None:
    total = 6 * MIB + 7  # more than one part
    stored = await store.put("files/a", pieces(total), most=total)
    content = await whole(total)
    assert (stored.size, stored.sha256) == (total, hashlib.sha256(content).hexdigest())
    assert await store.size("files/a") == total
    assert await store.whole("files/a") == content
    part = b"".join([one async for one in store.read("files/a", 5 * MIB - 3, 5 * MIB + 9)])
    assert part == content[5 * MIB - 3 : 5 * MIB + 9]


async def test_a_byte_too_many_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(TooLarge):
        await store.put("files/a", pieces(MIB + 1), most=MIB)
    with pytest.raises(NoSuchFile):
        await store.size("files/a")


async def test_without_its_bucket_nothing_counts_as_deleted(s3_address: str) -> None:
    store = open_files(on_s3(s3_address).model_copy(update={"bucket": "nobody-made-it"}))
    for asking in (store.delete("files/a"), store.put_bytes("files/a", b"a"), store.check()):
        with pytest.raises(StoreDown, match=r"S3 says NoSuchBucket: make the bucket"):
            await asking


async def test_a_stream_that_breaks_leaves_nothing_and_says_how_it_broke(store: FileStore) -> None:
    class Gone(Exception):
        pass

    async def broken() -> AsyncIterator[bytes]:
        async for piece in pieces(6 * MIB):
            yield piece
        raise Gone

    with pytest.raises(Gone):
        await store.put("files/a", broken(), most=40 * MIB)
    assert not store.failing
    with pytest.raises(NoSuchFile):
        await store.size("files/a")


async def test_what_is_removed_is_gone_and_the_rest_stays(store: FileStore) -> None:
    for key in ("uploads/a/0", "uploads/a/1", "uploads/ab/0", "files/a"):
        await store.put_bytes(key, b"x")
    assert [one async for one in store.keys("uploads/a")] == [
        ("uploads/a/0", 1),
        ("uploads/a/1", 1),
    ]
    await store.delete_below("uploads/a")
    await store.delete("files/none")
    assert [one async for one in store.keys("uploads/a")] == []
    assert await store.whole("uploads/ab/0") == await store.whole("files/a") == b"x"
    await store.check()
    with pytest.raises(NoSuchFile):
        await store.whole("uploads/a/0")


async def test_whoever_reads_slowly_holds_nothing_open_meanwhile(store: FileStore) -> None:
    """A store ends a request after half a minute, in which few lines take forty megabytes."""
    await store.put("files/a", pieces(2 * MIB), most=2 * MIB)
    reading = store.read("files/a", 10)
    assert await anext(reading) == (await whole(2 * MIB))[10 : 10 + READ_BYTES]
    await store.delete("files/a")
    with pytest.raises(NoSuchFile):
        await anext(reading)


@pytest.mark.slow
async def test_slow_lines_do_not_keep_others_waiting(store: FileStore) -> None:
    begun, go = asyncio.Semaphore(0), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"x"
        begun.release()
        await go.wait()

    async with asyncio.TaskGroup() as lines:
        for number in range(100):
            lines.create_task(store.put(f"files/{number}", slow(), most=1))
        for _ in range(100):
            await begun.acquire()
        await store.put("files/other", pieces(1), most=1)
        go.set()


async def test_nothing_is_below_a_file_and_a_folder_is_none(store: FileStore) -> None:
    await store.put_bytes("files/a", b"x")
    await store.delete("files/a/b")
    await store.delete("files")
    assert await store.whole("files/a") == b"x"
    with pytest.raises(NoSuchFile):
        await store.size("files/a/b")


async def test_no_folder_stays_on_a_disk(tmp_path: Path) -> None:
    store = open_files(Files(folder=str(tmp_path)))
    for key in ("uploads/a/0", "uploads/b/c/0", "uploads/b/0", "files/a"):
        await store.put_bytes(key, b"x")
    for folder in ("uploads/a", "uploads/b", "uploads/none"):
        await store.delete_below(folder)
    assert _below(tmp_path) == ["files", "files/a", "uploads"]


def _below(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


@pytest.mark.parametrize("left_out", [("region",), ("region", "access_key", "secret_key")])
async def test_what_nobody_set_is_found_where_amazons_tools_find_it(
    s3_address: str, left_out: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    settings = on_s3(s3_address).model_copy(update={name: UNSET[name] for name in left_out})
    await open_files(settings).check()


def test_amazons_own_address_need_not_be_named() -> None:
    open_files(Files(bucket="b"))


async def test_a_folder_in_which_nothing_can_be_written_says_why(tmp_path: Path) -> None:
    store = open_files(Files(folder=str(tmp_path)))
    (tmp_path / "checks").write_text("in the way")
    with pytest.raises(StoreDown, match=r"Not a directory|File exists"):
        await store.check()

    # A full disk can still be read.
    assert await store.whole("checks") == b"in the way"
    assert store.failing
    (tmp_path / "checks").unlink()
    await store.check()
    assert not store.failing


async def test_a_store_that_is_not_there_says_so() -> None:
    nowhere = Files(
        bucket="b", endpoint="http://127.0.0.1:9", access_key=SecretStr("k"),
        secret_key=SecretStr("s"), region="us-east-1",
    )  # fmt: skip
    store = open_files(nowhere)
    asked = (
        store.check(),
        store.put("files/a", pieces(1), most=1),
        store.put_bytes("files/a", b"x"),
        store.put_path("files/a", Path(__file__)),
        store.size("files/a"),
        store.whole("files/a"),
        anext(store.read("files/a", 0, 1)),
        anext(store.keys("files")),
        anext(store.below("files")),
        store.delete("files/a"),
        store.delete_below("files"),
    )
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [StoreDown] * len(asked)

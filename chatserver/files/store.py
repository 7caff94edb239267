"""How are bytes kept: on the local disk, or in S3? (obstore, which is named here alone)"""

import asyncio
import errno
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from chatserver.config import Files
from chatserver.files.reasons import lacks_bucket, reason
from chatserver.files.spool import Counted, Stored, spooled
from chatserver.files.trouble import NoSuchFile, StoreDown

if TYPE_CHECKING:
    from obstore.store import S3Config

# What one part of an upload to S3 has at least; on a disk less will do.
PART_BYTES = 5 * 1024 * 1024
_DISK_PART_BYTES = 512 * 1024
# Each upload holds a part in memory: who finds no room waits.
_MEMORY_BYTES = 12 * PART_BYTES
READ_BYTES = 512 * 1024


class FileStore:
    """Bytes under keys like `builds/…/index.html`. Nothing is half there: a put that fails, for
    whatever reason, leaves nothing. Each question may raise `StoreDown`; from then on the store is
    `failing`, until something can be written again: a full disk can still be read.
    """

    def __init__(self, store: ObjectStore) -> None:
        self.failing = False
        self._store = store
        self._here = isinstance(store, LocalStore)
        self._part_bytes = _DISK_PART_BYTES if self._here else PART_BYTES
        self._room = asyncio.Semaphore(_MEMORY_BYTES // self._part_bytes)

    async def put(self, key: str, chunks: AsyncIterable[bytes], *, most: int) -> Stored:
        """Keep what comes, in memory never more than a part of it.

        Raises `TooLarge`, and whatever goes wrong where the chunks come from.
        """
        if self._here:
            return await self._pass_on(key, chunks, most=most)
        # What comes slowly waits on the disk, not in one of the few places for parts.
        async with spooled(chunks, most=most) as whole:
            await self.put_path(key, whole.path)
            return whole.stored

    async def _pass_on(self, key: str, chunks: AsyncIterable[bytes], *, most: int) -> Stored:
        counted = Counted(most=most)
        broke: Exception | None = None
        failing = self.failing

        async def told() -> AsyncIterator[bytes]:
            nonlocal broke
            try:
                async for chunk in counted.passing(chunks):
                    yield chunk
            except Exception as error:
                broke = error
                raise

        try:
            await self._put(key, told())
        except Exception:
            # The store tells of a failed stream in an exception of its own.
            if broke is not None:
                self.failing = failing
                raise broke from None
            raise
        return counted.stored

    async def _put(self, key: str, content: AsyncIterator[bytes] | Path) -> None:
        async with self._room:
            with self._asking():
                await obstore.put_async(
                    self._store, key, content, chunk_size=self._part_bytes, max_concurrency=1
                )
        self.failing = False

    async def put_bytes(self, key: str, content: bytes) -> Stored:
        """Keep these bytes."""
        with self._asking():
            await obstore.put_async(self._store, key, content)
        self.failing = False
        return Stored.of(content)

    async def put_path(self, key: str, path: Path) -> None:
        """Keep the content of a local file."""
        await self._put(key, path)

    async def check(self) -> None:
        """Write and remove a small file."""
        key = f"checks/{secrets.token_hex(8)}"
        with self._asking():
            await obstore.put_async(self._store, key, b"ok")
            await obstore.delete_async(self._store, key)
        self.failing = False

    async def size(self, key: str) -> int:
        """Return how many bytes there are; raises `NoSuchFile`."""
        with self._asking(sought=key):
            return (await obstore.head_async(self._store, key))["size"]

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` up to and without `end`; raises `NoSuchFile`."""
        stop = await self.size(key) if end is None else end
        # A request for each piece: one for all of it would be ended while a slow line takes it.
        for at in range(start, stop, READ_BYTES):
            till = min(at + READ_BYTES, stop)
            with self._asking(sought=key):
                part = await obstore.get_range_async(self._store, key, start=at, end=till)
            yield bytes(part)

    async def whole(self, key: str) -> bytes:
        """Return all bytes of a small file; raises `NoSuchFile`."""
        return b"".join([part async for part in self.read(key)])

    async def delete(self, key: str) -> None:
        """Let these bytes be gone; gone already is as good."""
        with suppress(NoSuchFile), self._asking(sought=key):
            await obstore.delete_async(self._store, key)

    async def below(self, prefix: str) -> AsyncIterator[bytes]:
        """Yield the whole content of each small file below this prefix."""
        async for key, _ in self._listed(prefix):
            yield await self.whole(key)

    async def keys(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Yield what lies below this prefix, by key, with its size."""
        for each in sorted([one async for one in self._listed(prefix)]):
            yield each

    async def delete_below(self, prefix: str) -> None:
        """Let everything below this prefix be gone."""
        async for key, _ in self._listed(prefix):
            await self.delete(key)
        if isinstance(self._store, LocalStore) and self._store.prefix is not None:
            # Nobody puts anything into a folder that is given up.
            await asyncio.to_thread(_remove_folders, Path(self._store.prefix, prefix))

    async def _listed(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        with self._asking():
            async for batch in obstore.list(self._store, prefix=prefix):
                for one in batch:
                    yield one["path"], one["size"]

    @contextmanager
    def _asking(self, *, sought: str | None = None) -> Iterator[None]:
        """Raise the store's own trouble as ours; anything else is a fault of ours."""
        try:
            yield
        except (BaseError, OSError) as error:
            if sought is not None and _says_absent(error):
                raise NoSuchFile(sought) from None
            self.failing = True
            raise StoreDown(reason(error)) from error


def _remove_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top, topdown=False):
        with suppress(OSError):
            Path(folder).rmdir()


def _says_absent(error: BaseError | OSError) -> bool:
    if lacks_bucket(error):
        return False  # or whatever is to be deleted would seem to be gone
    # On a disk a folder is no file, and nothing is below one; the store has no name for that.
    elsewhere = any(f"(os error {code})" in str(error) for code in (errno.ENOTDIR, errno.EISDIR))
    return elsewhere or isinstance(error, NotFoundError | FileNotFoundError)


def in_memory() -> FileStore:
    """Return a store that ends with its process: for tests, and tools that keep nothing."""
    return FileStore(MemoryStore())


def open_files(settings: Files) -> FileStore:
    """Return the store of the configuration; a local folder is made when it is not there."""
    if settings.bucket:
        told = {
            "endpoint": settings.endpoint,
            "region": settings.region,
            "access_key_id": settings.access_key.get_secret_value(),
            "secret_access_key": settings.secret_key.get_secret_value(),
        }
        return FileStore(
            S3Store(
                settings.bucket,
                # What is left out is found as Amazon's own programs find it.
                config=cast("S3Config", {name: value for name, value in told.items() if value}),
                virtual_hosted_style_request=False,
                client_options={"allow_http": settings.endpoint.startswith("http://")},
                retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=10)},
            )
        )
    return FileStore(LocalStore(Path(settings.folder).resolve(), mkdir=True))

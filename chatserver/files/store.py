"""How are bytes kept: on the local disk, or in S3? (obstore, which is named here alone)"""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from chatserver.config import Files

# What one part of a multipart upload to S3 has at least.
PART_BYTES = 5 * 1024 * 1024
READ_BYTES = 256 * 1024


class TooLarge(Exception):
    """More came than may be taken. Nothing of it is kept."""


class NoSuchFile(Exception):
    """There are no bytes under this key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept: its size in bytes, and the SHA-256 of it in hex."""

    size: int
    sha256: str


class FileStore:
    """Bytes under keys like `builds/…/index.html`. Nothing is half there: a put that fails, for
    whatever reason, leaves nothing.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, chunks: AsyncIterable[bytes], *, most: int) -> Stored:
        """Keep what comes, in memory never more than a part of it; raises `TooLarge`."""
        digest = hashlib.sha256()
        size = 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise TooLarge
                digest.update(chunk)
                yield chunk

        try:
            await obstore.put_async(
                self._store, key, counted(), chunk_size=PART_BYTES, max_concurrency=2
            )
        except Exception:
            # The store tells of a failed stream in an exception of its own.
            if size > most:
                raise TooLarge from None
            raise
        return Stored(size, digest.hexdigest())

    async def put_bytes(self, key: str, content: bytes) -> Stored:
        """Keep these bytes."""
        await obstore.put_async(self._store, key, content)
        return Stored(len(content), hashlib.sha256(content).hexdigest())

    async def put_path(self, key: str, path: Path) -> None:
        """Keep the content of a local file."""
        await obstore.put_async(self._store, key, path, chunk_size=PART_BYTES, max_concurrency=2)

    async def size(self, key: str) -> int:
        """Return how many bytes there are; raises `NoSuchFile`."""
        try:
            return (await obstore.head_async(self._store, key))["size"]
        except (NotFoundError, FileNotFoundError):
            raise NoSuchFile(key) from None

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` up to and without `end`; raises `NoSuchFile`."""
        stop = await self.size(key) if end is None else end
        for at in range(start, stop, READ_BYTES):
            upto = min(at + READ_BYTES, stop)
            try:
                part = await obstore.get_range_async(self._store, key, start=at, end=upto)
            except (NotFoundError, FileNotFoundError):
                raise NoSuchFile(key) from None
            yield bytes(part)

    async def whole(self, key: str) -> bytes:
        """Return all bytes of a small file; raises `NoSuchFile`."""
        return b"".join([part async for part in self.read(key)])

    async def delete(self, key: str) -> None:
        """Let these bytes be gone; gone already is as good."""
        try:
            await obstore.delete_async(self._store, key)
        except (NotFoundError, FileNotFoundError):
            return

    async def below(self, prefix: str) -> AsyncIterator[bytes]:
        """Yield the whole content of each small file below this prefix."""
        async for batch in obstore.list(self._store, prefix=prefix):
            for one in batch:
                yield await self.whole(one["path"])

    async def delete_below(self, prefix: str) -> None:
        """Let everything below this prefix be gone."""
        async for batch in obstore.list(self._store, prefix=prefix):
            for one in batch:
                await self.delete(one["path"])


def in_memory() -> FileStore:
    """Return a store that ends with its process: for tests, and tools that keep nothing."""
    return FileStore(MemoryStore())


def open_files(settings: Files) -> FileStore:
    """Return the store of the configuration; a local folder is made when it is not there."""
    if settings.bucket:
        return FileStore(
            S3Store(
                settings.bucket,
                endpoint=settings.endpoint or None,
                region=settings.region or None,
                access_key_id=settings.access_key.get_secret_value() or None,
                secret_access_key=settings.secret_key.get_secret_value() or None,
                virtual_hosted_style_request=False,
                client_options={"allow_http": settings.endpoint.startswith("http://")},
            )
        )
    return FileStore(LocalStore(Path(settings.folder).resolve(), mkdir=True))

"""Do pictures that nobody shows leave the store, whichever it is?"""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest

from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.actions.attachments.uploads.unused import DAY_MS
from chatserver.files import FileStore
from chatserver.storage.database import Database
from tests.pictures import picture
from tests.seeds import ANN, SOSNY
from tests.small import small


async def once() -> AsyncIterator[bytes]:
    yield picture()


@pytest.mark.any_kind
async def test_their_bytes_go(database: Database, store: FileStore) -> None:
    here = await small(database)
    world = replace(here.world, files=store)
    for purpose in ("widget", "catalogue", "review"):
        told = partial(About, "a.png", purpose)
        await take_file(world, Uploader(SOSNY, "staff", ANN), once(), told)
    await sweep_files(world)
    assert len([key async for key, _ in store.keys("files")]) == 3
    here.clock.at += DAY_MS + 1
    assert await sweep_files(world) == 3
    assert [key async for key, _ in store.keys("files")] == []

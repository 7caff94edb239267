"""Does what nobody needs go, and does nothing go that a message shows?"""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from sqlmodel import col, select

from chatserver.actions.attachments.uploads import pieces
from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.actions.attachments.uploads.unused import DAY_MS
from chatserver.core.commands import DeleteMessage, Open, Send
from chatserver.core.refusals import FileUnavailable, Refused
from chatserver.files import NoSuchFile
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.storage.database import Database
from chatserver.storage.tables import EventRow, FileRow, UploadRow
from tests.pictures import PDF, picture
from tests.seeds import APP, CID, SOSNY
from tests.small import Small, small

BY, AS_CID = Uploader(SOSNY, "client", CID), Person("client", CID, "ios")
HOUR = 3600 * 1000


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def shelf(here: Small) -> set[str]:
    """Every key under which bytes of files lie."""
    folders = ("files", "previews", "uploads")
    return {key for folder in folders async for key, _ in here.world.files.keys(folder)}


@pytest.fixture
async def here(database: Database) -> Small:
    return await small(database)


@pytest.fixture
async def ledger(here: Small) -> AsyncIterator[Ledger]:
    works = Ledger(here.world)
    await works.start()
    yield works
    await works.stop()


@pytest.mark.slow
async def test_a_day_is_given_and_no_more(here: Small) -> None:
    card = await take_file(here.world, BY, once(picture()), lambda: About("a.png"))
    here.clock.at += DAY_MS
    await sweep_files(here.world)
    assert await shelf(here) == {f"files/{card.id}", f"previews/{card.id}"}
    here.clock.at += 1
    assert await sweep_files(here.world) == 1
    assert await shelf(here) == set()
    async with here.world.db.session() as session:
        assert (await session.exec(select(FileRow))).first() is None


@pytest.mark.slow
async def test_pieces_without_an_upload_go(here: Small) -> None:
    """A node ended after the file was made, and before the pieces were removed."""
    upload = await pieces.begin_pieces(here.world, BY, name="a.pdf", size=999)
    await pieces.add_piece(here.world, BY, upload, offset=0, chunks=once(PDF))
    await here.world.files.put_bytes("uploads/file_done/000", b"x")
    await sweep_files(here.world)
    [piece] = await shelf(here)
    assert piece.startswith(f"uploads/{upload}/")


@pytest.mark.slow
@pytest.mark.any_kind
async def test_what_was_given_up_when_a_node_ended_goes(here: Small) -> None:
    upload = await pieces.begin_pieces(here.world, BY, name="a.pdf", size=999)
    await pieces.add_piece(here.world, BY, upload, offset=0, chunks=once(PDF))
    async with here.world.db.transaction() as session:
        row = await session.get_one(UploadRow, upload)
        row.here = -1
        session.add(row)
    with pytest.raises(Refused):
        await pieces.progress(here.world, BY, upload)
    await sweep_files(here.world)
    assert await shelf(here) == set()


@dataclass
class Street:
    """What has happened so far, as the test knows it."""

    here: Small
    ledger: Ledger
    chat: str
    chance: random.Random
    unsent: dict[str, int] = field(default_factory=dict)  # file -> when it came
    sent: dict[str, int] = field(default_factory=dict)  # file -> seq
    halves: dict[str, int] = field(default_factory=dict)  # upload -> when it moved last

    async def bring(self) -> None:
        card = await take_file(self.here.world, BY, once(picture()), lambda: About("a.png"))
        self.unsent[card.id] = self.here.clock.at

    async def begin(self) -> None:
        upload = await pieces.begin_pieces(self.here.world, BY, name="a.pdf", size=2 * len(PDF))
        self.halves[upload] = self.here.clock.at

    async def add(self) -> None:
        for upload in list(self.halves)[:1]:
            with suppress(Refused):
                now = await pieces.progress(self.here.world, BY, upload)
                now = await pieces.add_piece(
                    self.here.world, BY, upload, offset=now.here, chunks=once(PDF)
                )
                self.halves[upload] = self.here.clock.at
                if now.here == now.size:
                    del self.halves[upload]
                    self.unsent[upload] = self.here.clock.at

    async def send(self) -> None:
        for file in self.chance.sample(sorted(self.unsent), min(2, len(self.unsent))):
            command = Send(self.chat, self.here.world.new_id("key"), file=file)
            try:
                outcome = await self.ledger.submit(command, AS_CID)
            except FileUnavailable:
                assert self.here.clock.at - self.unsent[file] > DAY_MS
            else:
                self.sent[file] = outcome.seq or 0
            del self.unsent[file]

    async def take_back(self) -> None:
        for file in self.chance.sample(sorted(self.sent), min(1, len(self.sent))):
            command = DeleteMessage(self.chat, self.here.world.new_id("key"), self.sent[file])
            with suppress(Refused):
                await self.ledger.submit(command, AS_CID)
                del self.sent[file]

    async def wait(self) -> None:
        self.here.clock.at += self.chance.choice([HOUR, 11 * HOUR, 25 * HOUR])

    async def sweep(self) -> None:
        await sweep_files(self.here.world)
        await self.check()

    async def check(self) -> None:
        """Whatever a message shows, and whatever is young, is there with all its bytes."""
        now, files = self.here.clock.at, self.here.world.files
        young = [file for file, at in self.unsent.items() if now - at <= DAY_MS]
        for file in [*self.sent, *young]:
            await files.size(f"files/{file}")
        for upload, at in self.halves.items():
            if now - at <= DAY_MS:
                await pieces.progress(self.here.world, BY, upload)
        async with self.here.world.db.session() as session:
            shown = select(EventRow.body).where(
                EventRow.kind == "message", col(EventRow.deleted).is_(False)
            )
            bodies = [json.loads(body) for body in await session.exec(shown)]
        assert {body["file"]["id"] for body in bodies if "file" in body} == set(self.sent)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_only_orphans_go(here: Small, ledger: Ledger, seed: int) -> None:
    chat = (await ledger.submit(Open(APP), AS_CID)).chat.id
    street = Street(here, ledger, chat, random.Random(seed))
    acts = [street.bring, street.bring, street.begin, street.add, street.add, street.send]
    acts += [street.send, street.take_back, street.wait, street.sweep]
    for _ in range(60):
        await street.chance.choice(acts)()
    here.clock.at += 2 * DAY_MS
    await sweep_files(here.world)
    await street.check()
    kept = {f"files/{file}" for file in street.sent}
    found = await shelf(here)
    assert {key for key in found if key.startswith("files/")} == kept
    assert {key.split("/")[1] for key in found} == set(street.sent)
    async with here.world.db.session() as session:
        assert set(await session.exec(select(FileRow.id))) == set(street.sent)
        assert (await session.exec(select(UploadRow))).first() is None


@pytest.mark.any_kind
async def test_a_file_is_sent_or_swept_and_never_both(here: Small, ledger: Ledger) -> None:
    chat = (await ledger.submit(Open(APP), AS_CID)).chat.id
    for _ in range(5):
        card = await take_file(here.world, BY, once(PDF), lambda: About("a.pdf"))
        here.clock.at += DAY_MS + 1
        sending = ledger.submit(Send(chat, here.world.new_id("key"), file=card.id), AS_CID)
        told, swept = await asyncio.gather(sending, sweep_files(here.world), return_exceptions=True)
        assert isinstance(swept, int)
        if not isinstance(told, FileUnavailable):
            assert await here.world.files.whole(f"files/{card.id}") == PDF
        else:
            with pytest.raises(NoSuchFile):
                await here.world.files.size(f"files/{card.id}")

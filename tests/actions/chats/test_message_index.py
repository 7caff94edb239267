"""Are messages found by their words, a moment after they were written, and no longer than they
stand?
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlmodel import col, select, update

from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.chats.message_index import Stride, follow_messages
from chatserver.actions.clients.erasures import erase_client
from chatserver.core.commands import (
    DeleteMessage,
    DeleteNote,
    EditMessage,
    Open,
    Send,
    WriteNote,
)
from chatserver.core.fragments import words_of
from chatserver.core.inbox import Filter
from chatserver.core.searching import needle
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.storage import inbox, message_search
from chatserver.storage import message_index as index
from chatserver.storage.database import Database
from chatserver.storage.statement import ask
from chatserver.storage.tables import EventRow, MessageText
from tests.seeds import ANN, BEREZKI, CID, FAR_APP, FAR_CLIENT, KIM, NEWS, SOSNY
from tests.small import Small, small

CLIENT = Person("client", CID, "ios")
STAFF = Person("staff", ANN)


@pytest.fixture
async def here(database: Database) -> Small:
    return await small(database)


@pytest.fixture
async def ledger(here: Small) -> AsyncIterator[Ledger]:
    writer = Ledger(here.world)
    await writer.start()
    yield writer
    await writer.stop()


async def said(
    ledger: Ledger, text: str, *, client: str = CID, product: str = NEWS
) -> tuple[str, int]:
    """Have a client write, and return the chat and the message's seq."""
    person = Person("client", client, "ios")
    chat = (await ledger.submit(Open(product), person)).chat.id
    sent = await ledger.submit(Send(chat=chat, key=f"k_{hash(text)}", text=text), person)
    assert sent.seq is not None
    return chat, sent.seq


async def found(
    here: Small, ledger: Ledger, typed: str, *, clients: tuple[str, ...] = ()
) -> list[str]:
    """Return the texts of what an Administrator finds by these words alone."""
    directory = await ledger.directories.fetch(SOSNY)
    assert directory is not None
    wanted = Filter(needle=needle(typed), words=words_of(typed), clients=clients)
    page = await inbox.page(here.world.db, directory.staff[ANN], wanted, after=None, limit=50)
    return sorted(one.text for one in page.texts.values())


async def follow(here: Small) -> int:
    return await follow_messages(here.world, quiet=lambda: True)


async def words(here: Small) -> int:
    async with here.world.db.session() as session:
        return len((await session.exec(select(MessageText.id))).all())


async def test_a_message_is_found_by_its_words_in_any_form(here: Small, ledger: Ledger) -> None:
    await said(ledger, "В подвале протекла труба, счётчик залит")
    await said(ledger, "The lift is broken", client=KIM)
    assert await found(here, ledger, "труба") == []

    await follow(here)

    for typed in ("труба", "ТРУБЫ", "трубу подвал", "счетчики", "СЧЁТЧИК"):
        assert len(await found(here, ledger, typed)) == 1, typed
    assert await found(here, ledger, "lift") == ["The lift is broken"]
    assert await found(here, ledger, "труба lift") == []


async def test_few_chats_are_looked_through_to_their_beginning(
    here: Small, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_search, "LOOKED_AT_MAX", 1)
    await said(ledger, "В подвале протекла труба")
    await said(ledger, "Труба в подвале", client=KIM)
    await follow(here)

    for typed, there in (("труба", 1), ("подвалы труб", 1), ("протек", 1), ("рубы", 0)):
        assert len(await found(here, ledger, typed, clients=(CID,))) == there, typed


@pytest.mark.parametrize(
    "typed", ['"', "'", "труба OR", "труба*)", "NEAR(труба", "a:b & !c | <->", "\\", "%_", "-труба"]
)
async def test_whatever_is_typed_is_words(here: Small, ledger: Ledger, typed: str) -> None:
    await said(ledger, "труба")
    await follow(here)
    # What is typed beside it are words that are not there, or no words.
    assert len(await found(here, ledger, typed)) == (typed in ("труба*)", "-труба"))


async def test_an_edit_is_found_by_its_new_words_alone(here: Small, ledger: Ledger) -> None:
    chat, seq = await said(ledger, "труба")
    await follow(here)
    await ledger.submit(EditMessage(chat, "e", seq, "крыша"), CLIENT)
    await follow(here)

    assert await found(here, ledger, "труба") == []
    assert len(await found(here, ledger, "крыша")) == 1


async def test_what_was_deleted_is_found_no_more(here: Small, ledger: Ledger) -> None:
    chat, seq = await said(ledger, "труба")
    await follow(here)
    await ledger.submit(DeleteMessage(chat, "d", seq), CLIENT)
    # Before it is followed the text is shown no more, after that it is gone.
    assert await found(here, ledger, "труба") == []
    await follow(here)
    assert await words(here) == 0


async def test_a_note_is_found_as_long_as_it_stands(here: Small, ledger: Ledger) -> None:
    chat, _ = await said(ledger, "труба")
    first = await ledger.submit(WriteNote(chat, "n1", "Собака кусается"), STAFF)
    await ledger.submit(WriteNote(chat, "n2", "Кошка тоже"), STAFF)
    assert await found(here, ledger, "собаки") == []
    await follow(here)
    assert await found(here, ledger, "собаки") == ["Собака кусается"]
    assert await found(here, ledger, "собака труба") == []

    await ledger.submit(DeleteNote(chat, first.seq or 0), STAFF)
    # Its words go at once, and do not come back.
    assert await words(here) == 2
    await follow(here)
    assert await words(here) == 2
    assert await found(here, ledger, "собаки") == []
    assert await found(here, ledger, "кошки") == ["Кошка тоже"]
    assert await found(here, ledger, "труба") == ["труба"]


async def test_more_notes_than_one_question_tells_are_all_followed(
    here: Small, ledger: Ledger
) -> None:
    chat, _ = await said(ledger, "труба")
    other, _ = await said(ledger, "крыша", client=KIM)
    written = [
        WriteNote(one, f"{one}{n}", f"слово{n}") for n in range(120) for one in (chat, other)
    ]
    await asyncio.gather(*(ledger.submit(note, STAFF) for note in written))
    assert await follow(here) == 1, "and the last step, which finds no more"
    assert await words(here) == 2 + len(written)
    assert await follow(here) == 0


async def test_an_erased_client_leaves_no_word(here: Small, ledger: Ledger) -> None:
    chat, _ = await said(ledger, "труба")
    await ledger.submit(WriteNote(chat, "n", "Собака кусается"), STAFF)
    await said(ledger, "крыша", client=KIM)
    await follow(here)
    directory = await ledger.directories.fetch(SOSNY)
    assert directory is not None
    ann = Viewer(ANN, directory.staff[ANN].permissions, directory)

    await erase_client(here.world, ledger, ann, CID, reason="asked")

    assert await words(here) == 1
    await follow(here)
    assert await words(here) == 1


@pytest.mark.any_kind
async def test_what_was_followed_before_an_erasure_and_stored_after_it_goes(
    here: Small, ledger: Ledger
) -> None:
    chat, _ = await said(ledger, "труба")
    await follow(here)
    directory = await ledger.directories.fetch(SOSNY)
    assert directory is not None
    ann = Viewer(ANN, directory.staff[ANN].permissions, directory)
    await erase_client(here.world, ledger, ann, CID, reason="asked")
    # As another node would leave it that had read the message just before.
    await here.world.db.write(ask(index.PUT, [[SOSNY, chat, 2, "труба"], [SOSNY, chat, -1, "а"]]))
    await follow(here)
    assert await words(here) == 0


@pytest.mark.any_kind
async def test_a_long_log_is_followed_in_steps(here: Small, ledger: Ledger) -> None:
    stride = Stride(chats=25, events=7)
    for number in range(30):
        await said(ledger, f"слово{number}")
    await said(ledger, "другое", client=KIM)
    steps = await follow_messages(here.world, quiet=lambda: True, stride=stride)
    assert steps >= 4
    assert await words(here) == 31
    assert await follow(here) == 0


async def test_what_cannot_be_read_of_one_organisation_keeps_no_other_waiting(
    here: Small, ledger: Ledger
) -> None:
    broken, _ = await said(ledger, "a flood", client=FAR_CLIENT, product=FAR_APP)
    await said(ledger, "a flood")
    assert BEREZKI < SOSNY  # it comes first
    async with here.world.db.transaction() as session:
        await session.exec(update(EventRow).where(col(EventRow.chat) == broken).values(body="{"))

    with pytest.raises(msgspec.DecodeError):
        await follow(here)

    assert len(await found(here, ledger, "flood")) == 1


async def test_a_turn_ends_while_others_want_to_write(here: Small, ledger: Ledger) -> None:
    stride = Stride(chats=25, events=2, steps=3)
    for number in range(30):
        await said(ledger, f"слово{number}")
    assert await follow_messages(here.world, quiet=lambda: False, stride=stride) == 3
    assert 0 < await words(here) < 30

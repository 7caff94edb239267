"""Is a note stored once, numbered without a gap, and nothing else of its chat moved?"""

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from chatserver.core.commands import DeleteNote, Send, WriteNote
from chatserver.core.refusals import KeyConflict, NotFound
from chatserver.ledger.notes import changed_notes, newest_notes, notes_above
from chatserver.storage.database import Database
from chatserver.storage.tables import AuditRow
from chatserver.wire import rfc3339
from tests.ledger.house import ANN, BOB, CID, House, household, second_node


async def test_a_note_moves_nothing_that_a_client_may_see(house: House) -> None:
    chat = await house.open()
    before = await house.reading.chat(chat)
    assert before is not None
    house.clock.at += 5_000
    written = await house.do(ANN, WriteNote(chat, "k", "look"))
    after = await house.reading.chat(chat)
    assert after == replace(before, notes=1, rev=after.rev if after else 0)
    [change] = house.commits[-1].changes
    assert change.events == ()
    [note] = await newest_notes(house.world.db, chat, before=None, limit=9)
    assert (written.seq, rfc3339(written.at or 0), written.duplicate) == (1, note.at, False)
    assert (note.n, note.change, note.after, note.by.id) == (1, 1, before.last, ANN.id)


async def test_a_key_writes_one_note_however_often_it_comes(house: House) -> None:
    chat = await house.open()
    note = WriteNote(chat, "key_x", "look")
    outcomes = await asyncio.gather(*(house.do(ANN, note) for _ in range(9)))
    outcomes.append(await house.do(ANN, note))
    assert len({(one.seq, one.at) for one in outcomes}) == 1
    assert [one.duplicate for one in outcomes].count(False) == 1
    with pytest.raises(KeyConflict):
        await house.do(ANN, WriteNote(chat, "key_x", "look again"))
    # Of another person it is another key.
    assert (await house.do(BOB, note)).seq == 2
    stored = await newest_notes(house.world.db, chat, before=None, limit=9)
    assert [(one.n, one.text) for one in stored] == [(1, "look"), (2, "look")]


async def test_two_nodes_write_one_note_under_one_key(database: Database) -> None:
    async with household(database) as one, second_node(database) as two:
        chat = await one.open()
        for turn in range(5):
            note = WriteNote(chat, f"key_{turn}", "look")
            both = await asyncio.gather(one.do(ANN, note), two.do(ANN, note))
            assert [outcome.seq for outcome in both] == [turn + 1] * 2
            assert sorted(outcome.duplicate for outcome in both) == [False, True]
        stored = await newest_notes(database, chat, before=None, limit=9)
        assert [(one.n, one.change) for one in stored] == [(n, n) for n in range(1, 6)]


async def test_notes_have_keys_of_their_own(house: House) -> None:
    """However the two come: in one batch, and again in another, beside one that is new."""
    chat = await house.open()
    note, said = WriteNote(chat, "key_x", "look"), Send(chat=chat, key="key_x", text="hello")
    both = await asyncio.gather(house.do(ANN, note), house.do(ANN, said))
    again = await asyncio.gather(
        house.do(ANN, said),
        house.do(ANN, WriteNote(chat, "key_y", "and this")),
        house.do(ANN, note),
    )
    assert [one.duplicate for one in (*both, *again)] == [False, False, True, False, True]
    assert (again[2].seq, again[0].seq) == (both[0].seq, both[1].seq)
    assert (await house.do(ANN, replace(said, key="key_y"))).duplicate is False


async def test_what_changed_is_read_on_without_a_hole(house: House) -> None:
    chat, db = await house.open(), house.world.db
    for n in range(4):
        await house.do(ANN, WriteNote(chat, f"k{n}", f"note {n}"))
    await house.say(CID, chat)
    await house.do(BOB, DeleteNote(chat, 2))
    await house.do(BOB, DeleteNote(chat, 2))
    await house.do(ANN, WriteNote(chat, "k4", "the last"))
    stands = await house.reading.chat(chat)
    assert stands is not None
    assert stands.notes == 6
    changed = await changed_notes(db, chat, 2, limit=9)
    assert [(one.n, one.change) for one in changed] == [(3, 3), (4, 4), (2, 5), (6, 6)]
    assert [one.n for one in await changed_notes(db, chat, 0, limit=2)] == [1, 3]
    assert [one.n for one in await newest_notes(db, chat, before=6, limit=2)] == [3, 4]
    gone = changed[2]
    assert (gone.deleted, isinstance(gone.text, str)) == (True, False)
    found, all_of_it = await notes_above(db, {chat: 4, "chat_none": 0})
    assert ([one.n for one in found[chat]], set(found), all_of_it) == ([2, 6], {chat}, True)
    # Two asked at once: one deleted it, and the audit has what it said, once.
    async with db.session() as session:
        rows = await session.exec(select(AuditRow).where(AuditRow.action == "note.delete"))
        [row] = rows
    assert (row.actor, row.subject) == (BOB.id, chat)
    assert row.before == {"note": 2, "author": ANN.id, "text": "note 1"}


@pytest.mark.any_kind
async def test_a_note_that_is_not_there_is_not_found(house: House) -> None:
    chat = await house.open()
    with pytest.raises(NotFound):
        await house.do(BOB, DeleteNote(chat, 1))
    with pytest.raises(NotFound):
        await house.do(BOB, WriteNote("chat_none", "k", "look"))

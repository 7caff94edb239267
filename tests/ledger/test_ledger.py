"""Does a command become gapless, stored events once, and is it answered only then?"""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chatserver.config import Ledger as LedgerSettings
from chatserver.config import Settings
from chatserver.core.commands import (
    Assign,
    CloseDialog,
    DeleteMessage,
    EditMessage,
    NewDialog,
    Open,
    Read,
    Send,
    SetComment,
)
from chatserver.core.events import EVENTS, Assigned
from chatserver.core.hours import WEEK
from chatserver.core.people import Side
from chatserver.core.refusals import AlreadyRead, Conflict, Forbidden, NotFound
from chatserver.ledger.outcome import Person, Trouble
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement, ask
from chatserver.wire import decode_body
from tests.ledger.house import ANN, APP, BOB, CID, DOT, House, household, kinds, rows, second_node
from tests.model.changes import store


@pytest.mark.any_kind
async def test_entering_greets_and_offers_the_topics(house: House) -> None:
    opened = await house.do(CID, Open(APP))
    assert await kinds(house, opened.chat.id) == ["dialog.opened", "greeting", "prompt"]
    assert (opened.chat.number, opened.chat.state, opened.chat.place) == (1, "bot", "obj_1")
    assert opened.at is not None
    assert opened.chat.expires_at == opened.at + 10 * 60_000


@pytest.mark.any_kind
async def test_entering_again_finds_the_same_chat(house: House) -> None:
    first = await house.do(CID, Open(APP))
    again = await house.do(CID, Open(APP))
    assert (again.chat.id, again.chat.last) == (first.chat.id, first.chat.last)


@pytest.mark.any_kind
async def test_a_refused_entry_takes_nobody_elses_number(house: House) -> None:
    refused, opened = await asyncio.gather(
        house.do(CID, Open(APP, "obj_elsewhere")), house.do(CID, Open(APP)), return_exceptions=True
    )
    assert isinstance(refused, NotFound)
    assert not isinstance(opened, BaseException)
    other = await house.do(DOT, Open(APP))
    assert other.chat.number != opened.chat.number


async def test_a_topic_assigns_whom_the_rule_names(house: House) -> None:
    chat = await house.open()
    picked = await house.pick(chat)
    assert (await kinds(house, chat))[3:] == ["tag", "autoreply", "assigned"]
    assert (picked.chat.staff, picked.chat.department, picked.seq) == ("st_ann", "dep_desk", 4)
    [(number, staff, cause, why)] = await rows(
        house, "SELECT number, staff, cause, explanation FROM assignment"
    )
    assert (number, staff, cause) == (1, "st_ann", "tag")
    assert '"chosen":"st_ann"' in str(why)


async def test_who_asks_a_closed_department_hears_when_it_opens(house: House) -> None:
    opened = await house.do(CID, Open(APP))
    chat, today = opened.chat.id, datetime.fromtimestamp((opened.at or 0) / 1000, UTC).weekday()
    far = {"week": {WEEK[(today + 3) % 7]: [{"from": "09:00", "until": "18:00"}]}}
    change = ("UPDATE department SET hours = :v", {"v": json.dumps(far)})
    await store(house.world.db, [change])
    await house.pick(chat)
    await house.say(CID, chat)
    kinds_now = (await kinds(house, chat))[3:]
    assert kinds_now == ["tag", "autoreply", "assigned", "autoreply", "message"]
    [(told,)] = await rows(house, "SELECT body FROM event WHERE kind = 'autoreply' AND seq = 7")
    assert "09:00" in str(told)


@pytest.mark.parametrize(
    "loss", ["DELETE FROM chat_order", "UPDATE chat_order SET rev = rev + 1000, unread = FALSE"]
)
async def test_a_chat_that_lost_its_place_in_the_order_of_changes_gets_it_back(
    house: House, loss: str
) -> None:
    chat = await house.open()
    await house.world.db.write(ask(Statement(sqlite=loss, postgres=loss)))

    said = await house.say(CID, chat)

    assert await rows(house, "SELECT chat, rev, CAST(unread AS INTEGER) FROM chat_order") == [
        (chat, said.chat.rev, 1)
    ]


@pytest.mark.any_kind
async def test_seq_is_gapless_for_many_writers(house: House) -> None:
    chats = [await house.open(CID), await house.open(DOT)]
    people = {chats[0]: CID, chats[1]: DOT}
    await asyncio.gather(*(house.say(people[c], c, f"{i}") for i in range(30) for c in chats))
    for chat in chats:
        events = await house.reading.since(chat, 0, limit=200)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))


async def test_one_writers_order_is_kept(house: House) -> None:
    chat = await house.open()
    await asyncio.gather(*(house.say(CID, chat, f"text {i}") for i in range(50)))
    stored = await rows(house, "SELECT body FROM event WHERE kind = 'message' ORDER BY seq")
    assert [str(body) for (body,) in stored] == [f'{{"text":"text {i}"}}' for i in range(50)]


async def test_an_edit_rewrites_the_message_and_keeps_the_original(house: House) -> None:
    chat = await house.open()
    said = await house.say(CID, chat, "helo")
    assert said.seq is not None
    await house.do(CID, EditMessage(chat, house.key(), said.seq, "hello"))
    frames = [event.frame for event in await house.reading.since(chat, said.seq - 1, limit=200)]
    assert b'"text":"hello"' in frames[0]
    assert b'"version":1' in frames[0]
    assert await rows(house, "SELECT seq, version, body FROM original") == [
        (said.seq, 0, '{"text":"helo"}')
    ]


@pytest.mark.any_kind
async def test_a_deletion_leaves_a_tombstone_and_takes_the_edits_texts(house: House) -> None:
    chat = await house.open()
    said = await house.say(CID, chat, "secret one")
    assert said.seq is not None
    await house.do(CID, EditMessage(chat, house.key(), said.seq, "secret two"))
    gone = await house.do(CID, DeleteMessage(chat, house.key(), said.seq))
    frames = [event.frame for event in await house.reading.since(chat, 0, limit=200)]
    assert not any(b"secret" in frame for frame in frames)
    assert b'"body":{"deleted":true}' in frames[said.seq - 1]
    assert gone.chat.unread(Side.STAFF) == 0


async def test_send_edit_and_delete_in_one_batch_leave_a_tombstone(house: House) -> None:
    chat = await house.open()
    seq = (await house.reading.since(chat, 0, limit=200))[-1].seq + 1
    await asyncio.gather(
        house.say(CID, chat, "secret one"),
        house.do(CID, EditMessage(chat, house.key(), seq, "secret two")),
        house.do(CID, DeleteMessage(chat, house.key(), seq)),
    )
    stored = await rows(house, "SELECT body, deleted FROM event ORDER BY seq")
    assert not any("secret" in str(body) for body, _ in stored)
    assert [bool(deleted) for _, deleted in stored].count(True) == 1
    announced = b"".join(e.frame for c in house.commits for x in c.changes for e in x.events)
    assert b"secret one" not in announced


@pytest.mark.any_kind
async def test_what_was_read_can_no_longer_be_edited(house: House) -> None:
    chat = await house.open()
    said = await house.say(CID, chat)
    assert said.seq is not None
    read, edit = await asyncio.gather(
        house.do(BOB, Read(chat, said.seq)),
        house.do(CID, EditMessage(chat, house.key(), said.seq, "other")),
        return_exceptions=True,
    )
    assert isinstance(edit, AlreadyRead)
    assert not isinstance(read, BaseException)
    assert read.chat.unread(Side.STAFF) == 0


@pytest.mark.any_kind
async def test_a_mark_in_the_middle_counts_what_lies_above(house: House) -> None:
    chat = await house.open()
    seqs = [(await house.say(CID, chat, str(i))).seq or 0 for i in range(5)]
    await house.do(CID, DeleteMessage(chat, house.key(), seqs[3]))
    marked = await house.do(BOB, Read(chat, seqs[1]))
    assert (marked.seq, marked.chat.unread(Side.STAFF)) == (seqs[1], 2)
    lower = await house.do(BOB, Read(chat, 1))
    assert lower.seq == seqs[1]


@pytest.mark.any_kind
async def test_a_mark_may_lie_right_below_what_its_own_batch_wrote(house: House) -> None:
    chat = await house.open()
    said = await house.say(CID, chat)
    _, marked = await asyncio.gather(
        house.say(CID, chat, "and more"), house.do(BOB, Read(chat, said.chat.last))
    )
    assert marked.seq == said.chat.last
    assert marked.chat.unread(Side.STAFF) == 1


async def test_each_employee_has_a_mark_of_their_own(house: House) -> None:
    chat = await house.open()
    first, second = [(await house.say(CID, chat, t)).seq or 0 for t in "ab"]
    await house.do(BOB, Read(chat, second))
    await house.do(ANN, Read(chat, first))
    assert await rows(house, "SELECT staff, seq FROM staff_mark ORDER BY staff") == [
        ("st_ann", first), ("st_bob", second),
    ]  # fmt: skip


async def test_a_mark_of_ones_own_does_not_fall_within_a_batch(house: House) -> None:
    chat = await house.open()
    first, second = [(await house.say(CID, chat, t)).seq or 0 for t in "ab"]
    await asyncio.gather(*(house.do(BOB, Read(chat, seq)) for seq in (second, first)))
    assert await rows(house, "SELECT seq FROM staff_mark") == [(second,)]


async def test_of_two_who_assign_at_once_one_wins(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    both = await asyncio.gather(
        house.do(ANN, Assign(chat, house.key(), "dep_desk", 1, staff="st_bob")),
        house.do(BOB, Assign(chat, house.key(), "dep_desk", 1, staff="st_ann")),
        return_exceptions=True,
    )
    [lost] = [one for one in both if isinstance(one, Conflict)]
    assert lost.data["assignment"] == 2
    spans = await rows(house, "SELECT number, from_seq, to_seq FROM assignment ORDER BY number")
    assert [(n, to is None) for n, _, to in spans] == [(1, False), (2, True)]
    assert spans[0][2] == int(str(spans[1][1])) - 1


async def test_whoever_ends_a_dialog_stands_in_the_audit_log(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    await house.do(BOB, CloseDialog(chat, house.key(), 1, "solved"))
    assert (await kinds(house, chat))[-1] == "dialog.closed"
    assert await rows(house, "SELECT actor, action, subject FROM audit") == [
        ("st_bob", "dialog.close", chat)
    ]


@pytest.mark.any_kind
async def test_strangers_learn_nothing(house: House) -> None:
    chat = await house.open()
    for person in (DOT, Person("client", "cl_nobody"), Person("staff", "st_nobody")):
        for command in (
            Send(chat, house.key(), text="x"),
            Read(chat, 1),
            Send("chat_no", "k", "x"),
        ):
            with pytest.raises(NotFound):
                await house.do(person, command)


@pytest.mark.any_kind
async def test_a_request_of_the_other_side_is_forbidden(house: House) -> None:
    chat = await house.open()
    for person, command in (
        (BOB, Open(APP)),
        (BOB, NewDialog(chat, "k1")),
        (CID, CloseDialog(chat, "k2", 1, "solved")),
        (CID, SetComment(chat, "x", 0)),
        (CID, Assign(chat, "k3", "dep_desk", 0)),
    ):
        with pytest.raises(Forbidden):
            await house.do(person, command)


async def test_a_refusal_leaves_no_trace(house: House) -> None:
    chat = await house.open()
    before = await house.reading.chat(chat)
    heard = len(house.commits)
    with pytest.raises(NotFound):
        await house.do(CID, EditMessage(chat, house.key(), 1, "x"))
    assert await house.reading.chat(chat) == before
    assert len(house.commits) == heard


@pytest.mark.any_kind
async def test_the_organisations_rev_counts_changed_chats(house: House) -> None:
    chat = await house.open()
    before = (await house.reading.revisions(["org_a"]))["org_a"][0]
    await house.say(CID, chat)
    await house.do(CID, Read(chat, 3))
    await house.do(CID, Read(chat, 3))
    rev = (await house.reading.revisions(["org_a"]))["org_a"][0]
    assert rev == before + 2
    assert [c.id for c in await house.reading.changed("org_a", before, limit=9)] == [chat]
    assert await house.reading.changed("org_a", rev, limit=9) == []
    assert [commit.revs["org_a"] for commit in house.commits][-1] == (rev - 1, rev)


async def test_a_new_chat_is_found_by_its_rev(house: House) -> None:
    chat = await house.open()
    assert [(c.id, c.rev) for c in await house.reading.changed("org_a", 0, limit=9)] == [(chat, 1)]
    assert house.commits[-1].changes[0].chat == await house.reading.chat(chat)
    other = await house.open(DOT)
    for rev, found in ((0, chat), (1, other)):
        assert [c.id for c in await house.reading.changed("org_a", rev, limit=1)] == [found]


@pytest.mark.any_kind
async def test_the_announced_state_is_the_stored_one(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    await house.say(CID, chat)
    await house.do(ANN, SetComment(chat, "call back", 0))
    assert house.commits[-1].changes[0].chat == await house.reading.chat(chat)


async def test_the_outbox_gets_what_it_is_told_of_in_the_same_transaction(
    database: Database,
) -> None:
    told = Settings(ledger=LedgerSettings(outbox=("message", "assigned")))
    async with household(database, settings=told) as house:
        chat = await house.open()
        said = await house.say(CID, chat)
        stored = await rows(house, "SELECT topic, body, done_at FROM outbox ORDER BY body")
        assert stored == [
            ("message", f'{{"chat": "{chat}", "seq": {said.seq}}}', None),
            ("assigned", f'{{"chat": "{chat}", "seq": {(said.seq or 0) + 1}}}', None),
        ]


async def test_two_nodes_open_one_chat(database: Database) -> None:
    async with household(database) as one, second_node(database) as two:
        opened = await asyncio.gather(
            *(node.do(CID, Open(APP)) for _ in range(5) for node in (one, two))
        )
        assert len({outcome.chat.id for outcome in opened}) == 1
        assert await kinds(one, opened[0].chat.id) == ["dialog.opened", "greeting", "prompt"]


@pytest.mark.any_kind
async def test_a_command_that_breaks_spoils_only_itself(house: House) -> None:
    chat = await house.open()
    # Not decodable input, but a fault in the middle of a batch.
    bad = Send(chat, "key_bad", text="\ud800")
    good, broken = await asyncio.gather(
        house.say(CID, chat, "fine"), house.do(CID, bad), return_exceptions=True
    )
    assert isinstance(broken, Trouble)
    assert broken.code == "internal"
    assert not isinstance(good, BaseException)
    assert (await kinds(house, chat)).count("message") == 1


@pytest.mark.any_kind
async def test_a_stopped_ledger_takes_nothing_and_finishes_its_queue(database: Database) -> None:
    async with household(database) as house:
        chat = await house.open()
        waiting = [asyncio.ensure_future(house.say(CID, chat, str(i))) for i in range(5)]
        await asyncio.gather(*waiting[:1])
        await house.ledger.stop()
        with pytest.raises(Trouble, match="overloaded"):
            await house.say(CID, chat)
        assert all([await one for one in waiting])


async def test_a_full_queue_answers_at_once(house: House) -> None:
    chat = await house.open()
    limit = house.world.settings.ledger.queue
    answers = await asyncio.gather(
        *(house.say(CID, chat, str(i)) for i in range(limit + 10)), return_exceptions=True
    )
    refused = [one for one in answers if isinstance(one, Trouble)]
    assert [one.code for one in refused] == ["overloaded"] * 10
    assert (await kinds(house, chat)).count("message") <= 200


async def test_stored_bodies_are_events(house: House) -> None:
    chat = await house.open()
    await house.pick(chat)
    stored = await rows(house, "SELECT kind, body FROM event ORDER BY seq")
    events = [decode_body(str(kind), str(body).encode()) for kind, body in stored]
    assert [type(event) for event in events] == [EVENTS[str(kind)] for kind, _ in stored]
    assigned = events[-1]
    assert isinstance(assigned, Assigned)
    assert replace(assigned, assignment=1) == assigned

"""What does the server do by itself, and when?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from prometheus_client import CollectorRegistry
from sqlmodel import col, select, update

from chatserver.actions.chats.handing_out import AT_ONCE, give
from chatserver.actions.employees.staff import change_staff
from chatserver.config import Ledger as LedgerSettings
from chatserver.config import Settings
from chatserver.core.chat import Chat, State
from chatserver.core.commands import Expire, HandOut, Open, PickTag, Read, Send
from chatserver.jobs import Jobs, _guarded
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Person
from chatserver.ledger.reading import Reading
from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    AssignmentRow,
    ChatOrder,
    ChatRow,
    Department,
    EventRow,
    OriginalRow,
    ProductRow,
)
from chatserver.storage.trouble import Raced
from tests.ledger.house import CID as TENANT
from tests.ledger.house import DOT as NEIGHBOUR
from tests.ledger.house import household
from tests.seeds import ANN, APP, BASIC, BOB, CID, DOT, FLAT_1, KIM, REPAIRS, SOSNY, WATER
from tests.small import MINUTE, Small, small

CLIENT, OTHER = Person("client", CID), Person("client", KIM)
DAY = 24 * 60 * MINUTE


@dataclass
class House:
    """A ledger with its jobs, over the small organisation."""

    here: Small
    ledger: Ledger
    jobs: Jobs
    registry: CollectorRegistry

    async def chat(self, id_: str) -> Chat:
        chat = await Reading(self.here.world.db, self.here.world.links).chat(id_)
        assert chat is not None
        return chat

    async def greeted(self, who: Person = CLIENT) -> Chat:
        """A chat in which the bot waits for a choice."""
        return await self.chat((await self.ledger.submit(Open(APP), who)).chat.id)

    async def picked(self) -> Chat:
        """A chat of a flat in building 1 about water: dot is responsible."""
        chat = (await self.ledger.submit(Open(APP, FLAT_1), CLIENT)).chat
        assert chat.prompt is not None
        pick = PickTag(chat.id, "pick", chat.prompt, WATER)
        await self.ledger.submit(pick, CLIENT)
        return await self.chat(chat.id)

    async def last_cause(self, chat: str) -> object:
        """Why the chat was assigned the last time."""
        events = await Reading(self.here.world.db, self.here.world.links).since(chat, 0, limit=200)
        frames = [msgspec.json.decode(one.frame) for one in events if one.kind == "assigned"]
        return frames[-1]["body"]["cause"]

    def drifts(self) -> float | None:
        return self.registry.get_sample_value("chatserver_counter_drift_total")

    async def dismiss(self, staff: str, **wanted: Any) -> None:
        await change_staff(self.here.world, SOSNY, staff, wanted, by=ANN, expected=None)


@asynccontextmanager
async def house(database: Database) -> AsyncIterator[House]:
    here = await small(database)
    ledger, registry = Ledger(here.world), CollectorRegistry()
    await ledger.start()
    yield House(here, ledger, Jobs(here.world, ledger, registry), registry)
    await ledger.stop()


async def put_back(database: Database, chat: str) -> None:
    """Make a prompt due: its time is PostgreSQL's own, which no test can move."""
    async with database.transaction() as session:
        past = update(ChatRow).where(col(ChatRow.id) == chat).values(expires_at=1)
        await (await session.connection()).execute(past)


@pytest.mark.any_kind
async def test_a_prompt_that_is_due_falls_and_another_stands(database: Database) -> None:
    async with house(database) as it:
        due, other = await it.greeted(), await it.greeted(OTHER)
        await put_back(database, due.id)

        await it.jobs.expire()

        assert (await it.chat(due.id)).state is State.CLOSED
        assert (await it.chat(due.id)).reason == "timeout"
        assert await it.chat(other.id) == other


async def test_it_falls_once(database: Database) -> None:
    async with house(database) as it:
        chat = await it.greeted()
        await put_back(database, chat.id)

        await it.jobs.expire()
        fallen = await it.chat(chat.id)
        await it.jobs.expire()

        assert fallen.last == chat.last + 1
        assert await it.chat(chat.id) == fallen


async def test_on_sqlite_timers_pause_while_the_clock_has_jumped(
    sqlite_database_url: str,
) -> None:
    database = await Database.open(sqlite_database_url)
    async with house(database) as it:
        chat = await it.greeted()
        await it.jobs.expire()
        it.here.clock.at += DAY
        await it.jobs.expire()
        assert await it.chat(chat.id) == chat
    await database.close()


@pytest.mark.any_kind
async def test_who_leaves_gives_the_chat_to_the_next(database: Database) -> None:
    async with house(database) as it:
        chat = await it.picked()
        assert chat.staff == DOT
        await it.jobs.hand_out()
        assert await it.chat(chat.id) == chat

        await it.dismiss(BOB, department=REPAIRS)
        await it.dismiss(DOT, active=False)
        await it.jobs.hand_out()

        now = await it.chat(chat.id)
        assert now.staff not in (None, DOT)
        assert await it.last_cause(chat.id) == "returned"
        await it.jobs.hand_out()
        assert await it.chat(chat.id) == now


async def test_who_waits_is_handed_out_as_soon_as_somebody_is_there(database: Database) -> None:
    async with house(database) as it:
        for staff in (DOT, BOB):
            await it.dismiss(staff, active=False)
        await it.dismiss(ANN, department=REPAIRS)
        chat = (await it.ledger.submit(Open(APP, FLAT_1), CLIENT)).chat
        await it.ledger.submit(Send(chat.id, "first", "Hello?"), CLIENT)
        await it.jobs.hand_out()
        waiting = await it.chat(chat.id)
        assert waiting.waits

        await it.dismiss(BOB, active=True)
        await it.jobs.hand_out()

        assert (await it.chat(chat.id)).staff == BOB
        assert await it.last_cause(chat.id) == "queue"


async def let_wait(it: House, *, minutes: int) -> None:
    """Let so much time have passed: PostgreSQL's clock is its own."""
    async with it.here.world.db.transaction() as session:
        connection = await session.connection()
        for table in (EventRow, AssignmentRow):
            earlier = update(table).values(at=col(table.at) - minutes * MINUTE)
            await connection.execute(earlier)


async def give_time(it: House, **basic: Any) -> None:
    """Whoever is responsible has ten minutes to answer; of the desk both can be."""
    async with it.here.world.db.transaction() as session:
        product = await session.get_one(ProductRow, APP)
        product.basic = {**BASIC, "answer_minutes": 10, **basic}
        await bump_acl(session, SOSNY)


async def test_who_does_not_answer_passes_the_chat_on_once_each(database: Database) -> None:
    async with house(database) as it:
        await give_time(it)
        chat = await it.picked()
        other = Jobs(it.here.world, it.ledger, CollectorRegistry())
        had = {chat.staff}
        await let_wait(it, minutes=9)
        await it.jobs.pass_on()
        assert await it.chat(chat.id) == chat

        now = chat
        for turn in (1, 2):
            await let_wait(it, minutes=10)
            await it.ledger.submit(Read(chat.id, chat.last), Person("staff", ANN))
            # Of two nodes that find it one is the first.
            await asyncio.gather(it.jobs.pass_on(), other.pass_on())
            await it.jobs.pass_on()
            now = await it.chat(chat.id)
            assert now.assignment == 1 + turn
            assert await it.last_cause(chat.id) == "unanswered"
            had.add(now.staff)

        assert had == {DOT, ANN, BOB}
        await let_wait(it, minutes=10)
        await other.pass_on()
        await it.jobs.pass_on()
        assert await it.chat(chat.id) == now


async def test_whoever_is_answered_waits_no_more(sqlite_database: Database) -> None:
    async with house(sqlite_database) as it:
        await give_time(it)
        chat = await it.picked()
        await let_wait(it, minutes=60)
        await it.ledger.submit(Send(chat.id, "answer", text="On my way"), Person("staff", DOT))
        answered = await it.chat(chat.id)
        await it.jobs.pass_on()
        assert await it.chat(chat.id) == answered

        await it.ledger.submit(Send(chat.id, "again", text="When?"), CLIENT)
        await it.jobs.pass_on()
        assert (await it.chat(chat.id)).staff == DOT
        await let_wait(it, minutes=10)
        await it.jobs.pass_on()
        assert (await it.chat(chat.id)).staff in (ANN, BOB)


async def test_while_the_department_is_closed_nobody_is_late(sqlite_database: Database) -> None:
    # It is three in the afternoon of a Thursday, in Moscow.
    async with house(sqlite_database) as it:
        await give_time(it)
        chat = await it.picked()
        async with sqlite_database.transaction() as session:
            row = await session.get_one(Department, REPAIRS)
            row.hours = {"week": {"thu": [{"from": "09:00", "until": "14:55"}]}}
            await bump_acl(session, SOSNY)
        # Ten minutes ago, of which they worked for five.
        await let_wait(it, minutes=10)
        await it.jobs.pass_on()
        assert await it.chat(chat.id) == chat
        async with sqlite_database.transaction() as session:
            row = await session.get_one(Department, REPAIRS)
            row.hours = {"week": {"thu": [{"from": "09:00", "until": "18:00"}]}}
            await bump_acl(session, SOSNY)
        await it.jobs.pass_on()
        assert (await it.chat(chat.id)).staff in (ANN, BOB)


async def test_every_figure_bears_the_servers_name(sqlite_database: Database) -> None:
    async with house(sqlite_database) as it:
        await it.jobs.measure()
        names = [figure.name for figure in it.registry.collect()]

    assert "chatserver_counter_drift" in names
    assert [name for name in names if not name.startswith("chatserver_")] == []


async def test_a_counter_that_drifted_is_an_alarm_and_is_left_as_it_is(database: Database) -> None:
    async with house(database) as it:
        chat = await it.picked()
        await it.jobs.recount()
        assert it.drifts() == 0
        async with database.transaction() as session:
            connection = await session.connection()
            wrong = update(ChatRow).where(col(ChatRow.id) == chat.id).values(n_client=7)
            await connection.execute(wrong.values(rev=chat.rev + 1))
            await connection.execute(update(ChatOrder).values(rev=chat.rev + 1))

        await it.jobs.recount()
        await it.jobs.recount()

        assert it.drifts() == 1
        assert (await it.chat(chat.id)).n_client == 7


async def test_originals_are_kept_half_a_year(database: Database) -> None:
    async with house(database) as it:
        chat = await it.picked()
        now = it.here.clock.at
        rows = [
            {"chat": chat.id, "seq": 1, "version": v, "body": "{}", "by": None, "at": at}
            for v, at in enumerate((now - 180 * DAY - 1, now - 180 * DAY))
        ]
        async with database.transaction() as session:
            await insert_rows(session, OriginalRow, rows)

        await it.jobs.clean()

        async with database.session() as session:
            assert list(await session.exec(select(OriginalRow.version))) == [1]


async def test_a_job_whose_rows_another_node_has_just_taken_is_put_off(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def deadlocked() -> None:
        raise Raced("deadlock detected")

    await _guarded(deadlocked)

    assert [(one.levelname, one.exc_info) for one in caplog.records] == [("WARNING", None)]


@pytest.mark.any_kind
async def test_the_jobs_run_by_themselves(database: Database) -> None:
    async with house(database) as it:
        chat = await it.greeted()
        await put_back(database, chat.id)
        fallen = asyncio.Event()
        it.ledger.listen(lambda _: fallen.set())

        it.jobs.start()
        try:
            async with asyncio.timeout(20):
                await fallen.wait()
        finally:
            it.jobs.stop()

        assert (await it.chat(chat.id)).state is State.CLOSED


async def test_many_chats_are_given_a_part_at_a_time(sqlite_database: Database) -> None:
    # More at once would not find a place in the queue.
    settings = Settings(ledger=LedgerSettings(queue=AT_ONCE))
    async with household(sqlite_database, settings=settings) as it:
        chat = await it.open()
        await give(it.ledger, [HandOut("chat_none")] * AT_ONCE + [Expire(chat)] * AT_ONCE)
        assert it.ledger.waiting == 0


async def test_what_cannot_be_given_keeps_no_other_waiting(
    sqlite_database: Database,
) -> None:
    async with household(sqlite_database) as it:
        chats = [await it.open(who) for who in (TENANT, NEIGHBOUR)]
        for who, chat in zip((TENANT, NEIGHBOUR), chats, strict=True):
            await it.say(who, chat)
        async with sqlite_database.transaction() as session:
            everybody = update(ChatRow).values(staff=None)
            await (await session.connection()).execute(everybody)
            # Its next assignment has a number that is taken.
            broken = update(ChatRow).where(col(ChatRow.id) == chats[0]).values(assignment=0)
            await (await session.connection()).execute(broken)
        commands = [HandOut(chats[0]), *[HandOut("chat_none")] * AT_ONCE, HandOut(chats[1])]
        await give(it.ledger, commands)
        found = [await it.reading.chat(chat) for chat in chats]
        assert [one.staff is None for one in found if one is not None] == [True, False]

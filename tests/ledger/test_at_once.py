"""A batch by one statement does what one by many does, or nothing (docs/decisions/0096)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

import pytest
from sqlmodel import col, delete, select, update
from typing_extensions import override

from chatserver.core.commands import Command, Read, Send, SetComment
from chatserver.core.refusals import ChatDisabled, Forbidden, KeyConflict, NotFound
from chatserver.ledger.at_once import FRESH_S, SharedClock
from chatserver.ledger.outcome import Outcome, Person, Trouble
from chatserver.storage.database import Database, Runner
from chatserver.storage.orgs import TAKE_REVS
from chatserver.storage.postgres import PostgresRunner, _run
from chatserver.storage.statement import Ask, Rows, Statement, Steps
from chatserver.storage.tables import (
    ChatOrder,
    ChatRow,
    EventRow,
    Org,
    ProductRow,
    RoleRow,
    StaffMark,
    StaffRow,
)
from chatserver.storage.trouble import Raced, Unavailable
from tests.ledger.house import ANN, APP, BOB, CID, DOT, House, household, second_node
from tests.model.faults import AFTER, BEFORE, Fault, FaultyRunner
from tests.small import somebody_waits

pytestmark = pytest.mark.postgres
T = TypeVar("T")


class CountingRunner:
    """A runner that counts in which way it was asked to write."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.long = self.at_once_ = self.undone = 0

    async def write(self, steps: Steps[T]) -> T:
        self.long += 1
        return await self._runner.write(steps)

    async def at_once(self, wanted: Ask) -> Rows:
        self.at_once_ += 1
        try:
            return await self._runner.at_once(wanted)
        except Raced:
            self.undone += 1
            raise

    async def read(self, steps: Steps[T]) -> T:
        return await self._runner.read(steps)

    async def ask(self, wanted: Ask) -> Rows:
        return await self._runner.ask(wanted)

    async def close(self) -> None:
        await self._runner.close()

    def ways(self) -> tuple[int, int, int]:
        """Return how often it went the long way, how often at once, and how often in vain."""
        counted = self.long, self.at_once_, self.undone
        self.long = self.at_once_ = self.undone = 0
        return counted


@pytest.fixture
async def database(postgres_database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(postgres_database_url)
    yield opened
    await opened.close()


@pytest.fixture
def runner(database: Database) -> CountingRunner:
    return CountingRunner(database._runner)


@pytest.fixture
async def house(database: Database, runner: CountingRunner) -> AsyncIterator[House]:
    async with household(Database(database.engine, runner)) as house:
        yield house


@pytest.fixture
async def chat(house: House, runner: CountingRunner) -> str:
    """A chat in the hands of staff, at hand, and with read marks that stand at its end."""
    chat = await house.open()
    await house.say(CID, chat)
    last = (await house.say(BOB, chat)).chat.last
    await house.do(CID, Read(chat, last))
    await house.do(BOB, Read(chat, last))
    runner.ways()
    return chat


async def log(house: House, chat: str) -> list[tuple[int, str, str | None]]:
    async with house.world.db.session() as session:
        found = await session.exec(
            select(EventRow).where(EventRow.chat == chat).order_by(col(EventRow.seq))
        )
        return [(row.seq, row.kind, row.key) for row in found]


async def together(house: House, *asked: tuple[Person, Command]) -> Sequence[object]:
    """Give commands that become one batch: all wait before the first is taken."""
    work = [asyncio.ensure_future(house.do(person, command)) for person, command in asked]
    return await asyncio.gather(*work, return_exceptions=True)


async def cut(database: Database) -> None:
    """Cut the connection on which a ledger writes at once."""
    gone = await database.ask(
        Statement(
            sqlite="",
            postgres="""SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'WITH v AS %MATERIALIZED%'""",
        )
    )
    assert [row[0] for row in gone] == [True]


async def test_messages_and_marks_in_chats_at_hand_take_one_statement(
    house: House, runner: CountingRunner, chat: str
) -> None:
    said = await house.say(CID, chat, "one")
    await together(
        house,
        (BOB, Send(chat, "b1", text="two")),
        (BOB, Read(chat, said.chat.last)),
        (CID, Send(chat, "c1", text="three")),
    )
    assert runner.ways() == (0, 2, 0)
    stored = await house.reading.chat(chat)
    assert stored is not None
    assert (stored.last, stored.preview) == (said.chat.last + 2, "three")
    assert stored.staff_read == said.chat.last
    assert [key for _, _, key in await log(house, chat)][-3:] == ["key_2", "b1", "c1"]
    commits = house.commits[-2:]
    assert commits[1].revs["org_a"] == (commits[0].revs["org_a"][1], stored.rev)
    assert commits[1].changes[0].chat == stored
    async with house.world.db.session() as session:
        mark = await session.get_one(StaffMark, (chat, BOB.id))
        assert mark.seq == said.chat.last


async def test_several_chats_take_their_revs_in_a_row(
    house: House, runner: CountingRunner, chat: str
) -> None:
    other = (await house.do(DOT, Send(await house.open(DOT), "d0", text="hi"))).chat.id
    await house.say(CID, chat)
    runner.ways()
    await together(house, (CID, Send(chat, "c1", text="a")), (DOT, Send(other, "d1", text="b")))
    assert runner.ways() == (0, 1, 0)
    revs = [change.chat.rev for change in house.commits[-1].changes]
    before, after = house.commits[-1].revs["org_a"]
    assert sorted(revs) == [before + 1, before + 2] == [after - 1, after]
    for one in (chat, other):
        stored = await house.reading.chat(one)
        assert stored in [change.chat for change in house.commits[-1].changes]


async def test_what_another_node_did_undoes_it_and_the_long_way_is_gone(
    database: Database, house: House, runner: CountingRunner, chat: str
) -> None:
    async with second_node(database) as two:
        first = await two.do(CID, Send(chat, "elsewhere", text="hi"))
        assert (await house.say(BOB, chat)).seq == (first.seq or 0) + 1
    assert runner.ways() == (1, 1, 1)
    await house.say(BOB, chat)
    assert runner.ways() == (0, 1, 0)


async def test_what_was_heard_of_another_node_is_at_hand(
    database: Database, house: House, runner: CountingRunner, chat: str
) -> None:
    async with second_node(database) as two:
        first = await two.do(CID, Send(chat, "elsewhere", text="hi"))
        house.ledger.learn([first.chat])
        assert (await house.say(BOB, chat)).seq == (first.seq or 0) + 1
    assert runner.ways() == (0, 1, 0)


async def test_a_key_is_known_again_whatever_way_it_came(house: House, chat: str) -> None:
    first = await house.do(CID, Send(chat, "once", text="hi"))
    again = await house.do(CID, Send(chat, "once", text="hi"))
    assert (again.seq, again.at, again.duplicate) == (first.seq, first.at, True)
    with pytest.raises(KeyConflict):
        await house.do(CID, Send(chat, "once", text="other"))
    twice = await together(
        house, (CID, Send(chat, "new", text="hi")), (CID, Send(chat, "new", text="hi"))
    )
    assert [one.duplicate for one in twice] == [False, True]  # type: ignore[attr-defined]
    assert [key for _, _, key in await log(house, chat)].count("once") == 1
    assert [key for _, _, key in await log(house, chat)].count("new") == 1


async def test_a_right_that_was_taken_away_undoes_it(
    database: Database, house: House, runner: CountingRunner, chat: str
) -> None:
    before = await log(house, chat)
    async with database.transaction() as session:
        await session.exec(update(StaffRow).where(col(StaffRow.id) == BOB.id).values(active=False))
        await session.exec(update(Org).values(acl=Org.acl + 1))
    with pytest.raises(NotFound):
        await house.say(BOB, chat)
    assert runner.ways() == (1, 1, 1)
    assert await log(house, chat) == before


async def test_a_refusal_is_judged_by_how_things_stand_now(
    database: Database, house: House, chat: str
) -> None:
    """It stores nothing, and yet must not come from what is only remembered."""
    other = (await house.do(DOT, Send(await house.open(DOT), "d0", text="hi"))).chat.id
    async with database.transaction() as session:
        await session.exec(update(StaffRow).where(col(StaffRow.id) == ANN.id).values(active=False))
        await session.exec(update(Org).values(acl=Org.acl + 1))
    with pytest.raises(NotFound):
        await house.say(ANN, chat)
    async with database.transaction() as session:
        await session.exec(update(StaffRow).where(col(StaffRow.id) == ANN.id).values(active=True))
        await session.exec(update(Org).values(acl=Org.acl + 1))
    answers = await together(
        house, (ANN, Send(chat, "a1", text="hi")), (DOT, Send(other, "d1", text="hi"))
    )
    assert not [one for one in answers if isinstance(one, Exception)]


async def test_what_was_done_is_no_refusal_though_it_would_be_one_by_now(
    database: Database, house: House, runner: CountingRunner, chat: str
) -> None:
    first = await house.do(CID, Send(chat, "once", text="hi"))
    async with database.transaction() as session:
        await session.exec(update(ProductRow).values(chat_on=False))
        await session.exec(update(Org).values(acl=Org.acl + 1))
    await house.say(ANN, chat)  # and so it is known here
    await house.say(ANN, chat)
    assert runner.ways()[1] > 0
    with pytest.raises(ChatDisabled):
        await house.say(CID, chat)
    # In a batch that has something to store.
    again, other = await together(
        house, (CID, Send(chat, "once", text="hi")), (ANN, Send(chat, "other", text="hi"))
    )
    assert isinstance(again, Outcome)
    assert isinstance(other, Outcome)
    assert (again.seq, again.duplicate, other.duplicate) == (first.seq, True, False)


async def test_who_may_not_write_any_more_gets_no_first_answer_again(
    database: Database, house: House, chat: str
) -> None:
    hello = Send(chat, "once", text="hi")
    await house.do(ANN, hello)
    async with database.transaction() as session:
        role = await session.get_one(RoleRow, "role_desk")
        role.permissions = ["chats.view"]
        session.add(role)
        await session.exec(update(Org).values(acl=Org.acl + 1))
    for command in (hello, Send(chat, "once", text="other")):
        with pytest.raises(Forbidden) as refused:
            await house.do(ANN, command)
        assert refused.value.data == {"permission": "chats.send"}


@pytest.mark.parametrize("point", [BEFORE, AFTER])
async def test_an_outcome_that_nobody_knows_is_found_out(
    database: Database, chat: str, point: int
) -> None:
    faulty = FaultyRunner(database._runner, lambda _: None)
    async with second_node(Database(database.engine, faulty)) as two:
        await two.do(CID, Send(chat, "first", text="hi"))
        faulty.arm(Fault(Unavailable, point))
        with pytest.raises(Trouble):
            await two.do(CID, Send(chat, "lost", text="hi"))
        faulty.arm(None)
        again = await two.do(CID, Send(chat, "lost", text="hi"))
        assert again.duplicate == (point == AFTER)
        keys = [key for _, _, key in await log(two, chat)]
        assert keys[-2:] == ["first", "lost"]


async def test_a_connection_that_was_cut_is_made_anew(
    database: Database, house: House, runner: CountingRunner, chat: str
) -> None:
    await house.say(CID, chat)
    await cut(database)
    for n in range(2):
        # It may have been noticed by now, or is with this one.
        with contextlib.suppress(Trouble):
            await house.do(CID, Send(chat, f"after{n}", text="hi"))
    await house.do(CID, Send(chat, "after0", text="hi"))
    await house.do(CID, Send(chat, "after1", text="hi"))
    keys = [key for _, _, key in await log(house, chat)]
    assert sorted(key or "" for key in keys[-2:]) == ["after0", "after1"]
    assert runner.undone <= 2


async def test_what_was_remembered_is_not_believed_of_another_database(
    database: Database, house: House, chat: str
) -> None:
    was = await house.reading.chat(chat)
    assert was is not None
    lost = await house.say(CID, chat)
    await cut(database)
    # A standby that had not heard of the last message takes over, and another node writes there.
    async with database.transaction() as session:
        await session.exec(delete(EventRow).where(col(EventRow.seq) == lost.seq))
        row = await session.get_one(ChatRow, chat)
        order = await session.get_one(ChatOrder, (row.org, row.rev))
        for name in ("last", "n_client", "rev"):
            setattr(row, name, getattr(was, name))
        order.rev = was.rev
        order.unread = False
        (await session.get_one(Org, row.org)).rev = was.rev
    async with second_node(database) as two:
        await two.do(BOB, SetComment(chat, "looks the same from afar", was.comment_version))

    with contextlib.suppress(Trouble):  # it is with this one that it may be noticed
        await house.do(CID, Send(chat, "after", text="hi"))
    await house.do(CID, Send(chat, "after", text="hi"))

    assert [seq for seq, _, _ in await log(house, chat)] == list(range(1, was.last + 2))


async def test_what_needs_more_goes_the_long_way(
    house: House, runner: CountingRunner, chat: str
) -> None:
    last = (await house.say(CID, chat)).chat.last
    runner.ways()
    await house.do(BOB, Read(chat, last - 1))  # an ordinal of the log
    assert runner.ways() == (1, 0, 0)
    fresh = await house.open(DOT)
    runner.ways()
    await house.do(DOT, Send(fresh, "d1", text="hi"))  # an assignment, and a timer that stands
    assert runner.ways() == (1, 0, 0)


class RestlessRunner(CountingRunner):
    """Whoever changes rights is faster each time, unless they have to wait."""

    def __init__(self, runner: PostgresRunner, database: Database) -> None:
        super().__init__(runner)
        self._postgres = runner
        self._database = database

    @override
    async def write(self, steps: Steps[T]) -> T:
        self.long += 1
        async with self._postgres._transaction("read_committed", readonly=False) as connection:
            try:
                wanted = next(steps)
                while True:
                    if wanted.statement is TAKE_REVS:
                        await self._move_rights()
                    wanted = steps.send(await _run(connection, wanted))
            except StopIteration as stop:
                result: T = stop.value
                return result

    async def _move_rights(self) -> None:
        free = select(Org.id).where(Org.id == "org_a").with_for_update(skip_locked=True)
        async with self._database.transaction() as session:
            await session.exec(
                update(Org)
                .where(col(Org.id).in_(free))
                .values(acl=Org.acl + 1)
                .execution_options(synchronize_session=False)
            )


async def test_rights_that_move_all_the_time_hold_nobody_up(database: Database) -> None:
    runner = database._runner
    assert isinstance(runner, PostgresRunner)
    restless = RestlessRunner(runner, database)
    async with household(Database(database.engine, restless)) as house:
        chat = await house.open()
        restless.ways()
        await house.do(CID, Send(chat, "one", text="hi"))
        assert restless.ways() == (3, 0, 0)
        assert [key for _, _, key in await log(house, chat)].count("one") == 1


async def test_two_nodes_at_the_same_chats_lose_and_double_nothing(
    database: Database, house: House, chat: str
) -> None:
    other = (await house.do(DOT, Send(await house.open(DOT), "d0", text="hi"))).chat.id
    async with second_node(database) as two:

        async def talk(node: House, name: str) -> None:
            for n in range(25):
                one = (CID, chat) if n % 2 else (DOT, other)
                await node.do(one[0], Send(one[1], f"{name}{n}", text="hi"))

        await asyncio.gather(
            *(talk(node, f"{node is two}{k}") for node in (house, two) for k in "ab")
        )
    for one in (chat, other):
        events = await log(house, one)
        assert [seq for seq, _, _ in events] == list(range(1, len(events) + 1))
    keys = [key for one in (chat, other) for _, _, key in await log(house, one)]
    assert len([key for key in keys if key and key.startswith(("True", "False"))]) == 100
    spans = sorted(commit.revs["org_a"] for node in (house, two) for commit in node.commits)
    assert [end for _, end in spans[:-1]] == [begin for begin, _ in spans[1:]]


def test_a_clock_that_was_not_read_for_too_long_is_not_believed() -> None:
    at = 100.0
    clock = SharedClock(lambda: at)
    assert clock.now() is None
    clock.set(1_000_000)
    at += FRESH_S
    assert clock.now() == 1_000_000 + FRESH_S * 1000
    at += 0.001
    assert clock.now() is None


def test_of_a_clock_the_quickest_answer_is_believed_and_a_slow_one_forgotten_in_time() -> None:
    at = 0.0
    clock = SharedClock(lambda: at)
    clock.set(1_000)
    at = 1.0
    clock.set(1_950)  # an answer that took 50 ms
    assert clock.now() == 2_000
    for second in range(2, 40):
        at = float(second)
        clock.set(950 + second * 1000)  # whoever sets the clock back by so much
    assert clock.now() == 950 + 39_000


async def test_what_is_removed_while_a_chat_begins_is_not_there(
    database: Database, house: House
) -> None:
    async with database.transaction() as session:
        await session.exec(delete(ProductRow).where(col(ProductRow.id) == APP))
        await session.exec(update(Org).values(acl=Org.acl + 1))
        beginning = asyncio.create_task(house.open(DOT))
        await somebody_waits(database)
    with pytest.raises(NotFound):
        await beginning

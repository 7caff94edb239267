"""How much may one ask at once, and what happens above it?"""

import asyncio
from typing import TypeVar

import pytest

from chatserver.storage.database import Database, Runner
from chatserver.storage.statement import Ask, Rows, Steps
from tests.hub.hub_node import NO_HURRY, hub_node
from tests.seeds import ANN, CID, DOT, EVE, KIM
from tests.services.engines import opened

T = TypeVar("T")


async def test_who_sends_too_fast_is_told_when_to_go_on(sqlite_database: Database) -> None:
    limits = NO_HURRY | {"client_sends_per_s": 0.01, "client_sends_burst": 2}
    async with hub_node(sqlite_database, limits=limits) as node:
        cid, phone, kim = await node.join(CID), await node.join(CID), await node.join(KIM)
        chat, other = await node.chat(cid), await node.chat(kim)
        await cid.ok("send", key="k1", chat=chat, text="one")
        await phone.ok("send", key="k2", chat=chat, text="two")
        refused = await cid.refused("send", key="k3", chat=chat, text="three")
        assert refused["code"] == "rate_limited"
        assert 90_000 < refused["retry_ms"] <= 100_000
        # Of a person: other requests, and other people, go on.
        await cid.ok("chat.watch", chat=chat)
        await kim.ok("send", key="k1", chat=other, text="one")


async def test_requests_without_an_answer_are_dropped_in_silence(sqlite_database: Database) -> None:
    limits = NO_HURRY | {"requests_per_s": 0.01, "requests_burst": 1}
    async with hub_node(sqlite_database, limits=limits) as node:
        cid = await node.join(CID)
        # As while a key is held down; who is told of no limit does not ignore it.
        for _ in range(60):
            await cid.say("focus", chat=None)
        await cid.quiet()
        assert cid.of("error") == []
        assert (await cid.refused("chat.watch", chat="chat_1"))["code"] == "rate_limited"
        # A bad field is looked at after the rate, a bad type before it.
        await cid.raw('{"type":"read","id":77}')
        assert (await cid.push("error", id=77))["code"] == "rate_limited"
        await cid.raw('{"type":"nothing","id":78}')
        assert (await cid.push("error", id=78))["code"] == "unknown_type"


async def test_who_goes_on_too_early_fifty_times_is_sent_away(sqlite_database: Database) -> None:
    limits = {"requests_per_s": 0.01, "requests_burst": 1}
    async with hub_node(sqlite_database, limits=limits) as node:
        cid = await node.join(CID)
        for _ in range(60):
            await cid.say("chat.watch", id=1, chat="chat_1")
        assert await cid.gone() == 4429


async def test_far_more_requests_than_may_be_open_are_all_answered(
    sqlite_database: Database,
) -> None:
    async with hub_node(sqlite_database, limits=NO_HURRY | {"inflight": 2}) as node:
        cid = await node.join(CID)
        chat = await node.chat(cid)
        await asyncio.gather(
            *(cid.ok("send", key=f"k{n}", chat=chat, text=str(n)) for n in range(50))
        )
        page = await cid.ok("history", chat=chat, after=0, limit=200)
        texts = [e["body"]["text"] for e in page["events"] if e["kind"] == "message"]
        assert texts == [str(n) for n in range(50)]


async def test_typing_is_heard_by_the_others_and_not_too_often(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits=NO_HURRY) as node:
        cid, phone, dot = await node.join(CID), await node.join(CID), await node.join(DOT)
        chat = await node.chat(cid, said=1)
        for device in (cid, phone, dot):
            await device.ok("chat.watch", chat=chat)
        for _ in range(5):
            await cid.say("typing", chat=chat, on=True)
        await cid.quiet()
        await dot.say("typing", chat=chat, on=True)
        await dot.quiet()
        for device in (phone, cid, dot):
            await device.quiet()
        assert [t["by"]["id"] for t in dot.of("typing")] == [CID]
        assert [t["by"]["id"] for t in phone.of("typing")] == [DOT]
        assert [t["by"]["id"] for t in cid.of("typing")] == [DOT]


async def test_who_types_need_not_watch_but_has_to_see_the_chat(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database, limits=NO_HURRY) as node:
        cid, ann, eve = await node.join(CID), await node.join(ANN), await node.join(EVE)
        chat = await node.chat(cid, said=1)
        await cid.ok("chat.watch", chat=chat)
        for device in (eve, ann):  # Eve sees no such chats
            await device.say("typing", chat=chat, on=True)
            await device.quiet()
        await cid.quiet()
        assert [t["by"]["id"] for t in cid.of("typing")] == [ANN]


async def test_presence_is_a_choice_that_is_stored(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database) as node:
        ann, cid = await node.join(ANN), await node.join(CID)
        await ann.ok("presence", state="away")
        assert (await cid.refused("presence", state="away"))["code"] == "forbidden"
        async with sqlite_database.engine.connect() as connection:
            row = await connection.exec_driver_sql("SELECT presence FROM staff WHERE id = 'st_ann'")
            assert row.scalar() == "away"


class Holding:
    """A runner that lets no change be made before it may."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.go = asyncio.Event()
        self.go.set()
        self.waiting = 0

    async def write(self, steps: Steps[T]) -> T:
        self.waiting += 1
        await self.go.wait()
        return await self._runner.write(steps)

    async def at_once(self, wanted: Ask) -> Rows:
        return await self._runner.at_once(wanted)

    async def read(self, steps: Steps[T]) -> T:
        return await self._runner.read(steps)

    async def ask(self, wanted: Ask) -> Rows:
        return await self._runner.ask(wanted)

    async def close(self) -> None:
        await self._runner.close()


@pytest.mark.postgres
async def test_of_two_choices_in_one_packet_the_second_stays(postgres_database_url: str) -> None:
    async with opened(postgres_database_url) as database:
        holding = Holding(database._runner)
        async with hub_node(Database(database.engine, holding)) as node:
            ann = await node.join(ANN)
            holding.go.clear()
            holding.waiting = 0
            await ann.say("presence", id=501, state="away")
            await ann.say("presence", id=502, state="available")
            await ann.quiet()
            # SQLite has one writer; changes on two connections to PostgreSQL have no order.
            assert holding.waiting == 1
            holding.go.set()
            await ann.until(lambda frame: frame.get("id") == 502)
        async with database.engine.connect() as connection:
            row = await connection.exec_driver_sql("SELECT presence FROM staff WHERE id = 'st_ann'")
            assert row.scalar() == "available"


async def test_of_two_who_assign_at_once_one_wins(sqlite_database: Database) -> None:
    async with hub_node(sqlite_database) as node:
        cid, ann, dot = await node.join(CID), await node.join(ANN), await node.join(DOT)
        chat = await node.chat(cid, said=1)
        expect = (await ann.ok("chat.watch", chat=chat))["chat"]["assignment"]
        answers = await asyncio.gather(
            ann.ask("assign", key="a", chat=chat, department="dep_desk", staff=ANN, expect=expect),
            dot.ask(
                "assign", key="d", chat=chat, department="dep_repairs", staff=DOT, expect=expect
            ),
        )
        assert sorted(answer["type"] for answer in answers) == ["error", "ok"]
        [lost] = [answer for answer in answers if answer["type"] == "error"]
        [won] = [answer for answer in answers if answer["type"] == "ok"]
        assert lost["code"] == "conflict"
        assert lost["data"]["assignment"] == won["assignment"] == expect + 1


async def test_a_second_connection_buys_no_second_burst(sqlite_database: Database) -> None:
    limits = NO_HURRY | {"requests_per_s": 0.01, "requests_burst": 2}
    async with hub_node(sqlite_database, limits=limits) as node:
        cid = await node.join(CID)
        # As the hub does now and then: whoever has rested is forgotten.
        node.hub.forget_rested()
        phone = await node.join(CID)
        for device in (cid, phone):
            assert (await device.refused("chat.watch", chat="c"))["code"] == "not_found"
        for device in (cid, phone):
            assert (await device.refused("chat.watch", chat="c"))["code"] == "rate_limited"

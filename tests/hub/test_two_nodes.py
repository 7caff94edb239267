"""Do people on two nodes of one database see the same, with hints and without?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest

from chatserver.actions.employees.staff import change_staff
from chatserver.bus.local import LocalBus, Street
from chatserver.config import Bus as BusSettings
from chatserver.storage.database import Database
from tests.hub.hub_node import NO_HURRY, HubNode, hub_node
from tests.seeds import ANN, CID, DOT, KIM
from tests.small import small


@asynccontextmanager
async def two_nodes(
    url: str, *, hints: bool, sweeps: bool | None = None
) -> AsyncIterator[tuple[HubNode, HubNode]]:
    street = Street()
    async with AsyncExitStack() as stack:
        nodes = []
        seeded = None
        for name in ("one", "two"):
            database = await Database.open(url)
            stack.push_async_callback(database.close)
            if seeded is None:
                seeded = await small(database)
            bus = LocalBus(name, street if hints else Street())
            await bus.start()
            stack.push_async_callback(bus.stop)
            # With hints the sweep stays away, so that nothing but a hint can bring the news.
            rests = hints if sweeps is None else not sweeps
            often = BusSettings(sweep_every_ms=3_600_000 if rests else 500)
            settings = seeded.world.settings.model_copy(update={"bus": often})
            world = replace(seeded.world, settings=settings, db=database, bus=bus)
            node = hub_node(database, limits=NO_HURRY, seeded=replace(seeded, world=world))
            nodes.append(await stack.enter_async_context(node))
        yield nodes[0], nodes[1]


@pytest.mark.postgres
@pytest.mark.parametrize("hints", [True, False])
async def test_people_on_two_nodes_see_the_same(postgres_database_url: str, hints: bool) -> None:
    async with two_nodes(postgres_database_url, hints=hints) as (one, two):
        cid, kim = await one.join(CID), await one.join(KIM)
        ann, dot = await two.join(ANN), await two.join(DOT)
        await ann.ok("inbox.watch")
        chat, other = await one.chat(cid, said=1), await one.chat(kim, said=1)
        await ann.until(
            lambda _: {r["chat"] for f in ann.of("inbox") for r in f["rows"]} == {chat, other}
        )
        await cid.ok("chat.watch", chat=chat)
        await ann.ok("chat.watch", chat=chat)
        await dot.ok("chat.watch", chat=chat)

        async def talk(device_name: str) -> None:
            device = {"cid": cid, "ann": ann}[device_name]
            for n in range(30):
                await device.ok("send", key=f"{device_name}{n}", chat=chat, text=f"text {n}")

        await asyncio.gather(talk("cid"), talk("ann"))
        last = (await cid.ok("chat.watch", chat=chat))["last"]
        logs = []
        for device in (cid, ann, dot):
            await device.push("event", seq=last)
            logs.append(device.events(chat))
        first = max(log[0][0] for log in logs)
        same = [[entry for entry in log if entry[0] >= first] for log in logs]
        assert same[0] == same[1] == same[2]
        assert [seq for seq, _ in same[0]] == list(range(first, last + 1))

        await ann.ok("read", chat=chat, seq=last)
        ticks = await cid.push("marks", staff=last)
        assert ticks["unread"] > 0
        await ann.say("typing", chat=chat, on=True)
        if hints:
            await cid.push("typing", chat=chat)
        await dot.quiet()


@pytest.mark.postgres
async def test_a_right_taken_on_one_node_is_gone_on_the_other(postgres_database_url: str) -> None:
    async with two_nodes(postgres_database_url, hints=False) as (one, two):
        cid, dot = await one.join(CID), await two.join(DOT)
        chat = await one.chat(cid, said=1)
        await dot.ok("chat.watch", chat=chat)
        await change_staff(one.world, "org_sosny", DOT, {"active": False}, by=ANN, expected=None)
        assert await dot.gone() == 4403


@pytest.mark.postgres
async def test_a_tab_counts_what_came_with_a_hint_that_was_lost(postgres_database_url: str) -> None:
    """The node's own commit says how the chat was before it, which nobody here has heard of."""
    async with two_nodes(postgres_database_url, hints=False, sweeps=False) as (one, two):
        cid, ann = await one.join(CID), await two.join(ANN)
        opened = await ann.ok("inbox.watch")
        assert opened["counts"] == {"new": 0, "mine": 0, "waiting": 0}
        chat = await one.chat(cid, said=1)
        await ann.ok("comment", chat=chat, text="a loud one", expect=0)
        await ann.push("counts", new=1)

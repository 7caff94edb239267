"""Are chats shared out evenly, and to those who are there, where the settings want it? (125)"""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import text

from chatserver.core.commands import CloseDialog, Expire, NewDialog, Open, Send
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.database import Database
from chatserver.storage.orgs import SET_PRESENCE, bump_acl
from chatserver.storage.statement import ask
from chatserver.storage.tables import ClientPlace, ClientRow, ProductRow, StaffRow
from tests.ledger.house import APP, BASIC, BOB, NOON, House, household, second_node

CLIENTS = 9
DESK = {"st_ann", "st_bob", "st_eve"}


async def arrange(db: Database, **settings: object) -> None:
    """Let a third one work at the desk, have the whole of it answer, and more clients live here."""
    async with db.transaction() as session:
        session.add(
            StaffRow(
                id="st_eve", org="org_a", email="eve@example.org", name="Eve", role="role_desk",
                department="dep_desk", all_objects=True, created_at=NOON,
            )
        )  # fmt: skip
        for number in range(CLIENTS):
            client = f"cl_{number}"
            phone = f"+7999000010{number}"
            session.add(ClientRow(id=client, org="org_a", name="N", phone=phone, created_at=NOON))
            await session.flush()
            session.add(ClientPlace(client=client, place="obj_1"))
        product = await session.get(ProductRow, APP)
        assert product is not None
        product.basic = {**BASIC, "staff": [], **settings}
        session.add(product)
        await bump_acl(session, "org_a")


async def speak(house: House, number: int) -> str:
    """Have a client enter and write, and return the chat."""
    person = Person("client", f"cl_{number}")
    chat = (await house.do(person, Open(APP))).chat.id
    await house.do(person, Send(chat, house.key(), text="hello"))
    return chat


async def shares(house: House) -> Counter[str]:
    question = text("SELECT staff FROM chat WHERE state = 'staff'")
    async with house.world.db.engine.connect() as connection:
        return Counter(row[0] for row in await connection.execute(question))


async def away(house: House, *staff: str) -> None:
    await house.world.db.write(ask(SET_PRESENCE, [[one, "away"] for one in staff]))


@pytest.mark.any_kind
async def test_chance_alone_looks_at_nobodys_chats(database: Database) -> None:
    async with household(database, bot=False) as house:
        await arrange(database)
        await asyncio.gather(*(speak(house, number) for number in range(CLIENTS)))
        # Every draw of this house falls on the first.
        assert await shares(house) == {"st_ann": CLIENTS}


async def test_chats_that_come_at_once_are_shared_out_evenly(database: Database) -> None:
    async with household(database, bot=False) as house:
        await arrange(database, choice="least_busy")
        await asyncio.gather(*(speak(house, number) for number in range(CLIENTS)))
        assert await shares(house) == dict.fromkeys(DESK, CLIENTS // 3)


@pytest.mark.any_kind
async def test_an_ended_dialog_makes_room(database: Database) -> None:
    async with household(database, bot=False) as house:
        await arrange(database, choice="least_busy")
        chats = [await speak(house, number) for number in range(6)]
        mine = [one for one in chats if await responsible(house, one) == "st_eve"]
        for chat in mine:
            await house.do(BOB, CloseDialog(chat, house.key(), 1, "solved"))
        more = [await speak(house, number) for number in (6, 7)]
        assert [await responsible(house, one) for one in more] == ["st_eve", "st_eve"]


@pytest.mark.any_kind
async def test_who_is_away_is_passed_over_until_nobody_is_there(database: Database) -> None:
    async with household(database, bot=False) as house:
        await arrange(database, skip_away=True)
        await away(house, "st_ann", "st_eve")
        assert await responsible(house, await speak(house, 0)) == "st_bob"
        await away(house, "st_bob")
        assert await responsible(house, await speak(house, 1)) == "st_ann"


async def test_who_was_kept_from_an_earlier_dialog_is_passed_over_while_away(
    database: Database,
) -> None:
    async with household(database) as house:
        client = Person("client", "cl_0")
        await arrange(database, skip_away=True)
        chat = (await house.do(client, Open(APP))).chat.id
        await house.do(BOB, Send(chat, house.key(), text="May I help you?"))
        await house.do(BOB, CloseDialog(chat, house.key(), 1, "solved"))
        await house.do(client, NewDialog(chat, house.key()))
        async with database.transaction() as session:
            # The database's own clock cannot be moved.
            await (await session.connection()).execute(text("UPDATE chat SET expires_at = 1"))
            product = await session.get_one(ProductRow, APP)
            product.bot = {**product.bot, "on": False}
            session.add(product)
            await bump_acl(session, "org_a")
        await away(house, "st_bob")
        await house.do(SYSTEM, Expire(chat))
        # Greeted, and with nobody found yet for this dialog.
        await house.do(client, Open(APP))
        assert await responsible(house, chat) == "st_bob"
        await house.do(client, Send(chat, house.key(), text="hello"))
        assert await responsible(house, chat) == "st_ann"


async def test_another_node_counts_what_this_one_gave(database: Database) -> None:
    async with household(database, bot=False) as house:
        await arrange(database, choice="least_busy")
        async with second_node(database) as other:
            for number in range(CLIENTS):
                await speak(other if number % 2 else house, number)
        assert await shares(house) == dict.fromkeys(DESK, CLIENTS // 3)


async def responsible(house: House, chat: str) -> str | None:
    found = await house.reading.chat(chat)
    assert found is not None
    return found.staff

"""Is a client heard only where they agreed to the offer that is served? (D19)"""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import col, delete

from chatserver.core.commands import Open, Send
from chatserver.core.refusals import ChatDisabled, OfferRequired
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import Agreement, ClientRow, ProductRow
from tests.ledger.house import ANN, APP, CID, DOT, House, household, second_node
from tests.shelf import NOON, add_release, put_app


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with household(database) as house:
        await put_app(house.world, APP)
        await add_release(house.world, APP, 2)
        yield house


async def serve(house: House, **door: str | None) -> None:
    async with house.world.db.transaction() as session:
        product = await session.get_one(ProductRow, APP)
        for name, value in door.items():
            setattr(product, name, value)
        session.add(product)
        await bump_acl(session, "org_a")


async def agree(house: House, number: int = 1, client: str = "cl_cid") -> None:
    async with house.world.db.transaction() as session:
        await session.merge(Agreement(client=client, app=APP, offer=f"off_{number}{APP}", at=NOON))


async def take_back(house: House) -> None:
    async with house.world.db.transaction() as session:
        await session.exec(delete(Agreement).where(col(Agreement.client) == "cl_cid"))
        await bump_acl(session, "org_a")


async def test_a_consent_is_seen_at_once_and_so_is_its_end(house: House) -> None:
    offer = f"off_1{APP}"
    await serve(house, offer=offer, tester_offer=offer)

    with pytest.raises(OfferRequired) as refused:
        await house.open()
    assert refused.value.data == {"offer": offer}

    await agree(house)
    chat = await house.open()
    await house.say(CID, chat)
    with pytest.raises(OfferRequired):
        await house.do(DOT, Open(APP))

    await take_back(house)
    with pytest.raises(OfferRequired):
        await house.say(CID, chat)
    assert (await house.do(CID, Open(APP))).chat.id == chat
    await house.say(ANN, chat)


@pytest.mark.any_kind
async def test_another_offer_is_asked_for_anew_by_every_node(house: House) -> None:
    await serve(house, offer=f"off_1{APP}")
    await agree(house)
    chat = await house.open()
    async with second_node(house.world.db) as other:
        await other.do(CID, Send(chat, "other_1", text="hello"))
        await serve(house, offer=f"off_2{APP}")
        with pytest.raises(OfferRequired) as refused:
            await other.do(CID, Send(chat, "other_2", text="hello"))
        assert refused.value.data == {"offer": f"off_2{APP}"}
        await agree(house, 2)
        await other.do(CID, Send(chat, "other_3", text="hello"))
        await house.say(CID, chat)


@pytest.mark.any_kind
async def test_a_tester_is_bound_by_the_offer_that_testers_get(house: House) -> None:
    await serve(house, offer=f"off_1{APP}", tester_offer=f"off_2{APP}")
    async with house.world.db.transaction() as session:
        client = await session.get_one(ClientRow, "cl_cid")
        client.tester = True
        session.add(client)
        await bump_acl(session, "org_a")
    await agree(house, 1)
    await agree(house, 1, "cl_dot")

    with pytest.raises(OfferRequired) as refused:
        await house.open()
    assert refused.value.data == {"offer": f"off_2{APP}"}
    await house.open(DOT)


@pytest.mark.any_kind
async def test_what_is_served_no_more_goes_on_and_begins_nothing(house: House) -> None:
    chat = await house.open()
    await serve(house, door="closing")

    await house.say(CID, chat)
    with pytest.raises(ChatDisabled):
        await house.open(DOT)

    await serve(house, door="testers")
    with pytest.raises(ChatDisabled):
        await house.open(DOT)

    await serve(house, door="shut")
    with pytest.raises(ChatDisabled):
        await house.say(CID, chat)
    assert (await house.do(CID, Open(APP))).chat.id == chat

"""Every node knows what stands on the screens of all nodes, and believes none that is gone."""

from sqlmodel import col, select

from chatserver.actions.notifying.looking import LEASE_MS, RENEW_MS, Looks, forget_gone_nodes
from chatserver.storage import notices
from chatserver.storage.database import Database
from chatserver.storage.statement import ask
from chatserver.storage.tables import LookRow, NodeRow
from tests.small import Small, small

CHATS = ["chat_1", "chat_2"]


async def seen(here: Small) -> set[tuple[str, str]]:
    rows = await here.world.db.read(ask(notices.LOOKING, CHATS, here.clock.at))
    return {(person, chat) for person, chat in rows}


async def test_it_follows_what_is_on_the_screens_of_all_nodes(database: Database) -> None:
    here = await small(database)
    one, two = Looks(here.world), Looks(here.world)

    await one.tell([("ann", "chat_1"), ("bob", "chat_1")])
    await two.tell([("ann", "chat_2"), ("bob", "chat_1")])
    assert await seen(here) == {("ann", "chat_1"), ("bob", "chat_1"), ("ann", "chat_2")}

    await one.tell([("ann", "chat_2")])
    assert await seen(here) == {("bob", "chat_1"), ("ann", "chat_2")}
    await two.leave()
    assert await seen(here) == {("ann", "chat_2")}
    await one.leave()
    assert await seen(here) == set()


async def test_a_node_is_believed_while_it_goes_on_telling(database: Database) -> None:
    here = await small(database)
    one, gone = Looks(here.world), Looks(here.world)
    await gone.tell([("bob", "chat_1")])
    for _ in range(10):
        await one.tell([("ann", "chat_1")])
        here.clock.at += RENEW_MS
    assert await seen(here) == {("ann", "chat_1")}


async def test_nothing_is_written_while_nothing_changes(database: Database) -> None:
    here = await small(database)
    one = Looks(here.world)
    await one.tell([("ann", "chat_1")])
    here.clock.at += RENEW_MS - 1
    await one.tell([("ann", "chat_1")])
    async with database.session() as session:
        until = (await session.exec(select(NodeRow.until))).one()
    assert until == here.clock.at - RENEW_MS + 1 + LEASE_MS
    quiet = Looks(here.world)
    await quiet.tell([])
    async with database.session() as session:
        assert len((await session.exec(select(NodeRow))).all()) == 1


async def test_what_nodes_have_left_is_cleared_away_and_a_late_one_tells_anew(
    database: Database,
) -> None:
    here = await small(database)
    late, living = Looks(here.world), Looks(here.world)
    await late.tell([("bob", "chat_1")])
    here.clock.at += LEASE_MS * 2 + 1
    await living.tell([("ann", "chat_1")])
    await forget_gone_nodes(here.world)
    async with database.session() as session:
        kept = (await session.exec(select(LookRow.person).order_by(col(LookRow.person)))).all()
    assert kept == ["ann"]
    await late.tell([("bob", "chat_1")])
    assert await seen(here) == {("ann", "chat_1"), ("bob", "chat_1")}

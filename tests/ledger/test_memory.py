"""What the ledger remembers of its chats, it remembers no longer than it is so."""

import pytest
from sqlmodel import col, update

from chatserver.actions.employees.presence import set_presence
from chatserver.core.commands import CloseDialog, Read, Send
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import Trouble
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement, ask
from chatserver.storage.tables import Org, StaffRow
from chatserver.storage.trouble import Unavailable
from tests.ledger.house import ANN, BOB, CID, House, household, second_node
from tests.model.faults import AFTER, Fault, FaultyRunner


async def stands(house: House, chat: str) -> None:
    """The ledger's next word on the chat is what the database says."""
    stored = await house.reading.chat(chat)
    outcome = await house.do(CID, Read(chat, 0))
    assert outcome.chat == stored


@pytest.mark.any_kind
async def test_what_a_batch_left_is_what_is_stored(database: Database) -> None:
    async with household(database) as house:
        chat = await house.open()
        for person in (CID, BOB, CID):
            await house.say(person, chat)
            await stands(house, chat)
        await house.do(BOB, CloseDialog(chat, house.key(), 1, "solved"))
        await stands(house, chat)


async def test_another_node_s_messages_are_seen(database: Database) -> None:
    async with household(database) as one, second_node(database) as two:
        chat = await one.open()
        for number, house in enumerate((one, two, two, one, two, one)):
            await house.do(CID, Send(chat, f"both_{number}", text="hi"))
            await stands(one, chat)
            await stands(two, chat)


@pytest.mark.any_kind
async def test_a_right_that_is_taken_away_is_gone_with_the_next_command(
    database: Database,
) -> None:
    async with household(database) as house:
        chat = await house.open()
        await house.say(CID, chat)
        await house.say(BOB, chat)
        async with database.transaction() as session:
            await session.exec(
                update(StaffRow).where(col(StaffRow.id) == BOB.id).values(active=False)
            )
            await session.exec(update(Org).values(acl=Org.acl + 1))
        with pytest.raises(NotFound):
            await house.say(BOB, chat)


@pytest.mark.any_kind
async def test_what_others_write_through_the_ledger_s_own_connection_is_seen(
    database: Database,
) -> None:
    async with household(database) as house:
        chat = await house.open()
        await house.say(CID, chat)
        # As everybody does who changes a chat: it takes the next rev of its organisation.
        for text in (
            "UPDATE org SET rev = rev + 1 WHERE id = (SELECT org FROM chat)",
            "UPDATE chat_order SET rev = (SELECT rev FROM org WHERE id = chat_order.org)",
            """UPDATE chat SET comment = 'written beside',
                rev = (SELECT rev FROM org WHERE id = chat.org)""",
        ):
            await database.write(ask(Statement(sqlite=text, postgres=text)))
        await set_presence(house.world, ANN.id or "", "away")
        assert (await house.say(CID, chat)).chat.comment == "written beside"
        await stands(house, chat)


@pytest.mark.any_kind
async def test_after_a_commit_that_was_heard_of_as_a_failure_all_is_read_anew(
    database: Database,
) -> None:
    faulty = FaultyRunner(database._runner, lambda _: None)
    async with household(Database(database.engine, faulty)) as house:
        chat = await house.open()
        before = (await house.say(CID, chat)).chat.last
        faulty.arm(Fault(Unavailable, AFTER))
        with pytest.raises(Trouble):
            await house.say(CID, chat)
        faulty.arm(None)
        assert (await house.say(CID, chat)).seq == before + 2
        await stands(house, chat)

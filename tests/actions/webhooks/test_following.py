"""Do an organisation's endpoints hear of each thing that happens in its chats, and only once?"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chatserver.actions.chats.message_index import Stride
from chatserver.actions.organisations.closing import close_org, reopen_org
from chatserver.actions.webhooks import following
from chatserver.actions.webhooks.endpoints import delete_webhook
from chatserver.actions.webhooks.following import follow_chats
from chatserver.core.commands import (
    CloseDialog,
    DeleteMessage,
    EditMessage,
    Open,
    PickTag,
    Rate,
    Send,
)
from chatserver.core.webhook_kinds import KINDS
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.statement import Steps
from tests.actions.webhooks.office import Office
from tests.seeds import APP, CID, DOT, FLAT_1, KIM, NEWS, REPAIRS, SOSNY, WATER, ask_rating

RESIDENT, EMPLOYEE = Person("client", CID, "ios"), Person("staff", DOT)
WORDS = "The tap drips at Cid's"


@pytest.fixture
async def ledger(office: Office) -> AsyncIterator[Ledger]:
    begun = Ledger(office.world)
    await begun.start()
    yield begun
    await begun.stop()


async def dialog(ledger: Ledger) -> str:
    """A whole one: opened, a topic chosen, written, edited, deleted, answered, ended."""
    chat = (await ledger.submit(Open(APP, FLAT_1), RESIDENT)).chat
    assert chat.prompt is not None
    await ledger.submit(PickTag(chat.id, "k1", chat.prompt, WATER), RESIDENT)
    said = await ledger.submit(Send(chat.id, "k2", WORDS), RESIDENT)
    assert said.seq is not None
    await ledger.submit(EditMessage(chat.id, "k3", said.seq, f"{WORDS}!"), RESIDENT)
    await ledger.submit(DeleteMessage(chat.id, "k4", said.seq), RESIDENT)
    await ledger.submit(Send(chat.id, "k5", "On my way"), EMPLOYEE)
    await ledger.submit(CloseDialog(chat.id, "k6", 1, "solved"), EMPLOYEE)
    return chat.id


def only(chat: str, events: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(kind, data) for kind, data in events if data.get("chat") == chat]


@pytest.mark.any_kind
async def test_a_whole_dialog_is_told_entry_by_entry(office: Office, ledger: Ledger) -> None:
    await office.endpoint()
    await ask_rating(office.world.db)
    chat = await dialog(ledger)
    end = (await ledger.submit(Open(APP, FLAT_1), RESIDENT)).chat.last
    await ledger.submit(Rate(chat, "k7", end, 4, "The tap is dry"), RESIDENT)

    await follow_chats(office.world)

    told = only(chat, await office.events())
    assert [kind for kind, _ in told] == [
        "chat.opened",
        "chat.assigned",
        "chat.message.created",
        "chat.message.edited",
        "chat.message.deleted",
        "chat.message.created",
        "chat.closed",
        "chat.rated",
    ]
    for kind, data in told:
        assert data.keys() == KINDS[kind].example.keys()
        assert (data["client"], data["product"]) == (CID, APP)
    by_kind = dict(told)
    assert by_kind["chat.opened"]["place"] == FLAT_1
    assert (by_kind["chat.assigned"]["staff"], by_kind["chat.assigned"]["department"]) == (
        DOT,
        REPAIRS,
    )
    assert [data["by"] for kind, data in told if kind == "chat.message.created"] == [
        "client",
        "staff",
    ]
    assert by_kind["chat.message.deleted"]["message"] == told[2][1]["seq"]
    assert by_kind["chat.closed"]["reason"] == "solved"
    assert (by_kind["chat.rated"]["dialog"], by_kind["chat.rated"]["score"]) == (1, 4)
    assert not any(word in str(told) for word in ("tap", "Cid", "Dot", "way"))


async def test_each_entry_is_one_event_however_many_nodes_look_and_wherever_one_dies(
    office: Office, ledger: Ledger
) -> None:
    webhook, _ = await office.endpoint(kinds=["chat.message.created", "chat.closed"])
    chat = await dialog(ledger)
    few = Stride(chats=1, events=3, steps=2)  # so that a dialog takes several steps, and turns

    def dies() -> Steps[None]:
        yield from following._step(office.world, SOSNY, few)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await office.world.db.write(dies())
    await asyncio.gather(*(follow_chats(office.world, stride=few) for _ in range(3)))
    for _ in range(9):
        await follow_chats(office.world, stride=few)

    told = only(chat, await office.events())
    assert [kind for kind, _ in told] == [
        "chat.message.created",
        "chat.message.created",
        "chat.closed",
    ]
    assert len(await office.deliveries(webhook)) == 3


async def test_what_was_before_the_first_endpoint_is_not_told(
    office: Office, ledger: Ledger
) -> None:
    chat = await dialog(ledger)
    webhook, _ = await office.endpoint()
    await follow_chats(office.world)
    assert only(chat, await office.events()) == []

    # Neither is what happens while there is none.
    await delete_webhook(office.world, office.ann, webhook, expected=None)
    again = await ledger.submit(Send(chat, "k7", "And now?"), RESIDENT)
    assert again.seq is not None
    await office.endpoint(kinds=["chat.message.created"])
    await ledger.submit(Send(chat, "k8", "Hello?"), RESIDENT)
    await follow_chats(office.world)
    told = only(chat, await office.events())
    assert [data["seq"] > again.seq for _, data in told] == [True]


@pytest.mark.any_kind
async def test_kinds_that_nobody_wants_are_not_kept(office: Office, ledger: Ledger) -> None:
    await office.endpoint(kinds=["widget.hidden"])
    chat = await dialog(ledger)
    await follow_chats(office.world)
    assert await office.events() == []
    # Whoever wants them later hears from then on.
    await office.endpoint(kinds=["chat.opened"])
    await ledger.submit(Open(APP, FLAT_1), RESIDENT)
    await ledger.submit(Open(NEWS), Person("client", KIM, "ios"))
    await follow_chats(office.world)
    assert only(chat, await office.events()) == []


async def test_that_an_organisation_was_closed_is_the_last_that_is_told(
    office: Office, ledger: Ledger
) -> None:
    webhook, _ = await office.endpoint(kinds=["chat.closed", "org.closed", "client.updated"])
    await dialog(ledger)
    await close_org(office.world, SOSNY, by=SYSTEM)
    await office.happens(CID)
    await follow_chats(office.world)
    await follow_chats(office.world)
    await office.happens(CID)

    assert [kind for kind, _ in await office.events()] == ["chat.closed", "org.closed"]
    await office.sender().send()
    assert [row.state for row in await office.deliveries(webhook)] == ["delivered"] * 2

    await reopen_org(office.world, SOSNY, by=SYSTEM)
    await office.happens(CID)
    await follow_chats(office.world)
    assert [kind for kind, _ in await office.events()][2:] == ["client.updated"]

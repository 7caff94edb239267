"""Which devices ring, and how often where a service or a node was down?"""

import pytest
from sqlmodel import col, update
from starlette.responses import Response

from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.clients.overwriting import Erasure, overwrite_person
from chatserver.actions.notifying.devices import NewDevice, Owner, register_device
from chatserver.actions.notifying.notice_facts import PUSH
from chatserver.actions.notifying.outbox import LEASE_MS as LEASE
from chatserver.actions.sign_in.sessions_ended import end_own_sessions
from chatserver.ledger.outcome import SYSTEM
from chatserver.storage import outbox
from chatserver.storage.tables import ClientRow
from tests.actions.notifying.noticing.house import CLIENT, DELAY, STAFF, House, acl_moved
from tests.seeds import CID, DOT, KIM, SOSNY
from tests.small import MINUTE


@pytest.mark.any_kind
@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_has_unsubscribed_is_forgotten(house: House, status: int) -> None:
    await house.subscribe(CID)
    house.service.refusals.append(Response(status_code=status))
    chat = await house.picked()
    await house.say(STAFF[DOT], chat)
    await house.tell()
    assert await house.devices() == []
    assert await house.waiting() == []


async def test_a_device_of_a_client_who_was_erased_is_not_kept(house: House) -> None:
    erasure = Erasure(SOSNY, CID, "", house.world.now(), "Request of 12 May")
    await overwrite_person(house.world, erasure, SYSTEM)

    with pytest.raises(NotWelcome):
        await house.subscribe(CID)

    assert await house.devices() == []


@pytest.mark.any_kind
async def test_a_service_that_is_down_is_asked_again_and_older_words_are_left_out(
    house: House,
) -> None:
    await house.subscribe(CID)
    house.service.refusals += [Response(status_code=503) for _ in range(3)]
    chat = await house.picked()
    for text in ("one", "two", "three"):
        await house.say(STAFF[DOT], chat, text)
        await house.tell()
    assert house.bodies(CID) == []
    house.here.clock.at += 60 * MINUTE
    await house.deliver()
    assert house.bodies(CID) == ["three (3)"]
    assert await house.waiting() == []


@pytest.mark.any_kind
async def test_what_a_dead_node_had_in_hand_rings_once_more_only_if_nothing_newer_has_rung(
    house: House,
) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    for text in ("one", "two"):
        await house.say(STAFF[DOT], chat, text)
        await house.notice()
        house.here.clock.at += DELAY
        now = house.here.clock.at
        if text == "one":
            # It dies with this in its hands.
            [lost] = await outbox.take(house.world.db, [PUSH], now=now, lease_ms=LEASE, limit=9)
            assert lost.body["chat"] == chat.id
    await house.deliver()
    house.here.clock.at += LEASE
    await house.deliver()
    assert (house.bodies(CID), await house.waiting()) == (["two (2)"], [])

    await house.say(STAFF[DOT], chat, "three")
    await house.notice()
    house.here.clock.at += DELAY
    now = house.here.clock.at
    assert await outbox.take(house.world.db, [PUSH], now=now, lease_ms=LEASE, limit=9)
    house.here.clock.at += LEASE
    await house.deliver()
    assert house.bodies(CID) == ["two (2)", "three (3)"]


@pytest.mark.any_kind
async def test_a_device_ends_with_the_session_it_was_registered_in(house: House) -> None:
    await house.subscribe(DOT)
    chat = await house.picked()
    await end_own_sessions(house.world, DOT, but=None)
    await house.tell()
    assert house.bodies(DOT) == []
    assert await house.devices() == []
    await house.say(CLIENT, chat)
    await house.tell()
    assert house.bodies(DOT) == []


@pytest.mark.any_kind
async def test_a_device_ends_with_its_clients_tokens(house: House) -> None:
    await house.subscribe(CID)
    chat = await house.picked()
    async with house.world.db.transaction() as session:
        later = house.here.clock.at + 1
        await session.exec(
            update(ClientRow).where(col(ClientRow.id) == CID).values(tokens_from=later)
        )
        await session.exec(acl_moved())
    await house.say(STAFF[DOT], chat)
    await house.tell()
    assert (house.bodies(CID), await house.devices()) == ([], [])


@pytest.mark.any_kind
async def test_a_device_that_changed_hands_tells_nothing_of_before(house: House) -> None:
    browser = await house.subscribe(CID)
    chat = await house.picked()
    await house.say(STAFF[DOT], chat, "for cid alone")
    await house.notice()
    address = browser.address
    new = NewDevice("web", address.token, address.p256dh, address.auth, "en")
    await register_device(house.world, Owner("client", KIM, SOSNY), new)
    await house.tell()
    assert house.bodies(CID) == []

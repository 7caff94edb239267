"""What ends with what: tokens, launches and widgets (X1–X7), by the real actions."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from chatserver.actions.miniapps.licences import revoke_licence
from chatserver.actions.miniapps.publishing import choose_status, suspend, unsuspend
from chatserver.core.commands import Open, Send
from chatserver.core.miniapps import Status
from chatserver.core.refusals import ChatDisabled
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Org, ProductRow
from tests.doors import Doors
from tests.seeds import ANN, APP, CID, FLAT_1, FLAT_2, KIM, MOD, NOON, SOSNY
from tests.superapp.opened import FROM_LINK, LAUNCH, agree, me, on_the_shelf, open_app

TOKENS = f"/api/v1/miniapps/{APP}/tokens"
WIDGETS = "/api/v1/widgets"
PLATFORM = Person("staff", MOD)

Act = Callable[[Doors], Awaitable[None]]


async def inactive(door: Doors) -> None:
    await choose_status(door.small.world, SOSNY, APP, Status.INACTIVE, by=ANN)


async def licence_revoked(door: Doors) -> None:
    await revoke_licence(door.small.world, SOSNY, f"lic_{APP}", by=PLATFORM)


async def suspended(door: Doors) -> None:
    await suspend(door.small.world, APP, reason="Asks for passwords", by=MOD)


async def closed(door: Doors) -> None:
    async with door.small.world.db.transaction() as session:
        row = await session.get_one(Org, SOSNY)
        row.closed_at = NOON
        session.add(row)


async def moved_out(door: Doors) -> None:
    answer = await door.ask(
        "PATCH",
        f"/api/v1/clients/{CID}",
        {**await door.staff(ANN), "If-Match": "*"},
        {"premises": [FLAT_2]},
    )
    assert answer.is_success, answer.text


async def stand(door: Doors) -> tuple[str, str]:
    """A launch, and a token by hand; a widget leads to it."""
    await on_the_shelf(door)
    ann = await door.staff(ANN)
    widget = {"screen": "home", "title": "Passes", "miniapp": APP}
    made = (await door.ask("POST", WIDGETS, ann, widget)).json()["id"]
    assert (await door.ask("POST", f"{WIDGETS}/{made}/publish", ann)).status_code == 200
    live = (await open_app(door)).json()["token"]
    for_cid = {"client_id": CID, "premises_id": FLAT_1}
    test = (await door.ask("POST", TOKENS, ann, for_cid)).json()["token"]
    assert await alive(door, live, test) == (True, True)
    return live, test


async def alive(door: Doors, *tokens: str) -> tuple[bool, ...]:
    return tuple([(await me(door, one)).status_code == 200 for one in tokens])


async def seen(door: Doors) -> int:
    answer = await door.ask("GET", "/superapp/v1/widgets", door.client(CID, SOSNY))
    return len(answer.json()["items"])


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("act", "test_lives", "code"),
    [
        (inactive, True, "not_available"),
        (licence_revoked, False, "not_available"),
        (suspended, False, "app_suspended"),
    ],
)
async def test_what_a_mini_apps_end_ends(
    door: Doors, act: Act, test_lives: bool, code: str
) -> None:
    live, test = await stand(door)
    assert await seen(door) == 1
    await act(door)
    assert await alive(door, live, test) == (False, test_lives)
    assert (await open_app(door)).json()["code"] == code
    assert await seen(door) == 0


async def test_what_ended_stays_ended_when_the_app_comes_back(door: Doors) -> None:
    world = door.small.world
    live, test = await stand(door)
    await inactive(door)
    await choose_status(world, SOSNY, APP, Status.ACTIVE, by=ANN)
    assert await alive(door, live, test) == (False, True)
    again = (await open_app(door)).json()["token"]

    await suspended(door)
    await unsuspend(world, APP, by=MOD)
    assert await alive(door, again, test) == (False, False)
    assert await seen(door) == 1
    assert (await open_app(door)).status_code == 200


async def test_moving_out_ends_the_tokens_of_that_place_alone(door: Doors) -> None:
    live, test = await stand(door)
    other = {**FROM_LINK, "place": FLAT_2}
    await moved_out(door)
    assert await alive(door, live, test) == (False, False)
    cid = door.client(CID, SOSNY)
    token = (await door.ask("POST", LAUNCH, cid, other)).json()["token"]
    assert await alive(door, token) == (True,)


@pytest.mark.any_kind
async def test_a_closed_organisation_opens_nothing(door: Doors) -> None:
    live, test = await stand(door)
    await closed(door)
    assert await alive(door, live, test) == (False, False)


async def test_the_chat_follows_the_status(door: Doors) -> None:
    await on_the_shelf(door)
    await choose_status(door.small.world, SOSNY, APP, Status.TESTING, by=ANN)
    await choose_status(door.small.world, SOSNY, APP, Status.ACTIVE, by=ANN)
    assert (await agree(door, client=KIM)).status_code == 204
    cid, kim = Person("client", CID, "ios"), Person("client", KIM, "ios")
    chat = (await door.ledger.submit(Open(APP), cid)).chat.id

    await inactive(door)
    await door.ledger.submit(Send(chat, "key_1", "hello"), cid)
    with pytest.raises(ChatDisabled):
        await door.ledger.submit(Open(APP), kim)
    await suspended(door)
    with pytest.raises(ChatDisabled):
        await door.ledger.submit(Send(chat, "key_2", "hello"), cid)
    async with door.small.world.db.session() as session:
        assert (await session.get_one(ProductRow, APP)).door == "shut"


@pytest.mark.any_kind
@pytest.mark.parametrize("act", [inactive, licence_revoked, suspended])
async def test_no_launch_beside_the_end_outlives_it(door: Doors, act: Act) -> None:
    await on_the_shelf(door)
    answers = await asyncio.gather(
        *(open_app(door, device=f"d{n}") for n in range(5)),
        act(door),
        *(open_app(door, device=f"e{n}") for n in range(5)),
    )
    opened = [one for one in answers if one is not None and one.status_code == 200]
    assert {one.status_code for one in answers if one is not None} <= {200, 403, 404}
    tokens = [one.json()["token"] for one in opened]
    assert not any(await alive(door, *tokens))

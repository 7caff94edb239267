"""What can be attached to a message, and what becomes of it, over HTTP and in the ledger?"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import select

from chatserver.core.commands import CloseDialog, EditMessage, Open, Send
from chatserver.core.events import Link
from chatserver.core.links import TRANSITIONS
from chatserver.core.refusals import EmptyMessage, Forbidden, LinkUnavailable
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import EventRow, FileRow, Widget
from tests.admin_api.test_objects import ask
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APART,
    APP,
    BOB,
    CID,
    DOT,
    EVE,
    FAR_HOUSE,
    FLAT_1,
    HOUSE_1,
    HOUSE_2,
    KIM,
    NEWS,
    NOON,
    SOSNY,
    ZOE,
)

AS_DOT, AS_CID = Person("staff", DOT), Person("client", CID, "ios")


@dataclass
class Shop:
    """A catalogue with a thing of each kind, and a chat."""

    items: dict[str, str]
    chat: str


async def added(door: Doors, **body: Any) -> str:
    answer = await ask(door, ANN, "POST", "catalogue", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def given_shop(door: Doors) -> Shop:
    picture = {
        "id": "file_pic", "org": SOSNY, "purpose": "catalogue", "owner_kind": "staff",
        "owner": ANN, "name": "pic.png", "mime": "image/png", "size": 1, "sha256": "0",
        "preview": False, "at": NOON,
    }  # fmt: skip
    widget = {
        "id": "wid_1", "org": SOSNY, "screen": "home", "position": 0, "title": "Parking",
        "text": "A place for your car", "target": "parking", "published": True,
        "all_objects": True, "version": 1, "created_at": NOON,
    }  # fmt: skip
    async with door.small.world.db.transaction() as session:
        await insert_rows(session, FileRow, [picture])
        await insert_rows(session, Widget, [widget])
    items = {
        to: await added(
            door,
            kind=one.kind,
            title=f"Title of {to}",
            **({"screen": to} if one.kind == "screen" else {"text": "Words", "image": "file_pic"}),
        )
        for to, one in TRANSITIONS.items()
    }
    chat = (await door.ledger.submit(Open(APP, FLAT_1), AS_CID)).chat
    return Shop(items, chat.id)


async def body_of(door: Doors, chat: str, seq: int) -> Any:
    async with door.small.world.db.session() as session:
        question = select(EventRow.body).where(EventRow.chat == chat, EventRow.seq == seq)
        return json.loads((await session.exec(question)).one())


async def sent(door: Doors, shop: Shop, link: Link, key: str = "k", text: str | None = None) -> Any:
    outcome = await door.ledger.submit(Send(shop.chat, key, text, None, link), AS_DOT)
    return await body_of(door, shop.chat, outcome.seq or 0)


async def targets(door: Doors, shop: Shop, query: str = "") -> list[str]:
    answer = await ask(door, DOT, "GET", f"link-targets?chat={shop.chat}{query}")
    assert answer.status_code == 200, answer.text
    return [one["target"] or one["to"] for one in answer.json()["items"]]


async def opened(door: Doors, client: str, reference: str) -> Any:
    return await door.caller.get(
        f"/superapp/v1/links/{reference}", headers=door.client(client, SOSNY)
    )


@pytest.mark.any_kind
async def test_each_of_the_thirteen_is_sent_with_its_look_and_opens(door: Doors) -> None:
    shop = await given_shop(door)

    for to, one in TRANSITIONS.items():
        target = shop.items[to] if one.needs_target else None
        body = await sent(door, shop, Link(to, target), key=to)
        link = body["link"]
        assert (link["to"], link.get("target"), link["title"]) == (to, target, f"Title of {to}")
        assert ("text" in link, "image_url" in link) == {
            "card": (True, True),
            "image": (False, True),
            "plain": (False, False),
            "widget": (to == "parking", False),
        }[one.look]
        answer = await opened(door, CID, target or to)
        assert answer.json() == {
            "to": to, "target": target, "title": f"Title of {to}", "available": True,
        }  # fmt: skip


@pytest.mark.any_kind
async def test_a_link_goes_alone_or_with_a_text_and_an_edit_keeps_it(door: Doors) -> None:
    shop = await given_shop(door)

    alone = await sent(door, shop, Link("bills"), key="1")
    both = await sent(door, shop, Link("bills"), key="2", text="Look here")
    outcome = await door.ledger.submit(
        Send(shop.chat, "2", "Look here", None, Link("bills")), AS_DOT
    )
    await door.ledger.submit(EditMessage(shop.chat, "3", outcome.seq or 0, "Look there"), AS_DOT)

    assert set(alone) == {"link"}
    assert (both["text"], both["link"]["to"]) == ("Look here", "bills")
    after = await body_of(door, shop.chat, outcome.seq or 0)
    assert (after["text"], after["link"]) == ("Look there", both["link"])
    with pytest.raises(EmptyMessage):
        await door.ledger.submit(Send(shop.chat, "4", " "), AS_DOT)


@pytest.mark.any_kind
async def test_a_client_attaches_nothing(door: Doors) -> None:
    shop = await given_shop(door)

    with pytest.raises(Forbidden):
        await door.ledger.submit(Send(shop.chat, "k", "x", None, Link("bills")), AS_CID)


@pytest.mark.parametrize(
    "change",
    [
        {"published": False},
        {"objects": [APART]},
        {"objects": []},
        {"products": [NEWS]},
    ],
)
async def test_what_the_client_could_not_open_is_neither_offered_nor_sent(
    door: Doors, change: dict[str, Any]
) -> None:
    shop = await given_shop(door)
    service = shop.items["service"]
    assert service in await targets(door, shop)

    await ask(door, ANN, "PATCH", f"catalogue/{service}", change)

    assert service not in await targets(door, shop)
    with pytest.raises(LinkUnavailable):
        await sent(door, shop, Link("service", service))


@pytest.mark.any_kind
@pytest.mark.parametrize(
    "link",
    [
        Link("moon"),
        Link("service"),
        Link("service", "cat_none"),
        Link("bills", "cat_none"),
        Link("event", "bills"),
    ],
)
async def test_a_link_that_names_nothing_is_refused(door: Doors, link: Link) -> None:
    shop = await given_shop(door)

    with pytest.raises(LinkUnavailable):
        await sent(door, shop, link)


@pytest.mark.any_kind
async def test_any_of_the_clients_homes_will_do(door: Doors) -> None:
    shop = await given_shop(door)
    service = shop.items["service"]

    await ask(door, ANN, "PATCH", f"catalogue/{service}", {"objects": [HOUSE_2]})

    assert (await sent(door, shop, Link("service", service)))["link"]["target"] == service
    assert (await opened(door, KIM, service)).json()["code"] == "link_unavailable"


@pytest.mark.any_kind
async def test_a_message_outlives_its_target_and_opening_tells(door: Doors) -> None:
    shop = await given_shop(door)
    service = shop.items["service"]
    first = await sent(door, shop, Link("service", service))

    gone = await ask(door, ANN, "DELETE", f"catalogue/{service}")
    again = await door.ledger.submit(
        Send(shop.chat, "k", None, None, Link("service", service)), AS_DOT
    )

    assert gone.status_code == 204
    assert again.duplicate
    assert await body_of(door, shop.chat, again.seq or 0) == first
    answer = await opened(door, CID, service)
    assert (answer.status_code, answer.json()["code"]) == (409, "link_unavailable")
    assert (await opened(door, CID, "nonsense")).status_code == 404


async def test_targets_are_searched_and_paged(door: Doors) -> None:
    shop = await given_shop(door)
    whole = await targets(door, shop, "&limit=200")
    first = (await ask(door, DOT, "GET", f"link-targets?chat={shop.chat}&limit=10")).json()
    rest = await targets(door, shop, f"&limit=10&cursor={first['next_cursor']}")

    assert len(whole) == 13
    assert [one["target"] or one["to"] for one in first["items"]] + rest == whole
    assert await targets(door, shop, "&q=TITLE OF PARK") == ["parking"]
    assert await targets(door, shop, "&to=event") == [shop.items["event"]]
    assert await targets(door, shop, "&q=100%") == []


@pytest.mark.any_kind
async def test_targets_are_for_those_who_may_write_in_the_chat(door: Doors) -> None:
    shop = await given_shop(door)
    path = f"link-targets?chat={shop.chat}"

    statuses = {one: (await ask(door, one, "GET", path)).status_code for one in (BOB, EVE, ZOE)}

    assert statuses == {BOB: 200, EVE: 403, ZOE: 404}


async def test_a_thing_is_changed_and_refused_with_every_mistake(door: Doors) -> None:
    shop = await given_shop(door)
    service = shop.items["service"]

    changed = await ask(
        door, ANN, "PATCH", f"catalogue/{service}",
        {"category": shop.items["service_category"], "objects": [HOUSE_1]}, **{"If-Match": '"1"'},
    )  # fmt: skip
    stale = await ask(door, ANN, "PATCH", f"catalogue/{service}", {}, **{"If-Match": '"1"'})
    wrong = await ask(
        door, ANN, "PATCH", f"catalogue/{service}",
        {
            "category": shop.items["event"], "image": "file_no", "objects": [FAR_HOUSE],
            "products": ["x"],
        },
    )  # fmt: skip
    twin = await ask(
        door, ANN, "POST", "catalogue", {"kind": "screen", "screen": "bills", "title": "Bills"}
    )
    used = await ask(door, ANN, "DELETE", f"catalogue/{shop.items['service_category']}")
    foreign = await ask(door, ZOE, "GET", f"catalogue/{service}")

    assert (changed.json()["objects"], changed.headers["etag"]) == ([HOUSE_1], '"2"')
    assert (stale.status_code, foreign.status_code) == (412, 404)
    assert {one["pointer"] for one in wrong.json()["errors"]} == {
        "/category", "/image", "/objects/0", "/products/0",
    }  # fmt: skip
    assert twin.json()["errors"][0]["code"] == "taken"
    assert (used.status_code, used.json()["uses"]) == (409, {"catalogue": 1})


async def test_a_list_of_things_goes_by_kind_and_words(door: Doors) -> None:
    shop = await given_shop(door)

    async def listed(query: str) -> list[str]:
        answer = await ask(door, EVE, "GET", f"catalogue?{query}")
        return [one["id"] for one in answer.json()["items"]]

    assert await listed("kind=event") == [shop.items["event"]]
    assert await listed("q=OF EVENTS") == [shop.items["events"]]
    assert len(await listed("kind=screen")) == 8


@pytest.mark.any_kind
async def test_who_writes_with_a_link_where_nobody_answers_takes_the_chat(door: Doors) -> None:
    shop = await given_shop(door)
    await sent(door, shop, Link("bills"), key="1")
    await door.ledger.submit(CloseDialog(shop.chat, "2", 1, "solved"), AS_DOT)

    outcome = await door.ledger.submit(Send(shop.chat, "3", None, None, Link("bills")), AS_DOT)

    assert (outcome.chat.dialog, outcome.chat.staff) == (2, DOT)
    assert outcome.chat.preview == "Title of bills"


async def test_the_picture_of_a_link_is_shown_without_a_credential(door: Doors) -> None:
    shop = await given_shop(door)
    await door.small.world.files.put_bytes("files/file_pic", b"png")
    link = (await sent(door, shop, Link("service", shop.items["service"])))["link"]

    shown = await door.caller.get(link["image_url"])
    other = await door.caller.get("/superapp/v1/pictures/file_none")

    assert (shown.status_code, shown.content) == (200, b"png")
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert other.status_code == 404


async def test_of_two_who_add_the_same_thing_at_once_one_is_told_so(door: Doors) -> None:
    for n in range(3):
        fair = {"kind": "event", "title": "Fair", "external_id": f"e{n}"}
        answers = await asyncio.gather(
            *(ask(door, ANN, "POST", "catalogue", fair) for _ in range(3))
        )
        codes = sorted(one.status_code for one in answers)
        assert codes == [201, 422, 422]

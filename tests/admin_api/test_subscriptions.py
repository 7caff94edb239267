"""How is a subscription set up over HTTP, and who answers in it? (D20)"""

from typing import Any

import pytest

from chatserver.core.commands import Open, Send
from chatserver.core.refusals import Forbidden, NotFound
from chatserver.ledger.outcome import Person
from tests.admin_api.test_objects import ask, let_edit
from tests.doors import Doors
from tests.seeds import ANN, ANSWERS, APP, BOB, CID, DESK, DOT, EVE, NEWS, REPAIRS, ZOE

AS_CID = Person("client", CID, "ios")


async def given_one(door: Doors, **more: Any) -> str:
    body = {"name": "Repairs news", "department": REPAIRS, "title": "News", "text": "Hi", **more}
    answer = await ask(door, ANN, "POST", "products", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.any_kind
async def test_a_new_subscription_greets_and_is_answered_by_its_own(door: Doors) -> None:
    id_ = await given_one(door, public_title="Sosny Repairs", staff=[DOT])

    chat = (await door.ledger.submit(Open(id_), AS_CID)).chat
    offered = await door.caller.get("/superapp/v1/products", headers=door.client(CID, "org_sosny"))

    names = {one["id"]: (one["kind"], one["name"]) for one in offered.json()["items"]}
    assert names[id_] == ("subscription", "Sosny Repairs")
    assert (chat.dialog, chat.state) == (1, "staff")


async def test_a_title_without_anything_to_see_is_the_organisations_name(door: Doors) -> None:
    blank = await given_one(door, public_title=" \u200b ")
    titled = await given_one(door, public_title=" Lifts ")
    emptied = await ask(door, ANN, "PATCH", f"products/{titled}", {"public_title": "\u2800"})
    other = await given_one(door, public_title=" Lifts ")

    listed = (await ask(door, ANN, "GET", "products")).json()["items"]
    titles = {one["id"]: one["public_title"] for one in listed}
    assert emptied.json()["public_title"] == "Sosny"
    assert (titles[blank], titles[titled], titles[other]) == ("Sosny", "Sosny", "Lifts")


@pytest.mark.any_kind
async def test_only_who_may_see_and_answer_subscriptions_does(door: Doors) -> None:
    id_ = await given_one(door)
    chat = (await door.ledger.submit(Open(id_), AS_CID)).chat
    await door.ledger.submit(Send(chat.id, "1", "hello"), AS_CID)

    with pytest.raises(NotFound):
        await door.ledger.submit(Send(chat.id, "k", "hi"), Person("staff", DOT))
    with pytest.raises(Forbidden):
        await door.ledger.submit(Send(chat.id, "k", "hi"), Person("staff", EVE))
    assert (await door.ledger.submit(Send(chat.id, "k", "hi"), Person("staff", ANN))).seq
    statuses = [
        (await ask(door, one, "GET", f"chats/{chat.id}/assignees")).status_code
        for one in (EVE, DOT, ANN)
    ]
    assert statuses == [200, 404, 200]


@pytest.mark.any_kind
async def test_every_mistake_is_told(door: Doors) -> None:
    body = {"name": "x", "public_title": "y" * 31, "text": "z" * 101, "department": "dep_fardesk"}

    answer = await ask(door, ANN, "POST", "products", body)

    assert {(one["pointer"], one["code"]) for one in answer.json()["errors"]} == {
        ("/name", "length"),
        ("/public_title", "too_long"),
        ("/text", "too_long"),
        ("/department", "unknown_department"),
    }


async def test_a_change_sets_what_it_names(door: Doors) -> None:
    path = f"products/{NEWS}"

    changed = await ask(
        door, ANN, "PATCH", path, {"text": "Good news", "chat_on": False}, **{"If-Match": '"1"'}
    )
    stale = await ask(door, ANN, "PATCH", path, {"text": "x"}, **{"If-Match": '"1"'})
    wrong = await ask(door, ANN, "PATCH", path, {"staff": [DOT]})

    card = changed.json()
    assert (card["text"], card["title"], card["department"]) == ("Good news", "Welcome", DESK)
    assert (card["chat_on"], changed.headers["etag"], stale.status_code) == (False, '"2"', 412)
    assert wrong.json()["errors"][0]["code"] == "not_in_department"


async def test_one_with_chats_stays_and_one_without_goes(door: Doors) -> None:
    id_ = await given_one(door)
    await door.ledger.submit(Open(NEWS), AS_CID)

    used = await ask(door, ANN, "DELETE", f"products/{NEWS}")
    gone = await ask(door, ANN, "DELETE", f"products/{id_}")

    assert (used.status_code, used.json()["uses"]) == (409, {"chats": 1})
    assert gone.status_code == 204
    listed = (await ask(door, EVE, "GET", "products")).json()["items"]
    assert [one["id"] for one in listed] == [NEWS]


@pytest.mark.any_kind
async def test_mini_apps_and_others_subscriptions_are_not_there(door: Doors) -> None:
    await let_edit(door, ANSWERS)

    for staff, product in ((ANN, APP), (ZOE, NEWS)):
        for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
            answer = await ask(door, staff, method, f"products/{product}", body)
            assert answer.status_code == 404
    assert (await ask(door, BOB, "GET", "products")).status_code == 403
    assert (await ask(door, DOT, "GET", "products")).status_code == 200

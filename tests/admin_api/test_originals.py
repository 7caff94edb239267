"""Who can read what a message said before it was edited or deleted? (D11)"""

from itertools import chain
from typing import Any

import pytest

from chatserver.core.commands import CloseDialog, DeleteMessage, EditMessage, Open, Send
from chatserver.ledger.outcome import Person
from tests.doors import Doors
from tests.seeds import ANN, CID, DOT, FLAT_1, MOD, NEWS, ZOE

CLIENT, STAFF = Person("client", CID, "ios"), Person("staff", ANN)


async def changed(door: Doors) -> tuple[str, int, int]:
    """A chat, a message that was edited twice and deleted, and one that stands as it was sent."""
    submit = door.ledger.submit
    chat = (await submit(Open(NEWS, FLAT_1), CLIENT)).chat.id
    kept = (await submit(Send(chat=chat, key="k1", text="It drips"), CLIENT)).seq
    gone = (await submit(Send(chat=chat, key="k2", text="One"), STAFF)).seq
    assert kept is not None
    assert gone is not None
    await submit(EditMessage(chat, "e1", gone, "Two"), STAFF)
    await submit(EditMessage(chat, "e2", gone, "Three"), STAFF)
    await submit(DeleteMessage(chat, "d1", gone), STAFF)
    return chat, kept, gone


async def read(door: Doors, chat: str, seq: int, staff: str = ANN) -> tuple[int, Any]:
    path = f"/api/v1/chats/{chat}/events/{seq}/originals"
    answer = await door.caller.get(path, headers=await door.staff(staff))
    return answer.status_code, answer.json()


def said(answer: tuple[int, Any]) -> list[tuple[int, str]]:
    status, page = answer
    assert status == 200, page
    return [(one["version"], one["body"]["text"]) for one in page["items"]]


@pytest.mark.any_kind
async def test_an_administrator_reads_everything_that_a_message_has_said(door: Doors) -> None:
    chat, kept, gone = await changed(door)

    assert said(await read(door, chat, gone)) == [(2, "Three"), (1, "Two"), (0, "One")]
    assert said(await read(door, chat, kept)) == []


async def test_what_it_said_comes_page_by_page(door: Doors) -> None:
    chat, _, gone = await changed(door)
    path = f"/api/v1/chats/{chat}/events/{gone}/originals"
    headers = await door.staff(ANN)

    first = (await door.caller.get(f"{path}?limit=2", headers=headers)).json()
    assert [one["version"] for one in first["items"]] == [2, 1]
    assert first["more"] is True

    rest = (await door.caller.get(f"{path}?limit=2&before=1", headers=headers)).json()
    assert [one["version"] for one in rest["items"]] == [0]
    assert rest["more"] is False


async def walked(door: Doors, path: str, **query: int) -> list[list[dict[str, Any]]]:
    headers, found = await door.staff(ANN), list[list[dict[str, Any]]]()
    cursor: dict[str, str] = {}
    while True:
        asked: dict[str, str | int] = {**query, "limit": 2, **cursor}
        page = (await door.caller.get(path, headers=headers, params=asked)).json()
        found.append(page["items"])
        assert page["more"] is (page["next_cursor"] is not None)
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.any_kind
async def test_a_log_goes_on_by_its_cursor_either_way(door: Doors) -> None:
    chat, _, gone = await changed(door)
    path = f"/api/v1/chats/{chat}/events"
    whole = (await door.caller.get(path, headers=await door.staff(ANN))).json()["items"]

    up = await walked(door, path, after=0)
    down = await walked(door, path)
    assert len(whole) > 2
    assert [*chain(*up)] == [*chain(*reversed(down))] == whole
    originals = await walked(door, f"{path}/{gone}/originals")
    assert [one["version"] for one in chain(*originals)] == [2, 1, 0]
    wrong = {"cursor": "c2lkZXdheXMfMQ"}  # sideways, 1
    refused = await door.caller.get(path, headers=await door.staff(ANN), params=wrong)
    assert refused.status_code == 422


@pytest.mark.any_kind
async def test_words_in_an_employees_name_are_kept_when_they_are_taken_back(door: Doors) -> None:
    submit = door.ledger.submit
    chat = (await submit(Open(NEWS, FLAT_1), CLIENT)).chat.id
    await submit(Send(chat=chat, key="k1", text="It drips"), CLIENT)
    await submit(CloseDialog(chat, "c1", 1, "solved"), STAFF)
    headers = await door.staff(ANN)
    page = (await door.caller.get(f"/api/v1/chats/{chat}/events", headers=headers)).json()
    [ended] = [one for one in page["items"] if one["kind"] == "dialog.closed"]

    await submit(DeleteMessage(chat, "d1", ended["seq"]), STAFF)

    page = (await door.caller.get(f"/api/v1/chats/{chat}/events", headers=headers)).json()
    [left] = [one for one in page["items"] if one["kind"] == "dialog.closed"]
    assert left["body"] == {"dialog": 1, "reason": "solved", "deleted": True}
    assert said(await read(door, chat, ended["seq"])) == [(0, ended["body"]["text"])]
    form = (await door.caller.get(f"/api/v1/chats/{chat}/transcript", headers=headers)).text
    assert ended["body"]["text"] not in form


@pytest.mark.any_kind
async def test_nobody_else_reads_it(door: Doors) -> None:
    chat, _, gone = await changed(door)
    for staff in (DOT, MOD):
        status, problem = await read(door, chat, gone, staff)
        assert (status, problem["permission"]) == (403, "administrator"), staff
    # An Administrator of another organisation, and a chat that is not there: the same answer.
    other, nothing = await read(door, chat, gone, ZOE), await read(door, "chat_none", gone)
    assert other[0] == nothing[0] == 404
    assert other[1]["code"] == nothing[1]["code"] == "not_found"

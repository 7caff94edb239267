"""Which chats does an employee see over HTTP, and how is a chat's card kept?"""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from chatserver.actions.chats.message_index import follow_messages
from chatserver.core.commands import (
    Assign,
    CloseDialog,
    NewDialog,
    Open,
    Rate,
    Read,
    Send,
    WriteNote,
)
from chatserver.ledger.outcome import Person
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BOB,
    CID,
    DESK,
    DOT,
    EVE,
    FAR_APP,
    FAR_CLIENT,
    FLAT_1,
    FLAT_2,
    KIM,
    NEWS,
    PASS,
    REPAIRS,
    WATER,
    ZOE,
    ask_rating,
)


async def said(
    door: Doors, client: str, text: str, *, product: str = APP, place: str | None = None
) -> str:
    """Have a client write, and return the chat's id."""
    person = Person("client", client, "ios")
    chat = (await door.ledger.submit(Open(product, place), person)).chat
    await door.ledger.submit(Send(chat=chat.id, key=f"key_{text}"[:40], text=text), person)
    return chat.id


async def answered(door: Doors, chat: str, text: str, *, by: str = ANN) -> None:
    await door.ledger.submit(Send(chat=chat, key=f"key_{text}", text=text), Person("staff", by))


async def listed(door: Doors, staff: str, query: str = "") -> list[str]:
    answer = await door.caller.get(f"/api/v1/chats{query}", headers=await door.staff(staff))
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def card(door: Doors, chat: str, staff: str = ANN) -> tuple[Mapping[str, Any], str]:
    answer = await door.caller.get(f"/api/v1/chats/{chat}", headers=await door.staff(staff))
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["etag"]


async def save(
    door: Doors, chat: str, body: object, *, etag: str | None, staff: str = ANN
) -> tuple[int, Mapping[str, Any]]:
    headers = await door.staff(staff) | ({} if etag is None else {"If-Match": etag})
    answer = await door.ask("patch", f"/api/v1/chats/{chat}", headers, body)
    return answer.status_code, answer.json()


async def test_the_list_shows_each_employee_their_own_part_newest_first(door: Doors) -> None:
    first = await said(door, CID, "water", place=FLAT_1)
    apart = await said(door, KIM, "light")
    news = await said(door, CID, "news", product=NEWS, place=FLAT_2)
    far = await said(door, FAR_CLIENT, "far", product=FAR_APP)

    assert await listed(door, ANN) == [news, apart, first]
    assert await listed(door, BOB) == [first]
    assert await listed(door, DOT) == [first]
    assert await listed(door, EVE) == [news]
    assert await listed(door, ZOE) == [far]


@pytest.mark.any_kind
async def test_a_row_says_what_the_table_shows(door: Doors) -> None:
    await said(door, CID, "water", place=FLAT_1)

    answer = await door.caller.get("/api/v1/chats", headers=await door.staff(ANN))

    [row] = answer.json()["items"]
    assert row["client"] == {"id": CID, "name": "Cid Orlov", "phone": "+79160000001"}
    assert row["product"] == {"id": APP, "name": "App of the pines", "kind": "miniapp"}
    assert row["place"]["id"] == FLAT_1
    assert (row["unread"], row["unanswered"], row["preview"]) == (1, True, "water")
    assert (row["platform"], row["hits"], answer.json()["next_cursor"]) == ("ios", [], None)


async def test_filters_choose(door: Doors) -> None:
    water = await said(door, CID, "water", place=FLAT_1)
    light = await said(door, KIM, "light")
    await answered(door, light, "done")
    await door.ledger.submit(Read(light, 99), Person("staff", ANN))
    await door.ledger.submit(Assign(water, "a", DESK, 1, BOB), Person("staff", BOB))

    for query, expected in (
        ("?unread=true", [water]),
        ("?unread=false", [light]),
        ("?unanswered=true", [water]),
        ("?unanswered=false", [light]),
        (f"?objects={FLAT_1}", [water]),
        ("?objects=obj_none", []),
        (f"?clients={CID}&clients={KIM}", [light, water]),
        (f"?products={NEWS}", []),
        ("?states=staff&tab=new", [water]),
        ("?states=closed", []),
        (f"?staff={ANN}", [light]),
        ("?tab=mine", [light]),
        ("?platforms=android", []),
        ("?created_from=2000-01-01T00:00:00Z&sort=created", [light, water]),
        ("?updated_to=2000-01-01T00:00:00%2B03:00", []),
        ("?q=ORLOV", [water]),
        ("?q=2", [light]),
        ("?q=%2B7+916+000-00-02", [light]),
        ("?q=nobody", []),
    ):
        # In which order is told above; here the two were changed at the same time, or were not.
        assert sorted(await listed(door, ANN, query)) == sorted(expected), query


async def searched(door: Doors, staff: str, typed: str) -> list[tuple[str, list[Any]]]:
    """Return what was found: each chat with where, the hit between brackets."""
    headers = await door.staff(staff)
    answer = await door.caller.get("/api/v1/chats", params={"q": typed}, headers=headers)
    assert answer.status_code == 200, answer.text
    return [
        (
            row["id"],
            [
                (
                    hit["field"],
                    hit["seq"],
                    "".join(
                        f"[{one['text']}]" if one["hit"] else one["text"] for one in hit["parts"]
                    ),
                )
                for hit in row["hits"]
            ],
        )
        for row in answer.json()["items"]
    ]


async def test_a_search_tells_where_it_found_each_chat(door: Doors) -> None:
    water = await said(door, CID, "The pipe leaks", place=FLAT_1)
    light = await said(door, KIM, "Cid says the light is out")
    note = WriteNote(water, "n", "Beware of the dog")
    await door.ledger.submit(note, Person("staff", ANN))
    await follow_messages(door.small.world, quiet=lambda: True)

    assert await searched(door, ANN, "cid") == [
        (light, [("text", 4, "[Cid] says the light is out")]),
        (water, [("name", None, "[Cid] Orlov")]),
    ]
    assert await searched(door, ANN, "pipes") == [(water, [("text", 4, "The [pipe] leaks")])]
    assert await searched(door, ANN, "+7 916 000-00-02") == [
        (light, [("phone", None, "+[79160000002]")])
    ]
    assert await searched(door, ANN, "№ 2") == [
        (light, [("phone", None, "+7916000000[2]"), ("number", None, "[2]")])
    ]
    assert await searched(door, ANN, "light leaks") == []
    [(chat, [(field, seq, text)])] = await searched(door, ANN, "dog")
    log = (await door.caller.get(f"/api/v1/chats/{water}", headers=await door.staff(ANN))).json()
    assert (chat, field, seq, text) == (water, "note", log["last"], "Beware of the [dog]")


async def test_a_search_finds_nothing_that_one_may_not_see(door: Doors) -> None:
    dark = await said(door, KIM, "The light is out")
    await door.ledger.submit(WriteNote(dark, "n", "A dog in the dark"), Person("staff", ANN))
    await said(door, CID, "The light is out", place=FLAT_2, product=NEWS)
    await follow_messages(door.small.world, quiet=lambda: True)
    assert len(await searched(door, ANN, "light")) == 2
    assert len(await searched(door, EVE, "light")) == 1
    assert len(await searched(door, ANN, "dog")) == 1
    for staff in (BOB, DOT, ZOE):
        for typed in ("light", "dog"):
            assert await searched(door, staff, typed) == []


@pytest.mark.any_kind
async def test_texts_may_be_left_out(door: Doors) -> None:
    await said(door, KIM, "The light is out")
    await follow_messages(door.small.world, quiet=lambda: True)
    assert await listed(door, ANN, "?q=light&texts=false") == []


async def test_pages_follow_each_other_without_a_gap(door: Doors) -> None:
    every = [await said(door, CID, "a"), await said(door, KIM, "b")]
    every.append(await said(door, CID, "c", product=NEWS))
    seen: list[str] = []
    query = "?limit=1"
    while query:
        answer = await door.caller.get(f"/api/v1/chats{query}", headers=await door.staff(ANN))
        seen += [row["id"] for row in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
        query = f"?limit=1&cursor={cursor}" if cursor else ""
    assert seen == every[::-1]


async def test_counts_are_of_what_one_may_see(door: Doors) -> None:
    await said(door, CID, "water", place=FLAT_1)
    await said(door, KIM, "light")
    for staff, new in ((ANN, 2), (DOT, 1), (EVE, 0)):
        answer = await door.caller.get("/api/v1/chats/counts", headers=await door.staff(staff))
        assert answer.json()["new"] == new


@pytest.mark.any_kind
@pytest.mark.parametrize("part", ["", "/events", "/dialogs"])
async def test_a_chat_that_is_not_ones_own_to_see_does_not_exist(door: Doors, part: str) -> None:
    apart = await said(door, KIM, "light")
    bodies = set()
    for staff, chat in [(DOT, apart), (ZOE, apart), (EVE, apart), (ANN, "chat_none")]:
        headers = {**await door.staff(staff), "X-Request-Id": "same"}
        answer = await door.caller.get(f"/api/v1/chats/{chat}{part}", headers=headers)
        assert answer.status_code == 404
        bodies.add(answer.text)
    assert len(bodies) == 1


@pytest.mark.any_kind
async def test_the_card_is_saved_as_a_whole(door: Doors) -> None:
    chat = await said(door, CID, "water", place=FLAT_1)
    _, etag = await card(door, chat)

    status, saved = await save(
        door, chat, {"department": REPAIRS, "staff": DOT, "comment": "Calm."}, etag=etag
    )

    assert status == 200
    assert saved["department"]["id"] == REPAIRS
    assert saved["staff"]["id"] == DOT
    assert (saved["comment"], saved["cause"], saved["may_send"]) == ("Calm.", "manual", True)
    now, newer = await card(door, chat)
    assert (now["comment"], now["assignment"]) == ("Calm.", saved["assignment"])
    assert newer != etag


async def test_a_card_that_somebody_saved_meanwhile_is_not_overwritten(door: Doors) -> None:
    chat = await said(door, CID, "water", place=FLAT_1)
    before, etag = await card(door, chat)
    assert (await save(door, chat, {"comment": "First."}, etag=etag))[0] == 200

    # The department is not stale, the comment is: neither is changed.
    status, problem = await save(
        door, chat, {"department": REPAIRS, "staff": DOT, "comment": "Second."}, etag=etag
    )

    assert (status, problem["code"]) == (412, "precondition_failed")
    now, _ = await card(door, chat)
    assert now["comment"] == "First."
    assert now["assignment"] == before["assignment"]


@pytest.mark.any_kind
async def test_saving_what_stands_changes_nothing(door: Doors) -> None:
    chat = await said(door, CID, "water", place=FLAT_1)
    before, etag = await card(door, chat)
    same = {"department": before["department"]["id"], "staff": before["staff"]["id"]}

    status, _ = await save(door, chat, {**same, "comment": ""}, etag=etag)

    assert status == 200
    assert await card(door, chat) == (before, etag)


@pytest.mark.any_kind
async def test_what_cannot_be_saved_is_refused(door: Doors) -> None:
    chat = await said(door, CID, "water", place=FLAT_1)
    before, etag = await card(door, chat)
    for staff, body, tag, expected in (
        (ANN, {"comment": "x"}, None, "precondition_required"),
        (ANN, {"comment": "x"}, '"7"', "precondition_failed"),
        (ANN, {"department": DESK, "staff": DOT}, etag, "not_eligible"),
        (ANN, {"department": "dep_none"}, etag, "not_found"),
        (ANN, {"comment": "x" * 2001}, etag, "validation"),
        (ANN, {"unknown": 1}, etag, "validation"),
        (EVE, {"comment": "x"}, etag, "forbidden"),
        (ZOE, {"comment": "x"}, etag, "not_found"),
    ):
        _, problem = await save(door, chat, body, etag=tag, staff=staff)
        assert problem["code"] == expected, body
    assert await card(door, chat) == (before, etag)


async def test_the_log_is_read_in_pages_in_both_directions(door: Doors) -> None:
    chat = await said(door, CID, "water", place=FLAT_1)
    ann = await door.staff(ANN)
    path = f"/api/v1/chats/{chat}/events"
    whole = (await door.caller.get(path, headers=ann)).json()
    every = [event["seq"] for event in whole["items"]]
    assert every == list(range(1, len(every) + 1))
    assert whole["more"] is False

    newest = (await door.caller.get(f"{path}?limit=1", headers=ann)).json()
    assert ([one["seq"] for one in newest["items"]], newest["more"]) == (every[-1:], True)
    older = (await door.caller.get(f"{path}?before={every[-1]}&limit=2", headers=ann)).json()
    assert [one["seq"] for one in older["items"]] == every[-3:-1]
    later = (await door.caller.get(f"{path}?after=1&limit=2", headers=ann)).json()
    assert ([one["seq"] for one in later["items"]], later["more"]) == ([2, 3], True)


@pytest.mark.any_kind
async def test_dialogs_are_listed_with_their_ends(door: Doors) -> None:
    await ask_rating(door.small.world.db)
    chat = await said(door, CID, "water", place=FLAT_1)
    ann, cid = await door.staff(ANN), Person("client", CID, "ios")
    await door.ledger.submit(Send(chat, "s", "Coming"), Person("staff", ANN))
    end = await door.ledger.submit(CloseDialog(chat, "k", 1, "solved"), Person("staff", ANN))
    await door.ledger.submit(NewDialog(chat, "n"), cid)
    # Two of one batch, while another dialog goes on: the last one counts.
    ratings = (Rate(chat, f"r{score}", end.seq or 0, score, "Slow") for score in (5, 2))
    await asyncio.gather(*(door.ledger.submit(one, cid) for one in ratings))

    first, second = (await door.caller.get(f"/api/v1/chats/{chat}/dialogs", headers=ann)).json()[
        "items"
    ]
    assert (first["number"], first["seq"], first["reason"]) == (1, 1, "solved")
    assert first["by"]["kind"] == "staff"
    assert first["ended_at"] is not None
    assert (first["asked"], first["score"], first["rating_comment"]) == (True, 2, "Slow")
    assert await listed(door, ANN, "?scores=1&scores=2") == [chat]
    assert await listed(door, ANN, "?scores=5") == []
    row = await door.caller.get("/api/v1/chats", headers=await door.staff(ANN))
    assert row.json()["items"][0]["score"] == 2
    assert (second["number"], second["ended_at"], second["by"]) == (2, None, None)
    assert (second["asked"], second["score"], second["rating_comment"]) == (False, None, None)


@pytest.mark.any_kind
async def test_the_topics_are_those_of_the_products_whose_chats_one_sees(door: Doors) -> None:
    seen = {}
    for staff in (ANN, BOB, EVE, ZOE):
        answer = await door.caller.get("/api/v1/chats/tags", headers=await door.staff(staff))
        seen[staff] = [one["text"] for one in answer.json()["items"]]
    # Eve sees subscriptions' chats alone, which have no topics; Zoe's products have none.
    assert seen == {ANN: ["Passes", "Water"], BOB: ["Passes", "Water"], EVE: [], ZOE: []}
    first = (await door.ask("get", "/api/v1/chats/tags?limit=1", await door.staff(ANN))).json()
    more = f"/api/v1/chats/tags?limit=1&cursor={first['next_cursor']}"
    second = (await door.ask("get", more, await door.staff(ANN))).json()
    assert {one["id"] for page in (first, second) for one in page["items"]} == {PASS, WATER}
    assert second["next_cursor"] is None
    assert first["items"][0]["product"]["id"] == APP

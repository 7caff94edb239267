"""How does the organisation's work on its chats go, as far as an employee may count it?

That the figures are right the machines hold (tests/model/check_reports.py).
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlmodel import SQLModel

from chatserver.core.commands import CloseDialog, NewDialog, Open, PickTag, Rate, Send
from chatserver.core.people import Staff
from chatserver.core.reports import GROUPS, Period, Wanted
from chatserver.core.rights import Permission
from chatserver.ledger.outcome import Person
from chatserver.storage.reports import dialog_figures, staff_loads
from tests.doors import Doors
from tests.seeds import (
    ANN,
    APP,
    BOB,
    CID,
    DESK,
    DOT,
    FAR_APP,
    FAR_CLIENT,
    FLAT_1,
    KIM,
    NEWS,
    REPAIRS,
    SOSNY,
    WATER,
    ZOE,
    ask_rating,
)  # fmt: skip

WEEK = {"since": "2026-01-01T00:00:00Z", "until": "2026-01-08T00:00:00Z"}
NOBODY_ASKED = {
    "asked": 0,
    "rated": 0,
    "mean": None,
    "scores": [{"score": score, "dialogs": 0} for score in (1, 2, 3, 4, 5)],
}
# Half an hour into Monday, the 5th, in Moscow; in Greenwich it is Sunday.
MONDAY = 1_767_562_200_000


async def get(door: Doors, who: str, path: str, **query: Any) -> Mapping[str, Any]:
    answer = await door.caller.get(
        f"/api/v1/reports/{path}", headers=await door.staff(who), params={**WEEK, **query}
    )
    assert answer.status_code == 200, answer.text
    told: Mapping[str, Any] = answer.json()
    return told


async def talk(door: Doors, *scores: int) -> str:
    """Have cid ask about water, dot answer and end it, cid rate that, begin anew, and kim write
    elsewhere, an entry a second; return cid's chat.
    """
    cid, dot = Person("client", CID, "ios"), Person("staff", DOT)
    chat = (await door.ledger.submit(Open(APP, FLAT_1), cid)).chat
    assert chat.prompt is not None
    await door.ledger.submit(PickTag(chat.id, "key_pick", chat.prompt, WATER), cid)
    await door.ledger.submit(Send(chat.id, "key_answer", text="On my way"), dot)
    end = await door.ledger.submit(CloseDialog(chat.id, "key_close", 1, "solved"), dot)
    for score in scores:
        await door.ledger.submit(Rate(chat.id, f"key_rate_{score}", end.seq or 0, score), cid)
    await door.ledger.submit(NewDialog(chat.id, "key_new", FLAT_1), cid)
    for who, product in ((KIM, NEWS), (FAR_CLIENT, FAR_APP)):
        person = Person("client", who, "web")
        other = (await door.ledger.submit(Open(product), person)).chat
        await door.ledger.submit(Send(other.id, "key_other", text="Hello"), person)
    async with door.small.world.db.transaction() as session:
        connection = await session.connection()
        for change in (
            f"event SET at = {MONDAY} + 1000 * seq",
            f"assignment SET at = {MONDAY} + 1000 * from_seq",
            f"""dialog SET opened_at = {MONDAY} + 1000 * opened_seq,
                closed_at = {MONDAY} + 1000 * closed_seq""",
        ):
            await connection.execute(text(f"UPDATE {change}"))
    return chat.id


async def test_a_report_says_what_became_of_dialogs_and_how_long_people_waited(door: Doors) -> None:
    await talk(door)

    told = await get(door, ANN, "dialogs", by="product")

    assert told["since"] == "2026-01-01T00:00:00.000Z"
    assert told["until"] == "2026-01-08T00:00:00.000Z"
    assert [(line["id"], line["name"], line["figures"]["dialogs"]) for line in told["lines"]] == [
        (APP, "App of the pines", 2),
        (NEWS, "News of the pines", 1),
    ]
    # tag, auto-reply, assigned, answer, end: one second from being handed to being answered.
    assert told["lines"][0]["figures"] == {
        "dialogs": 2,
        "open": 1,
        "solved": 1,
        "no_answer": 0,
        "timeout": 0,
        "handed": 1,
        "answered": 1,
        "answered_within": [{"seconds": s, "dialogs": 1} for s in (60, 300, 900, 3600)],
        "answered_within_in_hours": [{"seconds": s, "dialogs": 1} for s in (60, 300, 900, 3600)],
        "wait": {"median_s": 1.0, "p90_s": 1.0},
        "wait_in_hours": {"median_s": 1.0, "p90_s": 1.0},
        "length": {"median_s": 7.0, "p90_s": 7.0},
        "ratings": NOBODY_ASKED,
    }
    assert told["total"]["dialogs"] == 3
    assert (told["total"]["handed"], told["total"]["answered"]) == (2, 1)


async def test_ratings_are_counted_of_those_who_were_asked(door: Doors) -> None:
    await ask_rating(door.small.world.db)
    await talk(door, 1, 4)

    rated = {"asked": 1, "rated": 1, "mean": 4.0}
    for by, name in (("product", APP), ("tag", WATER), ("department", REPAIRS)):
        told = await get(door, ANN, "dialogs", by=by)
        [line] = [one["figures"]["ratings"] for one in told["lines"] if one["id"] == name]
        for one in (line, told["total"]["ratings"]):
            assert {k: one[k] for k in rated} == rated
            assert [each["dialogs"] for each in one["scores"]] == [0, 0, 0, 1, 0]
    loads = (await get(door, ANN, "staff"))["lines"]
    assert {one["id"]: one["ratings"]["mean"] for one in loads}[DOT] == 4.0
    assert [one["id"] for one in loads if one["ratings"]["asked"]] == [DOT]
    for scores, dialogs in (([4, 5], [1]), ([1], [])):
        found = (await get(door, ANN, "dialogs/list", scores=scores))["items"]
        assert [one["dialog"] for one in found] == dialogs
    rows = (await get(door, ANN, "dialogs/list", products=APP))["items"]
    assert [(one["asked"], one["score"]) for one in rows] == [(False, None), (True, 4)]


async def test_beyond_the_largest_groups_each_figure_is_still_of_its_own(door: Doors) -> None:
    """Totals are those of all, and whoever is told of has their own ratings."""
    chat, db, many = await talk(door), door.small.world.db, GROUPS + 1
    tables = SQLModel.metadata.tables
    dialogs, spans = [], []
    for n in range(many):
        at, seq, who = MONDAY + n, 1000 * (n + 1), f"st_{n:03}"
        begun = {"number": n + 3, "org": SOSNY, "opened_seq": seq, "opened_at": at, "n_client": 9}
        ended = {"closed_seq": seq + 9, "closed_at": at, "reason": "solved", "responsible": who}
        said = {"tag_id": f"tag_{n:03}", "asked": True, "score": n % 5 + 1}
        dialogs.append({"chat": chat, **begun, **ended, **said})
        span = {"number": n + 9, "staff": who, "cause": "manual", "explanation": "", "at": at}
        spans.append({"chat": chat, **span, "from_seq": seq + 1, "to_seq": seq + 5})
    async with db.transaction() as session:
        connection = await session.connection()
        # What is open goes on, and would have all that follows.
        close = text("UPDATE dialog SET closed_seq = 900 WHERE closed_seq IS NULL")
        await connection.execute(close)
        await connection.execute(insert(tables["dialog"]), dialogs)
        await connection.execute(insert(tables["assignment"]), spans)
    wanted = Wanted(Period(MONDAY, MONDAY + 1_000_000))
    ann = Staff(ANN, "Ann", SOSNY, True, None, frozenset(Permission), None)

    loads = await staff_loads(db, ann, wanted, hours={})
    total, topics = await dialog_figures(db, ann, wanted, by="tag", days=(), hours={})

    assert list(loads) == [f"st_{n:03}" for n in range(GROUPS)]
    for n, load in enumerate(loads.values()):
        assert (load.handed, load.ratings.asked, load.ratings.mean) == (1, 1, n % 5 + 1)
    assert total.ratings.asked == many
    # The largest group is that of dialogs without a topic, which is told of in the totals alone.
    assert [one.key for one in topics] == [f"tag_{n:03}" for n in range(GROUPS - 1)]
    assert {one.figures.ratings.asked for one in topics} == {1}


async def test_dialogs_are_counted_by_topic_and_by_department(door: Doors) -> None:
    await talk(door)

    for by, lines in (
        ("tag", [(WATER, "Water", 1)]),
        ("department", [(DESK, "Desk", 1), (REPAIRS, "Repairs", 1)]),
    ):
        told = await get(door, ANN, "dialogs", by=by)
        found = [(line["id"], line["name"], line["figures"]["dialogs"]) for line in told["lines"]]
        assert found == lines
        assert told["total"]["dialogs"] == 3


@pytest.mark.any_kind
async def test_days_are_those_of_the_organisation_and_none_is_left_out(door: Doors) -> None:
    await talk(door)

    told = await get(door, ANN, "dialogs")

    days = {line["id"]: line["figures"]["dialogs"] for line in told["lines"]}
    assert days == {f"2026-01-0{day}": 3 * (day == 5) for day in range(1, 9)}


async def test_a_day_on_which_the_clocks_change_has_all_its_hours(door: Doors) -> None:
    zone = {"time_zone": "Europe/Berlin"}
    etag = (await door.ask("GET", "/api/v1/settings", await door.staff(ANN))).headers["etag"]
    headers = await door.staff(ANN) | {"If-Match": etag}
    assert (await door.ask("PATCH", "/api/v1/settings", headers, zone)).status_code == 200
    await talk(door)
    async with door.small.world.db.transaction() as session:
        # The last half hour of 25 October 2026, which has 25 hours.
        late = "UPDATE dialog SET opened_at = 1792967400000"
        await (await session.connection()).execute(text(late))

    told = await get(
        door, ANN, "dialogs", since="2026-10-24T00:00:00Z", until="2026-10-27T00:00:00Z"
    )

    days = {line["id"]: line["figures"]["dialogs"] for line in told["lines"]}
    assert days == {"2026-10-24": 0, "2026-10-25": 3, "2026-10-26": 0, "2026-10-27": 0}


async def test_employees_are_told_apart_by_what_they_had_to_do(door: Doors) -> None:
    await talk(door)

    [*lines] = (await get(door, ANN, "staff"))["lines"]

    [dot] = [line for line in lines if line["id"] == DOT]
    assert dot == {
        "id": DOT,
        "name": "Dot",
        "handed": 1,
        "answered": 1,
        "passed_on": 0,
        "closed": 1,
        "wait": {"median_s": 1.0, "p90_s": 1.0},
        "wait_in_hours": {"median_s": 1.0, "p90_s": 1.0},
        "ratings": NOBODY_ASKED,
    }


async def test_within_the_hours_of_a_department_its_night_is_no_waiting(door: Doors) -> None:
    await talk(door)
    async with door.small.world.db.transaction() as session:
        # The answer comes an hour after the office opened.
        late = f"UPDATE event SET at = {MONDAY} + 34200000 WHERE by_kind = 'staff'"
        await (await session.connection()).execute(text(late))
    hours = {"week": {"mon": [{"from": "09:00", "until": "18:00"}]}}
    path, ann = f"/api/v1/departments/{REPAIRS}", await door.staff(ANN)
    assert (await door.ask("PATCH", path, ann, {"hours": hours})).status_code == 200

    figures = (await get(door, ANN, "dialogs", by="department"))["lines"][1]["figures"]
    [dot] = [line for line in (await get(door, ANN, "staff"))["lines"] if line["id"] == DOT]
    listed = (await get(door, ANN, "dialogs/list", departments=REPAIRS))["items"]

    night = 8.5 * 3600
    [waited] = [one["wait_s"] for one in listed]
    assert waited > night
    assert [one["wait_in_hours_s"] for one in listed] == [3600.0]
    for told in (figures, dot):
        assert told["wait"] == {"median_s": waited, "p90_s": waited}
        assert told["wait_in_hours"] == {"median_s": 3600.0, "p90_s": 3600.0}
    assert [one["dialogs"] for one in figures["answered_within"]] == [0, 0, 0, 0]
    assert [one["dialogs"] for one in figures["answered_within_in_hours"]] == [0, 0, 0, 1]


async def test_the_dialogs_behind_a_figure_are_listed_page_by_page(door: Doors) -> None:
    chat = await talk(door)

    first = await get(door, ANN, "dialogs/list", products=APP, limit=1)
    second = await get(
        door, ANN, "dialogs/list", products=APP, limit=1, cursor=first["next_cursor"]
    )

    assert [(one["chat"], one["dialog"]) for one in first["items"]] == [(chat, 2)]
    assert second["next_cursor"] is None
    assert second["items"] == [
        {
            "chat": chat,
            "number": 1,
            "dialog": 1,
            "product": {"id": APP, "name": "App of the pines"},
            "tag": {"id": WATER, "name": "Water"},
            "department": {"id": REPAIRS, "name": "Repairs"},
            "opened_at": "2026-01-04T21:30:01.000Z",
            "handed_at": "2026-01-04T21:30:06.000Z",
            "wait_s": 1.0,
            "wait_in_hours_s": 1.0,
            "closed_at": "2026-01-04T21:30:08.000Z",
            "reason": "solved",
            "asked": False,
            "score": None,
        }
    ]


QUERIES: Sequence[tuple[Mapping[str, Any], list[int]]] = (
    ({"answered": True}, [1]),
    ({"answered": False}, [1]),
    ({"reasons": "open"}, [1, 2]),
    ({"reasons": "solved"}, [1]),
    ({"tags": WATER}, [1]),
    ({"departments": REPAIRS}, [1]),
    ({"objects": FLAT_1}, [1, 2]),
    ({"objects": "obj_none"}, []),
)


async def test_the_list_is_narrowed_down_to_a_figure(door: Doors) -> None:
    await talk(door)

    for query, dialogs in QUERIES:
        told = await get(door, ANN, "dialogs/list", **query)
        assert sorted(one["dialog"] for one in told["items"]) == dialogs, query


async def test_nobody_counts_beyond_their_objects_or_their_organisation(door: Doors) -> None:
    await talk(door)
    role = {"permissions": ["reports.view"]}
    await door.ask("PATCH", "/api/v1/roles/role_keeper", await door.staff(ANN), role)

    # Kim lives apart, which bob does not look after.
    assert (await get(door, BOB, "dialogs"))["total"]["dialogs"] == 2
    assert (await get(door, ZOE, "dialogs"))["total"]["dialogs"] == 1
    assert {one["dialog"] for one in (await get(door, BOB, "dialogs/list"))["items"]} == {1, 2}
    assert (await get(door, ZOE, "dialogs/list", products=APP))["items"] == []


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("until", "code"),
    [("2026-01-01T00:00:00Z", "too_early"), ("2026-04-04T00:00:01Z", "too_late")],
)
async def test_a_period_has_an_end_and_is_not_too_long(door: Doors, until: str, code: str) -> None:
    answer = await door.caller.get(
        "/api/v1/reports/dialogs",
        headers=await door.staff(ANN),
        params={"since": WEEK["since"], "until": until},
    )

    assert answer.status_code == 422
    [mistake] = answer.json()["errors"]
    assert (mistake["in"], mistake["pointer"], mistake["code"]) == ("query", "/until", code)


@pytest.mark.any_kind
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"until": "0001-01-02T00:00:00Z"}, "too_early"),
        ({"since": "9999-12-30T00:00:00Z", "until": "9999-12-31T12:00:00Z"}, "too_late"),
    ],
)
async def test_a_period_lies_within_what_calendars_know(
    door: Doors, query: dict[str, str], code: str
) -> None:
    answer = await door.caller.get(
        "/api/v1/reports/dialogs", headers=await door.staff(ANN), params=query
    )

    assert answer.status_code == 422
    [mistake] = answer.json()["errors"]
    assert mistake["code"] == code


async def test_reports_take_turns_and_leave_connections_to_others(door: Doors) -> None:
    slots, ann = door.small.world.db.long_questions, await door.staff(ANN)
    async with slots, slots:
        report = asyncio.create_task(get(door, ANN, "dialogs"))
        for _ in range(5):
            assert (await door.caller.get("/api/v1/chats", headers=ann)).status_code == 200
        assert not report.done()
    assert (await report)["total"]["dialogs"] == 0


async def test_without_a_period_the_last_thirty_days_count(door: Doors) -> None:
    answer = await door.caller.get("/api/v1/reports/staff", headers=await door.staff(ANN))

    told = answer.json()
    assert (told["since"], told["until"]) == (
        "2025-12-02T12:00:00.000Z",
        "2026-01-01T12:00:00.000Z",
    )

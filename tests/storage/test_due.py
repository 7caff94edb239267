from typing import Any

import pytest
from sqlmodel import SQLModel, col, select

from chatserver.storage import due
from chatserver.storage.bulk import insert_rows
from chatserver.storage.chat_order import minute_of
from chatserver.storage.database import Database
from chatserver.storage.statement import Statement, ask
from chatserver.storage.tables import (
    AssignmentRow,
    ChatOrder,
    ChatRow,
    ClientRow,
    EventRow,
    ImportFinding,
    ImportRow,
    Org,
    OriginalRow,
    OutboxRow,
    ProductRow,
)

LONG_AGO, NOON, FAR = 1_000, 1_767_268_800_000, 9_999_999_999_999

CHAT = {
    "org": "org_river",
    "product": "prd_bills",
    "created_at": NOON,
    "updated_at": NOON,
    "state": "staff",
    "acted": True,
}


@pytest.fixture
async def river(database: Database) -> Database:
    """A database with one organisation and one product."""
    await _insert(database, Org, {"id": "org_river", "name": "River", "created_at": NOON})
    product = {"org": "org_river", "name": "bills", "title": "River", "basic": {}, "bot": {}}
    await _insert(database, ProductRow, {"id": "prd_bills", "created_at": NOON, **product})
    return database


async def test_due_prompts_come_oldest_first_and_no_more_than_asked_for(river: Database) -> None:
    await _chat(river, "c", state="bot", expires_at=LONG_AGO + 2)
    await _chat(river, "a", state="bot", expires_at=LONG_AGO + 1)
    await _chat(river, "b", state="bot", expires_at=LONG_AGO)
    await _chat(river, "later", state="bot", expires_at=FAR)
    await _chat(river, "never")

    assert await due.expired(river, now=NOON, limit=9) == ["chat_b", "chat_a", "chat_c"]
    assert await due.expired(river, now=NOON, limit=1) == ["chat_b"]


async def test_who_waits_comes_in_pages_who_waited_longest_first(river: Database) -> None:
    """Who writes again meanwhile keeps their turn (D5)."""
    given = {"assignment": 2}
    await _chat(river, "b", **given, updated_at=NOON)
    await _chat(river, "a", **given, updated_at=NOON + 1)
    await _chat(river, "c", **given, updated_at=NOON + 120_000)
    await _chat(river, "silent", **given, acted=False)
    await _chat(river, "held", **given, staff="st_ann")
    await _chat(river, "closed", **given, state="closed")
    for name in ("b", "a", "c", "silent", "held", "closed"):
        since = NOON - 1 if name == "c" else NOON
        await _given(river, name, 1, at=NOON + 9)
        await _given(river, name, 2, at=since)

    first = await due.waiting(river, "org_river", after=None, limit=2)
    rest = await due.waiting(river, "org_river", after=first[-1], limit=2)

    assert [one.chat for one in (*first, *rest)] == ["chat_c", "chat_a", "chat_b"]


async def test_only_open_chats_are_held(river: Database) -> None:
    await _chat(river, "a", staff="st_ann")
    await _chat(river, "b", staff="st_ann", state="closed")
    await _chat(river, "c")
    await _chat(river, "d", staff="st_bob")

    assert await due.held(river, "org_river", after="", limit=9) == [
        due.Held("chat_a", "st_ann", None, "prd_bills", None),
        due.Held("chat_d", "st_bob", None, "prd_bills", None),
    ]
    assert [one.chat for one in await due.held(river, "org_river", after="chat_a", limit=9)] == [
        "chat_d"
    ]


async def test_acls_are_of_every_organisation(river: Database) -> None:
    await _insert(river, Org, {"id": "org_hill", "name": "Hill", "acl": 7, "created_at": NOON})

    assert await due.acls(river) == {"org_river": 1, "org_hill": 7}


async def test_counters_that_agree_with_the_events_are_no_drift(river: Database) -> None:
    await _chat(river, "a", rev=1, last=4, n_client=2, n_staff=1, staff_read=1, staff_read_n=1,
                staff_dead=1, client_read=4, client_read_n=1)  # fmt: skip
    await _events(river, "a", ("client", False), ("bot", False), ("client", True), ("staff", False))
    await _chat(river, "empty", rev=2)

    assert await due.recount(river, "org_river", rev=0, limit=9) == due.Recounted(2, 2, ())


@pytest.mark.parametrize("counter", due.COUNTERS[:-1])
async def test_one_counter_that_is_off_by_one_is_found(river: Database, counter: str) -> None:
    right = {"last": 1, "n_client": 1} | dict.fromkeys(due.COUNTERS[2:-1], 0)
    await _chat(river, "a", rev=1, **(right | {counter: right[counter] + 1}))
    await _events(river, "a", ("client", False))

    (drift,) = (await due.recount(river, "org_river", rev=0, limit=9)).drifts

    assert drift.chat == "chat_a"
    assert drift.stored != drift.counted == (1, 1, 0, 0, 0, 0, 0, 1)


async def test_a_chat_that_wrongly_passes_for_read_is_found(river: Database) -> None:
    await _chat(river, "a", rev=1, last=1, n_client=1)
    await _events(river, "a", ("client", False))
    forget = "UPDATE chat_order SET unread = FALSE"
    await river.write(ask(Statement(sqlite=forget, postgres=forget)))

    (drift,) = (await due.recount(river, "org_river", rev=0, limit=9)).drifts

    assert (drift.stored[-1], drift.counted[-1]) == (0, 1)


async def test_a_recount_goes_on_where_it_ended(river: Database) -> None:
    for name, rev in (("b", 2), ("a", 1), ("c", 3)):
        await _chat(river, name, rev=rev)

    first = await due.recount(river, "org_river", rev=0, limit=1)
    second = await due.recount(river, "org_river", rev=first.rev, limit=1)
    third = await due.recount(river, "org_river", rev=second.rev, limit=1)
    nothing = await due.recount(river, "org_river", rev=third.rev, limit=1)

    assert [one.rev for one in (first, second, third)] == [1, 2, 3]
    assert nothing == due.Recounted(3, 0, ())


async def test_only_what_is_old_enough_is_thrown_away(river: Database) -> None:
    await _chat(river, "a")
    old = {"chat": "chat_a", "seq": 1, "body": "{}", "by": None}
    await _insert(river, OriginalRow, {**old, "version": 0, "at": NOON - 1})
    await _insert(river, OriginalRow, {**old, "version": 1, "at": NOON})
    told = {"org": "org_river", "topic": "t", "body": "{}", "at": LONG_AGO}
    await _insert(river, OutboxRow, {**told, "id": "o_done", "done_at": NOON - 1})
    await _insert(river, OutboxRow, {**told, "id": "o_waits", "done_at": None})

    for job, ended in (("old", NOON - 1), ("new", NOON), ("waits", None)):
        row = {"id": job, "org": "org_river", "kind": "clients", "at": LONG_AGO, "ended_at": ended}
        await _insert(river, ImportRow, row)
        wrong = {"job": job, "number": 0, "line": 2, "column": "phone", "code": "not_a_phone"}
        await _insert(river, ImportFinding, {**wrong, "value": "12"})

    gone = await due.clean(
        river,
        originals_before=NOON,
        tokens_before=NOON,
        outbox_before=NOON,
        repeats_before=NOON,
        imports_before=NOON,
        receipts_before=NOON,
        webhooks_before=NOON,
        launches_before=NOON,
        limit=9,
    )

    assert gone == 3
    async with river.session() as session:
        assert list(await session.exec(select(col(OriginalRow.version)))) == [1]
        assert list(await session.exec(select(col(OutboxRow.id)))) == ["o_waits"]
        assert set(await session.exec(select(col(ImportFinding.job)))) == {"new", "waits"}


async def _insert(database: Database, table: type[SQLModel], row: dict[str, object]) -> None:
    async with database.transaction() as session:
        await insert_rows(session, table, [row])


async def _chat(database: Database, name: str, **values: Any) -> None:
    client = {"id": f"cl_{name}", "org": "org_river", "name": name, "phone": name}
    await _insert(database, ClientRow, {**client, "created_at": NOON})
    number = sum(name.encode())
    row = {**CHAT, "id": f"chat_{name}", "client": f"cl_{name}", "number": number, "rev": number}
    row.update(values)
    row["updated_minute"] = minute_of(values.get("updated_at", NOON))
    await _insert(database, ChatRow, row)
    unread = values.get("n_client", 0) - values.get("staff_read_n", 0)
    order = {"chat": row["id"], "unread": unread - values.get("staff_dead", 0) > 0}
    order |= {name: row[name] for name in ("org", "rev", "updated_minute")}
    await _insert(database, ChatOrder, order)


async def _given(database: Database, name: str, number: int, *, at: int) -> None:
    """Note that the chat was put into a department, and whether that still holds."""
    row = {"chat": f"chat_{name}", "number": number, "cause": "default", "explanation": "{}"}
    until = None if number == 2 else number
    await _insert(database, AssignmentRow, {**row, "at": at, "from_seq": number, "to_seq": until})


async def _events(database: Database, name: str, *events: tuple[str, bool]) -> None:
    for seq, (by_kind, deleted) in enumerate(events, 1):
        kind = "greeting" if by_kind == "bot" else "message"
        row = {"chat": f"chat_{name}", "seq": seq, "kind": kind, "by_kind": by_kind, "at": NOON}
        counts = {"n_client": 0, "n_staff": 0, "deleted": deleted}
        await _insert(database, EventRow, {**row, **counts})

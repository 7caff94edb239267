"""What becomes of a person's data when it is asked for, and when it is to go? (D16)"""

import asyncio
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select as choose
from sqlmodel import SQLModel, delete, select
from starlette.types import Message, Receive, Scope

from chatserver.actions.clients.erasures import erase_person, repeat_erasures
from chatserver.actions.clients.overwriting import NOBODY, Erasure
from chatserver.core.commands import (
    CloseDialog,
    DeleteMessage,
    DeleteNote,
    EditMessage,
    Open,
    Rate,
    Read,
    Send,
    SetComment,
    WriteNote,
)
from chatserver.core.events import DialogRated
from chatserver.ledger.outcome import Person
from chatserver.storage import due
from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.tables import (
    AuditRow,
    ChatOrder,
    ChatRow,
    ClientRow,
    DialogRow,
    EventRow,
    FileRow,
    Org,
)
from tests.admin_api.test_objects import ask, let_edit
from tests.doors import HOST, Doors
from tests.pictures import form, picture
from tests.seeds import (
    ANN,
    APP,
    BOB,
    CID,
    DOT,
    FLAT_1,
    KEEPER,
    KIM,
    NEWS,
    NOON,
    SOSNY,
    ZOE,
    ask_rating,
)
from tests.small import somebody_waits

AS_CID, AS_DOT = Person("client", CID, "ios"), Person("staff", DOT)
SECRETS = (
    "Orlov", "79160000001", "9160000001", "burst pipe", "my mother", "pipe.jpg", "call back",
    "oaks.example", "1990-05-17", "a barking dog", "an old quarrel",
)  # fmt: skip
BECAUSE = {"reason": "Request of 12 May"}


CARD = {"name": "Cid B. Orlov", "email": "cid@oaks.example", "birth": "1990-05-17"}


async def given_talk(door: Doors) -> str:
    """A chat with texts, an edit, a deletion, a comment and a file; some of it not read yet."""
    ledger = door.ledger
    chat = (await ledger.submit(Open(APP, FLAT_1), AS_CID)).chat.id
    first = await ledger.submit(Send(chat, "1", "a burst pipe"), AS_CID)
    await ledger.submit(EditMessage(chat, "2", first.seq or 0, "a burst pipe, hurry"), AS_CID)
    gone = await ledger.submit(Send(chat, "3", "my mother says hello"), AS_CID)
    await ledger.submit(DeleteMessage(chat, "4", gone.seq or 0), AS_CID)
    await ledger.submit(Read(chat, first.seq or 0), AS_DOT)
    await ledger.submit(Send(chat, "5", "Mr Orlov, we will call back"), AS_DOT)
    await ledger.submit(Send(chat, "6", "the burst pipe again"), AS_CID)
    await ledger.submit(SetComment(chat, "Orlov is nice", 0), AS_DOT)
    await ledger.submit(WriteNote(chat, "7", "a barking dog, ring first"), AS_DOT)
    await ledger.submit(WriteNote(chat, "8", "an old quarrel"), AS_DOT)
    await ledger.submit(DeleteNote(chat, 2), AS_DOT)
    await ask(door, ANN, "PATCH", f"clients/{CID}", CARD)
    file = {
        "id": "file_1", "org": SOSNY, "purpose": "message", "owner_kind": "client", "owner": CID,
        "name": "pipe.jpg", "mime": "image/jpeg", "size": 3, "sha256": "0", "preview": False,
        "chat": chat, "seq": 4, "at": NOON,
    }  # fmt: skip
    async with door.small.world.db.transaction() as session:
        await insert_rows(session, FileRow, [file])
    await door.small.world.files.put_bytes("files/file_1", b"abc")
    return chat


async def dump(database: Database) -> str:
    """Everything that is stored, as one text."""
    lines = []
    async with database.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = (await connection.execute(choose(table))).all()
            lines += [f"{table.name} {tuple(row)}" for row in rows]
    return "\n".join(lines)


def found_in(text: str) -> set[str]:
    return {one for one in SECRETS if one in text}


async def log(database: Database, chat: str) -> list[tuple[int, str, int, int, int]]:
    async with database.session() as session:
        rows = await session.exec(
            select(EventRow).where(EventRow.chat == chat).order_by(EventRow.seq)  # type: ignore[arg-type]
        )
        return [(r.seq, r.kind, r.at, r.n_client, r.n_staff) for r in rows]


async def test_nothing_of_the_person_is_left_and_what_counts_stays(door: Doors) -> None:
    world = door.small.world
    chat = await given_talk(door)
    assert found_in(await dump(world.db)) == set(SECRETS)
    kim = await ask(door, ANN, "GET", "clients?q=kim")
    before = await log(world.db, chat)

    erased = await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)

    assert erased.status_code == 204, erased.text
    after = await dump(world.db)
    lines = [one for one in after.splitlines() if "org_berezki" not in one]
    assert found_in("\n".join(lines)) == set()
    kept = await log(world.db, chat)
    assert kept[: len(before)] == before
    assert [one[1] for one in kept[len(before) :]] == ["dialog.closed"]
    async with world.db.session() as session:
        row = await session.get_one(ClientRow, CID)
        talk = await session.get_one(ChatRow, chat)
        audit = await session.exec(
            select(AuditRow).where(AuditRow.subject == CID, AuditRow.action == "client.erase")
        )
        assert audit.one().after == {**BECAUSE, "by": ANN}
    assert (row.name, row.erased_at is not None, talk.place) == (NOBODY["ru"], True, FLAT_1)
    assert (await ask(door, ANN, "GET", "clients?q=kim")).json() == kim.json()
    sizes = [one async for one in world.files.below("files")]
    assert sizes == []


@pytest.mark.any_kind
async def test_of_a_rating_the_score_stays_and_the_comment_goes(door: Doors) -> None:
    await ask_rating(door.small.world.db)
    chat = await given_talk(door)
    end = await door.ledger.submit(CloseDialog(chat, "7", 1, "solved"), AS_DOT)
    responsible = end.chat.staff
    await door.ledger.submit(Rate(chat, "8", end.seq or 0, 4, "my mother says thanks"), AS_CID)

    taken = await ask(door, ANN, "POST", f"clients/{CID}/export", BECAUSE)
    await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)

    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert b"my mother says thanks" in archive.read("chats/1.jsonl")
    assert "my mother" not in await dump(door.small.world.db)
    async with door.small.world.db.session() as session:
        dialog = (await session.exec(select(DialogRow))).one()
        rated = await session.exec(select(EventRow).where(EventRow.kind == DialogRated.kind))
        assert json.loads(rated.one().body) == {"dialog": 1, "target": end.seq, "score": 4}
    assert (dialog.asked, dialog.responsible, dialog.score) == (True, responsible, 4)


async def test_no_answer_that_was_kept_for_a_repeat_tells_of_them(door: Doors) -> None:
    new = {"name": "Lev Orlov", "phone": "+79167778899", "premises": [FLAT_1]}
    made = await ask(door, ANN, "POST", "clients", new, **{"Idempotency-Key": "once"})
    content, headers = form(picture(), name="pipe.png")
    mine = {**door.client(made.json()["id"], SOSNY), **headers, "Idempotency-Key": "once"}
    sent = await door.caller.post("/superapp/v1/files", headers=mine, content=content)
    assert (made.status_code, sent.status_code) == (201, 201), sent.text

    await ask(door, ANN, "POST", f"clients/{made.json()['id']}/erase", BECAUSE)

    after = await dump(door.small.world.db)
    assert [one for one in ("Lev", "79167778899", "pipe.png") if one in after] == []
    again = await ask(door, ANN, "POST", "clients", new, **{"Idempotency-Key": "once"})
    assert (again.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert again.json()["phone"] is None


@pytest.mark.any_kind
async def test_the_counters_of_the_chats_still_equal_a_recount(door: Doors) -> None:
    await given_talk(door)

    await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)

    counted = await due.recount(door.small.world.db, SOSNY, rev=0, limit=10)
    assert counted.chats == 1
    assert counted.drifts == ()


async def test_a_chat_that_lost_its_place_in_the_order_of_changes_is_overwritten_too(
    door: Doors,
) -> None:
    db, chat = door.small.world.db, await given_talk(door)
    # The last dialog is closed already, so that nothing but the erasure changes the chat.
    close = CloseDialog(chat, "7", 1, "solved")
    await door.ledger.submit(close, AS_DOT)
    async with db.transaction() as session:
        await session.exec(delete(ChatOrder))

    erased = await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)

    assert erased.status_code == 204, erased.text
    async with db.session() as session:
        order = (await session.exec(select(ChatOrder))).one()
        talk = await session.get_one(ChatRow, chat)
    assert (order.chat, order.rev, order.unread) == (chat, talk.rev, False)


@pytest.mark.parametrize("language", NOBODY)
async def test_staff_see_a_deleted_client_in_their_language(door: Doors, language: str) -> None:
    async with door.small.world.db.transaction() as session:
        org = await session.get_one(Org, SOSNY)
        org.settings = {**org.settings, "locale": language}
        session.add(org)

    await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)

    card = (await ask(door, ANN, "GET", f"clients/{CID}")).json()
    assert card["name"] == NOBODY[language]


async def test_staff_see_a_deleted_client_and_the_client_is_out(door: Doors) -> None:
    chat = await given_talk(door)
    cid = door.client(CID, SOSNY)

    await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)

    card = (await ask(door, ANN, "GET", f"clients/{CID}")).json()
    assert (card["name"], card["phone"], card["premises"]) == (NOBODY["ru"], "", [])
    assert (card["email"], card["birth"]) == (None, None)
    first_word = NOBODY["ru"].split()[0]
    assert (await ask(door, ANN, "GET", f"clients?q={first_word}")).json()["items"] == []
    assert (await ask(door, DOT, "GET", f"chats/{chat}/assignees")).status_code == 200
    assert (await door.caller.get("/superapp/v1/me", headers=cid)).status_code == 401
    renamed = await ask(door, ANN, "PATCH", f"clients/{CID}", {"name": "Cid"})
    assert renamed.status_code == 404


async def test_a_restored_backup_is_erased_again(door: Doors) -> None:
    world = door.small.world
    await given_talk(door)
    await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)
    async with world.db.transaction() as session:  # as it was in the backup
        row = await session.get_one(ClientRow, CID)
        row.name, row.phone, row.erased_at = "Cid Orlov", "+79160000001", None
        row.email, row.birth = CARD["email"], CARD["birth"]
        session.add(row)

    assert await repeat_erasures(world) == 1
    assert await repeat_erasures(world) == 0

    mine = [one for one in (await dump(world.db)).splitlines() if "org_berezki" not in one]
    assert found_in("\n".join(mine)) == set()


@pytest.mark.any_kind
async def test_twice_is_once(door: Doors) -> None:
    chat = await given_talk(door)
    first = await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)
    before = await log(door.small.world.db, chat)

    again = await ask(door, ANN, "POST", f"clients/{CID}/erase", BECAUSE)

    assert (first.status_code, again.status_code) == (204, 204)
    assert await log(door.small.world.db, chat) == before


async def test_a_chat_that_begins_meanwhile_is_overwritten_too(door: Doors) -> None:
    await given_talk(door)
    kim = Person("client", KIM, "ios")
    late = (await door.ledger.submit(Open(NEWS), kim)).chat.id
    await door.ledger.submit(Send(late, "1", "they come too late"), kim)
    erasure = Erasure(SOSNY, CID, ANN, NOON, "Request of 12 May")

    # As one who begins a chat holds the organisation, before anybody else sees the chat.
    async with door.small.world.db.transaction() as session:
        await session.get_one(Org, SOSNY, with_for_update=True)
        erasing = asyncio.create_task(erase_person(door.small.world, erasure, Person("staff", ANN)))
        await somebody_waits(door.small.world.db)
        chat = await session.get_one(ChatRow, late)
        chat.client = CID
        session.add(chat)
    await erasing

    assert "too late" not in await dump(door.small.world.db)


@pytest.mark.parametrize("act", ["erase", "export"])
async def test_it_takes_an_administrator_and_a_reason(door: Doors, act: str) -> None:
    await let_edit(door, KEEPER)
    path = f"clients/{CID}/{act}"

    keeper = await ask(door, BOB, "POST", path, BECAUSE)
    silent = await ask(door, ANN, "POST", path, {"reason": " "})
    foreign = await ask(door, ZOE, "POST", path, BECAUSE)

    assert (keeper.status_code, keeper.json()["permission"]) == (403, "administrator")
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_required")
    assert foreign.status_code == 404
    assert "Orlov" in await dump(door.small.world.db)


@pytest.mark.any_kind
async def test_an_export_holds_all_that_is_known(door: Doors) -> None:
    await given_talk(door)

    answer = await ask(door, ANN, "POST", f"clients/{CID}/export", BECAUSE)

    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    files: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    card = json.loads(files["client.json"])
    assert {"phone": "+79160000001", **CARD}.items() <= card.items()
    events = [json.loads(line) for line in files["chats/1.jsonl"].splitlines()]
    texts = {one["body"].get("text") for one in events}
    assert {"a burst pipe, hurry", "Mr Orlov, we will call back"} <= texts
    originals = json.loads(files["chats/1-originals.json"])
    assert {one["body"]["text"] for one in originals} == {"a burst pipe", "my mother says hello"}
    of_staff = json.loads(files["chats/1-notes.json"])
    assert of_staff["comment"] == "Orlov is nice"
    assert [(note["text"], note["deleted"]) for note in of_staff["notes"]] == [
        ("a barking dog, ring first", False),
        ("an old quarrel", True),
    ]
    # Whoever hands the rest over need not look for words of employees there.
    assert [name for name, held in files.items() if b"quarrel" in held] == ["chats/1-notes.json"]
    assert files["files/file_1-pipe.jpg"] == b"abc"
    async with door.small.world.db.session() as session:
        rows = await session.exec(select(AuditRow).where(AuditRow.action == "client.export"))
        assert rows.one().after == BECAUSE


async def test_nothing_of_an_export_stays_behind_when_its_reader_goes_away(
    door: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await given_talk(door)
    drawer = tmp_path / "drawer"
    drawer.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(drawer))

    async def hang_up(_: Message) -> None:
        raise ConnectionResetError

    async def hanging_up(scope: Scope, receive: Receive, _: object) -> None:
        await door.app(scope, receive, hang_up)

    transport = httpx2.ASGITransport(app=hanging_up)
    async with httpx2.AsyncClient(transport=transport, base_url=HOST) as caller:
        with pytest.raises(ConnectionResetError):
            await caller.post(
                f"/api/v1/clients/{CID}/export", headers=await door.staff(ANN), json=BECAUSE
            )

    assert os.listdir(drawer) == []  # noqa: PTH208

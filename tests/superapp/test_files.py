"""Is a file taken, looked at, sent once, and given to nobody but those who may see the chat?"""

import asyncio
import json
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlmodel import select

from chatserver.actions.attachments.uploads.taking import DAY_MS
from chatserver.config import Files
from chatserver.core.commands import DeleteMessage, Open, Send
from chatserver.core.refusals import FileUnavailable
from chatserver.files import FileLinks, open_scanner
from chatserver.files.links import LIVES_S
from chatserver.ledger.ledger import Ledger
from chatserver.ledger.outcome import Outcome, Person
from chatserver.ledger.reading import Reading
from chatserver.storage.database import Database
from chatserver.storage.tables import FileRow, UploadRow
from chatserver.world import World
from tests.doors import Doors, doors
from tests.pictures import (
    EXE,
    HTML,
    MP3,
    PDF,
    SVG,
    bomb,
    form,
    opened,
    picture,
    word_document,
)
from tests.seeds import ANN, APP, BOB, CID, DOT, EVE, KIM, SOSNY, ZOE

Answer = Mapping[str, Any]
OWN, STAFF = "/superapp/v1/files", "/api/v1/files"


class Seconds:
    """A clock of links that the test holds."""

    at = 1_767_268_800.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def door(database: Database, seconds: Seconds) -> AsyncIterator[Doors]:
    """Both doors, over links whose clock the test holds."""

    def change(world: World) -> World:
        return replace(world, links=FileLinks(now_s=seconds))

    async with doors(database, change=change) as opened_doors:
        yield opened_doors


async def bring(
    door: Doors, headers: Mapping[str, str], content: bytes, name: str, **fields: str
) -> httpx2.Response:
    path = STAFF if headers == await staff_of(door, headers) else OWN
    body, kind = form(content, name, **fields)
    return await door.caller.post(path, content=body, headers={**headers, **kind})


async def staff_of(door: Doors, headers: Mapping[str, str]) -> Mapping[str, str] | None:
    """The headers again when they are an employee's."""
    me = await door.ask("GET", "/api/v1/me", headers)
    return headers if me.status_code == 200 else None


async def taken(door: Doors, headers: Mapping[str, str], content: bytes, name: str) -> Answer:
    answer = await bring(door, headers, content, name)
    assert answer.status_code == 201, answer.text
    found: Answer = answer.json()
    return found


async def refusal(
    door: Doors, headers: Mapping[str, str], content: bytes, name: str, **fields: str
) -> str:
    """The code with which it is refused; nothing of it may be left."""
    answer = await bring(door, headers, content, name, **fields)
    assert not answer.is_success, answer.text
    assert await rows(door) == ([], [])
    world = door.small.world
    for folder in ("files", "previews", "uploads"):
        assert [key async for key in world.files.keys(folder)] == []
    code: str = answer.json()["code"]
    return code


async def rows(door: Doors) -> tuple[list[FileRow], list[UploadRow]]:
    async with door.small.world.db.session() as session:
        files = list(await session.exec(select(FileRow)))
        return files, list(await session.exec(select(UploadRow)))


async def chat_of(door: Doors, client: str = CID) -> str:
    return (await door.ledger.submit(Open(APP), Person("client", client, "ios"))).chat.id


async def send(door: Doors, who: Person, chat: str, file: str, **more: Any) -> Outcome:
    key = door.small.world.new_id("key")
    return await door.ledger.submit(Send(chat, key, file=file, **more), who)


async def message(door: Doors, chat: str, seq: int) -> Answer:
    world = door.small.world
    events = await Reading(world.db, world.links).since(chat, seq - 1, limit=1)
    body: Answer = json.loads(events[0].frame)["body"]
    return body


AS_CID, AS_KIM, AS_BOB = Person("client", CID, "ios"), Person("client", KIM), Person("staff", BOB)


# --- taking -------------------------------------------------------------------------------------


@pytest.mark.any_kind
async def test_a_picture_lies_upright_with_its_size_and_a_small_one(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    turned = picture(1600, 800, kind="JPEG", orientation=6)
    file = await taken(door, cid, turned, "photo.jpg")
    assert (file["name"], file["mime"], file["size"]) == ("photo.jpg", "image/jpeg", len(turned))
    assert (file["width"], file["height"]) == (800, 1600)
    small = await door.caller.get(file["preview_url"])
    assert small.headers["content-type"] == "image/webp"
    with opened(small.content) as seen:
        assert seen.size == (320, 640)
        top, bottom = seen.getpixel((160, 20)), seen.getpixel((160, 620))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 100 > top[2], "what was left is above"
    assert bottom[2] > 200 > 100 > bottom[0]


@pytest.mark.any_kind
async def test_documents_sounds_and_films_are_taken_as_they_are(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    for content, name, mime in (
        (PDF, "Счёт.pdf", "application/pdf"),
        (MP3, "voice.mp3", "audio/mpeg"),
        (b"name;phone\n", "list.csv", "text/csv"),
        ("привет\n".encode("cp1251"), "note.txt", "text/plain"),
    ):
        file = await taken(door, cid, content, name)
        assert (file["name"], file["mime"]) == (name, mime)
        assert "preview_url" not in file
        assert (await door.caller.get(file["url"])).content == content
    word = await taken(door, cid, word_document(), "report.docx")
    assert word["mime"].endswith("wordprocessingml.document")


@pytest.mark.any_kind
async def test_a_wrong_type_under_a_right_name_is_refused(door: Doors) -> None:
    cid, ann = door.client(CID, SOSNY), await door.staff(ANN)
    for content in (EXE, HTML, SVG, b"#!/bin/sh\n", b"", PDF):
        assert await refusal(door, cid, content, "photo.png") == "type_not_allowed"
    for content in (EXE, HTML, SVG):
        assert await refusal(door, ann, content, "note.txt") == "type_not_allowed"


@pytest.mark.any_kind
async def test_only_what_the_configuration_allows_is_taken(database: Database) -> None:
    def change(world: World) -> World:
        files = world.settings.files.model_copy(update={"types": ("image/png",)})
        return replace(world, settings=world.settings.model_copy(update={"files": files}))

    async with doors(database, change=change) as door:
        cid = door.client(CID, SOSNY)
        await taken(door, cid, picture(), "a.png")
        assert (await bring(door, cid, PDF, "a.pdf")).json()["code"] == "type_not_allowed"


@pytest.mark.any_kind
async def test_a_picture_bomb_is_a_file_without_a_preview(door: Doors) -> None:
    file = await taken(door, door.client(CID, SOSNY), bomb(30_000), "flat.png")
    assert file["size"] < 200_000
    assert "width" not in file
    assert "preview_url" not in file
    answer = await door.caller.get(file["url"])
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.any_kind
async def test_a_broken_picture_is_a_file_without_a_preview(door: Doors) -> None:
    cut = picture(400, 400)[:-200]
    file = await taken(door, door.client(CID, SOSNY), cut, "cut.png")
    assert "preview_url" not in file


@pytest.mark.any_kind
async def test_pictures_that_many_see_are_made_anew(door: Doors) -> None:
    ann = await door.staff(ANN)
    stored = picture(3000, 1000, kind="JPEG", orientation=3)
    answer = await bring(door, ann, stored, "house.jpg", purpose="catalogue")
    file = answer.json()
    assert (file["mime"], file["name"]) == ("image/webp", "house.webp")
    shown = await door.caller.get(f"/superapp/v1/pictures/{file['id']}")
    with opened(shown.content) as seen:
        assert seen.size == (2048, 683)
        assert not seen.getexif()
    for content, name, code in (
        (PDF, "a.pdf", "type_not_allowed"),
        (bomb(30_000), "a.png", "type_not_allowed"),
        (picture() + bytes(5 * 1024 * 1024), "a.png", "file_too_large"),
    ):
        answer = await bring(door, ann, content, name, purpose="widget")
        assert answer.json()["code"] == code


@pytest.mark.any_kind
async def test_a_purpose_asks_for_its_own_right(door: Doors) -> None:
    dot = await door.staff(DOT)  # may write into chats, and nothing else
    assert await refusal(door, dot, picture(), "a.png", purpose="widget") == "forbidden"
    assert await refusal(door, dot, picture(), "a.png", purpose="other") == "validation"
    assert (await bring(door, dot, picture(), "a.png", purpose="message")).status_code == 201


@pytest.mark.any_kind
async def test_a_form_that_is_none_is_refused(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    body, kind = form(picture())
    for content, headers, code in (
        (body, {"Content-Type": "application/json"}, "type_not_allowed"),
        (body, {"Content-Type": "multipart/form-data"}, "type_not_allowed"),
        (body[:-9], kind, "bad_request"),
        (b"nonsense", kind, "bad_request"),
        (b"--wrong--", kind, "bad_request"),
        (body.replace(b'"file"', b'"other"'), kind, "validation"),
    ):
        answer = await door.caller.post(OWN, content=content, headers={**cid, **headers})
        assert answer.json()["code"] == code
        assert await rows(door) == ([], [])


@pytest.mark.any_kind
async def test_the_largest_file_and_one_byte_more(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    most = door.small.world.settings.files.max_bytes
    assert most == 40 * 1024 * 1024
    largest = PDF + bytes(most - len(PDF))
    assert await refusal(door, cid, largest + b"\0", "large.pdf") == "file_too_large"
    file = await taken(door, cid, largest, "large.pdf")
    assert file["size"] == most


@pytest.mark.any_kind
async def test_nobody_fills_the_store(door: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatserver.actions.attachments.uploads.taking.MOST_UNSENT", 2)
    cid = door.client(CID, SOSNY)
    first = await taken(door, cid, PDF, "a.pdf")
    await taken(door, cid, PDF, "b.pdf")
    assert (await bring(door, cid, PDF, "c.pdf")).status_code == 429
    await taken(door, door.client(KIM, SOSNY), PDF, "c.pdf")
    await send(door, AS_CID, await chat_of(door), first["id"])
    await taken(door, cid, PDF, "c.pdf")


@pytest.mark.any_kind
async def test_what_a_client_sends_in_a_day_has_an_end(database: Database) -> None:
    files = Files(client_day_bytes=len(PDF) + 1)

    def change(world: World) -> World:
        return replace(world, settings=world.settings.model_copy(update={"files": files}))

    async with doors(database, change=change) as door:
        cid = door.client(CID, SOSNY)
        for name in ("a.pdf", "b.pdf"):
            await send(door, AS_CID, await chat_of(door), (await taken(door, cid, PDF, name))["id"])
        assert (await bring(door, cid, PDF, "c.pdf")).json()["code"] == "rate_limited"
        # Employees answer many.
        ann = await door.staff(ANN)
        for name in ("a.pdf", "b.pdf", "c.pdf"):
            await taken(door, ann, PDF, name)
        door.small.clock.at += DAY_MS
        await taken(door, door.client(CID, SOSNY), PDF, "c.pdf")


@pytest.mark.any_kind
async def test_nobody_fills_the_store_with_pictures(
    door: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatserver.actions.attachments.uploads.taking.MOST_PICTURES", 1)
    for who, status in ((ANN, 201), (ANN, 429), (BOB, 201)):
        purpose = "widget" if who == ANN else "message"
        answer = await bring(door, await door.staff(who), picture(), "a.png", purpose=purpose)
        assert answer.status_code == status, answer.text
    door.small.clock.at += DAY_MS
    answer = await bring(door, await door.staff(ANN), picture(), "a.png", purpose="catalogue")
    assert answer.status_code == 201


@pytest.mark.any_kind
async def test_what_the_scanner_finds_is_refused_and_what_it_cannot_say_put_off(
    database: Database,
) -> None:
    async def look(content: AsyncIterable[bytes]) -> bool:
        command = commands.pop(0)
        return await open_scanner(Files(scanner=command))(content)

    commands = ["false", "sh -c 'exit 2'", "true"]
    async with doors(database, change=lambda world: replace(world, scanner=look)) as door:
        cid = door.client(CID, SOSNY)
        assert await refusal(door, cid, PDF, "a.pdf") == "file_infected"
        assert await refusal(door, cid, PDF, "a.pdf") == "unavailable"
        await taken(door, cid, PDF, "a.pdf")


# --- sending ------------------------------------------------------------------------------------


@pytest.mark.any_kind
async def test_a_file_goes_with_words_or_alone_and_both_sides_get_links(door: Doors) -> None:
    cid, chat = door.client(CID, SOSNY), await chat_of(door)
    photo = await taken(door, cid, picture(), "photo.png")
    first = await send(door, AS_CID, chat, photo["id"], text="look")
    body = await message(door, chat, first.seq or 0)
    assert body["text"] == "look"
    shown = {name: body["file"][name] for name in ("id", "name", "size", "mime", "width", "height")}
    assert shown == {name: photo[name] for name in shown}
    assert (await door.caller.get(body["file"]["url"])).content == picture()
    assert (await door.caller.get(body["file"]["preview_url"])).status_code == 200
    bill = await taken(door, await door.staff(BOB), PDF, "bill.pdf")
    second = await send(door, AS_BOB, chat, bill["id"])
    assert second.chat.preview == "\N{PAPERCLIP} bill.pdf"
    assert "text" not in await message(door, chat, second.seq or 0)
    async with door.small.world.db.session() as session:
        row = await session.get_one(FileRow, bill["id"])
    assert (row.chat, row.seq) == (chat, second.seq)


async def test_no_link_is_ever_stored(door: Doors) -> None:
    chat = await chat_of(door)
    photo = await taken(door, door.client(CID, SOSNY), picture(), "photo.png")
    commits: list[bytes] = []
    door.ledger.listen(lambda c: commits.extend(e.frame for one in c.changes for e in one.events))
    await send(door, AS_CID, chat, photo["id"])
    assert any(b"signature=" in frame for frame in commits)
    async with door.small.world.db.session() as session:
        connection = await session.connection()
        stored = (await connection.exec_driver_sql("SELECT body FROM event")).scalars().all()
    assert any("photo.png" in body for body in stored)
    assert not any("url" in body or "signature" in body for body in stored)


@pytest.mark.any_kind
async def test_a_file_is_sent_by_its_uploader_once(door: Doors) -> None:
    cid, mine, kims = door.client(CID, SOSNY), await chat_of(door), await chat_of(door, KIM)
    file = (await taken(door, cid, PDF, "a.pdf"))["id"]
    picture_of_widget = await bring(door, await door.staff(BOB), picture(), "a.png")
    for who, chat, id_ in (
        (AS_KIM, kims, file),
        (AS_BOB, mine, file),
        (AS_CID, mine, "file_none"),
        (AS_CID, mine, picture_of_widget.json()["id"]),
    ):
        before = (await Reading(door.small.world.db, FileLinks()).chats([chat]))[0].last
        with pytest.raises(FileUnavailable):
            await send(door, who, chat, id_)
        assert (await Reading(door.small.world.db, FileLinks()).chats([chat]))[0].last == before
    await send(door, AS_CID, mine, file)
    with pytest.raises(FileUnavailable):
        await send(door, AS_CID, mine, file)


@pytest.mark.any_kind
async def test_of_two_messages_with_one_file_one_is_sent(door: Doors) -> None:
    chat = await chat_of(door)
    file = (await taken(door, door.client(CID, SOSNY), PDF, "a.pdf"))["id"]
    told = await asyncio.gather(
        *(send(door, AS_CID, chat, file) for _ in range(5)), return_exceptions=True
    )
    assert [type(one) for one in told].count(FileUnavailable) == 4


async def test_two_nodes_do_not_send_one_file_twice(door: Doors) -> None:
    chat, cid = await chat_of(door), door.client(CID, SOSNY)
    second = Ledger(door.small.world)
    await second.start()
    try:
        for _ in range(5):
            file = (await taken(door, cid, PDF, "a.pdf"))["id"]
            told = await asyncio.gather(
                *(
                    ledger.submit(Send(chat, door.small.world.new_id("key"), file=file), AS_CID)
                    for ledger in (door.ledger, second)
                ),
                return_exceptions=True,
            )
            assert sorted(type(one).__name__ for one in told) == ["FileUnavailable", "Outcome"]
            sent = next(one for one in told if isinstance(one, Outcome))
            async with door.small.world.db.session() as session:
                row = await session.get_one(FileRow, file)
            assert (row.chat, row.seq) == (chat, sent.seq)
    finally:
        await second.stop()


@pytest.mark.any_kind
async def test_the_same_key_again_is_the_same_message(door: Doors) -> None:
    chat = await chat_of(door)
    file = (await taken(door, door.client(CID, SOSNY), PDF, "a.pdf"))["id"]
    command = Send(chat, "key_1", file=file)
    first = await door.ledger.submit(command, AS_CID)
    again = await door.ledger.submit(command, AS_CID)
    assert (again.seq, again.duplicate) == (first.seq, True)


# --- fetching -----------------------------------------------------------------------------------


@pytest.mark.any_kind
async def test_only_who_may_see_the_chat_gets_its_file(door: Doors) -> None:
    cid, chat = door.client(CID, SOSNY), await chat_of(door)
    file = (await taken(door, cid, picture(), "a.png"))["id"]
    bob, kim = await door.staff(BOB), door.client(KIM, SOSNY)
    # One is of the other organisation, one may not look into chats of mini-apps.
    zoe, eve = await door.staff(ZOE), await door.staff(EVE)
    for part in ("", "/preview"):
        before = await door.ask("GET", f"{OWN}/{file}{part}", cid)
        assert before.status_code == 200
        assert (await door.ask("GET", f"{STAFF}/{file}{part}", bob)).status_code == 404
    await send(door, AS_CID, chat, file)
    nothing = (await door.ask("GET", f"{OWN}/file_none", kim)).json()
    for part in ("", "/preview"):
        assert (await door.ask("GET", f"{OWN}/{file}{part}", cid)).status_code == 200
        assert (await door.ask("GET", f"{STAFF}/{file}{part}", bob)).status_code == 200
        foreign = await door.ask("GET", f"{OWN}/{file}{part}", kim)
        assert foreign.status_code == 404
        assert {**foreign.json(), "request_id": ""} == {**nothing, "request_id": ""}
        for other in (zoe, eve):
            assert (await door.ask("GET", f"{STAFF}/{file}{part}", other)).status_code == 404
        assert (await door.ask("GET", f"{OWN}/{file}{part}", {})).status_code == 401
        assert (await door.ask("GET", f"{STAFF}/{file}{part}", {})).status_code == 401


@pytest.mark.any_kind
async def test_a_link_lives_ten_minutes_and_opens_one_file(door: Doors, seconds: Seconds) -> None:
    cid = door.client(CID, SOSNY)
    file = await taken(door, cid, picture(), "a.png")
    other = await taken(door, cid, picture(), "b.png")
    url, query = file["url"], urlsplit(file["url"]).query
    for path in (url, f"{STAFF}/{file['id']}?{query}"):
        assert (await door.caller.get(path)).status_code == 200
    for wrong in (
        f"{OWN}/{other['id']}?{query}",
        f"{OWN}/{file['id']}/preview?{query}",
        url.replace("expires=1", "expires=2"),
        url[:-2] + "AA",
        f"{OWN}/{file['id']}?expires=9999999999&signature=é",
    ):
        assert (await door.caller.get(wrong)).status_code == 404, wrong
    seconds.at += LIVES_S
    assert (await door.caller.get(url)).status_code == 200
    seconds.at += 1
    assert (await door.caller.get(url)).status_code == 404
    chat = await chat_of(door)
    sent = await send(door, AS_CID, chat, file["id"])
    fresh = (await message(door, chat, sent.seq or 0))["file"]["url"]
    assert (await door.caller.get(fresh)).status_code == 200


@pytest.mark.any_kind
async def test_a_deleted_message_takes_its_file_along(door: Doors) -> None:
    cid, chat = door.client(CID, SOSNY), await chat_of(door)
    file = await taken(door, cid, picture(), "a.png")
    sent = await send(door, AS_CID, chat, file["id"])
    await door.ledger.submit(DeleteMessage(chat, "key_gone", sent.seq or 0), AS_CID)
    assert await message(door, chat, sent.seq or 0) == {"deleted": True}
    assert (await door.caller.get(file["url"])).status_code == 404
    assert (await door.ask("GET", f"{OWN}/{file['id']}", cid)).status_code == 404


@pytest.mark.any_kind
async def test_bytes_are_sent_whole_in_ranges_or_not_again(door: Doors) -> None:
    content = MP3 + bytes(range(256)) * 4000
    url = (await taken(door, door.client(CID, SOSNY), content, "voice.mp3"))["url"]
    size = len(content)
    everything = await door.caller.get(url)
    tag = everything.headers["etag"]
    assert everything.headers["accept-ranges"] == "bytes"
    assert everything.content == content
    for asked, status, start, end in (
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, size),
        ("bytes=-5", 206, size - 5, size),
        ("bytes=0-", 206, 0, size),
        (f"bytes={size - 1}-{size * 9}", 206, size - 1, size),
        ("bytes=0-1, 4-5", 200, 0, size),
        ("lines=1-2", 200, 0, size),
        ("bytes=-", 200, 0, size),
        ("bytes=9-3", 200, 0, size),
    ):
        answer = await door.caller.get(url, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (status, content[start:end]), asked
        if status == 206:
            assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    beyond = await door.caller.get(url, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    old = await door.caller.get(url, headers={"Range": "bytes=0-9", "If-Range": '"old"'})
    assert (old.status_code, len(old.content)) == (200, size)
    same = await door.caller.get(url, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert same.status_code == 206
    known = await door.caller.get(url, headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")
    head = await door.caller.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(size)


@pytest.mark.any_kind
async def test_nothing_that_could_run_is_shown_where_it_is(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    for content, name, how in (
        (picture(), 'é "a.png', "inline"),
        (PDF, "a.pdf", "inline"),
        (MP3, "a.mp3", "inline"),
        (b"plain\n", "a.txt", "attachment"),
        (word_document(), "a.docx", "attachment"),
    ):
        file = await taken(door, cid, content, name)
        answer = await door.caller.get(file["url"])
        assert answer.headers["content-disposition"].startswith(f"{how}; filename=")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"

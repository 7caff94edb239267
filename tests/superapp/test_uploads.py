"""Does a file that comes in pieces, with breaks, come whole or not at all? (tus 1.0.0)"""

import asyncio
import base64
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import replace

import httpx2
import pytest
from sqlmodel import select

from chatserver.actions.attachments.uploads import pieces
from chatserver.actions.attachments.uploads.sweeping import sweep_files
from chatserver.actions.attachments.uploads.taking import IDLE_MS, Uploader
from chatserver.core.refusals import NotFound
from chatserver.storage.database import Database
from chatserver.storage.tables import FileRow, UploadRow
from tests.doors import Doors, doors
from tests.pictures import EXE, PDF, picture
from tests.seeds import ANN, BOB, CID, KIM, SOSNY, ZOE

OWN, STAFF = "/superapp/v1/files/uploads", "/api/v1/files/uploads"
KIB = 1024


def named(name: str) -> str:
    return f"filename {base64.b64encode(name.encode()).decode()},filetype aW1hZ2UvcG5n"


async def begin(
    door: Doors, headers: Mapping[str, str], size: int, name: str = "scan.pdf", path: str = OWN
) -> httpx2.Response:
    told = {"Upload-Length": str(size), "Upload-Metadata": named(name), "Tus-Resumable": "1.0.0"}
    return await door.caller.post(path, headers={**headers, **told})


async def add(
    door: Doors, headers: Mapping[str, str], where: str, offset: int, content: bytes
) -> httpx2.Response:
    told = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    return await door.caller.patch(where, content=content, headers={**headers, **told})


async def begun(
    door: Doors, headers: Mapping[str, str], size: int, name: str = "scan.pdf", path: str = OWN
) -> str:
    answer = await begin(door, headers, size, name, path)
    assert (answer.status_code, answer.headers["tus-resumable"]) == (201, "1.0.0")
    location: str = answer.headers["location"]
    return location


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def left(door: Doors) -> list[str]:
    """Every key of the store, and every row."""
    files = door.small.world.files
    keys = [
        key
        for folder in ("files", "previews", "uploads")
        for key in [one async for one, _ in files.keys(folder)]
    ]
    async with door.small.world.db.session() as session:
        keys += await session.exec(select(FileRow.id))
        return [*keys, *await session.exec(select(UploadRow.id))]


@pytest.mark.any_kind
@pytest.mark.parametrize("path", [OWN, STAFF])
async def test_pieces_become_the_file(door: Doors, path: str) -> None:
    who = door.client(CID, SOSNY) if path == OWN else await door.staff(BOB)
    content = picture(200, 100)
    where = await begun(door, who, len(content), "фото.png", path)
    assert where.startswith(path)
    third = len(content) // 3
    for at in (0, third):
        answer = await add(door, who, where, at, content[at : at + third])
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(at + third))
    head = await door.caller.head(where, headers=dict(who))
    assert head.headers["upload-offset"] == str(2 * third)
    assert head.headers["upload-length"] == str(len(content))
    assert (await door.caller.get(where, headers=dict(who))).json() == {
        "offset": 2 * third,
        "size": len(content),
    }
    answer = await add(door, who, where, 2 * third, content[2 * third :])
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(len(content)))
    file = where.rpartition("/")[2]
    got = await door.ask("GET", f"{path.removesuffix('/uploads')}/{file}", who)
    assert got.content == content
    assert await left(door) == [f"files/{file}", f"previews/{file}", file]
    async with door.small.world.db.session() as session:
        row = await session.get_one(FileRow, file)
    assert (row.name, row.width, row.height) == ("фото.png", 200, 100)
    # Whoever did not hear the last answer asks, and learns that all is there.
    again = await door.caller.head(where, headers=dict(who))
    assert again.headers["upload-offset"] == str(len(content))


@pytest.mark.any_kind
async def test_a_piece_that_breaks_off_counts_for_nothing(door: Doors) -> None:
    world, by = door.small.world, Uploader(SOSNY, "client", CID)
    upload = await pieces.begin_pieces(world, by, name="a.pdf", size=9 * KIB)

    class Gone(Exception):
        pass

    async def broken() -> AsyncIterator[bytes]:
        yield PDF + bytes(KIB)
        raise Gone

    for _ in range(2):
        with pytest.raises(Gone):
            await pieces.add_piece(world, by, upload, offset=0, chunks=broken())
        assert await pieces.progress(world, by, upload) == pieces.Progress(0, 9 * KIB)
        assert await left(door) == [upload]
    content = PDF + bytes(9 * KIB - len(PDF))
    now = await pieces.add_piece(world, by, upload, offset=0, chunks=once(content))
    assert now == pieces.Progress(9 * KIB, 9 * KIB)


@pytest.mark.any_kind
async def test_a_piece_begins_where_the_last_one_ended(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    where = await begun(door, cid, 100 * KIB)
    assert (await add(door, cid, where, 0, PDF)).status_code == 204
    for offset in (0, len(PDF) - 1, len(PDF) + 1):
        answer = await add(door, cid, where, offset, PDF)
        assert (answer.status_code, answer.json()["offset"]) == (409, len(PDF))
    answer = await door.caller.patch(where, content=PDF, headers=cid)
    assert answer.json()["errors"][0]["pointer"] == "/Upload-Offset"
    wrong = await door.caller.patch(where, content=PDF, headers={**cid, "Upload-Offset": "1"})
    assert wrong.status_code == 415


async def test_two_who_send_the_last_piece_at_once_make_one_file(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    where = await begun(door, cid, len(PDF))
    answers = await asyncio.gather(*(add(door, cid, where, 0, PDF) for _ in range(4)))
    # Whoever comes while another makes the file is told to come again.
    assert 204 in {answer.status_code for answer in answers} <= {204, 409}
    assert (await add(door, cid, where, 0, PDF)).status_code == 204
    file = where.rpartition("/")[2]
    assert await left(door) == [f"files/{file}", file]


@pytest.mark.any_kind
async def test_what_is_not_wanted_is_refused_early_and_leaves_nothing(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    most = door.small.world.settings.files.max_bytes
    assert (await begin(door, cid, most + 1)).json()["code"] == "file_too_large"
    assert (await begin(door, cid, 0)).json()["code"] == "type_not_allowed"
    assert (await begin(door, cid, most)).status_code == 201
    where = await begun(door, cid, most)
    answer = await add(door, cid, where, 0, EXE + bytes(9 * KIB))
    assert answer.json()["code"] == "type_not_allowed"
    assert (await door.caller.head(where, headers=cid)).status_code == 404
    where = await begun(door, cid, len(PDF), "photo.png")
    assert (await add(door, cid, where, 0, PDF)).json()["code"] == "type_not_allowed"
    assert len(await left(door)) == 1, "the one that was only begun"


@pytest.mark.any_kind
async def test_a_piece_that_is_too_long_changes_nothing(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    where = await begun(door, cid, len(PDF))
    assert (await add(door, cid, where, 0, PDF + b"x")).json()["code"] == "file_too_large"
    assert (await door.caller.head(where, headers=cid)).headers["upload-offset"] == "0"
    assert (await add(door, cid, where, 0, PDF)).status_code == 204


@pytest.mark.any_kind
async def test_nobody_adds_to_the_uploads_of_others(door: Doors) -> None:
    cid, kim = door.client(CID, SOSNY), door.client(KIM, SOSNY)
    where = await begun(door, cid, 100)
    path = where.replace(OWN, STAFF)
    for who, there in ((kim, where), (await door.staff(ANN), path), (await door.staff(ZOE), path)):
        assert (await add(door, who, there, 0, PDF)).status_code == 404
        assert (await door.caller.head(there, headers=dict(who))).status_code == 404
        assert (await door.caller.delete(there, headers=dict(who))).status_code == 404
    assert (await door.caller.head(where, headers=cid)).headers["upload-offset"] == "0"


@pytest.mark.any_kind
async def test_an_upload_that_is_given_up_is_gone(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    where = await begun(door, cid, 100 * KIB)
    await add(door, cid, where, 0, PDF)
    assert (await door.caller.delete(where, headers=cid)).status_code == 204
    assert await left(door) == []
    assert (await add(door, cid, where, len(PDF), PDF)).status_code == 404


@pytest.mark.any_kind
async def test_pieces_and_uploads_are_bounded(door: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_PIECES", 2)
    monkeypatch.setattr("chatserver.actions.attachments.uploads.taking.MOST_OPEN", 2)
    cid = door.client(CID, SOSNY)
    where = await begun(door, cid, 100)
    await begun(door, cid, 100)
    assert (await begin(door, cid, 100)).status_code == 429
    for at in range(2):
        assert (await add(door, cid, where, at, b"%")).status_code == 204
    assert (await add(door, cid, where, 2, b"%")).status_code == 429


class Held:
    """A body, or a scanner's look, that goes on when the test says so."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def body(self, content: bytes) -> AsyncIterator[bytes]:
        self.begun.set()
        await self.go.wait()
        yield content

    async def scanner(self, _: AsyncIterable[bytes]) -> bool:
        self.begun.set()
        await self.go.wait()
        return True


async def test_tries_of_one_piece_may_differ_in_length(door: Doors) -> None:
    """One whose line seemed lost, and comes in after another was counted, changes nothing."""
    world, by, late = door.small.world, Uploader(SOSNY, "client", CID), Held()
    content = PDF + bytes(range(256)) * 40
    upload = await pieces.begin_pieces(world, by, name="a.pdf", size=len(content))
    slow = asyncio.create_task(
        pieces.add_piece(world, by, upload, offset=0, chunks=late.body(content[: 9 * KIB]))
    )
    await late.begun.wait()
    await pieces.add_piece(world, by, upload, offset=0, chunks=once(content[:KIB]))
    late.go.set()
    with pytest.raises(pieces.OffsetConflict):
        await slow
    await pieces.add_piece(world, by, upload, offset=KIB, chunks=once(content[KIB:]))
    assert await world.files.whole(f"files/{upload}") == content


@pytest.mark.any_kind
async def test_a_file_that_was_made_is_never_another(door: Doors) -> None:
    """Neither by the last piece sent once more, nor by a try of it that is still on its way."""
    world, by, late = door.small.world, Uploader(SOSNY, "client", CID), Held()
    other = PDF[:-1] + b"?"
    upload = await pieces.begin_pieces(world, by, name="a.pdf", size=len(PDF))
    slow = asyncio.create_task(
        pieces.add_piece(world, by, upload, offset=0, chunks=late.body(other))
    )
    await late.begun.wait()
    whole = pieces.Progress(len(PDF), len(PDF))
    assert await pieces.add_piece(world, by, upload, offset=0, chunks=once(PDF)) == whole
    late.go.set()
    assert await slow == whole
    assert await pieces.add_piece(world, by, upload, offset=0, chunks=once(other)) == whole
    assert await world.files.whole(f"files/{upload}") == PDF
    assert await left(door) == [f"files/{upload}", upload]


async def test_what_is_given_up_while_it_is_looked_through_leaves_nothing(
    database: Database,
) -> None:
    look = Held()
    async with doors(database, change=lambda world: replace(world, scanner=look.scanner)) as door:
        world, by = door.small.world, Uploader(SOSNY, "client", CID)
        upload = await pieces.begin_pieces(world, by, name="a.pdf", size=len(PDF))
        last = asyncio.create_task(pieces.add_piece(world, by, upload, offset=0, chunks=once(PDF)))
        await look.begun.wait()
        # Meanwhile nobody makes the same file.
        with pytest.raises(pieces.OffsetConflict):
            await pieces.add_piece(world, by, upload, offset=0, chunks=once(PDF))
        await pieces.end_pieces(world, by, upload)
        # As if the bytes came a moment after they were removed.
        await world.files.put_bytes(f"files/{upload}", PDF)
        look.go.set()
        with pytest.raises(NotFound):
            await last
        assert await left(door) == []


async def test_nobody_begins_more_by_beginning_all_at_once(
    door: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatserver.actions.attachments.uploads.taking.MOST_OPEN", 2)
    cid = door.client(CID, SOSNY)
    answers = await asyncio.gather(*(begin(door, cid, 100) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [429] * 4


async def test_uploads_that_were_left_behind_give_way(
    door: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatserver.actions.attachments.uploads.taking.MOST_OPEN", 2)
    cid = door.client(CID, SOSNY)
    left_behind, lively = [await begun(door, cid, 100) for _ in range(2)]
    door.small.clock.at += IDLE_MS
    cid = door.client(CID, SOSNY)
    await add(door, cid, lively, 0, PDF[:10])
    assert (await begin(door, cid, 100)).status_code == 429
    door.small.clock.at += 1
    await begun(door, cid, 100)
    assert (await door.caller.head(left_behind, headers=cid)).status_code == 404
    assert (await add(door, cid, lively, 10, PDF[10:20])).status_code == 204
    await sweep_files(door.small.world)
    assert left_behind.rpartition("/")[2] not in await left(door)


@pytest.mark.any_kind
async def test_a_name_that_is_refused_is_refused_with_the_first_piece(door: Doors) -> None:
    cid = door.client(CID, SOSNY)
    where = await begun(door, cid, 100 * KIB, "photo.png")
    answer = await add(door, cid, where, 0, PDF + bytes(9 * KIB))
    assert answer.json()["code"] == "type_not_allowed"
    assert await left(door) == []

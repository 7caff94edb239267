"""Does anybody read a byte of a chat that is not theirs to see, on any path there is?

Every route of the staff's door is asked with the chat's own ids, every question of a socket is put,
every push is waited for. Whoever may see the chat reads the marks on the same paths: a scan that
could not find them would find no leak either.
"""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import httpx
import pytest
from sqlmodel import col, update
from websockets.asyncio.client import ClientConnection as Socket

from chatserver.actions.chats.message_index import follow_messages
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.core.commands import Assign, Open, PickTag, Send, SetComment
from chatserver.core.searching import haystack
from chatserver.identity import Kind
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.tables import ClientRow, StaffRow
from tests.pictures import form, picture
from tests.seeds import (
    ANN,
    ANSWERS,
    APP,
    BEREZKI,
    BOB,
    DESK,
    DOT,
    EVE,
    KIM,
    MOD,
    NOON,
    SOSNY,
    WATER,
    ZOE,
)
from tests.serving import Served, joined, serving_in
from tests.small import small

pytestmark = pytest.mark.slow

NIL = "st_nil"
# Who sees nothing at all, other houses, other products, another organisation, the platform.
BLIND: Mapping[str, str | None] = {
    NIL: SOSNY, BOB: SOSNY, DOT: SOSNY, EVE: SOSNY, ZOE: BEREZKI, MOD: None,
}  # fmt: skip
NAME, PHONE = "Zanzibarov Kim", "+79160555777"
MARKS = (b"zanzibar", b"9160555777")
SEARCHES = ("zanzibar", "ZANZIBAROV", "9160555777", "+7 916 055 57 77", "zanz")


def unpacked(content: bytes) -> bytes:
    """Return what can be read of it: a workbook is packed."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return b"".join(map(parts.read, parts.namelist()))


def marks_in(content: bytes) -> list[bytes]:
    return [mark for mark in MARKS if mark in content.lower()]


@dataclass
class Scene:
    """A chat full of marks."""

    served: Served
    chat: str
    file: str
    prompt: int
    heard: dict[str, bytes] = field(default_factory=dict)

    async def headers(self, staff: str) -> dict[str, str]:
        world, identity = self.served.node.world, self.served.node.identity
        session = await begin_session(world, identity, staff)
        return {"Authorization": f"Bearer {session.access_token}", "If-Match": "*"}

    @property
    def ids(self) -> Mapping[str, str]:
        """What of the marked chat an address can name."""
        return {
            "chat_id": self.chat,
            "client_id": KIM,
            "file_id": self.file,
            "product_id": APP,
            "miniapp_id": APP,
            "department_id": DESK,
            "staff_id": ANN,
            "org_id": SOSNY,
        }


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Scene]:
    here = await small(database)
    async with here.world.db.transaction() as session:
        values = {"name": NAME, "phone": PHONE, "search": haystack(NAME, PHONE)}
        await session.exec(update(ClientRow).where(col(ClientRow.id) == KIM).values(**values))
        nil = {
            "id": NIL, "org": SOSNY, "email": "nil@example.com", "name": "Nil", "role": ANSWERS,
            "all_objects": False, "active": True, "presence": "available", "version": 1,
            "created_at": NOON,
        }  # fmt: skip
        await insert_rows(session, StaffRow, [nil])
    async with serving_in(here.world) as served:
        yield await _talk(served)


async def _talk(served: Served) -> Scene:
    ledger, client, ann = served.node.ledger, Person("client", KIM, "ios"), Person("staff", ANN)
    chat = (await ledger.submit(Open(APP), client)).chat
    assert chat.prompt is not None
    await ledger.submit(PickTag(chat.id, "pick", chat.prompt, WATER), client)
    await ledger.submit(Send(chat=chat.id, key="one", text="Zanzibar is under water"), client)
    token = served.node.identity.tokens.issue(Kind.CLIENT, KIM, org=SOSNY, lifetime_s=600).token
    content, kind = form(picture(), "zanzibar.png")
    async with httpx.AsyncClient(base_url=served.url) as http:
        answer = await http.post(
            "/superapp/v1/files",
            content=content,
            headers={"Authorization": f"Bearer {token}", **kind},
        )
    assert answer.status_code == 201, answer.text
    file = answer.json()["id"]
    await ledger.submit(Send(chat=chat.id, key="two", file=file), client)
    now = (await ledger.submit(SetComment(chat.id, "Zanzibar again", 0), ann)).chat
    await ledger.submit(Assign(chat.id, "give", DESK, now.assignment, ANN), ann)
    await follow_messages(served.node.world, quiet=lambda: True)
    return Scene(served, chat.id, file, chat.prompt)


def requests(scene: Scene) -> Iterator[tuple[str, str, object]]:
    """Every request of the staff's door, filled with the marked chat's ids; then searches."""
    yield from _routes(scene)
    for query in SEARCHES:
        for path in ("/api/v1/chats", "/api/v1/clients", "/api/v1/audit"):
            yield "get", str(httpx.URL(path, params={"q": query})), None
    for query in (f"clients={KIM}", f"products={APP}", "tab=new", "tab=waiting", "unread=true"):
        yield "get", f"/api/v1/chats?{query}", None
    yield "get", f"/api/v1/chats/{scene.chat}/transcript?format=html", None
    yield "get", f"/api/v1/link-targets?chat={scene.chat}", None


def _routes(scene: Scene) -> Iterator[tuple[str, str, object]]:
    for path, methods in scene.served.node.app.openapi()["paths"].items():
        known = {**dict.fromkeys(_names(path), "none_1"), **scene.ids}
        # A GET changes nothing; of the rest what names the chat itself is tried.
        for method in methods if path.startswith("/api/v1/") else ():
            if method == "get":
                yield method, path.format_map(known), None
            elif "{chat_id}" in path:
                yield method, path.format_map(known), {"comment": "x"}


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


async def _answers(scene: Scene, staff: str) -> Mapping[str, bytes]:
    headers = await scene.headers(staff)
    found = {}
    async with httpx.AsyncClient(base_url=scene.served.url, timeout=60) as http:
        for method, path, body in requests(scene):
            answer = await http.request(method, path, headers=headers, json=body)
            assert answer.status_code < 500, f"{method} {path}: {answer.text}"
            head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            found[f"{method} {path}"] = head.encode() + unpacked(answer.content)
    return found


async def test_no_answer_over_http_holds_a_byte_of_it(scene: Scene) -> None:
    seen = await _answers(scene, ANN)
    marked = [asked for asked, content in seen.items() if marks_in(content)]
    chat = f"/api/v1/chats/{scene.chat}"
    for asked in (
        "get /api/v1/chats",
        f"get {chat}",
        f"get {chat}/events",
        f"get {chat}/transcript",
        f"get {chat}/transcript?format=html",
        "get /api/v1/chats?q=zanzibar",
        "get /api/v1/chats?q=9160555777",
        "get /api/v1/chats?tab=new",
        "get /api/v1/chats/export.xlsx",
        f"get /api/v1/clients/{KIM}",
        f"get /api/v1/files/{scene.file}",
    ):
        assert asked in marked, asked

    for staff in BLIND:
        leaks = {a: marks_in(c) for a, c in (await _answers(scene, staff)).items() if marks_in(c)}
        assert leaks == {}, staff


async def test_counts_and_searches_do_not_count_it(scene: Scene) -> None:
    for staff, expected in {ANN: 1, **dict.fromkeys(BLIND, 0)}.items():
        if staff == MOD:
            continue
        headers = await scene.headers(staff)
        async with httpx.AsyncClient(base_url=scene.served.url) as http:
            for query in SEARCHES:
                answer = await http.get("/api/v1/chats", params={"q": query}, headers=headers)
                assert len(answer.json()["items"]) == expected, (staff, query)
            counted = (await http.get("/api/v1/chats/counts", headers=headers)).json()
        assert counted["new"] == expected, staff


@asynccontextmanager
async def listening(scene: Scene, staff: str, org: str) -> AsyncIterator["Ear"]:
    async with joined(scene.served, Kind.STAFF, staff, org=org) as socket:
        ear = Ear(socket)
        task = asyncio.create_task(ear.listen())
        try:
            yield ear
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class Ear:
    """Everything that comes over one socket."""

    def __init__(self, socket: Socket) -> None:
        self.heard: list[bytes] = []
        self._socket = socket
        self._news = asyncio.Condition()

    async def listen(self) -> None:
        """Keep whatever comes."""
        async for frame in self._socket:
            async with self._news:
                self.heard.append(frame.encode() if isinstance(frame, str) else frame)
                self._news.notify_all()

    async def say(self, **frame: Any) -> None:
        """Send a frame."""
        await self._socket.send(json.dumps(frame))

    async def until(self, *parts: bytes) -> None:
        """Wait for a frame that holds all of these."""
        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(
                lambda: any(all(part in frame for part in parts) for frame in self.heard)
            )

    async def ask_everything(self, scene: Scene) -> None:
        """Put every question of the protocol about the chat, and stay with the whole list."""
        chat = scene.chat
        questions: tuple[Mapping[str, Any], ...] = (
            {"type": "chat.watch", "chat": chat},
            {"type": "chat.watch", "chat": chat, "after": 0},
            {"type": "history", "chat": chat, "after": 0},
            {"type": "read", "chat": chat, "seq": 1},
            {"type": "comment", "chat": chat, "text": "x", "expect": 0},
            {"type": "assign", "chat": chat, "key": "k", "department": DESK, "expect": 0},
            {"type": "dialog.close", "chat": chat, "key": "l", "dialog": 9, "reason": "solved"},
            *({"type": "inbox.watch", "filter": {"q": one}} for one in SEARCHES),
            {"type": "inbox.watch", "filter": {"q": SEARCHES[0], "texts": True}},
            {"type": "inbox.watch", "filter": {"tab": "new"}},
            {"type": "inbox.watch", "filter": {"clients": [KIM]}},
            {"type": "inbox.watch"},
        )
        for number, fields in enumerate(questions, start=10):
            await self.say(id=number, **fields)
            await self.until(b'"id":%d' % number)
        await self.say(type="focus", chat=chat)
        await self.say(type="typing", chat=chat, on=True)


async def test_no_frame_of_a_socket_holds_a_byte_of_it(scene: Scene) -> None:
    ledger, client = scene.served.node.ledger, Person("client", KIM, "ios")
    async with AsyncExitStack() as stack:
        ears = {}
        for staff, org in {ANN: SOSNY, **BLIND}.items():
            if org is not None:
                ears[staff] = await stack.enter_async_context(listening(scene, staff, org))
        ann = ears[ANN]
        await asyncio.gather(*(ear.ask_everything(scene) for ear in ears.values()))
        await ledger.submit(Send(chat=scene.chat, key="x", text="Zanzibar, pushed"), client)
        await ann.until(b'"inbox"', b"Zanzibar, pushed")
        await ann.until(b'"event"', b"Zanzibar, pushed")
        # The lists of a node are flushed together: what would leak has been sent by now.
        for ear in ears.values():
            await ear.say(type="ping", n=77)
            await ear.until(b'"pong"', b"77")

        assert len([frame for frame in ann.heard if marks_in(frame)]) >= 4
        for staff, ear in ears.items():
            if staff != ANN:
                assert [frame for frame in ear.heard if marks_in(frame)] == [], staff

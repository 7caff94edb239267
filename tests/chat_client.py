"""A small, honest chat.v1 client: it keeps in step, and writes down what it learned.

It keeps its position in each chat, notices a hole and fills it, keeps what was not acked and sends
it again with the same key, one write a chat in flight, and comes back when the connection breaks.
"""

import asyncio
import contextlib
import itertools
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

Frame = dict[str, Any]
Applied = tuple[int, str, str | None]  # seq, kind, key

UNKNOWN_AFTER_S = 10.0  # no answer for so long means: perhaps, so ask again
BACK_OFF_S = 0.2  # of a test's patience; a screen takes what `welcome.retry` says
OVER = (4401, 4403, 4410)  # close codes after which nobody comes back


class Refused(Exception):
    """The server said no for good."""

    def __init__(self, answer: Frame) -> None:
        super().__init__(answer["code"])
        self.answer = answer
        self.code: str = answer["code"]


class Lost(Exception):
    """The connection went while a request was under way: the outcome is unknown."""


@dataclass(slots=True)
class Position:
    """What this client knows of a chat. `first` is the seq of the first event that it applied."""

    last: int = 0
    applied: list[Applied] = field(default_factory=list)
    catching_up: bool = False


@dataclass(slots=True)
class Record:
    """What a person's client did and saw, for the invariants."""

    person: str
    sent: list[tuple[str, str]] = field(default_factory=list)  # chat, key: in order
    acked: dict[str, tuple[str, int]] = field(default_factory=dict)  # key -> chat, seq
    refused: dict[str, str] = field(default_factory=dict)  # key -> code
    duplicates: int = 0
    connections: int = 0
    foreign: list[Frame] = field(default_factory=list)  # frames about chats that it never asked for


class ChatClient:
    """One device of one person, which outlives its connections.

    `urls` are tried in turn. `token` is asked for at each hello, so that it may be renewed.
    """

    def __init__(self, urls: Sequence[str], token: Callable[[], str], *, person: str) -> None:
        self.record = Record(person)
        self.positions: dict[str, Position] = {}
        self.pushes: asyncio.Queue[Frame] = asyncio.Queue()
        self.welcome: Frame | None = None
        self.online = asyncio.Event()
        self.close_code: int | None = None
        self._urls = itertools.cycle(urls)
        self._token = token
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Frame]] = {}
        self._socket: ClientConnection | None = None
        self._turns: dict[str, asyncio.Lock] = {}
        self._watching: deque[str] = deque()
        self._news = asyncio.Condition()
        self._background: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def living(self) -> AsyncIterator["ChatClient"]:
        """Be connected, and come back whenever the connection breaks, until the block ends."""
        life = asyncio.create_task(self._live())
        try:
            yield self
        finally:
            for task in (life, *self._background):
                task.cancel()
            await asyncio.gather(life, *self._background, return_exceptions=True)

    # --- asking ---------------------------------------------------------------------------------

    async def ask(self, type_: str, **fields: object) -> Frame:
        """Ask once on the standing connection. Raises Refused or Lost."""
        await self.online.wait()
        return await self._ask(type_, fields)

    async def say(self, type_: str, **fields: object) -> None:
        """Send a frame that nobody answers, or let it be where there is no connection."""
        if self._socket is not None:
            with contextlib.suppress(WebSocketException):
                await self._socket.send(msgspec.json.encode({"type": type_, **fields}).decode())

    async def write(self, type_: str, chat: str, **fields: object) -> Frame:
        """Write until there is an answer: same key, same frame, whatever breaks meanwhile."""
        key = str(fields.setdefault("key", new_key()))
        async with self._turns.setdefault(chat, asyncio.Lock()):
            self.record.sent.append((chat, key))
            while True:
                await self.online.wait()
                try:
                    async with asyncio.timeout(UNKNOWN_AFTER_S):
                        answer = await self._ask(type_, {"chat": chat, **fields})
                except (Lost, TimeoutError):
                    continue
                except Refused as refused:
                    if "retry_ms" in refused.answer:
                        await asyncio.sleep(refused.answer["retry_ms"] / 1000)
                        continue
                    self.record.refused[key] = refused.code
                    raise
                self.record.acked[key] = (chat, answer["seq"])
                self.record.duplicates += bool(answer.get("duplicate"))
                return answer

    async def send(self, chat: str, text: str) -> Frame:
        """Say something; return the ack."""
        return await self.write("send", chat, text=text)

    async def open(self, product: str, place: str | None = None) -> Frame:
        """Enter the chat of a product and watch it; return the chat."""
        fields = {"product": product} | ({} if place is None else {"place": place})
        opened = await self.again("chat.open", **fields)
        await self.watch(opened["chat"]["id"], after=0)
        chat: Frame = opened["chat"]
        return chat

    async def watch(self, chat: str, *, after: int | None = None) -> Frame:
        """Watch a chat from now on, over every reconnect."""
        if chat not in self.positions:
            self.positions[chat] = Position()
        fields: Frame = {"chat": chat} | ({} if after is None else {"after": after})
        answer = await self.again("chat.watch", **fields)
        if chat not in self._watching:
            self._watching.append(chat)
        return answer

    async def again(self, type_: str, **fields: object) -> Frame:
        """Ask something harmless until it was answered."""
        while True:
            try:
                async with asyncio.timeout(UNKNOWN_AFTER_S):
                    return await self.ask(type_, **fields)
            except (Lost, TimeoutError):
                continue
            except Refused as refused:
                if "retry_ms" not in refused.answer:
                    raise
                await asyncio.sleep(refused.answer["retry_ms"] / 1000)

    # --- what came ------------------------------------------------------------------------------

    async def until(self, holds: Callable[["ChatClient"], bool], *, within_s: float = 20) -> None:
        """Wait until something holds of what this client knows."""
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(lambda: holds(self))

    async def has_seen(self, chat: str, last: int, *, within_s: float = 20) -> None:
        """Wait until everything up to `last` was applied."""
        await self.until(lambda me: me.positions[chat].last >= last, within_s=within_s)

    def kinds(self, chat: str) -> list[str]:
        """Return the kinds of the events applied so far, in their order."""
        return [kind for _, kind, _ in self.positions[chat].applied]

    def drop(self) -> None:
        """Lose the connection, as a phone in a tunnel does."""
        if self._socket is not None:
            self._socket.transport.abort()

    # --- a connection's life --------------------------------------------------------------------

    async def _live(self) -> None:
        while self.close_code not in OVER:
            try:
                await self._once(next(self._urls))
            except (OSError, WebSocketException, Lost, Refused, TimeoutError):
                pass
            finally:
                self._hang_up()
            await asyncio.sleep(BACK_OFF_S * secrets.randbelow(1000) / 1000)

    async def _once(self, url: str) -> None:
        async with connect(
            url, subprotocols=[SUBPROTOCOL], compression=None, max_size=None, proxy=None
        ) as socket:
            self._socket = socket
            self.record.connections += 1
            reading = asyncio.create_task(self._read(socket))
            try:
                await self._hello()
                self.online.set()
                await reading
            finally:
                reading.cancel()
                self.close_code = socket.close_code
                with contextlib.suppress(asyncio.CancelledError, WebSocketException):
                    await reading

    async def _hello(self) -> None:
        resume: Frame = {}
        if self.welcome is not None and self._watching:
            chats = {chat: self.positions[chat].last for chat in self._watching}
            resume = {"resume": {"epoch": self.welcome["epoch"], "chats": chats}}
        async with asyncio.timeout(UNKNOWN_AFTER_S):
            await self._ask("hello", {"token": self._token(), "device": "test", **resume})

    def _hang_up(self) -> None:
        self.online.clear()
        self._socket = None
        for future in self._answers.values():
            if not future.done():
                future.set_exception(Lost())
        self._answers.clear()

    async def _ask(self, type_: str, fields: Mapping[str, object]) -> Frame:
        socket = self._socket
        if socket is None:
            raise Lost
        id_ = next(self._ids)
        future: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[id_] = future
        frame = {"type": type_, "id": id_, **fields}
        try:
            await socket.send(msgspec.json.encode(frame).decode())
            answer = await future
        except WebSocketException:
            # It is over, though the reader has not had its turn to hear so: whoever asks again at
            # once would never let it.
            if self._socket is socket:
                self._hang_up()
            raise Lost from None
        finally:
            self._answers.pop(id_, None)
            # Nobody may be left to be told of it.
            if future.done() and not future.cancelled():
                future.exception()
        if answer["type"] == "error":
            raise Refused(answer)
        return answer

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            frame: Frame = msgspec.json.decode(text)
            # In the order of arrival: what an answer carries is applied before the next frame.
            self._take(frame)
            async with self._news:
                self._news.notify_all()

    def _take(self, frame: Frame) -> None:
        if "id" in frame and frame["type"] in ("ok", "welcome", "error"):
            self._answered(frame)
        elif frame["type"] == "event":
            self._event(frame)
        elif frame["type"] == "ping":
            self._soon(self._pong(frame))
        elif frame["type"] == "lag":
            self._catch_up(frame["chat"])
        elif frame["type"] == "reset":
            self._reset(frame)
        else:
            self.pushes.put_nowait(frame)

    def _answered(self, frame: Frame) -> None:
        if frame["type"] == "welcome":
            self.welcome = frame
            for chat, answer in frame.get("resumed", {}).items():
                if "last" in answer:
                    self._apply_page(chat, answer)
            self._rewatch(frame)
        elif "events" in frame and "chat" in frame:
            self._apply_page(frame["chat"]["id"], frame)
        waiting = self._answers.get(frame["id"])
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    def _rewatch(self, welcome: Frame) -> None:
        """Chats that did not fit into the welcome have to be watched."""
        for chat in self._watching:
            if chat not in welcome.get("resumed", {}):
                self._catch_up(chat)

    def _apply_page(self, chat: str, answer: Frame) -> None:
        position = self.positions.get(chat)
        if position is None:
            return
        position.catching_up = False
        if "gap" in answer:
            # What lies before it is dropped; the record begins anew after it.
            position.applied.clear()
            position.last = answer["gap"]["to"]
        for event in answer["events"]:
            self._apply(position, event)

    def _event(self, frame: Frame) -> None:
        position = self.positions.get(frame["chat"])
        if position is None:
            self.record.foreign.append(frame)
        elif frame["seq"] == position.last + 1:
            self._apply(position, frame)
        elif frame["seq"] > position.last + 1:
            self._catch_up(frame["chat"])

    def _apply(self, position: Position, event: Frame) -> None:
        if event["seq"] <= position.last:
            return
        position.applied.append((event["seq"], event["kind"], event.get("key")))
        position.last = event["seq"]

    def _catch_up(self, chat: str) -> None:
        position = self.positions[chat]
        if not position.catching_up:
            position.catching_up = True
            self._soon(self._watch_again(chat))

    async def _watch_again(self, chat: str) -> None:
        with contextlib.suppress(Lost, Refused):
            await self._ask("chat.watch", {"chat": chat, "after": self.positions[chat].last})
        self.positions[chat].catching_up = False

    def _reset(self, frame: Frame) -> None:
        chats = [frame["chat"]] if frame["what"] == "chat" else list(self._watching)
        for chat in chats:
            self.positions[chat] = Position()
            self._catch_up(chat)

    async def _pong(self, frame: Frame) -> None:
        await self.say("pong", **({"n": frame["n"]} if "n" in frame else {}))

    def _soon(self, doing: Any) -> None:
        task = asyncio.create_task(doing)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


SUBPROTOCOL: Any = "chat.v1"


def new_key() -> str:
    """Return a key as a sender makes it before it sends."""
    return f"k{secrets.token_hex(12)}"

"""How does one connection go from a stranger to a member, and what is left when it ends?"""

import asyncio
from typing import Protocol

import msgspec

from chatserver.core.refusals import Forbidden
from chatserver.hub.connection import Connection
from chatserver.hub.dispatch import dispatch
from chatserver.hub.handshake import Barred, greet
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.sockets import ChatSocket
from chatserver.identity import BadToken
from chatserver.storage.trouble import DatabaseTrouble
from chatserver.wire import BadFrame, Close, Code, decode, requests


class Register(Protocol):
    """Who keeps the list of sessions."""

    def opened(self, session: "Session", /) -> None:
        """A stranger is here."""

    def admitted(self, session: "Session", /) -> None:
        """It is a stranger no more."""

    def ended(self, session: "Session", /) -> None:
        """It is gone."""


class Session:
    """The life of one connection at this node: first its hello, then everything else."""

    def __init__(self, node: Node, socket: ChatSocket, register: Register) -> None:
        self._node = node
        self._socket = socket
        self._register = register
        self._greeting: asyncio.Task[None] | None = None
        self.member: Member | None = None
        self.connection = Connection(socket, self, node.ticker, node.rules)
        register.opened(self)

    @property
    def silent(self) -> bool:
        """Whether nobody has said hello yet."""
        return self.member is None and self._greeting is None

    def on_frame(self, connection: Connection, data: bytes) -> None:
        """A frame has come."""
        if self.member is not None:
            dispatch(self._node, self.member, data)
        else:
            self._on_first(connection, data)

    def on_close(self, _: Connection, code: int) -> None:
        """It is over: nothing of it may stay behind."""
        if self._greeting is not None:
            self._greeting.cancel()
        if self.member is not None:
            for task in tuple(self.member.tasks):
                task.cancel()
            self._node.roster.leave(self.member)
        self._node.metrics.count_close(code)
        self._register.ended(self)

    def _on_first(self, connection: Connection, data: bytes) -> None:
        refusals = self._node.refusals
        try:
            request = decode(data, depth=self._node.settings.depth)
        except BadFrame as fault:
            kind = _type_of(data)
            if kind in requests.REQUESTS and kind != "hello" and fault.code is not Code.TOO_DEEP:
                # What it is comes before what else is wrong with it.
                fault = BadFrame(Code.NOT_HELLO, id=fault.id)
            refusals.answer_fault(connection, fault)
            if kind == "hello":
                connection.close(Close.TOKEN, "a bad hello")
            return
        if isinstance(request, requests.Hello):
            # One thing at a time: what follows the hello waits for its welcome.
            self._socket.pause_reading()
            connection.knock()
            self._greeting = asyncio.create_task(self._greet(request))
        else:
            unknown = BadFrame(Code.NOT_HELLO, id=getattr(request, "id", None))
            refusals.answer_fault(connection, unknown)

    async def _greet(self, hello: requests.Hello) -> None:
        node, connection = self._node, self.connection
        try:
            await greet(node, connection, hello, self._enter)
        except Exception as error:  # noqa: BLE001 - the door: told to the asker, logged once
            refused = Forbidden() if isinstance(error, Barred) else error
            connection.answer(node.refusals.frame(hello.id, refused))
            connection.close(_close_for(error), "no welcome")
        finally:
            self._greeting = None
            if not connection.closed:
                self._socket.resume_reading()

    def _enter(self, member: Member) -> None:
        self.member = member
        self._register.admitted(self)


def _close_for(error: Exception) -> Close:
    match error:
        case Barred():
            return Close.BARRED
        case BadToken() if error.code != "unavailable":
            return Close.TOKEN
        case BadToken() | DatabaseTrouble():
            return Close.LATER
        case _:
            return Close.FAULT


def _type_of(data: bytes) -> str | None:
    try:
        document = msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        return None
    kind = document.get("type") if isinstance(document, dict) else None
    return kind if isinstance(kind, str) else None

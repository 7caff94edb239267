"""Who may open a socket at all?

What can be said before the upgrade is said in HTTP, where every client understands it.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from chatserver.hub.limits import Bucket, Rate
from chatserver.hub.node import Node
from chatserver.hub.session import Session
from chatserver.hub.sockets import ChatSocket
from chatserver.hub.transport import socket_of
from chatserver.identity.tallies import household
from chatserver.wire import Close

SUBPROTOCOL = "chat.v1"
RETRY_S = 1
# Whoever connects says hello at once: after this long a silent one makes room where it is wanted.
SILENT_MS = 2_000

# Whether a page of this `Origin` may speak to this `Host`; a program sends no origin.
OriginRule = Callable[[str | None, str], bool]


class _Stranger(NamedTuple):
    """When somebody came who has not said who they are, and from whose address."""

    came: int
    household: str


class Gateway:
    """The `/ws` endpoint: lets sockets in, as many and as fast as the node can take."""

    def __init__(self, node: Node, origin_allowed: OriginRule) -> None:
        self._node = node
        self._origin_allowed = origin_allowed
        rate = node.settings.connects_per_s
        self._connects = Bucket(Rate(rate, max(1, int(rate))))
        self._sessions: set[Session] = set()
        # The oldest first.
        self._strangers: dict[Session, _Stranger] = {}
        # A session ends with its close; its socket stays until the peer has answered that.
        self._open: set[ChatSocket] = set()
        self._all_gone = asyncio.Event()
        self._all_gone.set()
        self.draining = False

    @property
    def sessions(self) -> int:
        """How many sockets are open."""
        return len(self._sessions)

    @property
    def strangers(self) -> int:
        """How many of them have not said who they are."""
        return len(self._strangers)

    def open_sessions(self) -> tuple[Session, ...]:
        """All that are open now."""
        return tuple(self._sessions)

    async def all_gone(self) -> None:
        """Wait until no socket is open."""
        await self._all_gone.wait()

    def abort_all(self) -> None:
        """Cut whoever is still there."""
        for socket in tuple(self._open):
            socket.abort()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until it is closed, as an application of ASGI.

        As a function of Starlette's it would keep three frames more for each idle connection.
        """
        websocket = WebSocket(scope, receive, send)
        refusal = self._refusal(websocket)
        if refusal is not None:
            await websocket.send_denial_response(refusal)
            return
        await websocket.accept(subprotocol=SUBPROTOCOL)
        socket = socket_of(websocket)
        session = Session(self._node, socket, self)
        self._strangers[session] = _Stranger(self._node.ticker.now, _household(websocket))
        self._open.add(socket)
        self._all_gone.clear()
        socket.attach(session.connection)
        if self.draining:
            session.connection.close(Close.RESTART)
        try:
            await socket.closed()
        finally:
            self._open.discard(socket)
            if not self._open:
                self._all_gone.set()

    def opened(self, session: Session) -> None:
        """A stranger is here."""
        self._sessions.add(session)

    def admitted(self, session: Session) -> None:
        """It is a stranger no more."""
        self._strangers.pop(session, None)

    def ended(self, session: Session) -> None:
        """It is gone."""
        self._sessions.discard(session)
        self._strangers.pop(session, None)

    def _refusal(self, websocket: WebSocket) -> PlainTextResponse | None:
        headers = websocket.headers
        if not self._origin_allowed(headers.get("origin"), headers.get("host", "")):
            return self._deny(403, "origin", "This origin may not open a socket here.")
        if SUBPROTOCOL not in websocket.scope["subprotocols"]:
            return self._deny(400, "subprotocol", f"Offer the subprotocol {SUBPROTOCOL}.")
        if self.draining:
            return self._deny(503, "draining", "This node is about to stop.")
        full = self.strangers >= self._node.settings.unauthenticated
        leaves = self._who_leaves(_household(websocket)) if full else None
        if full and leaves is None:
            return self._deny(503, "strangers", "Too many sockets have not said hello.")
        if self._connects.take(self._node.ticker.steady()):
            return self._deny(503, "rate", "Too many sockets at once.")
        if leaves is not None:
            # Only now: nobody goes for somebody who is not let in.
            leaves.connection.close(Close.LATER, "others wait")
        return None

    def _who_leaves(self, newcomer: str) -> Session | None:
        """Return who has kept silent for longest, if that was too long; else one of those who fill
        most of the places from one address, for somebody of another.
        """
        late = self._node.ticker.now - SILENT_MS
        silent = {one: who for one, who in self._strangers.items() if one.silent}
        idle = next((one for one, who in silent.items() if who.came <= late), None)
        if idle is not None:
            return idle
        crowd, size = _crowd(silent.values())
        if crowd == newcomer or size * 2 <= self._node.settings.unauthenticated:
            return None
        return next(one for one, who in silent.items() if who.household == crowd)

    def _deny(self, status: int, why: str, message: str) -> PlainTextResponse:
        self._node.metrics.turned_away.labels(why).inc()
        headers = {"Retry-After": str(RETRY_S)} if status == 503 else None
        return PlainTextResponse(message, status, headers)


def _household(websocket: WebSocket) -> str:
    return household(websocket.client.host) if websocket.client is not None else ""


def _crowd(strangers: Iterable[_Stranger]) -> tuple[str, int]:
    """Return the address from which most of them came, and how many."""
    counted = Counter(one.household for one in strangers).most_common(1)
    return counted[0] if counted else ("", 0)

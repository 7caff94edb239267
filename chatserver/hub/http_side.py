"""For how long, and for how much, does the server listen to what is not yet a request?

uvicorn waits for ever for a head to end, and keeps all of it: one stranger with a head that goes
on and on would fill the memory, some thousands who say nothing would take every connection
(docs/decisions/0135).
"""

import asyncio
import socket
from typing import ClassVar, Final

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# Since the last byte of a body: of a head, of what stands between the chunks, of trailers.
HEAD_BYTES: Final = 64 * 1024
# Requests that came behind one which is still being answered; no browser sends any.
MOST_WAITING: Final = 16
# How long nobody may say anything while nothing of theirs is being answered.
HEAD_S: Final = 15.0
# Whoever takes nothing of an answer for so long has gone, though their machine goes on saying that
# it lives. A browser that lets a film wait asks for the rest anew.
STUCK_MS: Final = 120_000


class TooManyWaiting(Exception):
    """Somebody sends request after request without waiting for an answer."""


class HttpProtocol(HttpToolsProtocol):
    """A connection as long as it speaks HTTP; the class to give uvicorn as `http`.

    Whoever oversteps a bound is answered with 400, whoever says nothing not at all.
    """

    head_s: ClassVar[float] = HEAD_S

    _since_body = 0
    _moved = False
    _watch: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's
        super().connection_made(transport)
        _bound_waiting(transport.get_extra_info("socket"))
        self._begin_watch()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._end_watch()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        self._since_body += len(data)
        super().data_received(data)
        if self._since_body > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    @override
    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= MOST_WAITING:
            raise TooManyWaiting  # its parser tells uvicorn, which refuses it
        self._since_body = 0
        self._end_watch()
        super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        self._since_body = 0
        self._moved = True
        super().on_body(body)

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._begin_watch()

    @override
    def handle_websocket_upgrade(self) -> None:
        super().handle_websocket_upgrade()
        # The two hold one another: without this only the garbage collector could part them.
        self.parser = None  # type: ignore[assignment]

    def _begin_watch(self) -> None:
        self._end_watch()
        if not self.transport.is_closing():
            self._watch = self.loop.call_later(self.head_s, self._look)

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        """Let go of who was silent; the rest of a body that nobody wanted is waited for."""
        self._watch = None
        answered: RequestResponseCycle | None = self.cycle
        if answered is not None and not answered.response_complete:
            return
        if self._moved:
            self._moved = False
            self._begin_watch()
        else:
            self.transport.close()


def _bound_waiting(sock: socket.socket | None) -> None:
    if sock is None or sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux has it
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_MS)

"""Which handler serves which request, and what is asked before it is called?

The whole protocol is the table at the end: docs and code meet there.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from chatserver.actions.employees.presence import set_presence
from chatserver.core.refusals import Forbidden
from chatserver.hub import keystrokes, listing, noting, watching
from chatserver.hub.answers import ok
from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.writing import WRITES, write
from chatserver.identity import BadToken, Claims
from chatserver.wire import BadFrame, Code, decode, encode, fault_frame, requests, rfc3339
from chatserver.wire.answers import Renewed
from chatserver.wire.requests import Request

# A request's class decides which handler gets it, so each handler names its own class.
Handler = Callable[[Node, Member, Any], None]
Slow = Callable[[Node, Member, Any], Coroutine[None, None, None]]
# What is held to `sends_per_s`, too: each is words that are stored for ever.
_SENDS = frozenset({requests.Send, requests.NoteWrite, requests.DialogRate})


def dispatch(node: Node, member: Member, data: bytes) -> None:
    """Serve one frame of somebody who has said hello. Never raises for what the peer did."""
    try:
        request = decode(data, limits=node.limits[member.side], depth=node.settings.depth)
    except BadFrame as fault:
        _answer_fault(node, member, fault)
        return
    kind = type(request)
    request_id = request.id if kind.answered else None  # type: ignore[union-attr]  # answered ones have it
    if kind.rated and not _allowed(node, member, kind, request_id):
        return
    try:
        _check_side(member, kind)
        HANDLERS[kind](node, member, request)
    except BadFrame as fault:
        _answer_fault(node, member, fault)
    except Exception as error:  # noqa: BLE001 - the door: told to the asker, logged once
        member.connection.answer(node.refusals.frame(request_id, error))


def _check_side(member: Member, kind: type[Request]) -> None:
    if kind.sender != "any" and kind.sender != member.side:
        raise Forbidden


def _allowed(node: Node, member: Member, kind: type[Request], request_id: int | None) -> bool:
    wait = member.connection.allow(send=kind in _SENDS, told=kind.answered)
    if wait and kind.answered:
        member.connection.answer(_too_fast(node, request_id, wait))
    return not wait


def _too_fast(node: Node, request_id: int | None, wait: int) -> bytes:
    code = Code.RATE_LIMITED
    return node.refusals.refuse(request_id, code, code.meaning, retry_ms=wait)


def _answer_fault(node: Node, member: Member, fault: BadFrame) -> None:
    connection = member.connection
    wait = connection.allow(told=fault.answered) if fault.rated else 0
    if wait:
        if fault.answered:
            connection.answer(_too_fast(node, fault.id, wait))
        return
    node.refusals.answer_fault(connection, fault)


def slow(handler: Slow, *, check: Handler | None = None) -> Handler:
    """Serve a request that waits for the database in a task of the connection's own.

    `check` comes before it, in the order of the frames.
    """

    def begin(node: Node, member: Member, request: Any) -> None:  # noqa: ANN401 - as in Handler
        if check is not None:
            check(node, member, request)
        member.connection.begin()
        task = asyncio.create_task(_run(node, member, request, handler))
        member.tasks.add(task)
        task.add_done_callback(member.tasks.discard)

    return begin


async def _run(node: Node, member: Member, request: Any, handler: Slow) -> None:  # noqa: ANN401
    try:
        await handler(node, member, request)
    except BadFrame as fault:
        # It made sense when it came: nobody is to blame.
        member.connection.finish(text_frame(fault_frame(fault)))
    except Exception as error:  # noqa: BLE001 - the door: told to the asker, logged once
        member.connection.finish(node.refusals.frame(request.id, error))


async def _auth(node: Node, member: Member, request: requests.Auth) -> None:
    claims = await node.identity.verify_socket(request.token)
    if claims.id != member.id or claims.kind.value != member.side.value:
        raise BadToken("unauthorized", "of another person")
    _check_counts(node, member, claims)
    member.connection.renew(claims.expires_at)
    member.issued_at = claims.issued_at
    member.session = claims.session
    renewed = Renewed(id=request.id, expires_at=rfc3339(claims.expires_at))
    member.connection.finish(text_frame(encode(renewed)))


def _check_counts(node: Node, member: Member, claims: Claims) -> None:
    """Refuse a token that was ended, or opens no chats; one that is ended later is found by the
    `acl`.
    """
    if claims.enrols:
        raise BadToken("unauthorized", "a second factor is to be set up first")
    room = node.roster.rooms.get(member.org)
    if room is not None and claims.session in room.directory.ended:
        raise BadToken("unauthorized", "the session has been ended")
    client = room.directory.clients.get(member.id) if room is not None else None
    if client is not None and not client.admits(claims.issued_at):
        raise BadToken("unauthorized", "the token has been ended")


def _watch(node: Node, member: Member, request: requests.ChatWatch) -> None:
    # What is wished is noted in the order of the frames: an unwatch may be the next one.
    wish = member.want(request.chat)
    slow(partial(watching.watch, wish=wish))(node, member, request)


async def _presence(node: Node, member: Member, request: requests.Presence) -> None:
    # The tasks were made, and take turns, in the order of the frames.
    async with member.choosing:
        await set_presence(node.world, member.id, request.state)
    member.connection.finish(ok(request.id))


def _hello(node: Node, member: Member, request: requests.Hello) -> None:
    framed = node.refusals.refuse(request.id, Code.ALREADY, Code.ALREADY.meaning)
    member.connection.answer(framed)


def _ping(_: Node, member: Member, request: requests.Ping) -> None:
    member.connection.tell(text_frame(encode(requests.Pong(n=request.n))))


def _pong(_: Node, __: Member, ___: requests.Pong) -> None:
    """A sign of life, which the connection has noted already."""


HANDLERS: Mapping[type[Request], Handler] = MappingProxyType(
    dict.fromkeys(WRITES, write)
    | {
        requests.Hello: _hello,
        requests.Auth: slow(_auth),
        requests.Ping: _ping,
        requests.Pong: _pong,
        requests.ChatWatch: _watch,
        requests.ChatUnwatch: watching.unwatch,
        requests.Focus: watching.focus,
        requests.History: slow(watching.history),
        requests.Typing: keystrokes.typing,
        requests.Notes: slow(noting.page),
        requests.InboxWatch: slow(listing.watch),
        requests.InboxPage: slow(listing.page, check=listing.check_page),
        requests.InboxUnwatch: slow(listing.unwatch),
        requests.Presence: slow(_presence),
    }
)

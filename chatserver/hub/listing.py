"""What does an employee's device ask about the list of chats?"""

import base64
import binascii
import re
import secrets
from collections.abc import Sequence

from msgspec import UNSET

from chatserver.core.chat import Chat
from chatserver.core.fragments import words_of
from chatserver.core.inbox import Filter, Span
from chatserver.core.people import Staff
from chatserver.core.refusals import Forbidden
from chatserver.core.searching import needle
from chatserver.hub.answers import ok
from chatserver.hub.frames import text_frame
from chatserver.hub.inbox import InboxWatch, Row, row_of
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.seeing import directory_with
from chatserver.ledger.directory import Directory
from chatserver.storage import inbox
from chatserver.storage.inbox import Page, Position
from chatserver.wire import BadFrame, Code, encode, given, requests
from chatserver.wire.answers import InboxMore, InboxOpened
from chatserver.wire.shapes import InboxCounts, InboxRow

_OURS = re.compile(r"(?P<nonce>[0-9a-f]+)\.(?P<at>[0-9]{1,16})\.(?P<id>[A-Za-z0-9_-]+)").fullmatch


async def watch(node: Node, member: Member, request: requests.InboxWatch) -> None:
    """Answer with the first page, and push what changes of the list from then on."""
    room = node.roster.rooms[member.org]
    watched = InboxWatch(member, filter_of(request.filter), secrets.token_hex(4))
    room.inbox.watch(watched)
    try:
        opened = await _opened(node, watched, request)
    except Exception:
        # Else what changes would be held for ever, for a page that does not come.
        if room.inbox.stands(watched):
            room.inbox.unwatch(member)
        raise
    member.connection.finish(text_frame(encode(opened)))
    room.inbox.release(watched)


async def _opened(node: Node, watched: InboxWatch, request: requests.InboxWatch) -> InboxOpened:
    viewer, page, directory = await _read(node, watched, None, request.limit)
    counted = await inbox.counts(node.world.db, viewer)
    rows, cursor = _rows(node, watched, page, directory)
    watched.counts = counted
    if not watched.filter.words:  # the index of messages is a moment late
        watched.since = page.rev
    return InboxOpened(
        id=request.id,
        rows=rows,
        cursor=UNSET if cursor is None else cursor,
        rev=page.rev,
        counts=InboxCounts(counted.new, counted.mine, counted.waiting),
    )


def check_page(node: Node, member: Member, request: requests.InboxPage) -> None:
    """Refuse a cursor that is not of the list which the connection watches now."""
    _asked_for(node, member, request)


def _asked_for(
    node: Node, member: Member, request: requests.InboxPage
) -> tuple[InboxWatch, Position]:
    watched = node.roster.rooms[member.org].inbox.watches.get(member)
    after = None if watched is None else _position(watched, request.cursor)
    if watched is None or after is None:
        raise BadFrame(
            Code.BAD_FRAME,
            "this cursor is not of the list that is watched",
            id=request.id,
            path="cursor",
        )
    return watched, after


async def page(node: Node, member: Member, request: requests.InboxPage) -> None:
    """Answer with the page behind the cursor.

    `check_page` has looked at it, but since then the list may have been left, or taken away.
    """
    room = node.roster.rooms[member.org]
    watched, after = _asked_for(node, member, request)
    room.inbox.hold(watched)
    try:
        _, found, directory = await _read(node, watched, after, request.limit)
        rows, cursor = _rows(node, watched, found, directory)
        more = InboxMore(id=request.id, rows=rows, cursor=UNSET if cursor is None else cursor)
        member.connection.finish(text_frame(encode(more)))
    finally:
        room.inbox.release(watched)


async def unwatch(node: Node, member: Member, request: requests.InboxUnwatch) -> None:
    """Push no more of the list.

    It waits for nothing, and yet has a turn of its own as `watch` has: at once it would overtake a
    `watch` right before it, whose list then stood.
    """
    node.roster.rooms[member.org].inbox.unwatch(member)
    member.connection.finish(ok(request.id))


def filter_of(asked: requests.Filter) -> Filter:
    """Return what a frame's filter asks for."""
    return Filter(
        tab=asked.tab,
        needle=needle(asked.q),
        words=words_of(asked.q) if asked.texts else (),
        objects=asked.objects,
        departments=asked.departments,
        staff=asked.staff,
        clients=asked.clients,
        products=asked.products,
        tags=asked.tags,
        states=asked.states,
        platforms=asked.platforms,
        scores=asked.scores,
        created=Span(asked.created.from_at, asked.created.to_at),
        updated=Span(asked.updated.from_at, asked.updated.to_at),
        unread=given(asked.unread),
        unanswered=given(asked.unanswered),
        sort=asked.sort,
    )


async def _read(
    node: Node, watched: InboxWatch, after: Position | None, limit: int
) -> tuple[Staff, Page, Directory]:
    """Read a page under the rights that hold when it has been read."""
    member, directories = watched.member, node.ledger.directories
    directory = await directory_with(directories, member.org, ())
    while True:
        viewer = directory.staff.get(member.id)
        if viewer is None:
            raise Forbidden
        found = await inbox.page(node.world.db, viewer, watched.filter, after=after, limit=limit)
        directory = await directory_with(directories, member.org, found.chats)
        if directory.staff.get(member.id) == viewer:
            return viewer, found, directory


def _rows(
    node: Node, watched: InboxWatch, found: Page, directory: Directory
) -> tuple[list[InboxRow], str | None]:
    """Return the rows that a frame can carry, and the cursor of what is left."""
    rows: list[InboxRow] = []
    size = node.settings.page_bytes
    watched.said |= found.texts
    for chat in found.chats:
        row = row_of(Row(chat, directory), watched)
        size -= len(encode(row)) + 1
        if size < 0 and rows:
            break
        rows.append(row)
        node.roster.rooms[watched.member.org].inbox.show(watched, chat)
    taken: Sequence[Chat] = found.chats[: len(rows)]
    if len(taken) == len(found.chats) and found.end is None:
        return rows, None
    return rows, _cursor(watched, inbox.position(taken[-1], watched.filter))


def _cursor(watched: InboxWatch, position: Position) -> str:
    plain = f"{watched.nonce}.{position.at}.{position.id}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _position(watched: InboxWatch, cursor: str) -> Position | None:
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    # Nothing that the database could not take, whoever made it up.
    ours = _OURS(plain)
    if ours is None or ours["nonce"] != watched.nonce:
        return None
    return Position(int(ours["at"]), ours["id"])

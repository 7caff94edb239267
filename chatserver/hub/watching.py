"""What does a device ask about chats that it looks at: watch, unwatch, history, focus?"""

from collections.abc import Sequence

from msgspec import UNSET, Raw

from chatserver.core.chat import Chat
from chatserver.core.refusals import NotFound
from chatserver.hub.answers import ok
from chatserver.hub.arrivals import CHANGING, Arrival
from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.seeing import directory_with, sees
from chatserver.ledger.outcome import Logged
from chatserver.wire import encode, given, requests
from chatserver.wire.answers import Page, Watched
from chatserver.wire.pushes import Reset


async def watch(node: Node, member: Member, request: requests.ChatWatch, *, wish: object) -> None:
    """Answer with the newest events and begin to tell what follows them.

    Where the device has left the chat meanwhile (`wish` is not what it wants now), only answer.
    """
    arrival = Arrival(node, member, request.chat, given(request.after), wish=wish)
    try:
        await arrival.read()
        wished = arrival.wished
        found = arrival.settle()
        frame = Watched(
            id=request.id,
            chat=found.chat,
            last=found.last,
            events=found.events,
            gap=found.gap,
            more=found.more,
            asks=found.asks,
        )
        # A lag that waits before the page would swallow what comes after it.
        member.connection.supersede(request.chat)
        member.connection.finish(text_frame(encode(frame)))
        if found.events is UNSET and wished:
            tell_ahead(member, request.chat)
    finally:
        arrival.leave()


def tell_ahead(member: Member, chat: str) -> None:
    """Say that the device knows more than there is: the database was restored."""
    reset = Reset(what="chat", chat=chat, why="ahead")
    member.connection.tell(text_frame(encode(reset)))


def unwatch(node: Node, member: Member, request: requests.ChatUnwatch) -> None:
    """Tell no more of the chat; nobody learns whether there is such a chat."""
    node.roster.unwatch(member, request.chat)
    member.connection.answer(ok(request.id))


def focus(_: Node, member: Member, request: requests.Focus) -> None:
    """Note which chat is on the screen."""
    if member.focus != request.chat:
        member.focus = request.chat
        member.looks += 1


async def history(node: Node, member: Member, request: requests.History) -> None:
    """Answer with a page of older, or newer, events."""
    watches = request.chat in member.watches
    if not watches:
        await chat_seen(node, member, request.chat)
    found = await (_read_standing if watches else _read)(node, request)
    if watches and request.chat not in member.watches:
        # It was left meanwhile, or taken away.
        await chat_seen(node, member, request.chat)
    limit, size = request.limit, node.settings.page_bytes
    if request.before is UNSET:
        kept = _cut(found, limit, size)
    else:
        kept = _cut(found[::-1], limit, size)[::-1]
    events = [Raw(event.frame) for event in kept]
    page = Page(id=request.id, events=events, more=len(kept) < len(found))
    member.connection.finish(text_frame(encode(page)))


async def _read_standing(node: Node, request: requests.History) -> Sequence[Logged]:
    """Read a page for somebody who is told of the chat: one that was read before an edit or a
    deletion, and comes behind it, would bring back what is no more.
    """
    channel = node.roster.channel(request.chat)
    channel.arrive()
    try:
        while True:
            told = channel.sent
            found = await _read(node, request)
            if not any(event.seq > told and event.kind in CHANGING for event in channel.held):
                return found
    finally:
        channel.settle()
        node.roster.tidy(channel)


async def _read(node: Node, request: requests.History) -> Sequence[Logged]:
    """Read a page, and one event more where there is one."""
    more = request.limit + 1
    if request.before is UNSET:
        return await node.reading.since(request.chat, given(request.after) or 0, limit=more)
    return await node.reading.before(request.chat, request.before, limit=more)


async def chat_seen(node: Node, member: Member, chat_id: str) -> Chat:
    """Return a chat as it stands, or raise NotFound where it is not the member's to see."""
    chat = await node.reading.chat(chat_id)
    if chat is None or chat.org != member.org:
        raise NotFound
    directory = await directory_with(node.ledger.directories, member.org, [chat])
    if not sees(member, chat, directory):
        raise NotFound
    return chat


def _cut(events: Sequence[Logged], limit: int, size: int) -> Sequence[Logged]:
    """Return the first of them, as many as were asked for and a page holds, at least one."""
    for index, event in enumerate(events[:limit]):
        size -= len(event.frame) + 1
        if size < 0 and index:
            return events[:index]
    return events[:limit]

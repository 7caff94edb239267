"""What does a device ask about chats that it looks at: watch, unwatch, history, focus?"""

from collections.abc import Sequence

from msgspec import UNSET, Raw

from chatserver.core.refusals import NotFound
from chatserver.hub.answers import ok
from chatserver.hub.arrivals import Arrival
from chatserver.hub.frames import text_frame
from chatserver.hub.member import Member
from chatserver.hub.node import Node
from chatserver.hub.seeing import directory_with, sees
from chatserver.ledger.outcome import Logged
from chatserver.wire import encode, given, requests
from chatserver.wire.answers import Page, Watched
from chatserver.wire.pushes import Reset


def want(_: Node, member: Member, request: requests.ChatWatch) -> None:
    """Note, in the order of the frames, that the device wants the chat: an unwatch may follow."""
    member.wanted.add(request.chat)


async def watch(node: Node, member: Member, request: requests.ChatWatch) -> None:
    """Answer with the newest events and begin to tell what follows them."""
    arrival = Arrival(node, member, request.chat, given(request.after))
    try:
        await arrival.read()
        found = arrival.settle()
        frame = Watched(
            id=request.id,
            chat=found.chat,
            last=found.last,
            events=found.events,
            gap=found.gap,
            more=found.more,
        )
        # A lag that waits before the page would swallow what comes after it.
        member.connection.supersede(request.chat)
        member.connection.finish(text_frame(encode(frame)))
        if found.events is UNSET:
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
    member.focus = request.chat


async def history(node: Node, member: Member, request: requests.History) -> None:
    """Answer with a page of older, or newer, events."""
    if request.chat not in member.watches:
        await _check_may_see(node, member, request.chat)
    limit, size = request.limit, node.settings.page_bytes
    if request.before is not UNSET:
        found = await node.reading.before(request.chat, request.before, limit=limit + 1)
        kept = _cut(found[::-1], limit, size)[::-1]
    else:
        after = given(request.after) or 0
        found = await node.reading.since(request.chat, after, limit=limit + 1)
        kept = _cut(found, limit, size)
    events = [Raw(event.frame) for event in kept]
    page = Page(id=request.id, events=events, more=len(kept) < len(found))
    member.connection.finish(text_frame(encode(page)))


async def _check_may_see(node: Node, member: Member, chat_id: str) -> None:
    chat = await node.reading.chat(chat_id)
    if chat is None or chat.org != member.org:
        raise NotFound
    directory = await directory_with(node.ledger.directories, member.org, [chat])
    if not sees(member, chat, directory):
        raise NotFound


def _cut(events: Sequence[Logged], limit: int, size: int) -> Sequence[Logged]:
    """Return the first of them, as many as were asked for and a page holds, at least one."""
    for index, event in enumerate(events[:limit]):
        size -= len(event.frame) + 1
        if size < 0 and index:
            return events[:index]
    return events[:limit]

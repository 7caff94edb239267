"""What does a peer ask about a chat and its messages?"""

from msgspec import UNSET, Struct, UnsetType

from chatserver.wire.requests.request import Request
from chatserver.wire.words import PAGE, Count, HotId, Id, LinkTarget, PageSize, RequestId, Text


class ChatOpen(Request, frozen=True, tag="chat.open"):
    """Find or make the client's chat with a product; may begin a dialog. Idempotent by rule."""

    sender = "client"
    id: RequestId
    product: Id
    place: Id | UnsetType = UNSET


class ChatWatch(Request, frozen=True, tag="chat.watch"):
    """Get the events after `after`, or the newest 50, and from now on every new one."""

    id: RequestId
    chat: Id
    after: Count | UnsetType = UNSET


class ChatUnwatch(Request, frozen=True, tag="chat.unwatch"):
    """Get no more pushes about the chat."""

    id: RequestId
    chat: Id


class Focus(Request, frozen=True, tag="focus"):
    """Which chat is on this device's screen now (none: null): it needs no notices."""

    answered = False
    chat: Id | None = None


class History(Request, frozen=True, tag="history"):
    """A page of events, ascending: those before `before`, or those after `after`."""

    id: RequestId
    chat: Id
    before: Count | UnsetType = UNSET
    after: Count | UnsetType = UNSET
    limit: PageSize = PAGE


class Link(Struct, frozen=True, gc=False):
    """A transition to a screen of the superapp. `to` is its kind, `target` what it shows."""

    to: LinkTarget
    target: LinkTarget | UnsetType = UNSET


class Send(Request, frozen=True, tag="send"):
    """Write a message: a text, one file, one link (staff only), or several of them at once.
    `reply`: the seq of what it replies to, an event of this chat in which something is said.
    """

    id: RequestId
    key: HotId
    chat: HotId
    text: Text | UnsetType = UNSET
    file: Id | UnsetType = UNSET
    link: Link | UnsetType = UNSET
    reply: Count | UnsetType = UNSET


class Edit(Request, frozen=True, tag="edit"):
    """Change the text of one's own message, under an hour old and not read by the other side."""

    id: RequestId
    key: Id
    chat: Id
    seq: Count
    text: Text


class Delete(Request, frozen=True, tag="delete"):
    """Take a message back, on the terms of `edit`; an Administrator: any of staff, any time."""

    id: RequestId
    key: Id
    chat: Id
    seq: Count


class Read(Request, frozen=True, tag="read"):
    """Move the side's read mark to `seq`, never back and never past the last event."""

    id: RequestId
    chat: Id
    seq: Count


class Typing(Request, frozen=True, tag="typing"):
    """The person began or stopped to type. At most one in 3 s; it may get lost."""

    answered = False
    chat: Id
    on: bool

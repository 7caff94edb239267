"""Which things do answers and pushes speak of, and how does each look?

Frames of events are built once and handed to many, so whoever holds them holds their bytes: such
fields are `Raw` and name what is inside in `Meta`. What core names in the same words (`Named`,
`TagOffer`) is not spelled a second time.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from chatserver.core.events import TagOffer
from chatserver.core.fragments import Part, Where
from chatserver.core.people import Named
from chatserver.wire.words import (
    AuthorKind,
    ChatState,
    Count,
    Id,
    LinkTarget,
    PersonKind,
    Platform,
    Score,
    Time,
)

__all__ = [
    "AnyChat",
    "By",
    "Chat",
    "ChatMarks",
    "ClientContact",
    "ClientView",
    "EditView",
    "EventBytes",
    "FileView",
    "Gap",
    "Hit",
    "InboxCounts",
    "InboxRow",
    "LinkView",
    "MessageView",
    "Named",
    "NotResumed",
    "NoteView",
    "Part",
    "Place",
    "ProductView",
    "PromptView",
    "Retry",
    "RowChange",
    "StaffChat",
    "TagOffer",
    "User",
    "Watch",
    "holds",
]


def holds(*shapes: str) -> Meta:
    """Say in the schema what a field holds where its Python type cannot: one of these shapes."""
    return Meta(
        extra_json_schema={"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in shapes]}
    )


EventBytes = Annotated[Raw, holds("EventFrame")]


class Place(Struct, frozen=True):
    """Premises of a client."""

    id: Id
    name: str
    address: str


class By(Struct, frozen=True):
    """Who an event is from. Bot and system may lack an `id`."""

    kind: AuthorKind
    name: str
    id: Id | UnsetType = UNSET


class ProductView(Struct, frozen=True):
    """What a chat is about. A client reads its public title."""

    id: Id
    kind: str
    name: str


class ClientView(Struct, frozen=True):
    """A resident, as everybody in the chat sees one."""

    id: Id
    name: str


class ClientContact(ClientView, frozen=True):
    """A resident, as staff see one."""

    phone: str


class PromptView(Struct, frozen=True):
    """The prompt that stands, and when it falls."""

    seq: Count
    expires_at: Time


class ChatMarks(Struct, frozen=True):
    """How far each side has read, and how much the receiver's side has not."""

    client: Count
    staff: Count
    unread: Count


class Chat(Struct, frozen=True, kw_only=True):
    """A chat as its client sees it. `dialog` 0 and state `closed` before the first dialog."""

    id: Id
    number: Count
    org: Id
    product: ProductView
    client: ClientView
    place: Place | UnsetType = UNSET
    platform: Platform | UnsetType = UNSET
    dialog: Count
    state: ChatState
    prompt: PromptView | UnsetType = UNSET
    department: Named | UnsetType = UNSET
    staff: Named | UnsetType = UNSET
    assignment: Count
    last: Count
    marks: ChatMarks
    created_at: Time
    updated_at: Time


class StaffChat(Chat, frozen=True, kw_only=True):
    """A chat as staff see it."""

    client: ClientContact
    comment: str
    comment_version: Count
    notes: Annotated[Count, Meta(description="How many changes of its notes there were.")]


# The client of the chat gets a Chat, staff get a StaffChat.
AnyChat = Annotated[Chat, holds("Chat", "StaffChat")]


class Hit(Struct, frozen=True):
    """Where a search found a chat: in the client's `name` or `phone`, its `number`, a `text`, which
    stands in the event `seq`, or in the `note` of that number behind it.
    """

    field: Where
    parts: list[Part]
    seq: Count | UnsetType = UNSET
    note: Count | UnsetType = UNSET


class InboxRow(StaffChat, frozen=True, kw_only=True):
    """A chat as it stands in the list; `preview` is the beginning of the last message, empty once
    that is deleted.

    `unanswered`: the client has the last word in an open dialog. `score`: what they said last of a
    dialog here. `hits`: why a search with `texts` found it.
    """

    preview: Annotated[str, Meta(max_length=120)]
    unread: Count
    tag: TagOffer | UnsetType = UNSET
    unanswered: Literal[True] | UnsetType = UNSET
    score: Score | UnsetType = UNSET
    hits: list[Hit] | UnsetType = UNSET


class RowChange(Struct, frozen=True):
    """What happened to a row of the list: it is now so (`put`), or no longer in it (`remove`)."""

    op: Literal["put", "remove"]
    chat: Id
    row: InboxRow | UnsetType = UNSET


class InboxCounts(Struct, frozen=True):
    """How many chats one may see in each tab, whatever the filter; 1000: that or more."""

    new: Count
    mine: Count
    waiting: Count


class Gap(Struct, frozen=True, rename={"from_": "from"}):
    """The seqs, both included, that were left out between what one had and `events`."""

    from_: Count
    to: Count


class Watch(Struct, frozen=True, kw_only=True):
    """A chat from which one gets every event from now on, and its newest ones.

    `events` ends at `last`. It is absent when `after` lay beyond `last`: then nothing is watched.
    `more`: older ones than its first exist. `asks`, for staff: by the settings as they are now the
    client is asked how a dialog was.
    """

    chat: AnyChat
    last: Count
    events: list[EventBytes] | UnsetType = UNSET
    gap: Gap | UnsetType = UNSET
    more: bool
    asks: Literal[True] | UnsetType = UNSET


class NotResumed(Struct, frozen=True):
    """A chat that could not be resumed, and the code of the error that its watch would get."""

    code: Annotated[str, holds("ErrorCode")]


class FileView(Struct, frozen=True, kw_only=True):
    """A file of a message. The links are made at reading and live 10 minutes."""

    id: Id
    name: str
    size: Count
    mime: str
    width: Count | UnsetType = UNSET
    height: Count | UnsetType = UNSET
    url: str
    preview_url: str | UnsetType = UNSET


class LinkView(Struct, frozen=True, kw_only=True):
    """A transition of a message, with its card."""

    to: LinkTarget
    target: LinkTarget | UnsetType = UNSET
    title: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    image_url: str | UnsetType = UNSET
    url: str


class EditView(Struct, frozen=True):
    """That a message was edited: how often, and when last."""

    version: Count
    at: Time


class MessageView(Struct, frozen=True, kw_only=True):
    """The body of a `message` as it stands now; after a deletion `deleted` alone.

    `reply`: the seq of what it replies to.
    """

    text: str | UnsetType = UNSET
    file: FileView | UnsetType = UNSET
    link: LinkView | UnsetType = UNSET
    edited: EditView | UnsetType = UNSET
    deleted: Literal[True] | UnsetType = UNSET
    reply: Count | UnsetType = UNSET


class User(Struct, frozen=True, kw_only=True):
    """Whom the server takes one for. Staff have `permissions`, a client has `places`."""

    id: Id
    kind: PersonKind
    name: str
    org: Named
    permissions: list[str] | UnsetType = UNSET
    places: list[Named] | UnsetType = UNSET


class NoteView(Struct, frozen=True, kw_only=True):
    """A note of an employee for colleagues, written behind the event `after`.

    `n` is its number in the chat, in the order of writing; `change` that of its last change: its
    own writing, or its deletion. A deleted one has no `text`.
    """

    n: Count
    change: Count
    after: Count
    by: By
    at: Time
    key: Id
    text: str | UnsetType = UNSET
    deleted: Literal[True] | UnsetType = UNSET


class Retry(Struct, frozen=True):
    """How long to wait before coming back for the n-th time: random(0, min(cap, base * 2^n)).

    After 1012 and 1006 random(0, spread) goes before it.
    """

    base_s: float
    cap_s: float
    spread_s: float

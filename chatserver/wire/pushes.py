"""What does the server say of itself, and which fields does each push have?"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from chatserver.wire.limits import Limits
from chatserver.wire.requests import Ping, Pong
from chatserver.wire.shapes import By, Named, NoteView, Retry, RowChange, User, holds
from chatserver.wire.words import Count, Id, RequestId, Time

ErrorCode = Annotated[str, holds("ErrorCode")]


class Push(Struct, frozen=True, tag_field="type"):
    """A frame from the server that nobody asked for. What is absent is UNSET."""


class Welcome(Push, frozen=True, kw_only=True, tag="welcome"):
    """The answer to `hello`. Chats of `resume` that are missing in `resumed`: watch them."""

    id: RequestId
    user: User
    epoch: Id
    expires_at: Time
    now: Time
    ping_s: Count
    retry: Retry
    limits: Limits
    resumed: dict[Id, Annotated[Raw, holds("Watch", "NotResumed")]] | UnsetType = UNSET


class Error(Push, frozen=True, kw_only=True, tag="error"):
    """The refusal of the request `id`, or of a frame whose `id` could not be read (null)."""

    id: RequestId | None
    code: ErrorCode
    message: Annotated[str, Meta(max_length=200, description="For developers, in English.")]
    retry_ms: Count | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET


class Event(Push, frozen=True, tag="event"):
    """One entry of a chat's log. Its `body` depends on its `kind`."""

    chat: Id
    seq: Annotated[int, Meta(ge=1)]
    kind: str
    by: Annotated[Raw, holds("By")]
    at: Time
    body: Raw
    key: Id | UnsetType = UNSET


class Marks(Push, frozen=True, tag="marks"):
    """How far each side has read now, and how much the receiver's side has not."""

    chat: Id
    client: Count
    staff: Count
    unread: Count


class TypingNow(Push, frozen=True, tag="typing"):
    """Somebody else types; over after 6 s without another, or with their next message."""

    chat: Id
    by: By
    on: bool


class Viewers(Push, frozen=True, tag="viewers"):
    """Which colleagues have this chat on their screens too; to staff, about the chat in `focus`."""

    chat: Id
    staff: list[Named]


class NoteNow(Push, frozen=True, tag="note"):
    """A note was written or deleted; to staff who watch the chat. Its `change` is one above the
    last, or something was missed: ask for `notes`.
    """

    chat: Id
    note: NoteView


class Inbox(Push, frozen=True, tag="inbox"):
    """Changes of the watched list: whole rows, the newest wins."""

    rev: Count
    rows: list[RowChange]


class Counts(Push, frozen=True, tag="counts"):
    """How many chats one may see in each tab now; 1000: that or more."""

    new: Count
    mine: Count
    waiting: Count


class Lag(Push, frozen=True, tag="lag"):
    """The queue was thinned: watch the chat again from its last `seq`."""

    chat: Id
    last: Count


class Reset(Push, frozen=True, kw_only=True, tag="reset"):
    """Drop what is known of it and watch anew. A `chat` with `access`: its client was erased, and
    with them what was said.
    """

    what: Literal["chat", "inbox", "all"]
    chat: Id | UnsetType = UNSET
    why: Literal["epoch", "access", "ahead"]


class Unwatched(Push, frozen=True, tag="unwatched"):
    """The right to the chat was taken away."""

    chat: Id
    code: ErrorCode


class AuthExpiring(Push, frozen=True, tag="auth.expiring"):
    """The token is over at `expires_at`: send `auth` with a fresh one."""

    expires_at: Time


class Bye(Push, frozen=True, tag="bye"):
    """The connection ends soon with the close code `code`; come back after `after_ms`."""

    code: Count
    why: str
    after_ms: Count


AnyPush = (
    Welcome
    | Error
    | Event
    | Marks
    | TypingNow
    | Viewers
    | NoteNow
    | Inbox
    | Counts
    | Lag
    | Reset
    | Unwatched
    | AuthExpiring
    | Bye
    | Ping
    | Pong
)
PUSHES: tuple[type[Struct], ...] = AnyPush.__args__

__all__ = [
    "PUSHES",
    "AnyPush",
    "AuthExpiring",
    "Bye",
    "Counts",
    "Error",
    "Event",
    "Inbox",
    "Lag",
    "Marks",
    "NoteNow",
    "Ping",
    "Pong",
    "Push",
    "Reset",
    "TypingNow",
    "Unwatched",
    "Viewers",
    "Welcome",
]

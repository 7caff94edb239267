"""What can a peer ask for, and which fields does each request have?"""

from msgspec import Struct

from chatserver.wire.requests.chats import (
    ChatOpen,
    ChatUnwatch,
    ChatWatch,
    Delete,
    Edit,
    Focus,
    History,
    Link,
    Read,
    Send,
    Typing,
)
from chatserver.wire.requests.dialogs import (
    Assign,
    Comment,
    DialogClose,
    DialogNew,
    DialogRate,
    TagPick,
)
from chatserver.wire.requests.inbox import Filter, InboxPage, InboxUnwatch, InboxWatch, TimeRange
from chatserver.wire.requests.notes import NoteDelete, Notes, NoteWrite
from chatserver.wire.requests.request import Request, Sender
from chatserver.wire.requests.session import Auth, Hello, Ping, Pong, Presence, Resume

__all__ = [
    "REQUESTS",
    "AnyRequest",
    "Assign",
    "Auth",
    "ChatOpen",
    "ChatUnwatch",
    "ChatWatch",
    "Comment",
    "Delete",
    "DialogClose",
    "DialogNew",
    "DialogRate",
    "Edit",
    "Filter",
    "Focus",
    "Hello",
    "History",
    "InboxPage",
    "InboxUnwatch",
    "InboxWatch",
    "Link",
    "NoteDelete",
    "NoteWrite",
    "Notes",
    "Ping",
    "Pong",
    "Presence",
    "Read",
    "Request",
    "Resume",
    "Send",
    "Sender",
    "TagPick",
    "TimeRange",
    "Typing",
    "tag",
]

AnyRequest = (
    Hello
    | Auth
    | Ping
    | Pong
    | ChatOpen
    | ChatWatch
    | ChatUnwatch
    | Focus
    | History
    | Send
    | Edit
    | Delete
    | Read
    | Typing
    | TagPick
    | DialogNew
    | DialogClose
    | DialogRate
    | Assign
    | Comment
    | NoteWrite
    | NoteDelete
    | Notes
    | InboxWatch
    | InboxPage
    | InboxUnwatch
    | Presence
)


def tag(frame: type[Struct]) -> str:
    """Return the `type` of a frame's class."""
    return str(frame.__struct_config__.tag)


# Every request by its `type`, in the order of the contract.
REQUESTS: dict[str, type[Request]] = {tag(request): request for request in AnyRequest.__args__}

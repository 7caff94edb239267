"""What is a chat's state, and how does each event change it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from chatserver.core.events import (
    Assigned,
    Deleted,
    DialogClosed,
    DialogOpened,
    DialogRated,
    Edited,
    Event,
    Message,
    Prompt,
    TagOffer,
    TagPicked,
)
from chatserver.core.people import Author, Side
from chatserver.core.values import value

PREVIEW = 120
FILE_SIGN = "\N{PAPERCLIP}"


class State(StrEnum):
    """Who has the word in the chat: the bot, the staff, nobody."""

    BOT = "bot"
    STAFF = "staff"
    CLOSED = "closed"


@dataclass(slots=True)
class Chat:
    """The lasting thread of a client with one product, as it stands.

    Nobody changes one: `alter` makes the next. It is not frozen only because making a frozen one
    of so many fields takes ten times as long, once for every message.

    `n_client` and `n_staff` count that side's countable events, which are its messages and chosen
    tags, deleted ones included. A side's `read` is the seq up to which it has read the other,
    `read_n` the other's ordinal there, `dead` how many deleted ones of the other lie above it; so
    what is unread is derived and cannot drift (docs/architecture.md, "What is derived, not
    counted"). `expires_at` is when the standing prompt falls.

    `spoke` is the side that said the last countable thing.

    `department` and `staff` stay on the chat until the next dialog assigns. `cause` says how the
    current dialog came to its department: tag, default or manual; None: it was not assigned yet.
    Being handed out or taken back does not change it, so where a person put a chat, it stays.

    `score` is what the client said last of a dialog here; None: nothing yet.

    `answered_in` is the last dialog in which an employee has written to a client who had said
    something in it; 0: none.
    """

    id: str
    number: int
    org: str
    client: str
    product: str
    place: str | None
    platform: str | None
    created_at: int
    updated_at: int
    last: int = 0
    dialog: int = 0
    state: State = State.CLOSED
    reason: str | None = None
    acted: bool = False
    answered_in: int = 0
    tag: TagOffer | None = None
    prompt: int | None = None
    expires_at: int | None = None
    department: str | None = None
    staff: str | None = None
    assignment: int = 0
    cause: str | None = None
    n_client: int = 0
    n_staff: int = 0
    client_read: int = 0
    client_read_n: int = 0
    client_dead: int = 0
    staff_read: int = 0
    staff_read_n: int = 0
    staff_dead: int = 0
    preview: str = ""
    preview_seq: int = 0
    spoke: str | None = None
    comment: str = ""
    comment_version: int = 0
    notes: int = 0
    score: int | None = None
    rev: int = 0

    @property
    def waits(self) -> bool:
        """Whether a client's question stands here without anybody responsible for it."""
        return self.state is State.STAFF and self.staff is None and self.acted

    @property
    def answered(self) -> bool:
        """Whether an employee has answered the client in the dialog that is open or ended last."""
        return self.answered_in == self.dialog > 0

    @property
    def unanswered(self) -> bool:
        """Whether the client has the last word in a dialog that is open: they wait for us."""
        return self.spoke == "client" and self.state is not State.CLOSED

    @property
    def listed(self) -> bool:
        """Whether staff see the chat in their lists: from the client's first word on."""
        return self.n_client > 0

    def read(self, side: Side) -> int:
        """Return the seq up to which this side has read."""
        return self.client_read if side is Side.CLIENT else self.staff_read

    def unread(self, side: Side) -> int:
        """Return how many standing countable events of the other side this side has not read."""
        return self.unread_by_client if side is Side.CLIENT else self.unread_by_staff

    @property
    def unread_by_client(self) -> int:
        """What `unread` says of the client."""
        return self.n_staff - self.client_read_n - self.client_dead

    @property
    def unread_by_staff(self) -> int:
        """What `unread` says of the staff."""
        return self.n_client - self.staff_read_n - self.staff_dead


@value
class Entry:
    """An event with its author, on its way into the log."""

    event: Event
    by: Author


Fields = dict[str, Any]  # new values of a chat's fields, by name

_PEOPLE = ("client", "staff")
# Being handed out, taken back or passed on keeps the cause that brought the chat to its department.
_KEEPS_CAUSE = ("queue", "returned", "unanswered")


_NAMES = tuple(field.name for field in fields(Chat))
_AT = {name: index for index, name in enumerate(_NAMES)}
_values = attrgetter(*_NAMES)


def alter(chat: Chat, changes: Fields) -> Chat:
    """Return the chat with some fields changed.

    As `dataclasses.replace`, in a fifth of its time: this runs for every event.
    """
    values = list(_values(chat))
    for name, new in changes.items():
        values[_AT[name]] = new
    return Chat(*values)


def evolve(chat: Chat, entry: Entry, *, at: int) -> Chat:
    """Return the chat after one more entry of its log, which takes the next seq."""
    event = entry.event
    change = _CHANGES.get(type(event))
    changes = {} if change is None else change(chat, entry)
    changes["last"] = chat.last + 1
    # How a dialog was is no more talk: it lifts no chat to the top of the list.
    talk = entry.by.kind in _PEOPLE and type(event) is not DialogRated
    if talk or type(event) is Assigned:
        changes["updated_at"] = at
    return alter(chat, changes)


def _message(chat: Chat, entry: Entry) -> Fields:
    message = entry.event
    assert isinstance(message, Message)
    seen: Fields = {"preview": _said(message)[:PREVIEW], "preview_seq": chat.last + 1}
    if entry.by.kind == "client":
        seen["n_client"] = chat.n_client + 1
        seen["acted"] = True
        seen["spoke"] = "client"
    else:
        seen["n_staff"] = chat.n_staff + 1
        seen["spoke"] = "staff"
        if chat.acted and not chat.answered:
            seen["answered_in"] = chat.dialog
    return seen


def _said(message: Message) -> str:
    """Return what stands for a message in a list, in no language of ours."""
    if message.text:
        return message.text
    if message.file is not None:
        return f"{FILE_SIGN} {message.file.name}"
    return (message.link.title if message.link is not None else None) or ""


def _edited(chat: Chat, entry: Entry) -> Fields:
    edited = entry.event
    assert isinstance(edited, Edited)
    if edited.target != chat.preview_seq:
        return {}
    return {"preview": (edited.text or "")[:PREVIEW]}


def _deleted(chat: Chat, entry: Entry) -> Fields:
    deleted = entry.event
    assert isinstance(deleted, Deleted)
    return {"preview": ""} if deleted.target == chat.preview_seq else {}


def _opened(_: Chat, entry: Entry) -> Fields:
    opened = entry.event
    assert isinstance(opened, DialogOpened)
    return {
        "dialog": opened.dialog,
        "state": State.STAFF,
        "reason": None,
        "acted": False,
        "tag": None,
        "prompt": None,
        "expires_at": None,
        "cause": None,
    }


def _prompt(chat: Chat, _: Entry) -> Fields:
    return {"state": State.BOT, "prompt": chat.last + 1}


def _tag(chat: Chat, entry: Entry) -> Fields:
    picked = entry.event
    assert isinstance(picked, TagPicked)
    return {
        "n_client": chat.n_client + 1,
        "acted": True,
        "spoke": "client",
        "tag": TagOffer(picked.tag, picked.text),
        "preview": picked.text[:PREVIEW],
        "preview_seq": chat.last + 1,
        "state": State.STAFF,
        "prompt": None,
        "expires_at": None,
    }


def _assigned(chat: Chat, entry: Entry) -> Fields:
    assigned = entry.event
    assert isinstance(assigned, Assigned)
    return {
        "state": State.STAFF,
        "prompt": None,
        "expires_at": None,
        "assignment": assigned.assignment,
        "cause": chat.cause if assigned.cause in _KEEPS_CAUSE else assigned.cause,
        "department": assigned.department.id if assigned.department else None,
        "staff": assigned.staff.id if assigned.staff else None,
    }


def _closed(_: Chat, entry: Entry) -> Fields:
    closed = entry.event
    assert isinstance(closed, DialogClosed)
    return {
        "state": State.CLOSED,
        "reason": closed.reason,
        "prompt": None,
        "expires_at": None,
    }


def _rated(_: Chat, entry: Entry) -> Fields:
    rated = entry.event
    assert isinstance(rated, DialogRated)
    return {"score": rated.score}


_CHANGES: Mapping[type[Event], Callable[[Chat, Entry], Fields]] = MappingProxyType(
    {
        Message: _message,
        Edited: _edited,
        Deleted: _deleted,
        DialogOpened: _opened,
        Prompt: _prompt,
        TagPicked: _tag,
        Assigned: _assigned,
        DialogClosed: _closed,
        DialogRated: _rated,
    }
)

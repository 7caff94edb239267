"""What does the `ok` to each request carry?"""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from chatserver.wire import requests
from chatserver.wire.pushes import Welcome
from chatserver.wire.shapes import Chat, EventBytes, InboxCounts, InboxRow, NoteView, Watch
from chatserver.wire.words import Count, RequestId, Time

Duplicate = Literal[True] | UnsetType  # the first answer once more: the key was known


class Ok(Struct, frozen=True, kw_only=True, tag_field="type", tag="ok"):
    """It is done."""

    id: RequestId


class Renewed(Ok, frozen=True, kw_only=True, tag="ok"):
    """The fresh token is taken, and is over at `expires_at`."""

    expires_at: Time


class Opened(Ok, frozen=True, kw_only=True, tag="ok"):
    """The chat as it stands, and the `seq` of its last event."""

    chat: Chat
    last: Count


class Watched(Watch, frozen=True, kw_only=True, tag_field="type", tag="ok"):
    """The chat is watched; this comes before every push from `last` + 1."""

    id: RequestId


class Page(Ok, frozen=True, kw_only=True, tag="ok"):
    """Events, ascending; `more` lie beyond them. Beyond the ends there are none."""

    events: list[EventBytes]
    more: bool


class Sent(Ok, frozen=True, kw_only=True, tag="ok"):
    """The message is stored under `seq`."""

    seq: Count
    at: Time
    duplicate: Duplicate = UNSET


class Written(Ok, frozen=True, kw_only=True, tag="ok"):
    """The event is stored under `seq`."""

    seq: Count
    duplicate: Duplicate = UNSET


class ReadTo(Ok, frozen=True, kw_only=True, tag="ok"):
    """The mark that holds now."""

    seq: Count


class Handed(Ok, frozen=True, kw_only=True, tag="ok"):
    """The chat is assigned; `assignment` is its new number."""

    seq: Count
    assignment: Count
    duplicate: Duplicate = UNSET


class Commented(Ok, frozen=True, kw_only=True, tag="ok"):
    """The comment is stored under its new version."""

    comment_version: Count


class Noted(Ok, frozen=True, kw_only=True, tag="ok"):
    """The note is stored under the number `n`."""

    n: Count
    at: Time
    duplicate: Duplicate = UNSET


class NotesPage(Ok, frozen=True, kw_only=True, tag="ok"):
    """Notes: with `since` by their `change`, else by `n`, both ascending; `more` lie beyond them.

    `change`: up to which change the asker knows the notes now; after `before` it says nothing of
    those that were read earlier.
    """

    notes: list[NoteView]
    change: Count
    more: bool


class InboxOpened(Ok, frozen=True, kw_only=True, tag="ok"):
    """The first page, newest update first; without `cursor` it is the last."""

    rows: list[InboxRow]
    cursor: str | UnsetType = UNSET
    rev: Count
    counts: InboxCounts


class InboxMore(Ok, frozen=True, kw_only=True, tag="ok"):
    """The next page; without `cursor` it is the last."""

    rows: list[InboxRow]
    cursor: str | UnsetType = UNSET


AnyAnswer = (
    Ok
    | Renewed
    | Opened
    | Watched
    | Page
    | Sent
    | Written
    | ReadTo
    | Handed
    | Commented
    | Noted
    | NotesPage
    | InboxOpened
    | InboxMore
)

# What answers each request that is not refused; the others get none.
ANSWERS: dict[type[requests.Request], type[Struct]] = {
    requests.Hello: Welcome,
    requests.Auth: Renewed,
    requests.ChatOpen: Opened,
    requests.ChatWatch: Watched,
    requests.ChatUnwatch: Ok,
    requests.History: Page,
    requests.Send: Sent,
    requests.Edit: Written,
    requests.Delete: Written,
    requests.Read: ReadTo,
    requests.TagPick: Written,
    requests.DialogNew: Written,
    requests.DialogClose: Written,
    requests.DialogRate: Written,
    requests.Assign: Handed,
    requests.Comment: Commented,
    requests.NoteWrite: Noted,
    requests.NoteDelete: Ok,
    requests.Notes: NotesPage,
    requests.InboxWatch: InboxOpened,
    requests.InboxPage: InboxMore,
    requests.InboxUnwatch: Ok,
    requests.Presence: Ok,
}

__all__ = [
    "ANSWERS",
    "AnyAnswer",
    "Commented",
    "Duplicate",
    "Handed",
    "InboxMore",
    "InboxOpened",
    "Noted",
    "NotesPage",
    "Ok",
    "Opened",
    "Page",
    "ReadTo",
    "Renewed",
    "Sent",
    "Watched",
    "Written",
]

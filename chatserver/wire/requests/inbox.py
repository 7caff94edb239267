"""What does an employee ask about the list of chats?"""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from chatserver.wire.requests.request import Request
from chatserver.wire.times import milliseconds
from chatserver.wire.words import (
    PAGE,
    Cursor,
    Ids,
    PageSize,
    Platforms,
    RequestId,
    Scores,
    Search,
    Sort,
    States,
    Tab,
)

Instant = Annotated[datetime, Meta(tz=True)]


class TimeRange(Struct, frozen=True, gc=False):
    """A stretch of time (RFC 3339 with a zone), `to` not included; an end left out is open."""

    from_: Instant | UnsetType = field(name="from", default=UNSET)
    to: Instant | UnsetType = UNSET

    @property
    def from_at(self) -> int | None:
        """The beginning in milliseconds, or None where it is open."""
        return None if self.from_ is UNSET else milliseconds(self.from_)

    @property
    def to_at(self) -> int | None:
        """The end in milliseconds, or None where it is open."""
        return None if self.to is UNSET else milliseconds(self.to)


class Filter(Struct, frozen=True, kw_only=True, gc=False):
    """Which chats of those that one may see. An empty list asks for nothing.

    `new`: unread > 0. `mine`: I am responsible, and it is not closed. `waiting`: it is staff's
    turn, and nobody is responsible. `q`: part of the client's name, the phone or the number; with
    `texts` words of a message or a note, too. `unanswered`: the client has the last word in an open
    dialog. `scores`: what the client said last of a dialog there is one of these.
    """

    tab: Tab = "all"
    q: Search = ""
    texts: bool = False
    objects: Ids = ()
    departments: Ids = ()
    staff: Ids = ()
    clients: Ids = ()
    products: Ids = ()
    tags: Ids = ()
    states: States = ()
    platforms: Platforms = ()
    scores: Scores = ()
    created: TimeRange = field(default_factory=TimeRange)
    updated: TimeRange = field(default_factory=TimeRange)
    unread: bool | UnsetType = UNSET
    unanswered: bool | UnsetType = UNSET
    sort: Sort = "updated"


class InboxWatch(Request, frozen=True, tag="inbox.watch"):
    """Get the first page of the filtered list, and from now on each change of it.

    One a connection: a new one replaces it.
    """

    sender = "staff"
    id: RequestId
    filter: Filter = field(default_factory=Filter)
    limit: PageSize = PAGE


class InboxPage(Request, frozen=True, tag="inbox.page"):
    """Get the next page of the standing inbox watch."""

    sender = "staff"
    id: RequestId
    cursor: Cursor
    limit: PageSize = PAGE


class InboxUnwatch(Request, frozen=True, tag="inbox.unwatch"):
    """Get no more pushes about the list."""

    sender = "staff"
    id: RequestId

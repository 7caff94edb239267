"""Which chats does an employee's list show? The predicate for one chat in memory.

`storage/inbox.py` says the same in SQL, and a property test holds the two together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from chatserver.core.access import may_see
from chatserver.core.chat import Chat, State
from chatserver.core.people import Client, Place, Staff
from chatserver.core.searching import Needle, haystack
from chatserver.core.values import value

COUNT_MAX = 1000  # a count of so many means "that or more"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, milliseconds: `since` inclusive, `until` exclusive, None open."""

    since: int | None = None
    until: int | None = None

    def holds(self, at: int) -> bool:
        """Whether the instant lies within."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Filter:
    """What an employee asked to see. An empty tuple asks nothing; several must all hold.

    `words` widen the needle to the texts of messages, which a chat in memory does not know: whoever
    lists chats from memory says whether they were said.
    """

    tab: str = "all"
    needle: Needle | None = None
    words: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    scores: tuple[int, ...] = ()
    created: Span = Span()
    updated: Span = Span()
    unread: bool | None = None
    unanswered: bool | None = None
    sort: str = "updated"

    @cached_property
    def asked(self) -> tuple[tuple["Holds", Any], ...]:
        """What it asks of a chat, but for the needle: each question with its answer.

        Mostly nothing: a list is held against every chat of the organisation that changes.
        """
        wanted = ((name, holds, getattr(self, name)) for name, holds in _QUESTIONS.items())
        return tuple((holds, one) for name, holds, one in wanted if one != getattr(Filter, name))


@value
class Seen:
    """A chat with what the predicate needs to know of its surroundings."""

    chat: Chat
    product_kind: str
    client: Client
    place: Place | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many chats stand in each tab, whatever the filter; never more than COUNT_MAX."""

    new: int
    mine: int
    waiting: int


Holds = Callable[[Seen, Staff, Any], bool]  # whether a chat is as asked, for this employee

_TABS: Mapping[str, Callable[[Chat, Staff], bool]] = MappingProxyType(
    {
        "new": lambda chat, _: chat.unread_by_staff > 0,
        "mine": lambda chat, viewer: chat.staff == viewer.id and chat.state is not State.CLOSED,
        "waiting": lambda chat, _: chat.waits,
    }
)
# By the field of a filter that asks it.
_QUESTIONS: Mapping[str, Holds] = MappingProxyType(
    {
        "tab": lambda seen, viewer, tab: _TABS[tab](seen.chat, viewer),
        "departments": lambda seen, _, some: seen.chat.department in some,
        "staff": lambda seen, _, some: seen.chat.staff in some,
        "clients": lambda seen, _, some: seen.chat.client in some,
        "products": lambda seen, _, some: seen.chat.product in some,
        "tags": lambda seen, _, some: seen.chat.tag is not None and seen.chat.tag.id in some,
        "states": lambda seen, _, some: seen.chat.state.value in some,
        "platforms": lambda seen, _, some: seen.chat.platform in some,
        "scores": lambda seen, _, some: seen.chat.score in some,
        "unread": lambda seen, _, unread: (seen.chat.unread_by_staff > 0) is unread,
        "unanswered": lambda seen, _, unanswered: seen.chat.unanswered is unanswered,
        "created": lambda seen, _, span: span.holds(seen.chat.created_at),
        "updated": lambda seen, _, span: span.holds(seen.chat.updated_at),
        "objects": lambda seen, _, some: _lies_in(seen.place, some),
    }
)


def may_list(seen: Seen, viewer: Staff) -> bool:
    """Whether the chat is in this employee's lists at all."""
    return seen.chat.listed and may_see(viewer, product_kind=seen.product_kind, place=seen.place)


def shows(seen: Seen, viewer: Staff, wanted: Filter, *, said: bool = False) -> bool:
    """Whether the chat is in the list that this employee asked for; `said`: its words were said."""
    if not may_list(seen, viewer):
        return False
    for holds, asked in wanted.asked:
        if not holds(seen, viewer, asked):
            return False
    return said or wanted.needle is None or _found(seen, wanted.needle)


def _lies_in(place: Place | None, objects: tuple[str, ...]) -> bool:
    return place is not None and not place.ancestors.isdisjoint(objects)


def _found(seen: Seen, needle: Needle) -> bool:
    client = seen.client
    return needle.hits(stack=haystack(client.name, client.phone), number=seen.chat.number)

"""Which chats does an employee's list show? The predicate for one chat in memory.

`storage/inbox.py` says the same in SQL, and a property test holds the two together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chatserver.core.access import may_see
from chatserver.core.chat import Chat, State
from chatserver.core.people import Client, Place, Side, Staff
from chatserver.core.searching import Needle, haystack

COUNT_MAX = 1000  # a count of so many means "that or more"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, milliseconds: `since` inclusive, `until` exclusive, None open."""

    since: int | None = None
    until: int | None = None

    def holds(self, at: int) -> bool:
        """Whether the instant lies within."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
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
    created: Span = Span()
    updated: Span = Span()
    unread: bool | None = None
    unanswered: bool | None = None
    sort: str = "updated"


@dataclass(frozen=True, slots=True)
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


_TABS: Mapping[str, Callable[[Chat, Staff], bool]] = MappingProxyType(
    {
        "all": lambda _, __: True,
        "new": lambda chat, _: chat.unread(Side.STAFF) > 0,
        "mine": lambda chat, viewer: chat.staff == viewer.id and chat.state is not State.CLOSED,
        "waiting": lambda chat, _: chat.waits,
    }
)


def may_list(seen: Seen, viewer: Staff) -> bool:
    """Whether the chat is in this employee's lists at all."""
    return seen.chat.listed and may_see(viewer, product_kind=seen.product_kind, place=seen.place)


def shows(seen: Seen, viewer: Staff, wanted: Filter, *, said: bool = False) -> bool:
    """Whether the chat is in the list that this employee asked for; `said`: its words were said."""
    chat = seen.chat
    return (
        may_list(seen, viewer)
        and _TABS[wanted.tab](chat, viewer)
        and _chosen(chat, wanted)
        and wanted.unread in (None, chat.unread(Side.STAFF) > 0)
        and wanted.unanswered in (None, chat.unanswered)
        and wanted.created.holds(chat.created_at)
        and wanted.updated.holds(chat.updated_at)
        and _lies_in(seen.place, wanted.objects)
        and (said or _found(seen, wanted.needle))
    )


def _chosen(chat: Chat, wanted: Filter) -> bool:
    tag = chat.tag.id if chat.tag is not None else None
    return all(
        not allowed or value in allowed
        for value, allowed in (
            (chat.department, wanted.departments),
            (chat.staff, wanted.staff),
            (chat.client, wanted.clients),
            (chat.product, wanted.products),
            (tag, wanted.tags),
            (chat.state.value, wanted.states),
            (chat.platform, wanted.platforms),
        )
    )


def _lies_in(place: Place | None, objects: tuple[str, ...]) -> bool:
    if not objects:
        return True
    return place is not None and not place.ancestors.isdisjoint(objects)


def _found(seen: Seen, needle: Needle | None) -> bool:
    if needle is None:
        return True
    client = seen.client
    return needle.hits(stack=haystack(client.name, client.phone), number=seen.chat.number)

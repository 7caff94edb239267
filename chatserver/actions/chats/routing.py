"""Who may get this chat, and why did it go to whom it went?"""

from dataclasses import dataclass
from typing import Any

import msgspec

from bots.explain import sentences
from chatserver.actions.callers.seen_chats import Seen
from chatserver.core.facts import Explanation
from chatserver.core.hours import Closed, closed_at
from chatserver.core.people import Named
from chatserver.core.responsible import barrier
from chatserver.ledger.directory import Directory
from chatserver.storage import chats
from chatserver.storage.orgs import PRESENCE
from chatserver.world import World

Explained = dict[str, Any]  # plain JSON


@dataclass(frozen=True, slots=True)
class Assignee:
    """An employee who can be made responsible for the chat, and what they chose to be."""

    id: str
    name: str
    presence: str


@dataclass(frozen=True, slots=True)
class Assignees:
    """A department with those of it who can be made responsible for the chat, and whether it works
    now.
    """

    department: Named
    staff: tuple[Assignee, ...]
    closed: Closed | None  # until when; None: they work


@dataclass(frozen=True, slots=True)
class Routed:
    """One assignment, made by the event `seq`.

    `staff` None: the chat waited; `until_seq` None: it still holds.
    """

    number: int
    at: int
    cause: str
    department: Named | None
    staff: Named | None
    seq: int
    until_seq: int | None
    explanation: Explained | None
    sentences: tuple[str, ...]


async def assignees(world: World, seen: Seen) -> list[Assignees]:
    """Return every department with the employees who may get this chat, by name."""
    # Nobody's rights change with it, so the organisation as it is known may have an older one.
    rows = await world.db.ask(PRESENCE, seen.directory.org.id)
    presence: dict[str, str] = {row[0]: row[1] for row in rows}
    chat, directory, now = seen.chat, seen.directory, world.now()
    place = directory.places.get(chat.place) if chat.place is not None else None
    kind = directory.products[chat.product].kind
    people = sorted(directory.staff.values(), key=lambda one: (one.name, one.id))
    return [
        Assignees(
            Named(id_, name),
            tuple(
                Assignee(one.id, one.name, presence[one.id])
                for one in people
                if barrier(one, department=id_, product_kind=kind, place=place) is None
            ),
            None if id_ not in directory.hours else closed_at(directory.hours[id_], now),
        )
        for id_, name in sorted(directory.departments.items(), key=lambda one: (one[1], one[0]))
    ]


async def routing(world: World, seen: Seen, *, language: str) -> list[Routed]:
    """Return every assignment of the chat, oldest first, each with its reasons."""
    rows = await world.db.ask(chats.ASSIGNMENTS, seen.chat.id)
    routed = []
    for number, department, staff, cause, explanation, at, from_seq, to_seq in rows:
        document = msgspec.json.decode(explanation) if explanation else None
        why = msgspec.convert(document, Explanation) if document is not None else None
        routed.append(
            Routed(
                number=number,
                at=at,
                cause=cause,
                department=_named(department, seen.directory.departments.get(department)),
                staff=_named(staff, _name(seen.directory, staff)),
                seq=from_seq,
                until_seq=to_seq,
                explanation=document,
                sentences=sentences(why, language) if why is not None else (),
            )
        )
    return routed


def _named(id_: str | None, name: str | None) -> Named | None:
    return Named(id_, name or id_) if id_ is not None else None


def _name(directory: Directory, staff_id: str | None) -> str | None:
    staff = directory.staff.get(staff_id) if staff_id is not None else None
    return staff.name if staff is not None else None

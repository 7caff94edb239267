"""What may an Administrator change while chats go on?"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from chatserver.core.hours import WEEK, read_hours
from chatserver.storage.database import Database
from chatserver.storage.orgs import bump_acl
from chatserver.zones import zone_named
from tests.model.estate import (
    BASICS,
    BOTS,
    DESK,
    FIX,
    OBJECTS,
    ORG,
    PLACES,
    PRODUCTS,
    ROLES,
    Employee,
    Estate,
)

# Always, by day, and hardly ever.
HOURS: Sequence[Mapping[str, Any] | None] = (
    None,
    {"week": {day: [{"from": "09:00", "until": "18:00"}] for day in WEEK}},
    {"week": {"mon": [{"from": "00:00", "until": "00:01"}]}, "words": "Back {opens}"},
)

Statements = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Change:
    """Something that an Administrator changes: an attribute of somebody, or of a product."""

    what: str
    who: int
    value: int

    def __call__(self, estate: Estate) -> Statements:
        """Change the estate; return the statements that say so to the database."""
        return _CHANGES[self.what](estate, self.who, self.value)


def everybody(*, active: bool) -> Callable[[Estate], Statements]:
    """Let everybody go, or come back, at once."""

    def change(estate: Estate) -> Statements:
        for one in estate.staff.values():
            one.active = active if one.org == ORG else one.active
        statement = "UPDATE staff SET active = :v WHERE org = :org"
        return [(statement, {"v": active, "org": ORG})]

    return change


async def store(db: Database, statements: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Make a change as an action does: with the organisation's `acl` in one transaction."""
    async with db.transaction() as session:
        connection = await session.connection()
        for statement, values in statements:
            await connection.execute(text(statement), values)
        await bump_acl(session, ORG)


def _hired(estate: Estate, who: int) -> tuple[str, Employee]:
    ours = [id_ for id_, one in estate.staff.items() if one.org == ORG]
    id_ = ours[who % len(ours)]
    return id_, estate.staff[id_]


def _active(estate: Estate, who: int, value: int) -> Statements:
    id_, one = _hired(estate, who)
    one.active = value % 4 != 0
    return [("UPDATE staff SET active = :v WHERE id = :id", {"v": one.active, "id": id_})]


def _moved(estate: Estate, who: int, value: int) -> Statements:
    id_, one = _hired(estate, who)
    one.department = (DESK, FIX, DESK, FIX, None)[value % 5]
    return [("UPDATE staff SET department = :v WHERE id = :id", {"v": one.department, "id": id_})]


def _role(estate: Estate, who: int, value: int) -> Statements:
    id_, one = _hired(estate, who)
    # Who may do nothing makes for a dull story: they are fewer.
    one.role = ("role_desk", *ROLES, "role_desk", "role_desk")[value % (len(ROLES) + 3)]
    return [("UPDATE staff SET role = :v WHERE id = :id", {"v": one.role, "id": id_})]


def _reach(estate: Estate, who: int, value: int) -> Statements:
    id_, one = _hired(estate, who)
    one.objects = (None, *OBJECTS, None)[value % (len(OBJECTS) + 2)]
    everything = {"v": one.objects is None, "id": id_}
    return [
        ("UPDATE staff SET all_objects = :v WHERE id = :id", everything),
        ("DELETE FROM staff_object WHERE staff = :id", {"id": id_}),
        *(
            ("INSERT INTO staff_object (staff, object) VALUES (:id, :o)", {"id": id_, "o": each})
            for each in one.objects or ()
        ),
    ]


def _lives(estate: Estate, who: int, value: int) -> Statements:
    id_ = list(estate.places)[who % len(estate.places)]
    estate.places[id_] = places = PLACES[value % len(PLACES)]
    statement = "INSERT INTO client_place (client, place, position) VALUES (:id, :o, :n)"
    return [
        ("DELETE FROM client_place WHERE client = :id", {"id": id_}),
        *((statement, {"id": id_, "o": each, "n": n}) for n, each in enumerate(places)),
    ]


def _chat_on(estate: Estate, who: int, value: int) -> Statements:
    id_ = PRODUCTS[who % len(PRODUCTS)]
    one = estate.products[id_]
    one.chat_on = value % 4 != 0
    return [("UPDATE product SET chat_on = :v WHERE id = :id", {"v": one.chat_on, "id": id_})]


def _bot(estate: Estate, who: int, value: int) -> Statements:
    id_ = PRODUCTS[who % len(PRODUCTS)]
    estate.products[id_].bot = bot = BOTS[value % len(BOTS)]
    return [("UPDATE product SET bot = :v WHERE id = :id", {"v": json.dumps(bot), "id": id_})]


def _basic(estate: Estate, who: int, value: int) -> Statements:
    id_ = PRODUCTS[who % len(PRODUCTS)]
    estate.products[id_].basic = basic = BASICS[value % len(BASICS)]
    return [("UPDATE product SET basic = :v WHERE id = :id", {"v": json.dumps(basic), "id": id_})]


def _presence(estate: Estate, who: int, value: int) -> Statements:
    id_, _ = _hired(estate, who)
    presence = ("available", "away")[value % 2]
    return [("UPDATE staff SET presence = :v WHERE id = :id", {"v": presence, "id": id_})]


def _hours(estate: Estate, who: int, value: int) -> Statements:
    document, id_ = HOURS[value % len(HOURS)], (DESK, FIX)[who % 2]
    estate.hours.pop(id_, None)
    read = read_hours(document, zone_named(None))
    if read is not None:
        estate.hours[id_] = read
    hours = None if document is None else json.dumps(document)
    return [("UPDATE department SET hours = :v WHERE id = :id", {"v": hours, "id": id_})]


_CHANGES = {
    "active": _active,
    "moved": _moved,
    "role": _role,
    "reach": _reach,
    "lives": _lives,
    "chat_on": _chat_on,
    "bot": _bot,
    "basic": _basic,
    "presence": _presence,
    "hours": _hours,
}
CHANGES = tuple(_CHANGES)

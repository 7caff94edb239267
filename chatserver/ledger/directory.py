"""What do the rules know of an organisation: its people, places and products, as of one `acl`?"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TypeVar
from weakref import WeakValueDictionary

import msgspec

from bots.settings import read_basic, read_bot
from chatserver.core.hours import Hours, read_hours
from chatserver.core.people import Client, Named, Place, Staff
from chatserver.core.phones import readable
from chatserver.core.products import Product
from chatserver.core.rights import ORGANISATION, PLATFORM, granted
from chatserver.storage import orgs
from chatserver.storage.database import Database
from chatserver.storage.statement import Rows, Steps, ask
from chatserver.storage.trouble import Raced
from chatserver.zones import zone_named

D = TypeVar("D")
NOTHING_ACCEPTED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Directory:
    """An organisation as it is while its `acl` stays the same.

    Staff, departments and products are all here; clients and places are those that somebody needed
    so far, since there may be very many. `accepted` holds offers that clients have agreed to, as
    far as that is known. `hours` are those of departments that have some, `locale` is the language
    in which the organisation speaks where it wrote no words. `closed_at` (milliseconds): nobody
    comes in since, but an Administrator to fetch what is theirs. `ended` are the employees'
    sessions that were ended while tokens of theirs may still be about.
    """

    org: Named
    acl: int
    staff: Mapping[str, Staff]
    departments: Mapping[str, str]
    products: Mapping[str, Product]
    clients: dict[str, Client] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    accepted: dict[str, frozenset[str]] = field(default_factory=dict)
    closed_at: int | None = None
    ended: frozenset[str] = frozenset()
    hours: Mapping[str, Hours] = field(default_factory=dict)
    locale: str = "ru"

    def agreed(self, client: str, product: str) -> bool:
        """Whether it is known that a client agreed to the offer that binds them in a product."""
        person, about = self.clients.get(client), self.products.get(product)
        if person is None or about is None:
            return True
        offer = about.offer_for(person)
        return offer is None or offer in self.accepted.get(client, NOTHING_ACCEPTED)


@dataclass(slots=True, eq=False)
class _Asked:
    """Whom all need who wait for one reading of an organisation, and what it answers."""

    answer: asyncio.Task[Directory | None]
    clients: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


class Directories:
    """The organisations that this process knows.

    The ledger refreshes an organisation inside its own transaction as soon as its `acl` moved, so
    a right that was taken away is gone with the next batch.
    """

    def __init__(self, db: Database, now: Callable[[], int] = lambda: 0) -> None:
        self._db = db
        self._now = now
        self._known: dict[str, Directory] = {}
        self._asked: dict[str, _Asked] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def known(self, org: str) -> Directory | None:
        """Return the organisation as it was last read, or None."""
        return self._known.get(org)

    async def fetch(
        self,
        org: str,
        *,
        clients: Iterable[str] = (),
        places: Iterable[str] = (),
        closed: bool = False,
    ) -> Directory | None:
        """Return the organisation as it is now, with these clients, their places, and these places.

        None when there is no such organisation, or it is closed; with `closed` that one, too.

        Who asks while the organisation is being read is answered by the next reading, together
        with all who do: when thousands come back at once, that is a few questions.
        """
        asked = self._asked.get(org)
        if asked is None:
            answer = asyncio.create_task(self._answer(org))
            asked = self._asked[org] = _Asked(answer)
        asked.clients.update(clients)
        asked.places.update(places)
        # Whoever goes meanwhile does not take the others' answer along.
        found = await asyncio.shield(asked.answer)
        return found if found is None or found.closed_at is None or closed else None

    async def _answer(self, org: str) -> Directory | None:
        async with self._turns.setdefault(org, asyncio.Lock()):
            asked = self._asked.pop(org)
            wanted, needed = list(asked.clients), list(asked.places)
            while True:
                try:
                    return await self._db.read(self._fetch(org, wanted, needed))
                except Raced:
                    continue

    def _fetch(self, org: str, clients: list[str], places: list[str]) -> Steps[Directory | None]:
        rows = yield from ask(orgs.REVISIONS, [org])
        if not rows:
            return None
        acl = rows[0][2]
        directory = yield from self.current(org, acl=acl)
        if directory.acl != acl:
            # What this view would add is older than the directory, and would stay in it.
            raise Raced("the organisation was read anew meanwhile")
        yield from fill(directory, clients=clients, places=places)
        return directory

    def current(self, org: str, *, acl: int) -> Steps[Directory]:
        """Steps that return the organisation at `acl` or later, reading it if that is news."""
        known = self._known.get(org)
        if known is not None and known.acl >= acl:
            return known
        directory = yield from _load(org, self._now())
        known = self._known.get(org)
        # A reader's view may be older than what the ledger has read meanwhile.
        if known is None or known.acl < directory.acl:
            self._known[org] = directory
        return directory


def _load(org: str, now: int) -> Steps[Directory]:
    [(_, name, acl, closed_at, settings)] = yield from ask(orgs.ORG, org)
    staff = yield from ask(orgs.STAFF, org)
    objects = yield from ask(orgs.STAFF_OBJECTS, org)
    departments = yield from ask(orgs.DEPARTMENTS, org)
    ways = _document(settings, dict)
    products = yield from ask(orgs.PRODUCTS, org)
    ended = yield from ask(orgs.ENDED_SESSIONS, now, org)
    # What the bot says where nobody wrote anything is in the organisation's language (D12).
    locale = str(ways.get("locale") or "ru")
    return Directory(
        org=Named(org, name),
        acl=acl,
        staff=_staff(org, staff, objects),
        departments={id_: name for id_, name, _ in departments},
        products={row[0]: _product(org, row, locale) for row in products},
        closed_at=closed_at,
        ended=frozenset(row[0] for row in ended),
        hours=_hours(departments, zone_named(ways.get("time_zone"))),
        locale=locale,
    )


def _hours(departments: Rows, zone: tzinfo) -> Mapping[str, Hours]:
    known = (
        (id_, read_hours(_document(hours, dict), zone))
        for id_, _, hours in departments
        if hours is not None
    )
    return {id_: hours for id_, hours in known if hours is not None}


def _staff(org: str, rows: Rows, objects: Rows) -> dict[str, Staff]:
    reach: dict[str, set[str]] = {}
    for staff, place in objects:
        reach.setdefault(staff, set()).add(place)
    people = {}
    for id_, name, active, department, everywhere, administrator, permissions in rows:
        people[id_] = Staff(
            id=id_,
            name=name,
            org=org,
            active=bool(active),
            department=department,
            permissions=(
                ORGANISATION if administrator else granted(_document(permissions, list)) - PLATFORM
            ),
            objects=None if everywhere or administrator else frozenset(reach.get(id_, ())),
            administrator=bool(administrator),
        )
    return people


def _product(org: str, row: Iterable[object], locale: str) -> Product:
    id_, kind, name, title, chat_on, basic, bot, offer, tester_offer, door = row
    return Product(
        id=str(id_),
        org=org,
        kind=str(kind),
        name=str(name),
        title=str(title),
        chat_on=bool(chat_on),
        basic=read_basic(_document(basic, dict), locale=locale),
        bot=read_bot(_document(bot, dict), locale=locale),
        offer=None if offer is None else str(offer),
        tester_offer=None if tester_offer is None else str(tester_offer),
        door=str(door),
    )


def _document(text: object, kind: type[D]) -> D:
    return msgspec.json.decode(str(text), type=kind)


def fill(
    directory: Directory, *, clients: Iterable[str] = (), places: Iterable[str] = ()
) -> Steps[None]:
    """Steps that bring these clients with their places, and these places, into the directory."""
    wanted = {client for client in clients if client not in directory.clients}
    if wanted:
        yield from _fill_clients(directory, sorted(wanted))
    needed = {place for place in places if place not in directory.places}
    for client in wanted:
        if client in directory.clients:
            needed.update(directory.clients[client].places)
    needed = {place for place in needed if place not in directory.places}
    if needed:
        rows = yield from ask(orgs.PLACES, directory.org.id, sorted(needed))
        for id_, name, address, path in rows:
            ancestors = frozenset(path.strip("/").split("/"))
            directory.places[id_] = Place(id_, name, address, ancestors)


def fill_accepted(directory: Directory, pairs: Iterable[tuple[str, str]]) -> Steps[None]:
    """Steps that learn who of these (client, product) agreed to what binds them.

    Only a yes is remembered: a consent may come at any moment, one that is taken back moves the
    organisation's `acl`, and with that all of this is forgotten.
    """
    unsure = {client for client, product in pairs if not directory.agreed(client, product)}
    if unsure:
        for client, offer in (yield from ask(orgs.ACCEPTED, sorted(unsure))):
            known = directory.accepted.get(client, NOTHING_ACCEPTED)
            directory.accepted[client] = known | {offer}


def _fill_clients(directory: Directory, wanted: list[str]) -> Steps[None]:
    rows = yield from ask(orgs.CLIENTS, directory.org.id, wanted)
    owned: dict[str, list[str]] = {}
    for client, place in (yield from ask(orgs.CLIENT_PLACES, wanted)):
        owned.setdefault(client, []).append(place)
    for id_, name, phone, tokens_from, erased_at, tester in rows:
        directory.clients[id_] = Client(
            id_,
            name,
            directory.org.id,
            readable(phone),
            tuple(owned.get(id_, ())),
            tokens_from,
            erased_at is not None,
            bool(tester),
        )

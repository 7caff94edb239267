"""What can be attached for a client now, and where does a link that was sent lead today?"""

from dataclasses import dataclass

from chatserver.actions.callers.residents import Resident
from chatserver.actions.callers.seen_chats import Seen
from chatserver.core.access import may_answer
from chatserver.core.events import LinkCard
from chatserver.core.links import TRANSITIONS, Attachable, available, card
from chatserver.core.refusals import Forbidden, LinkUnavailable, NotFound
from chatserver.core.searching import fold
from chatserver.ledger.linking import attachable_of, named_by
from chatserver.storage import catalogue
from chatserver.world import World

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page of targets ended: the folded title, and the id."""

    search: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be attached, as the message would show it."""

    card: LinkCard
    spot: Spot


async def link_targets(
    world: World, seen: Seen, *, q: str, to: str, after: Spot, limit: int
) -> list[Target]:
    """Return what this chat's client could open, by title; `to` names one transition, or none."""
    directory, chat = seen.directory, seen.chat
    client = directory.clients[chat.client]
    places = [directory.places[one] for one in client.places if one in directory.places]
    found: list[Target] = []
    needle = fold(q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    while len(found) < limit:
        rows = await world.db.ask(
            catalogue.PUBLISHED, directory.org.id, f"%{needle}%", to, after.search, after.id, _PAGE
        )
        for thing in map(attachable_of, rows):
            after = Spot(fold(thing.title), thing.id)
            if available(thing, product=chat.product, places=places):
                found.append(Target(card(thing), after))
        if len(rows) < _PAGE:
            break
    return found[:limit]


def check_may_attach(seen: Seen, staff_id: str) -> None:
    """Refuse who could not write into the chat: a picker is of no use to them."""
    directory, chat = seen.directory, seen.chat
    staff = directory.staff[staff_id]
    place = directory.places.get(chat.place) if chat.place else None
    kind = directory.products[chat.product].kind
    if not may_answer(staff, product_kind=kind, place=place):
        raise Forbidden


async def open_link(world: World, resident: Resident, reference: str) -> Attachable:
    """Return where a link leads now; raises `LinkUnavailable` when that is gone for this client.

    `reference` is the target's id, or the screen's name: what stands in the link's address.
    """
    org = resident.directory.org.id
    rows = await world.db.ask(catalogue.NAMED, [[org, reference]])
    thing = named_by(rows).get((org, reference))
    if thing is None and reference not in TRANSITIONS and not reference.startswith("cat_"):
        raise NotFound
    if thing is None or not available(thing, product=None, places=resident.places):
        raise LinkUnavailable
    return thing

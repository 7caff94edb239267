"""Where in the superapp can a message lead, for whom, and how does that look?

Requirements 177–181: the thirteen transitions stand in one table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from chatserver.core.events import Link, LinkCard
from chatserver.core.people import Place

SCREEN = "screen"  # the kind of what is a screen of the superapp
OPENING = "/superapp/v1/links/"
PICTURE = "/superapp/v1/pictures/"


class Look(StrEnum):
    """What of a transition is shown in a message (requirement 181)."""

    WIDGET = "widget"  # image and annotation of the screen's widget
    CARD = "card"  # image and annotation of the service or event
    IMAGE = "image"  # the category's image alone
    PLAIN = "plain"  # neither


@dataclass(frozen=True, slots=True)
class Transition:
    """One of the thirteen. `kind` is the kind of its target in the catalogue."""

    number: int
    to: str
    kind: str
    look: Look

    @property
    def needs_target(self) -> bool:
        """Whether one must be named: of the services, events and categories there are many."""
        return self.kind != SCREEN


TRANSITIONS: Mapping[str, Transition] = MappingProxyType(
    {
        one.to: one
        for one in (
            Transition(1, "requests", SCREEN, Look.WIDGET),
            Transition(2, "service", "service", Look.CARD),
            Transition(3, "partner_service", "partner_service", Look.CARD),
            Transition(4, "marketplace", SCREEN, Look.PLAIN),
            Transition(5, "service_category", "service_category", Look.IMAGE),
            Transition(6, "events", SCREEN, Look.WIDGET),
            Transition(7, "event", "event", Look.CARD),
            Transition(8, "event_category", "event_category", Look.PLAIN),
            Transition(9, "privileges", SCREEN, Look.WIDGET),
            Transition(10, "notices", SCREEN, Look.WIDGET),
            Transition(11, "parking", SCREEN, Look.WIDGET),
            Transition(12, "services", SCREEN, Look.PLAIN),
            Transition(13, "bills", SCREEN, Look.PLAIN),
        )
    }
)
SCREENS = tuple(one.to for one in TRANSITIONS.values() if not one.needs_target)
KINDS = (*(one.kind for one in TRANSITIONS.values() if one.needs_target), SCREEN)
# In which category a thing may stand.
CATEGORY_OF: Mapping[str, str] = MappingProxyType(
    {
        "service": "service_category",
        "partner_service": "service_category",
        "event": "event_category",
    }
)


@dataclass(frozen=True, slots=True)
class Attachable:
    """A thing of the catalogue. `objects` and `products` None: for all of them.

    For a screen `text` and `image` are its widget's, where the catalogue has none of its own.
    """

    id: str
    kind: str
    screen: str | None
    title: str
    text: str = ""
    image: str | None = None
    published: bool = True
    objects: frozenset[str] | None = None
    products: frozenset[str] | None = None

    @property
    def transition(self) -> Transition:
        """How one comes there."""
        return TRANSITIONS[self.screen or self.kind]

    @property
    def link(self) -> Link:
        """The link that leads there."""
        return Link(self.transition.to, None if self.screen is not None else self.id)


def reference(link: Link) -> str | None:
    """Return by what a link's target is found: its id, or the screen's name.

    None when it cannot lead anywhere: an unknown transition, a target missing or too many.
    """
    transition = TRANSITIONS.get(link.to)
    if transition is None or transition.needs_target != (link.target is not None):
        return None
    return link.target or link.to


def available(thing: Attachable, *, product: str | None, places: Iterable[Place]) -> bool:
    """Whether this client can open it (requirement 180).

    It is enough that one of the client's premises is among its objects. `product` is the one in
    whose chat it is attached; None when it is opened later.
    """
    if not thing.published:
        return False
    if product is not None and thing.products is not None and product not in thing.products:
        return False
    return thing.objects is None or any(
        not thing.objects.isdisjoint(place.ancestors) for place in places
    )


def leads_to(link: Link, thing: Attachable | None) -> bool:
    """Whether the thing is what the link names."""
    return thing is not None and thing.link == link


def picture_of(card: LinkCard) -> str | None:
    """Return the picture that a message shows with this card, if there is one."""
    return None if card.image_url is None else card.image_url.removeprefix(PICTURE)


def card(thing: Attachable) -> LinkCard:
    """Return what a message shows of it from now on, whatever becomes of the thing."""
    look = thing.transition.look
    text = thing.text if look in (Look.WIDGET, Look.CARD) else ""
    image = thing.image if look is not Look.PLAIN else None
    link = thing.link
    return LinkCard(
        to=link.to,
        target=link.target,
        title=thing.title,
        text=text or None,
        image_url=f"{PICTURE}{image}" if image is not None else None,
        url=f"{OPENING}{link.target or link.to}",
    )

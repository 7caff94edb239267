"""What can a widget be: on which screen, leading where, in which words? (requirements 96–99)"""

from collections.abc import Iterator
from dataclasses import dataclass

from chatserver.core.mistakes import Mistake
from chatserver.core.texts import has_visible

TITLE, TEXT = 60, 200
MOST_OBJECTS = 500
POSITION_MOST = 1_000_000

# Where else in the superapp a widget may lead.
TARGETS = (
    "requests",
    "marketplace",
    "events",
    "privileges",
    "notices",
    "parking",
    "services",
    "bills",
    "chats",
    "profile",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A widget as somebody wants it to be. `objects` None: for all of the organisation."""

    screen: str
    title: str
    text: str = ""
    position: int = 0
    image: str | None = None
    app: str | None = None
    target: str | None = None
    objects: tuple[str, ...] | None = None


def mistakes_in(draft: Draft) -> Iterator[Mistake]:
    """Yield what is wrong with a widget in itself."""
    if not has_visible(draft.title) or len(draft.title) > TITLE:
        yield Mistake("/title", "length", f"has 1 to {TITLE} characters")
    if len(draft.text) > TEXT:
        yield Mistake("/text", "too_long", f"has at most {TEXT} characters")
    if (draft.app is None) == (draft.target is None):
        either = "leads either to a mini-app or to a target"
        yield Mistake("/miniapp", "one_of", either, rests_on=("/target",))
    if draft.target is not None and draft.target not in TARGETS:
        yield Mistake("/target", "unknown", "there is no such screen")
    if draft.objects is not None and not 0 < len(draft.objects) <= MOST_OBJECTS:
        yield Mistake("/objects", "length", f"names 1 to {MOST_OBJECTS} objects, or is null")

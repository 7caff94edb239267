"""In which words is the catalogue of what messages lead to told of?"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from admin_api.words.directory import ExternalId, Flag, Name, Reference
from admin_api.words.word import Word
from chatserver.core.events import LinkCard
from chatserver.http.texts import Text

Kind = Literal[
    "service", "partner_service", "service_category", "event", "event_category", "screen"
]
Screen = Literal[
    "requests", "marketplace", "events", "privileges", "notices", "parking", "services", "bills"
]
Annotation = Annotated[Text, Field(max_length=300)]
Ids = Annotated[list[Reference], Field(max_length=500)]


class ItemWord(BaseModel):
    """A service, event, category, or a screen of the superapp. `objects`: whose residents can open
    it, `products`: in whose chats it may be attached; null: all.
    """

    id: str
    kind: Kind
    screen: Screen | None
    category: str | None
    title: str
    text: str
    image: str | None
    external_id: str | None
    published: bool
    objects: list[str] | None
    products: list[str] | None
    version: int


class ItemsWord(BaseModel):
    """A page of the catalogue."""

    items: list[ItemWord]
    next_cursor: str | None


class NewItemWord(Word):
    """A thing to be added. `screen` is for the kind `screen` alone, and is there once each."""

    kind: Kind
    screen: Screen | None = None
    category: Reference | None = None
    title: Name
    text: Annotation = ""
    image: Reference | None = None
    external_id: ExternalId | None = None
    published: Flag = True
    objects: Ids | None = None
    products: Ids | None = None


class ItemChangeWord(Word):
    """What is to be changed of a thing; what is left out stays."""

    category: Reference | None = None
    title: Name = "-"
    text: Annotation = ""
    image: Reference | None = None
    external_id: ExternalId | None = None
    published: Flag = True
    objects: Ids | None = None
    products: Ids | None = None


class LinkTargetWord(BaseModel):
    """Something that can be attached: `to` and `target` go into the message's `link`; the rest is
    what the message will show.
    """

    to: str
    target: str | None
    title: str | None
    text: str | None
    image_url: str | None
    url: str

    @classmethod
    def of(cls, card: LinkCard) -> Self:
        """Return it as it is written."""
        return cls.model_validate(card, from_attributes=True)


class LinkTargetsWord(BaseModel):
    """A page of what can be attached, by title."""

    items: list[LinkTargetWord]
    next_cursor: str | None

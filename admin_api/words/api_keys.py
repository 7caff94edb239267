"""In which words are the keys of an organisation's own systems told of?"""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from admin_api.words.superapps import KeyNameWord
from chatserver.actions.integrations.export_keys import ExportKey, MadeExportKey
from chatserver.core.exports import Scope
from chatserver.http.named import NamedWord, named
from chatserver.wire.times import rfc3339


class ExportKeyWord(BaseModel):
    """A key that holds. `objects` null: the whole organisation; `maker_active` false: whoever made
    it is gone, and the key goes on; `used_at`: when somebody came with it last, give or take ten
    minutes, null: nobody has.
    """

    id: str
    name: str
    scopes: list[Scope]
    objects: list[str] | None
    maker: NamedWord | None
    maker_active: bool
    created_at: str
    used_at: str | None

    @classmethod
    def of(cls, card: ExportKey) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            scopes=[Scope(one) for one in card.scopes],
            objects=None if card.objects is None else list(card.objects),
            maker=named(card.maker),
            maker_active=card.maker_active,
            created_at=rfc3339(card.created_at),
            used_at=None if card.used_at is None else rfc3339(card.used_at),
        )


class ExportKeysWord(BaseModel):
    """A page of keys."""

    items: list[ExportKeyWord]
    next_cursor: str | None


class NewExportKeyWord(KeyNameWord):
    """A key to be made: for whom, and what it exports."""

    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]


class MadeExportKeyWord(ExportKeyWord):
    """A new key. `secret` is its value, shown this once: we keep a hash of it."""

    secret: str | None

    @classmethod
    def made(cls, made: MadeExportKey) -> Self:
        """Return it as it is written."""
        card = ExportKeyWord.of(made.card)
        return cls(**card.model_dump(), secret=made.value)

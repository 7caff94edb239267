"""In which words are licences told of, and the rules of placement?"""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field

from admin_api.words.directory import visible
from admin_api.words.word import At, Word
from chatserver.actions.miniapps.placement_rules import Rules
from chatserver.http.named import NamedWord
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

RulesText = Annotated[Text, Field(min_length=1, max_length=50_000), AfterValidator(visible)]


class LicenceWord(BaseModel):
    """A licence, and which mini-app it serves."""

    id: str
    name: str
    miniapp: NamedWord | None
    granted_at: str


class LicencesWord(BaseModel):
    """The licences of an organisation, by number."""

    items: list[LicenceWord]
    next_cursor: str | None


class LicenceCountWord(Word):
    """How many licences were bought."""

    count: Annotated[int, Field(strict=True, ge=1, le=100)]


class PlacementRulesWord(BaseModel):
    """A version of the placement rules. `at`: since when it held; null: it is built in."""

    version: int
    text_ru: str
    text_en: str
    at: At | None

    @classmethod
    def of(cls, rules: Rules) -> Self:
        """Return them as they are written."""
        return cls(
            version=rules.version,
            text_ru=rules.text_ru,
            text_en=rules.text_en,
            at=None if rules.at is None else rfc3339(rules.at),
        )


class NewPlacementRulesWord(Word):
    """The next version of the placement rules. `based_on`: the version that its author has read."""

    text_ru: RulesText
    text_en: RulesText
    based_on: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000)] | None = None

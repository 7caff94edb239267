"""In which words are a mini-app's test tokens, keys and links told of?"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from admin_api.words.directory import on_one_line
from admin_api.words.word import Word
from chatserver.actions.miniapps.launches.app_keys import AppKeyCard
from chatserver.http.named import NamedWord, named
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

Reference = Annotated[Text, Field(min_length=1, max_length=40)]


class TestTokenAskWord(Word):
    """For which client, and from which of their premises."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"client_id": "cl_1", "premises_id": "obj_1"}]},
    )

    client_id: Reference
    premises_id: Reference


class TestTokenWord(BaseModel):
    """A test token, shown this once; `url` opens the newest approved build with it. Both are null
    in the answer to a repeated request.
    """

    token: str | None
    url: str | None
    expires_at: str


class NewAppKeyWord(Word):
    """What the key is for, in words."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "Back end, production"}]}
    )

    name: Annotated[Text, Field(min_length=1, max_length=100), AfterValidator(on_one_line)]


class AppKeyWord(BaseModel):
    """A key of the mini-app's back end. `maker_active` false: whoever made it is gone, and the key
    goes on.
    """

    id: str
    name: str
    maker: NamedWord | None
    maker_active: bool
    created_at: str

    @classmethod
    def of(cls, card: AppKeyCard, **more: str) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            maker=named(card.maker),
            maker_active=card.maker_active,
            created_at=rfc3339(card.created_at),
            **more,
        )


class MadeAppKeyWord(AppKeyWord):
    """A new key; `secret` is shown this once."""

    secret: str | None


class AppKeysWord(BaseModel):
    """The keys that hold, the newest first."""

    items: list[AppKeyWord]
    next_cursor: None = None


class SuperappRefWord(BaseModel):
    """A superapp of the organisation."""

    id: str
    name: str
    kind: Literal["general", "branded"]


class DeepLinkWord(BaseModel):
    """The mini-app's address in one superapp; `?start=` may be added."""

    superapp: SuperappRefWord
    url: str


class DeepLinksWord(BaseModel):
    """One link for each superapp."""

    items: list[DeepLinkWord]
    next_cursor: None = None

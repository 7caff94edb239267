"""In which words does a mini-app ask about its client?"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chatserver.core.analytics import LONGEST_LOAD_MS, PAGE_ERRORS, PageError
from chatserver.http.texts import Text

FieldName = Literal["name", "phone", "email", "photo", "birth", "place", "role"]


class PlaceWord(BaseModel):
    """The premises for which the mini-app was opened; `id` is known to this mini-app alone."""

    id: str
    name: str
    address: str


class ProfileWord(BaseModel):
    """The client. What was not asked for or not granted is absent; null: nobody knows it.

    `id` is known to this mini-app alone. `denied`: asked for, and not granted. `env` is `test` for
    a token made by hand; without the tester's mark all values are then made up.
    """

    id: str
    env: Literal["live", "test"]
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    photo: str | None = None
    birth: str | None = None
    place: PlaceWord | None = None
    role: str | None = None
    denied: list[FieldName]


class ChatWord(BaseModel):
    """Whether the mini-app's chat is on, and as which product the superapp opens it."""

    on: bool
    product: str


class CheckWord(BaseModel):
    """The token that a page has shown to its back end."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"token": "eyJ…"}]})

    token: Annotated[Text, Field(max_length=4000)]


class CheckedWord(BaseModel):
    """Whether a token lives at this moment, and until when at most."""

    active: bool
    expires_at: str | None


class SeenWord(BaseModel):
    """What a host saw of the page: how long it took from its address being asked for until it said
    that it is ready, and with which codes something failed.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"load_ms": 850, "errors": ["offline"]}]}
    )

    load_ms: Annotated[int, Field(ge=0, le=LONGEST_LOAD_MS)] | None = None
    errors: Annotated[list[PageError], Field(max_length=len(PAGE_ERRORS))] = Field(
        default_factory=list
    )

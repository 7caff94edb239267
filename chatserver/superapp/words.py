"""In which words does the superapp's door speak? A client never reads an internal name (D18)."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chatserver.http.me import MeWord
from chatserver.http.named import NamedWord, PremisesWord
from chatserver.http.texts import Text
from chatserver.identity.tokens import Issued
from chatserver.wire.times import rfc3339

Reference = Annotated[Text, Field(min_length=1, max_length=40)]


class MintWord(BaseModel):
    """For whom a token is asked: a phone or a client's id, or a guest who has not signed in yet;
    and the organisation where the key has several.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"client_id": "cl_1"}]}
    )

    phone: Reference | None = None
    client_id: Reference | None = None
    org: Reference | None = None
    guest: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum((self.phone is not None, self.client_id is not None, self.guest)) != 1:
            raise ValueError("needs either phone or client_id, or guest")
        return self


class TokenWord(BaseModel):
    """A token for a client, with its last instant."""

    token: str
    expires_at: str

    @classmethod
    def of(cls, issued: Issued) -> Self:
        """Return it as it is written."""
        return cls(token=issued.token, expires_at=rfc3339(issued.expires_at))


class ResidentWord(BaseModel):
    """The client, with their premises in the order in which they were given."""

    id: str
    kind: Literal["client"] = "client"
    name: str
    org: NamedWord
    premises: list[PremisesWord]


class ProductWord(BaseModel):
    """Something to chat with: `name` is what clients read. `chat` is absent before the first
    chat; with `chat_on` false it can be read only.
    """

    id: str
    kind: Literal["miniapp", "subscription"]
    name: str
    chat_on: bool
    chat: str = ""
    unread: int


class ProductsWord(BaseModel):
    """Everything that the client can chat with."""

    items: list[ProductWord]
    next_cursor: None = None


class PersonaWord(BaseModel):
    """Whom the demo is to be: a client or an employee, by id."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"client": "cl_1"}]})

    client: Reference | None = None
    staff: Reference | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.client is None) == (self.staff is None):
            raise ValueError("needs either client or staff")
        return self


class PersonaClientWord(TokenWord):
    """A demo client's token."""

    kind: Literal["client"] = "client"


class PersonaStaffWord(TokenWord):
    """A demo employee's session, as a login would have begun it; `token` is the access token."""

    kind: Literal["staff"] = "staff"
    access_token: str
    refresh_token: str
    expires_in: int
    me: MeWord

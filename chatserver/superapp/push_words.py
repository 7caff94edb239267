"""In which words does a mini-app's back end push something to its clients?"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from chatserver.actions.miniapps.pushes.asking import Asked, WantedPush
from chatserver.actions.miniapps.pushes.receipts import Sent
from chatserver.core.pushes import (
    ATTRIBUTES_BYTES,
    BODY,
    CLIENTS,
    LONGEST_TTL_S,
    SHORTEST_TTL_S,
    TITLE,
    TTL_S,
)
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

AnswerName = Literal["accepted", "not_permitted", "rate_limited", "not_found", "inactive"]
StateName = Literal["waiting", "sent", "no_device", "replaced", "dropped", "expired", "failed"]
ClientId = Annotated[Text, Field(min_length=1, max_length=40)]
Place = Annotated[Text, Field(max_length=200)]
Name = Annotated[Text, Field(min_length=1, max_length=64)]
Number = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
Value = (
    Annotated[Text, Field(max_length=1000)]
    | bool
    | Number
    | Annotated[float, Field(allow_inf_nan=False)]
)


class AttributesWord(BaseModel):
    """What the page gets when the push is tapped: the screen and the place on it to show, and
    whatever else it wants to know.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"screen": "order", "anchor": "total", "params": {"order": "17"}}],
            "description": f"At most {ATTRIBUTES_BYTES} bytes of JSON, with `params` as a text.",
        },
    )

    screen: Place = ""
    anchor: Place = ""
    params: Annotated[dict[Name, Value], Field(max_length=50)] | None = None


class PushWord(BaseModel):
    """A push to clients by the ids by which the mini-app knows them. `ttl`: for how many seconds
    the words are worth showing. One with the `collapse_id` of an earlier one takes its place.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "client_ids": ["pw_5q0u…"],
                    "title": "Your order",
                    "body": "The courier is on the way.",
                    "attributes": {"screen": "order", "params": {"order": "17"}},
                    "collapse_id": "order-17",
                }
            ]
        },
    )

    client_ids: Annotated[list[ClientId], Field(min_length=1, max_length=CLIENTS)]
    title: Annotated[Text, Field(max_length=TITLE)]
    body: Annotated[Text, Field(max_length=BODY)]
    attributes: AttributesWord = AttributesWord()
    collapse_id: Annotated[str, Field(pattern=r"^[!-~]{1,64}$")] | None = None
    ttl: Annotated[int, Field(strict=True, ge=SHORTEST_TTL_S, le=LONGEST_TTL_S)] = TTL_S

    def wanted(self) -> WantedPush:
        """Return what is to be done."""
        return WantedPush(
            clients=self.client_ids,
            title=self.title,
            body=self.body,
            ttl_s=self.ttl,
            screen=self.attributes.screen,
            anchor=self.attributes.anchor,
            params=self.attributes.params,
            collapse=self.collapse_id,
        )


class AnswerWord(BaseModel):
    """What becomes of the push for one client."""

    client_id: str
    result: AnswerName


class PushedWord(BaseModel):
    """What becomes of the push for each client, in the order in which they were named. By `id` it
    can be asked how far it came; null when it goes to nobody.
    """

    id: str | None
    clients: list[AnswerWord]

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """Return it as it is written."""
        clients = [
            AnswerWord(client_id=sub, result=what.value) for sub, what in asked.answers.items()
        ]
        return cls(id=asked.id, clients=clients)


class CameWord(BaseModel):
    """How far it came with one client, and when they opened it."""

    client_id: str
    state: StateName
    changed_at: str
    opened_at: str | None


class SentWord(BaseModel):
    """A push that was accepted, by client. What it said nobody has kept."""

    id: str
    at: str
    expires_at: str
    clients: list[CameWord]

    @classmethod
    def of(cls, sent: Sent) -> Self:
        """Return it as it is written."""
        return cls(
            id=sent.id,
            at=rfc3339(sent.at),
            expires_at=rfc3339(sent.expires_at),
            clients=[
                CameWord(
                    client_id=one.sub,
                    state=one.state.value,
                    changed_at=rfc3339(one.changed_at),
                    opened_at=None if one.opened_at is None else rfc3339(one.opened_at),
                )
                for one in sent.clients
            ],
        )

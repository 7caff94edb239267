"""In which words are webhooks told of?"""

from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from admin_api.words.word import At, Word
from chatserver.actions.webhooks.deliveries import Delivery, Replayed
from chatserver.actions.webhooks.endpoints import Draft, WebhookCard
from chatserver.http.named import NamedWord, named
from chatserver.http.texts import Text
from chatserver.wire.times import milliseconds, rfc3339

State = Literal["waiting", "delivered", "failed"]
Url = Annotated[Text, Field(max_length=4_000, examples=["https://example.com/hooks/domyland"])]
Description = Annotated[Text, Field(max_length=1_000)]
Types = Annotated[list[Annotated[Text, Field(max_length=60)]], Field(max_length=100)]


class NewWebhookWord(Word):
    """An endpoint to be made. `types` null: every type of event, and every one that is to come."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "url": "https://example.com/hooks/domyland",
                    "description": "CRM",
                    "types": ["chat.opened", "chat.message.created", "chat.closed"],
                }
            ]
        },
    )

    url: Url
    description: Description = ""
    types: Types | None = None
    active: bool = True

    def draft(self) -> Draft:
        """Return it as the action wants it."""
        return Draft(self.url, self.description, self.types, self.active)


class WebhookChangeWord(Word):
    """What is named is set. `active` true also takes back that the server switched it off."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"active": True, "types": None}]}
    )

    url: Url = ""
    description: Description = ""
    types: Types | None = None
    active: bool = True

    def changes(self) -> dict[str, Any]:
        """Return what is named."""
        changes = self.model_dump(exclude_unset=True)
        if "types" in changes:
            changes["kinds"] = changes.pop("types")
        return changes


class WebhookWord(BaseModel):
    """An endpoint. `disabled` says why the server switched it off: `gone` (it answered 410) or
    `failing` (it took nothing for five days). `failing_since`: it has taken nothing since then.
    `former_secret_until`: so long the secret before signs as well.
    """

    id: str
    url: str
    description: str
    types: list[str] | None
    active: bool
    disabled: Literal["gone", "failing"] | None
    failing_since: At | None
    former_secret_until: At | None
    maker: NamedWord | None
    created_at: At
    version: int

    @classmethod
    def of(cls, card: WebhookCard) -> Self:
        """Return it as it is written."""
        return cls.model_validate(
            {
                "id": card.id,
                "url": card.url,
                "description": card.description,
                "types": None if card.kinds is None else list(card.kinds),
                "active": card.active,
                "disabled": card.disabled,
                "failing_since": card.failing_since,
                "former_secret_until": card.former_until,
                "maker": named(card.maker),
                "created_at": card.created_at,
                "version": card.version,
            }
        )


class WebhooksWord(BaseModel):
    """A page of endpoints, oldest first."""

    items: list[WebhookWord]
    next_cursor: str | None


class MadeWebhookWord(WebhookWord):
    """An endpoint with its secret, which is shown this once."""

    secret: str | None

    @classmethod
    def made(cls, card: WebhookCard, secret: str) -> Self:
        """Return it as it is written."""
        return cls(**WebhookWord.of(card).model_dump(), secret=secret)


class EventTypeWord(BaseModel):
    """A type of event: what it tells, an example of its `data`, and which permissions whoever asks
    for it needs.
    """

    type: str
    says: str
    permissions: list[str]
    example: dict[str, Any]


class EventTypesWord(BaseModel):
    """Every type of event."""

    items: list[EventTypeWord]
    next_cursor: None = None


class DeliveryWord(BaseModel):
    """An event on its way to an endpoint; its `event` is what `webhook-id` says.

    What follows `next_at` tells of the last try. Without a `status` nobody answered, and `failure`
    says why: `timeout`, `tls`, `unreachable`, or `secret` where the server lost its key. `answer`
    is the beginning of what came back: show it as text alone.
    """

    id: str
    event: str
    type: str
    state: State
    at: At
    next_at: At | None
    tries: int
    tried_at: At | None
    status: int | None
    failure: Literal["timeout", "tls", "unreachable", "secret"] | None
    duration_ms: int | None
    body: str
    answer: str

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Return it as it is written."""
        return cls.model_validate(
            {
                "id": delivery.id,
                "event": delivery.event,
                "type": delivery.kind,
                "state": delivery.state,
                "at": delivery.at,
                "next_at": delivery.next_at,
                "tries": delivery.tries,
                "tried_at": delivery.tried_at,
                "status": delivery.status,
                "failure": delivery.failure,
                "duration_ms": delivery.duration_ms,
                "body": delivery.body,
                "answer": delivery.answer,
            }
        )


class DeliveriesWord(BaseModel):
    """A page of deliveries, the newest first."""

    items: list[DeliveryWord]
    next_cursor: str | None


class RangeWord(Word):
    """What is sent once more: events from `since` to before `until` (null: now) that the endpoint
    did not take or never got; with `delivered` also those that it took.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"since": "2026-11-26T00:00:00Z", "delivered": False}]},
    )

    since: Annotated[AwareDatetime, Field(examples=["2026-11-26T00:00:00Z"])]
    until: AwareDatetime | None = None
    delivered: bool = False

    def span(self) -> tuple[int, int | None]:
        """Return the range in milliseconds."""
        until = None if self.until is None else milliseconds(self.until)
        return milliseconds(self.since), until


class ReplayedWord(BaseModel):
    """How many events are sent once more. `next_since` is where the next request goes on, null when
    that was all.
    """

    count: int
    next_since: str | None

    @classmethod
    def of(cls, replayed: Replayed) -> Self:
        """Return it as it is written."""
        after = replayed.next_since
        return cls(count=replayed.count, next_since=None if after is None else rfc3339(after))

"""In which words does a mini-app's back end ask for money, and its page show what for?"""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chatserver.actions.miniapps.orders.cards import OrderCard
from chatserver.actions.miniapps.orders.paying import Paying
from chatserver.core.order_forms import (
    AMOUNT,
    DESCRIPTION,
    EXTERNAL_ID,
    LINE_NAME,
    LINES,
    QUANTITY,
    REASON,
    Line,
    NewOrder,
)
from chatserver.http.order_names import AttemptName, Ending, EntryKind, Env, RefundName, StateName
from chatserver.http.texts import Text
from chatserver.wire.times import milliseconds, rfc3339

Amount = Annotated[int, Field(strict=True, ge=1, le=AMOUNT)]
ExternalId = Annotated[str, Field(pattern=rf"^[!-~]{{1,{EXTERNAL_ID}}}$")]


class BoughtWord(BaseModel):
    """Something that is bought; `price` is of one, in minor units."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Text, Field(min_length=1, max_length=LINE_NAME)]
    quantity: Annotated[int, Field(strict=True, ge=1, le=QUANTITY)] = 1
    price: Annotated[int, Field(strict=True, ge=0, le=AMOUNT)]


class NewOrderWord(BaseModel):
    """What a client is to pay. `external_id` is the mini-app's own name for it: the same again with
    the same words gives the same order. The lines come to `amount`, which is in minor units.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "external_id": "17",
                    "client_id": "pw_5q0u…",
                    "amount": 150000,
                    "currency": "RUB",
                    "description": "A pass for a guest",
                    "lines": [{"name": "Pass", "quantity": 1, "price": 150000}],
                }
            ]
        },
    )

    external_id: ExternalId
    client_id: Annotated[Text, Field(min_length=1, max_length=40)]
    amount: Amount
    currency: Literal["RUB"] = "RUB"
    description: Annotated[
        Text | None,
        Field(
            min_length=1,
            max_length=DESCRIPTION,
            description="What the client reads above the lines; absent: their names.",
        ),
    ] = None
    lines: Annotated[list[BoughtWord], Field(min_length=1, max_length=LINES)]
    expires_at: AwareDatetime | None = None
    env: Env = "live"

    def wanted(self) -> NewOrder:
        """Return what is to be done."""
        return NewOrder(
            external_id=self.external_id,
            client=self.client_id,
            amount=self.amount,
            currency=self.currency,
            description=self.description or ", ".join(one.name for one in self.lines)[:DESCRIPTION],
            lines=[Line(one.name, one.quantity, one.price) for one in self.lines],
            expires_at=None if self.expires_at is None else milliseconds(self.expires_at),
            env=self.env,
        )


class RefundWord(BaseModel):
    """How much goes back to the client (absent: all that is left), and why."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"amount": 5000}]})

    amount: Amount | None = None
    reason: Annotated[Text, Field(max_length=REASON)] = ""


class LastAttemptWord(BaseModel):
    """The client's last attempt to pay."""

    state: AttemptName
    at: str


class OwnEntryWord(BaseModel):
    """Money that came (`charge`) or went back (`refund`)."""

    id: str
    kind: EntryKind
    amount: int
    at: str


class GivenBackWord(BaseModel):
    """Money that is to go back, or went."""

    id: str
    amount: int
    reason: str
    state: RefundName
    created_at: str


class SheetWord(BaseModel):
    """An order as the client sees it before they pay. `title` is what clients read as the
    mini-app's name, `payee` whoever gets the money. With `ends_as` it was cancelled, or ran out,
    while an attempt is open, and becomes that when it has ended without money.
    """

    id: str
    env: Env
    state: StateName
    ends_as: Ending | None
    title: str
    payee: str | None
    amount: int
    currency: str
    refunded: int
    description: str
    lines: list[BoughtWord]
    expires_at: str
    attempt: LastAttemptWord | None

    @classmethod
    def of(cls, card: OrderCard) -> Self:
        """Return it as it is written."""
        return cls.model_validate(_shown(card) | {"title": card.title})


class OwnOrderWord(BaseModel):
    """An order as the mini-app's back end sees it. `client_id` is null once they are erased; for
    `ends_as` see the sheet.
    """

    id: str
    external_id: str
    env: Env
    state: StateName
    ends_as: Ending | None
    client_id: str | None
    amount: int
    currency: str
    refunded: int
    description: str
    lines: list[BoughtWord]
    payee: str | None
    created_at: str
    expires_at: str
    changed_at: str
    paid_at: str | None
    attempt: LastAttemptWord | None
    entries: list[OwnEntryWord]
    refunds: list[GivenBackWord]

    @classmethod
    def of(cls, card: OrderCard) -> Self:
        """Return it as it is written."""
        more = {
            "external_id": card.external_id,
            "client_id": card.sub,
            "created_at": rfc3339(card.created_at),
            "changed_at": rfc3339(card.changed_at),
            "paid_at": None if card.paid_at is None else rfc3339(card.paid_at),
            "entries": [
                {"id": one.id, "kind": one.kind, "amount": one.amount, "at": rfc3339(one.at)}
                for one in card.entries
            ],
            "refunds": [
                {
                    "id": one.id,
                    "amount": one.amount,
                    "reason": one.reason,
                    "state": one.state,
                    "created_at": rfc3339(one.at),
                }
                for one in card.refunds
            ],
        }
        return cls.model_validate(_shown(card) | more)


class FoundOrdersWord(BaseModel):
    """The order that has this `external_id`, if there is one."""

    items: list[OwnOrderWord]
    next_cursor: None = None


class PayingWord(BaseModel):
    """Where the client pays: `url` is the provider's page, which the host opens. It is null when
    there is nothing to be paid any more, and while the order is `created` because the provider
    refused.
    """

    state: StateName
    url: str | None
    expires_at: str

    @classmethod
    def of(cls, paying: Paying) -> Self:
        """Return it as it is written."""
        return cls.model_validate(
            {"state": paying.state, "url": paying.url, "expires_at": rfc3339(paying.expires_at)}
        )


def _shown(card: OrderCard) -> dict[str, object]:
    """What the page and the back end both see."""
    last = card.attempts[-1] if card.attempts else None
    attempt = None if last is None else {"state": last.state, "at": rfc3339(last.at)}
    return {
        "id": card.id,
        "env": card.env,
        "state": card.state,
        "ends_as": card.ends_as,
        "payee": card.payee,
        "amount": card.amount,
        "currency": card.currency,
        "refunded": card.refunded,
        "description": card.description,
        "lines": [
            {"name": one.name, "quantity": one.quantity, "price": one.price} for one in card.lines
        ],
        "expires_at": rfc3339(card.expires_at),
        "attempt": attempt,
    }

"""In which words do staff read orders, and give money back?"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field

from admin_api.words.directory import visible
from admin_api.words.word import At, Word
from chatserver.actions.miniapps.orders.cards import OrderCard
from chatserver.actions.miniapps.orders.seen import ListedOrder
from chatserver.core.order_forms import AMOUNT, REASON
from chatserver.http.named import NamedWord
from chatserver.http.order_names import AttemptName, Ending, EntryKind, Env, RefundName, StateName
from chatserver.http.texts import Text


class OrderRowWord(BaseModel):
    """An order. Amounts are in minor units. `client` is null once they are erased. With `ends_as`
    it was cancelled, or ran out, while an attempt is open, and becomes that when it has ended
    without money.
    """

    id: str
    miniapp: NamedWord
    external_id: str
    env: Env
    state: StateName
    ends_as: Ending | None
    client: NamedWord | None
    amount: int
    currency: str
    refunded: int
    description: str
    created_at: At
    expires_at: At
    changed_at: At
    paid_at: At | None

    @classmethod
    def of(cls, order: ListedOrder) -> Self:
        """Return it as it is written."""
        return cls.model_validate(order, from_attributes=True)


class SellersWord(BaseModel):
    """The mini-apps that have made orders, by name."""

    items: list[NamedWord]
    next_cursor: None = None


class OrdersWord(BaseModel):
    """A page of orders, the newest first."""

    items: list[OrderRowWord]
    next_cursor: str | None


class OrderLineWord(BaseModel):
    """Something that is bought; `price` is of one."""

    name: str
    quantity: int
    price: int


class PayeeWord(BaseModel):
    """Who gets the money; of the account the end of its number."""

    name: str
    account: str | None


class AttemptWord(BaseModel):
    """An attempt to pay."""

    id: str
    provider: str
    state: AttemptName
    at: At
    ended_at: At | None


class OrderEntryWord(BaseModel):
    """Money that came (`charge`) or went back (`refund`), by the provider's own reference."""

    id: str
    kind: EntryKind
    amount: int
    provider: str
    reference: str
    at: At


class RefunderWord(BaseModel):
    """Who gave money back: an employee, or the mini-app's back end by one of its keys."""

    kind: Literal["staff", "back_end"]
    name: str


class OrderRefundWord(BaseModel):
    """Money that is to go back, or went."""

    id: str
    amount: int
    reason: str
    state: RefundName
    by: RefunderWord
    created_at: At


class OrderWord(OrderRowWord):
    """An order with all that belongs to it, each list in the order of time."""

    lines: list[OrderLineWord]
    payee: PayeeWord | None
    attempts: list[AttemptWord]
    entries: list[OrderEntryWord]
    refunds: list[OrderRefundWord]

    @classmethod
    def of_card(cls, card: OrderCard) -> Self:
        """Return it as it is written."""
        row = OrderRowWord.model_validate(card, from_attributes=True).model_dump()
        payee = None if card.payee is None else PayeeWord(name=card.payee, account=card.account)
        return cls.model_validate(
            {
                **row,
                "payee": payee,
                "lines": [
                    OrderLineWord.model_validate(one, from_attributes=True) for one in card.lines
                ],
                "attempts": [
                    AttemptWord.model_validate(one, from_attributes=True) for one in card.attempts
                ],
                "entries": [
                    OrderEntryWord.model_validate(one, from_attributes=True) for one in card.entries
                ],
                "refunds": [
                    {
                        "id": one.id,
                        "amount": one.amount,
                        "reason": one.reason,
                        "state": one.state,
                        "by": {"kind": one.by_kind, "name": one.by},
                        "created_at": one.at,
                    }
                    for one in card.refunds
                ],
            }
        )


class NewRefundWord(Word):
    """How much goes back to the client (absent: all that is left), and why."""

    amount: Annotated[int, Field(strict=True, ge=1, le=AMOUNT)] | None = None
    reason: Annotated[Text, Field(min_length=1, max_length=REASON), AfterValidator(visible)]

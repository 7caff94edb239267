"""In which words do an organisation's own systems read what is theirs?"""

from typing import Any, Self

from pydantic import BaseModel

from chatserver.actions.clients.client_cards import ClientCard
from chatserver.actions.integrations.exports import ExportedApp, ExportedChat
from chatserver.actions.miniapps.orders.seen import ListedOrder
from chatserver.http.named import NamedWord, PremisesWord, named
from chatserver.wire.times import rfc3339


class PublicClientWord(BaseModel):
    """A client with the premises that the key may see. `erased_at`: nothing is left of the person.
    `sub`: by which id the mini-app of `?app=` knows them.
    """

    id: str
    name: str
    phone: str
    external_id: str | None
    tester: bool
    email: str | None
    birth: str | None
    premises: list[PremisesWord]
    created_at: str
    erased_at: str | None
    sub: str | None

    @classmethod
    def of(cls, card: ClientCard, sub: str | None) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            phone=card.phone,
            external_id=card.external_id,
            tester=card.tester,
            email=card.email,
            birth=card.birth,
            premises=[PremisesWord(id=p.id, name=p.name, address=p.address) for p in card.premises],
            created_at=rfc3339(card.created_at),
            erased_at=None if card.erased_at is None else rfc3339(card.erased_at),
            sub=sub,
        )


class PublicClientsWord(BaseModel):
    """A page of clients, in the order in which they were added."""

    items: list[PublicClientWord]
    next_cursor: str | None


class PublicChatWord(BaseModel):
    """A chat; what was said is under `events`, whose last has the `seq` in `last`."""

    id: str
    number: int
    product: str
    client: str
    place: str | None
    platform: str | None
    state: str
    reason: str | None
    tag: NamedWord | None
    department: str | None
    staff: str | None
    last: int
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, chat: ExportedChat) -> Self:
        """Return it as it is written."""
        return cls(
            id=chat.id,
            number=chat.number,
            product=chat.product,
            client=chat.client,
            place=chat.place,
            platform=chat.platform,
            state=chat.state,
            reason=chat.reason,
            tag=named(chat.tag),
            department=chat.department,
            staff=chat.staff,
            last=chat.last,
            created_at=rfc3339(chat.created_at),
            updated_at=rfc3339(chat.updated_at),
        )


class PublicChatsWord(BaseModel):
    """A page of chats, in the order in which they began."""

    items: list[PublicChatWord]
    next_cursor: str | None


class PublicEventsWord(BaseModel):
    """A page of a chat's log, ascending, each as its `event` frame of chat.v1."""

    items: list[dict[str, Any]]
    next_cursor: str | None


class PublicMiniappWord(BaseModel):
    """A mini-app. `public_title` is what clients read."""

    id: str
    name: str
    public_title: str
    category: str
    status: str
    suspended: bool
    created_at: str
    updated_at: str

    @classmethod
    def of(cls, app: ExportedApp) -> Self:
        """Return it as it is written."""
        return cls(
            id=app.id,
            name=app.name,
            public_title=app.title,
            category=app.category,
            status=app.status,
            suspended=app.suspended,
            created_at=rfc3339(app.created_at),
            updated_at=rfc3339(app.updated_at),
        )


class PublicMiniappsWord(BaseModel):
    """A page of mini-apps, in the order in which they were registered."""

    items: list[PublicMiniappWord]
    next_cursor: str | None


class PublicOrderWord(BaseModel):
    """An order; amounts are in minor units. `client` is null once they are erased."""

    id: str
    external_id: str
    env: str
    mini_app: str
    client: str | None
    state: str
    amount: int
    currency: str
    refunded: int
    description: str
    created_at: str
    expires_at: str
    paid_at: str | None
    changed_at: str

    @classmethod
    def of(cls, order: ListedOrder) -> Self:
        """Return it as it is written."""
        return cls(
            id=order.id,
            external_id=order.external_id,
            env=order.env,
            mini_app=order.miniapp.id,
            client=None if order.client is None else order.client.id,
            state=order.state,
            amount=order.amount,
            currency=order.currency,
            refunded=order.refunded,
            description=order.description,
            created_at=rfc3339(order.created_at),
            expires_at=rfc3339(order.expires_at),
            paid_at=None if order.paid_at is None else rfc3339(order.paid_at),
            changed_at=rfc3339(order.changed_at),
        )


class PublicOrdersWord(BaseModel):
    """A page of orders, in the order in which they were made."""

    items: list[PublicOrderWord]
    next_cursor: str | None

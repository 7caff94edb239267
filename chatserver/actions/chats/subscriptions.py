"""How does a subscription come to be something to chat with, and how is it set up? (D20)"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.settings import TITLE, Known, check_basic, complete_basic
from chatserver.actions.audit import Changed, record_by
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import InUse, Where, refuse_if_used
from chatserver.core.refusals import NotFound
from chatserver.core.registration import NAME
from chatserver.core.texts import has_visible
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import CatalogueProduct, ChatRow, ProductRow
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields of a subscription, by name
_BASIC = (
    "title",
    "text",
    "department",
    "choice",
    "skip_away",
    "answer_minutes",
    "ask_rating",
    "staff",
)
KIND = "subscription"


@dataclass(frozen=True, slots=True)
class SubscriptionCard:
    """A subscription: `name` for staff, `public_title` for clients, and its basic settings."""

    id: str
    name: str
    public_title: str
    title: str
    text: str
    department: str | None
    staff: tuple[str, ...]
    choice: str
    skip_away: bool
    answer_minutes: int | None
    ask_rating: bool
    chat_on: bool
    version: int


async def subscriptions(
    world: World, viewer: Viewer, *, after: str | None, limit: int
) -> list[SubscriptionCard]:
    """Return the organisation's subscriptions by id."""
    question = select(ProductRow).where(
        ProductRow.org == viewer.home.org.id, ProductRow.kind == KIND
    )
    if after is not None:
        question = question.where(ProductRow.id > after)
    async with world.db.session() as session:
        rows = await session.exec(question.order_by(ProductRow.id).limit(limit))
        return [_card(row) for row in rows]


async def subscription(world: World, viewer: Viewer, product_id: str) -> SubscriptionCard:
    """Return one of them; raises `NotFound`."""
    async with world.db.session() as session:
        return _card(await _row(session, viewer, product_id))


async def add_subscription(world: World, viewer: Viewer, wanted: Wanted) -> str:
    """Add a subscription, and return its id; raises `Invalid` with every mistake."""
    org, id_ = viewer.home.org, world.new_id("prd")
    async with world.db.transaction() as session:
        await bump_acl(session, org.id)
        refuse_if_any(_mistakes(viewer, wanted, {}))
        row = ProductRow(
            id=id_,
            org=org.id,
            kind=KIND,
            name=wanted["name"],
            title=_title(wanted) or org.name[:TITLE],
            chat_on=wanted.get("chat_on", True),
            basic=complete_basic(_basic(wanted, {})),
            bot={},
            version=1,
            created_at=world.now(),
        )
        session.add(row)
        changed = Changed(id_, {}, _shown(_card(row)))
        await record_by(session, world, viewer, "subscription.add", changed)
    return id_


async def change_subscription(
    world: World, viewer: Viewer, product_id: str, wanted: Wanted, *, expected: int | None
) -> None:
    """Change what is named of a subscription; raises `NotFound`, `Stale` or `Invalid`."""
    async with world.db.transaction() as session:
        await bump_acl(session, viewer.home.org.id)
        row = await _row(session, viewer, product_id)
        check_fresh(row.version, expected)
        before = _shown(_card(row))
        refuse_if_any(_mistakes(viewer, {"name": row.name, **wanted}, row.basic))
        row.name = wanted.get("name", row.name)
        if "public_title" in wanted:
            row.title = _title(wanted) or viewer.home.org.name[:TITLE]
        row.chat_on = wanted.get("chat_on", row.chat_on)
        row.basic = complete_basic(_basic(wanted, row.basic))
        row.version += 1
        session.add(row)
        changed = Changed(product_id, before, _shown(_card(row)))
        await record_by(session, world, viewer, "subscription.change", changed)


async def remove_subscription(
    world: World, viewer: Viewer, product_id: str, *, expected: int | None
) -> None:
    """Take away a subscription in which nobody has chatted; else raises `InUse`: switch it off."""
    uses: dict[str, Where] = {
        "chats": (ChatRow, (col(ChatRow.product) == product_id,)),
        "catalogue": (CatalogueProduct, (col(CatalogueProduct.product) == product_id,)),
    }
    try:
        async with world.db.transaction() as session:
            await bump_acl(session, viewer.home.org.id)
            row = await _row(session, viewer, product_id)
            check_fresh(row.version, expected)
            await refuse_if_used(session, uses)
            changed = Changed(product_id, _shown(_card(row)))
            await session.delete(row)
            await record_by(session, world, viewer, "subscription.remove", changed)
    except IntegrityError:
        # The first chat began between the look and the deletion.
        raise InUse(uses={}) from None


async def _row(session: AsyncSession, viewer: Viewer, product_id: str) -> ProductRow:
    row = await session.get(ProductRow, product_id)
    if row is None or row.org != viewer.home.org.id or row.kind != KIND:
        raise NotFound
    return row


def _basic(wanted: Wanted, stored: Mapping[str, Any]) -> dict[str, Any]:
    return {**complete_basic(stored), **{n: wanted[n] for n in _BASIC if n in wanted}}


def _title(wanted: Wanted) -> str:
    """Return the name that clients read; '' where there is nothing to be seen in it."""
    title = str(wanted.get("public_title", ""))
    return title.strip() if has_visible(title) else ""


def _mistakes(viewer: Viewer, wanted: Wanted, stored: Mapping[str, Any]) -> Iterator[Mistake]:
    name = wanted["name"]
    least, most = NAME
    if not least <= len(name) <= most or not has_visible(name):
        yield Mistake("/name", "length", f"has {least} to {most} characters")
    if len(_title(wanted)) > TITLE:
        yield Mistake("/public_title", "too_long", f"has at most {TITLE} characters")
    home = viewer.home
    known = Known(frozenset(home.departments), home.staff, frozenset(), stored)
    yield from check_basic(_basic(wanted, stored), known)


def _card(row: ProductRow) -> SubscriptionCard:
    basic: dict[str, Any] = complete_basic(row.basic)
    return SubscriptionCard(
        id=row.id,
        name=row.name,
        public_title=row.title,
        title=basic["title"],
        text=basic["text"],
        department=basic["department"],
        staff=tuple(basic["staff"]),
        choice=basic["choice"],
        skip_away=basic["skip_away"],
        answer_minutes=basic["answer_minutes"],
        ask_rating=basic["ask_rating"],
        chat_on=row.chat_on,
        version=row.version,
    )


def _shown(card: SubscriptionCard) -> dict[str, object]:
    names = ("name", "public_title", *_BASIC[:-1], "chat_on")
    return {**{name: getattr(card, name) for name in names}, "staff": list(card.staff)}

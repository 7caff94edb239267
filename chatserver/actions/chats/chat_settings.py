"""How is a mini-app's chat set up: its greeting, who answers, and its bot? (A13, A14)"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.documents import Reader
from bots.settings import (
    TAGS,
    TITLE,
    Document,
    Known,
    check_basic,
    check_bot,
    complete_basic,
    complete_bot,
)
from chatserver.actions.audit import Changed, record
from chatserver.actions.mistakes import Invalid
from chatserver.actions.stale import check_fresh
from chatserver.core.audit import Action
from chatserver.core.mistakes import Mistake
from chatserver.core.people import Staff
from chatserver.core.refusals import ChatDisabled, NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import Department, Miniapp, ObjectRow, Org, ProductRow, StaffRow
from chatserver.world import World

# A tab shows these about people and things that left after they were chosen (D6).
FAULTS = frozenset(
    {"inactive", "not_in_department", "unknown_staff", "unknown_department", "unknown_object"}
)
PUBLIC_TITLE = "public_title"
# What a card says beside the document; a screen may send it back as it came.
READ_ONLY = ("chat_on", "faults")


class BotWithoutTags(Invalid):
    """A bot that is on offers nothing to choose."""

    code = "bot_without_tags"


@dataclass(frozen=True, slots=True)
class Card:
    """A document as it stands, its version, and what is wrong with it by now."""

    document: Document
    version: int
    chat_on: bool
    faults: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two documents of a product: how it is shown, checked and stored."""

    action: Action
    shown: Callable[[ProductRow], Document]
    check: Callable[[Document, Known], tuple[Mistake, ...]]
    store: Callable[[World, Org, ProductRow, Document], None]


async def read_basics(world: World, org: str, product_id: str) -> Card:
    """Return the basic settings with the name that clients read; raises `NotFound`."""
    return await _read(world, org, product_id, BASICS)


async def read_bot_card(world: World, org: str, product_id: str) -> Card:
    """Return the bot's document; raises `NotFound`."""
    return await _read(world, org, product_id, BOT)


async def save_basics(
    world: World, org: str, product_id: str, document: Document, *, by: str, expected: int | None
) -> None:
    """Store the basic settings, or nothing of them; raises every mistake at once."""
    await _save(world, org, product_id, document, BASICS, by=by, expected=expected)


async def save_bot(
    world: World, org: str, product_id: str, document: Document, *, by: str, expected: int | None
) -> None:
    """Store the bot's whole document, or nothing of it; raises every mistake at once."""
    await _save(world, org, product_id, document, BOT, by=by, expected=expected)


async def _read(world: World, org: str, product_id: str, part: _Part) -> Card:
    async with world.db.session() as session:
        product = await _product(session, org, product_id)
        document = part.shown(product)
        known = await _known(session, org, {})
    faults = tuple(one for one in part.check(document, known) if one.code in FAULTS)
    return Card(document, product.version, product.chat_on, faults)


async def _save(
    world: World,
    org: str,
    product_id: str,
    document: Document,
    part: _Part,
    *,
    by: str,
    expected: int | None,
) -> None:
    written = {name: value for name, value in document.items() if name not in READ_ONLY}
    async with world.db.transaction() as session:
        # It holds the organisation's row: who is named here does not leave meanwhile.
        await bump_acl(session, org)
        product = await _product(session, org, product_id)
        before = part.shown(product)
        _check_may_save(product, expected)
        _check(part.check(written, await _known(session, org, before)))
        part.store(world, await session.get_one(Org, org), product, written)
        product.version += 1
        session.add(product)
        await _touch(session, world, product_id)
        changed = Changed(product_id, before, part.shown(product))
        await record(
            session, world, by=Person("staff", by), org=org, action=part.action, changed=[changed]
        )


async def _touch(session: AsyncSession, world: World, product_id: str) -> None:
    """The chat is a tab of the card, whose other tabs nobody need read anew for it."""
    row = await session.get(Miniapp, product_id)
    if row is not None:
        row.updated_at = max(world.now(), row.updated_at)
        session.add(row)


async def _product(session: AsyncSession, org: str, product_id: str) -> ProductRow:
    question = select(ProductRow).where(ProductRow.id == product_id, ProductRow.kind == "miniapp")
    product = (await session.exec(question.where(ProductRow.org == org))).first()
    if product is None:
        raise NotFound
    return product


def _check_may_save(product: ProductRow, expected: int | None) -> None:
    check_fresh(product.version, expected)
    if not product.chat_on:
        raise ChatDisabled


def _check(mistakes: tuple[Mistake, ...]) -> None:
    if [one.code for one in mistakes] == [BotWithoutTags.code]:
        raise BotWithoutTags(mistakes)
    if mistakes:
        raise Invalid(mistakes)


async def _known(session: AsyncSession, org: str, stored: Mapping[str, Any]) -> Known:
    departments = await session.exec(select(Department.id).where(Department.org == org))
    objects = await session.exec(select(ObjectRow.id).where(ObjectRow.org == org))
    people = await session.exec(
        select(StaffRow.id, StaffRow.active, StaffRow.department).where(col(StaffRow.org) == org)
    )
    staff = {
        id_: Staff(id_, "", org, active, department, frozenset(), None)
        for id_, active, department in people
    }
    return Known(frozenset(departments), staff, frozenset(objects), stored)


def _shown_basics(product: ProductRow) -> Document:
    return {PUBLIC_TITLE: product.title, **complete_basic(product.basic)}


def _check_basics(document: Document, known: Known) -> tuple[Mistake, ...]:
    basic = {name: value for name, value in document.items() if name != PUBLIC_TITLE}
    reader = Reader(document)
    reader.text(PUBLIC_TITLE, most=TITLE)
    named = [one for one in reader.mistakes if one.pointer == f"/{PUBLIC_TITLE}"]
    return (*named, *check_basic(basic, known))


def _store_basics(_: World, org: Org, product: ProductRow, document: Document) -> None:
    if PUBLIC_TITLE in document:
        # Without a name of its own the chat carries the organisation's (D18).
        title = Reader(document).line(PUBLIC_TITLE, most=TITLE)
        product.title = title or org.name[:TITLE]
    product.basic = complete_basic(document)


def _shown_bot(product: ProductRow) -> Document:
    return complete_bot(product.bot)


def _store_bot(world: World, _: Org, product: ProductRow, document: Document) -> None:
    product.bot = complete_bot(document, new_ids=(world.new_id("tag") for _ in range(TAGS)))


BASICS = _Part("miniapp.chat.save", _shown_basics, _check_basics, _store_basics)
BOT = _Part("miniapp.bot.save", _shown_bot, check_bot, _store_bot)

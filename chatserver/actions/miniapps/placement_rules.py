"""Which rules does a partner confirm with every new mini-app? (requirement 53)"""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.core.refusals import Conflict, NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import PlacementRules
from chatserver.world import World

# What holds until the platform writes rules of its own.
FIRST_RU = (
    "Мини-приложение соответствует дизайн-системе, работает без ошибок, обращается только к "
    "объявленным адресам и запрашивает лишь те данные клиента, которые ему нужны."
)
FIRST_EN = (
    "The mini-app keeps to the design system, works without errors, talks to declared origins "
    "alone, and asks only for those data of the client that it needs."
)


@dataclass(frozen=True, slots=True)
class Rules:
    """A version of the rules. `at`: since when it held; None: it is built in."""

    version: int
    text_ru: str
    text_en: str
    at: int | None


async def current_rules(session: AsyncSession) -> Rules:
    """Return the rules that hold now; without any of the platform's, the built-in ones."""
    question = select(PlacementRules).order_by(col(PlacementRules.version).desc()).limit(1)
    found = (await session.exec(question)).first()
    return _FIRST if found is None else _rules(found)


async def read_rules(world: World, *, version: int | None = None) -> Rules:
    """Return the rules that hold now, or those of a version; raises `NotFound`."""
    async with world.db.session() as session:
        if version is None:
            return await current_rules(session)
        found = await session.get(PlacementRules, version)
    if found is not None:
        return _rules(found)
    if version != _FIRST.version:
        raise NotFound
    return _FIRST


async def write_rules(
    world: World, *, text_ru: str, text_en: str, by: Person, based_on: int | None
) -> Rules:
    """Let a new version hold from now on. Who confirmed an older one is asked again.

    `based_on` is the version that its author had read: raises `Conflict` where another holds.
    """
    try:
        async with world.db.transaction() as session:
            last = await current_rules(session)
            if based_on not in {None, last.version}:
                raise Conflict(version=last.version)
            row = PlacementRules(
                version=last.version + 1,
                text_ru=text_ru,
                text_en=text_en,
                by=by.id,
                at=world.now(),
            )
            session.add(row)
            changed = Changed(f"placement_rules/{row.version}", {"version": last.version})
            await record(session, world, by=by, org=None, action="rules.write", changed=[changed])
            return _rules(row)
    except IntegrityError:
        # Somebody else has written this very version.
        raise Conflict from None


def _rules(row: PlacementRules) -> Rules:
    # The built-in ones are stored without a time.
    return Rules(row.version, row.text_ru, row.text_en, row.at or None)


_FIRST = Rules(1, FIRST_RU, FIRST_EN, at=None)

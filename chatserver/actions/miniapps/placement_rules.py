"""Which rules does a partner confirm with every new mini-app? (requirement 53)"""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.core.refusals import Conflict
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


async def current_rules(session: AsyncSession) -> PlacementRules:
    """Return the rules that hold now; without any of the platform's, the built-in ones."""
    question = select(PlacementRules).order_by(col(PlacementRules.version).desc()).limit(1)
    found = (await session.exec(question)).first()
    return found or PlacementRules(version=1, text_ru=FIRST_RU, text_en=FIRST_EN, at=0)


async def read_rules(world: World) -> PlacementRules:
    """Return the rules that hold now."""
    async with world.db.session() as session:
        return await current_rules(session)


async def write_rules(world: World, *, text_ru: str, text_en: str, by: Person) -> PlacementRules:
    """Let a new version hold from now on. Who confirmed an older one is asked again."""
    try:
        async with world.db.transaction() as session:
            last = await current_rules(session)
            rules = PlacementRules(
                version=last.version + 1,
                text_ru=text_ru,
                text_en=text_en,
                by=by.id,
                at=world.now(),
            )
            session.add(rules)
            changed = Changed(f"placement_rules/{rules.version}", {"version": last.version})
            await record(session, world, by=by, org=None, action="rules.write", changed=[changed])
    except IntegrityError:
        # Somebody else has written this very version.
        raise Conflict from None
    return rules

"""With which keys does a superapp's back end come? The platform alone makes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.actions.audit import Changed, record
from chatserver.actions.integrations.api_keys import SUPERAPP
from chatserver.actions.integrations.superapps import held_superapp
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.identity.credentials import API_KEY, fresh_value, stored_form
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import ApiKey, StaffRow, Superapp
from chatserver.world import World


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A key that holds, without its value. `maker_active`: whether whoever made it still works for
    the platform. `used_at`: about when somebody came with it last; None: nobody has.
    """

    id: str
    name: str
    maker: Named | None
    maker_active: bool
    created_at: int
    used_at: int | None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key: its value is shown this once."""

    id: str
    name: str
    created_at: int
    value: str


async def add_superapp_key(world: World, superapp: str, name: str, *, by: Person) -> MadeKey:
    """Make a key for a superapp's back end, good for the organisations that the superapp serves at
    each moment. Raises `NotFound`.
    """
    value = fresh_value(API_KEY)
    async with world.db.transaction() as session:
        await held_superapp(session, superapp)
        row = ApiKey(
            id=world.new_id("key"),
            name=name,
            scope=SUPERAPP,
            hash=stored_form(value),
            superapp=superapp,
            by=by.id,
            created_at=world.now(),
        )
        session.add(row)
        made = Changed(row.id, after={"name": name, "scope": SUPERAPP, "superapp": superapp})
        await record(session, world, by=by, org=None, action="api_key.make", changed=[made])
    return MadeKey(row.id, name, row.created_at, value)


async def superapp_keys(world: World, superapp: str) -> Sequence[KeyCard]:
    """Return the keys of a superapp that hold, the newest first; raises `NotFound`."""
    question = (
        select(ApiKey, StaffRow)
        .join(StaffRow, col(StaffRow.id) == col(ApiKey.by), isouter=True)
        .where(ApiKey.superapp == superapp, col(ApiKey.ended_at).is_(None))
        .order_by(col(ApiKey.id).desc())
    )
    async with world.db.session() as session:
        if await session.get(Superapp, superapp) is None:
            raise NotFound
        return [_card(row, maker) for row, maker in (await session.exec(question)).all()]


def _card(row: ApiKey, maker: StaffRow | None) -> KeyCard:
    return KeyCard(
        row.id,
        row.name,
        maker=None if maker is None else Named(maker.id, maker.name),
        maker_active=maker is not None and maker.active,
        created_at=row.created_at,
        used_at=row.used_at,
    )


async def end_superapp_key(world: World, superapp: str, key: str, *, by: Person) -> None:
    """End a key at once; raises `NotFound`."""
    async with world.db.transaction() as session:
        await held_superapp(session, superapp)
        row = await session.get(ApiKey, key)
        if row is None or row.superapp != superapp or row.ended_at is not None:
            raise NotFound
        row.ended_at = world.now()
        session.add(row)
        changed = Changed(key, {"name": row.name, "superapp": superapp})
        await record(session, world, by=by, org=None, action="api_key.end", changed=[changed])

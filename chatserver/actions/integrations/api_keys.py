"""Whose API key is this, and how does the superapp come by one?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, or_, select, update

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.identity.credentials import API_KEY, fresh_value, stored_form
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import ApiKey, Org, SuperappOrg
from chatserver.world import World

SUPERAPP = "superapp"
NOTED_EVERY_MS = 600_000


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was recognised: a superapp's back end, for these organisations, which are open."""

    id: str
    orgs: tuple[str, ...]


async def make_superapp_key(world: World, name: str, orgs: Sequence[str], *, by: Person) -> str:
    """Make a key for the superapp's back end and return its value, which is shown this once."""
    value = fresh_value(API_KEY)
    row = ApiKey(
        id=world.new_id("key"),
        name=name,
        scope=SUPERAPP,
        hash=stored_form(value),
        orgs=list(orgs),
        created_at=world.now(),
    )
    async with world.db.transaction() as session:
        known = set(await session.exec(select(Org.id).where(col(Org.id).in_(orgs))))
        refuse_if_any(
            Mistake(f"/orgs/{n}", "unknown", "there is no such organisation")
            for n, org in enumerate(orgs)
            if org not in known
        )
        session.add(row)
        made = Changed(row.id, after={"name": name, "scope": SUPERAPP, "orgs": list(orgs)})
        await record(session, world, by=by, org=None, action="api_key.make", changed=[made])
    return value


async def superapp_key(world: World, value: str) -> Key:
    """Return whose key this is; raises `NotWelcome`."""
    question = select(ApiKey).where(
        ApiKey.hash == stored_form(value),
        ApiKey.scope == SUPERAPP,
        col(ApiKey.ended_at).is_(None),
    )
    async with world.db.session() as session:
        found = (await session.exec(question)).first()
        if found is None:
            raise NotWelcome
        served = select(SuperappOrg.org).where(SuperappOrg.superapp == found.superapp)
        orgs = found.orgs if found.superapp is None else list(await session.exec(served))
        known = select(Org.id).where(col(Org.id).in_(orgs), col(Org.closed_at).is_(None))
        open_ = sorted(await session.exec(known))
    await note_use(world, found)
    return Key(found.id, tuple(open_))


async def note_use(world: World, key: ApiKey) -> None:
    """Write down that somebody came with this key: once in a while, not with each request."""
    now = world.now()
    if key.used_at is not None and now - key.used_at < NOTED_EVERY_MS:
        return
    async with world.db.transaction() as session:
        # Of many requests at once one writes.
        stale = or_(col(ApiKey.used_at).is_(None), col(ApiKey.used_at) <= now - NOTED_EVERY_MS)
        await session.exec(
            update(ApiKey).where(col(ApiKey.id) == key.id, stale).values(used_at=now)
        )

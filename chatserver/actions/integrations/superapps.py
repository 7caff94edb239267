"""Which superapps are there, whose clients use them, and whose pages may speak to us?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.actions.uses import refuse_if_used
from chatserver.core.mistakes import repeated
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import SUPERAPP_ORIGINS
from chatserver.storage.tables import ApiKey, Org, Superapp, SuperappOrg
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields to be set, by name; `orgs` are ids

_FIELDS = ("name", "kind", "link_host", "stores", "packages", "origins")


@dataclass(frozen=True, slots=True)
class SuperappCard:
    """A superapp as the platform sees it."""

    id: str
    name: str
    kind: str
    link_host: str
    stores: Mapping[str, str]
    packages: Sequence[Mapping[str, Any]]
    origins: Sequence[str]
    orgs: Sequence[Named]
    created_at: int
    version: int


async def superapp_cards(
    world: World, *, after: str | None = None, limit: int
) -> list[SuperappCard]:
    """Return the superapps whose ids come after, by id: in the order of their making."""
    question = select(Superapp).order_by(col(Superapp.id)).limit(limit)
    if after is not None:
        question = question.where(col(Superapp.id) > after)
    async with world.db.session() as session:
        return await _cards(session, (await session.exec(question)).all())


async def superapp_card(world: World, superapp: str) -> SuperappCard:
    """Return a superapp's card; raises `NotFound`."""
    async with world.db.session() as session:
        [card] = await _cards(session, [await _superapp(session, superapp)])
    return card


async def add_superapp(world: World, wanted: Wanted, *, by: Person) -> str:
    """Add a superapp and return its id; raises `Invalid`."""
    id_ = world.new_id("sup")
    async with world.db.transaction() as session:
        refuse_if_any(await _mistakes(session, id_, wanted))
        row = Superapp(id=id_, **_own(wanted), created_at=world.now())
        session.add(row)
        await session.flush()
        orgs = await _serve(session, id_, wanted["orgs"])
        made = Changed(id_, after=_shown(row, orgs))
        await record(session, world, by=by, org=None, action="superapp.add", changed=[made])
    return id_


async def change_superapp(
    world: World, superapp: str, wanted: Wanted, *, by: Person, expected: int | None
) -> None:
    """Change what is named of a superapp; `orgs` is the whole list. The keys of its back end serve
    the organisations of now. Raises `NotFound`, `Stale` or `Invalid`.
    """
    async with world.db.transaction() as session:
        row = await _superapp(session, superapp, hold=True)
        check_fresh(row.version, expected)
        refuse_if_any(await _mistakes(session, superapp, wanted))
        orgs = sorted(await _served(session, superapp))
        before = _shown(row, orgs)
        for name, value in _own(wanted).items():
            setattr(row, name, value)
        row.version += 1
        session.add(row)
        if "orgs" in wanted:
            orgs = await _serve(session, superapp, wanted["orgs"])
        changed = Changed(superapp, before, _shown(row, orgs))
        await record(session, world, by=by, org=None, action="superapp.change", changed=[changed])


async def remove_superapp(world: World, superapp: str, *, by: Person, expected: int | None) -> None:
    """Take away a superapp that serves nobody and whose keys have ended; else raises `InUse`."""
    async with world.db.transaction() as session:
        row = await _superapp(session, superapp, hold=True)
        check_fresh(row.version, expected)
        living = (col(ApiKey.superapp) == superapp, col(ApiKey.ended_at).is_(None))
        of_it = (col(SuperappOrg.superapp) == superapp,)
        await refuse_if_used(session, {"orgs": (SuperappOrg, of_it), "keys": (ApiKey, living)})
        await session.exec(delete(ApiKey).where(col(ApiKey.superapp) == superapp))
        await session.delete(row)
        changed = Changed(superapp, _shown(row, []))
        await record(session, world, by=by, org=None, action="superapp.remove", changed=[changed])


async def held_superapp(session: AsyncSession, superapp: str) -> Superapp:
    """Take hold of a superapp until the transaction ends; raises `NotFound`."""
    return await _superapp(session, superapp, hold=True)


@dataclass(slots=True)
class SuperappOrigins:
    """The origins of all superapps' pages, as this node knows them."""

    known: frozenset[str] = field(default_factory=frozenset)

    def allows(self, origin: str | None) -> bool:
        """Whether it is the origin of a superapp's pages."""
        return origin is not None and origin.lower() in self.known

    async def refresh(self, world: World) -> None:
        """Read them anew; each node does so every few seconds."""
        rows = await world.db.ask(SUPERAPP_ORIGINS)
        found = (msgspec.json.decode(origins, type=list[str]) for (origins,) in rows)
        self.known = frozenset(one.lower() for origins in found for one in origins)


async def _superapp(session: AsyncSession, superapp: str, *, hold: bool = False) -> Superapp:
    row = await session.get(Superapp, superapp, with_for_update=hold)
    if row is None:
        raise NotFound
    return row


def _own(wanted: Wanted) -> Wanted:
    return {name: wanted[name] for name in _FIELDS if name in wanted}


async def _mistakes(session: AsyncSession, superapp: str, wanted: Wanted) -> list[Mistake]:
    orgs = wanted.get("orgs", [])
    question = select(Org.id).where(col(Org.id).in_(orgs), col(Org.closed_at).is_(None))
    # Of one that is closed already it stays the superapp.
    known = {*await session.exec(question), *await _served(session, superapp)}
    return [
        *repeated("/origins", wanted.get("origins", [])),
        *repeated("/orgs", orgs),
        *_signed_by_mistake(wanted.get("packages", [])),
        *(
            Mistake(f"/orgs/{n}", "unknown", "there is no such organisation")
            for n, org in enumerate(orgs)
            if org not in known
        ),
    ]


def _signed_by_mistake(packages: Sequence[Mapping[str, Any]]) -> Iterator[Mistake]:
    for n, package in enumerate(packages):
        if package["platform"] == "ios" and package.get("fingerprints"):
            at, basis = f"/packages/{n}/fingerprints", (f"/packages/{n}/platform",)
            yield Mistake(at, "unexpected", "an iOS app has no fingerprints", basis)


async def _serve(session: AsyncSession, superapp: str, orgs: Sequence[str]) -> list[str]:
    """Let the superapp be that of these organisations' clients, and of no others."""
    await session.exec(delete(SuperappOrg).where(col(SuperappOrg.superapp) == superapp))
    rows = [{"superapp": superapp, "org": org} for org in orgs]
    await insert_rows(session, SuperappOrg, rows)
    return list(orgs)


async def _served(session: AsyncSession, superapp: str) -> set[str]:
    question = select(SuperappOrg.org).where(SuperappOrg.superapp == superapp)
    return set(await session.exec(question))


async def _cards(session: AsyncSession, rows: Sequence[Superapp]) -> list[SuperappCard]:
    question = (
        select(SuperappOrg.superapp, Org.id, Org.name)
        .join(Org, col(Org.id) == col(SuperappOrg.org))
        .where(col(SuperappOrg.superapp).in_([row.id for row in rows]))
        .order_by(col(Org.id))
    )
    orgs: dict[str, list[Named]] = {}
    for superapp, id_, name in await session.exec(question):
        orgs.setdefault(superapp, []).append(Named(id_, name))
    return [
        SuperappCard(
            id=row.id,
            name=row.name,
            kind=row.kind,
            link_host=row.link_host,
            stores=row.stores,
            packages=row.packages,
            origins=row.origins,
            orgs=orgs.get(row.id, []),
            created_at=row.created_at,
            version=row.version,
        )
        for row in rows
    ]


def _shown(row: Superapp, orgs: Sequence[str]) -> Mapping[str, object]:
    return {**{name: getattr(row, name) for name in _FIELDS}, "orgs": sorted(orgs)}

"""How does a client come, change their phone or places, and become a tester?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, masked_phone, record_by
from chatserver.actions.callers.reach import Roots, covers, roots_of
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.clients.client_cards import reached_client
from chatserver.actions.clients.particulars import masked_particulars, read_particulars
from chatserver.actions.clients.phones import e164
from chatserver.actions.clients.taken_phones import holder_of, phone_mistakes, release_phone
from chatserver.actions.clients.tokens_ended import end_all_tokens, end_tokens_of_places
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.actions.stale import check_fresh
from chatserver.core.phones import readable
from chatserver.core.refusals import NotFound
from chatserver.core.searching import haystack
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ClientPlace, ClientRow, ObjectRow
from chatserver.world import World

Wanted = Mapping[str, Any]  # the fields to be changed, by name

_PLAIN = frozenset({"name", "external_id", "tester", "email", "birth"})  # written as they are
_UNSEEN = Mistake(
    "/premises",
    "required",
    "without premises you would not see the client",
    rests_on=("/premises",),
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A client to be added. `take_phone`: from whoever has it, who then is signed out."""

    name: str
    phone: str
    premises: tuple[str, ...] = ()
    external_id: str | None = None
    tester: bool = False
    take_phone: bool = False
    email: str | None = None
    birth: str | None = None


async def add_client(world: World, viewer: Viewer, new: Newcomer) -> str:
    """Add a client with premises that the employee has access to, and return the id.

    Raises `Invalid` with every mistake.
    """
    org, id_ = viewer.home.org.id, world.new_id("cl")
    phone = e164(new.phone)
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        roots = await roots_of(session, viewer)
        premises = tuple(dict.fromkeys(new.premises))
        paths = await _paths(session, org, premises)
        mistakes = list(_unknown(new.premises, paths, roots))
        if roots is not None and not premises:
            mistakes.append(_UNSEEN)
        mistakes += await _external_taken(session, org, new.external_id, but="")
        holder = await holder_of(session, org, phone, but="")
        mistakes += await phone_mistakes(session, viewer, phone, holder, take=new.take_phone)
        told = {"email": new.email, "birth": new.birth}
        particulars, wrong = await read_particulars(session, world, org, told)
        mistakes += wrong
        refuse_if_any(mistakes)
        if holder is not None:
            await release_phone(session, world, viewer, holder)
        row = ClientRow(
            id=id_,
            org=org,
            name=new.name,
            phone=phone or "",
            external_id=new.external_id,
            tester=new.tester,
            email=particulars["email"],
            birth=particulars["birth"],
            search=haystack(new.name, phone or ""),
            version=1,
            created_at=world.now(),
        )
        session.add(row)
        await session.flush()
        await _live_in(session, id_, premises)
        changed = Changed(id_, after=_shown(row, premises))
        await record_by(session, world, viewer, "client.add", changed)
    return id_


async def change_client(
    world: World, viewer: Viewer, client_id: str, wanted: Wanted, *, expected: int | None
) -> None:
    """Change what is named of a client: name, phone, external_id, tester, email, birth, premises.

    Premises that the employee has no access to stay as they are. Whose phone goes, or who leaves
    a place, has no tokens left of them. Raises `NotFound`, `Stale` or `Invalid`.
    """
    org = viewer.home.org.id
    async with world.db.transaction() as session:
        await bump_acl(session, org)
        row = await reached_client(session, viewer, client_id)
        if row.erased_at is not None:
            raise NotFound
        check_fresh(row.version, expected)
        lived = await _lives_in(session, client_id)
        roots = await roots_of(session, viewer)
        premises = _premises(wanted, lived, roots)
        paths = await _paths(session, org, premises)
        named = wanted.get("premises", ())
        mistakes = [*_unknown(named, paths, roots), *_takes_nothing(wanted)]
        if roots is not None and not any(covers(roots, paths.get(one, "")) for one in premises):
            mistakes.append(_UNSEEN)
        mistakes += await _external_taken(session, org, wanted.get("external_id"), but=row.id)
        phone = e164(wanted["phone"]) if "phone" in wanted else row.phone
        holder = await holder_of(session, org, phone, but=row.id)
        take = bool(wanted.get("take_phone"))
        mistakes += await phone_mistakes(session, viewer, phone, holder, take=take)
        particulars, wrong = await read_particulars(session, world, org, wanted)
        mistakes += wrong
        refuse_if_any(mistakes)
        before = _shown(row, tuple(lived))
        if holder is not None:
            await release_phone(session, world, viewer, holder)
        if phone != row.phone:
            await end_all_tokens(session, world, row)
        row.phone = phone or row.phone
        for name, value in {**wanted, **particulars}.items():
            if name in _PLAIN:
                setattr(row, name, value)
        row.search = haystack(row.name, readable(row.phone))
        row.version += 1
        session.add(row)
        await session.flush()
        if premises != tuple(lived):
            await _live_in(session, client_id, premises)
            await end_tokens_of_places(session, world, [client_id])
        changed = Changed(client_id, before, _shown(row, premises))
        await record_by(session, world, viewer, "client.change", changed)


async def _lives_in(session: AsyncSession, client_id: str) -> dict[str, str]:
    """Return the client's premises with their paths, in their order."""
    found = await session.exec(
        select(ObjectRow.id, ObjectRow.path)
        .join(ClientPlace, col(ClientPlace.place) == col(ObjectRow.id))
        .where(ClientPlace.client == client_id)
        .order_by(col(ClientPlace.position), ClientPlace.place)
    )
    return dict(found.all())


def _premises(wanted: Wanted, lived: Mapping[str, str], roots: Roots) -> tuple[str, ...]:
    """Return where the client lives from now on: what is named, then what was not shown."""
    if "premises" not in wanted:
        return tuple(lived)
    hidden = [place for place, path in lived.items() if not covers(roots, path)]
    return tuple(dict.fromkeys([*wanted["premises"], *hidden]))


async def _live_in(session: AsyncSession, client_id: str, premises: Sequence[str]) -> None:
    await session.exec(delete(ClientPlace).where(col(ClientPlace.client) == client_id))
    rows = [
        {"client": client_id, "place": place, "position": position}
        for position, place in enumerate(premises)
    ]
    await insert_rows(session, ClientPlace, rows)


async def _paths(session: AsyncSession, org: str, places: Sequence[str]) -> dict[str, str]:
    found = await session.exec(
        select(ObjectRow.id, ObjectRow.path).where(
            ObjectRow.org == org, ObjectRow.kind == "premises", col(ObjectRow.id).in_(places)
        )
    )
    return dict(found.all())


def _unknown(named: Sequence[str], paths: Mapping[str, str], roots: Roots) -> Iterator[Mistake]:
    for index, place in enumerate(named):
        if place not in paths or not covers(roots, paths[place]):
            yield Mistake(f"/premises/{index}", "unknown", "there are no such premises")


def _takes_nothing(wanted: Wanted) -> Iterator[Mistake]:
    if wanted.get("take_phone") and "phone" not in wanted:
        yield Mistake("/take_phone", "unexpected", "no phone is named", rests_on=("/phone",))


async def _external_taken(
    session: AsyncSession, org: str, external_id: str | None, *, but: str
) -> list[Mistake]:
    if external_id is None:
        return []
    question = select(ClientRow.id).where(
        ClientRow.org == org, ClientRow.external_id == external_id, ClientRow.id != but
    )
    if (await session.exec(question)).first() is None:
        return []
    return [Mistake("/external_id", "taken", "another client has this id")]


def _shown(row: ClientRow, premises: Sequence[str]) -> dict[str, object]:
    return {
        "name": row.name,
        "phone": masked_phone(readable(row.phone)),
        "external_id": row.external_id,
        "tester": row.tester,
        **masked_particulars(row.email, row.birth),
        "premises": list(premises),
    }

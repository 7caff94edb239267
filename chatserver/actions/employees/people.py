"""How do employees and clients come to be?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, masked_email, masked_phone, record
from chatserver.actions.clients.particulars import masked_particulars
from chatserver.actions.clients.phones import e164
from chatserver.actions.mail_addresses import mail_address
from chatserver.actions.mistakes import Invalid, Mistake, refuse_if_any
from chatserver.core.searching import haystack
from chatserver.ledger.outcome import Person
from chatserver.storage.bulk import insert_rows
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    ClientPlace,
    ClientRow,
    Department,
    ObjectRow,
    RoleRow,
    StaffObject,
    StaffRow,
)
from chatserver.world import World

EMAIL_TAKEN = Mistake("/email", "taken", "the email is in use")
# Both databases take that many values in one IN list.
_SLICE = 500


@dataclass(frozen=True, slots=True)
class NewStaff:
    """An employee. `objects` None: the whole organisation, whatever is added to it later."""

    email: str
    name: str
    role: str
    department: str | None = None
    objects: tuple[str, ...] | None = ()
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class NewClient:
    """A resident with their premises, in the order in which they are offered. `email` and `birth`
    are in their canonical form.
    """

    name: str
    phone: str
    places: tuple[str, ...] = ()
    external_id: str | None = None
    tester: bool = False
    email: str | None = None
    birth: str | None = None


async def add_staff(
    world: World, org: str | None, staff: Sequence[NewStaff], *, by: Person
) -> list[str]:
    """Add employees (without an organisation: of the platform) and return their ids in order."""
    async with world.db.transaction() as session:
        if org is not None:
            await bump_acl(session, org)
        return await put_staff(session, world, org, staff, by=by)


async def put_staff(
    session: AsyncSession, world: World, org: str | None, staff: Sequence[NewStaff], *, by: Person
) -> list[str]:
    """Add employees in this transaction, which has moved the organisation's `acl` already."""
    ids = [world.new_id("st") for _ in staff]
    emails = [mail_address(one.email) for one in staff]
    now = world.now()
    refuse_if_any(await _wrong_staff(session, org, staff, emails))
    rows = [
        {
            "id": id_,
            "org": org,
            "email": email,
            "name": one.name,
            "password_hash": one.password_hash,
            "role": one.role,
            "department": one.department,
            "all_objects": one.objects is None,
            "active": True,
            "presence": "available",
            "version": 1,
            "created_at": now,
        }
        for id_, email, one in zip(ids, emails, staff, strict=True)
    ]
    try:
        await insert_rows(session, StaffRow, rows)
    except IntegrityError:
        # Another organisation has just taken it: nothing else is held by both. Of several nobody
        # says which.
        at = "/0" if len(rows) == 1 else ""
        raise Invalid([replace(EMAIL_TAKEN, pointer=f"{at}{EMAIL_TAKEN.pointer}")]) from None
    reach = [
        {"staff": id_, "object": place}
        for id_, one in zip(ids, staff, strict=True)
        for place in dict.fromkeys(one.objects or ())
    ]
    await insert_rows(session, StaffObject, reach)
    made = [
        Changed(id_, after={"name": one.name, "email": masked_email(one.email), "role": one.role})
        for id_, one in zip(ids, staff, strict=True)
    ]
    await record(session, world, by=by, org=org, action="staff.add", changed=made)
    return ids


async def add_clients(
    world: World, org: str, clients: Sequence[NewClient], *, by: Person
) -> list[str]:
    """Add clients and return their ids in order. Phones are stored as E.164 (requirement 21)."""
    ids = [world.new_id("cl") for _ in clients]
    phones = [e164(one.phone) for one in clients]
    now = world.now()
    async with world.db.transaction() as session:
        refuse_if_any(await _wrong_clients(session, org, clients, phones))
        rows = [
            {
                "id": id_,
                "org": org,
                "name": one.name,
                "phone": phone,
                "external_id": one.external_id,
                "tester": one.tester,
                "email": one.email,
                "birth": one.birth,
                "search": haystack(one.name, phone or ""),
                "created_at": now,
            }
            for id_, phone, one in zip(ids, phones, clients, strict=True)
        ]
        await insert_rows(session, ClientRow, rows)
        homes = [
            {"client": id_, "place": place, "position": position}
            for id_, one in zip(ids, clients, strict=True)
            for position, place in enumerate(dict.fromkeys(one.places))
        ]
        await insert_rows(session, ClientPlace, homes)
        made = [
            Changed(
                id_,
                after={
                    "name": one.name,
                    "phone": masked_phone(phone or ""),
                    **masked_particulars(one.email, one.birth),
                },
            )
            for id_, phone, one in zip(ids, phones, clients, strict=True)
        ]
        await record(session, world, by=by, org=org, action="client.add", changed=made)
        await bump_acl(session, org)
    return ids


async def email_mistakes(session: AsyncSession, email: str, *, but: str = "") -> list[Mistake]:
    """Return what speaks against an address that somebody, who may have it already, is to have."""
    address = mail_address(email)
    if address is None:
        return [Mistake("/email", "malformed", "this is no email")]
    taken = select(StaffRow.id).where(StaffRow.email == address, StaffRow.id != but)
    if (await session.exec(taken)).first() is None:
        return []
    return [EMAIL_TAKEN]


async def _wrong_staff(
    session: AsyncSession, org: str | None, staff: Sequence[NewStaff], emails: list[str | None]
) -> list[Mistake]:
    objects = {place for one in staff for place in one.objects or ()}
    departments = {one.department for one in staff if one.department}
    same_org = RoleRow.org == org if org is not None else col(RoleRow.org).is_(None)
    roles = select(RoleRow.id).where(same_org)
    known = {
        "role": set(await session.exec(roles)),
        "department": set(await session.exec(select(Department.id).where(Department.org == org))),
        "objects": await _known_objects(session, org, objects),
    }
    wanted = {"role": {one.role for one in staff}, "department": departments, "objects": objects}
    taken = await _taken(session, emails)
    return [
        *_unknown(wanted, known),
        *_bad("email", emails, taken),
    ]


async def _wrong_clients(
    session: AsyncSession, org: str, clients: Sequence[NewClient], phones: list[str | None]
) -> list[Mistake]:
    places = {place for one in clients for place in one.places}
    known = {"places": await _known_objects(session, org, places, kind="premises")}
    taken: set[str] = set()
    for part in _slices([phone for phone in phones if phone]):
        taken.update(
            await session.exec(
                select(ClientRow.phone).where(ClientRow.org == org, col(ClientRow.phone).in_(part))
            )
        )
    return [*_unknown({"places": places}, known), *_bad("phone", phones, taken)]


async def _taken(session: AsyncSession, emails: Sequence[str | None]) -> set[str]:
    taken: set[str] = set()
    for part in _slices([email for email in emails if email]):
        taken.update(
            await session.exec(select(StaffRow.email).where(col(StaffRow.email).in_(part)))
        )
    return taken


async def _known_objects(
    session: AsyncSession, org: str | None, ids: Collection[str], *, kind: str | None = None
) -> set[str]:
    known: set[str] = set()
    for part in _slices(sorted(ids)):
        question = select(ObjectRow.id).where(ObjectRow.org == org, col(ObjectRow.id).in_(part))
        if kind is not None:
            question = question.where(ObjectRow.kind == kind)
        known.update(await session.exec(question))
    return known


def _slices(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _SLICE] for start in range(0, len(values), _SLICE))


def _unknown(wanted: dict[str, set[str]], known: dict[str, set[str]]) -> list[Mistake]:
    return [
        Mistake(f"/{field}", "unknown", f"there is no {value} here")
        for field, values in wanted.items()
        for value in sorted(values - known[field])
    ]


def _bad(field: str, values: Sequence[str | None], taken: set[str]) -> list[Mistake]:
    mistakes = []
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value is None:
            mistakes.append(Mistake(f"/{index}/{field}", "malformed", f"this is no {field}"))
        elif value in taken or value in seen:
            mistakes.append(Mistake(f"/{index}/{field}", "taken", f"the {field} is in use"))
        else:
            seen.add(value)
    return mistakes

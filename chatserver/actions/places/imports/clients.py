"""What does a table of clients change? By `external_id`; never a merge (D16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import masked_phone
from chatserver.actions.callers.reach import covers
from chatserver.actions.clients.particulars import masked_particulars
from chatserver.actions.places.imports.plans import (
    CHUNK,
    Import,
    Plan,
    ask_all,
    audit,
    chunks,
    hold,
    store_all,
    store_log,
)
from chatserver.actions.places.imports.reading import Record, records
from chatserver.core.imports import Finding
from chatserver.core.people import tokens_after
from chatserver.core.phones import readable
from chatserver.core.searching import haystack
from chatserver.storage.statement import Statement, Steps, insert, update
from chatserver.storage.tables import ClientPlace, ClientRow, ObjectRow

# The columns that a table may say, and what they are where it does not.
_NOBODY: Mapping[str, Any] = MappingProxyType(
    {"name": "", "phone": "", "tester": False, "email": None, "birth": None}
)
_INSERT = insert(
    "client",
    ("id", "org", *_NOBODY, "external_id", "search", "version", "created_at"),
)
_UPDATE = update("client", ("id",), (*_NOBODY, "search", "version", "tokens_from"))
_LEAVE = Statement(
    sqlite="DELETE FROM client_place WHERE client IN (SELECT value FROM json_each(?))",
    postgres="DELETE FROM client_place WHERE client = ANY($1::text[])",
)
_LIVE = insert("client_place", ("client", "place", "position"))
_END_OF_PHONES = Statement(
    sqlite="""UPDATE miniapp_generation SET gen = gen + 1, ended_at = ?
        WHERE ended_at IS NULL AND client IN (SELECT value FROM json_each(?))""",
    postgres="""UPDATE miniapp_generation SET gen = gen + 1, ended_at = $1
        WHERE ended_at IS NULL AND client = ANY($2::text[])""",
)
_STAYS = """EXISTS (SELECT 1 FROM client_place
    WHERE client_place.client = miniapp_generation.client
    AND client_place.place = miniapp_generation.place)"""
_END_OF_PLACES = Statement(
    sqlite=f"""{_END_OF_PHONES.sqlite} AND place IS NOT NULL AND NOT {_STAYS}""",
    postgres=f"""{_END_OF_PHONES.postgres} AND place IS NOT NULL AND NOT {_STAYS}""",
)


@dataclass(slots=True)
class Around:
    """What the database knows of a chunk of lines."""

    clients: Mapping[str, ClientRow]  # by external id
    holders: Mapping[str, str]  # phone -> client
    lived: Mapping[str, list[tuple[str, str]]]  # client -> (place, path)
    premises: Mapping[str, tuple[str, str]]  # external id -> (id, path)


async def plan_clients(job: Import, source: Path, plan: Plan) -> None:
    """Look every line up, note what is wrong, and lay out what is to be stored."""
    for chunk in chunks(records(source), CHUNK):
        async with job.world.db.session() as session:
            around = await _around(session, job.org, chunk)
        for record in chunk:
            _look(job, record, around, plan)


def store_clients(job: Import, plan: Plan) -> Steps[None]:
    """Steps that store the plan, all of it; raises `Moved`."""
    now = job.world.now()
    yield from hold(plan, job.org)
    yield from store_all(plan, "new", _INSERT)
    yield from store_all(plan, "changed", _UPDATE)
    yield from ask_all(plan, "moved", _LEAVE)
    yield from store_all(plan, "places", _LIVE)
    yield from ask_all(plan, "moved", _END_OF_PLACES, now)
    yield from ask_all(plan, "phones", _END_OF_PHONES, now)
    yield from store_log(job, plan)


def _look(job: Import, record: Record, around: Around, plan: Plan) -> None:
    row = around.clients.get(record["external_id"])
    findings = _findings(job, record, row, around)
    named = record.get("premises")
    places: list[str] | None = None
    if named is not None and not findings:
        lived = around.lived.get(row.id, []) if row is not None else []
        hidden = [place for place, path in lived if not covers(job.roots, path)]
        shown = [around.premises[one][0] for one in named]
        wanted = list(dict.fromkeys([*shown, *hidden]))
        places = None if wanted == [place for place, _ in lived] else wanted
    if findings:
        plan.tally.findings += findings
    elif row is None:
        _add(job, record, places or [], plan)
    else:
        _change(job, record, row, places, around, plan)


def _findings(job: Import, record: Record, row: ClientRow | None, around: Around) -> list[Finding]:
    line, found = record["line"], []
    holder = around.holders.get(record["phone"])
    if holder is not None and (row is None or holder != row.id):
        found.append(Finding(line, "phone", "phone_taken", record["phone"]))
    # What lies outside is told as what is not there at all.
    found += [
        Finding(line, "premises", "unknown_premises", one)
        for one in record.get("premises", ())
        if one not in around.premises or not covers(job.roots, around.premises[one][1])
    ]
    if row is not None and row.erased_at is not None:
        found.append(Finding(line, "external_id", "erased", record["external_id"]))
    elif job.roots is not None and not found and not _within(job, record, row, around):
        found.append(Finding(line, "external_id", "outside", record["external_id"]))
    return found


def _within(job: Import, record: Record, row: ClientRow | None, around: Around) -> bool:
    """Whether the employee sees the client before and after."""
    lived = around.lived.get(row.id, []) if row is not None else []
    seen = row is None or any(covers(job.roots, path) for _, path in lived)
    return seen and bool(record.get("premises", lived))


def _add(job: Import, record: Record, places: Sequence[str], plan: Plan) -> None:
    world, id_ = job.world, job.world.new_id("cl")
    said = _said(record, _NOBODY)
    plan.sheaf("new").add(
        [
            id_, job.org, *said.values(), record["external_id"],
            haystack(said["name"], said["phone"]), 1, world.now(),
        ]
    )  # fmt: skip
    _live(plan, id_, places)
    audit(job, plan, "client.add", id_, {}, _shown(said, places))
    plan.tally.added += 1


def _change(
    job: Import,
    record: Record,
    row: ClientRow,
    places: Sequence[str] | None,
    around: Around,
    plan: Plan,
) -> None:
    stood = {name: getattr(row, name) for name in _NOBODY}
    said = _said(record, stood)
    if said == stood and places is None:
        plan.tally.unchanged += 1
        return
    lived = [place for place, _ in around.lived.get(row.id, [])]
    tokens_from = row.tokens_from
    if said["phone"] != row.phone:
        tokens_from = tokens_after(job.world.now())
        plan.sheaf("phones").add([row.id])
    search = haystack(said["name"], said["phone"])
    plan.sheaf("changed").add([row.id, *said.values(), search, row.version + 1, tokens_from])
    if places is not None:
        plan.sheaf("moved").add([row.id])
        _live(plan, row.id, places)
    before = _shown({**stood, "phone": readable(row.phone)}, lived)
    after = _shown(said, lived if places is None else places)
    audit(job, plan, "client.change", row.id, before, after)
    plan.tally.changed += 1


def _said(record: Record, stood: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns as they are to be stored: what the table has no column for stays."""
    return {name: record.get(name, value) for name, value in stood.items()}


def _shown(said: Mapping[str, Any], places: Sequence[str]) -> dict[str, Any]:
    """Return a client as the audit shows one."""
    return {
        **said,
        "phone": masked_phone(said["phone"]),
        **masked_particulars(said["email"], said["birth"]),
        "premises": list(places),
    }


def _live(plan: Plan, client: str, places: Sequence[str]) -> None:
    for position, place in enumerate(places):
        plan.sheaf("places").add([client, place, position])


async def _around(session: AsyncSession, org: str, chunk: Sequence[Record]) -> Around:
    wanted = [record["external_id"] for record in chunk]
    known = await session.exec(
        select(ClientRow).where(ClientRow.org == org, col(ClientRow.external_id).in_(wanted))
    )
    clients = {row.external_id or "": row for row in known}
    phones = [record["phone"] for record in chunk]
    holders = await session.exec(
        select(ClientRow.phone, ClientRow.id).where(
            ClientRow.org == org, col(ClientRow.phone).in_(phones)
        )
    )
    lived: dict[str, list[tuple[str, str]]] = {}
    homes = await session.exec(
        select(ClientPlace.client, ClientPlace.place, ObjectRow.path)
        .join(ObjectRow, col(ObjectRow.id) == col(ClientPlace.place))
        .where(col(ClientPlace.client).in_([row.id for row in clients.values()]))
        .order_by(ClientPlace.client, col(ClientPlace.position), ClientPlace.place)
    )
    for client, place, path in homes:
        lived.setdefault(client, []).append((place, path))
    named = {one for record in chunk for one in record.get("premises", ())}
    premises: dict[str, tuple[str, str]] = {}
    for part in chunks(sorted(named), CHUNK):
        found = await session.exec(
            select(ObjectRow.external_id, ObjectRow.id, ObjectRow.path).where(
                ObjectRow.org == org,
                ObjectRow.kind == "premises",
                col(ObjectRow.external_id).in_(part),
            )
        )
        premises.update({external or "": (id_, path) for external, id_, path in found})
    return Around(clients, dict(holders.all()), lived, premises)

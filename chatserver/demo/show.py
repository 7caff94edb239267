"""What does the demo tell people, and what does it tell programs?"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.config import Server
from chatserver.demo.note import PASSWORD, Note
from chatserver.storage.tables import (
    ClientPlace,
    ClientRow,
    Department,
    Miniapp,
    Org,
    ProductRow,
    RoleRow,
    StaffRow,
)
from chatserver.world import World

Card = dict[str, Any]


def addresses(server: Server) -> Card:
    """Return where everything is."""
    url = server.local_address
    return {
        "url": url,
        "ws": f"ws{url.removeprefix('http')}/ws",
        "console": f"{url}/console/",
        "chat": f"{url}/chat/",
        "demo": f"{url}/demo/",
    }


async def card(world: World, note: Note, server: Server) -> Card:
    """Return the whole demo as one document."""
    async with world.db.session() as session:
        return {
            **addresses(server),
            "api_key": note.api_key,
            **await _organisation(session, note),
            "platform": _in_order(await _staff(session, None), note.platform),
            "others": [await _organisation(session, replace(note, org=note.other))],
        }


async def _organisation(session: AsyncSession, note: Note) -> Card:
    org = note.org
    (name,) = await session.exec(select(Org.name).where(Org.id == org))
    return {
        "org": {"id": org, "name": name},
        "staff": _in_order(await _staff(session, org), note.staff),
        "clients": _in_order(await _clients(session, org), note.clients),
        "products": _in_order(await _products(session, org), note.products),
        "miniapps": _in_order(await _miniapps(session, org), (*note.products, *note.silent)),
    }


async def _staff(session: AsyncSession, org: str | None) -> list[Card]:
    """Those of an organisation; without one the platform's own."""
    rows = await session.exec(
        select(StaffRow, RoleRow.name, Department.name)
        .join(RoleRow, col(RoleRow.id) == StaffRow.role)
        .outerjoin(Department, col(Department.id) == StaffRow.department)
        .where(col(StaffRow.org).is_not_distinct_from(org), col(StaffRow.active))
    )
    return [
        {
            "id": row.id,
            "email": row.email,
            "password": PASSWORD,
            "name": row.name,
            "role": role,
            "department": row.department,
            "department_name": department,
        }
        for row, role, department in rows
    ]


async def _clients(session: AsyncSession, org: str) -> list[Card]:
    homes: dict[str, list[str]] = {}
    for client, place in await session.exec(
        select(ClientPlace.client, ClientPlace.place)
        .join(ClientRow, col(ClientRow.id) == ClientPlace.client)
        .where(ClientRow.org == org)
        .order_by(col(ClientPlace.client), col(ClientPlace.position))
    ):
        homes.setdefault(client, []).append(place)
    rows = await session.exec(select(ClientRow).where(ClientRow.org == org))
    return [
        {"id": row.id, "phone": row.phone, "name": row.name, "premises": homes.get(row.id, [])}
        for row in rows
    ]


async def _products(session: AsyncSession, org: str) -> list[Card]:
    rows = await session.exec(
        select(ProductRow).where(ProductRow.org == org, col(ProductRow.chat_on))
    )
    return [
        {
            "id": row.id,
            "name": row.name,
            "public_title": row.title,
            "bot": bool(row.bot.get("on")),
        }
        for row in rows
    ]


async def _miniapps(session: AsyncSession, org: str) -> list[Card]:
    rows = await session.exec(select(Miniapp).where(Miniapp.org == org))
    return [{"id": row.id, "name": row.name, "status": row.status} for row in rows]


def _in_order(cards: Iterable[Card], first: Sequence[str]) -> list[Card]:
    """Those that the demo showed first, then the others by age."""
    place = {id_: index for index, id_ in enumerate(first)}
    return sorted(cards, key=lambda one: (place.get(one["id"], len(place)), one["id"]))


def line(whole: Card) -> str:
    """Return the document for programs: one line."""
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def tell(whole: Card, console: Console) -> None:
    """Print the addresses and the logins for people."""
    console.print(f"\n[bold]{whole['org']['name']}[/bold], the demo\n")
    for label, word in (("Start here", "demo"), ("Staff", "console"), ("Clients", "chat")):
        console.print(f"  {label:<11} [link={whole[word]}]{whole[word]}[/link]", highlight=False)
    console.print(f"  {'Password':<11} {PASSWORD}   (the same for every employee)\n")
    table = Table(box=None, pad_edge=True)
    table.add_column("Login", no_wrap=True)  # to be copied
    for heading in ("Name", "Role", "Department"):
        table.add_column(heading)
    for one in whole["staff"]:
        table.add_row(one["email"], one["name"], one["role"], one["department_name"] or "")
    for one in whole["platform"]:
        table.add_row(one["email"], one["name"], one["role"], "—")
    console.print(table)
    console.print(f"\n  {len(whole['miniapps'])} mini-apps; open them as any client at /demo/")
    count = len(whole["clients"])
    console.print(f"  {count} clients, the first without a chat yet; log in as any at /demo/\n")

"""Who is measured with? The demo's people, and a mini-app answered by twenty operators."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import col, select

from benchmarks.people import People, Person
from bots.settings import complete_basic
from chatserver.actions.directory import NewRole, add_departments, add_roles
from chatserver.actions.employees.people import NewStaff, add_staff
from chatserver.config import Settings
from chatserver.config_file import load
from chatserver.core.rights import Permission
from chatserver.demo import note as notes
from chatserver.demo.run import prepare
from chatserver.identity.keys import token_keys
from chatserver.identity.tokens import Kind, Tokens
from chatserver.ledger.outcome import SYSTEM
from chatserver.main import open_world
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import ClientRow, ProductRow
from chatserver.world import World

OPERATORS = 20
LIFETIME_S = 24 * 3600


async def move_in(environment: dict[str, str], config: Path, *, clients: int) -> People:
    """Make the demo with so many clients more, and the desk; return who can sit down at it."""
    settings = settings_of(environment, config)
    await prepare(settings, chats=clients)
    async with open_world(settings) as world:
        note = await notes.read(world)
        assert note is not None
        return await _desk(world, settings, note.org, clients)


def settings_of(environment: dict[str, str], config: Path) -> Settings:
    """Return the settings with which the servers of this environment run."""
    with _environment(environment):
        return load(config)


async def _desk(world: World, settings: Settings, org: str, clients: int) -> People:
    (department,) = await add_departments(world, org, ["Desk"], by=SYSTEM)
    answers = NewRole("Desk", frozenset({Permission.CHATS_SEND}))
    (role,) = await add_roles(world, org, [answers], by=SYSTEM)
    staff = [
        NewStaff(f"desk{n}@river.example", f"Operator {n}", role, department, None)
        for n in range(OPERATORS)
    ]
    operators = await add_staff(world, org, staff, by=SYSTEM)
    product = world.new_id("prd")
    async with world.db.transaction() as session:
        app = ProductRow(
            id=product,
            org=org,
            name="RQ-Desk 1",
            title="Desk",
            basic=complete_basic({"department": department}),
            bot={},
            created_at=world.now(),
        )
        session.add(app)
        await bump_acl(session, org)
    async with world.db.session() as session:
        rows = await session.exec(
            select(ClientRow.id)
            .where(ClientRow.org == org)
            .order_by(col(ClientRow.id).desc())
            .limit(clients)
        )
        residents = rows.all()
    tokens = Tokens(token_keys(settings), world.now)

    def person(kind: Kind, id_: str) -> Person:
        return Person(id_, tokens.issue(kind, id_, org=org, lifetime_s=LIFETIME_S).token)

    return People(
        product=product,
        operators=tuple(person(Kind.STAFF, id_) for id_ in operators),
        clients=tuple(person(Kind.CLIENT, id_) for id_ in residents),
        renewed=lambda client: person(Kind.CLIENT, client.id),
    )


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

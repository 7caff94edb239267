"""A world over the two small organisations, with a clock that the test holds."""

import asyncio
from dataclasses import dataclass

from pydantic import SecretStr
from sqlalchemy import text

from chatserver.actions.integrations.client_tokens import find_by_external_id
from chatserver.bus.local import LocalBus
from chatserver.config import Identity as IdentitySettings
from chatserver.config import Settings
from chatserver.identity import Identity
from chatserver.storage.database import Database
from chatserver.world import World
from tests.remembered import RememberingGate
from tests.seeds import NOON, quick_passwords, seed_small

MINUTE = 60_000
# Made once: they are read from the environment, and nobody changes them.
_SETTINGS = Settings(
    identity=IdentitySettings(
        staff_key=SecretStr("s" * 32),
        client_key=SecretStr("c" * 32),
        miniapp_key=SecretStr("m" * 32),
        login_attempts="5/minute",
        platform_totp=False,
    )
)


@dataclass
class Clock:
    """The time, as the test says."""

    at: int = NOON

    def __call__(self) -> int:
        return self.at


@dataclass
class Small:
    """The world, who tells people apart in it, and its clock."""

    world: World
    identity: Identity
    clock: Clock


async def small(database: Database) -> Small:
    """Return the two small organisations in this empty database."""
    clock = Clock()
    world = World(
        settings=_SETTINGS,
        db=database,
        bus=LocalBus("node"),
        now=clock,
        gate=RememberingGate(),
    )
    await seed_small(world)

    async def find_client(org: str, external_id: str) -> str | None:
        return await find_by_external_id(world, org, external_id)

    identity = Identity.of(
        world.settings, find_client=find_client, now=clock, passwords=quick_passwords()
    )
    return Small(world, identity, clock)


async def somebody_waits(database: Database, many: int = 1) -> None:
    """Return when so many transactions wait for another; on SQLite they wait for nothing else."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while database.dialect != "sqlite":
        async with database.engine.connect() as connection:
            if (await connection.execute(waiting)).scalar_one() >= many:
                return
        await asyncio.sleep(0.01)

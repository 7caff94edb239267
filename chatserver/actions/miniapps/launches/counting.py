"""What is kept of each launch, for the mini-app's figures? (docs/decisions/0116)"""

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.core.refusals import Refused
from chatserver.storage.bulk import insert_rows
from chatserver.storage.tables import LaunchRow
from chatserver.world import World


async def note_launch(
    session: AsyncSession, world: World, app: str, source: str, *, client: str, gen: int, build: str
) -> None:
    """Keep that a client opened a mini-app, in the transaction of the launch."""
    row = {"client": client, "gen": gen, "build": build}
    await _keep(session, world, app, source, row)


async def note_refused(
    session: AsyncSession, world: World, app: str, source: str, refused: Refused
) -> None:
    """Keep that a mini-app was to be opened and was not, and why; not by whom."""
    await _keep(session, world, app, source, {"refused": refused.code})


async def forget_launcher(session: AsyncSession, world: World, client: str) -> None:
    """Let nobody know any more whose launches these were; they still count as one client's."""
    theirs = update(LaunchRow).where(col(LaunchRow.client) == client)
    # An id that stands nowhere else.
    await session.exec(theirs.values(client=world.new_id("gone")))


async def _keep(
    session: AsyncSession, world: World, app: str, source: str, more: dict[str, object]
) -> None:
    row = {"id": world.new_id("lau"), "app": app, "at": world.now(), "source": source, **more}
    await insert_rows(session, LaunchRow, [row])

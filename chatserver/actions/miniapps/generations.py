"""Which token of a client for a mini-app is the newest, and what ends it? (D3, K9, K11)

One integer for each client, app and kind; a token with a lower one is refused. Whoever ends tokens
says so in the transaction of what ended them.
"""

from collections.abc import Collection
from typing import Literal

from sqlalchemy import ColumnElement, text, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.tables import MiniappGeneration
from chatserver.world import World

Kind = Literal["live", "test"]
BOTH: tuple[Kind, ...] = ("live", "test")
LIVE: tuple[Kind, ...] = ("live",)

# One statement, so that of two mints at once each gets a number of its own.
_NEXT = text(
    """INSERT INTO miniapp_generation (app, client, kind, gen, sub, place, device, minted_at)
    VALUES (:app, :client, :kind, 1, :sub, :place, :device, :at)
    ON CONFLICT (app, client, kind) DO UPDATE SET gen = miniapp_generation.gen + 1,
    place = excluded.place, device = excluded.device, minted_at = excluded.minted_at,
    ended_at = NULL
    RETURNING gen"""
)


async def next_generation(
    session: AsyncSession,
    world: World,
    *,
    app: str,
    client: str,
    kind: Kind,
    sub: str,
    place: str,
    device: str = "",
) -> int:
    """Begin a generation, which ends the token before it, and return its number."""
    values = {
        "app": app,
        "client": client,
        "kind": kind,
        "sub": sub,
        "place": place,
        "device": device,
        "at": world.now(),
    }
    connection = await session.connection()
    return int((await connection.execute(_NEXT, values)).scalar_one())


async def end_tokens(
    session: AsyncSession,
    world: World,
    *,
    app: str | None = None,
    client: str | None = None,
    place: str | None = None,
    kinds: Collection[Kind] = BOTH,
) -> None:
    """End the tokens of an app, of a client, of a client's place, or of a client in an app."""
    assert app is not None or client is not None or place is not None
    where: list[ColumnElement[bool]] = [
        col(MiniappGeneration.ended_at).is_(None),
        col(MiniappGeneration.kind).in_(kinds),
    ]
    if app is not None:
        where.append(col(MiniappGeneration.app) == app)
    if client is not None:
        where.append(col(MiniappGeneration.client) == client)
    if place is not None:
        where.append(col(MiniappGeneration.place) == place)
    ended = update(MiniappGeneration).where(*where)
    await session.exec(ended.values(gen=MiniappGeneration.gen + 1, ended_at=world.now()))

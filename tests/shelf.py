"""A mini-app as it stands after its reviews, at whatever status, without going through them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.tables import (
    Build,
    Licence,
    Miniapp,
    Offer,
    ProductRow,
    Release,
)
from chatserver.world import World

NOON = 1_767_268_800_000
SCOPES: Sequence[Mapping[str, Any]] = (
    {"name": "profile.name", "purpose": "To greet you.", "required": True},
    {"name": "profile.phone", "purpose": "To call you back.", "required": False},
    {"name": "place.read", "purpose": "To know where to come.", "required": False},
)
# The same, and it wants to ring.
RINGING = (*SCOPES, {"name": "notifications", "purpose": "To tell you.", "required": False})


async def put_app(
    world: World,
    app: str,
    *,
    status: str = "active",
    licence: bool = True,
    scopes: Sequence[Mapping[str, Any]] = SCOPES,
    **changes: Any,
) -> None:
    """Make the product `app` a mini-app whose release 1, with offer 1, was published."""
    async with world.db.transaction() as session:
        product = await session.get_one(ProductRow, app)
        first = status in ("in_review", "ready") and "release" not in changes
        row = Miniapp(
            id=app,
            org=product.org,
            name=product.name,
            category="other",
            description="What it does",
            status=status,
            approved=True,
            label=f"a{app.replace('_', '')}",
            created_at=NOON,
            updated_at=NOON,
        )
        row.release = None if first else f"rel_1{app}"
        for name, value in changes.items():
            setattr(row, name, value)
        await _add(session, row)
        if licence:
            number = abs(hash(app)) % 10**9
            await _add(
                session,
                Licence(id=f"lic_{app}", org=product.org, number=number, app=app, granted_at=NOON),
            )
        await _release(session, app, 1, scopes)


async def add_release(
    world: World,
    app: str,
    number: int,
    *,
    scopes: Sequence[Mapping[str, Any]] = SCOPES,
    same_offer: bool = False,
    published: bool = True,
) -> None:
    """Add an approved release; which one is served stands in the mini-app's row."""
    offer = 1 if same_offer else number
    async with world.db.transaction() as session:
        await _release(session, app, number, scopes, offer=offer, published=published)


async def set_app(world: World, app: str, **changes: Any) -> None:
    """Change the mini-app's row."""
    async with world.db.transaction() as session:
        row = await session.get_one(Miniapp, app)
        for name, value in changes.items():
            setattr(row, name, value)
        session.add(row)


async def _release(
    session: AsyncSession,
    app: str,
    number: int,
    scopes: Sequence[Mapping[str, Any]],
    *,
    offer: int | None = None,
    published: bool = True,
) -> None:
    offer_number = number if offer is None else offer
    build = Build(
        id=f"bld_{number}{app}",
        app=app,
        digest=f"{number:064x}",
        state="approved",
        manifest={"scopes": [dict(one) for one in scopes]},
        size=10,
        unpacked=10,
        entries=1,
        at=NOON,
    )
    await _add(session, build)
    if offer_number == number:
        made = Offer(
            id=f"off_{number}{app}",
            app=app,
            number=number,
            sha256=f"{number:02x}" * 32,
            name="offer.pdf",
            size=10,
            state="approved",
            at=NOON,
        )
        await _add(session, made)
    release = Release(
        id=f"rel_{number}{app}",
        app=app,
        build=build.id,
        offer=f"off_{offer_number}{app}",
        approved_at=NOON + number,
        published_at=NOON + number if published else None,
    )
    await _add(session, release)


async def _add(session: AsyncSession, row: SQLModel) -> None:
    session.add(row)
    await session.flush()

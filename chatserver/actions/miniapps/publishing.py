"""Who is served what of a mini-app: publish, choose a status, go back, suspend, revoke?"""

from dataclasses import replace
from types import MappingProxyType

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.moves import (
    Held,
    hold,
    move,
    settle,
    shown,
    tell_partner,
    touch,
)
from chatserver.actions.miniapps.reviews import ReasonRequired
from chatserver.core.miniapps import Act, Actor, IllegalTransition, Status, bereft
from chatserver.core.refusals import Conflict, NotFound
from chatserver.core.texts import has_visible
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Build, Miniapp, ProductRow, Release
from chatserver.world import World

_CHOICES = MappingProxyType(
    {
        Status.INACTIVE: Act.CHOOSE_INACTIVE,
        Status.TESTING: Act.CHOOSE_TESTING,
        Status.ACTIVE: Act.CHOOSE_ACTIVE,
    }
)


async def publish(
    world: World, org: str, app_id: str, *, by: str, expected: int | None = None
) -> None:
    """Serve the approved release to everybody (T6); raises `NotFound`, `IllegalTransition`."""
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        await _publish(session, world, held, Act.PUBLISH, by)


async def choose_status(
    world: World, org: str, app_id: str, status: Status, *, by: str, expected: int | None = None
) -> None:
    """Let a mini-app be inactive, testing or active (T7, T8, T13). Choosing what is, is nothing.

    Raises `NotFound` or `IllegalTransition`.
    """
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        if held.app.status is not status:
            await _publish(session, world, held, _CHOICES[status], by)


async def _publish(session: AsyncSession, world: World, held: Held, act: Act, by: str) -> None:
    before = held.app.release
    await move(session, world, held, act, Actor.PARTNER, by=Person("staff", by))
    if held.app.release != before and held.app.release is not None:
        release = await session.get_one(Release, held.app.release)
        release.published_by = by
        session.add(release)


async def roll_back(
    world: World, org: str, app_id: str, release_id: str, *, by: str, expected: int | None = None
) -> None:
    """Serve another release that was approved, without a review (B6).

    Raises `NotFound`, `Stale`, `IllegalTransition` when nothing is served, `Conflict` for a revoked
    build.
    """
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        release = await session.get(Release, release_id)
        if release is None or release.app != app_id:
            raise NotFound
        build = await session.get_one(Build, release.build)
        if build.revoked_at is not None:
            raise Conflict(state="revoked")
        if held.app.release is None or held.app.suspended or not held.app.licensed:
            raise IllegalTransition(held.app, Act.PUBLISH, "release")
        before = {"release": held.app.release}
        held.app = replace(held.app, release=release.id)
        release.published_by = by
        session.add(release)
        await settle(session, world, held)
        changed = Changed(app_id, before, {"release": release.id})
        await record(
            session,
            world,
            by=Person("staff", by),
            org=org,
            action="miniapp.roll_back",
            changed=[changed],
        )


async def suspend(world: World, app_id: str, *, reason: str, by: str) -> None:
    """Take a mini-app from everybody for a breach, whatever its status is (T12).

    Raises `NotFound`, `ReasonRequired` or `IllegalTransition`.
    """
    if not has_visible(reason):
        raise ReasonRequired
    async with world.db.transaction() as session:
        held = await hold(session, None, app_id)
        held.row.suspended_at, held.row.suspended_by = world.now(), by
        held.row.suspended_reason = reason.strip()
        await move(session, world, held, Act.SUSPEND, Actor.PLATFORM, by=Person("staff", by))
        await tell_partner(session, world, held, "miniapp.suspended", reason=reason.strip())


async def unsuspend(world: World, app_id: str, *, by: str) -> None:
    """Lift a suspension: what was, is again. Raises `NotFound` or `IllegalTransition`."""
    async with world.db.transaction() as session:
        held = await hold(session, None, app_id)
        await move(session, world, held, Act.UNSUSPEND, Actor.PLATFORM, by=Person("staff", by))
        await tell_partner(session, world, held, "miniapp.lifted")


async def revoke_build(world: World, app_id: str, build_id: str, *, reason: str, by: str) -> None:
    """Never serve a build again, and never go back to it. What is served falls back to the
    newest release without it; with none the mini-app shows nothing until another is approved.

    Raises `NotFound`, `ReasonRequired` or `Conflict` when it was revoked already.
    """
    if not has_visible(reason):
        raise ReasonRequired
    async with world.db.transaction() as session:
        held = await hold(session, None, app_id)
        build = await session.get(Build, build_id)
        if build is None or build.app != app_id:
            raise NotFound
        if build.revoked_at is not None:
            raise Conflict(state="revoked")
        build.state, build.revoked_at = "revoked", world.now()
        session.add(build)
        await session.flush()
        held.app = bereft(
            held.app,
            release=await _without_revoked(session, held.app.release, published=True),
            ready=await _without_revoked(session, held.app.ready, published=False),
        )
        await settle(session, world, held)
        told = {"miniapp": app_id, "state": "revoked", "reason": reason.strip()}
        changed = Changed(build_id, held.before, {**shown(held.row), **told})
        await record(
            session,
            world,
            by=Person("staff", by),
            org=held.row.org,
            action="build.revoke",
            changed=[changed],
        )
        await tell_partner(
            session, world, held, "build.revoked", build=build.id, reason=reason.strip()
        )


async def _without_revoked(
    session: AsyncSession, release_id: str | None, *, published: bool
) -> str | None:
    """Return this release, or the newest one that may stand in for it."""
    release = await session.get(Release, release_id or "")
    if release is None:
        return None
    build = await session.get_one(Build, release.build)
    if build.revoked_at is None:
        return release.id
    if not published:
        return None
    question = (
        select(Release.id)
        .join(Build, col(Build.id) == col(Release.build))
        .where(
            Release.app == release.app,
            col(Release.published_at).is_not(None),
            col(Build.revoked_at).is_(None),
        )
        .order_by(col(Release.published_at).desc(), col(Release.id).desc())
        .limit(1)
    )
    return (await session.exec(question)).first()


async def switch_chat(
    world: World, app_id: str, *, on: bool, by: str, expected: int | None = None
) -> None:
    """Let the platform's support switch a mini-app's chat (requirement 15).

    Raises `NotFound` or `Stale`.
    """
    async with world.db.transaction() as session:
        held = await hold(session, None, app_id, expected=expected)
        product = await session.get_one(ProductRow, app_id)
        before = {"chat_on": product.chat_on}
        product.chat_on = on
        product.version += 1
        session.add(product)
        touch(world, held.row)
        session.add(held.row)
        await record(
            session,
            world,
            by=Person("staff", by),
            org=held.row.org,
            action="miniapp.chat_switch",
            changed=[Changed(app_id, before, {"chat_on": on})],
        )
        if before["chat_on"] != on:
            await tell_partner(session, world, held, f"chat.switched_{'on' if on else 'off'}")


async def org_of(world: World, app_id: str) -> str:
    """Return whose mini-app this is; raises `NotFound`."""
    async with world.db.session() as session:
        org = (await session.exec(select(Miniapp.org).where(Miniapp.id == app_id))).first()
    if org is None:
        raise NotFound
    return org

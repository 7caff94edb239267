"""How is a mini-app held while it changes, and what follows from its new status?

Whoever holds the organisation's row is alone with its mini-apps: two who publish, send, clear a
licence or change an offer at once come one after the other.
"""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from chatserver.actions.audit import Changed, Values, record
from chatserver.actions.miniapps.generations import LIVE, end_tokens
from chatserver.actions.miniapps.push_receipts import drop_pushes
from chatserver.actions.notifying.notices import notify_staff
from chatserver.actions.stale import check_fresh
from chatserver.core.audit import ACTED
from chatserver.core.miniapps import Act, Actor, App, Served, Status, served, step
from chatserver.core.refusals import NotFound
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    Build,
    Licence,
    Miniapp,
    Offer,
    ProductRow,
    Release,
    Review,
)
from chatserver.world import World


@dataclass(slots=True)
class Held:
    """A mini-app that nobody else changes now: its row, how the rules see it, and how it stood
    before.
    """

    row: Miniapp
    product: ProductRow
    licence: Licence | None
    app: App
    before: Values

    @property
    def served(self) -> Served:
        """What clients get of it."""
        return served(self.app)


async def hold(
    session: AsyncSession, org: str | None, app_id: str, *, expected: int | None = None
) -> Held:
    """Take hold of a mini-app until the transaction ends; `org` None: the platform asks.

    Raises `NotFound`, and `Stale` when its version is another than `expected`.
    """
    row = await session.get(Miniapp, app_id)
    if row is None or (org is not None and row.org != org):
        raise NotFound
    await bump_acl(session, row.org)
    # What was read before the organisation's row was ours may be old by now.
    await session.refresh(row)
    check_fresh(row.version, expected)
    return await read_held(session, row)


async def read_held(session: AsyncSession, row: Miniapp) -> Held:
    """Return the mini-app with all that its rules look at."""
    product = await session.get_one(ProductRow, row.id)
    licence = (await session.exec(select(Licence).where(Licence.app == row.id))).first()
    offer = await newest_offer(session, row.id)
    build = await pending_build(session, row.id)
    app = App(
        status=Status(row.status),
        before=Status(row.before_review) if row.before_review else None,
        shown=Status(row.shown) if row.shown else None,
        approved=row.approved,
        licensed=licence is not None,
        offered=offer is not None,
        built=build is not None or (row.ready or row.release) is not None,
        suspended=row.suspended_at is not None,
        release=row.release,
        ready=row.ready,
    )
    return Held(row, product, licence, app, shown(row))


async def newest_offer(session: AsyncSession, app_id: str) -> Offer | None:
    """Return the newest version of the offer that was not deleted."""
    question = (
        select(Offer)
        .where(Offer.app == app_id, col(Offer.deleted_at).is_(None))
        .order_by(col(Offer.number).desc())
        .limit(1)
    )
    return (await session.exec(question)).first()


def newest_first(builds: SelectOfScalar[Build]) -> SelectOfScalar[Build]:
    """Return the question for builds in the one order: what was uploaded last comes first."""
    return builds.order_by(col(Build.at).desc(), col(Build.id).desc())


async def pending_build(session: AsyncSession, app_id: str) -> Build | None:
    """Return the newest build if it was not approved yet: nobody goes back behind one that was."""
    builds = select(Build).where(Build.app == app_id, Build.state != "revoked")
    newest = (await session.exec(newest_first(builds).limit(1))).first()
    return None if newest is None or newest.state == "approved" else newest


async def move(
    session: AsyncSession, world: World, held: Held, act: Act, actor: Actor, *, by: Person
) -> None:
    """Let the status table decide, and store what follows; raises `IllegalTransition`."""
    held.app = step(held.app, act, actor)
    await settle(session, world, held)
    changed = Changed(held.row.id, held.before, shown(held.row))
    held.before = shown(held.row)
    await record(session, world, by=by, org=held.row.org, action=ACTED[act], changed=[changed])


async def settle(session: AsyncSession, world: World, held: Held) -> None:
    """Store how the mini-app stands now, and let its chat follow."""
    row, app = held.row, held.app
    if row.release != app.release and app.release is not None:
        release = await session.get_one(Release, app.release)
        release.published_at = world.now()
        session.add(release)
    row.status = str(app.status)
    row.before_review = str(app.before) if app.before else None
    row.shown = str(app.shown) if app.shown else None
    row.approved = app.approved
    row.release, row.ready = app.release, app.ready
    if not app.suspended:
        row.suspended_at = row.suspended_by = row.suspended_reason = None
    touch(world, row)
    session.add(row)
    await _let_chat_follow(session, held)
    await _let_tokens_follow(session, world, held)
    await _let_pushes_follow(session, world, held)


def touch(world: World, row: Miniapp) -> None:
    """Say that the card has changed: a new version, and up in the list."""
    row.version += 1
    row.updated_at = max(world.now(), row.updated_at)


async def _let_chat_follow(session: AsyncSession, held: Held) -> None:
    """Who may begin a dialog, and which offer binds (X1, D19)."""
    product, now = held.product, held.served
    if held.app.suspended:
        product.door = "shut"
    elif now.everybody is not None:
        product.door = "open"
    else:
        product.door = "testers" if now.testers is not None else "closing"
    offers = {}
    for release_id in {now.everybody, now.testers} - {None}:
        release = await session.get_one(Release, release_id)
        offers[release_id] = release.offer
    product.offer = offers.get(now.everybody)
    product.tester_offer = offers.get(now.testers)
    session.add(product)


async def _let_tokens_follow(session: AsyncSession, world: World, held: Held) -> None:
    """What ends here does not come to life again with the status (K11)."""
    if held.app.suspended or not held.app.licensed:
        await end_tokens(session, world, app=held.row.id)
    elif held.served.testers is None:
        # Those that employees made to test with live on.
        await end_tokens(session, world, app=held.row.id, kinds=LIVE)


async def _let_pushes_follow(session: AsyncSession, world: World, held: Held) -> None:
    """What waits for nobody to see is not sent when somebody may again."""
    if held.served.testers is None:
        await drop_pushes(session, world, app=held.row.id)


def shown(row: Miniapp) -> Values:
    """Return how it stands, as the audit log says it."""
    return {
        "status": row.status,
        "before_review": row.before_review,
        "release": row.release,
        "ready": row.ready,
        "suspended": row.suspended_at is not None,
    }


async def tell_partner(
    session: AsyncSession,
    world: World,
    held: Held,
    kind: str,
    *,
    build: str | None = None,
    reason: str = "",
) -> None:
    """Tell those who look after the mini-app, and whoever sent it last, or this `build`, what the
    platform did with it (D17).
    """
    data = {"app": held.row.name, "reason": reason}
    sender = await _sender(session, held.row.id, build)
    await notify_staff(
        session, world, held.row.org, kind, subject=held.row.id, data=data, sender=sender
    )


async def _sender(session: AsyncSession, app_id: str, build: str | None) -> str | None:
    """Return who sent it to the moderators: of what the system sent, who changed the offer."""
    question = (
        select(func.coalesce(Review.sent_by, Offer.by))
        .join(Offer, col(Offer.id) == col(Review.offer), isouter=True)
        .where(Review.app == app_id)
        .order_by(col(Review.sent_at).desc(), col(Review.id).desc())
        .limit(1)
    )
    if build is not None:
        question = question.where(Review.build == build)
    return (await session.exec(question)).first()

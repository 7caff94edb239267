"""With which keys does a mini-app's back end come, and what may it ask about a token?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.viewers import NotWelcome
from chatserver.actions.miniapps.launches.apps import Shown, shown_apps
from chatserver.actions.miniapps.launches.tokens import lives
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.opening import AppSuspended, NotAvailable
from chatserver.core.people import Named
from chatserver.core.refusals import NotFound
from chatserver.identity import Identity
from chatserver.identity.credentials import APP_KEY, fresh_value, stored_form
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import hold_org
from chatserver.storage.tables import AppKey, Miniapp, StaffRow
from chatserver.world import World

MOST = 20  # that hold, of a mini-app


@dataclass(frozen=True, slots=True)
class AppKeyCard:
    """A key that holds. It goes on when its maker is gone (X6): `maker_active` says so."""

    id: str
    name: str
    maker: Named | None
    maker_active: bool
    created_at: int


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key: its value is shown this once."""

    card: AppKeyCard
    value: str


@dataclass(frozen=True, slots=True)
class AppCaller:
    """The back end of a mini-app, recognised by its key."""

    key: str
    app: str
    org: str


async def make_app_key(world: World, org: str, app_id: str, name: str, *, by: str) -> MadeKey:
    """Make a key for a mini-app's back end; raises `NotFound`, and `Invalid` for one too many."""
    value = fresh_value(APP_KEY)
    async with world.db.transaction() as session:
        # One after the other, so that nobody counts past the bound.
        await hold_org(session, org)
        await _check_own(session, org, app_id)
        holding = select(func.count()).select_from(AppKey)
        count = await session.exec(
            holding.where(AppKey.app == app_id, col(AppKey.ended_at).is_(None))
        )
        if count.one() >= MOST:
            refuse_if_any([Mistake("", "too_many", f"a mini-app has at most {MOST} keys")])
        row = AppKey(
            id=world.new_id("key"),
            app=app_id,
            name=name,
            hash=stored_form(value),
            by=by,
            created_at=world.now(),
        )
        session.add(row)
        maker = await session.get_one(StaffRow, by)
        await record(
            session,
            world,
            by=Person("staff", by),
            org=org,
            action="app_key.make",
            changed=[Changed(row.id, after={"app": app_id, "name": name})],
        )
    return MadeKey(_card(row, maker), value)


async def app_keys(world: World, org: str, app_id: str) -> Sequence[AppKeyCard]:
    """Return the keys of a mini-app that hold, the newest first; raises `NotFound`."""
    question = (
        select(AppKey, StaffRow)
        .join(StaffRow, col(StaffRow.id) == col(AppKey.by), isouter=True)
        .where(AppKey.app == app_id, col(AppKey.ended_at).is_(None))
        .order_by(col(AppKey.id).desc())
    )
    async with world.db.session() as session:
        await _check_own(session, org, app_id)
        return [_card(row, maker) for row, maker in (await session.exec(question)).all()]


async def end_app_key(world: World, org: str, app_id: str, key_id: str, *, by: str) -> None:
    """End a key at once; raises `NotFound`."""
    async with world.db.transaction() as session:
        await _check_own(session, org, app_id)
        row = await session.get(AppKey, key_id)
        if row is None or row.app != app_id or row.ended_at is not None:
            raise NotFound
        row.ended_at = world.now()
        session.add(row)
        await record(
            session,
            world,
            by=Person("staff", by),
            org=org,
            action="app_key.end",
            changed=[Changed(key_id, {"app": app_id, "name": row.name})],
        )


async def app_caller(world: World, value: str) -> AppCaller:
    """Return whose key this is; raises `NotWelcome`."""
    question = (
        select(AppKey.id, AppKey.app, Miniapp.org)
        .join(Miniapp, col(Miniapp.id) == col(AppKey.app))
        .where(AppKey.hash == stored_form(value), col(AppKey.ended_at).is_(None))
    )
    async with world.db.session() as session:
        found = (await session.exec(question)).first()
    if found is None:
        raise NotWelcome
    return AppCaller(*found)


async def check_token(
    world: World, identity: Identity, caller: AppCaller, token: str
) -> int | None:
    """Return when a token of this mini-app ends, None when it does not live (any more).

    Raises as `check_answered`.
    """
    async with world.db.session() as session:
        check_answered((await shown_apps(session, caller.org, [caller.app])).get(caller.app))
    return await lives(world, identity, caller.app, token)


def check_answered(shown: Shown | None) -> Shown:
    """Return the mini-app whose back end asks, if it is answered (L5).

    Raises `NotAvailable` before the first approval, `AppSuspended`.
    """
    found = check_there(shown)
    if not found.app.approved:
        raise NotAvailable
    if found.app.suspended:
        raise AppSuspended
    return found


def check_there(shown: Shown | None) -> Shown:
    """Return the mini-app whose back end asks for what is answered at any time.

    Raises `NotAvailable` when its organisation is closed.
    """
    if shown is None:
        raise NotAvailable
    return shown


def _card(row: AppKey, maker: StaffRow | None) -> AppKeyCard:
    return AppKeyCard(
        row.id,
        row.name,
        maker=None if maker is None else Named(maker.id, maker.name),
        maker_active=maker is not None and maker.active,
        created_at=row.created_at,
    )


async def _check_own(session: AsyncSession, org: str, app_id: str) -> None:
    app = await session.get(Miniapp, app_id)
    if app is None or app.org != org:
        raise NotFound

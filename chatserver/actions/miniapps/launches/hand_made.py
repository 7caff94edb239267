"""How does an employee make a token to test a mini-app without a widget? (K2–K13, D3)"""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.actions.audit import Changed, record
from chatserver.actions.callers.reach import check_premises
from chatserver.actions.callers.viewers import Viewer
from chatserver.actions.miniapps.launches.apps import Shown, hold_app, opening_of
from chatserver.actions.miniapps.launches.tokens import (
    Ask,
    Minted,
    mint,
    newest_release,
    tests_allowed,
)
from chatserver.actions.miniapps.signing_keys import signing_key
from chatserver.core.opening import AppSuspended
from chatserver.core.refusals import NotFound, Refused
from chatserver.identity import Identity
from chatserver.ledger.outcome import Person
from chatserver.world import World


class NotApproved(Refused):
    """No token before the first approval, nor without a licence (K2)."""

    code = "illegal_transition"
    sentence = "The mini-app has to be approved and licensed first."


@dataclass(frozen=True, slots=True)
class TriedFor:
    """For which client, and from which of their premises."""

    client: str
    premises: str


async def make_test_token(
    world: World,
    identity: Identity,
    viewer: Viewer,
    app_id: str,
    wanted: TriedFor,
    *,
    issuer: str,
) -> Minted:
    """Return a test token; it ends the one made by hand before for this client, and no other.

    Raises `NotFound` (also for a client or premises that the employee does not reach), `Invalid`
    for premises of somebody else, `NotApproved`, `AppSuspended`.
    """
    key = await signing_key(world, identity)
    async with world.db.transaction() as session:
        await check_premises(session, viewer, wanted.client, wanted.premises)
        shown = await hold_app(session, viewer.home.org.id, app_id)
        release = await _tested(session, shown)
        if shown is None or release is None:
            raise NotFound
        opening = await opening_of(session, release)
        minted = await mint(
            session,
            world,
            identity,
            key,
            issuer=issuer,
            shown=shown,
            opening=opening,
            ask=Ask(wanted.client, wanted.premises, "test"),
            scopes=opening.asked,
        )
        made = {
            "client": wanted.client,
            "premises": wanted.premises,
            "jti": minted.jti,
            "gen": minted.gen,
            "staff_name": viewer.staff.name,
        }
        await record(
            session,
            world,
            by=Person("staff", viewer.id),
            org=shown.org,
            action="miniapp.token",
            changed=[Changed(app_id, after=made)],
        )
    return minted


async def _tested(session: AsyncSession, shown: Shown | None) -> str | None:
    if shown is None:
        raise NotFound
    if shown.app.suspended:
        raise AppSuspended
    if not tests_allowed(shown.app):
        raise NotApproved(why="licence" if shown.app.approved else "approval")
    release = await newest_release(session, shown.id)
    if release is None:
        raise NotApproved(why="approval")
    return release

"""How far did a push come with each client?"""

from dataclasses import dataclass

from sqlmodel import col, select

from chatserver.actions.miniapps.launches.app_keys import AppCaller, check_answered
from chatserver.actions.miniapps.launches.apps import shown_apps
from chatserver.core.pushes import State, shown_state
from chatserver.core.refusals import NotFound
from chatserver.identity import Identity
from chatserver.storage.tables import PushReceipt
from chatserver.world import World

KEPT_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class Came:
    """How far a push came with one client, by the id by which the mini-app knows them."""

    sub: str
    state: State
    changed_at: int
    opened_at: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A push that was accepted, with everybody who was to get it."""

    id: str
    at: int
    expires_at: int
    clients: list[Came]


async def read_push(world: World, identity: Identity, caller: AppCaller, push: str) -> Sent:
    """Return how far a push of this mini-app came, for thirty days.

    Raises `NotFound`; `NotAvailable`, `AppSuspended` as for a push itself.
    """
    question = select(PushReceipt).where(PushReceipt.push == push, PushReceipt.app == caller.app)
    async with world.db.session() as session:
        check_answered((await shown_apps(session, caller.org, [caller.app])).get(caller.app))
        rows = (await session.exec(question.order_by(col(PushReceipt.client)))).all()
    if not rows:
        raise NotFound
    now = world.now()
    came = [
        Came(
            identity.miniapps.pairwise(caller.app, row.client),
            shown_state(State(row.state), expires_at=row.expires_at, now=now),
            row.changed_at,
            row.opened_at,
        )
        for row in rows
    ]
    return Sent(push, rows[0].at, rows[0].expires_at, sorted(came, key=lambda one: one.sub))

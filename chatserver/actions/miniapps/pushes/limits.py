"""How often may a mini-app push something to one client, and who changes that?"""

from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.moves import hold, tell_partner, touch
from chatserver.actions.miniapps.reviews import ReasonRequired
from chatserver.core.pushes import Limits
from chatserver.core.texts import has_visible
from chatserver.ledger.outcome import Person
from chatserver.storage.tables import Miniapp
from chatserver.world import World


def limits_of(world: World, row: Miniapp) -> Limits:
    """Return the limits that hold for a mini-app: its own, else the server's."""
    ours = world.settings.pushes
    every_s = ours.every_s if row.push_every_s is None else row.push_every_s
    per_day = ours.per_day if row.push_per_day is None else row.push_per_day
    return Limits(every_s * 1000, per_day)


async def set_push_limits(
    world: World,
    app_id: str,
    *,
    every_s: int | None,
    per_day: int | None,
    reason: str,
    by: str,
    expected: int | None = None,
) -> None:
    """Let the platform set limits for this mini-app alone; None: the server's own hold again.

    Raises `NotFound`, `ReasonRequired` or `Stale`.
    """
    if not has_visible(reason):
        raise ReasonRequired
    async with world.db.transaction() as session:
        held = await hold(session, None, app_id, expected=expected)
        before = {"every_s": held.row.push_every_s, "per_day": held.row.push_per_day}
        held.row.push_every_s, held.row.push_per_day = every_s, per_day
        touch(world, held.row)
        session.add(held.row)
        after = {"every_s": every_s, "per_day": per_day, "reason": reason.strip()}
        await record(
            session,
            world,
            by=Person("staff", by),
            org=held.row.org,
            action="miniapp.push_limits",
            changed=[Changed(app_id, before, after)],
        )
        await tell_partner(session, world, held, "pushes.limited", reason=reason.strip())

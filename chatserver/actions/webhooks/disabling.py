"""What follows when the server switches an endpoint off? (D17)

Those with `integration.edit` are told, and so are the organisation's other endpoints. What waited
is kept: it is sent when somebody switches the endpoint on again.
"""

from sqlalchemy import update
from sqlmodel import col

from chatserver.actions.audit import Changed, record
from chatserver.actions.happenings import tell_endpoints
from chatserver.actions.notifying.notices import notify_staff
from chatserver.core.webhook_kinds import DISABLED
from chatserver.ledger.outcome import SYSTEM
from chatserver.notify.webhook_addresses import without_query
from chatserver.storage.tables import Webhook
from chatserver.storage.webhook_queue import Endpoint
from chatserver.world import World


async def disable(world: World, endpoint: Endpoint, reason: str) -> None:
    """Switch an endpoint off, once: `gone` when it said so, `failing` when it took nothing long."""
    async with world.db.transaction() as session:
        changed = await session.exec(
            update(Webhook)
            .where(col(Webhook.id) == endpoint.id, col(Webhook.active))
            .values(active=False, disabled=reason, version=Webhook.version + 1)
            .execution_options(synchronize_session=False)
        )
        if changed.rowcount == 0:
            return
        told = Changed(endpoint.id, {"active": True}, {"active": False, "reason": reason})
        await record(
            session, world, by=SYSTEM, org=endpoint.org, action="webhook.disable", changed=[told]
        )
        data = {"webhook": endpoint.id, "reason": reason}
        await tell_endpoints(session, world, endpoint.org, [(DISABLED, data)])
        await notify_staff(
            session,
            world,
            endpoint.org,
            f"webhook.{reason}",
            subject=endpoint.id,
            data={"url": without_query(endpoint.url)},
        )
